"""One figure over its life: its revisions, its trail, and which one comes next."""

from collections.abc import Sequence

from django.db.models import QuerySet

from accounts.models import Event
from foundation.statements import written_once
from indicators.judging.figures_in_return import EnteredFigure
from indicators.models import Observation, Return
from indicators.workflow import EDITABLE


@written_once
def revisions_of(ref: str, key: str) -> QuerySet[Observation]:
    """Every revision of a measure's figure for a period (by its key), newest first, with who entered and approved."""
    return (
        Observation.objects.filter(indicator__ref=ref, period=key)
        .select_related(
            "indicator__service",
            "in_return__service",
            "entered_by",
            "approved_by",
            "commentary__action_by",
            "calculation",
        )
        .order_by("-revision")
    )


def approver_of(figure: Observation) -> str:
    """Who approved the figure, by name; "Calculated" or "As imported" where it stands and nobody here did; "" for one
    not approved. Its calculation is read with it.
    """
    if figure.approved_at is None:
        return ""
    if figure.approved_by:
        return figure.approved_by.name
    return "Calculated" if is_calculated(figure) else "As imported"


def is_calculated(figure: Observation) -> bool:
    """Whether the figure was worked out, not typed. Its calculation is read with it."""
    return getattr(figure, "calculation", None) is not None


def trail_of(revisions: Sequence[Observation]) -> QuerySet[Event]:
    """The audit events of the figure's revisions, newest first."""
    return Event.objects.filter(
        page_type="indicators.indicator",
        page_id=str(revisions[0].indicator_id),
        thing_type="indicators.observation",
        thing_id__in=[str(each.pk) for each in revisions],
    ).order_by("-pk")


def next_to_enter(in_return: Return, *, after: EnteredFigure) -> tuple[str, str] | None:
    """The reference and period key of the next figure open to typing, in the order of the grid; None after the last."""
    rows = in_return.figures.filter(is_current=True).order_by("indicator__ref", "period", "revision")
    places = list(rows.values_list("pk", "indicator__ref", "period", "state"))
    at = [pk for pk, *_ in places].index(after.pk)
    for _, ref, period, state in places[at + 1 :]:
        if state in EDITABLE:
            return ref, period.key
    return None
