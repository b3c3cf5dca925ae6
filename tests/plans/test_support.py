"""Help that is asked for with a milestone: of whom, in whose inbox, answered or closed (requirement F8)."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from accounts.models import Event, Notice
from accounts.roles import Role
from foundation.refusals import ChangeRefused, Conflict
from plans.changes.support import answer_help, ask_for_help, asked_of, close_help
from plans.models import SupportRequest
from tests.factories import (
    AppointmentFactory,
    LevelFactory,
    MilestoneFactory,
    PlanFactory,
    PostFactory,
    UnitFactory,
    acting_as,
    sign_in,
)

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, tzinfo=UTC)


@pytest.fixture
def manager():
    return AppointmentFactory(post__title="Head of Waste", post__role=Role.APPROVER.value, post__unit=UnitFactory())


@pytest.fixture
def owner(manager):
    unit = manager.post.unit
    return AppointmentFactory(
        post__title="Recycling lead", post__role=Role.DATA_OFFICER.value, post__unit=unit, post__reports_to=manager.post
    )


@pytest.fixture
def milestone(owner):
    plan = PlanFactory(unit=owner.post.unit)
    return MilestoneFactory(ref="M1", title="Order lorries", owner=owner.post, objective__plan=plan)


def ask(milestone, by=None, text="A second lorry."):
    return ask_for_help(by=by or acting_as("administrator"), at=AT, milestone=milestone, text=text)


def test_the_line_manager_is_asked_and_finds_it_in_the_inbox(milestone, manager):
    made = ask(milestone)
    assert (made.asked_of, made.is_open) == (manager.post, True)
    notice = Notice.objects.get()
    assert notice.to == manager.user
    assert "asks for help with the milestone “Order lorries”: “A second lorry.”" in notice.words
    assert notice.path == f"/plans/milestones/M1/#help-{made.pk}"
    assert notice.because == "are asked as Head of Waste"
    assert Event.objects.latest("pk").action == "asked for help with"


def test_where_nobody_is_above_the_plans_owner_is_asked_and_else_nobody(milestone):
    milestone.owner = PostFactory()
    assert asked_of(milestone) == milestone.objective.plan.owner
    milestone.objective.plan.owner = milestone.owner
    assert asked_of(milestone) is None
    with pytest.raises(ChangeRefused, match="there is nobody to ask"):
        ask(milestone)


def test_an_answer_goes_back_to_the_owner_and_to_who_asked(milestone, owner):
    asker = acting_as("administrator")
    made = ask(milestone, by=asker)
    Notice.objects.all().delete()
    answered = answer_help(by=acting_as("approver"), at=AT, request=made, version=1, answer="From April.")
    assert not answered.is_open
    assert {each.to for each in Notice.objects.all()} == {owner.user, asker.user}
    assert all("“From April.”" in each.words for each in Notice.objects.all())


def test_what_is_answered_or_closed_stays_so(milestone):
    by = acting_as("administrator")
    first, second = ask(milestone), ask(milestone, text="And money.")
    answer_help(by=by, at=AT, request=first, version=1, answer="Yes.")
    close_help(by=by, at=AT, request=second)
    for each in (first, second):
        with pytest.raises(ChangeRefused, match="answered or closed meanwhile"):
            answer_help(by=by, at=AT, request=each, version=2, answer="Again.")
        with pytest.raises(ChangeRefused, match="answered or closed meanwhile"):
            close_help(by=by, at=AT, request=each)
    assert SupportRequest.objects.filter(answer="Again.").count() == 0


def test_two_who_answer_at_once(milestone):
    made = ask(milestone)
    SupportRequest.objects.update(version=2)
    with pytest.raises(Conflict):
        answer_help(by=acting_as("administrator"), at=AT, request=made, version=1, answer="Yes.")


@pytest.mark.parametrize("text", ["", "  "])
def test_nothing_said_is_refused(milestone, text):
    with pytest.raises(ChangeRefused, match="Enter what would help"):
        ask(milestone, text=text)
    made = ask(milestone)
    with pytest.raises(ChangeRefused, match="Enter your answer"):
        answer_help(by=acting_as("administrator"), at=AT, request=made, version=1, answer=text)
    assert Event.objects.count() == 1


def test_closed_and_private_plans_ask_nobody():
    for plan in (PlanFactory(state="closed"), PlanFactory(level=LevelFactory(name="EDR", is_private=True))):
        with pytest.raises(ChangeRefused):
            ask(MilestoneFactory(objective__plan=plan))
    assert Notice.objects.count() == 0


def test_from_asking_to_the_answer_on_the_pages(client, milestone, owner, manager):
    client.force_login(owner.user)
    page = client.get(milestone.get_absolute_url()).content.decode()
    assert "Help asked for" in page
    address = reverse("plans:support-ask", args=["M1"])
    assert "Head of Waste is asked" in client.get(address).content.decode()
    assert "Enter what would help" in client.post(address, {"text": ""}).content.decode()
    assert client.post(address, {"text": "A second lorry."}).status_code == 302
    made = SupportRequest.objects.get()
    answering = reverse("plans:support-answer", args=["M1", made.pk])
    assert client.get(answering).status_code == 403
    page = client.get(milestone.get_absolute_url()).content.decode()
    assert "No longer needed" in page
    assert ">Answer<" not in page

    client.force_login(manager.user)
    assert "asks for help" in client.get(reverse("inbox")).content.decode()
    assert ">Answer<" in client.get(milestone.get_absolute_url()).content.decode()
    assert "“A second lorry.”" in client.get(answering).content.decode()
    assert client.post(answering, {"answer": "From April.", "version": "1"}).status_code == 302
    again = client.post(answering, {"answer": "No.", "version": "1"}).content.decode()
    assert "answered or closed meanwhile" in again
    assert ">No.</textarea>" in again.replace("\n", "")
    page = client.get(milestone.get_absolute_url()).content.decode()
    assert "From April." in page
    assert "No longer needed" not in page


def test_it_is_closed_by_a_button_and_strangers_may_not(client, milestone, owner):
    made = ask(milestone)
    close = reverse("plans:support-close", args=["M1", made.pk])
    sign_in(Role.COUNCILLOR, client=client)
    assert client.post(close).status_code == 403
    client.force_login(owner.user)
    assert client.post(close).status_code == 302
    made.refresh_from_db()
    assert made.closed_at is not None
    assert "No longer needed since" in client.get(milestone.get_absolute_url()).content.decode()
