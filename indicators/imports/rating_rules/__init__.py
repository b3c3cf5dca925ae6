"""A council's rule and its words, from a row of ``rating_rules.csv``."""
