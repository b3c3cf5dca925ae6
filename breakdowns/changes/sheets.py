"""The figures of groups are saved, all of a sheet or none, and approved where they came after their measure's figure.

The trail says whose figures changed and not to what: it is read by more people than may know a small group's number.
What stood is kept whole, as a revision.
"""

from collections.abc import Mapping
from dataclasses import astuple
from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from breakdowns.models import Breakdown, Group, GroupFigure, Sheet
from breakdowns.queries.hands import saved_by
from breakdowns.queries.standing import closed_sheet, groups_in, latest_of, stood_from, sums_in
from breakdowns.rules.entry import GroupEntry, completed
from breakdowns.rules.sums_words import wrong_words
from foundation.refusals import ChangeRefused, Conflict
from foundation.versions import save_version
from indicators.models import Observation
from indicators.rules.vocabulary import ValueKind
from indicators.workflow import FigureState

FIELDS = ("value", "numerator", "denominator", "absence")
_SAVED_BEFORE = "Somebody else saved these groups while you had them open. Nothing was overwritten."


class GroupsRefused(ChangeRefused):
    """Nothing was saved; ``problems`` says why by group (id)."""

    def __init__(self, problems: Mapping[int, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


@transaction.atomic
def save_sheet(
    *, by: Actor, at: datetime, figure: Observation, breakdown: Breakdown, version: int,
    entries: Mapping[int, GroupEntry], why: str = "",
) -> Sheet | None:  # fmt: skip
    """Save what was entered for the groups (by id) of a figure; None where nothing was, and nothing is stored.

    ``version`` is that of the sheet which was shown, 0 for none. Saving what is stored changes nothing, whatever the
    version. ``why``: a sheet that stands is corrected by another, with a reason. Raises GroupsRefused, ChangeRefused
    where it is closed or does not add up, Conflict with the stored sheet when somebody saved after ``version``.
    """
    figure = (
        Observation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("indicator", "in_return")
        .get(pk=figure.pk)
    )
    groups = groups_in(breakdown.dimension.groups.all(), figure.period)
    wanted = _wanted(breakdown, groups, entries)
    last = latest_of(figure, breakdown)
    if wanted == _entries(last):
        return last
    _check(figure, breakdown, groups, wanted, at)
    if (last.version if last else 0) != version:
        raise Conflict(_SAVED_BEFORE, stored=last or figure)
    sheet = _sheet(by, at, figure, breakdown, last, why)
    GroupFigure.objects.bulk_create(
        GroupFigure(sheet=sheet, group_id=key, **dict(zip(FIELDS, astuple(entry), strict=True)))
        for key, entry in wanted.items()
    )
    names = {group.pk: group.name for group in breakdown.dimension.groups.all()}
    changes = _changes(names, _entries(last), wanted)
    audit.record(by=by, at=at, action="saved", thing=sheet, page=figure.indicator, changes=changes, why=sheet.why)
    return sheet


@transaction.atomic
def approve_sheet(*, by: Actor, at: datetime, sheet: Sheet, version: int) -> Sheet:
    """Have a sheet stand that came after its measure's figure was approved, or corrects one. Raises ChangeRefused for
    who entered it, and where there is nothing to approve; Conflict when somebody saved after ``version``.
    """
    stored = (
        Sheet.objects.select_for_update(of=("self",))
        .select_related("observation__indicator", "breakdown__dimension")
        .get(pk=sheet.pk)
    )
    if stood_from(stored):
        raise ChangeRefused("These groups stand already. Nothing was approved twice.")
    if stored.observation.state != FigureState.APPROVED:
        raise ChangeRefused("The measure’s own figure is not approved. These groups stand as soon as it is.")
    if saved_by(by.user, pk=stored.pk):  # type: ignore[arg-type]  # a person: no other system approves
        raise ChangeRefused("You entered these groups yourself, so somebody else has to approve them.")
    stored.approved_by, stored.approved_at = by.user, at
    save_version(stored, version=version, fields=["approved_by", "approved_at"])
    audit.record(by=by, at=at, action="approved", thing=stored, page=stored.observation.indicator)
    return stored


def _wanted(breakdown: Breakdown, groups: list[Group], entries: Mapping[int, GroupEntry]) -> dict[int, GroupEntry]:
    """What is to be stored, of the groups that were there. Raises GroupsRefused."""
    indicator, found, problems = breakdown.indicator, {}, {}
    for group in groups:
        try:
            entry = completed(
                entries.get(group.pk, GroupEntry()), has_parts=indicator.has_parts, kind=ValueKind(indicator.kind)
            )
        except ValueError as error:
            problems[group.pk] = f"{group}: {error}"
            continue
        if not entry.is_empty:
            found[group.pk] = entry
    if problems:
        raise GroupsRefused(problems)
    return found


def _check(
    figure: Observation, breakdown: Breakdown, groups: list[Group], wanted: Mapping[int, GroupEntry], at: datetime
) -> None:
    if closed := closed_sheet(figure, at=at):
        raise ChangeRefused(closed)
    if breakdown.is_ended:
        raise ChangeRefused(f"{breakdown.indicator.name} is no longer entered by {breakdown.dimension.noun}.")
    filled = {key: GroupFigure(**dict(zip(FIELDS, astuple(entry), strict=True))) for key, entry in wanted.items()}
    if breakdown.adds_up and (wrong := [each for each in sums_in(breakdown, figure, groups, filled) if each.is_wrong]):
        raise ChangeRefused(" ".join(wrong_words(each, breakdown.indicator, breakdown.dimension) for each in wrong))


def _sheet(by: Actor, at: datetime, figure: Observation, breakdown: Breakdown, last: Sheet | None, why: str) -> Sheet:
    """The sheet to fill: the open one, emptied; or another revision of one that stands. Raises ChangeRefused."""
    if last is not None and stood_from(last) is None:
        last.figures.all().delete()
        last.entered_by, last.entered_at = by.user, at
        last.why = why.strip() or last.why
        return save_version(last, version=last.version, fields=["entered_by", "entered_at", "why"])
    if last is not None and not why.strip():
        raise ChangeRefused("These groups stand. Say why they are corrected: it is told beside them.")
    revision = last.revision + 1 if last else 1
    return Sheet.objects.create(
        observation=figure, breakdown=breakdown, revision=revision, why=why.strip() if last else "",
        entered_by=by.user, entered_at=at,
    )  # fmt: skip


def _entries(sheet: Sheet | None) -> dict[int, GroupEntry]:
    if sheet is None:
        return {}
    return {each.group_id: GroupEntry(*(getattr(each, name) for name in FIELDS)) for each in sheet.read}


def _changes(
    names: Mapping[int, str], before: Mapping[int, GroupEntry], after: Mapping[int, GroupEntry]
) -> dict[str, tuple[object, object]]:
    found: dict[str, tuple[object, object]] = {}
    for key in {**before, **after}:
        if before.get(key) != after.get(key):
            now = None if key not in after else "changed" if key in before else "entered"
            found[names[key]] = ("entered" if key in before else None, now)
    return found
