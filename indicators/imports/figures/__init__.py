"""Measures, their figures and targets, from a file to the rows written: the first of the kinds of import."""
