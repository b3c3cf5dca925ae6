"""One small fault at a time is put into the code, and its tests have to notice: ``make mutants`` (docs/mutants.md)."""
