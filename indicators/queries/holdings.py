"""What of measures hangs from units and posts, and how open returns follow where measures go."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet

from accounts.holdings import Followed, Holding, Made, Step
from accounts.roles import Permission
from indicators.models import Indicator, MeasureHelp, Observation, RecoveryAction, Return
from plans.models import ENDED


def _measures(day: date) -> QuerySet[Any]:  # noqa: ARG001 - as every holding
    return Indicator.objects.all()  # also those that ended: a figure of their last period may still be owed


HOLDINGS = (
    Holding(
        model="indicators.indicator",
        field="service",
        noun="measure",
        standing=_measures,
        goes_with="owner",
        told_as="measure",
    ),
    Holding(model="indicators.indicator", field="owner", noun="measure", how="as owner", standing=_measures),
    Holding(
        model="indicators.indicator",
        field="data_provider",
        noun="measure",
        how="as data provider",
        standing=_measures,
        needs=Permission.FIGURE_ENTER,
        unit_path="service",
    ),
    Holding(
        model="indicators.indicator",
        field="approver",
        noun="measure",
        how="as approver",
        standing=_measures,
        needs=Permission.FIGURE_APPROVE,
        unit_path="service",
    ),
    Holding(
        model="indicators.recoveryaction",
        field="owner",
        noun="recovery action",
        how="as owner",
        standing=lambda day: RecoveryAction.objects.exclude(state__in=ENDED),  # noqa: ARG005 - as every holding
        stays="Recovery actions that ended stay as they were.",
    ),
    Holding(
        model="indicators.measurehelp",
        field="asked_of",
        noun="request for help",
        how="with a measure, as who is asked",
        standing=lambda day: MeasureHelp.objects.filter(answer="", closed_at=None),  # noqa: ARG005
        stays="Requests for help that were answered or closed stay as they were.",
    ),
)
STAYS = {
    "indicators.return.service": (
        "Returns of periods that ended before the day stay under the name they had, and are entered and approved by "
        "whoever answers for it now; later ones go with their measures."
    ),
    "indicators.observation.entered_as": "As which post another system sent a figure stays as it was.",
    "indicators.commentary.action_by": "Words beside a figure are as they were written.",
    "indicators.importbatch.on_behalf_of": "Who imported something stays as it was.",
}

_DATES = ("opens_at", "due_at", "grace_ends_at", "approval_due_at", "locks_at", "locked_at", "extended_to")
_COPIED = (*_DATES, "extension_reason")


class _Owed(NamedTuple):
    """A figure of a moved measure in a return."""

    pk: int
    indicator_id: int
    name: str
    in_return: Return


def returns_follow(steps: Sequence[Step], day: date) -> Followed:
    """The figures of moved measures go to the new service's return of the same period, where the period ends on or
    after the day: to one that is there, else with the whole return, else to one that is made with the same dates.
    """
    moved = {each.key: each for each in steps if (each.model, each.field) == ("indicators.indicator", "service")}
    owed = [each for each in _owed(moved) if each.in_return.period.end >= day] if moved else []
    if not owed:
        return Followed()
    whole = dict(Observation.objects.values_list("in_return").annotate(Count("pk")).order_by())
    placed = _Placed({(str(each.service_id), each.period.key): each.pk for each in Return.objects.all()})
    for pk in sorted({each.in_return.pk for each in owed}):
        figures = [each for each in owed if each.in_return.pk == pk]
        _place(placed, figures, moved, whole[pk])
    return Followed(placed.steps, placed.made, placed.gone)


def _owed(moved: dict[int, Step]) -> list[_Owed]:
    rows = Observation.objects.filter(indicator__in=moved, in_return__isnull=False).order_by("pk")
    return [
        _Owed(row.pk, row.indicator_id, str(row), row.in_return)
        for row in rows.select_related("indicator", "in_return__service")
        if str(row.in_return.service_id) == moved[row.indicator_id].was
    ]


class _Placed:
    """Where figures go, while it is worked out. ``at`` holds the return of each service and period, by key or mark."""

    def __init__(self, at: dict[tuple[str, str], int | str]) -> None:
        self.at = at
        self.steps: list[Step] = []
        self.made: list[Made] = []
        self.gone: list[tuple[str, int]] = []


def _place(placed: _Placed, figures: list[_Owed], moved: dict[int, Step], whole: int) -> None:
    """Place the figures of one return, which holds so many in all."""
    in_return = figures[0].in_return
    leaving = Counter(moved[each.indicator_id].became for each in figures)
    for to in sorted(leaving):
        place = (to, in_return.period.key)
        if place not in placed.at and leaving[to] == whole:
            placed.at[place] = in_return.pk
            was = str(in_return.service_id)
            placed.steps.append(Step("indicators.return", in_return.pk, "service", str(in_return), was, to))
            return
        if place not in placed.at:
            placed.at[place] = f"return {to} {in_return.period.key}"
            placed.made.append(_made(placed.at[place], in_return, to))
        became = str(placed.at[place])
        placed.steps += [
            Step("indicators.observation", each.pk, "in_return", each.name, str(in_return.pk), became)
            for each in figures
            if moved[each.indicator_id].became == to
        ]
    if sum(leaving.values()) == whole:
        placed.gone.append(("indicators.return", in_return.pk))


def _made(mark: int | str, like: Return, to: str) -> Made:
    values = {name: _plain(getattr(like, name)) for name in _COPIED}
    named = f"Return for {like.period.label}"
    return Made(str(mark), "indicators.return", {**values, "service_id": to, "period": like.period.key}, named)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
