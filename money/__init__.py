"""What it costs and who works on it: budget lines and posts, the months' extracts, and which objectives they serve."""
