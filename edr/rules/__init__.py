"""Pure judgements on reviews: no Django, no clock (docs/rules.md, 18)."""
