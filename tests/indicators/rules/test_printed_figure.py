"""Marks, remarks and limits around printed figures; what they do to a rating is in ``test_printed_row``."""

import pytest

from indicators.rules.printed_figure import Limit, aim_alone, even_signs, figure_alone, figure_and_limit
from indicators.rules.vocabulary import Polarity

HIGH, LOW = Polarity.HIGH, Polarity.LOW


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        *(("96.1% (p)", "96.1%"), ("66%(prov.)", "66%"), ("96% (p)*", "96%"), ("210 †", "210"), ("95.1% ↑", "95.1%")),
        *(("45 (homes)", "45 homes"), ("96% est.", "96%"), ("Nil*", "0"), ("£nil", "£0"), ("102k", "102 thousand")),
        *(("5.2 per 100k", "5.2 per 100,000"), ("5.2 per thousand", "5.2 per 1,000"), ("(5)", "(5)")),
        *(
            (text, text)
            for text in ("£3 (million)", "5 (weeks)", "96 (Q2)", "5% (±2)", "↑ 5", "96p", "New (p)", "", "*")
        ),
    ],
)
def test_a_figure_without_what_is_printed_around_it(text, alone):
    assert figure_alone(text) == alone


def test_a_very_long_text_is_handed_back_at_once():
    text = f"1 ({'a' * 30_000}"
    assert figure_alone(text) == text


def test_an_arrow_beside_a_target_stays():
    assert aim_alone("10* ↓") == "10* ↓"


@pytest.mark.parametrize(
    ("text", "alone", "towards", "is_strict"),
    [
        *(("≥210", "210", HIGH, False), (">95%*", "95%", HIGH, True), ("<10%", "10%", LOW, True)),
        *(("2 hours min", "2 hours", HIGH, False), ("95% or better", "95%", None, False)),
        *(("28 days or less", "28 days", LOW, False), ("before 1 May 2024", "1 May 2024", LOW, True)),
        ("31 March 2015 or earlier", "31 March 2015", LOW, False),
    ],
)
def test_a_limit_and_its_figure(text, alone, towards, is_strict):
    assert figure_and_limit(text) == (alone, Limit(text, towards, is_strict))


@pytest.mark.parametrize("text", ["95", "5 min", "by 10", "within 5%", "above 2013 average", "under budget", ""])
def test_what_is_no_limit(text):
    assert figure_and_limit(text) == (text, None)


@pytest.mark.parametrize(
    ("limit", "polarity", "agrees", "is_good"),
    [
        *((Limit("", HIGH, False), HIGH, True, True), (Limit("", HIGH, True), HIGH, True, False)),
        *((Limit("", LOW, False), HIGH, False, False), (Limit("", LOW, True), HIGH, False, True)),
        (Limit("", None, False), LOW, True, True),
    ],
)
def test_on_which_side_a_limit_is(limit, polarity, agrees, is_good):
    assert (limit.agrees(polarity), limit.is_good_itself(polarity)) == (agrees, is_good)


@pytest.mark.parametrize("text", ["+5%/-5%", "plus or minus 5%", "± 5%", "-/+5%", "+ or - 5%", "+5% to -5%", "+/– 5%"])
def test_one_sign_for_plus_and_minus(text):
    assert even_signs(text).replace(" ", "") == "+/-5%"
