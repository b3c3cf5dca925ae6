"""Cycles, report runs and frozen reports: what we publish."""
