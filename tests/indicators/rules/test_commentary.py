"""When commentary is required, and what is odd about it (rules.md 16; C7)."""

from datetime import date
from decimal import Decimal

import pytest

from indicators.rules.commentary import (
    MOST_CHARACTERS,
    Boxes,
    commentary_flags,
    commentary_needed,
    praise_offered,
    repeated,
)
from indicators.rules.vocabulary import Direction, Signal, Status

D = Decimal
TODAY = date(2026, 10, 14)


@pytest.mark.parametrize(
    ("status", "direction", "signal", "said"),
    [
        (Status.RED, Direction.BETTER, None, "off target"),
        (Status.AMBER, Direction.WORSE, None, "near target and getting worse"),
        (Status.AMBER, Direction.SAME, None, None),
        (Status.GREEN, Direction.WORSE, None, None),
        (Status.GREEN, Direction.WORSE, Signal.COMMON_CAUSE, None),
        (Status.GREEN, Direction.WORSE, Signal.CONCERN, "beyond normal variation and a concern"),
        (Status.GREEN, Direction.BETTER, Signal.IMPROVEMENT, "beyond normal variation, so"),
        (Status.DATA_ONLY, Direction.HIGHER, Signal.NEUTRAL_HIGH, "beyond normal variation, so"),
        (Status.UNKNOWN, Direction.NO_COMPARISON, None, None),
    ],
)
def test_commentary_is_required_where_it_matters(
    status: Status, direction: Direction, signal: Signal | None, said: str | None
) -> None:
    reason = commentary_needed(status, direction, signal)
    assert said in reason if said else not reason


@pytest.mark.parametrize(
    ("value", "earlier", "needed"),
    [("110.1", "100", True), ("110", "100", False), ("89.9", "100", True), ("-89", "-100", True), ("5", "0", False)],
)
def test_a_material_change_needs_words_even_when_all_is_well(value: str, earlier: str, needed: bool) -> None:
    reason = commentary_needed(
        Status.GREEN, Direction.BETTER, None, value=D(value), earlier=D(earlier), material_percent=D("10.0")
    )
    assert reason == ("This figure moved by more than 10%, so say why." if needed else "")


def test_without_a_value_or_an_earlier_one_there_is_no_material_change() -> None:
    assert commentary_needed(Status.GREEN, Direction.BETTER, None, value=D(5), earlier=D(1)) == ""
    asked = {"material_percent": D(10)}
    assert commentary_needed(Status.GREEN, Direction.BETTER, None, value=D(5), **asked) == ""
    assert commentary_needed(Status.GREEN, Direction.BETTER, None, earlier=D(5), **asked) == ""


def test_praise_is_offered_when_exceeding() -> None:
    assert "say what worked" in praise_offered(Status.EXCEEDING)
    assert praise_offered(Status.GREEN) == ""


def test_text_copied_from_last_time_is_flagged_whatever_its_case_and_spacing() -> None:
    before = Boxes(happened="Sickness rose.", why="Flu", outlook="")
    now = Boxes(happened="  sickness   ROSE ", why="Flu and cold", outlook="")
    (flag,) = commentary_flags(now, before, on=TODAY)
    assert flag == "“What happened” is the same text as last time. Say what is new."
    assert commentary_flags(now, Boxes(), on=TODAY) == []


def test_a_promised_date_that_has_passed_is_flagged_once() -> None:
    promised = date(2026, 9, 30)
    now = Boxes(action="Hire two", action_by_on=promised)
    (flag,) = commentary_flags(now, Boxes(), on=TODAY, promises=[promised, TODAY])
    assert flag == "Action was promised by 30 September 2026. Say whether it was done."


def test_too_long_a_box_is_flagged() -> None:
    now = Boxes(why="x" * (MOST_CHARACTERS + 1), outlook="y" * MOST_CHARACTERS)
    (flag,) = commentary_flags(now, Boxes(), on=TODAY)
    assert flag == "“Why” has 1,501 characters; the limit is 1,500. Shorten it."
    (flag,) = commentary_flags(Boxes(action="abc"), Boxes(), on=TODAY, most_characters=2)
    assert flag == "“What we are doing about it” has 3 characters; the limit is 2. Shorten it."


def test_words_that_stand_beside_several_measures_are_flagged_beside_each() -> None:
    same = Boxes(why="Two posts were vacant in July.", outlook="Better next quarter, we expect.")
    found = repeated(
        {
            1: ("Homes let", same),
            2: ("Repairs", Boxes(why="Two  posts were VACANT in July", outlook="Better.")),
            3: ("Rent", Boxes(why="Two posts were vacant in July.")),
            4: ("Repairs in May", Boxes(happened="Two posts were vacant in July.")),
            5: ("Lettings", same),
        }
    )
    assert found == {
        1: "“Why” and “What we expect next” are word for word the same as for Repairs and 2 more. "
        "Say what is this measure’s own.",
        2: "“Why” is word for word the same as for Homes let and 2 more. Say what is this measure’s own.",
        3: "“Why” is word for word the same as for Homes let and 2 more. Say what is this measure’s own.",
        5: "“Why” and “What we expect next” are word for word the same as for Homes let and 2 more. "
        "Say what is this measure’s own.",
    }


def test_short_words_and_those_of_one_measure_s_months_may_be_the_same() -> None:
    short, long = Boxes(why="Nothing to add here"), Boxes(why="Nothing much to add here")
    assert repeated({1: ("Homes let", short), 2: ("Repairs", short)}) == {}
    assert repeated({1: ("Homes let", long), 2: ("Homes let", long)}) == {}
    assert set(repeated({1: ("Homes let", long), 2: ("Repairs", long)})) == {1, 2}
