"""Where a measure should be by the end of each period: an annual target spread over the year (rules.md 6)."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import floor

from indicators.rules.reading import EXACT, QUOTIENT, from_parts
from indicators.rules.values import format_trimmed, own_places, round_to
from indicators.rules.vocabulary import Absence, Counting, Profile, ValueKind

_LEVELS = (Counting.SNAPSHOT, Counting.RATE)
_FOR_LEVELS = (Profile.LEVEL, Profile.STRAIGHT_LINE, Profile.TYPED)
_FOR_COUNTS = (Profile.EQUAL, Profile.LAST_YEAR, Profile.TYPED)
_WORDS = {
    Profile.EQUAL: "equal shares",
    Profile.LAST_YEAR: "last year's shape",
    Profile.TYPED: "a target typed for each period",
    Profile.LEVEL: "the same level",
    Profile.STRAIGHT_LINE: "a straight line",
}


Part = tuple[Decimal, Decimal]
"""Numerator and denominator of one period."""
_STORED_PLACES = 10


class ProfileError(ValueError):
    """Why a target cannot be spread in this way, in a sentence for the person who sets it."""


def spread(
    annual: Decimal,
    profile: Profile,
    counting: Counting,
    periods: int,
    decimals: int,
    *,
    given: Sequence[Decimal] = (),
    baseline: Decimal | None = None,
) -> list[Decimal]:
    """The target of each period, in order, to ``decimals`` places (more where the annual target has more).

    What is counted in each period sums to ``annual`` exactly (largest remainder); a running total, a level or a rate
    ends on it exactly. ``given`` is what the profile goes by: the period targets as typed, or the figures of last
    year's periods as they were shown (running totals for a cumulative measure). ``baseline`` is where a straight
    line starts: the level at the end of last year. Raises ProfileError where these do not fit.
    """
    fitting = _FOR_LEVELS if counting in _LEVELS else _FOR_COUNTS
    if profile not in fitting:
        first, second, third = (_WORDS[choice] for choice in fitting)
        raise ProfileError(
            f"This measure's target cannot be spread as {_WORDS[profile]}. Choose {first}, {second} or {third}."
        )
    if periods < 1:
        raise ProfileError("A year needs at least one period.")
    if profile is Profile.TYPED:
        return _checked(annual, counting, periods, given)
    places = max(decimals, own_places(annual))
    if counting in _LEVELS:
        return _levels(annual, profile, periods, places, baseline)
    shares = [Decimal(1)] * periods if profile is Profile.EQUAL else _last_year_shape(given, counting, periods)
    parts = _largest_remainder(annual, shares, places)
    return _running(parts) if counting is Counting.CUMULATIVE else parts


def quotients(parts: Sequence[Part], periods: int, kind: ValueKind) -> list[Decimal]:
    """The target of each period of a ratio whose numerator and denominator are profiled apart. Raises ProfileError
    where a period has none.
    """
    if len(parts) != periods:
        raise ProfileError(
            f"Enter a numerator and a denominator for each of the {periods} periods: there are {len(parts)}."
        )
    return [_quotient(*part, kind) for part in parts]


def whole_of_parts(parts: Sequence[Part], counting: Counting, kind: ValueKind) -> Decimal:
    """The year's target of a ratio with parts: all numerators over all denominators of a rate (rules.md 7); as its last
    period stands, of a level. Raises ProfileError where that is none.
    """
    if not parts:
        raise ProfileError("Enter a numerator and a denominator for each period.")
    if counting is not Counting.RATE:
        return _quotient(*parts[-1], kind)
    return _quotient(_running([part[0] for part in parts])[-1], _running([part[1] for part in parts])[-1], kind)


def _quotient(numerator: Decimal, denominator: Decimal, kind: ValueKind) -> Decimal:
    found = from_parts(numerator, denominator, kind) if denominator else Absence.NOT_APPLICABLE
    if isinstance(found, Absence):
        raise ProfileError("A denominator of 0 gives no target. Enter what it is expected to be.")
    return round_to(found, _STORED_PLACES)


def _levels(annual: Decimal, profile: Profile, periods: int, places: int, baseline: Decimal | None) -> list[Decimal]:
    if profile is Profile.LEVEL:
        return [annual] * periods
    if baseline is None:
        raise ProfileError("Enter the baseline that the straight line starts from.")
    way = EXACT.subtract(annual, baseline)
    steps = [QUOTIENT.divide(EXACT.multiply(way, Decimal(step)), Decimal(periods)) for step in range(1, periods)]
    return [*(round_to(EXACT.add(baseline, step), places) for step in steps), annual]


def _checked(annual: Decimal, counting: Counting, periods: int, typed: Sequence[Decimal]) -> list[Decimal]:
    if len(typed) != periods:
        raise ProfileError(f"Enter a target for each of the {periods} periods: there are {len(typed)}.")
    if counting is Counting.FLOW:
        total = _running(typed)[-1]
        if total != annual:
            raise ProfileError(
                f"The period targets add up to {_shown(total)}, not to the annual target of {_shown(annual)}."
            )
    elif typed[-1] != annual:
        raise ProfileError(
            f"The last period's target is {_shown(typed[-1])}; it must equal the annual target of {_shown(annual)}."
        )
    if counting is Counting.CUMULATIVE and any(now < before for before, now in pairwise(typed)):
        raise ProfileError("These are running totals, so no period's target can be below the one before.")
    return list(typed)


def _last_year_shape(last_year: Sequence[Decimal], counting: Counting, periods: int) -> list[Decimal]:
    if len(last_year) != periods:
        raise ProfileError(
            f"Last year's shape needs a figure for each of the {periods} periods: there are {len(last_year)}."
        )
    shares = list(last_year)
    if counting is Counting.CUMULATIVE:
        shares = [EXACT.subtract(now, before) for now, before in zip(last_year, [Decimal(0), *last_year], strict=False)]
    if any(share < 0 for share in shares) or not any(shares):
        raise ProfileError("Last year's figures have no shape to follow: they fall below 0 or are all 0.")
    return shares


def _largest_remainder(annual: Decimal, shares: Sequence[Decimal], places: int) -> list[Decimal]:
    """Whole units of the last decimal place in proportion to ``shares``. Units left over go one each to the periods
    that lost most by rounding down; of equals, to the earlier.
    """
    units = Fraction(EXACT.scaleb(annual.copy_abs(), Decimal(places)))
    total = Fraction(_running(shares)[-1])
    exact = [units * Fraction(share) / total for share in shares]
    whole = [floor(part) for part in exact]
    left = int(units) - sum(whole)
    for at in sorted(range(len(shares)), key=lambda at: whole[at] - exact[at])[:left]:
        whole[at] += 1
    sign = -1 if annual < 0 else 1
    return [EXACT.scaleb(Decimal(sign * part), Decimal(-places)) for part in whole]


def _running(values: Sequence[Decimal]) -> list[Decimal]:
    sums: list[Decimal] = []
    for value in values:
        sums.append(EXACT.add(sums[-1], value) if sums else value)
    return sums


def _shown(value: Decimal) -> str:
    return format_trimmed(value, ValueKind.NUMBER, own_places(value))
