"""What people said, recorded, changed and taken away, with the files beside it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from accounts.changes.news import forget_told, have_moved, tell
from accounts.models import Unit
from feedback.changes.told import record_told
from feedback.models import COUNTED, Attachment, Kind, Record, Theme
from foundation.attachments import Attached
from foundation.dates import london_day
from foundation.refusals import ChangeRefused
from foundation.versions import differences, save_version, set_fields, values_of
from indicators.models import Indicator
from plans.models import Objective
from plans.periods import Frequency, containing

MOST_FILES = 10
NOT_TOLD = "(not told here)"
_LINKED = ("themes", "measures", "objectives")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDetails:
    """What people said: of which unit, when, how often, about what, in which words. ``question`` and what follows it
    are a survey's.
    """

    unit: Unit
    title: str
    first_on: date
    last_on: date
    count: int = 1
    words: str = ""
    source: str = ""
    themes: Sequence[Theme] = ()
    measures: Sequence[Indicator] = ()
    objectives: Sequence[Objective] = ()
    question: str = ""
    answer: str = ""
    asked: int | None = None
    answered: int | None = None
    said_so: int | None = None
    representative: str = ""
    how_known: str = ""


@transaction.atomic
def record_feedback(*, by: Actor, at: datetime, kind: Kind, details: RecordDetails) -> Record:
    """Record what people said. Raises ChangeRefused."""
    _check(kind, details, today=london_day(at))
    record = Record.objects.create(kind=kind, recorded_by=by.user, recorded_at=at, **_columns(details))
    _link(record, details)
    values = {name: (None, value) for name, value in _told_values(record, details).items() if value}
    audit.record(by=by, at=at, action="recorded", thing=record, changes=_said(record, values))
    tell(by=by, at=at, news=record_told(record, details.measures, details.objectives))
    return record


@transaction.atomic
def edit_feedback(*, by: Actor, at: datetime, record: Record, version: int, details: RecordDetails) -> Record:
    """Change what was recorded; its kind stays. Raises ChangeRefused; Conflict when somebody saved after
    ``version``.
    """
    stored = Record.objects.select_related("unit").get(pk=record.pk)
    _check(Kind(stored.kind), details, today=london_day(at))
    linked = {name: _names(getattr(stored, name).all()) for name in _LINKED}
    columns, unit = _columns(details), stored.unit_id
    changes = set_fields(stored, columns)
    changes |= differences(linked, {name: _names(getattr(details, name)) for name in _LINKED})
    if changes:
        save_version(stored, version=version, fields=columns)
        _link(stored, details)
        audit.record(by=by, at=at, action="changed", thing=stored, changes=_said(stored, changes))
        if stored.unit_id != unit:
            have_moved("feedback", [stored.pk], stored.unit_id)
    return stored


@transaction.atomic
def remove_feedback(*, by: Actor, at: datetime, record: Record) -> None:
    """Take a record away with its files: it was entered in error, or names somebody. That it was is in the trail."""
    stored = Record.objects.select_for_update(of=("self",)).select_related("unit").get(pk=record.pk)
    audit.record(by=by, at=at, action="removed", thing=audit.Named("feedback.record", _plain_name(stored)))
    forget_told("feedback", stored.pk)
    stored.delete()


@transaction.atomic
def attach(*, by: Actor, at: datetime, record: Record, file: Attached, about: str) -> Attachment:
    """Put a file beside a record. Raises ChangeRefused where there are as many as one may have."""
    held = Record.objects.select_for_update(of=("self",)).select_related("unit").get(pk=record.pk)
    if held.attachments.count() >= MOST_FILES:
        raise ChangeRefused(f"A record has at most {MOST_FILES} files. Put several into one document.")
    made = Attachment.objects.create(
        record=held, name=file.name, kind=file.kind, size=len(file.content), content=file.content, about=about,
        added_by=by.user, added_at=at,
    )  # fmt: skip
    audit.record(by=by, at=at, action="attached", thing=held, changes=_said(held, {"file": (None, made.name)}))
    return made


@transaction.atomic
def detach(*, by: Actor, at: datetime, attachment: Attachment) -> None:
    """Take a file away from its record."""
    record = attachment.record
    changes = _said(record, {"file": (attachment.name, None)})
    audit.record(by=by, at=at, action="removed", thing=record, changes=changes)
    attachment.delete()


def _check(kind: Kind, details: RecordDetails, *, today: date) -> None:
    if details.last_on > today:
        raise ChangeRefused("The last day has not come yet. Enter what was said until today.")
    if details.last_on < details.first_on:
        raise ChangeRefused("The last day lies before the first. Enter a later one.")
    quarters = [containing(day, Frequency.QUARTER) for day in (details.first_on, details.last_on)]
    if kind in COUNTED and quarters[0] != quarters[1]:
        raise ChangeRefused(
            f"These days lie in {quarters[0]} and in {quarters[1]}. Make a record for each quarter, so that each is "
            "counted where it belongs."
        )
    if kind in COUNTED and details.count < 1:
        raise ChangeRefused("Enter how many there were: one or more.")
    if kind == Kind.SURVEY:
        _check_survey(details)
    if kind == Kind.STORY and not details.words.strip():
        raise ChangeRefused("Enter the story in a few sentences.")


def _check_survey(details: RecordDetails) -> None:
    asked, answered, said_so = details.asked, details.answered, details.said_so
    is_worded = details.question.strip() and details.answer.strip()
    if not is_worded or asked is None or answered is None or said_so is None:
        raise ChangeRefused("Enter the question, the answer that is told, and how many were asked and answered what.")
    if not answered:
        raise ChangeRefused("Nobody answered, so there is no result to record.")
    if answered > asked:
        raise ChangeRefused(f"{answered:,} answered and {asked:,} were asked. Check which is which.")
    if said_so > answered:
        raise ChangeRefused(f"{said_so:,} gave that answer and {answered:,} answered. Check which is which.")


def _columns(details: RecordDetails) -> dict[str, Any]:
    columns = {name: value for name, value in values_of(details).items() if name not in _LINKED}
    return columns | {"quarter": containing(details.last_on, Frequency.QUARTER)}


def _link(record: Record, details: RecordDetails) -> None:
    for name in _LINKED:
        getattr(record, name).set(getattr(details, name))


def _told_values(record: Record, details: RecordDetails) -> dict[str, object]:
    linked = {name: _names(getattr(details, name)) for name in _LINKED}
    columns = [name for name in _columns(details) if name != "quarter"]
    return {name: getattr(record, name) for name in columns} | linked


def _said(record: Record, changes: Mapping[str, tuple[object, object]]) -> dict[str, tuple[object, object]]:
    """As the trail keeps it for ever: of what only some may read, which fields were changed and not to what."""
    if not record.is_private:
        return dict(changes)
    return {name: (was and NOT_TOLD, now and NOT_TOLD) for name, (was, now) in changes.items()}


def _names(things: Iterable[object]) -> str:
    return ", ".join(sorted(map(str, things)))


def _plain_name(record: Record) -> str:
    return f"{record.get_kind_display()} of {record.unit}, {record.quarter}"
