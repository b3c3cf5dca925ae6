"""Milestones that wait for others: circles refused, and what cannot come out told (rules.md 10, requirement A11)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Event
from accounts.roles import Role
from foundation.refusals import ChangeRefused
from plans.changes.milestones import MilestoneDetails, create_milestone
from plans.changes.waits import set_waits
from plans.models import MilestoneWait
from plans.queries.milestones import milestone_rows, percent_of_plan, percent_together
from plans.queries.waits import with_waits
from plans.waiting import Step, cannot_come_out, end_of, goes_round
from tests.factories import (
    LevelFactory,
    MilestoneFactory,
    ObjectiveFactory,
    PlanFactory,
    UnitFactory,
    acting_as,
    sign_in,
)

AT = datetime(2026, 10, 14, 9, tzinfo=UTC)
TODAY = AT.date()
JUNE, JULY = date(2026, 6, 30), date(2026, 7, 31)


@pytest.mark.parametrize(
    ("state", "awaited", "words"),
    [
        ("in_progress", Step("M2", "in_progress", JUNE), []),
        ("in_progress", Step("M2", "in_progress", date(2026, 6, 1)), []),
        (
            "in_progress",
            Step("M2", "not_started", JULY),
            ["It ends on 30 June 2026, before M2, which it waits for and which ends on 31 July 2026."],
        ),
        (
            "not_started",
            Step("M2", "complete", JULY),
            ["It ends on 30 June 2026, before M2, which it waits for and which ended on 31 July 2026."],
        ),
        ("not_started", Step("M2", "cancelled", date(2026, 1, 1)), ["It waits for M2, which was cancelled."]),
        ("complete", Step("M2", "not_started", JULY), []),
        ("cancelled", Step("M2", "cancelled", JULY), []),
        ("on_hold", Step("M2", "cancelled", JULY), ["It waits for M2, which was cancelled."]),
    ],
)
def test_what_ends_before_what_it_waits_for_is_told(state, awaited, words):
    assert cannot_come_out(Step("M1", state, JUNE), [awaited]) == words


def test_it_ends_when_it_did_or_is_expected_to_or_is_due():
    assert end_of(due_on=JUNE, forecast_on=None, completed_on=None) == JUNE
    assert end_of(due_on=JUNE, forecast_on=JULY, completed_on=None) == JULY
    assert end_of(due_on=JULY, forecast_on=JULY, completed_on=JUNE) == JUNE


@given(st.dictionaries(st.integers(0, 6), st.lists(st.integers(0, 6), max_size=4)))
def test_a_circle_is_found_where_there_is_one(waits):
    """The oracle: walk as many steps as there are milestones, and see whether the first is reached again."""
    for start in range(7):
        reached = set(waits.get(start, ()))
        for _ in range(7):
            reached |= {each for one in reached for each in waits.get(one, ())}
        assert goes_round(waits, start) == (start in reached)


@pytest.fixture
def three(db):
    objective = ObjectiveFactory()
    return [MilestoneFactory(objective=objective, ref=f"M{n}") for n in (1, 2, 3)]


def _waits():
    return set(MilestoneWait.objects.values_list("milestone__ref", "waits_for__ref"))


def test_what_it_waits_for_is_kept_and_told(three):
    first, second, third = three
    by = acting_as("administrator")
    set_waits(by=by, at=AT, milestone=first, waits_for=[second, third])
    set_waits(by=by, at=AT, milestone=first, waits_for=[third])
    set_waits(by=by, at=AT, milestone=first, waits_for=[third])
    assert _waits() == {("M1", "M3")}
    assert [event.changes for event in Event.objects.order_by("pk")] == [
        {"waits for": [None, "M2, M3"]},
        {"waits for": ["M2, M3", "M3"]},
    ]


def test_a_circle_is_refused_and_nothing_is_written(three):
    first, second, third = three
    by = acting_as("administrator")
    set_waits(by=by, at=AT, milestone=first, waits_for=[second])
    set_waits(by=by, at=AT, milestone=second, waits_for=[third])
    with pytest.raises(ChangeRefused, match="One of these waits for M3 itself"):
        set_waits(by=by, at=AT, milestone=third, waits_for=[first])
    with pytest.raises(ChangeRefused, match="cannot wait for itself"):
        set_waits(by=by, at=AT, milestone=third, waits_for=[third])
    assert _waits() == {("M1", "M2"), ("M2", "M3")}
    assert Event.objects.count() == 2


def test_private_and_closed_plans_keep_out_of_it(three):
    by = acting_as("administrator")
    private = MilestoneFactory(objective__plan__level=LevelFactory(name="EDR", is_private=True))
    for milestone, other in ((three[0], private), (private, three[0])):
        with pytest.raises(ChangeRefused, match="private"):
            set_waits(by=by, at=AT, milestone=milestone, waits_for=[other])
    closed = MilestoneFactory(objective__plan=PlanFactory(state="closed"))
    with pytest.raises(ChangeRefused, match="closed"):
        set_waits(by=by, at=AT, milestone=closed, waits_for=[three[0]])


def test_rows_say_what_they_wait_for_in_one_statement(three, django_assert_num_queries):
    first, second, third = three
    second.due_on, second.forecast_on = JUNE, date(2027, 1, 31)
    second.save()
    for each in (second, third):
        MilestoneWait.objects.create(milestone=first, waits_for=each)
    actor, rows = acting_as("councillor"), milestone_rows(three, today=TODAY)
    with django_assert_num_queries(1):
        found = with_waits(rows, actor=actor)
    assert [each.ref for each in found[0].waits_for] == ["M2", "M3"]
    assert found[0].cautions == (
        "It ends on 31 December 2026, before M2, which it waits for and which ends on 31 January 2027.",
    )
    assert found[1:] == rows[1:]
    assert with_waits([], actor=actor) == []


def test_of_what_may_not_be_known_it_says_that_there_is_something(three):
    unit = UnitFactory(kind="partner")
    own = MilestoneFactory(ref="P1", objective__plan=PlanFactory(unit=unit), due_on=JUNE)
    MilestoneWait.objects.create(milestone=own, waits_for=three[0])
    (row,) = with_waits(milestone_rows([own], today=TODAY), actor=acting_as("partner", unit=unit))
    assert [(each.ref, each.url) for each in row.waits_for] == [("", "")]
    assert row.waits_for[0].title == "a milestone that you may not read"
    assert "before a milestone that you may not read, which it waits for" in row.cautions[0]
    assert "M1" not in row.cautions[0]


def test_milestones_count_by_weight(db):
    by, objective, other = acting_as("administrator"), ObjectiveFactory(), ObjectiveFactory()
    for ref, weight, percent in (("A", 3, 100), ("B", 1, 20), ("C", 0, 0)):
        details = MilestoneDetails(
            ref=ref, title=ref, owner=objective.owner, starts_on=JUNE, due_on=JULY, weight=Decimal(weight)
        )
        made = create_milestone(by=by, at=AT, objective=objective, details=details)
        made.percent_complete, made.state = min(percent, 99), "in_progress"
        made.save()
    stopped = MilestoneFactory(objective=objective, state="on_hold", reason="Money", weight=50, percent_complete=0)
    rows = milestone_rows(objective.milestones.select_related("owner").order_by("ref"), today=TODAY)
    assert percent_together(rows) == Decimal("79.25")
    assert percent_together(milestone_rows([stopped], today=TODAY)) is None
    beside = MilestoneFactory(objective=other, percent_complete=40, state="in_progress", weight=9)
    assert percent_of_plan([*rows, *milestone_rows([beside], today=TODAY)]) == Decimal("59.625")
    details = MilestoneDetails(
        ref="D", title="D", owner=objective.owner, starts_on=JUNE, due_on=JULY, weight=Decimal(-1)
    )
    with pytest.raises(ChangeRefused, match="cannot be below 0"):
        create_milestone(by=by, at=AT, objective=objective, details=details)


def test_by_form_from_its_own_plan_and_by_reference(client, three):
    first, second, third = three
    other = MilestoneFactory(ref="X1", objective__plan=PlanFactory())
    sign_in(Role.ADMINISTRATOR, client=client)
    address = reverse("plans:milestone-waits", args=["M1"])
    assert client.post(address, {"own": [second.pk], "others": "X1"}).status_code == 302
    assert _waits() == {("M1", "M2"), ("M1", "X1")}
    text = client.get(address).content.decode()
    assert ">X1</textarea>" in text.replace("\n", "")
    assert f'value="{second.pk}"' in text
    assert f'value="{first.pk}"' not in text
    page = client.get(first.get_absolute_url()).content.decode()
    assert "Waits for" in page
    assert f"X1 {other.title}" in page
    assert f"{third.title}" not in page


@pytest.mark.parametrize(("others", "words"), [("X9", "There is no milestone X9"), ("M1", "cannot wait for itself")])
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, three, others, words):
    sign_in(Role.ADMINISTRATOR, client=client)
    address = reverse("plans:milestone-waits", args=["M1"])
    text = client.post(address, {"own": [three[1].pk], "others": others}).content.decode()
    assert words in text
    assert others in text
    assert _waits() == set()


def test_what_the_person_may_not_know_of_stays_as_it_is(client, db):
    unit, elsewhere = UnitFactory(kind="partner"), MilestoneFactory(ref="E1")
    plan = PlanFactory(unit=unit, state="draft", approved_on=None)
    own, beside = (MilestoneFactory(ref=ref, objective__plan=plan) for ref in ("P1", "P2"))
    MilestoneWait.objects.create(milestone=own, waits_for=elsewhere)
    sign_in(Role.ADMINISTRATOR, client=client)
    elsewhere.objective.plan.state = "closed"
    elsewhere.objective.plan.save()
    address = reverse("plans:milestone-waits", args=["P1"])
    assert client.post(address, {"own": [beside.pk], "others": ""}).status_code == 302
    assert _waits() == {("P1", "E1"), ("P1", "P2")}


def test_the_list_finds_what_cannot_come_out(client, three):
    MilestoneWait.objects.create(milestone=three[0], waits_for=three[1])
    three[1].due_on = date(2027, 2, 1)
    three[1].save()
    sign_in(Role.COUNCILLOR, client=client)
    text = client.get(reverse("plans:milestone-list"), {"concern": "before_others"}).content.decode()
    assert "which it waits for" in text
    assert three[0].title in text
    assert f">{three[2].title}<" not in text


def test_a_weight_is_typed_and_bad_ones_are_refused(client, three):
    sign_in(Role.ADMINISTRATOR, client=client)
    address = reverse("plans:milestone-edit", args=["M1"])
    dates = {"starts_on": "1/4/2026", "due_on": "31/12/2026"}
    given = {"ref": "M1", "title": "First", "owner": three[0].owner_id, "version": 1, **dates}
    text = client.post(address, {**given, "weight": "-2"}).content.decode()
    assert "The weight must be a number from 0 to 99,999.99" in text
    assert 'value="-2"' in text
    assert client.post(address, {**given, "weight": "2.5"}).status_code == 302
    three[0].refresh_from_db()
    assert three[0].weight == Decimal("2.5")
