"""What a measure needs to be said of it (rules.md 3)."""

import pytest

from indicators.rules.vocabulary import Polarity, ValueKind, lacks_polarity


@pytest.mark.parametrize("kind", list(ValueKind))
def test_only_yes_no_and_dates_are_good_or_bad_without_a_polarity(kind: ValueKind) -> None:
    assert lacks_polarity(Polarity.NONE, kind) is (kind not in ("yes_no", "date"))
    assert not any(lacks_polarity(polarity, kind) for polarity in Polarity if polarity is not Polarity.NONE)
