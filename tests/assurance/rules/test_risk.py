"""Each sign has its points and its words, and what nothing speaks for has none."""

from decimal import Decimal

import pytest

from assurance.rules.grades import Grade, Standing
from assurance.rules.risk import Signs, is_near, points_of, reasons_of

CLEAN = {"standing": Standing.HOLDS, "grade": Grade.SOUND}


@pytest.mark.parametrize(
    ("signs", "told"),
    [
        ({}, []),
        ({"is_key": True}, [(3, "key measure")]),
        ({"standing": Standing.NONE, "grade": None}, [(3, "no certificate")]),
        ({"standing": Standing.OVERDUE}, [(2, "review overdue")]),
        ({"standing": Standing.LOST}, [(3, "checker had a hand in it since")]),
        ({"standing": Standing.SOON}, []),
        ({"grade": Grade.FAIR}, []),
        ({"grade": Grade.WEAK}, [(2, "graded weak")]),
        ({"grade": Grade.UNSAFE}, [(3, "graded unsafe")]),
        ({"revisions": 1}, [(1, "1 revision")]),
        ({"revisions": 3}, [(3, "3 revisions")]),
        ({"revisions": 8}, [(3, "8 revisions")]),
        ({"warned": 1}, [(1, "1 warning overridden")]),
        ({"warned": 4}, [(3, "4 warnings overridden")]),
        ({"late": 1}, [(1, "1 late figure")]),
        ({"late": 2}, [(1, "2 late figures")]),
        ({"typed": 4}, [(1, "typed in, its source not named")]),
        ({"is_near": True}, [(2, "close to its target")]),
    ],
)
def test_the_points_of_each_sign(signs, told):
    assert [tuple(each) for each in reasons_of(Signs(**{**CLEAN, **signs}))] == told


def test_the_weightiest_reason_comes_first_and_points_add_up():
    reasons = reasons_of(
        Signs(
            is_key=True,
            standing=Standing.OVERDUE,
            grade=Grade.WEAK,
            revisions=2,
            typed=1,
            warned=1,
            late=1,
            is_near=True,
        )
    )
    points = [each.points for each in reasons]
    assert points == sorted(points, reverse=True)
    assert points_of(reasons) == 3 + 2 + 2 + 2 + 2 + 1 + 1 + 1


@pytest.mark.parametrize(
    ("value", "target", "near"),
    [
        ("98", "100", True),
        ("97.99", "100", False),
        ("102", "100", True),
        ("102.01", "100", False),
        ("-98", "-100", True),
        ("0", "0", True),
        ("0.1", "0", False),
        (None, "100", False),
        ("98", None, False),
    ],
)
def test_close_to_the_target_is_within_two_per_cent_of_it(value, target, near):
    assert is_near(value and Decimal(value), target and Decimal(target)) is near
