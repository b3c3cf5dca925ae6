"""Whose hands a measure's figures went through in a year: none of them checks these figures, before or afterwards."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Left

from accounts.actors import Actor
from assurance.models import Certificate
from foundation.statements import written_once
from indicators.models import Indicator, Observation
from indicators.queries.hands import BESIDE, OWN, SENT, has_entered, own_figures
from plans.periods import Period

_DID = {
    OWN: "entered",
    SENT: "made the token, or hold the post, with which another system sent",
    BESIDE: "entered groups of",
}
_FIGURE = "indicator__observations__"


def figures_in(year: Period, indicators: Iterable[Indicator] | QuerySet[Indicator]) -> QuerySet[Observation]:
    """The figures of measures whose period begins in a financial year, each with its revisions."""
    begins, ends = year.start.isoformat(), year.next().start.isoformat()
    return Observation.objects.filter(indicator__in=indicators, period__gte=begins, period__lt=ends)


def handled(actor: Actor, indicator: Indicator, year: Period) -> str:
    """What somebody did with a measure's figures of a year, to end "You …"; "" where that was nothing."""
    figures = list(figures_in(year, [indicator]).order_by("-period"))
    own = own_figures(actor, figures)
    for each in figures:
        if each.pk in own:
            return f"{_DID[own[each.pk]]} its figure for {each.period.label}"
        if actor.user is not None and each.approved_by_id == actor.user.pk:
            return f"approved its figure for {each.period.label}"
    return ""


def touched_since() -> QuerySet[Certificate]:
    """The certificates that stand, once for each figure from their year on that their checker entered or approved."""
    entered = Q(**{f"{_FIGURE}entered_by": F("checked_by")})
    entered |= Q(has_entered(person="checked_by", indicator="indicator", figure=f"{_FIGURE}pk"))
    did = entered | Q(**{f"{_FIGURE}approved_by": F("checked_by")})
    return Certificate.objects.filter(did, is_current=True, **{f"{_FIGURE}period__gte": Left("year", 10)})


def no_longer_independent(**which: int) -> dict[int, str]:
    """Of the certificates that stand, those whose checker entered or approved a figure of that year since, by key, with
    what they did: "Ann Ash entered its figure for 2026/27 Q2". One statement.
    """
    told = _figures_of_checkers(*which.values(), of=tuple(which))
    return {
        pk: f"{name} {'approved' if approved_by == checker else 'entered'} its figure for {period.label}"
        for pk, year, period, approved_by, checker, name in told
        if period.start < year.next().start
    }


@written_once
def _figures_of_checkers(*values: int, of: tuple[str, ...]) -> QuerySet[Any]:
    found = touched_since().filter(**dict(zip(of, values, strict=True)))
    names = ("pk", "year", f"{_FIGURE}period", f"{_FIGURE}approved_by", "checked_by", "checked_by__name")
    return found.order_by(f"{_FIGURE}period").values_list(*names)
