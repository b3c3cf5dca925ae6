"""Faults that nobody could notice, by the names that ``make mutants`` prints, each with the reason."""

EQUIVALENTS: dict[str, str] = {}
