"""Pages of reporting: the timetable, builds, reports and dashboards."""
