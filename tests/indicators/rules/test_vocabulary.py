"""What a measure needs to be said of it (rules.md 3)."""

import pytest

from indicators.rules.vocabulary import Absence, Polarity, ValueKind, absence_words, lacks_polarity


@pytest.mark.parametrize("kind", list(ValueKind))
def test_only_yes_no_and_dates_are_good_or_bad_without_a_polarity(kind: ValueKind) -> None:
    assert lacks_polarity(Polarity.NONE, kind) is (kind not in ("yes_no", "date"))
    assert not any(lacks_polarity(polarity, kind) for polarity in Polarity if polarity is not Polarity.NONE)


def test_an_absence_is_called_as_its_status_is() -> None:
    assert [absence_words(each) for each in Absence] == ["not available", "not applicable", "withheld"]
