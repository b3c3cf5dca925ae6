"""What is done to bring a measure back on target: who says so, where it stands, and when it is missing (F8)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.actors import SYSTEM, actor_for
from accounts.models import Event, Notice
from foundation.refusals import ChangeRefused, Conflict
from indicators.changes.recovery import add_action, edit_action
from indicators.judging.council_statuses import glances
from indicators.judging.scorecard import measured
from indicators.models import Indicator, Observation, RecoveryAction
from plans.changes.actions import ActionDetails
from reporting.dashboards.needs_you import needs_you
from reporting.queries.exceptions import reasons_of
from tests.factories import (
    AppointmentFactory,
    IndicatorFactory,
    ObservationFactory,
    RatingRuleFactory,
    ReturnFactory,
    period_target,
)
from tests.factories.indicators import Q2, RecoveryActionFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, tzinfo=UTC)
TODAY = AT.date()


@pytest.fixture
def measure():
    """Off target in Q2, of a service with an officer who owns it."""
    officer = AppointmentFactory(post__role="data_officer", post__title="Waste officer")
    made = IndicatorFactory(ref="W1", name="Bins missed", service=officer.post.unit, owner=officer.post)
    RatingRuleFactory()
    period_target(made, Q2, Decimal(90))
    ObservationFactory(indicator=made, period=Q2, value=Decimal(40))
    return made


@pytest.fixture
def fitter():
    """Somebody of another unit, who is to do something about it."""
    return AppointmentFactory(post__role="employee", post__title="Fleet manager")


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def details(owner, **values):
    given = {"title": "Hire a lorry", "owner": owner, "starts_on": TODAY, "due_on": date(2026, 12, 1)}
    return ActionDetails(**{**given, **values})


def codes(measure):
    (found,) = measured(Indicator.objects.filter(pk=measure.pk), report_period=Q2, history=3)
    return [each["code"] for each in reasons_of(found, is_late=False)]


def test_off_target_without_an_action_is_an_exception(measure):
    """Also at a glance; not while one is under way, nor for the period in which or after which one was completed."""
    assert codes(measure) == ["red", "no_recovery"]
    action = RecoveryActionFactory(indicator=measure)
    assert codes(measure) == ["red"]
    assert [each.has_recovery for each in glances(report_period=Q2)] == [True]
    stops = {"state": "on_hold", "narrative": "No money."}
    ended = {"state": "complete", "percent_complete": 100, "narrative": ""}
    for values, is_one in (
        (stops, False),
        ({**ended, "completed_on": date(2026, 6, 30)}, False),
        ({**ended, "completed_on": date(2026, 7, 1)}, True),
    ):
        RecoveryAction.objects.filter(pk=action.pk).update(**values)
        assert (codes(measure) == ["red"]) is is_one
        assert [each.has_recovery for each in glances(report_period=Q2)] == [is_one]


def test_whoever_is_to_do_it_and_whoever_owns_the_measure_are_told(measure, fitter):
    made = add_action(by=SYSTEM, at=AT, indicator=measure, details=details(fitter.post))
    told = {each.to_id: each.words for each in Notice.objects.all()}
    assert told[fitter.user_id] == (
        "The action “Hire a lorry”, to bring “Bins missed” back on target and due 1 December 2026, is given to "
        "Fleet manager to do."
    )
    owner = measure.owner.appointments.get().user_id
    assert told[owner] == "“Hire a lorry”, for “Bins missed”, is a new recovery action."
    assert Event.objects.latest("pk").page_id == str(measure.pk), "read on the measure's own history"
    assert made.first_due_on == date(2026, 12, 1)


def test_who_owns_the_measure_and_is_to_do_it_is_told_once(measure):
    add_action(by=SYSTEM, at=AT, indicator=measure, details=details(measure.owner))
    assert Notice.objects.get().words.endswith("is given to Waste officer to do.")


def test_a_new_due_date_needs_a_reason_and_counts_the_slip(measure, fitter):
    action = add_action(by=SYSTEM, at=AT, indicator=measure, details=details(fitter.post))
    later = details(fitter.post, due_on=date(2026, 12, 31), state="in_progress", percent_complete=40)
    with pytest.raises(ChangeRefused, match="why the due date moves"):
        edit_action(by=SYSTEM, at=AT, action=action, version=1, details=later)
    edit_action(by=SYSTEM, at=AT, action=action, version=1, details=later, why="No lorry to be had.")
    stored = RecoveryAction.objects.get()
    assert (stored.due_on, stored.first_due_on, stored.version) == (date(2026, 12, 31), date(2026, 12, 1), 2)
    assert Event.objects.latest("pk").why == "No lorry to be had."
    with pytest.raises(Conflict):
        edit_action(by=SYSTEM, at=AT, action=action, version=1, details=replace(later, title="Buy a lorry"))


def test_what_is_complete_has_its_day_and_keeps_it(measure, fitter):
    action = add_action(by=SYSTEM, at=AT, indicator=measure, details=details(fitter.post))
    done = details(fitter.post, state="complete", percent_complete=100)
    edit_action(by=SYSTEM, at=AT, action=action, version=1, details=done)
    edit_action(by=SYSTEM, at=AT.replace(day=20), action=action, version=2, details=replace(done, title="Hired"))
    assert RecoveryAction.objects.get().completed_on == TODAY
    edit_action(by=SYSTEM, at=AT, action=action, version=3, details=details(fitter.post))
    assert RecoveryAction.objects.get().completed_on is None


def test_nothing_brings_back_what_is_no_longer_collected(measure, fitter):
    Indicator.objects.update(ends_on=date(2026, 9, 30))
    measure.refresh_from_db()
    with pytest.raises(ChangeRefused, match="collected until 30 September 2026"):
        add_action(by=SYSTEM, at=AT, indicator=measure, details=details(fitter.post))
    assert not RecoveryAction.objects.exists()


def test_the_database_refuses_what_cannot_be(measure):
    for values in ({"state": "complete", "percent_complete": 100}, {"completed_on": TODAY}, {"state": "on_hold"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RecoveryActionFactory(indicator=measure, **values)


def test_a_late_one_needs_its_owner(measure, fitter):
    RecoveryActionFactory(indicator=measure, title="Hire a lorry", owner=fitter.post, due_on=date(2026, 10, 1))
    RecoveryActionFactory(indicator=measure, owner=fitter.post, due_on=date(2027, 1, 1))
    RecoveryActionFactory(
        indicator=measure, owner=fitter.post, due_on=date(2026, 10, 1), state="cancelled", narrative="No."
    )
    (waits,) = needs_you(actor_for(fitter.user, today=TODAY), at=AT)
    assert waits.title == "Recovery action for measure W1, Hire a lorry: was due 1 October 2026"
    assert (waits.url, waits.is_late) == (f"{measure.get_absolute_url()}#recovery", True)


def test_the_page_says_that_nothing_is_done_and_then_what_is(measure, fitter):
    client = signed_in(measure.owner.appointments.get().user)
    auditor = signed_in(AppointmentFactory(post__role="auditor").user)
    page = reverse("reporting:measure", args=["W1"])
    assert "It is off target, and no recovery action is on record." in client.get(page).content.decode()
    address = reverse("indicators:recovery-create", args=["W1"])
    values = {
        "title": "Hire a lorry", "owner": fitter.post.pk, "starts_on": "14/10/2026", "due_on": "1/12/2026",
        "state": "in_progress", "percent_complete": "40", "narrative": "Three offers are in.",
    }  # fmt: skip
    wrong = client.post(address, {**values, "due_on": "1/1/2026"}).content.decode()
    assert "must be on or after the day work starts" in wrong
    assert "Three offers are in." in wrong, "what was typed is kept"
    assert client.post(address, values).url == f"{measure.get_absolute_url()}#recovery"
    shown = client.get(page).content.decode()
    assert "Hire a lorry" in shown
    assert "no recovery action is on record" not in shown
    assert "Hire a lorry" in auditor.get(f"{page}?tab=history").content.decode()


def test_who_is_to_do_it_says_how_it_goes_and_others_only_read(measure, fitter):
    action = RecoveryActionFactory(indicator=measure, owner=fitter.post)
    address = reverse("indicators:recovery-edit", args=["W1", action.pk])
    values = {
        "title": action.title, "owner": fitter.post.pk, "starts_on": "1/7/2026", "due_on": "31/12/2026",
        "state": "in_progress", "percent_complete": "40", "narrative": "", "version": "1",
    }  # fmt: skip
    assert signed_in(fitter.user).post(address, values).status_code == 302
    assert RecoveryAction.objects.get().percent_complete == 40
    other = signed_in(AppointmentFactory(post__role="employee").user)
    assert other.post(address, {**values, "version": "2"}).status_code == 403
    assert address not in other.get(measure.get_absolute_url()).content.decode()
    assert signed_in(fitter.user).get(reverse("indicators:recovery-create", args=["W1"])).status_code == 403


def test_the_return_shows_those_still_open_with_where_to_say_how_they_go(measure, fitter):
    still = RecoveryActionFactory(indicator=measure, title="Hire a lorry", owner=fitter.post)
    RecoveryActionFactory(
        indicator=measure, title="Ring round", state="complete", percent_complete=100, completed_on=TODAY
    )
    made = ReturnFactory(service=measure.service)
    Observation.objects.update(in_return=made, state="draft", approved_at=None)
    client = signed_in(measure.owner.appointments.get().user)
    for page in (
        reverse("indicators:return-milestones", args=[made.pk]),
        reverse("indicators:return-figure", args=[made.pk, "W1", Q2.key]),
    ):
        shown = client.get(page).content.decode()
        assert reverse("indicators:recovery-edit", args=["W1", still.pk]) in shown
        assert "Ring round" not in shown
