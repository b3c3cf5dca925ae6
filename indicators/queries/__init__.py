"""Reads of measures and figures: functions named after what they return."""
