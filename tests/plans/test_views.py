"""The screens of plans, objectives and milestones (A1, A2, A3, A4, A8, A11, A14)."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Appointment, Event
from accounts.roles import Role
from plans.models import Level, Link, Milestone, Objective, Plan
from tests.factories import (
    AppointmentFactory,
    LevelFactory,
    LinkFactory,
    MilestoneFactory,
    ObjectiveFactory,
    PlanFactory,
    PostFactory,
    UnitFactory,
    sign_in,
)
from tests.factories.risks import ClearanceFactory
from tests.pages import page, words_of

pytestmark = pytest.mark.django_db
LISTS = ("plan-list", "milestone-list", "level-list")


def address(name, *arguments):
    return reverse(f"plans:{name}", args=arguments)


@pytest.fixture
def admin():
    return sign_in(Role.ADMINISTRATOR)[0]


def changing(plan, objective, milestone):
    return [
        address("plan-create"),
        address("plan-edit", plan.ref),
        address("plan-approve", plan.ref),
        address("plan-close", plan.ref),
        address("objective-create", plan.ref),
        address("objective-edit", objective.ref),
        address("objective-links", objective.ref),
        address("milestone-create", objective.ref),
        address("milestone-edit", milestone.ref),
        address("level-create"),
        address("level-edit", plan.level_id),
    ]


# Who may open what


@pytest.mark.sweep
@pytest.mark.parametrize("role", list(Role))
def test_everybody_in_the_council_reads_and_the_performance_team_changes(role):
    milestone = MilestoneFactory()
    objective, plan = milestone.objective, milestone.objective.plan
    Level.objects.update(is_reported=True)
    client, _ = sign_in(role, plan.unit)
    for url in (
        address("plan-list"),
        address("milestone-list"),
        plan.get_absolute_url(),
        objective.get_absolute_url(),
        milestone.get_absolute_url(),
    ):
        assert client.get(url).status_code == 200
    assert client.get(address("level-list")).status_code == (403 if role is Role.PARTNER else 200)
    expected = 200 if role is Role.ADMINISTRATOR else 403
    begins = address("plan-create")
    asked = [url for url in changing(plan, objective, milestone) if url != begins]
    assert {client.get(url).status_code for url in asked} == {expected}
    writers = {Role.ADMINISTRATOR, Role.DIRECTOR, Role.APPROVER, Role.DATA_OFFICER, Role.PARTNER}
    assert client.get(begins).status_code == (200 if role in writers else 403)
    for url in (address("level-move", plan.level_id), address("level-defaults")):
        assert client.post(url).status_code == (302 if role is Role.ADMINISTRATOR else 403)


@pytest.mark.parametrize("name", [*LISTS, "plan-create", "level-create"])
def test_a_stranger_is_sent_to_sign_in(name):
    assert Client().get(address(name)).status_code == 302


def test_a_partner_sees_its_own_plans_only():
    theirs = MilestoneFactory(title="Council milestone", objective__title="Council objective")
    ours = MilestoneFactory(title="Partner milestone", objective__title="Partner objective")
    LinkFactory(child=ours.objective, parent=theirs.objective)
    unit = ours.objective.plan.unit
    client, _ = sign_in(Role.PARTNER, unit)
    assert ours.objective.plan.title in page(client, address("plan-list"))
    assert theirs.objective.plan.title not in page(client, address("plan-list"))
    assert "1 milestone" in page(client, address("milestone-list"))
    assert "Council milestone" not in page(client, address("milestone-list"))
    assert "Council objective" not in page(client, ours.objective.get_absolute_url())
    for name, ref in (
        ("plan-detail", theirs.objective.plan.ref),
        ("objective-detail", theirs.objective.ref),
        ("milestone-detail", theirs.ref),
        ("milestone-update", theirs.ref),
    ):
        hidden, absent = client.get(address(name, ref)), client.get(address(name, "NOWHERE"))
        assert hidden.status_code == absent.status_code == 404
        assert words_of(hidden) == words_of(absent)


def test_a_partner_reads_who_owns_its_plan_without_a_link_that_it_may_not_follow():
    ours, unit = PostFactory(title="Head of the council"), UnitFactory(kind="partner")
    milestone = MilestoneFactory(owner=ours, objective__owner=ours, objective__plan__owner=ours)
    Plan.objects.update(unit=unit)
    for role, may in ((Role.PARTNER, False), (Role.COUNCILLOR, True)):
        client, _ = sign_in(role, unit)
        for thing in (milestone, milestone.objective, milestone.objective.plan):
            text = page(client, thing.get_absolute_url())
            assert "Head of the council" in text
            assert (f'href="{ours.get_absolute_url()}"' in text) is may


def test_a_partners_plan_page_names_nothing_outside_its_reach():
    theirs = ObjectiveFactory(title="Council objective")
    ours = ObjectiveFactory()
    LinkFactory(child=ours, parent=theirs)
    client, _ = sign_in(Role.PARTNER, ours.plan.unit)
    assert "Council objective" not in page(client, ours.plan.get_absolute_url())


# The levels of the thread: A1 in the register


def test_the_usual_levels_are_made_renamed_moved_and_put_out_of_use(admin):
    assert "Make the usual seven levels" in page(admin, address("level-list"))
    admin.post(address("level-defaults"))
    assert Level.objects.count() == 7
    divisional = Level.objects.get(name="Divisional plan")
    assert "Divisional plan" in page(admin, address("level-edit", divisional.pk))
    admin.post(address("level-edit", divisional.pk), {"name": "Branch plan", "guidance": "A branch’s part"})
    divisional.refresh_from_db()
    assert (divisional.name, divisional.in_use, divisional.is_reported) == ("Branch plan", False, False)
    admin.post(address("level-move", divisional.pk), {"way": "up"})
    divisional.refresh_from_db()
    assert divisional.position == 4
    text = page(admin, address("level-list"))
    assert text.index("Branch plan") < text.index("Departmental service plan")
    assert "Out of use" in text
    first = Level.objects.order_by("position").first()
    answer = admin.post(address("level-move", first.pk), {"way": "up"}, follow=True)
    assert "already at the top" in answer.content.decode()
    history = page(admin, address("level-detail", divisional.pk), tab="history")
    assert "Branch plan" in history


def test_a_level_out_of_use_is_not_offered_to_new_plans(admin):
    used, unused = LevelFactory(name="Used"), LevelFactory(name="Unused", in_use=False)
    text = page(admin, address("plan-create"))
    assert f'<option value="{used.pk}"' in text
    assert f'<option value="{unused.pk}"' not in text
    plan = PlanFactory(level=unused)
    assert f'<option value="{unused.pk}" selected' in page(admin, address("plan-edit", plan.ref))


def test_two_levels_cannot_share_a_name(admin):
    LevelFactory(name="Team plan")
    assert "already in use" in admin.post(address("level-create"), {"name": "Team plan"}).content.decode()


# Plans


def plan_words(**changes):
    words = {
        "level": LevelFactory().pk,
        "ref": "SP-HOUSING-26",
        "title": "Housing service plan",
        "unit": UnitFactory().pk,
        "owner": PostFactory().pk,
        "starts_on": "1 April 2026",
        "ends_on": "31/3/2027",
        "purpose": "Homes for all",
    }
    return {**words, **changes}


def test_a_plan_goes_from_draft_to_closed_and_back(admin):
    answer = admin.post(address("plan-create"), plan_words())
    plan = Plan.objects.get()
    assert answer["Location"] == plan.get_absolute_url()
    assert (plan.state, plan.ends_on) == ("draft", date(2027, 3, 31))
    text = page(admin, plan.get_absolute_url())
    assert "Draft, not yet approved" in text
    assert address("plan-approve", plan.ref) not in text
    text = admin.post(address("plan-approve", plan.ref), {"approved_on": "1 October 2026"}).content.decode()
    assert "without objectives cannot be approved" in text
    ClearanceFactory(objective=ObjectiveFactory(plan=plan))
    assert address("plan-approve", plan.ref) in page(admin, plan.get_absolute_url())
    text = admin.post(address("plan-approve", plan.ref), {"approved_on": "1 November 2026"}).content.decode()
    assert "must not be in the future" in text
    admin.post(address("plan-approve", plan.ref), {"approved_on": "1 October 2026"})
    admin.post(address("plan-close", plan.ref), {"why": "Year over"})
    plan.refresh_from_db()
    assert (plan.state, plan.approved_on) == ("closed", date(2026, 10, 1))
    text = admin.post(address("plan-close", plan.ref), {"why": ""}).content.decode()
    assert "Enter why the plan is reopened" in text
    admin.post(address("plan-close", plan.ref), {"why": "Too early"})
    plan.refresh_from_db()
    assert plan.state == "approved"
    history = page(admin, plan.get_absolute_url(), tab="history")
    assert history.count("app-timeline__entry") == 4
    assert "Reason: Too early" in history


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ends_on": "31 March 2026"}, "must be on or after the day it starts"),
        ({"starts_on": ""}, "Enter the day the plan starts"),
        ({"starts_on": "01/04/26"}, "Enter a date such as 17 July 2026"),
        ({"ref": "SP/1"}, "Use letters, digits, spaces, full stops and hyphens"),
        ({"ref": ".."}, "Use letters, digits, spaces, full stops and hyphens"),
        ({"level": ""}, "Select the level"),
        ({"owner": "999999"}, "Choose the owner from the list"),
        ({"title": "x" * 201}, "The title must be 200 characters or fewer; it is 201"),
    ],
)
def test_a_plan_with_mistakes_is_shown_again_with_what_was_typed(admin, changes, words):
    sent = plan_words(**changes)
    text = admin.post(address("plan-create"), sent).content.decode()
    assert "There is a problem" in text
    assert words in text
    assert "Homes for all</textarea>" in text
    assert f'value="{sent["ref"]}"' in text
    assert not Plan.objects.exists()


def test_a_reference_is_used_once(admin):
    PlanFactory(ref="SP-HOUSING-26")
    assert "The reference is already in use" in admin.post(address("plan-create"), plan_words()).content.decode()


def test_a_plan_page_shows_objectives_by_kind_milestones_and_findings(admin):
    top = PlanFactory(level=LevelFactory(name="Corporate plan", position=1))
    priority = ObjectiveFactory(plan=top, kind="priority", title="Safe streets")
    plan = PlanFactory(level=LevelFactory(name="Service plan", position=4))
    outcome = ObjectiveFactory(plan=plan, kind="outcome", title="Fewer are hurt")
    task = ObjectiveFactory(plan=plan, kind="task", title="Consult parents")
    LinkFactory(child=outcome, parent=priority, made_on=date(2026, 5, 1))
    MilestoneFactory(objective=task, title="Twelve schools consulted", due_on=date(2026, 9, 30))
    text = words_of(admin.get(plan.get_absolute_url()))
    main = page(admin, plan.get_absolute_url()).partition("</main>")[0]
    headings = re.findall(r"<h2 class=\"govuk-heading-m\">(.*?)<", main)
    assert headings == ["Outcomes", "Tasks", "Milestones"]
    assert "Safe streets" in text
    assert "Twelve schools consulted" in text
    assert re.search(r"Overdue\s+0%\s+30 September 2026", text)
    assert "2 findings about the golden thread" in text
    assert "Contributes to nothing above" in text
    assert "Linked only after the plan was approved" in text


def test_plans_are_found_by_level_unit_state_and_words(admin):
    now = PlanFactory(title="Plan of today")
    old = PlanFactory(title="Plan of last year", starts_on=date(2025, 4, 1), ends_on=date(2026, 3, 31), state="closed")
    url = address("plan-list")

    def found(**filters):
        text = page(admin, url, **filters)
        return {plan.title for plan in (now, old) if plan.title in text}

    assert found() == {now.title, old.title}
    assert found(state="current") == {now.title}
    assert found(state="closed") == {old.title}
    assert found(unit=now.unit_id) == {now.title}
    assert found(level=old.level_id) == {now.title, old.title}
    assert found(q="LAST") == {old.title}
    assert found(q="zzz") == set()
    assert "1 of 2 plans" in page(admin, url, q="last")
    by_title = page(admin, url, sort="title")
    assert by_title.index(old.title) < by_title.index(now.title)


# Objectives and links


def test_an_objective_is_added_with_guidance_and_then_linked(admin):
    plan = PlanFactory(level=LevelFactory(name="Service plan", position=4))
    priority = ObjectiveFactory(
        plan=PlanFactory(level=LevelFactory(name="Corporate plan", position=3)), kind="priority", ref="CP1"
    )
    url = address("objective-create", plan.ref)
    text = page(admin, url)
    assert "Outcome: what changes for people" in text
    assert "Task: an activity with a start and an end" in text
    words = {"kind": "objective", "ref": "SP1.1", "title": "Build homes", "owner": plan.owner_id}
    assert "Select what kind of objective it is" in admin.post(url, {**words, "kind": ""}).content.decode()
    answer = admin.post(url, words)
    links = address("objective-links", "SP1.1")
    assert answer["Location"] == links
    text = page(admin, links)
    assert '<optgroup label="Corporate plan: ' in text
    admin.post(links, {"primary": priority.pk, "other_1": ""})
    link = Link.objects.get()
    assert (link.parent, link.is_primary, link.made_on) == (priority, True, date(2026, 10, 14))
    detail = words_of(admin.get(address("objective-detail", "SP1.1")))
    assert "Mainly, since 14 October 2026: linked after the plan was approved" in detail
    assert "SP1.1 Build homes" in words_of(admin.get(priority.get_absolute_url()))
    history = page(admin, address("objective-detail", "SP1.1"), tab="history")
    assert "Created link “SP1.1 Build homes contributes to CP1" in history
    assert "14 October 2026" in history


def test_any_number_of_other_links_and_more_lines_when_they_are_used_up(admin):
    child = ObjectiveFactory()
    parents = ObjectiveFactory.create_batch(6, plan=child.plan)
    url = address("objective-links", child.ref)
    assert "other_4" not in page(admin, url)
    admin.post(url, {"primary": parents[0].pk, **{f"other_{n}": parents[n].pk for n in (1, 2, 3)}})
    assert child.upward.filter(is_primary=False).count() == 3
    text = page(admin, url)
    assert 'name="other_6"' in text
    assert f'<option value="{parents[3].pk}" selected' in text
    admin.post(url, {"primary": "", "other_1": parents[1].pk})
    assert list(child.upward.values_list("parent", "is_primary")) == [(parents[1].pk, False)]


def test_a_loop_is_not_offered_and_refused_when_it_is_sent_all_the_same(admin):
    link = LinkFactory(child__plan=PlanFactory(), parent__plan=PlanFactory())
    url = address("objective-links", link.parent.ref)
    assert f'<option value="{link.child_id}"' not in page(admin, url)
    text = admin.post(url, {"primary": link.child_id}).content.decode()
    assert "Choose what it contributes to from the list" in text
    text = admin.post(url, {"primary": link.parent_id}).content.decode()
    assert "Choose what it contributes to from the list" in text
    assert Link.objects.count() == 1


def test_naming_one_objective_twice_is_refused_in_plain_words(admin):
    child = ObjectiveFactory()
    parent = ObjectiveFactory(plan=child.plan)
    answer = admin.post(address("objective-links", child.ref), {"primary": parent.pk, "other_1": parent.pk})
    assert "Name each objective once" in answer.content.decode()
    assert f'<option value="{parent.pk}" selected' in answer.content.decode()
    assert not Link.objects.exists()


def test_an_objective_is_changed_and_keeps_what_was_typed_on_a_mistake(admin):
    objective = ObjectiveFactory(title="Build homes")
    url = address("objective-edit", objective.ref)
    words = {
        "kind": "outcome",
        "ref": objective.ref,
        "title": "More homes <i>now</i>",
        "owner": objective.owner_id,
        "version": 1,
    }
    text = admin.post(url, {**words, "owner": ""}).content.decode()
    assert "Select the owner" in text
    assert 'value="More homes &lt;i&gt;now&lt;/i&gt;"' in text
    assert Objective.objects.get().title == "Build homes"
    admin.post(url, words)
    assert Objective.objects.get().title == "More homes <i>now</i>"
    assert "More homes &lt;i&gt;now&lt;/i&gt;" in page(admin, objective.get_absolute_url())


def test_an_objective_in_a_closed_plan_offers_no_change_and_refuses_one(admin):
    objective = ObjectiveFactory(plan__state="closed")
    text = page(admin, objective.get_absolute_url())
    assert "/change/" not in text
    assert "/links/" not in text
    words = {"kind": "task", "ref": objective.ref, "title": "x", "owner": objective.owner_id, "version": 1}
    assert "closed" in admin.post(address("objective-edit", objective.ref), words).content.decode()
    assert "closed" in admin.post(address("objective-links", objective.ref), {"primary": ""}).content.decode()
    assert not Event.objects.exists()


# Milestones, A11 in the register


def update_words(milestone, **changes):
    words = {
        "version": milestone.version,
        "state": "in_progress",
        "percent_complete": "40",
        "forecast_on": "5 January 2027",
        "completed_on": "",
        "narrative": "Permission given.",
        "reason": "",
    }
    return {**words, **changes}


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.ADMINISTRATOR, 302),
        (Role.DIRECTOR, 302),
        (Role.APPROVER, 302),
        (Role.DATA_OFFICER, 302),
        (Role.PARTNER, 302),
        (Role.CABINET_MEMBER, 403),
        (Role.SCRUTINY_CHAIR, 403),
        (Role.SCRUTINY_MEMBER, 403),
        (Role.COUNCILLOR, 403),
        (Role.AUDITOR, 403),
        (Role.EMPLOYEE, 403),
    ],
)
def test_who_may_update_a_milestone_of_their_unit(role, status):
    milestone = MilestoneFactory()
    client, _ = sign_in(role, milestone.objective.plan.unit)
    assert client.post(address("milestone-update", milestone.ref), update_words(milestone)).status_code == status
    assert Event.objects.changes().count() == (status == 302)
    assert ("Update progress" in page(client, milestone.get_absolute_url())) == (status == 302)


def test_another_services_officer_reads_and_does_not_update():
    milestone = MilestoneFactory()
    client, _ = sign_in(Role.DATA_OFFICER)
    assert client.get(milestone.get_absolute_url()).status_code == 200
    answer = client.post(address("milestone-update", milestone.ref), update_words(milestone))
    assert answer.status_code == 403
    assert "update this milestone" in answer.content.decode()


@pytest.mark.parametrize(("is_deputy", "on_behalf_of"), [(False, ""), (True, "Youth worker")])
def test_the_owner_updates_it_whatever_their_role_and_a_deputy_on_their_behalf(is_deputy, on_behalf_of):
    held = AppointmentFactory(is_deputy=is_deputy, post__title="Youth worker", post__role="employee")
    milestone = MilestoneFactory(owner=held.post)
    client = Client()
    client.force_login(held.user)
    assert client.post(address("milestone-update", milestone.ref), update_words(milestone)).status_code == 302
    event = Event.objects.get()
    assert (event.by, event.on_behalf_of) == (held.user, on_behalf_of)


def test_an_update_is_saved_and_shown(admin):
    milestone = MilestoneFactory()
    url = address("milestone-update", milestone.ref)
    assert 'value="1"' in page(admin, url)
    admin.post(url, update_words(milestone))
    milestone.refresh_from_db()
    assert (milestone.percent_complete, milestone.forecast_on) == (40, date(2027, 1, 5))
    text = words_of(admin.get(milestone.get_absolute_url()))
    assert "Permission given." in text
    assert "5 January 2027, after it is due" in text
    assert "Off track" in text
    history = words_of(admin.get(milestone.get_absolute_url(), {"tab": "history"}))
    assert "Updated" in history
    assert "Percent complete" in history


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"percent_complete": ""}, "Enter how much is complete, from 0 to 100"),
        ({"percent_complete": "101"}, "Per cent complete must be 100 or less"),
        ({"percent_complete": "12.5"}, "Per cent complete must be a whole number"),
        ({"percent_complete": "100"}, "choose Complete"),
        ({"state": "not_started"}, "It is not started"),
        ({"state": "on_hold"}, "Enter why it is on hold"),
        ({"state": "cancelled"}, "Enter why it is cancelled"),
        ({"state": "done"}, "Choose how it is going from the list"),
        ({"forecast_on": "next week"}, "Enter a date such as 17 July 2026"),
        ({"state": "complete", "completed_on": "1 November 2026"}, "still to come"),
    ],
)
def test_an_update_with_mistakes_is_shown_again_with_what_was_typed(admin, changes, words):
    milestone = MilestoneFactory()
    sent = update_words(milestone, **changes)
    text = admin.post(address("milestone-update", milestone.ref), sent).content.decode()
    assert words in text
    assert "Permission given.</textarea>" in text
    assert f'value="{sent["forecast_on"]}"' in text
    assert not Event.objects.exists()


def test_complete_needs_no_per_cent(admin):
    milestone = MilestoneFactory()
    words = update_words(milestone, state="complete", percent_complete="", forecast_on="")
    admin.post(address("milestone-update", milestone.ref), words)
    milestone.refresh_from_db()
    assert (milestone.state, milestone.percent_complete, milestone.completed_on) == (
        "complete",
        100,
        date(2026, 10, 14),
    )


def test_two_people_updating_one_milestone_both_texts_are_shown_and_neither_is_lost(admin):
    milestone = MilestoneFactory()
    url = address("milestone-update", milestone.ref)
    first, second = update_words(milestone, narrative="First text"), update_words(milestone, narrative="Second text")
    admin.post(url, first)
    answer = admin.post(url, second)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Somebody else saved this" in text
    assert "Saved by somebody else while you had this open" in text
    assert "<p>First text</p>" in text
    assert "Second text</textarea>" in text
    assert Milestone.objects.get().narrative == "First text"
    version = re.search(r'name="version" value="(\d+)"', text)[1]
    assert admin.post(url, {**second, "version": version}).status_code == 302
    assert Milestone.objects.get().narrative == "Second text"
    assert Event.objects.filter(action="updated").count() == 2


@pytest.mark.parametrize("kind", ["plan", "objective"])
def test_two_people_changing_one_thing_both_texts_are_shown_and_neither_is_lost(admin, kind):
    if kind == "plan":
        words = plan_words(version=1)
        thing = PlanFactory(ref=words["ref"], title="Homes plan")
    else:
        thing = ObjectiveFactory(title="Build homes")
        words = {"kind": "outcome", "ref": thing.ref, "owner": thing.owner_id, "version": 1}
    url = address(f"{kind}-edit", thing.ref)
    admin.post(url, {**words, "title": "First words"})
    second = {**words, "title": "Second words"}
    text = admin.post(url, second).content.decode()
    assert "Saved by somebody else while you had this open" in text
    assert "<p>First words</p>" in text
    assert 'value="Second words"' in text
    thing.refresh_from_db()
    assert thing.title == "First words"
    version = re.search(r'name="version" value="(\d+)"', text)[1]
    assert admin.post(url, {**second, "version": version}).status_code == 302
    thing.refresh_from_db()
    assert thing.title == "Second words"
    assert Event.objects.filter(action="changed").count() == 2


def test_a_milestone_is_added_and_its_due_date_moved_with_a_reason(admin):
    objective = ObjectiveFactory()
    words = {
        "ref": "M1",
        "title": "Open the centre",
        "owner": objective.owner_id,
        "starts_on": "1 April 2026",
        "due_on": "31 December 2026",
    }
    admin.post(address("milestone-create", objective.ref), words)
    assert "already in use" in admin.post(address("milestone-create", objective.ref), words).content.decode()
    url = address("milestone-edit", "M1")
    later = {**words, "due_on": "31 January 2027", "version": 1}
    assert "Enter why the due date moves" in admin.post(url, later).content.decode()
    backwards = admin.post(url, {**words, "due_on": "1 March 2026", "version": 1, "why": "x"}).content.decode()
    assert "must be on or after the day work starts" in backwards
    admin.post(url, {**later, "why": "Contractor late"})
    assert "now 31 days later" in page(admin, address("milestone-detail", "M1"))
    stale = admin.post(url, {**later, "due_on": "28 February 2027", "why": "Later still"}).content.decode()
    assert "Somebody else saved this" in stale
    assert "Later still</textarea>" in stale
    assert "<p>31 January 2027</p>" in stale


def test_milestones_are_found_by_concern_service_state_and_words(admin):
    overdue = MilestoneFactory(title="Overdue one", due_on=date(2026, 10, 1), percent_complete=99, state="in_progress")
    behind = MilestoneFactory(title="Behind one", percent_complete=1, state="in_progress")
    url = address("milestone-list")

    def found(**filters):
        text = page(admin, url, **filters)
        return {milestone for milestone in (overdue, behind) if milestone.title in text}

    assert found() == {overdue, behind}
    assert found(concern="overdue") == {overdue}
    assert found(concern="off_track") == {behind}
    assert found(concern="due_soon") == set()
    assert found(unit=behind.objective.plan.unit_id) == {behind}
    assert found(state="complete") == set()
    assert found(q="behind") == {behind}
    assert found(q=overdue.ref) == {overdue}
    assert found(concern="nonsense") == {overdue, behind}
    assert "1 of 2 milestones" in page(admin, url, concern="overdue")
    text = page(admin, url, sort="-title")
    assert text.index("Overdue one") < text.index("Behind one")


def test_a_list_of_more_than_a_hundred_has_pages(admin):
    objective, owner = ObjectiveFactory(), PostFactory()
    Milestone.objects.bulk_create(
        MilestoneFactory.build(objective=objective, owner=owner, ref=f"Z{n:03}", title=f"Step {n:03}")
        for n in range(150)
    )
    first = page(admin, address("milestone-list"), q="Step")
    assert "Step 099" in first
    assert "Step 100" not in first
    assert "?q=Step&amp;page=2" in first
    assert "Step 149" in page(admin, address("milestone-list"), q="Step", page=2)
    assert "Step 149" in page(admin, address("milestone-list"), page=99)


# Statements


def statements(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_pages_make_as_many_statements_for_few_rows_as_for_many(admin):
    plan = PlanFactory()
    objective = ObjectiveFactory(plan=plan)

    def more(number):
        for _ in range(number):
            child = ObjectiveFactory(plan=plan, kind="task")
            LinkFactory(child=child, parent=objective)
            MilestoneFactory(objective=child)
            MilestoneFactory(objective=objective)
            LinkFactory(child=objective, parent=ObjectiveFactory(), is_primary=False)
            LevelFactory(name=f"Level {Level.objects.count()}")
            AppointmentFactory()

    more(2)
    urls = [
        *(address(name) for name in LISTS),
        plan.get_absolute_url(),
        objective.get_absolute_url(),
        Milestone.objects.first().get_absolute_url(),
        address("objective-links", objective.ref),
        address("plan-edit", plan.ref),
    ]
    few = [statements(admin, url) for url in urls]
    more(12)
    assert [statements(admin, url) for url in urls] == few
    assert Appointment.objects.count() > 12
