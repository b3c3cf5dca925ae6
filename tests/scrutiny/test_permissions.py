"""Who may read and change what a committee has, and who is recorded."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.actors import actor_for
from accounts.roles import ROLES, Permission, Role, RoleDescription
from scrutiny import permissions
from tests.factories import AppointmentFactory, acting_as
from tests.factories.scrutiny import CommitteeFactory, MeetingActionFactory, MeetingFactory, PackFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, tzinfo=UTC)


def holder(**appointment):
    return actor_for(AppointmentFactory(**appointment).user, today=date(2026, 10, 14))


@pytest.fixture
def committee():
    return CommitteeFactory()


@pytest.fixture
def people(committee):
    ours = {f"our {role}": acting_as(f"scrutiny_{role}", unit=committee) for role in ("chair", "member")}
    other = CommitteeFactory()
    theirs = {f"their {role}": acting_as(f"scrutiny_{role}", unit=other) for role in ("chair", "member")}
    return ours | theirs | {role: acting_as(role) for role in ("administrator", "councillor", "partner")}


@pytest.fixture
def with_only(monkeypatch, committee):
    """Somebody whose role gives that permission to the committee and no other."""

    def made(permission):
        monkeypatch.setitem(ROLES, Role.EMPLOYEE, RoleDescription("One", "Has one.", unit=frozenset({permission})))
        return acting_as("employee", unit=committee)

    return made


COUNCIL = {"our chair", "our member", "their chair", "their member", "administrator", "councillor"}


@pytest.mark.parametrize(
    ("asked", "who"),
    [
        ("may_edit_packs", {"our chair", "administrator"}),
        ("may_read_exempt", {"our chair", "our member", "administrator"}),
        ("may_read_drafts", {"our chair", "our member", "administrator"}),
        ("may_edit_meetings", {"our chair", "administrator"}),
        ("may_see_committee", COUNCIL),
    ],
)
def test_what_is_the_committees_is_for_its_own(committee, people, asked, who):
    may = getattr(permissions, asked)
    assert {name for name, actor in people.items() if may(actor, committee.pk)} == who


def test_either_of_two_permissions_suffices(committee, with_only, monkeypatch):
    assert permissions.may_read_drafts(with_only(Permission.PACK_EDIT), committee.pk)
    assert permissions.may_read_drafts(with_only(Permission.EXEMPT_READ), committee.pk)
    keeper = RoleDescription("Keeper", "Keeps committees.", council=frozenset({Permission.COMMITTEE_EDIT}))
    monkeypatch.setitem(ROLES, Role.EMPLOYEE, keeper)
    assert permissions.may_edit_meetings(acting_as("employee"), committee.pk)


@pytest.mark.parametrize(("published_at", "who"), [(None, {"our chair", "our member", "administrator"}), (AT, COUNCIL)])
def test_a_pack_is_the_committees_until_it_is_published(committee, people, published_at, who):
    published = {"published_at": published_at, "published_by": people["our chair"].user} if published_at else {}
    pack = PackFactory(meeting__committee=committee, **published)
    assert {name for name, actor in people.items() if permissions.may_read(actor, pack)} == who
    for name, actor in people.items():
        if name in who:
            permissions.check_readable(actor, pack)
        else:
            with pytest.raises(Http404):
                permissions.check_readable(actor, pack)


def test_a_pack_is_changed_by_the_chair_and_hidden_from_who_may_not_read_it(committee, people):
    pack = PackFactory(meeting__committee=committee)
    assert permissions.check_pack_edit(people["our chair"], pack).on_behalf_of is None
    deputy = holder(post__role="scrutiny_chair", post__unit=committee, is_deputy=True)
    assert permissions.check_pack_edit(deputy, pack).on_behalf_of == deputy.grants[0].post
    with pytest.raises(PermissionDenied, match="edit this committee's packs"):
        permissions.check_pack_edit(people["our member"], pack)
    with pytest.raises(Http404):
        permissions.check_pack_edit(people["councillor"], pack)


def test_meetings_are_changed_by_the_chair_and_by_who_keeps_the_committees(committee, people):
    for role, unit in (("scrutiny_chair", {"post__unit": committee}), ("administrator", {})):
        deputy = holder(post__role=role, is_deputy=True, **unit)
        assert permissions.check_meeting_edit(deputy, committee.pk).on_behalf_of == deputy.grants[0].post
    for name in ("our member", "their chair", "councillor"):
        with pytest.raises(PermissionDenied, match="Only the committee's chair"):
            permissions.check_meeting_edit(people[name], committee.pk)
    with pytest.raises(Http404):
        permissions.check_meeting_edit(people["partner"], committee.pk)


def test_what_became_of_an_action_is_said_by_its_owner_or_who_changes_the_meetings(committee, people):
    action = MeetingActionFactory(meeting=MeetingFactory(committee=committee))
    assert permissions.check_action_update(holder(post=action.owner), action).on_behalf_of is None
    assert (
        permissions.check_action_update(holder(post=action.owner, is_deputy=True), action).on_behalf_of == action.owner
    )
    deputy = holder(post__role="scrutiny_chair", post__unit=committee, is_deputy=True)
    assert permissions.check_action_update(deputy, action).on_behalf_of == deputy.grants[0].post
    chair = AppointmentFactory(post__role="scrutiny_chair", post__unit=committee)
    AppointmentFactory(user=chair.user, post=action.owner, is_deputy=True)
    both = actor_for(chair.user, today=date(2026, 10, 14))
    assert permissions.check_action_update(both, action).on_behalf_of is None
    with pytest.raises(PermissionDenied, match="Only the committee's chair"):
        permissions.check_action_update(people["councillor"], action)
    with pytest.raises(Http404):
        permissions.check_action_update(people["partner"], action)
