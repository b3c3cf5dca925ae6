"""Released, then changed: what was released stays as it was, the next report says what was restated (D10)."""

import copy
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts import audit
from accounts.actors import SYSTEM, Actor
from indicators.changes.targets import TargetValues, set_target
from indicators.models import Commentary, Observation, PeriodTarget
from plans.models import Plan
from reporting import builds
from reporting.models import Cycle, Report
from reporting.snapshots import gather, known_now
from reporting.snapshots.documents import make
from tests.factories import CycleFactory, ObservationFactory, PostFactory, RatingRuleFactory, UserFactory
from tests.factories.indicators import Q2, period_target
from tests.factories.reporting import RunFactory, give_figure, measured_service

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def quick(request, monkeypatch):
    """Files made in no time, but for the test that compares them byte for byte."""
    if "byte_for_byte" not in request.node.name:
        monkeypatch.setattr(builds, "render_pdf", lambda document, **_: b"%PDF")
        monkeypatch.setattr(builds, "document_xlsx", lambda document, timestamp: b"PK")


def build(cycle):
    run = RunFactory(cycle=cycle, kinds=["service"])
    assert builds.perform_run(run_id=run.pk, clock=timezone.now)
    return {(each.kind, each.audience): each for each in run.reports.all()}


def frozen(report):
    """The released report as it is stored now, byte for byte."""
    report = Report.objects.get(pk=report.pk)
    files = {file.format: bytes(file.content) for file in report.files.all()}
    return copy.deepcopy(report.document), copy.deepcopy(report.facts), report.checksum, files


@pytest.fixture
def service():
    return measured_service(values=(95, 85))


@pytest.fixture
def released(service):
    """The service's released report for Q2: one measure on target, one near."""
    report = build(CycleFactory())[("service", "management_team")]
    return builds.release_reports(by=SYSTEM, at=AT, reports=[report])[0]


@pytest.fixture
def performance():
    return Actor(user=UserFactory(name="Priya Shah"))


def next_report():
    """The draft of the same report for Q3."""
    q3 = CycleFactory(period=Q2.next())
    return build(q3)[("service", "management_team")]


def change_target(indicator, period, value, by, why):
    """As the screen for targets does: the figure and the event in one go."""
    target = PeriodTarget.objects.get(indicator=indicator, period=period)
    before, target.value = target.value, Decimal(value)
    target.save()
    changes = {"value": (before, target.value)}
    audit.record(by=by, at=timezone.now(), action="changed", thing=target, page=indicator, changes=changes, why=why)


def tighten_rule(indicator, by, why):
    rule = RatingRuleFactory(indicator=indicator, amber_cut=Decimal(2), starts_on=date(2026, 4, 1))
    audit.record(by=by, at=timezone.now(), action="created", thing=rule, page=indicator, why=why)


def test_a_target_and_a_threshold_changed_leave_the_released_report_byte_for_byte(service, released, performance):
    *_, (on_target, near_target) = service
    before = frozen(released)
    change_target(on_target, Q2, 98, performance, "The national target rose.")
    tighten_rule(near_target, performance, "Members asked for a stricter margin.")
    for indicator in (on_target, near_target):
        give_figure(indicator, Q2.next(), 90)

    following = next_report()

    assert frozen(released) == before
    target, rule = following.document["restatements"]
    assert target == {
        "ref": on_target.ref,
        "name": on_target.name,
        "period": "July to September 2026 (Q2)",
        "old": "Target: 90.0%",
        "new": "Target: 98.0%",
        "reason": "The national target rose.",
        "by": "Priya Shah",
        "effect": "“On target” becomes “Near target”",
    }
    assert (rule["ref"], rule["by"]) == (near_target.ref, "Priya Shah")
    assert rule["reason"] == "Members asked for a stricter margin."
    assert "amber up to 10% of target" in rule["old"]
    assert "amber up to 2% of target" in rule["new"]
    assert rule["effect"] == "“Near target” becomes “Off target”"


def test_a_target_moved_through_its_screen_is_told_for_every_period_it_moves(service, released, performance):
    *_, (on_target, _) = service
    annual = on_target.annual_targets.get(year=Q2.year)
    for period in (Q2.next(), Q2.next(2)):
        period_target(on_target, period, 90)
    again = build(released.cycle)[("service", "management_team")]
    builds.release_reports(by=SYSTEM, at=AT, reports=[again])
    set_target(
        by=performance, at=timezone.now(), indicator=on_target, year=annual.year, version=annual.version,
        values=TargetValues(value=Decimal(80)), why="The contract was cut.",
    )  # fmt: skip
    told = next_report().document["restatements"]
    assert [(each["period"], each["old"], each["new"]) for each in told] == [
        ("July to September 2026 (Q2)", "Target: 90.0%", "Target: 80.0%"),
        ("April to June 2026 (Q1)", "Target: 90.0%", "Target: 80.0%"),
        ("October to December 2026 (Q3)", "Target: 90.0%", "Target: 80.0%"),
        ("January to March 2027 (Q4)", "Target: 90.0%", "Target: 80.0%"),
    ]
    assert {(each["reason"], each["by"]) for each in told} == {("The contract was cut.", "Priya Shah")}
    assert told[2]["effect"] == "That period was not reported on yet"


def test_a_new_edition_of_the_same_quarter_carries_it_too(service, released, performance):
    *_, (on_target, _) = service
    change_target(on_target, Q2, 98, performance, "The national target rose.")
    again = build(released.cycle)[("service", "management_team")]
    assert (again.edition, again.state) == (2, "draft")
    assert [each["ref"] for each in again.document["restatements"]] == [on_target.ref]
    # And it is told once: the edition after that compares with the one that told it.
    builds.release_reports(by=SYSTEM, at=AT, reports=[again])
    assert build(released.cycle)[("service", "management_team")].document["restatements"] == []


def test_a_revised_figure_says_why_and_who_approved_it(service, released, performance):
    *_, (on_target, _) = service
    old = Observation.objects.get(indicator=on_target, period=Q2)
    Observation.objects.filter(pk=old.pk).update(is_current=False, state="superseded")
    ObservationFactory(
        indicator=on_target, period=Q2, value=Decimal("70.5"), revision=2, standing="revised",
        revision_reason="A batch was counted twice.", approved_by=performance.user,
    )  # fmt: skip
    (told,) = next_report().document["restatements"]
    assert (told["old"], told["new"]) == ("Figure: 95.0%", "Figure: 70.5% [r]")
    assert (told["reason"], told["by"]) == ("A batch was counted twice.", "Priya Shah")
    assert told["effect"] == "“On target” becomes “Off target”"


def test_a_figure_of_an_earlier_quarter_revised_since_is_told_with_its_own_period(service, released):
    *_, (on_target, _) = service
    Observation.objects.filter(indicator=on_target, period=Q2.previous()).update(value=80)
    (told,) = next_report().document["restatements"]
    assert (told["period"], told["old"], told["new"]) == ("April to June 2026 (Q1)", "Figure: 95.0%", "Figure: 80.0%")


def test_a_figure_signed_off_after_the_report_is_told_as_such(service):
    *_, (on_target, _) = service
    Observation.objects.filter(indicator=on_target, period=Q2).update(state="submitted")
    report = build(CycleFactory())[("service", "management_team")]
    builds.release_reports(by=SYSTEM, at=AT, reports=[report])
    Observation.objects.filter(indicator=on_target, period=Q2).update(state="approved")
    (told,) = next_report().document["restatements"]
    assert (told["old"], told["new"]) == ("Figure: no figure", "Figure: 95.0%")
    assert told["reason"] == "Signed off after the report was made"
    assert told["effect"] == "“Awaiting sign-off” becomes “On target”"


def test_a_judgement_made_since_is_told_as_a_change_of_status(service, released, performance):
    *_, (_, near) = service
    Observation.objects.filter(indicator=near, period=Q2).update(
        judgement="green", judgement_reason="Made good in October.", approved_by=performance.user
    )
    (told,) = next_report().document["restatements"]
    assert (told["old"], told["new"]) == ("Status: Near target", "Status: On target")
    assert (told["reason"], told["by"]) == ("Made good in October.", "Priya Shah")


def test_a_report_that_a_partner_came_to_read_restates_nothing_of_another_service(service, performance):
    unit, plan, _, (own, _) = service
    _, others_plan, _, (other,) = measured_service("Housing", values=(95,))
    Plan.objects.filter(pk=others_plan.pk).update(state="draft")  # so that there is one report
    plan.objectives.get().contributions.create(indicator=other, made_on=date(2026, 3, 1))
    builds.release_reports(by=SYSTEM, at=AT, reports=build(CycleFactory()).values())
    for indicator in (own, other):
        change_target(indicator, Q2, 98, performance, "The national target rose.")
    assert {each["ref"] for each in next_report().document["restatements"]} == {own.ref, other.ref}
    PostFactory(unit=unit, role="partner")
    assert {each["ref"] for each in build(Cycle.objects.last()).popitem()[1].document["restatements"]} == {own.ref}


def test_what_has_not_changed_is_not_restated(service, released):
    assert next_report().document["restatements"] == []


def test_a_rule_for_later_periods_restates_nothing(service, released, performance):
    *_, (_, near) = service
    RatingRuleFactory(indicator=near, amber_cut=Decimal(2), starts_on=date(2026, 10, 1))
    assert next_report().document["restatements"] == []


def test_a_draft_is_nothing_to_compare_with(service):
    *_, (on_target, _) = service
    cycle = CycleFactory()
    build(cycle)
    Observation.objects.filter(indicator=on_target, period=Q2).update(value=70)
    assert build(cycle)[("service", "management_team")].document["restatements"] == []


def test_two_figures_that_print_alike_are_told_apart(service, released):
    *_, (on_target, _) = service
    Observation.objects.filter(indicator=on_target, period=Q2).update(value=Decimal("95.04"))
    (told,) = next_report().document["restatements"]
    assert (told["old"], told["new"]) == ("Figure: 95", "Figure: 95.04")


def test_commentary_of_a_released_report_does_not_follow_the_live_one(service):
    *_, (_, near) = service
    figure = Observation.objects.get(indicator=near, period=Q2)
    words = Commentary.objects.create(observation=figure, happened="The lorry broke down.")
    report = build(CycleFactory())[("service", "management_team")]
    builds.release_reports(by=SYSTEM, at=AT, reports=[report])
    before = frozen(report)
    words.happened = "Nothing happened."
    words.save()
    near.name = "Another name"
    near.save()
    assert frozen(report) == before
    assert "The lorry broke down." in str(before[0])


def test_known_now_says_what_is_different_today(service, released, performance):
    *_, (on_target, _) = service
    assert known_now(released) == {}
    change_target(on_target, Q2, 98, performance, "The national target rose.")
    assert [each["new"] for each in known_now(released)[on_target.ref]] == ["Target: 98.0%"]


def test_comparing_takes_the_same_statements_however_many_measures(service, released, django_assert_max_num_queries):
    order = next(order for order in builds.audiences.orders(Q2.next()) if order.kind == "service")
    live = gather(Q2.next(), at=AT)
    with django_assert_max_num_queries(10):
        make(order, live)
