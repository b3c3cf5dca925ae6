"""Help that is asked for with a measure: of whom, where it waits, answered or closed (requirement F8)."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actors import actor_for
from accounts.models import Event, Notice
from foundation.refusals import ChangeRefused, Conflict
from indicators.changes.support import answer_help, ask_for_help, asked_of, close_help
from indicators.models import MeasureHelp
from plans.changes.support import ask_for_help as ask_with_milestone
from reporting.dashboards.needs_you import needs_you
from tests.factories import AppointmentFactory, IndicatorFactory, MilestoneFactory, PlanFactory, PostFactory, acting_as

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, tzinfo=UTC)


@pytest.fixture
def manager():
    return AppointmentFactory(post__title="Head of Waste", post__role="approver")


@pytest.fixture
def owner(manager):
    unit = manager.post.unit
    return AppointmentFactory(
        post__title="Waste officer", post__role="data_officer", post__unit=unit, post__reports_to=manager.post
    )


@pytest.fixture
def measure(owner):
    return IndicatorFactory(ref="W1", name="Bins missed", service=owner.post.unit, owner=owner.post)


def ask(measure, text="A second lorry."):
    return ask_for_help(by=acting_as("administrator"), at=AT, indicator=measure, text=text)


def waiting(appointment):
    return [each.title for each in needs_you(actor_for(appointment.user, today=AT.date()), at=AT)]


def signed_in(appointment):
    client = Client()
    client.force_login(appointment.user)
    return client


def test_it_waits_for_the_line_manager_until_it_is_answered(measure, manager, owner):
    made = ask(measure)
    assert made.asked_of == manager.post
    assert Notice.objects.get().words.endswith("asks for help with “Bins missed”: “A second lorry.”")
    assert waiting(manager) == ["Help asked with measure W1 Bins missed: “A second lorry.”"]
    assert waiting(owner) == []
    answer_help(by=actor_for(manager.user, today=AT.date()), at=AT, request=made, version=1, answer="From April.")
    assert waiting(manager) == []
    assert owner.user in [each.to for each in Notice.objects.filter(words__contains="From April.")]
    assert Event.objects.latest("pk").page_id == str(measure.pk)


def test_one_asked_with_a_milestone_waits_for_the_line_manager_too(owner, manager):
    milestone = MilestoneFactory(ref="M1", title="Order lorries", owner=owner.post, objective__plan=PlanFactory())
    ask_with_milestone(by=acting_as("administrator"), at=AT, milestone=milestone, text="Money.")
    assert waiting(manager) == ["Help asked with milestone M1 Order lorries: “Money.”"]


def test_who_signs_off_is_asked_where_no_manager_stands_and_nobody_where_that_is_the_owner(measure):
    measure.owner = lone = PostFactory(title="Lone officer")
    measure.approver = PostFactory(title="Approver")
    assert asked_of(measure) == measure.approver
    measure.approver = lone
    with pytest.raises(ChangeRefused, match="Lone officer reports to no other post"):
        ask(measure)
    assert not MeasureHelp.objects.exists()


def test_it_ends_once(measure):
    made = ask(measure)
    by = acting_as("administrator")
    for text, words in (("  ", "Enter your answer"),):
        with pytest.raises(ChangeRefused, match=words):
            answer_help(by=by, at=AT, request=made, version=1, answer=text)
    with pytest.raises(Conflict):
        answer_help(by=by, at=AT, request=made, version=7, answer="Yes.")
    close_help(by=by, at=AT, request=made)
    with pytest.raises(ChangeRefused, match="answered or closed meanwhile"):
        answer_help(by=by, at=AT, request=made, version=2, answer="Yes.")
    with pytest.raises(ChangeRefused, match="what would help"):
        ask(measure, " ")


def test_the_pages(measure, manager, owner):
    asking = signed_in(owner)
    address = reverse("indicators:help-ask", args=["W1"])
    assert "Head of Waste is asked" in asking.get(address).content.decode()
    asking.post(address, {"text": "A second lorry."})
    made = MeasureHelp.objects.get()
    answer = reverse("indicators:help-answer", args=["W1", made.pk])
    assert asking.get(answer).status_code == 403
    page = reverse("reporting:measure", args=["W1"])
    assert reverse("indicators:help-close", args=["W1", made.pk]) in asking.get(page).content.decode()
    head = signed_in(manager)
    assert answer in head.get(page).content.decode()
    assert head.post(answer, {"answer": "From April.", "version": "1"}).url == f"{page}#help-{made.pk}"
    shown = asking.get(page).content.decode()
    assert "From April." in shown
    assert reverse("indicators:help-close", args=["W1", made.pk]) not in shown
