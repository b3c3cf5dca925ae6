"""Who may read and change what a committee has. What a person may not read answers like what does not exist."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.actors import Actor
from accounts.permissions import check, check_visible
from accounts.roles import Permission
from scrutiny.models import MeetingAction, Pack


def may_edit_packs(actor: Actor, committee_id: int) -> bool:
    """The committee's chair, and the performance team."""
    return actor.may(Permission.PACK_EDIT, committee_id)


def may_read_exempt(actor: Actor, committee_id: int) -> bool:
    """Whether the person may read the exempt items of this committee's packs."""
    return actor.may(Permission.EXEMPT_READ, committee_id)


def may_read_drafts(actor: Actor, committee_id: int) -> bool:
    """A pack that is not published yet is for the committee's own members and the performance team."""
    return may_edit_packs(actor, committee_id) or may_read_exempt(actor, committee_id)


def may_edit_meetings(actor: Actor, committee_id: int) -> bool:
    """The committee's chair, and whoever keeps the committees."""
    return actor.may(Permission.PACK_EDIT, committee_id) or actor.may(Permission.COMMITTEE_EDIT)


def may_see_committee(actor: Actor, committee_id: int) -> bool:
    """Whether the person may open the committee's own page."""
    return actor.may(Permission.COUNCIL_READ, committee_id)


def check_action_update(actor: Actor, action: MeetingAction) -> Actor:
    """The actor to record who says what became of an action: its owner, or who changes the committee's meetings.

    Raises Http404 where the committee may not be seen, PermissionDenied with the reason.
    """
    if action.owner_id in actor.post_ids and not may_edit_meetings(actor, action.meeting.committee_id):
        return actor.holding(action.owner_id)
    return check_meeting_edit(actor, action.meeting.committee_id)


def may_read(actor: Actor, pack: Pack) -> bool:
    """Whether the person may read the pack's public version, published or not."""
    committee_id = pack.meeting.committee_id
    if may_read_drafts(actor, committee_id):
        return True
    return pack.published_at is not None and actor.may(Permission.COUNCIL_READ, committee_id)


def readable_packs(actor: Actor) -> QuerySet[Pack]:
    """The packs of which ``may_read`` is true."""
    own, published = Q(), Q(published_at__isnull=False)
    reaches = [actor.reaches(each) for each in (Permission.PACK_EDIT, Permission.EXEMPT_READ)]
    if None not in reaches:
        own = Q(meeting__committee__in=frozenset().union(*reaches))
    council = actor.reaches(Permission.COUNCIL_READ)
    if council is not None:
        published &= Q(meeting__committee__in=council)
    return Pack.objects.filter(own | published) if own else Pack.objects.all()


def check_readable(actor: Actor, pack: Pack) -> None:
    """Raises Http404 where the person may not read the pack."""
    if not may_read(actor, pack):
        raise Http404


def check_pack_edit(actor: Actor, pack: Pack) -> Actor:
    """The actor to record. Raises Http404 for who may not read the pack, PermissionDenied for who may only read it."""
    check_readable(actor, pack)
    return check(actor, Permission.PACK_EDIT, pack.meeting.committee_id)


def check_meeting_edit(actor: Actor, committee_id: int) -> Actor:
    """The actor to record. Raises Http404 where the committee may not be seen, PermissionDenied with the reason."""
    check_visible(actor, committee_id)
    if actor.may(Permission.PACK_EDIT, committee_id):
        return actor.using(Permission.PACK_EDIT, committee_id)
    if actor.may(Permission.COMMITTEE_EDIT):
        return actor.using(Permission.COMMITTEE_EDIT)
    raise PermissionDenied("Only the committee's chair and the performance team change its meetings.")
