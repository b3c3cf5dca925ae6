"""What a committee looks after, when it meets, and what it agreed."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts import audit
from accounts.actors import Actor
from accounts.changes.news import tell
from accounts.models import Post, Unit
from foundation.dates import day_words
from foundation.refusals import ChangeRefused, Conflict
from foundation.versions import differences, first_values, save_version, set_fields
from plans.models import Objective
from scrutiny.changes import told
from scrutiny.models import Meeting, MeetingAction, Remit

_MEETING = ("held_at", "place")
_ACTION = ("text", "owner", "due_on", "state", "progress", "done_on")


@transaction.atomic
def set_remit(
    *,
    by: Actor,
    at: datetime,
    committee: Unit,
    priorities: Iterable[Objective],
    services: Iterable[Unit],
    known: Iterable[int],
    why: str = "",
) -> Unit:
    """Make the committee's remit exactly these priorities and services.

    ``known`` holds the ids of the remit's rows as the person saw them. Raises Conflict when it has changed since.
    """
    Unit.objects.select_for_update().get(pk=committee.pk)
    rows = list(Remit.objects.filter(committee=committee).select_related("priority", "service"))
    if {row.pk for row in rows} != set(known):
        message = "Somebody else changed the remit while you had it open. Look at what it is now, then save again."
        raise Conflict(message, stored=committee)
    wanted = [("priority", each) for each in priorities] + [("service", each) for each in services]
    before = {("priority", row.priority) if row.priority else ("service", row.service): row for row in rows}
    for key, row in before.items():
        if key not in wanted:
            row.delete()
    Remit.objects.bulk_create(
        Remit(committee=committee, **{kind: each}) for kind, each in wanted if (kind, each) not in before
    )
    changes = differences(_in_words(before), _in_words(wanted))
    if changes:
        audit.record(by=by, at=at, action="changed the remit of", thing=committee, changes=changes, why=why.strip())
    return committee


def _in_words(remit: Iterable[tuple[str, Any]]) -> dict[str, str]:
    found = {"priorities": [], "services": []}
    for kind, each in remit:
        found["priorities" if kind == "priority" else "services"].append(
            each.title if kind == "priority" else each.name
        )
    return {name: "; ".join(sorted(names)) for name, names in found.items()}


@transaction.atomic
def create_meeting(*, by: Actor, at: datetime, committee: Unit, held_at: datetime, place: str) -> Meeting:
    """A meeting of the committee. Raises ChangeRefused when it meets at that moment already."""
    meeting = Meeting(committee=committee, held_at=held_at, place=place)
    with _one_at_a_time():
        meeting.save(force_insert=True)
    audit.record(by=by, at=at, action="created", thing=meeting, changes=first_values(meeting, _MEETING))
    return meeting


@transaction.atomic
def edit_meeting(
    *, by: Actor, at: datetime, meeting: Meeting, version: int, held_at: datetime, place: str, why: str = ""
) -> Meeting:
    """Move the meeting. Raises Conflict when somebody else did since, ChangeRefused when two would be at once, or
    when a pack for it is published: its cover names the date.
    """
    stored = _locked(meeting)
    _refuse_cancelled(stored)
    before = day_words(stored.day)
    changes = set_fields(stored, {"held_at": held_at, "place": place})
    if not changes:
        return stored
    _refuse_published(stored)
    with _one_at_a_time():
        save_version(stored, version=version, fields=_MEETING)
    tell(by=by, at=at, news=[told.meeting_moved(stored, before)])
    audit.record(by=by, at=at, action="changed", thing=stored, changes=changes, why=why.strip())
    return stored


@transaction.atomic
def cancel_meeting(*, by: Actor, at: datetime, meeting: Meeting, version: int, why: str) -> Meeting:
    """Call the meeting off; it stays, and is shown as cancelled. Raises Conflict when somebody else changed it since,
    ChangeRefused without a reason, when it is cancelled already, or when a pack for it is published.
    """
    stored = _locked(meeting)
    _refuse_cancelled(stored)
    _refuse_published(stored)
    if not why.strip():
        raise ChangeRefused("Say why the meeting is cancelled: members may have it in their diaries.")
    changes = set_fields(stored, {"cancelled_at": at})
    save_version(stored, version=version, fields=("cancelled_at",))
    tell(by=by, at=at, news=[told.meeting_told(stored, f"is cancelled: {why.strip().rstrip('.')}")])
    audit.record(by=by, at=at, action="cancelled", thing=stored, changes=changes, why=why.strip())
    return stored


def _locked(meeting: Meeting) -> Meeting:
    """The meeting's row, locked, with its committee."""
    return Meeting.objects.select_for_update(of=("self",)).select_related("committee").get(pk=meeting.pk)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Store a meeting. Raises ChangeRefused where the committee has one at that moment already."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise ChangeRefused(
            "The committee has a meeting at that date and time already. Change that one, or choose another time."
        ) from None


def _refuse_cancelled(stored: Meeting) -> None:
    if stored.cancelled_at:
        raise ChangeRefused("This meeting is cancelled. Set another one instead.")


def _refuse_published(stored: Meeting) -> None:
    if stored.packs.filter(published_at__isnull=False).exists():
        raise ChangeRefused("The pack of this meeting is published with its date and place. Take the pack back first.")


@transaction.atomic
def agree_action(
    *, by: Actor, at: datetime, meeting: Meeting, text: str, owner: Post, due_on: date | None
) -> MeetingAction:
    """Record what a meeting agreed, and who is to do it by when. Raises ChangeRefused when the meeting is cancelled."""
    _refuse_cancelled(meeting)
    action = MeetingAction(meeting=meeting, text=text, owner=owner, due_on=due_on)
    action.save(force_insert=True)
    tell(by=by, at=at, news=[told.action_given(action)])
    changes = first_values(action, ("text", "owner", "due_on"))
    audit.record(by=by, at=at, action="recorded", thing=action, page=meeting, changes=changes)
    return action


@transaction.atomic
def edit_action(
    *, by: Actor, at: datetime, action: MeetingAction, version: int, today: date, **fields: object
) -> MeetingAction:
    """Change an action or say what became of it; ``fields`` are state and progress, and of who changes
    meetings text, owner and due_on.

    Raises Conflict when somebody else saved first, ChangeRefused for "done" without a word on what became of it.
    """
    rows = MeetingAction.objects.select_for_update(of=("self",)).select_related("meeting__committee", "owner")
    stored = rows.get(pk=action.pk)
    done = fields["state"] == MeetingAction.State.DONE
    if done and not str(fields["progress"]).strip():
        raise ChangeRefused("Say what became of it: the next pack tells members.")
    done_on = (stored.done_on or today) if done else None
    changes = set_fields(stored, {**fields, "done_on": done_on})
    if changes:
        save_version(stored, version=version, fields=_ACTION)
        tell(by=by, at=at, news=[told.action_given(stored) if "owner" in changes else told.action_told(stored)])
        audit.record(by=by, at=at, action="changed", thing=stored, page=stored.meeting, changes=changes)
    return stored
