"""The rules of calculation: pure functions from values to judgements.

Standard library only, no Django, no clock, no floats for values. Each module answers one question and
implements one section of ``docs/rules.md``.
"""
