"""What a target becomes in a new year: carried, made more demanding, typed or left (rules.md 6)."""

from calendar import isleap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from indicators.rules.profile import spread
from indicators.rules.reading import EXACT, QUOTIENT
from indicators.rules.rule import Target
from indicators.rules.values import own_places, round_to
from indicators.rules.vocabulary import AMOUNTS, Counting, Polarity, Profile, ValueKind

_HUNDRED, _NOUGHT = Decimal(100), Decimal(0)
_SUMMED = (Counting.FLOW, Counting.CUMULATIVE)
_TYPED = (Profile.TYPED, Profile.LAST_YEAR)


class How(StrEnum):
    """What is to become of a measure's target."""

    CARRY = "carry"
    PERCENT = "percent"
    AMOUNT = "amount"
    TYPED = "typed"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the rule has to know of a measure."""

    polarity: Polarity
    kind: ValueKind
    counting: Counting
    decimals: int

    @property
    def can_move(self) -> bool:
        """Whether a target can be made more demanding: an amount, with a way that is good."""
        return self.polarity in (Polarity.HIGH, Polarity.LOW) and self.kind in AMOUNTS


@dataclass(frozen=True, slots=True)
class YearAim:
    """A year's target, and those of its periods in order (None where a period has none)."""

    year: Target
    periods: Sequence[Target | None]
    profile: Profile
    baseline: Decimal | None = None


def new_aim(old: YearAim, how: How, by: Decimal | None, sheet: Sheet) -> YearAim:
    """The new year's target and its periods, from the old year's. ``by``: per cent, the measure's own units, or the
    target as typed.

    "By 2" means more demanding by 2: up where high is good, down where low is good; where neither is, or the value
    is no amount, the target is carried. A share does not pass 100% and nothing falls below 0 that was not beyond it
    before. What was typed for each period, or followed the figures of a year, keeps its shape and counts as typed; a
    straight line starts where the old one ended. Explicit limits keep their distance. A day is carried to the same day
    of the next year.
    """
    if sheet.kind is ValueKind.DATE and how is not How.TYPED:
        return YearAim(next_year(old.year), [each and next_year(each) for each in old.periods], old.profile)
    was = old.year.value
    value = _moved(was, how, by, sheet)
    if value is None:
        return old
    profile = Profile.TYPED if old.profile in _TYPED and any(old.periods) else old.profile
    is_line = profile is Profile.STRAIGHT_LINE and was is not None
    if value == was and not is_line and any(old.periods):
        return YearAim(old.year, old.periods, profile)
    if profile is Profile.TYPED and was:
        values = _shaped(old.periods, value, was, sheet)
    else:
        profile = profile if is_line else Profile.EQUAL if sheet.counting in _SUMMED else Profile.LEVEL
        values = list(_spread(value, profile, sheet, len(old.periods), was))
    periods = [
        None if now is None else _beside(each or Target(), now, value, was, sheet)
        for each, now in zip(old.periods, values, strict=True)
    ]
    return YearAim(old.year._replace(value=value), periods, profile, was if is_line else None)


def next_year(target: Target) -> Target:
    """A target that is a day, a year on."""
    if target.value is None:
        return target
    day = date.fromordinal(int(target.value))
    is_leap_day = (day.month, day.day) == (2, 29) and not isleap(day.year + 1)
    moved = day.replace(year=day.year + 1, day=28 if is_leap_day else day.day)
    return target._replace(value=Decimal(moved.toordinal()))


def _moved(was: Decimal | None, how: How, by: Decimal | None, sheet: Sheet) -> Decimal | None:
    if how is How.TYPED:
        return by
    if was is None or by is None or how is How.CARRY or not sheet.can_move:
        return was
    step = QUOTIENT.divide(EXACT.multiply(abs(was), by), _HUNDRED) if how is How.PERCENT else by
    return _within(EXACT.add(was, step if sheet.polarity is Polarity.HIGH else -step), was, sheet)


def _within(wanted: Decimal, was: Decimal, sheet: Sheet) -> Decimal:
    """To the measure's own decimals, and not past 100% or below 0 unless the old one was."""
    now = round_to(wanted, max(sheet.decimals, own_places(was)))
    if sheet.kind is ValueKind.PERCENTAGE and was <= _HUNDRED:
        now = min(now, _HUNDRED)
    return max(now, _NOUGHT) if was >= 0 else now


def _spread(
    value: Decimal, profile: Profile, sheet: Sheet, periods: int, baseline: Decimal | None
) -> Sequence[Decimal]:
    if sheet.kind not in AMOUNTS:
        return [value] * periods
    return spread(value, profile, sheet.counting, periods, sheet.decimals, baseline=baseline)


def _shaped(periods: Sequence[Target | None], value: Decimal, was: Decimal, sheet: Sheet) -> list[Decimal | None]:
    """Each period's own, moved as the year's was: shares of what adds up, by as much for what does not."""
    olds = [each.value if each else None for each in periods]
    if sheet.counting not in _SUMMED:
        way = EXACT.subtract(value, was)
        return [None if old is None else _within(EXACT.add(old, way), old, sheet) for old in olds]
    places = max([sheet.decimals, own_places(value), *(own_places(old) for old in olds if old is not None)])
    found = [None if old is None else round_to(_share(old, value, was), places) for old in olds]
    if found[-1] is not None and None not in found:
        # What rounding left over goes to the last period.
        before = sum((each for each in found[:-1] if each is not None), _NOUGHT)
        found[-1] = EXACT.subtract(value, before) if sheet.counting is Counting.FLOW else value
    return found


def _beside(old: Target, now: Decimal, value: Decimal, was: Decimal | None, sheet: Sheet) -> Target:
    """The period's target with its explicit limits, as far from it as before."""

    def moved(limit: Decimal | None) -> Decimal | None:
        if limit is None:
            return None
        if sheet.counting in _SUMMED and was:
            return _share(limit, value, was)
        return EXACT.add(limit, EXACT.subtract(now, now if old.value is None else old.value))

    return old._replace(value=now, green_limit=moved(old.green_limit), red_limit=moved(old.red_limit))


def _share(part: Decimal, value: Decimal, was: Decimal) -> Decimal:
    return QUOTIENT.divide(EXACT.multiply(part, value), was)
