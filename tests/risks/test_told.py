"""Who is told of risks, what waits for their owners, and that of an exempt one nobody is told anything."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.core import mail

from accounts.actors import SYSTEM, actor_for
from accounts.models import Notice, Watch
from accounts.roles import Role
from accounts.watchable import thing_of
from foundation.outbox import deliver
from plans.changes.actions import ActionDetails
from reporting import reminders
from reporting.dashboards.needs_you import needs_you
from risks.changes.controls import ControlDetails, add_control, add_mitigation, edit_control
from risks.changes.risks import assess_risk, close_risk, edit_risk, raise_risk, reopen_risk
from risks.queries.reviews import waiting_for_owners
from tests.factories import AppointmentFactory, ObjectiveFactory, PostFactory, UnitFactory
from tests.factories.risks import MatrixFactory, MitigationFactory, RegisterFactory, RiskFactory
from tests.reporting.test_reminders import service  # noqa: F401 - a fixture
from tests.risks.test_changes import details, details_of, scoring
from tests.risks.test_queries import EXEMPT

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 28, 9, 30, tzinfo=UTC)
TODAY = date(2026, 10, 28)


@pytest.fixture
def owner():
    return AppointmentFactory(post__title="Head of care", post__role="approver", user__name="Hetty").post


def watcher(name, kind, pk):
    person = AppointmentFactory(post__role="councillor", user__name=name).user
    Watch.objects.create(user=person, about=kind, about_id=pk, since=AT)


def told():
    found = list(Notice.objects.order_by("pk").values_list("to__name", "words", "because"))
    Notice.objects.all().delete()
    return found


class TestNews:
    def test_a_new_risk_is_told_to_its_owner_and_to_who_watches_what_it_threatens(self, owner):
        MatrixFactory()
        objective, register = ObjectiveFactory(), RegisterFactory(name="Corporate risks")
        watcher("Ann", "objective", objective.pk)
        given = details(owner=owner, register=register, objectives=[objective])
        raise_risk(by=SYSTEM, at=AT, details=given, scoring=scoring())
        words = f"The risk “Care market fails” was raised in Corporate risks. {owner} owns it."
        assert told() == [
            ("Ann", words, "watch an objective that it threatens"),
            ("Hetty", words, f"are {owner}"),
        ]

    def test_a_new_score_is_told_in_the_words_of_the_risks_page(self, owner):
        risk = RiskFactory(title="Flood", owner=owner)
        watcher("Ann", "risk", risk.pk)
        assess_risk(by=SYSTEM, at=AT, risk=risk, version=1, scoring=scoring(current=(4, 4)))
        words = "The risk “Flood” was assessed at 16, High, above appetite: risen since 1 July 2026."
        assert told() == [("Ann", words, "watch this risk"), ("Hetty", words, f"own this risk as {owner}")]

    def test_a_risk_that_goes_up_to_another_register_is_told_with_why(self, owner):
        risk = RiskFactory(title="Flood", owner=owner, register=RegisterFactory(name="Park risks"))
        assess_risk(by=SYSTEM, at=AT, risk=risk, version=1, scoring=scoring())
        corporate = RegisterFactory(name="Corporate risks", unit=UnitFactory())
        edit_risk(by=SYSTEM, at=AT, risk=risk, version=2, details=details_of(risk, register=corporate), why="Too big.")
        assert set(Notice.objects.values_list("unit", flat=True)) == {corporate.unit_id}
        assert told()[-1][1] == "The risk “Flood” moved from Park risks to Corporate risks: Too big."

    def test_a_risk_is_given_changed_closed_and_reopened(self, owner):
        risk = RiskFactory(title="Flood")
        edit_risk(by=SYSTEM, at=AT, risk=risk, version=1, details=details_of(risk, owner=owner))
        assert told() == [("Hetty", f"The risk “Flood” is given to {owner} to own.", f"are {owner}")]
        risk.refresh_from_db()
        edit_risk(by=SYSTEM, at=AT, risk=risk, version=2, details=details_of(risk, cause="More rain."))
        close_risk(by=SYSTEM, at=AT, risk=risk, version=3, why="Over.")
        reopen_risk(by=SYSTEM, at=AT, risk=risk, version=4, why="Not over.")
        said = ["was changed", "was closed", "was reopened"]
        assert [words for _, words, _ in told()] == [f"The risk “Flood” {each}." for each in said]

    def test_a_control_and_an_action_are_told_to_who_has_them_from_now_on(self, owner):
        risk = RiskFactory(title="Flood")
        control = add_control(by=SYSTEM, at=AT, risk=risk, details=ControlDetails(text="Pumps", owner=PostFactory()))
        given = ActionDetails(title="A wall", owner=owner, starts_on=TODAY, due_on=date(2027, 3, 31))
        add_mitigation(by=SYSTEM, at=AT, risk=risk, details=given)
        edit_control(by=SYSTEM, at=AT, control=control, version=1, details=ControlDetails(text="Pumps", owner=owner))
        assert [words for _, words, _ in told()] == [
            f"The action “A wall”, against the risk “Flood” and due 31 March 2027, is given to {owner} to do.",
            f"The control “Pumps”, against the risk “Flood”, is given to {owner} to keep.",
        ]

    def test_nobody_is_told_anything_of_an_exempt_risk(self, owner):
        MatrixFactory()
        objective = ObjectiveFactory()
        watcher("Ann", "objective", objective.pk)
        given = details(owner=owner, objectives=[objective], **EXEMPT)
        risk = raise_risk(by=SYSTEM, at=AT, details=given, scoring=scoring())
        assess_risk(by=SYSTEM, at=AT, risk=risk, version=1, scoring=scoring(current=(5, 5)))
        add_control(by=SYSTEM, at=AT, risk=risk, details=ControlDetails(text="Pumps", owner=owner))
        close_risk(by=SYSTEM, at=AT, risk=risk, version=2, why="Over.")
        assert told() == []
        reader = actor_for(AppointmentFactory(post__role="administrator").user, today=TODAY)
        assert thing_of("risk", risk.pk, by=reader) is None

    def test_what_was_told_of_a_risk_is_taken_back_when_it_becomes_exempt(self, owner):
        risk = RiskFactory(title="Flood", owner=owner)
        watcher("Ann", "risk", risk.pk)
        assess_risk(by=SYSTEM, at=AT, risk=risk, version=1, scoring=scoring())
        assert Notice.objects.count() == 2
        edit_risk(by=SYSTEM, at=AT, risk=risk, version=2, details=replace(details_of(risk), **EXEMPT))
        assert (Notice.objects.count(), Watch.objects.count()) == (0, 0)


class TestWhatWaits:
    def test_reviews_and_actions_that_are_overdue_or_due_soon_wait_for_their_owners(self, owner):
        late = RiskFactory(ref="R1", title="Flood", owner=owner, review_on=date(2026, 10, 20))
        RiskFactory(ref="R2", title="Fire", owner=owner, review_on=date(2026, 11, 5))
        RiskFactory(ref="R3", owner=owner, review_on=date(2027, 1, 31))
        RiskFactory(ref="R4", owner=owner, review_on=date(2026, 10, 1), closed_on=TODAY, closed_why="Over.")
        MitigationFactory(risk=late, title="A wall", owner=owner, due_on=date(2026, 10, 27))
        MitigationFactory(risk=late, owner=owner, due_on=TODAY, state="complete", percent_complete=100)
        assert [(each.text, each.late) for each in waiting_for_owners(TODAY)] == [
            ("Risk R1 Flood: its review was due 20 October 2026", True),
            ("Risk R2 Fire: its review is due 5 November 2026", False),
            ("Action against risk R1, A wall: was due 27 October 2026", True),
        ]
        assert waiting_for_owners(TODAY, [PostFactory().pk]) == []

    def test_they_need_the_owner_on_the_first_page(self, owner):
        RiskFactory(ref="R1", title="Flood", owner=owner, review_on=date(2026, 10, 20))
        hetty = actor_for(owner.appointments.get().user, today=TODAY)
        (found,) = needs_you(hetty, at=AT)
        assert found.title == "Risk R1 Flood: its review was due 20 October 2026"
        assert found.is_late

    def test_an_exempt_risk_waits_for_nobody_by_name(self, owner):
        risk = RiskFactory(owner=owner, review_on=date(2026, 10, 1), **EXEMPT)
        MitigationFactory(risk=risk, owner=owner, due_on=date(2026, 10, 1))
        assert waiting_for_owners(TODAY) == []

    def test_a_reminder_tells_of_them_and_of_no_exempt_one(self, service):  # noqa: F811
        _, _, head = service
        RiskFactory(ref="R1", title="Flood", owner=head.post, review_on=date(2026, 10, 1))
        RiskFactory(ref="R2", title="Secret settlement", owner=head.post, review_on=date(2026, 10, 1), **EXEMPT)
        at = datetime(2026, 10, 14, 8, tzinfo=UTC)
        reminders.send_digests(at=at)
        deliver(clock=lambda: at)
        body = next(message.body for message in mail.outbox if message.to == [head.user.email])
        assert "Risk R1 Flood: its review was due 1 October 2026" in body
        assert "You get this because you own this risk as Head of Waste." in body
        assert "Secret settlement" not in body

    def test_they_take_two_statements_however_many(self, owner, django_assert_num_queries):
        for _ in range(5):
            MitigationFactory(risk=RiskFactory(owner=owner, review_on=TODAY), owner=owner, due_on=TODAY)
        with django_assert_num_queries(2):
            assert len(waiting_for_owners(TODAY)) == 10


def test_a_risk_is_watched_from_its_page_and_an_exempt_one_is_not(client):
    client.force_login(AppointmentFactory(post=PostFactory(role=Role.ADMINISTRATOR.value)).user)
    assert "Watch this risk" in client.get(RiskFactory().get_absolute_url()).content.decode()
    assert "Watch this" not in client.get(RiskFactory(**EXEMPT).get_absolute_url()).content.decode()
