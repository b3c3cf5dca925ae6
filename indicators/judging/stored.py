"""What is stored of a measure, as the judging reads it: definition, figures, targets and breaks in its series."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from indicators.judging.plain_rows import number_of
from indicators.rules.rule import Target
from indicators.workflow import HANDED_IN
from plans.periods import Period, parse_key


class Definition(NamedTuple):
    """What a page needs of an indicator, without its long texts."""

    pk: int
    ref: str
    name: str
    kind: str
    unit: str
    decimals: int
    grades: str
    polarity: str
    frequency: str
    year_basis: str
    counting: str
    is_seasonal: bool
    lag: int
    tells: str
    is_data_only: bool
    is_key: bool
    no_change_within: Decimal
    service_id: int
    service_name: str
    owner_title: str
    starts_on: date | None
    ends_on: date | None
    expected_from: date | None
    recovery_until: date | None = None  # see judging.recovery


class Figure(NamedTuple):
    """One stored figure, as read."""

    pk: int
    indicator_id: int
    period: Period
    value: Decimal | None
    absence: str
    standing: str
    state: str
    judgement: str
    judgement_reason: str
    revision: int


@dataclass(frozen=True, slots=True)
class PeriodAim:
    """A period's target, and whether the measure is not rated that year by decision."""

    target: Target
    is_not_rated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMeasure:
    """What is stored of one measure: standing figures and targets by period, and where new definitions begin."""

    figures: Mapping[Period, Figure]
    aims: Mapping[Period, PeriodAim]
    breaks: tuple[Period, ...]


def figure_of(indicator: int, row: tuple[Any, ...]) -> Figure:
    """A row of ``figure_rows`` as a figure."""
    pk, key, value, *others = row
    return Figure(pk, indicator, parse_key(key), number_of(value), *others)


def is_entered(state: str | None, value: object, absence: str | None, judgement: str | None) -> bool:
    """Whether anybody has entered anything: a row with none of these only says that a figure is due."""
    return state in HANDED_IN or value is not None or bool(absence or judgement)
