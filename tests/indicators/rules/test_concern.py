"""What an approver looks at first (rules.md 17)."""

import pytest

from indicators.rules.concern import Concern, Look, concerns, gravity
from indicators.rules.vocabulary import Direction, Status


def look(**changes: object) -> Look:
    return Look(**{"outcome": Status.GREEN, "computed": Status.GREEN, **changes})


RED, AMBER = {"outcome": Status.RED, "computed": Status.RED}, {"outcome": Status.AMBER, "computed": Status.AMBER}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, ()),
        ({"previous": Status.RED, "direction": Direction.BETTER, "is_real_change": False}, ()),
        ({"outcome": Status.EXCEEDING, "computed": Status.EXCEEDING}, ()),
        ({"outcome": Status.DATA_ONLY, "computed": Status.DATA_ONLY}, ()),
        ({"blocks": 1}, (Concern.BLOCKED,)),
        ({"is_revision": True}, (Concern.REVISED,)),
        ({**RED, "previous": Status.GREEN}, (Concern.TURNED,)),
        ({**RED, "previous": Status.RED}, (Concern.OFF_TARGET,)),
        (RED, (Concern.OFF_TARGET,)),
        ({"computed": Status.RED}, (Concern.JUDGED,)),
        ({"computed": Status.NOT_RATED}, ()),
        ({"warnings": 2}, (Concern.UNUSUAL,)),
        ({"is_real_change": True}, (Concern.REAL_CHANGE,)),
        ({**AMBER, "direction": Direction.WORSE}, (Concern.WORSENING,)),
        (AMBER, ()),
        ({"direction": Direction.WORSE}, ()),
        ({"is_absent": True}, (Concern.ABSENT,)),
        ({"is_late": True}, (Concern.LATE,)),
        ({"flags": 1}, (Concern.WORDS,)),
        ({**RED, "warnings": 1, "is_late": True}, (Concern.OFF_TARGET, Concern.UNUSUAL, Concern.LATE)),
    ],
)
def test_a_figure_is_clean_or_says_why_to_look_at_it(changes: dict[str, object], found: tuple[Concern, ...]) -> None:
    assert concerns(look(**changes)) == found


def test_the_worst_comes_first_then_those_with_more_to_look_at_and_the_clean_last() -> None:
    found = [
        (),
        (Concern.LATE,),
        (Concern.OFF_TARGET,),
        (Concern.UNUSUAL, Concern.WORDS),
        (Concern.OFF_TARGET, Concern.LATE),
        (Concern.BLOCKED,),
    ]
    assert sorted(found, key=gravity) == [found[5], found[4], found[2], found[3], found[1], found[0]]
