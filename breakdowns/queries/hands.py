"""Who entered the figures of groups, at any time: they approve neither these nor the figure with which they stand."""

from collections.abc import Collection

from accounts.models import Event, User
from breakdowns.models import Sheet


def saved_by(person: User, **which: object) -> dict[int, int]:
    """Those of the sheets that the person saved at any time, by the audit trail, with their figure: key to key. Two
    statements, one where there is no such sheet.
    """
    found = list(Sheet.objects.filter(**which).values_list("pk", "observation", "observation__indicator"))
    sheets = {str(pk): figure for pk, figure, _ in found}
    if not sheets:
        return {}
    events = Event.objects.filter(
        page_type="indicators.indicator", page_id__in={str(measure) for *_, measure in found},
        by=person, action="saved", thing_type="breakdowns.sheet", thing_id__in=sheets,
    )  # fmt: skip
    return {int(key): sheets[key] for key in events.values_list("thing_id", flat=True)}


def entered_groups(person: User, figures: Collection[int]) -> set[int]:
    """Those of the figures whose groups the person entered, by their keys."""
    return set(saved_by(person, observation__in=figures).values())
