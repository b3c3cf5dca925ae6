"""Documents of reports: what is in them, in which order, for whom (D1-D4, rules.md 14)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.models import AnnualTarget, Commentary, Observation
from reporting import audiences
from reporting.audiences import BUILT, DEPTHS, Remit, orders, register_remits
from reporting.models import Audience, ReportKind
from reporting.sections import problems
from reporting.snapshots import at_a_glance, gather, make, released
from tests import factories
from tests.factories.assurance import CertificateFactory
from tests.factories.benchmarks import ComparedMeasureFactory, CouncilFactory, published
from tests.factories.indicators import Q2
from tests.factories.reporting import give_figure, measured_service

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_remits(monkeypatch):
    monkeypatch.setattr(audiences, "_read_remits", [])


def document(kind, audience="management_team", *, title=""):
    order = next(o for o in orders(Q2) if (o.kind, o.audience) == (kind, audience) and title in o.title)
    made, _ = make(order, gather(Q2, at=AT))
    assert problems(made) == []
    return made


def section(made, slug):
    return next(each for each in made["sections"] if each["id"] == slug)


def refs(part):
    return [measure["ref"] for measure in part["measures"]]


def comment(indicator, **boxes):
    figure = Observation.objects.get(indicator=indicator, period=Q2)
    return Commentary.objects.create(observation=figure, **boxes)


class TestAtAGlance:
    """The page that a meeting reads first."""

    def test_opens_with_the_finding_and_what_the_meeting_is_asked(self):
        measured_service()
        page = document("service")["at_a_glance"]
        assert page["finding"] == "One rated measure in three is on target. One is off it, and was before."
        assert (page["share"], page["asked"]) == ("33%", "The meeting is asked to note")
        assert page["noted"] == [
            {"text": "1 measure off target, and what is being done about it", "section": "attention"}
        ]

    def test_shows_each_measure_as_a_mark_under_its_priority_the_worst_first(self):
        *_, (on_target, near, off) = measured_service()
        factories.IndicatorFactory(service=off.service, ref="LOOSE")
        first, last = document("exception")["at_a_glance"]["wall"]
        assert (first["name"], first["met"]) == ("Priority of Waste and Recycling", "1 of 3")
        assert [each["ref"] for each in first["rated"]] == [off.ref, near.ref, on_target.ref]
        assert first["rated"][0]["words"] == f"{off.name} ({off.ref}): off target, 50.0% against 90.0%"
        assert (last["name"], last["met"]) == ("Serving no priority", "none rated")
        assert [each["ref"] for each in last["unrated"]] == ["LOOSE"]

    def test_tells_what_moved_and_puts_the_new_before_the_old(self):
        *_, (turned, _, old) = measured_service()
        Observation.objects.filter(indicator=turned, period=Q2).update(value=40)
        page = document("exception")["at_a_glance"]
        assert [(each["ref"], each["is_new"]) for each in page["off"]] == [(turned.ref, True), (old.ref, False)]
        (tile,) = (each for each in page["wall"][0]["rated"] if each["ref"] == turned.ref)
        assert tile["moved"] == "worse"
        assert tile["words"].endswith("; it was on target the quarter before")
        assert page["noted"][0]["text"] == "2 measures off target, 1 of them new, and what is being done about each"

    def test_says_of_each_that_is_off_target_why_and_what_next(self):
        *_, (_, _, off) = measured_service()
        comment(
            off,
            happened="It fell.",
            why="Two crews were ill.",
            action="Hire one.",
            action_by=factories.PostFactory(title="Head of Waste"),
        )
        (told,) = document("service")["at_a_glance"]["off"]
        assert (told["why"], told["action"], told["action_by"]) == ("Two crews were ill.", "Hire one.", "Head of Waste")

    def test_has_room_for_five_and_counts_all(self):
        measured_service(values=(50,) * 7)
        page = document("service")["at_a_glance"]
        assert (len(page["off"]), page["off_count"]) == (5, 7)

    def test_counts_what_has_no_mark_where_there_are_too_many(self, monkeypatch):
        *_, (_, _, off) = measured_service()
        monkeypatch.setattr(at_a_glance, "MOST_TILES", 2)
        (row,) = document("service")["at_a_glance"]["wall"]
        assert [each["ref"] for each in row["rated"]] == [off.ref]
        assert [(each["word"], each["count"]) for each in row["rest"]] == [("On target", 1), ("Near target", 1)]

    def test_of_a_priority_has_a_row_for_each_part_of_it(self):
        measured_service()
        page = document("themed")["at_a_glance"]
        assert len(page["wall"]) == 1
        assert page["wall"][0]["met"] == "1 of 3"

    def test_where_nothing_stands_out_says_so(self):
        measured_service(values=(95,))
        assert document("service")["at_a_glance"]["noted"] == [
            {"text": "that nothing stands out by a rule of exceptions", "section": ""}
        ]


class TestServiceReport:
    """D1: produced from entered data, not retyped."""

    def test_opens_with_headline_coverage_and_counts(self):
        measured_service()
        made = document("service")
        assert made["title"] == "Waste and Recycling: quarterly monitoring report"
        assert made["subtitle"] == "Waste and Recycling plan"
        assert made["headline"] == "1 of 3 rated measures is on target (33%); 1 is off target."
        assert made["coverage"]["sentence"] == "Of 3 measures due, 3 in on time."
        assert [(each["word"], each["count"]) for each in made["counts"]] == [
            ("On target", 1),
            ("Near target", 1),
            ("Off target", 1),
        ]
        assert made["as_at"] == "As at 14 October 2026, 10:30"
        assert made["released"] == ""

    def test_puts_exceptions_first_and_the_others_after(self):
        *_, (on_target, near, off) = measured_service()
        made = document("service")
        slugs = [each["id"] for each in made["sections"]]
        assert slugs.index("attention") < slugs.index("doing-well") < slugs.index("other-measures")
        assert refs(section(made, "attention")) == [off.ref]
        assert refs(section(made, "other-measures")) == [on_target.ref, near.ref]
        assert refs(section(made, "scorecard")) == [on_target.ref, near.ref, off.ref]
        assert section(made, "scorecard")["measures_as"] == "table"

    def test_tells_developments_and_issues_in_the_owners_words(self):
        *_, (good, _, off) = measured_service()
        factories.RatingRuleFactory(indicator=good, exceeding_cut=Decimal(2))
        comment(good, happened="New rounds began in July.")
        comment(off, happened="Fewer collections.", why="The depot flooded.")
        made = document("service")
        assert section(made, "developments")["bullets"] == [f"{good.name} ({good.ref}): New rounds began in July."]
        assert section(made, "issues")["bullets"] == [f"{off.name} ({off.ref}): The depot flooded."]

    def test_shows_the_four_boxes_with_who_acts_by_when(self):
        *_, (_, _, off) = measured_service()
        comment(
            off, why="Flood.", action="Pump it out", outlook="Back by spring.",
            action_by=factories.PostFactory(title="Depot manager"), action_by_on=date(2026, 12, 1),
        )  # fmt: skip
        (card,) = section(document("service"), "attention")["measures"]
        assert card["commentary"] == {
            "happened": "",
            "why": "Flood.",
            "action": "Pump it out",
            "action_by": "Depot manager, by 1 December 2026",
            "outlook": "Back by spring.",
        }
        assert [each["code"] for each in card["reasons"]] == ["red", "no_recovery"]

    def test_shows_milestones_with_progress_and_slippage(self):
        _, plan, _, _ = measured_service()
        objective = plan.objectives.get()
        factories.MilestoneFactory(
            objective=objective, title="New depot", due_on=date(2026, 9, 1), first_due_on=date(2026, 6, 1)
        )
        factories.MilestoneFactory(
            objective=objective, title="Old depot closed", state="complete", percent_complete=100,
            completed_on=date(2026, 8, 3), due_on=date(2026, 8, 31),
        )  # fmt: skip
        made = document("service")
        shown = {each["title"]: each for each in section(made, "milestones")["milestones"]}
        assert shown["New depot"]["status"]["word"] == "Overdue"
        assert shown["New depot"]["slipped"] == "First set for 1 June 2026, now 92 days later"
        late = section(made, "milestones-attention")
        assert [each["title"] for each in late["milestones"]] == ["New depot"]
        assert late["bullets"] == [], "each is told once, its row saying why"
        assert late["milestones"][0]["narrative"].startswith("Overdue")
        assert shown["New depot"]["narrative"] == ""
        assert section(made, "developments")["bullets"][0].startswith("Milestone completed: Old depot closed")
        assert "1 of 2 milestones is overdue." in made["headline"]

    @pytest.mark.parametrize(
        ("late", "said"),
        [
            (0, "Nothing needs attention."),
            (1, "No measure needs attention; 1 milestone does."),
            (2, "No measure needs attention; 2 milestones do."),
        ],
    )
    def test_says_that_milestones_need_attention_where_no_measure_does(self, late, said):
        _, plan, _, _ = measured_service(values=(95,))
        for _ in range(late):
            factories.MilestoneFactory(objective=plan.objectives.get(), due_on=date(2026, 9, 1))
        assert section(document("service"), "attention")["paragraphs"] == [said]

    def test_of_a_service_holds_nothing_of_another(self):
        measured_service("Waste and Recycling")
        *_, others = measured_service("Housing")
        assert not set(refs(section(document("service", title="Waste"), "scorecard"))) & {each.ref for each in others}

    @pytest.mark.parametrize(("role", "is_apart"), [("partner", True), ("data_officer", False)])
    def test_that_a_partner_reads_holds_none_of_what_other_services_do_for_its_plan(self, role, is_apart):
        unit, plan, *_ = measured_service("Police")
        *_, (other, *_) = measured_service("Housing")
        plan.objectives.get().contributions.create(indicator=other, made_on=date(2026, 3, 1))
        comment(other, happened="Words of Housing.")
        factories.PostFactory(unit=unit, role=role)
        made = document("service", title="Police")
        assert (other.ref not in str(made)) is is_apart
        assert ("Words of Housing" not in str(made)) is is_apart
        assert made["coverage"]["sentence"].startswith(f"Of {3 if is_apart else 4} measures due")

    def test_of_a_part_of_a_partners_unit_is_read_by_the_partner_too(self):
        unit, plan, *_ = measured_service("Police")
        *_, (other, *_) = measured_service("Housing")
        plan.objectives.get().contributions.create(indicator=other, made_on=date(2026, 3, 1))
        parent = factories.UnitFactory(kind="partnership")
        factories.PostFactory(unit=parent, role="partner")
        type(unit).objects.filter(pk=unit.pk).update(parent=parent)
        assert other.ref not in str(document("service", title="Police"))

    def test_is_made_of_every_reported_plan_that_is_approved(self):
        measured_service()
        factories.PlanFactory(level__name="Service plan", state="draft", approved_on=None)
        factories.PlanFactory(level__name="Team plan")
        assert [order.title for order in orders(Q2, kinds=[ReportKind.SERVICE])] == [
            "Waste and Recycling: quarterly monitoring report"
        ]

    def test_two_plans_of_one_service_go_by_their_own_names(self):
        unit, *_ = measured_service()
        factories.PlanFactory(unit=unit, level__name="Service plan", title="Recovery plan")
        titles = [order.title for order in orders(Q2, kinds=[ReportKind.SERVICE])]
        assert sorted(titles) == [
            "Recovery plan: quarterly monitoring report",
            "Waste and Recycling plan: quarterly monitoring report",
        ]


class TestApprovedOnly:
    def test_a_figure_not_signed_off_says_so_and_shows_no_value(self):
        *_, (_, _, off) = measured_service()
        Observation.objects.filter(indicator=off, period=Q2).update(state="submitted", value=Decimal("49.87"))
        comment(off, why="A secret until it is signed off.")
        made = document("service")
        row = next(each for each in section(made, "scorecard")["measures"] if each["ref"] == off.ref)
        assert (row["status"]["word"], row["value"], row["value_raw"]) == ("Awaiting sign-off", "no figure", None)
        assert "49.87" not in str(made)
        assert "secret" not in str(made)

    def test_a_missing_figure_after_the_grace_period_is_an_exception(self):
        unit, *_, (_, _, off) = measured_service()
        in_return = factories.ReturnFactory(service=unit, grace_ends_at=datetime(2026, 10, 5, tzinfo=UTC),
                                  due_at=datetime(2026, 10, 4, tzinfo=UTC))  # fmt: skip
        Observation.objects.filter(indicator=off, period=Q2).update(state="due", value=None, in_return=in_return)
        (card,) = section(document("service"), "attention")["measures"]
        assert card["reasons"][0]["sentence"] == "The figure is missing, and late."
        assert document("service")["coverage"]["sentence"] == "Of 3 measures due, 2 in on time and 1 missing."


class TestExceptionReport:
    """D3: significant over- as well as under-performance, with reason, action, expected recovery."""

    def test_says_which_rule_picked_each_item_good_as_well_as_bad(self):
        *_, (good, _, off) = measured_service()
        factories.RatingRuleFactory(indicator=good, exceeding_cut=Decimal(2))
        made = document("exception")
        assert refs(section(made, "attention")) == [off.ref]
        (praised,) = section(made, "doing-well")["measures"]
        assert (praised["ref"], praised["reasons"][0]["code"]) == (good.ref, "exceeding")
        assert section(made, "why")["table"]["rows"] == [
            ["Off target.", "Needs attention", "1"],
            ["No recovery action is on record.", "Needs attention", "1"],
            ["Better than target by more than the set margin.", "Good news", "1"],
        ]

    def test_counts_all_that_it_is_about_and_says_what_it_shows(self):
        """A share of what was selected would alarm: 0 of 1 here."""
        *_, (_, _, off) = measured_service()
        service, cabinet = document("service"), document("exception", "cabinet")
        for made in (document("exception"), cabinet):
            assert made["headline"].startswith(service["headline"])
            assert [made[part] for part in ("counts", "coverage")] == [service["counts"], service["coverage"]]
        assert refs(section(cabinet, "attention")) == [off.ref]
        assert cabinet["headline"].endswith(
            " 1 of 3 measures is shown: those that are key measures, off target, or exceeding the target, "
            "and stand out by a rule of exceptions."
        )

    def test_what_shows_all_says_nothing_of_a_selection(self):
        measured_service()
        assert "shown" not in document("service")["headline"]

    def test_says_that_nothing_stands_out(self):
        measured_service(values=(95,))
        assert section(document("exception"), "why")["paragraphs"] == ["Nothing stands out by a rule of exceptions."]

    def test_near_target_and_worse_twice_running_is_one(self):
        *_, (_, near, _) = measured_service()
        for period, value in ((Q2, 84), (Q2.previous(), 85), (Q2.previous(2), 86)):
            Observation.objects.filter(indicator=near, period=period).update(value=value)
        card = next(each for each in section(document("exception"), "attention")["measures"] if each["ref"] == near.ref)
        assert [reason["code"] for reason in card["reasons"]] == ["amber_and_worsening"]

    def test_worse_twice_across_a_break_is_none(self):
        *_, (_, near, _) = measured_service()
        near.breaks.create(period=Q2.previous(), note="Counted anew")
        for period, value in ((Q2, 84), (Q2.previous(), 85), (Q2.previous(2), 86)):
            Observation.objects.filter(indicator=near, period=period).update(value=value)
        assert near.ref not in refs(section(document("exception"), "attention"))

    def test_back_on_target_is_good_news(self):
        *_, (on_target, _, _) = measured_service()
        Observation.objects.filter(indicator=on_target, period=Q2.previous()).update(value=50)
        assert refs(section(document("exception"), "doing-well")) == [on_target.ref]


class TestAudiences:
    """D2: each gets its own depth and selection."""

    def test_every_audience_says_in_words_what_it_gets(self):
        assert set(DEPTHS) == {audience for _, audience, _ in BUILT} == set(Audience)
        for audience, depth in DEPTHS.items():
            assert depth.words.endswith(".")
            assert Audience(audience).label

    def test_cabinet_reads_key_indicators_and_those_off_target_or_exceeding(self):
        *_, (on_target, near, off) = measured_service()
        key = near
        key.is_key = True
        key.save()
        made = document("themed", "cabinet")
        shown = {measure["ref"] for part in made["sections"] for measure in part["measures"]}
        assert shown == {key.ref, off.ref}
        assert on_target.ref not in str(made["sections"]), "its mark alone is among all"

    def test_management_team_reads_the_quality_of_the_data_too(self):
        *_, (on_target, _, _) = measured_service()
        Observation.objects.filter(indicator=on_target, period=Q2).update(standing="provisional")
        quality = section(document("exception"), "data-quality")
        assert quality["paragraphs"] == ["1 of 3 measures needs care, for the reasons given."]
        rows = quality["table"]["rows"]
        assert rows == [[f"{on_target.ref} {on_target.name}", "Waste and Recycling", "Provisional"]]
        assert "data-quality" not in [each["id"] for each in document("exception", "cabinet")["sections"]]

    def test_a_committee_reads_what_belongs_to_its_remit_and_nothing_else(self):
        waste, _, waste_priority, waste_measures = measured_service("Waste and Recycling")
        _, _, housing_priority, housing_measures = measured_service("Housing")
        committee = factories.UnitFactory(name="Environment committee", kind="committee")
        by_service = Remit(committee.pk, committee.name, frozenset(), frozenset({waste.pk}))
        register_remits(lambda _: [by_service])
        ordered = [(o.kind, o.title, o.remit.committee_id) for o in orders(Q2) if o.audience == "scrutiny"]
        assert ordered == [
            ("service", "Waste and Recycling: quarterly monitoring report", committee.pk),
            ("exception", "Environment committee: exception report", committee.pk),
        ]
        made = document("exception", "scrutiny")
        assert made["audience"] == "Environment committee"
        assert refs(section(made, "attention")) == [waste_measures[2].ref]
        assert housing_measures[2].ref not in str(made)
        by_priority = Remit(committee.pk, committee.name, frozenset({housing_priority.pk}), frozenset())
        register_remits(lambda _: [by_priority])
        assert document("themed", "scrutiny")["title"] == "Priority of Housing: progress report"
        assert refs(section(document("exception", "scrutiny"), "attention")) == [housing_measures[2].ref]
        assert waste_priority.title not in str(document("themed", "scrutiny"))

    def test_a_remit_reaches_the_units_beneath_its_service(self):
        unit, *_ = measured_service()
        unit.parent = factories.UnitFactory(name="Environment", kind="directorate")
        unit.save()
        committee = factories.UnitFactory(kind="committee")
        register_remits(lambda _: [Remit(committee.pk, "C", frozenset(), frozenset({unit.parent_id}))])
        assert [o.title for o in orders(Q2, kinds=[ReportKind.SERVICE]) if o.remit] == [
            "Waste and Recycling: quarterly monitoring report"
        ]

    def test_two_committees_that_share_a_priority_have_a_report_each(self):
        _, _, priority, _ = measured_service()
        committees = [factories.UnitFactory(kind="committee") for _ in range(2)]
        register_remits(lambda _: [Remit(c.pk, c.name, frozenset({priority.pk}), frozenset()) for c in committees])
        keys = [order.key for order in orders(Q2)]
        assert len(keys) == len(set(keys))
        assert sum(order.kind == "themed" and order.audience == "scrutiny" for order in orders(Q2)) == 2


class TestThemedReport:
    """D4: a board gets only what belongs to its priority."""

    def test_holds_every_measure_beneath_the_priority_by_what_it_serves(self):
        _, plan, priority, indicators = measured_service()
        measured_service("Housing")
        direct = factories.IndicatorFactory()
        give_figure(direct, Q2, 95)
        priority.contributions.create(indicator=direct, made_on=date(2026, 3, 1))
        factories.MilestoneFactory(objective=plan.objectives.get(), title="New depot")
        made = document("themed", title="Waste")
        beneath = section(made, f"beneath-{plan.objectives.get().pk}")
        assert refs(beneath) == [each.ref for each in indicators]
        assert refs(section(made, "beneath-itself")) == [direct.ref]
        own = section(made, f"milestones-{plan.objectives.get().pk}")
        assert [each["title"] for each in own["milestones"]] == ["New depot"]


def test_released_document_differs_in_one_line_only():
    measured_service()
    draft = document("service")
    final = released(draft, by_name="Priya Shah", at=AT)
    assert {key for key in draft if draft[key] != final[key]} == {"released"}


def test_a_date_or_grade_is_no_number_to_a_reader():
    unit, *_ = measured_service()
    dated = factories.IndicatorFactory(service=unit, kind="date", polarity="low")
    factories.ObservationFactory(indicator=dated, period=Q2, value=date(2026, 9, 1).toordinal())
    row = next(each for each in section(document("service"), "scorecard")["measures"] if each["ref"] == dated.ref)
    assert (row["value"], row["value_raw"]) == ("1 September 2026", None)


def test_signals_stand_beside_their_periods():
    *_, (steady, _, _) = measured_service(periods=10)
    Observation.objects.filter(indicator=steady, period=Q2).update(value=60)
    row = next(each for each in section(document("service"), "scorecard")["measures"] if each["ref"] == steady.ref)
    series = row["series"]
    assert len(series["signals"]) == len(series["labels"]) == 13
    assert series["signals"][-1] == "special_cause_concern"
    assert set(series["signals"][:3]) == {"common_cause"}


def statements():
    with CaptureQueriesContext(connection) as captured:
        gather(Q2, at=AT)
    return len(captured)


def test_gathering_takes_the_same_statements_however_many_measures():
    measured_service()
    few = statements()
    measured_service("Housing", values=tuple(range(60, 100)))
    assert statements() == few <= 29


def test_how_the_year_is_expected_to_end_is_told_of_each_measure_and_makes_an_exception():
    *_, (on_target, near, _) = measured_service()
    factories.period_target(on_target, Q2.next(2), 200)
    AnnualTarget.objects.filter(indicator=on_target).update(value=200)
    made = document("exception")
    card = section(made, "attention")["measures"][-1]
    assert (card["ref"], card["status"]["word"]) == (on_target.ref, "On target")
    assert card["reasons"][0]["sentence"] == "On target, but its target for the year is at risk."
    told = card["forecast"]
    assert (told["label"], told["status"]["word"]) == ("At the year’s end", "Off target")
    assert told["sentence"].startswith("If it goes on as it has, 2026/27 will end on about ")
    assert near.ref not in refs(section(made, "attention")), "near target, and expected to end so"
    assert ["On target, but its target for the year is at risk.", "Needs attention", "1"] in section(made, "why")[
        "table"
    ]["rows"]


def test_of_what_nothing_can_be_told_no_forecast_is_kept():
    *_, (measure, _, _) = measured_service()
    Observation.objects.filter(indicator=measure).delete()
    row = next(each for each in section(document("service"), "scorecard")["measures"] if each["ref"] == measure.ref)
    assert "forecast" not in row


def test_a_status_that_contradicts_the_rank_among_councils_is_called_out():
    *_, (on_target, _, off) = measured_service()
    councils = [CouncilFactory(is_own=not n) for n in range(4)]
    for indicator, own in ((on_target, "10"), (off, "50")):
        published(ComparedMeasureFactory(indicator=indicator), dict(zip(councils, (own, *"234"), strict=True)))
    published(ComparedMeasureFactory(indicator=on_target, code="A"), dict(zip(councils, "1234", strict=True)))
    made = document("exception")
    worst, met = section(made, "attention")["measures"]
    assert [(each["good"], each["sentence"]) for each in worst["reasons"]][-1] == (
        True, "Missed here, but in the top quartile of councils."
    )  # fmt: skip
    assert (met["ref"], met["reasons"][0]["sentence"]) == (
        on_target.ref, "Met here, but in the bottom quartile of councils."
    )  # fmt: skip


def test_what_to_bear_in_mind_stands_under_the_number_and_among_the_figures_to_treat_with_care():
    *_, (measure, other, _) = measured_service()
    CertificateFactory(indicator=measure, limitations="Counted by hand.")
    CertificateFactory(indicator=other, limitations="")
    made = document("service")
    held = {each["ref"]: each.get("caveat") for each in section(made, "scorecard")["measures"]}
    assert (held[measure.ref], held[other.ref]) == ("Counted by hand.", None)
    care = section(made, "data-quality")["table"]["rows"]
    assert [f"{measure.ref} {measure.name}", measure.service.name, "Bear in mind: Counted by hand."] in care
