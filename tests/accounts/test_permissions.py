"""G1: rights by role and scope, read once a request."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, transaction
from django.forms import model_to_dict
from django.http import Http404

from accounts.actors import SYSTEM, actor_for
from accounts.models import Appointment
from accounts.permissions import WORDS, check, check_visible, may_read_history, needs, signed_in
from accounts.queries.roles import role_in_words
from accounts.roles import ROLES, Permission, Reach, Role
from tests.factories import AppointmentFactory, PostFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 14)


def actor_with(role, unit=None, **fields):
    appointment = AppointmentFactory(post__role=role.value, post__unit=unit or UnitFactory(), **fields)
    return actor_for(appointment.user, today=TODAY)


def test_a_role_reaches_its_unit_and_what_lies_beneath():
    top = UnitFactory()
    middle = UnitFactory(parent=top)
    bottom, beside = UnitFactory(parent=middle), UnitFactory(parent=top)
    actor = actor_with(Role.DATA_OFFICER, middle)
    assert actor.may(Permission.FIGURE_ENTER, middle.pk)
    assert actor.may(Permission.FIGURE_ENTER, bottom.pk)
    assert not actor.may(Permission.FIGURE_ENTER, top.pk)
    assert not actor.may(Permission.FIGURE_ENTER, beside.pk)
    assert not actor.may(Permission.FIGURE_ENTER)
    assert actor.reaches(Permission.FIGURE_ENTER) == {middle.pk, bottom.pk}
    assert actor.reaches(Permission.COUNCIL_READ) is None


def test_several_posts_add_up():
    first, second = UnitFactory(), UnitFactory()
    user = AppointmentFactory(post__role="data_officer", post__unit=first).user
    AppointmentFactory(user=user, post__role="approver", post__unit=second)
    actor = actor_for(user, today=TODAY)
    assert actor.reaches(Permission.FIGURE_ENTER) == {first.pk, second.pk}
    assert actor.may(Permission.FIGURE_APPROVE, second.pk)
    assert not actor.may(Permission.FIGURE_APPROVE, first.pk)


@pytest.mark.parametrize(
    "fields",
    [
        {"starts_on": date(2026, 10, 15)},
        {"ends_on": date(2026, 10, 13)},
        {"post__ends_on": date(2026, 10, 13)},
        {"user__is_active": False},
    ],
)
def test_a_post_gives_nothing_before_its_first_day_after_its_last_or_to_the_disabled(fields):
    actor = actor_with(Role.ADMINISTRATOR, **fields)
    assert not any(actor.may_anywhere(permission) for permission in Permission)


def test_a_post_gives_its_rights_on_its_first_and_last_day():
    assert actor_with(Role.AUDITOR, starts_on=TODAY, ends_on=TODAY).may(Permission.AUDIT_READ)


def test_the_posts_held_are_those_of_the_models_whatever_they_hold():
    user = UserFactory()
    for days in ((TODAY, None), (TODAY, TODAY), (date(2020, 1, 1), date(2027, 1, 1)), (date(2027, 1, 1), None)):
        post = PostFactory(ends_on=days[1], unit__parent=UnitFactory(), reports_to=PostFactory())
        AppointmentFactory(user=user, post=post, starts_on=days[0], ends_on=days[1], is_deputy=days[1] is not None)
    expected = Appointment.objects.on(TODAY).filter(user=user).select_related("post__unit").order_by("is_deputy", "pk")
    held = actor_for(user, today=TODAY).grants
    assert [(grant.is_deputy, grant.post) for grant in held] == [(each.is_deputy, each.post) for each in expected]
    for grant, each in zip(held, expected, strict=True):
        assert model_to_dict(grant.post) == model_to_dict(each.post)
        assert model_to_dict(grant.post.unit) == model_to_dict(each.post.unit)
    assert len(held) == 3


def test_a_deputy_acts_on_behalf_of_the_post_only_where_the_right_is_not_their_own():
    unit = UnitFactory()
    deputy_post = PostFactory(role="approver", unit=unit, title="Head of Housing")
    user = AppointmentFactory(post=deputy_post, is_deputy=True).user
    AppointmentFactory(user=user, post__role="data_officer", post__unit=unit)
    actor = actor_for(user, today=TODAY)
    assert check(actor, Permission.FIGURE_APPROVE, unit.pk).on_behalf_of == deputy_post
    assert check(actor, Permission.FIGURE_ENTER, unit.pk).on_behalf_of is None
    assert actor.on_behalf_of is None


@pytest.mark.parametrize("anywhere", [False, True])
def test_a_page_for_the_whole_council_is_given_the_actor_to_record(rf, anywhere):
    request = rf.get("/")
    request.user = AppointmentFactory(post__role="administrator", is_deputy=True).user
    request.actor = actor_for(request.user, today=TODAY)
    opened = needs(Permission.CYCLE_EDIT, anywhere=anywhere)(lambda request: getattr(request, "by", None))(request)
    assert (opened and opened.on_behalf_of) == (None if anywhere else request.actor.grants[0].post)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("marked", "is_open"), [(False, True), (True, False)])
def test_a_post_is_one_transaction_unless_its_view_is_marked(posted, marked, is_open):
    def view(request):
        return connection.in_atomic_block

    view = transaction.non_atomic_requests(view) if marked else view
    assert needs(Permission.CYCLE_EDIT)(view)(posted) is is_open


class DeadlockError(Exception):
    pgcode = "40P01"


def broken_off(times):
    """A view whose transaction the database breaks off so often; how often it was tried."""
    tries = []

    def view(request):
        tries.append(request.FILES["file"].read())
        if len(tries) <= times:
            raise OperationalError("deadlock detected") from DeadlockError()
        return "done"

    return view, tries


def test_what_was_broken_off_is_done_once_more_with_the_request_as_it_came(posted):
    view, tries = broken_off(1)
    assert signed_in(view)(posted) == "done"
    assert tries == [b"a,b", b"a,b"]


def test_it_is_not_tried_for_ever(posted):
    view, tries = broken_off(2)
    with pytest.raises(OperationalError):
        signed_in(view)(posted)
    assert len(tries) == 2


@pytest.fixture
def posted(rf):
    request = rf.post("/", {"file": SimpleUploadedFile("q1.csv", b"a,b")})
    request.user = AppointmentFactory(post__role="administrator").user
    request.actor = actor_for(request.user, today=TODAY)
    return request


def test_a_refusal_says_why_and_whom_to_ask():
    with pytest.raises(PermissionDenied, match=r"approve figures for this service\. Ask the performance team"):
        check(actor_with(Role.ADMINISTRATOR), Permission.FIGURE_APPROVE, 1)


def test_what_a_partner_may_not_see_does_not_exist():
    unit, other = UnitFactory(), UnitFactory()
    actor = actor_with(Role.PARTNER, unit)
    check_visible(actor, unit.pk)
    for unit_id in (other.pk, None, 10**6):
        with pytest.raises(Http404):
            check_visible(actor, unit_id)


def test_the_history_is_for_auditors_and_those_who_may_change_the_thing():
    unit = UnitFactory()
    allowed = {role for role in Role if may_read_history(actor_with(role, unit), unit.pk, Permission.MILESTONE_UPDATE)}
    assert allowed == {
        Role.ADMINISTRATOR,
        Role.DIRECTOR,
        Role.APPROVER,
        Role.DATA_OFFICER,
        Role.PARTNER,
        Role.AUDITOR,
    }
    assert not may_read_history(actor_with(Role.APPROVER), unit.pk, Permission.MILESTONE_UPDATE)


def test_nobody_and_the_system_hold_no_post():
    assert not SYSTEM.may(Permission.COUNCIL_READ)
    assert not actor_for(UserFactory(), today=TODAY).may_anywhere(Permission.COUNCIL_READ)
    assert SYSTEM.name == "The system"


@pytest.mark.parametrize("size", [1, 8])
def test_the_actor_is_read_in_one_statement_and_all_reaches_in_one_more(size, django_assert_num_queries):
    user = UserFactory()
    for unit in UnitFactory.create_batch(size):
        AppointmentFactory(user=user, post__unit=UnitFactory(parent=unit))
    with django_assert_num_queries(1):
        actor = actor_for(user, today=TODAY)
    assert len(actor.grants) == size
    with django_assert_num_queries(1):
        assert [grant.post.unit_id in grant.unit_ids for grant in actor.grants] == [True] * size


def test_every_permission_has_words_and_every_role_is_described():
    assert set(WORDS) == set(Permission)
    assert set(ROLES) == set(Role)
    assert all(role_in_words(role).reaches for role in Role)
    assert all(description.reach(Permission.COUNCIL_READ) for description in ROLES.values())


def test_the_administrator_does_everything_but_sign_off_figures_and_read_what_is_private():
    held = ROLES[Role.ADMINISTRATOR]
    assert {p for p in Permission if held.reach(p) is not Reach.COUNCIL} == {
        Permission.FIGURE_APPROVE,
        Permission.PRIVATE_EDIT,
        Permission.REVIEW_OWN,
        Permission.BREAK_GLASS,
        Permission.PLAN_WRITE,  # of its unit's plans; the administrator changes any
    }


def test_finance_imports_and_reads_money_and_does_nothing_else_of_the_performance_team():
    actor = actor_with(Role.FINANCE)
    council = {each for each in Permission if actor.may(each)}
    assert council == {Permission.COUNCIL_READ, Permission.MONEY_IMPORT}
    assert not any(ROLES[Role.FINANCE].reach(each) is Reach.UNIT for each in Permission)
