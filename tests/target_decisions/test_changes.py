"""A target from proposed to reviewed: what is written, told and recorded, and what is refused (C3-C5)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from accounts.actors import SYSTEM
from accounts.models import Event, Notice
from foundation.refusals import ChangeRefused, Conflict
from indicators.changes.targets import TargetValues, of_parts
from indicators.models import AnnualTarget, PeriodTarget
from plans.periods import Frequency
from target_decisions.changes.decisions import Meeting, agree, review
from target_decisions.changes.proposals import ProposalDetails, YearAim, propose, revise, withdraw
from target_decisions.changes.questions import answer, challenge, say_consulted
from target_decisions.models import Proposal, TargetQuestion
from tests.conftest import NOW
from tests.factories import (
    AppointmentFactory,
    IndicatorFactory,
    ObservationFactory,
    PostFactory,
    RatingRuleFactory,
    UserFactory,
    acting_as,
)
from tests.factories.target_decisions import AGREED, NEXT, ProposalFactory, ProposedYearFactory, TargetQuestionFactory

pytestmark = pytest.mark.django_db
D = Decimal
CABINET = Meeting(name="Cabinet", met_on=date(2026, 10, 12), agreed_by="The Cabinet")


@pytest.fixture
def indicator():
    return IndicatorFactory(name="Bins emptied", frequency="Q", counting="rate", decimals=1)


@pytest.fixture
def by(indicator):
    """Who answers for the service."""
    return acting_as("approver", unit=indicator.service)


@pytest.fixture
def team():
    return acting_as("administrator")


def details(indicator, **changed):
    post = PostFactory(unit=indicator.service)
    return replace(ProposalDetails(reasons="Asked for.", action_plan="A second lorry.", responsible=post), **changed)


def aims(*values, first=NEXT):
    return [YearAim(first.next(n), TargetValues(value=D(value))) for n, value in enumerate(values)]


def made(indicator, by, *values, **changed):
    return propose(by=by, at=NOW, indicator=indicator, details=details(indicator, **changed), years=aims(*values))


def nothing_written(call, match):
    before = (Proposal.objects.count(), AnnualTarget.objects.count(), Event.objects.count(), Notice.objects.count())
    with pytest.raises(ChangeRefused, match=match):
        call()
    after = (Proposal.objects.count(), AnnualTarget.objects.count(), Event.objects.count(), Notice.objects.count())
    assert before == after


def test_several_years_are_proposed_as_steps(indicator, by):
    owner = AppointmentFactory(post=indicator.owner).user
    proposal = made(indicator, by, 80, 85, 90)
    assert [(each.year.label, each.value) for each in proposal.years.all()] == [
        ("2027/28", 80), ("2028/29", 85), ("2029/30", 90),
    ]  # fmt: skip
    event = Event.objects.get(action="proposed")
    assert event.changes["2028/29"] == [None, "85%, the same level all year"]
    assert not AnnualTarget.objects.exists()
    (notice,) = Notice.objects.filter(to=owner)
    assert notice.words == "The target of “Bins emptied” for 2027/28 is proposed."


@pytest.mark.parametrize(("changed", "values", "said"), [
    ({"reasons": " "}, [80], "Enter why this target"),
    ({}, [], "Enter a target"),
    ({"counter_measure": "itself"}, [80], "cannot stand against its own side effects"),
    ({}, ["gap"], "Enter a target for 2028/29 too"),
    ({}, [0], "target"),
])  # fmt: skip
def test_what_cannot_be_proposed(indicator, by, changed, values, said):
    if changed.get("counter_measure"):
        changed = {"counter_measure": indicator}
    years = [*aims(80), *aims(90, first=NEXT.next(2))] if values == ["gap"] else aims(*values)
    given = details(indicator, **changed)
    nothing_written(lambda: propose(by=by, at=NOW, indicator=indicator, details=given, years=years), said)


def test_a_year_is_in_one_open_proposal(indicator, by):
    made(indicator, by, 80, 85)
    again = {"by": by, "at": NOW, "indicator": indicator, "details": details(indicator)}
    nothing_written(lambda: propose(years=aims(90, first=NEXT.next()), **again), "2028/29 is proposed already")
    assert propose(years=aims(90, first=NEXT.next(2)), **again).first_year.label == "2029/30"


def test_a_proposal_is_revised_while_nothing_is_decided(indicator, by):
    proposal = made(indicator, by, 80, 85)
    given = details(indicator, reasons="Better reasons.")
    revise(by=by, at=NOW, proposal=proposal, version=1, details=given, years=aims(82))
    proposal.refresh_from_db()
    assert (proposal.reasons, proposal.version) == ("Better reasons.", 2)
    assert [each.value for each in proposal.years.all()] == [82]
    changes = Event.objects.filter(action="changed").latest("pk").changes
    assert changes["2027/28"] == ["80%, the same level all year", "82%, the same level all year"]
    assert changes["2028/29"] == ["85%, the same level all year", None]
    again = {"by": by, "at": NOW, "proposal": proposal, "details": given, "years": aims(82)}
    assert revise(version=2, **again).version == 2
    with pytest.raises(Conflict):
        revise(version=1, **{**again, "years": aims(83)})


def test_the_parts_of_a_ratio_are_kept_and_set(by, team):
    service, parts_named = by.grants[0].post.unit, {"has_parts": True, "numerator": "a", "denominator": "b"}
    indicator = IndicatorFactory(kind="percentage", counting="rate", service=service, **parts_named)
    parts = [(D(top), D(200)) for top in (80, 90, 100, 110)]
    years = [YearAim(NEXT, of_parts(indicator, parts))]
    proposal = propose(by=by, at=NOW, indicator=indicator, details=details(indicator), years=years)
    assert "2027/28 Q1: 80 of 200" in Event.objects.get(action="proposed").changes["2027/28"][1]
    assert revise(
        by=by, at=NOW, proposal=proposal, version=1, years=years,
        details=ProposalDetails(
            reasons=proposal.reasons, action_plan=proposal.action_plan, responsible=proposal.responsible
        ),
    ).version == 1  # fmt: skip
    agree(by=team, at=NOW, proposal=proposal, version=1, meeting=CABINET)
    assert AnnualTarget.objects.get().value == D("47.5")
    assert list(PeriodTarget.objects.order_by("period").values_list("value", flat=True)) == [40, 45, 50, 55]


def test_a_question_holds_the_decision_up_until_it_is_answered(indicator, by, team):
    proposal, chair = made(indicator, by, 80), acting_as("scrutiny_chair")
    first = challenge(by=chair, at=NOW, proposal=proposal, question="Why no more?", asked_for="Scrutiny")
    second = challenge(by=team, at=NOW, proposal=proposal, question="What of 2025?")
    proposal.refresh_from_db()
    assert proposal.stage == "challenged"
    told = Notice.objects.get(to=by.user, words__contains="Why no more?")
    assert told.words.startswith(f"{chair.name} asks for Scrutiny about the target of “Bins emptied” for 2027/28")
    version = proposal.version
    nothing_written(
        lambda: agree(by=team, at=NOW, proposal=proposal, version=version, meeting=CABINET), "has no answer yet"
    )
    answer(by=by, at=NOW, question=first, answer="No crew for it.")
    proposal.refresh_from_db()
    assert proposal.stage == "challenged"
    answer(by=by, at=NOW, question=second, answer="It snowed.")
    proposal.refresh_from_db()
    assert proposal.stage == "proposed"
    assert Notice.objects.filter(to=chair.user, words__contains="No crew for it.").count() == 1
    nothing_written(lambda: answer(by=by, at=NOW, question=first, answer="Again."), "answered meanwhile")
    nothing_written(lambda: challenge(by=team, at=NOW, proposal=proposal, question=" "), "Enter your question")


def test_an_answer_says_something_and_comes_before_a_decision(by):
    question = TargetQuestionFactory(proposal__stage="challenged")
    nothing_written(lambda: answer(by=by, at=NOW, question=question, answer=""), "Enter your answer")
    Proposal.objects.update(stage="withdrawn")
    nothing_written(lambda: answer(by=by, at=NOW, question=question, answer="Late."), "is withdrawn")


def test_agreement_writes_the_targets_of_all_years_with_their_reasons(indicator, by, team):
    proposal = made(indicator, by, 80, 85)
    agree(by=team, at=NOW, proposal=proposal, version=1, meeting=CABINET)
    proposal.refresh_from_db()
    assert (proposal.stage, proposal.meeting, proposal.agreed_by, proposal.agreed_on, proposal.recorded_by) == (
        "agreed", "Cabinet", "The Cabinet", date(2026, 10, 12), team.user,
    )  # fmt: skip
    assert [(each.year.label, each.value, each.rationale) for each in AnnualTarget.objects.order_by("year")] == [
        ("2027/28", 80, "Asked for."), ("2028/29", 85, "Asked for."),
    ]  # fmt: skip
    assert PeriodTarget.objects.count() == 8
    why = set(Event.objects.filter(action="set").values_list("why", flat=True))
    assert why == {"Agreed by The Cabinet (Cabinet, 12 October 2026)."}
    assert Notice.objects.filter(to=by.user, words__contains="was agreed by The Cabinet").count() == 1


def test_what_was_set_by_hand_gives_way_to_what_was_agreed(indicator, by, team):
    proposal = made(indicator, by, 80)
    AnnualTarget.objects.create(indicator=indicator, year=NEXT, value=D(60), version=3)
    agree(by=team, at=NOW, proposal=proposal, version=1, meeting=CABINET)
    stored = AnnualTarget.objects.get()
    assert (stored.value, stored.version) == (80, 4)


@pytest.mark.parametrize(("meeting", "changed", "said"), [
    ({"met_on": date(2026, 10, 15)}, {}, "The meeting of 15 October 2026 has not been held yet: today is 14 October"),
    ({"name": " "}, {}, "Enter which meeting"),
    ({"agreed_by": ""}, {}, "who agreed it there"),
    ({}, {"action_plan": ""}, "Add its action plan"),
    ({}, {"responsible": None}, "Name the responsible post"),
])  # fmt: skip
def test_what_cannot_be_agreed_writes_nothing(indicator, by, team, meeting, changed, said):
    proposal = made(indicator, by, 80, **changed)
    held = replace(CABINET, **meeting)
    nothing_written(lambda: agree(by=team, at=NOW, proposal=proposal, version=1, meeting=held), said)
    proposal.refresh_from_db()
    assert (proposal.stage, proposal.version) == ("proposed", 1)


def test_nobody_records_the_agreement_of_their_own_proposal(indicator, team):
    proposal = made(indicator, team, 80)
    nothing_written(
        lambda: agree(by=team, at=NOW, proposal=proposal, version=1, meeting=CABINET), "Somebody else records"
    )
    assert agree(by=SYSTEM, at=NOW, proposal=proposal, version=1, meeting=CABINET).stage == "agreed"


def test_a_target_that_cannot_be_set_any_more_is_not_agreed_at_all(indicator, by, team):
    proposal = made(indicator, by, 80, 85)
    second = proposal.years.last()
    type(second).objects.filter(pk=second.pk).update(profile="straight_line")  # without a baseline
    nothing_written(lambda: agree(by=team, at=NOW, proposal=proposal, version=1, meeting=CABINET), "baseline")
    proposal.refresh_from_db()
    assert proposal.stage == "proposed"


def test_somebody_was_quicker(indicator, by, team):
    proposal = made(indicator, by, 80)
    with pytest.raises(Conflict):
        agree(by=team, at=NOW, proposal=proposal, version=0, meeting=CABINET)
    with pytest.raises(Conflict):
        withdraw(by=by, at=NOW, proposal=proposal, version=0, why="No.")
    assert not AnnualTarget.objects.exists()


def test_a_proposal_is_withdrawn_with_a_reason(indicator, by):
    proposal = made(indicator, by, 80)
    nothing_written(lambda: withdraw(by=by, at=NOW, proposal=proposal, version=1, why=""), "Enter why")
    withdraw(by=by, at=NOW, proposal=proposal, version=1, why="The service ends.")
    proposal.refresh_from_db()
    assert (proposal.stage, proposal.withdrawn_why) == ("withdrawn", "The service ends.")
    nothing_written(
        lambda: revise(by=by, at=NOW, proposal=proposal, version=2, details=details(indicator), years=aims(81)),
        "This target is withdrawn",
    )
    assert made(indicator, by, 82).stage == "proposed"


def test_who_took_part_is_written_down(indicator, by):
    proposal = made(indicator, by, 80)
    given = {"by": by, "at": NOW, "proposal": proposal, "group": "residents", "representative": "partly"}
    nothing_written(lambda: say_consulted(how=" ", **given), "Enter how they took part")
    found = say_consulted(how="A panel of 40.", **given)
    assert str(found).startswith("Residents and users of the service on the")
    assert Event.objects.latest("pk").changes["group"] == [None, "Residents and users of the service"]


OVER = datetime(2028, 4, 20, 9, tzinfo=UTC)


@pytest.fixture
def agreed(indicator):
    RatingRuleFactory(indicator=None)
    proposal = ProposalFactory(indicator=indicator, **AGREED)
    for n, value in enumerate((80, 85)):
        ProposedYearFactory(proposal=proposal, year=NEXT.next(n), value=D(value))
    annual = AnnualTarget.objects.create(indicator=indicator, year=NEXT, value=D(80))
    for period in NEXT.parts(Frequency.QUARTER):
        PeriodTarget.objects.create(annual=annual, indicator=indicator, period=period, value=D(80))
        ObservationFactory(indicator=indicator, period=period, value=D("81.5"), state="approved")
    return proposal


def test_each_year_is_reviewed_once_it_is_over(agreed, team):
    first, second = agreed.years.all()
    given = {"by": team, "proposal": agreed, "verdict": "raise", "why": "Met with ease."}
    nothing_written(
        lambda: review(at=NOW, version=1, year=first, **given), "2027/28 is not over: it ends on 31 March 2028"
    )
    nothing_written(lambda: review(at=OVER, version=1, year=first, **{**given, "why": ""}), "Enter why")
    review(at=OVER, version=1, year=first, **given)
    first.refresh_from_db()
    agreed.refresh_from_db()
    assert (first.came, first.verdict, agreed.stage) == ("81.5%, on target", "raise", "agreed")
    nothing_written(lambda: review(at=OVER, version=2, year=first, **given), "was reviewed already")
    review(at=OVER.replace(year=2029), version=2, year=second, **given)
    agreed.refresh_from_db()
    second.refresh_from_db()
    assert (agreed.stage, second.came) == ("reviewed", "No figure for the whole of 2028/29")


def test_what_is_not_agreed_is_not_reviewed(indicator, by, team):
    proposal = made(indicator, by, 80)
    given = {"by": team, "at": OVER, "proposal": proposal, "version": 1, "verdict": "keep", "why": "Good."}
    nothing_written(lambda: review(year=proposal.years.get(), **given), "This target is to be agreed")
    assert TargetQuestion.objects.count() == 0
    assert UserFactory().pk
