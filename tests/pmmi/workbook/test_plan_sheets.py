"""The golden thread by workbook: made, corrected, refused, taken back."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.actors import Actor
from accounts.models import Event, Notice
from indicators.models import ImportState
from plans.changes.reviews import withdraw_plan
from plans.changes.sections import CORE_QUESTIONS
from plans.models import Level, Link, Milestone, MilestoneWait, Objective, Plan, PlanReview, Tag
from pmmi.workbook.filling import workbook_xlsx, workbook_zip
from pmmi.workbook.sheets import SHEETS
from tests.factories import (
    LevelFactory,
    LinkFactory,
    MilestoneFactory,
    ObjectiveFactory,
    PlanFactory,
    PostFactory,
    TagFactory,
    UnitFactory,
)
from tests.pmmi.workbook.books import AT, TODAY, applied, planned, problems, row_counts, taken_back
from tests.pmmi.workbook.threads import AIM, LEVELS, LINK, MILESTONE, OBJECTIVE, PLAN, SERVICE, WHOLE

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]


def test_a_thread_is_made_as_the_screens_make_it(stored: Actor) -> None:
    plan, draft = Plan.objects.get(ref="CP"), Plan.objects.get(ref="SP")
    assert (plan.state, plan.approved_on, draft.state, draft.approved_on) == (
        "approved",
        date(2026, 3, 1),
        "draft",
        None,
    )
    objective = Objective.objects.get(ref="SP1")
    assert [tag.name for tag in objective.tags.all()] == ["Learning"]
    link = Link.objects.get()
    assert (link.child, str(link.parent), link.is_primary, link.made_on) == (
        objective, "CP1 Clean streets", True, TODAY,
    )  # fmt: skip
    milestone = Milestone.objects.get(ref="SP1-M1")
    assert (milestone.first_due_on, milestone.weight, milestone.updated_at) == (date(2026, 10, 31), Decimal(1), AT)
    assert str(MilestoneWait.objects.get()) == "SP1-M2 Bins bought waits for SP1-M1 Bins bought"
    assert Level.objects.get(name="Service plan").questions.count() == len(CORE_QUESTIONS)
    assert Level.objects.get(name="Corporate plan").questions.count() == 0
    event = Event.objects.get(action="imported", thing_type="plans.link")
    assert event.changes["parent"] == [None, "CP1"]
    assert not Notice.objects.exists()  # of what a set-up gives nobody is told
    assert planned(WHOLE).counts == {"new": 0, "changed": 0, "unchanged": 12, "refused": 0}


@pytest.mark.parametrize("is_xlsx", [True, False])
def test_what_is_stored_comes_out_and_in_unchanged(stored: Actor, is_xlsx: bool) -> None:
    objective = Objective.objects.get(ref="SP1")
    other = TagFactory(name="Learning")  # as one of another group is called
    objective.tags.add(other)
    ObjectiveFactory(plan=objective.plan, merged_into=objective, basis="statutory", basis_why="The Act.")
    PlanFactory(level=objective.plan.level, follows=objective.plan, state="closed", is_model=True)
    MilestoneFactory(
        objective=objective, state="complete", percent_complete=100, completed_on=TODAY, weight=Decimal("0.25"),
        first_due_on=date(2026, 9, 1), narrative="One\r\nand two ",
    )  # fmt: skip
    content = workbook_xlsx(SHEETS, at=AT, is_filled=True) if is_xlsx else workbook_zip(SHEETS, is_filled=True)
    plan = planned(content, "w.xlsx" if is_xlsx else "w.zip")
    assert {row.sheet.title for row in plan.useful} == set()
    assert (plan.counts["new"], plan.counts["changed"], plan.counts["refused"]) == (0, 0, 0)
    assert plan.counts["unchanged"] >= 15


def test_a_change_is_written_and_recorded(stored: Actor) -> None:
    owner = PostFactory(title="Director")
    applied(stored, {"Objectives": [{**OBJECTIVE, "Owner": "Director", "Title": "Cleaner streets", "Tags": ""}]})
    objective = Objective.objects.get(ref="SP1")
    assert (objective.owner, objective.title, objective.version, objective.tags.count()) == (
        owner, "Cleaner streets", 2, 0,
    )  # fmt: skip
    event = Event.objects.get(action="changed", thing_type="plans.objective")
    assert event.changes == {
        "title": ["Clean streets", "Cleaner streets"],
        "owner": ["Head", "Director"],
        "tags": ["Learning", None],
    }
    assert not Notice.objects.exists()


def test_tags_alone_move_the_version_too(stored: Actor) -> None:
    """So that who has the objective open does not put back what it carried."""
    applied(stored, {"Objectives": [{**OBJECTIVE, "Tags": ""}]})
    assert Objective.objects.get(ref="SP1").version == 2


def test_a_due_date_that_moves_counts_as_slip(stored: Actor) -> None:
    applied(stored, {"Milestones": [{**MILESTONE, "Due on": "30 November 2026", "State": "In progress"}]})
    milestone = Milestone.objects.get(ref="SP1-M1")
    assert (milestone.first_due_on, milestone.due_on, milestone.state) == (
        date(2026, 10, 31), date(2026, 11, 30), "in_progress",
    )  # fmt: skip
    assert milestone.updated_at == AT


def test_levels_and_primary_links_change_places_and_back(stored: Actor) -> None:
    applied(stored, {"Objectives": [{**AIM, "Reference": "CP2"}]})
    before = workbook_zip(SHEETS, is_filled=True)
    moved = {"Levels": [{**LEVELS[0], "Position": "2"}, {**LEVELS[1], "Position": "1"}]}
    new = {"Links": [{**LINK, "Primary": "No"}, {**LINK, "Contributes to": "CP2", "Primary": "Yes"}]}
    links = applied(stored, new)
    assert links.state == ImportState.APPLIED, links.reason
    turned = applied(stored, {"Links": [{**new["Links"][1], "Primary": "No"}, {**LINK, "Primary": "Yes"}]})
    assert turned.state == ImportState.APPLIED, turned.reason
    assert Link.objects.get(is_primary=True).parent.ref == "CP1"
    levels = applied(stored, moved)
    assert levels.state == ImportState.APPLIED, levels.reason
    assert list(Level.objects.order_by("position").values_list("name", "position")) == [
        ("Service plan", 1), ("Corporate plan", 2),
    ]  # fmt: skip
    for batch in (levels, turned, links):
        assert taken_back(stored, batch).state == ImportState.UNDONE, batch.reason
    assert workbook_zip(SHEETS, is_filled=True) == before


def test_a_new_primary_link_takes_the_place_of_the_one_before(stored: Actor) -> None:
    before = Link.objects.values().get()
    sheets = {"Objectives": [{**AIM, "Reference": "CP2"}], "Links": [{**LINK, "Contributes to": "CP2"}]}
    batch = applied(stored, sheets)
    assert batch.state == ImportState.APPLIED, batch.reason
    assert Link.objects.get().parent.ref == "CP2"
    assert Event.objects.filter(thing_type="plans.link").latest("pk").changes["parent"] == ["CP1", "CP2"]
    assert planned(sheets).counts["unchanged"] == 2
    other = applied(stored, {"Links": [{**LINK, "Primary": "No"}]})
    turned = applied(stored, {"Links": [{**LINK, "Primary": "Yes"}]})
    assert Link.objects.get().parent.ref == "CP1", turned.reason
    for each in (turned, other, batch):
        assert taken_back(stored, each).state == ImportState.UNDONE, each.reason
    assert Link.objects.values().get() == before


OTHER = {"Objective": "SP1", "Contributes to": "CP2", "Primary": "No"}


def test_a_link_is_taken_away_by_its_row(stored: Actor) -> None:
    applied(stored, {"Objectives": [{**AIM, "Reference": "CP2"}], "Links": [OTHER]})
    before = Link.objects.get(is_primary=False)
    gone = {"Links": [{**OTHER, "Primary": "", "Linked": "No"}]}
    (row,) = planned(gone).rows
    assert (row.name, row.outcome, row.before, row.after, row.target_after) == (
        "SP1 CP2", "changed", "", "Linked: Yes", "Linked: No",
    )  # fmt: skip
    batch = applied(stored, gone)
    assert batch.state == ImportState.APPLIED, batch.reason
    assert Link.objects.get().parent.ref == "CP1"
    event = Event.objects.get(action="removed", thing_type="plans.link")
    assert (event.page_type, event.thing_name) == ("plans.objective", str(before))
    assert event.changes["parent"] == ["CP2", None]
    assert planned(gone).counts == {"new": 0, "changed": 0, "unchanged": 1, "refused": 0}
    assert taken_back(stored, batch).state == ImportState.UNDONE, batch.reason
    assert Link.objects.get(is_primary=False) == before
    assert Event.objects.get(action="took back").changes == {"Link put back": [None, "1"]}


def test_what_takes_the_place_of_a_link_may_stand_beside_its_going(stored: Actor) -> None:
    """The primary one, and one that would go round in a circle otherwise."""
    applied(stored, {"Objectives": [{**OBJECTIVE, "Reference": "SP2"}], "Links": [{**LINK, "Contributes to": "SP2"}]})
    turned = {"Objective": "SP2", "Contributes to": "SP1"}
    gone = {**LINK, "Contributes to": "SP2", "Linked": "No"}
    assert "so it would go round in a circle" in problems({"Links": [turned]})[0]
    batch = applied(stored, {"Links": [turned, gone, LINK]})
    assert batch.state == ImportState.APPLIED, batch.reason
    assert {(each.child.ref, each.parent.ref, each.is_primary) for each in Link.objects.all()} == {
        ("SP2", "SP1", True), ("SP1", "CP1", True),
    }  # fmt: skip


def test_a_link_of_a_closed_plan_stays(stored: Actor) -> None:
    Plan.objects.filter(ref="SP").update(state="closed", approved_on=TODAY)
    assert problems({"Links": [{**LINK, "Linked": "No"}]}) == [
        "Links, cell C2 (Linked) changes a plan that is closed. It is kept. Reopen it first."
    ]


def test_a_link_that_was_made_again_since_is_not_put_back(stored: Actor) -> None:
    batch = applied(stored, {"Links": [{**LINK, "Linked": "No"}]})
    again = LinkFactory(child=Objective.objects.get(ref="SP1"), parent=Objective.objects.get(ref="CP1"))
    batch = taken_back(stored, batch)
    assert (batch.state, Link.objects.get()) == (ImportState.APPLIED, again)
    assert "Something has taken the place of what it took away." in batch.reason


def test_it_is_taken_back_whole(by: Actor) -> None:
    before = row_counts()
    follower = {**SERVICE, "Reference": "SP-27", "Started from": "SP", "State": "Submitted"}
    batch = applied(by, {**WHOLE, "Plans": [*WHOLE["Plans"], follower]})
    assert batch.state == ImportState.APPLIED, batch.reason
    assert Plan.objects.get(ref="SP-27").follows == Plan.objects.get(ref="SP")
    batch = taken_back(by, batch)
    assert batch.state == ImportState.UNDONE, batch.reason
    assert row_counts() == before


@pytest.mark.parametrize(("state", "outcome"), [("Submitted", "waiting"), ("Signed off", "signed_off")])
def test_a_plan_in_review_has_its_round(stored: Actor, state: str, outcome: str) -> None:
    """Without one nobody could decide on it."""
    applied(stored, {"Plans": [{**SERVICE, "Reference": "SP-27", "State": state}]})
    plan = Plan.objects.get(ref="SP-27")
    review = plan.reviews.get()
    assert (review.outcome, review.number, review.submitted_at) == (outcome, 1, AT)
    if outcome == "waiting":
        withdraw_plan(by=stored, at=AT, plan=plan)
        assert PlanReview.objects.get().outcome == "withdrawn"


def test_a_blank_cell_says_nothing_of_what_has_its_own_way(stored: Actor) -> None:
    assert planned({"Plans": [{**PLAN, "State": "", "Approved on": ""}]}).counts["unchanged"] == 1
    assert problems({"Plans": [{**PLAN, "State": "Closed"}]}) == [
        "Plans, cell H2 (State) is “Approved” here: it is changed on its own page."
    ]
    assert problems({"Objectives": [{**OBJECTIVE, "Plan": "CP"}]}) == [
        "Objectives, cell B2 (Plan) is “SP” here: an objective stays in its plan."
    ]


def test_what_was_told_of_a_plan_moves_with_it(stored: Actor) -> None:
    unit, plan = UnitFactory(name="Waste"), Plan.objects.get(ref="SP")
    objective = plan.objectives.get()
    for about, key in (("plan", plan.pk), ("objective", objective.pk)):
        Notice.objects.create(to=stored.user, at=AT, about=about, about_id=key, unit=plan.unit, words="It.", path="/")
    applied(stored, {"Plans": [{**SERVICE, "Unit": "Waste"}]})
    assert set(Notice.objects.values_list("unit", flat=True)) == {unit.pk}


def test_nothing_private_is_on_a_sheet(stored: Actor) -> None:
    level = LevelFactory(name="Individual plan", is_private=True, position=9)
    plan = PlanFactory(level=level, ref="EDR-1", title="Of one person")
    own = ObjectiveFactory(plan=plan, ref="EDR-1.1", title="To learn")
    LinkFactory(child=own, parent=Objective.objects.get(ref="SP1"))
    MilestoneFactory(objective=own, ref="EDR-M")
    written = workbook_zip(SHEETS, is_filled=True)
    stored_rows = [str(each) for sheet in SHEETS for each in sheet.stored()]
    assert not [each for each in stored_rows if "EDR" in each or "Individual" in each or "To learn" in each]
    assert planned(written).counts["refused"] == 0
    assert problems(
        {
            "Levels": [{"Name": "Individual plan", "Position": "9"}],
            "Plans": [{**PLAN, "Reference": "EDR-1"}],
            "Objectives": [{**AIM, "Reference": "EDR-1.1"}],
        }
    ) == [
        "Levels, cell A2 (Name) is in use here already, for what no workbook holds. Choose another.",
        "Plans, cell A2 (Reference) is in use here already, for what no workbook holds. Choose another.",
        "Objectives, cell A2 (Reference) is in use here already, for what no workbook holds. Choose another.",
    ]


@pytest.mark.parametrize("state", ["closed", "submitted"])
def test_what_is_closed_or_in_review_stays_as_it_is(stored: Actor, state: str) -> None:
    Plan.objects.filter(ref="SP").update(state=state, approved_on=TODAY)
    done = {**MILESTONE, "State": "In progress"}
    said = (
        "It is kept. Reopen it first." if state == "closed" else "It waits for its reviewer. Take it back to change it."
    )
    assert problems(
        {
            "Plans": [
                {"Title": "Another", **{name: SERVICE[name] for name in SERVICE if name not in ("Title", "State")}}
            ],
            "Objectives": [{**OBJECTIVE, "Title": "Another"}, {**OBJECTIVE, "Reference": "SP9"}],
            "Milestones": [{**MILESTONE, "Title": "Another"}],
        }
    ) == [
        f"Plans, cell A2 (Title) changes a plan that is {state}. {said}",
        f"Objectives, cell D2 (Title) changes a plan that is {state}. {said}",
        f"Objectives, cell A3 (Reference) changes a plan that is {state}. {said}",
        f"Milestones, cell C2 (Title) changes a plan that is {state}. {said}",
    ]
    assert bool(problems({"Milestones": [done]})) is (state == "closed")  # how it goes is told while it is reviewed
    assert planned({name: WHOLE[name] for name in ("Objectives", "Links", "Milestones")}).counts["refused"] == 0


def test_what_has_ended_is_given_nothing_but_may_be_brought_along(stored: Actor) -> None:
    PostFactory(title="Former head", ends_on=date(2026, 9, 30))
    Level.objects.filter(name="Corporate plan").update(in_use=False)
    assert problems({"Objectives": [{**OBJECTIVE, "Owner": "Former head"}]}) == [
        "Objectives, cell E2 (Owner) has ended. Choose one that still stands."
    ]
    assert problems({"Plans": [{**PLAN, "Reference": "X"}]}) == [
        "Plans, cell C2 (Level) is out of use. Choose another level, or put it back in use first."
    ]
    brought = {
        "Posts": [{"Post": "Past head", "Unit": "Exampleshire", "Role": "Employee", "Ends on": "1 May 2020"}],
        "Levels": [{"Name": "Old plan", "Position": "7", "In use": "No"}],
        "Plans": [{**PLAN, "Reference": "X", "Level": "Old plan", "Owner": "Past head", "State": "Closed"}],
    }
    assert problems(brought) == []


def test_links_of_what_is_worked_on_no_longer_are_refused(stored: Actor) -> None:
    Objective.objects.create(
        ref="CP0", plan=Plan.objects.get(ref="CP"), kind="priority", owner=PostFactory(),
        merged_into=Objective.objects.get(ref="CP1"),
    )  # fmt: skip
    assert problems({"Links": [{**LINK, "Contributes to": "CP0", "Primary": "No"}]}) == [
        "Links, cell B2 (Contributes to) is worked on no longer: it was merged, or its plan is closed. Choose another."
    ]


def test_tags_of_one_name_are_told_apart_by_their_group(stored: Actor) -> None:
    other = TagFactory(name="Learning", group__name="EFQM")
    assert "several tags are called that" in problems({"Objectives": [{**OBJECTIVE, "Tags": "Learning"}]})[0]
    applied(stored, {"Objectives": [{**OBJECTIVE, "Tags": "EFQM: Learning"}]})
    assert list(Tag.objects.filter(objectives__ref="SP1")) == [other]
