"""Pure judgements about risks (docs/rules.md, Risk): no Django and no clock."""
