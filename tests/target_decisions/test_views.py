"""The pages of decisions on targets, as people use them."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from indicators.models import AnnualTarget
from indicators.queries.targets import find_targets
from plans.periods import Frequency
from target_decisions.models import Proposal
from target_decisions.queries.listed import read_findings, read_lines
from tests.factories import (
    AnnualTargetFactory,
    IndicatorFactory,
    ObservationFactory,
    PlanFactory,
    PostFactory,
    RatingRuleFactory,
    UnitFactory,
    sign_in,
)
from tests.factories.target_decisions import (
    AGREED,
    NEXT,
    ConsultedFactory,
    ProposalFactory,
    ProposedYearFactory,
    TargetQuestionFactory,
)

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def indicator():
    RatingRuleFactory(indicator=None, reason="As printed.")
    return IndicatorFactory(
        ref="PL01", name="Applications decided within 8 weeks", frequency="Q", counting="rate", decimals=1,
        tells="process",
    )  # fmt: skip


@pytest.fixture
def manager(client, indicator):
    """The head of the measure's service, signed in."""
    return sign_in(Role.APPROVER, indicator.service, client=client)[1]


def years(indicator, *values):
    """The last years' figures, each against a target of 80 %."""
    for back, value in enumerate(reversed(values), 1):
        year = NEXT.previous(back + 1)
        AnnualTargetFactory(indicator=indicator, year=year, value=D(80))
        for period in year.parts(Frequency(indicator.frequency)):
            ObservationFactory(indicator=indicator, period=period, value=D(value), state="approved")


def text_of(response):
    return " ".join(response.content.decode().split())


def typed(**changed):
    return {
        "value": "85", "text": "", "later_1": "", "later_2": "", "later_3": "", "profile": "level", "baseline": "",
        "green_limit": "", "red_limit": "", "reasons": "Residents wait.", "plan": "", "action_plan": "Two planners.",
        "responsible": "", "counter_measure": "", "counter_words": "", **changed,
    }  # fmt: skip


def test_a_manager_proposes_and_is_shown_the_side_effect(client, indicator, manager):
    post = PostFactory(unit=indicator.service)
    address = reverse("target_decisions:proposal-create", args=["PL01"])
    assert "Bunching at the deadline" in text_of(client.get(address))
    answer = client.post(address, typed(responsible=post.pk, later_1="88", later_2="90"))
    proposal = Proposal.objects.get()
    assert answer.url == proposal.get_absolute_url()
    assert [(each.year.label, each.value) for each in proposal.years.all()] == [
        ("2027/28", 85), ("2028/29", 88), ("2029/30", 90),
    ]  # fmt: skip
    assert (proposal.responsible, proposal.proposed_by) == (post, manager.user)


@pytest.mark.parametrize(("changed", "said"), [
    ({"reasons": ""}, "Enter why this target"),
    ({"value": ""}, "Enter a target as a figure or in words"),
    ({"value": "many"}, "many"),
    ({"later_2": "90"}, "Enter the target for 2028/29 too: years follow one another"),
    ({"profile": "straight_line"}, "Enter the baseline that the straight line starts from"),
    ({"profile": "typed"}, "Enter the target for 2027/28 Q1"),
    ({"counter_measure": "999999"}, "Choose the measure that is read beside it from the list"),
    ({"green_limit": "80"}, "does not use explicit limits"),
])  # fmt: skip
def test_bad_input_is_told_and_nothing_typed_is_lost(client, indicator, manager, changed, said):
    answer = client.post(reverse("target_decisions:proposal-create", args=["PL01"]), typed(**changed))
    assert answer.status_code == 200
    assert said in text_of(answer)
    assert "Two planners." in text_of(answer)
    assert not Proposal.objects.exists()


def test_a_ratio_is_proposed_by_its_parts(client, indicator, manager):
    type(indicator).objects.update(has_parts=True, numerator="decided in time", denominator="decided")
    address = reverse("target_decisions:proposal-create", args=["PL01"])
    assert "2027/28 Q1, numerator: decided in time" in text_of(client.get(address))
    parts = {f"numerator_{n}": str(30 + n) for n in range(1, 5)} | {f"denominator_{n}": "40" for n in range(1, 5)}
    answer = client.post(address, typed(profile="parts", value="", **{**parts, "denominator_2": "x"}))
    assert "2027/28 Q2, denominator: decided must be a number, such as 180" in text_of(answer)
    answer = client.post(address, typed(profile="parts", value="", **{**parts, "denominator_2": ""}))
    assert "Enter the denominator of 2027/28 Q2" in text_of(answer)
    answer = client.post(address, typed(profile="parts", value="", **{**parts, "denominator_2": "0"}))
    assert "A denominator of 0 gives no target" in text_of(answer)
    client.post(address, typed(profile="parts", value="", **parts))
    year = Proposal.objects.get().years.get()
    assert (year.value, year.profile) == (D("81.25"), "typed")
    page = text_of(client.get(Proposal.objects.get().get_absolute_url()))
    assert "2027/28 Q1: 31 of 40" in page
    form = text_of(client.get(reverse("target_decisions:proposal-edit", args=[year.proposal_id])))
    assert 'value="parts" selected' in form
    assert 'name="numerator_1" value="31"' in form


def test_the_page_shows_on_one_screen_what_one_needs_to_judge_it(client, indicator, manager):
    years(indicator, 84, 86, 88)
    proposal = ProposalFactory(indicator=indicator, plan=PlanFactory(unit=indicator.service, title="Planning plan"))
    ProposedYearFactory(proposal=proposal, value=D(85))
    ConsultedFactory(proposal=proposal, representative="no")
    TargetQuestionFactory(proposal=proposal, question="Why no more?", asked_for="Scrutiny")
    page = text_of(client.get(proposal.get_absolute_url()))
    for words in (
        "2025/26", "88%", "On target", "Better", "3.4% less demanding than the 88% of 2025/26.",
        "85% asks for less than the 88% of 2025/26, by 3 percentage points.", "Met in each of the last three years",
        "Green at target or better", "Why so: As printed.", "Planning plan", "A second lorry from April.",
        "Bunching at the deadline", "Nothing is named against them yet.", "Why no more?", "for Scrutiny",
        "A survey of 1,200 households.", "Not representative", "No comparison is on record.",
    ):  # fmt: skip
        assert words in page, words


def test_a_councillor_reads_who_agreed_it_and_does_nothing(client, indicator):
    sign_in(Role.COUNCILLOR, client=client)
    proposal = ProposalFactory(indicator=indicator, **AGREED)
    ProposedYearFactory(proposal=proposal, value=D(85))
    page = text_of(client.get(proposal.get_absolute_url()))
    assert "Agreed by <strong>The Cabinet</strong> at the meeting “Cabinet” on 5 October 2026." in page
    assert "set to none since" in page
    assert "Record that it was agreed" not in page


def test_the_panel_asks_the_service_answers_and_the_team_records_the_agreement(client, indicator):
    proposal = ProposalFactory(indicator=indicator)
    ProposedYearFactory(proposal=proposal, value=D(85))
    address = proposal.get_absolute_url()
    sign_in(Role.SCRUTINY_CHAIR, client=client)
    client.post(f"{address}questions/new/", {"question": "Why no more?", "asked_for": "Scrutiny"})
    question = proposal.questions.get()
    sign_in(Role.APPROVER, indicator.service, client=client)
    client.post(f"{address}questions/{question.pk}/answer/", {"answer": "Crews are short."})
    client.post(f"{address}took-part/new/", {"group": "staff", "how": "A workshop.", "representative": "yes"})
    sign_in(Role.ADMINISTRATOR, client=client)
    proposal.refresh_from_db()
    future = {"name": "Cabinet", "met_on": "1/12/2026", "agreed_by": "The Cabinet", "version": proposal.version}
    answer = text_of(client.post(f"{address}agree/", future))
    assert "The meeting of 1 December 2026 has not been held yet: today is 14 October 2026." in answer
    assert 'value="1/12/2026"' in answer
    assert not AnnualTarget.objects.exists()
    client.post(f"{address}agree/", {**future, "met_on": "12/10/2026"})
    proposal.refresh_from_db()
    assert (proposal.stage, proposal.agreed_on, AnnualTarget.objects.get().value) == ("agreed", date(2026, 10, 12), 85)
    sheet = text_of(client.get(reverse("indicators:indicator-detail", args=["PL01"]) + "?tab=targets"))
    assert "Agreed by The Cabinet (Cabinet), 12 October 2026." in sheet


def test_a_year_that_is_over_is_reviewed(client, indicator):
    last = NEXT.previous(2)
    proposal = ProposalFactory(indicator=indicator, first_year=last, **AGREED)
    year = ProposedYearFactory(proposal=proposal, value=D(85))
    sign_in(Role.ADMINISTRATOR, client=client)
    assert "Review 2025/26" in text_of(client.get(proposal.get_absolute_url()))
    address = f"{proposal.get_absolute_url()}years/{year.pk}/review/"
    assert "What came: No figure for the whole of 2025/26." in text_of(client.get(address))
    client.post(address, {"verdict": "raise", "why": "Met with ease.", "version": 1})
    page = text_of(client.get(proposal.get_absolute_url()))
    assert "Ask for more." in page
    assert "Met with ease." in page


def test_what_a_partner_may_not_know_of_is_not_there(client, indicator):
    partner = UnitFactory(kind="partner")
    sign_in(Role.PARTNER, partner, client=client)
    proposal = ProposalFactory(indicator=indicator)
    ProposedYearFactory(proposal=proposal)
    assert client.get(proposal.get_absolute_url()).status_code == 404
    own = ProposalFactory(indicator__service=partner, indicator__name="Own measure", counter_measure=indicator)
    ProposedYearFactory(proposal=own)
    page = text_of(client.get(own.get_absolute_url()))
    assert "another measure of the council" in page
    assert indicator.name not in page
    listed = text_of(client.get(reverse("target_decisions:target-list") + "?year=2027"))
    assert "Own measure" in listed
    assert indicator.name not in listed


def test_no_year_of_the_measure_is_not_found(client, indicator, manager):
    address = reverse("target_decisions:proposal-create", args=["PL01"])
    for asked in ("2027-04-01QF", "2027-01-01YC", "never"):
        assert client.get(f"{address}?year={asked}").status_code == 404
    assert "Propose the target for 2028/29" in text_of(client.get(f"{address}?year={NEXT.next().key}"))


@pytest.fixture
def council(indicator):
    """One measure at each stage of 2027/28."""
    service = indicator.service
    for name, stage in (("Asked", "challenged"), ("Ready", "proposed"), ("Done", "agreed"), ("Gone", "withdrawn")):
        held = AGREED if stage == "agreed" else {}
        proposal = ProposalFactory(
            **{
                "indicator__name": name, "indicator__service": service, "stage": stage, **held,
                "action_plan": "" if name == "Ready" else "A lorry.", "counter_words": "Checks." * (name == "Asked"),
            }
        )  # fmt: skip
        ProposedYearFactory(proposal=proposal, value=D(85))
    AnnualTargetFactory(indicator=IndicatorFactory(name="Set", service=service), year=NEXT, value=D(70))
    years(Proposal.objects.get(stage="challenged").indicator, 90, 91, 92)
    return service


def names(response):
    return [each.indicator.name for each in response.context["page"].object_list]


@pytest.mark.parametrize(("asked", "expected"), [
    ("", ["Ready", "Asked", "Done", "Set", "Applications decided within 8 weeks", "Gone"]),
    ("&stage=agreed", ["Done"]),
    ("&stage=undecided", ["Set"]),
    ("&stage=missing", ["Applications decided within 8 weeks", "Gone"]),
    ("&doubt=any", ["Asked"]),
    ("&doubt=always_met", ["Asked"]),
    ("&doubt=softer", []),
    ("&lacks=counter&stage=challenged", []),
    ("&lacks=plan&stage=proposed", ["Ready"]),
    ("&q=Done", ["Done"]),
    ("&sort=-name", ["Set", "Ready", "Gone", "Done", "Asked", "Applications decided within 8 weeks"]),
    ("&sort=-stage", ["Applications decided within 8 weeks", "Gone", "Set", "Done", "Asked", "Ready"]),
])  # fmt: skip
def test_the_list_filters_and_sorts(client, council, asked, expected):
    sign_in(Role.COUNCILLOR, client=client)
    answer = client.get(reverse("target_decisions:target-list") + f"?year=2027{asked}")
    assert names(answer) == expected


def test_the_list_says_what_it_found_and_downloads(client, council):
    sign_in(Role.COUNCILLOR, client=client)
    address = reverse("target_decisions:target-list") + "?year=2027"
    page = text_of(client.get(address))
    assert "1 of 6 targets of 2027/28 was agreed at a meeting; 1 looks too easy" in page
    assert "No action plan" in page
    file = client.get(f"{address}&download=csv").content.decode("utf-8-sig").splitlines()
    assert file[0].startswith("Reference,Measure,Service,Year,Target,Proposed,Stage,Agreed by")
    (line,) = [each for each in file if ",Done," in each]
    assert "Agreed,The Cabinet,Cabinet,2026-10-05" in line


def statements_of_a_list():
    with CaptureQueriesContext(connection) as asked:
        findings = read_findings(2027)
        read_lines(find_targets(reach=None, year=2027), 2027, findings)
    return len(asked)


def test_statements_of_the_list_do_not_grow_with_measures(council):
    few = statements_of_a_list()
    for number in range(5):
        ProposedYearFactory(proposal__indicator__service=council, value=D(80))
        more = IndicatorFactory(service=council, frequency="QMHY"[number % 4])
        AnnualTargetFactory(indicator=more, year=NEXT, value=D(70))
    assert statements_of_a_list() == few


def test_statements_of_the_page_do_not_grow_with_what_was_said(client, indicator):
    sign_in(Role.COUNCILLOR, client=client)
    proposal = ProposalFactory(indicator=indicator)
    ProposedYearFactory(proposal=proposal)

    def statements():
        client.get(proposal.get_absolute_url())
        with CaptureQueriesContext(connection) as asked:
            client.get(proposal.get_absolute_url())
        return len(asked)

    few = statements()
    for number in range(1, 4):
        ProposedYearFactory(proposal=proposal, year=NEXT.next(number))
        TargetQuestionFactory(proposal=proposal)
        ConsultedFactory(proposal=proposal)
    assert statements() == few
