"""The golden thread: what we promised."""
