"""Breakdowns: the same measure by ward, area, group of residents or whatever else the council looks at."""
