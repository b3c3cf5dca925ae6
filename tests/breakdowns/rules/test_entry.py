from decimal import Decimal

import pytest

from breakdowns.rules.entry import GroupEntry, completed, plain
from indicators.rules.vocabulary import ValueKind

D = Decimal
SHARE = {"has_parts": True, "kind": ValueKind.PERCENTAGE}
COUNT = {"has_parts": False, "kind": ValueKind.NUMBER}


@pytest.mark.parametrize(
    ("entry", "about", "stored"),
    [
        (GroupEntry(numerator=D(3), denominator=D(8)), SHARE, GroupEntry(D("37.5"), D(3), D(8))),
        (GroupEntry(value=D(9), numerator=D(1), denominator=D(4)), SHARE, GroupEntry(D(25), D(1), D(4))),
        (GroupEntry(numerator=D(0), denominator=D(0)), SHARE, GroupEntry(None, D(0), D(0), "not_applicable")),
        (GroupEntry(absence="withheld"), SHARE, GroupEntry(absence="withheld")),
        (
            GroupEntry(numerator=D(0), denominator=D(0), absence="withheld"),
            SHARE,
            GroupEntry(None, D(0), D(0), "withheld"),
        ),
        (GroupEntry(), SHARE, GroupEntry()),
        (
            GroupEntry(numerator=D(60), denominator=D(8)),
            {"has_parts": True, "kind": ValueKind.NUMBER},
            GroupEntry(D("7.5"), D(60), D(8)),
        ),
        (GroupEntry(value=D("1.00000000005")), COUNT, GroupEntry(value=D("1.0000000001"))),
        (GroupEntry(value=D(4), denominator=D(12)), COUNT, GroupEntry(value=D(4), denominator=D(12))),
        (GroupEntry(absence="not_available"), COUNT, GroupEntry(absence="not_available")),
        (
            GroupEntry(denominator=D(4), absence="withheld"),
            COUNT,
            GroupEntry(denominator=D(4), absence="withheld"),
        ),
        (GroupEntry(), COUNT, GroupEntry()),
    ],
)
def test_as_stored(entry, about, stored):
    found = completed(entry, **about)
    assert found == stored
    assert completed(found, **about) == stored or found.absence
    assert stored.is_empty is (stored == GroupEntry())


@pytest.mark.parametrize(
    ("entry", "about", "said"),
    [
        (GroupEntry(numerator=D(3)), SHARE, "both numbers"),
        (GroupEntry(denominator=D(3)), SHARE, "both numbers"),
        (GroupEntry(numerator=D(9), denominator=D(8)), SHARE, "9 out of 8 cannot be"),
        (GroupEntry(numerator=D(-1), denominator=D(8)), SHARE, "cannot be a share"),
        (GroupEntry(numerator=D(1), denominator=D(-8)), SHARE, "Fewer than none"),
        (GroupEntry(numerator=D(1), denominator=D(2), absence="withheld"), SHARE, "Keep one"),
        (GroupEntry(numerator=D(1), absence="withheld"), SHARE, "Keep one"),
        (GroupEntry(denominator=D(2), absence="withheld"), SHARE, "Keep one"),
        (GroupEntry(numerator=D(1), denominator=D(0)), {"has_parts": True, "kind": ValueKind.NUMBER}, "out of 0"),
        (GroupEntry(value=D(1), absence="withheld"), COUNT, "Keep one"),
        (GroupEntry(denominator=D(5)), COUNT, "Enter the figure too"),
    ],
)
def test_what_contradicts_itself(entry, about, said):
    with pytest.raises(ValueError, match=said):
        completed(entry, **about)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (None, "not entered yet"),
        (D("0E-10"), "0"),
        (D("1204.0000000000"), "1,204"),
        (D("12.50"), "12.5"),
        (D(300), "300"),
    ],
)
def test_a_number_is_told_with_its_digits_and_no_more(number, words):
    assert plain(number) == words
