"""Writes of the timetable, of runs, reports and reminders: atomic, audited, by whom and when passed in."""
