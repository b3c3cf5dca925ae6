"""The stored figures (with their commentary) and targets that an import would change, as plain rows."""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Max, QuerySet

from indicators.models import AnnualTarget, Observation, PeriodTarget
from indicators.workflow import FigureState
from plans.periods import Period

Place = tuple[int, Period]  # a measure and a period
BUSY = (FigureState.DRAFT.value, FigureState.SUBMITTED.value, FigureState.SENT_BACK.value)


class StoredFigure(NamedTuple):
    """The current figure of a measure and period, with its commentary ("" where there is none)."""

    pk: int
    indicator_id: int
    period: Period
    state: str
    value: Decimal | None
    absence: str
    standing: str
    revision: int
    in_return_id: int | None
    submitted_at: datetime | None
    version: int
    commentary_id: int | None
    happened: str
    why: str
    action: str
    outlook: str

    @property
    def words(self) -> tuple[str, str, str, str]:
        return self.happened, self.why, self.action, self.outlook


class StoredTarget(NamedTuple):
    """The target of a measure and period."""

    pk: int
    annual_id: int
    indicator_id: int
    period: Period
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    green_limit: Decimal | None
    red_limit: Decimal | None


class StoredYear(NamedTuple):
    """A year's target of a measure."""

    pk: int
    indicator_id: int
    year: Period
    value: Decimal | None
    text: str
    profile: str
    version: int
    low: Decimal | None
    high: Decimal | None


_FIGURE_FIELDS = [
    f"commentary__{name}" if name in ("happened", "why", "action", "outlook") else name for name in StoredFigure._fields
]
_FIGURE_FIELDS[_FIGURE_FIELDS.index("commentary_id")] = "commentary__pk"


def stored_figures(periods: Collection[Period]) -> dict[Place, StoredFigure]:
    """The current figure of every measure in these periods. One statement."""
    return _with_words(Observation.objects.standing().filter(period__in=[period.key for period in periods]))


def locked_figures(pks: Sequence[int]) -> set[StoredFigure]:
    """Those of these figures that are current, their rows locked until the transaction ends. One statement."""
    rows = Observation.objects.standing().select_for_update(of=("self",), no_key=True)
    return set(_with_words(rows.filter(pk__in=pks).order_by("pk")).values())


def _with_words(rows: QuerySet[Observation]) -> dict[Place, StoredFigure]:
    words = len(StoredFigure._fields) - 4
    found = (
        StoredFigure(*row[:words], *(text or "" for text in row[words:])) for row in rows.values_list(*_FIGURE_FIELDS)
    )
    return {(figure.indicator_id, figure.period): figure for figure in found}


def revisions_in_hand(periods: Collection[Period]) -> tuple[dict[Place, StoredFigure], dict[Place, int]]:
    """The revisions that wait or were sent back, and the last revision's number where there is more than one. Two
    statements.
    """
    rows = Observation.objects.filter(period__in=[period.key for period in periods])
    counted = rows.filter(revision__gt=1).values_list("indicator_id", "period").annotate(Max("revision")).order_by()
    in_hand = _with_words(rows.filter(is_current=False, state__in=BUSY))
    return in_hand, {(pk, period): last for pk, period, last in counted}


def stored_targets(periods: Collection[Period]) -> dict[Place, StoredTarget]:
    """The target of every measure in these periods. One statement."""
    rows = PeriodTarget.objects.filter(period__in=[period.key for period in periods])
    found = map(StoredTarget._make, rows.values_list(*StoredTarget._fields))
    return {(target.indicator_id, target.period): target for target in found}


def stored_years(years: Collection[Period]) -> dict[Place, StoredYear]:
    """The year's target of every measure in these years. One statement."""
    rows = AnnualTarget.objects.filter(year__in=[year.key for year in years])
    found = map(StoredYear._make, rows.values_list(*StoredYear._fields))
    return {(target.indicator_id, target.year): target for target in found}


def locked_years(pks: Sequence[int]) -> set[StoredYear]:
    """These years' targets, their rows locked until the transaction ends. One statement."""
    rows = AnnualTarget.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=pks).order_by("pk")
    return set(map(StoredYear._make, rows.values_list(*StoredYear._fields)))
