"""Printed rows and councils' rules to rate them by."""

import pytest

from indicators.imports.council_rules import council_rule
from indicators.published.printed_rating import computed_rating
from indicators.published.printed_row import NotRateable
from indicators.published.published_rows import published_row

GAR = {"green": "Green", "amber": "Amber", "red": "Red"}
GR = {"green": "Green", "red": "Red"}
STARS = {"exceeds": "Star", "green": "Circle", "red": "Triangle"}
FOUR = {"exceeds": "Blue", **GAR}
PERCENT = {"basis": "percent", "green_cut": "0", "amber_cut": "10", **GAR}
TOLERANCE = {"basis": "tolerance", **GAR}
FLOOR = {"basis": "floor", **GAR}
THRESHOLDS = {"basis": "thresholds", **GAR}


def row(actual, target, threshold="", polarity="high", **cells):
    return published_row(2, {"actual": actual, "target": target, "threshold": threshold, "polarity": polarity, **cells})


def status(rule, *figures, **cells):
    return computed_rating(council_rule("X", rule), row(*figures, **cells)).status.value


def why_not(rule, *figures, **cells):
    with pytest.raises(NotRateable) as refused:
        computed_rating(council_rule("X", rule), row(*figures, **cells))
    return str(refused.value)
