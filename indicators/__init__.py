"""Measures, targets, figures and the rules that judge them: how we are doing."""
