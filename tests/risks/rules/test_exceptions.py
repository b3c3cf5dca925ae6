"""Which risks stand out, and why (rules.md 14)."""

import pytest

from risks.rules.exceptions import risk_reasons
from risks.rules.matrix import Place
from risks.rules.scoring import Movement, score
from risks.rules.shipped import SHIPPED

GRID = SHIPPED["5x5"][1]
LOW, HIGH = score(GRID, Place(2, 3)), score(GRID, Place(4, 4))
ABOVE, RISEN = "Above appetite, at 16, High.", "Risen since the assessment before."


@pytest.mark.parametrize(
    ("now", "moved", "said"),
    [
        (None, None, []),
        (LOW, Movement.SAME, []),
        (LOW, Movement.FALLEN, []),
        (LOW, Movement.NEW, []),
        (LOW, Movement.OTHER_MATRIX, []),
        (LOW, Movement.RISEN, [RISEN]),
        (HIGH, Movement.NEW, [ABOVE]),
        (HIGH, Movement.FALLEN, [ABOVE]),
        (HIGH, Movement.OTHER_MATRIX, [ABOVE]),
        (HIGH, Movement.RISEN, [ABOVE, RISEN]),
    ],
)
def test_a_risk_stands_out_above_appetite_or_rising(now, moved, said):
    reasons = risk_reasons(now, moved)
    assert [each["sentence"] for each in reasons] == said
    assert not any(each["good"] for each in reasons)
