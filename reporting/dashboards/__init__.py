"""What each dashboard shows, worked out from the reads: plain data for a template. Nothing here writes."""
