"""Spreadsheets that people upload: read, checked, previewed and written to the database."""
