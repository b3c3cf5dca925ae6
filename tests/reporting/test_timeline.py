"""Milestones over time: the picture, the table that says the same, and who sees it."""

from datetime import date
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from accounts.roles import Role
from plans.models import MilestoneWait
from plans.progress import MARKS, Progress
from reporting.charts.gantt import Bar, gantt_svg
from tests.factories import LevelFactory, MilestoneFactory, ObjectiveFactory, PlanFactory, UnitFactory, sign_in

TODAY = date(2026, 10, 14)
SVG = "{http://www.w3.org/2000/svg}"


def bar(key, **given):
    days = {"starts_on": date(2026, 4, 1), "due_on": date(2026, 12, 31), "first_due_on": date(2026, 12, 31)}
    return Bar(**{"key": key, "title": f"M{key}", "percent": 40, "status": MARKS[Progress.MONITOR], **days, **given})


def drawn(*bars):
    return ElementTree.fromstring(gantt_svg(bars, today=TODAY))


def texts(root):
    return [each.text for each in root.iter(f"{SVG}text")]


def test_each_milestone_is_a_bar_with_its_word_and_shape():
    root = drawn(bar(1), bar(2, status=MARKS[Progress.OFF_TRACK], percent=0))
    assert "M1 · Monitor" in texts(root)
    assert "M2 · Off track" in texts(root)
    assert "today" in texts(root)
    assert len(list(root.iter(f"{SVG}rect"))) == 3  # two bars, and what is done of one


def test_slips_expected_ends_and_waits_are_drawn():
    plain = drawn(bar(1), bar(2))
    more = drawn(
        bar(1, first_due_on=date(2026, 9, 30), expected_on=date(2027, 2, 1)),
        bar(2, waits_for=[1, 99], due_on=date(2026, 11, 1)),
        bar(3, waits_for=[1], due_on=date(2027, 3, 1)),
    )
    assert len(list(plain.iter(f"{SVG}path"))) == 0
    assert len(list(more.iter(f"{SVG}path"))) == 5  # a diamond, two arrows with their tips
    assert any(line.get("stroke-dasharray") for line in more.iter(f"{SVG}line"))


def test_bars_stay_within_the_picture_and_in_order_of_time():
    root = drawn(bar(1, starts_on=date(2020, 1, 15), due_on=date(2020, 1, 15), first_due_on=date(2030, 5, 1)), bar(2))
    for each in root.iter(f"{SVG}rect"):
        assert 400 <= float(each.get("x")) <= 1200
        assert float(each.get("x")) + float(each.get("width")) <= 1200
    assert "2020" in texts(root)


def test_hostile_names_are_only_text():
    root = drawn(bar(1, title="<script>alert(1)</script>\x00", heading="</svg><b>"))
    assert any("<script>" in (text or "") for text in texts(root))
    assert not list(root.iter(f"{SVG}script"))


@pytest.fixture
def plan(db):
    made = PlanFactory(title="Waste plan", ref="WP")
    first, second = (ObjectiveFactory(plan=made, ref=f"O{n}", title=f"Objective {n}", position=n) for n in (1, 2))
    late = MilestoneFactory(
        objective=first, ref="W1", title="Order lorries", due_on=date(2027, 1, 31), first_due_on=date(2026, 12, 31),
        weight=3, percent_complete=80, state="in_progress",
    )  # fmt: skip
    early = MilestoneFactory(objective=second, ref="W2", title="Collect food waste", due_on=date(2026, 11, 30))
    MilestoneWait.objects.create(milestone=early, waits_for=late)
    return made


def test_the_table_says_what_the_picture_shows(client, plan):
    sign_in(Role.COUNCILLOR, client=client)
    text = client.get(reverse("reporting:plan-timeline", args=["WP"])).content.decode()
    assert "2 milestones, together 40% complete." in text
    assert "1 is due later than first set." in text
    assert "1 cannot come out as planned: it ends before something that it waits for" in text
    assert "First set for 31 December 2026, now 31 days later" in text
    assert "before W1, which it waits for and which ends on 31 January 2027" in text
    assert text.index("Objective 1") < text.index("Objective 2")
    assert "data:image/svg+xml" in text
    one = client.get(reverse("reporting:objective-timeline", args=["O2"])).content.decode()
    assert "Collect food waste" in one
    assert "Order lorries" not in one
    assert "W1" in one
    for address in (plan.get_absolute_url(), reverse("plans:objective-detail", args=["O1"])):
        assert "Milestones over time" in client.get(address).content.decode()


def test_a_plan_without_milestones_says_what_to_do(client, db):
    ObjectiveFactory(plan=PlanFactory(ref="EMPTY"))
    sign_in(Role.COUNCILLOR, client=client)
    assert "No milestones yet" in client.get(reverse("reporting:plan-timeline", args=["EMPTY"])).content.decode()


def test_private_plans_and_those_of_others_are_not_found(client, plan):
    private = ObjectiveFactory(plan=PlanFactory(ref="PRIV", level=LevelFactory(name="EDR", is_private=True)))
    sign_in(Role.ADMINISTRATOR, client=client)
    assert client.get(reverse("reporting:plan-timeline", args=["PRIV"])).status_code == 404
    assert client.get(reverse("reporting:objective-timeline", args=[private.ref])).status_code == 404
    sign_in(Role.PARTNER, UnitFactory(kind="partner"), client=client)
    assert client.get(reverse("reporting:plan-timeline", args=["WP"])).status_code == 404


def test_statements_do_not_grow_with_milestones(client, plan, django_assert_max_num_queries):
    sign_in(Role.COUNCILLOR, client=client)
    address = reverse("reporting:plan-timeline", args=["WP"])
    client.get(address)
    for _ in range(4):
        objective = ObjectiveFactory(plan=plan)
        MilestoneFactory(objective=objective)
    with django_assert_max_num_queries(8):
        client.get(address)
