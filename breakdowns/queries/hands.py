"""Who entered the figures of groups, at any time: they approve neither these nor the figure with which they stand."""

from collections.abc import Collection

from accounts.models import Event, User
from breakdowns.models import Sheet


def saved_by(person: User, **which: object) -> dict[int, int]:
    """Those of the sheets that the person saved, by the audit trail too, with their figure: key to key. Two statements,
    one where there is no such sheet.
    """
    found = Sheet.objects.filter(**which).values_list("pk", "observation", "entered_by", "observation__indicator")
    sheets = {str(pk): (figure, by, measure) for pk, figure, by, measure in found}
    if not sheets:
        return {}
    events = Event.objects.filter(
        page_type="indicators.indicator", page_id__in={str(measure) for _, _, measure in sheets.values()},
        by=person, action="saved", thing_type="breakdowns.sheet", thing_id__in=sheets,
    )  # fmt: skip
    saved = set(events.values_list("thing_id", flat=True))
    return {int(key): figure for key, (figure, by, _) in sheets.items() if by == person.pk or key in saved}


def entered_groups(person: User, figures: Collection[int]) -> set[int]:
    """Those of the figures whose groups the person entered, by their keys."""
    return set(saved_by(person, observation__in=figures).values())
