"""Writes of measures and figures: atomic, audited, keyword-only."""
