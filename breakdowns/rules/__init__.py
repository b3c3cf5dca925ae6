"""Pure rules of breakdowns: no Django, no database, no clock. Told in docs/rules.md, 13."""
