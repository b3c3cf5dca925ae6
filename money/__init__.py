"""What it costs: budget lines, the month's extracts, and which objectives the money serves."""
