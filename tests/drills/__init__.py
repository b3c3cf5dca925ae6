"""Drills: faults put in on purpose, one command each (``make drill-…``), on this machine only (docs/drills.md)."""
