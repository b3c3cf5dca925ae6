"""The rules of deciding on targets (rules.md, Targets as decisions): pure, no Django."""
