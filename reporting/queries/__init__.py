"""Reads of the timetable, of runs, reports and reminders: functions named after what they return."""
