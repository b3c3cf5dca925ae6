"""The shares of a survey."""

from decimal import Decimal

import pytest

from feedback.rules.surveys import share, survey_words


@pytest.mark.parametrize(
    ("part", "whole", "expected"), [(1, 2, "50"), (1, 8, "13"), (2, 3, "67"), (0, 7, "0"), (7, 7, "100")]
)
def test_a_share_is_rounded_half_up(part, whole, expected):
    assert share(part, whole) == Decimal(expected)


def test_nobody_has_no_share():
    assert share(0, 0) is None
    words = survey_words(answer="Yes", asked=20, answered=0, said_so=0)
    assert words == "20 were asked, and nobody answered."


def test_each_share_is_told_with_what_it_is_of():
    words = survey_words(answer="Satisfied", asked=1000, answered=500, said_so=360)
    assert words == "72% said “Satisfied”: 360 of 500 who answered. 1,000 were asked, and 50% answered."
