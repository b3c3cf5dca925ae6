"""The rules of money (rules.md, Money): pure, no Django."""
