"""A whole golden thread from a file: what each row becomes, what refuses it, and that all of it is there afterwards."""

import csv
import io
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Event
from accounts.roles import Role
from indicators.imports import jobs
from indicators.imports.batches import Upload
from indicators.imports.hierarchy.columns import HEADINGS
from indicators.imports.hierarchy.plan import plan_plans, read_plans
from indicators.imports.reading import receive
from indicators.imports.workbook import Problem
from indicators.models import Contribution, Indicator
from plans.models import Link, Milestone, Objective, Plan
from plans.queries.thread import load_thread
from plans.thread import Health, health
from tests.factories import LevelFactory, ObjectiveFactory, PlanFactory, UnitFactory, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_are_read_here"), pytest.mark.real_clock]
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
PUBLISHED = Path(__file__).with_name("plan_hierarchy.csv")
LEVELS = ("Community strategy", "Corporate plan", "Departmental service plan", "Divisional plan")
INDICATORS = ("indicator", "key_result_indicator")
CORPORATE = {"id": "CP", "level": "corporate_plan", "title": "Corporate Plan", "period": "2023-2027"}
PRIORITY = {"id": "P1", "level": "priority", "title": "A healthy place", "parent_id": "CP"}


@pytest.fixture(autouse=True)
def _council():
    UnitFactory(name="Exampleshire", kind="council")
    for position, name in enumerate(LEVELS, 1):
        LevelFactory(name=name, position=position)


@pytest.fixture
def by():
    return sign_in(Role.ADMINISTRATOR)[1]


def file_of(*rows):
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, HEADINGS)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def previewed(*rows):
    return plan_plans(read_plans(file_of(*rows), "plans.csv"), "plans.csv", today=AT.date())


def problems(*rows):
    return {row.ref: list(row.problems) for row in previewed(*rows).rows if row.problems}


def imported(by, content, **decision):
    batch = receive(
        by=by, at=AT, upload=Upload(filename="plans.csv", content=content, kind="plans"), wake=lambda _: None
    )
    jobs.request_import(by=by, at=AT, batch=batch, wake=lambda _: None, **decision)
    assert jobs.perform_import(batch_id=batch.pk, clock=lambda: AT)
    batch.refresh_from_db()
    return batch


@pytest.mark.sweep
class TestThePublishedHierarchies:
    """Halton's and Bracknell Forest's, as they were published: the counts are made from the file, by this test."""

    @pytest.fixture
    def rows(self):
        with PUBLISHED.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    @pytest.fixture
    def _imported(self, by):
        imported(by, PUBLISHED.read_bytes())

    @pytest.mark.usefixtures("_imported")
    def test_every_row_is_there_once_beneath_what_it_names(self, rows):
        kept = [row for row in rows if row["level"] != "personal_plan"]
        actions = {row["id"] for row in kept if row["level"] == "action"}
        measures = {row["ref"] for row in kept if row["level"] in INDICATORS}
        nodes = {row["id"]: row for row in kept if row["id"] not in actions and row["ref"] not in measures}
        assert set(Objective.objects.values_list("ref", flat=True)) == set(nodes)
        assert set(Milestone.objects.values_list("ref", flat=True)) == actions
        assert set(Indicator.objects.values_list("ref", flat=True)) == measures
        links = {(row["id"], row["parent_id"]) for row in nodes.values() if row["parent_id"]}
        assert set(Link.objects.values_list("child__ref", "parent__ref")) == links
        serving = {(row["ref"], row["parent_id"]) for row in kept if row["ref"] in measures}
        assert set(Contribution.objects.values_list("indicator__ref", "objective__ref")) == serving
        assert set(Objective.objects.values_list("ref", "title")) == {(ref, row["title"]) for ref, row in nodes.items()}

    @pytest.mark.usefixtures("_imported")
    def test_the_health_of_the_thread_is_what_a_count_of_the_file_says(self, rows):
        measured = {row["parent_id"] for row in rows if row["level"] in INDICATORS}
        beneath = {row["parent_id"] for row in rows if row["level"] not in ("action", *INDICATORS)}
        found = Counter(each.health for each in health(load_thread(), measures=_measures()))
        priorities = [row for row in rows if row["level"] in ("priority", "theme") or not row["parent_id"]]
        barren = [row for row in priorities if row["id"] not in beneath]
        assert found[Health.NOTHING_BENEATH] == len(barren)
        outcomes = [row for row in rows if row["level"] == "goal" and row["id"] not in measured]
        assert found[Health.OUTCOME_NO_MEASURE] == len(outcomes)
        plain = ("priority", "theme", "area_of_focus", "department", "goal", "action", "indicator")
        no_objectives = (*plain, "key_result_indicator", "personal_plan")
        objectives = [row for row in rows if row["parent_id"] and row["level"] not in no_objectives]
        assert found[Health.NO_MEASURE] == len([row for row in objectives if row["id"] not in measured])
        tops = [row for row in rows if not row["parent_id"]]
        strategies = [row for row in tops if row["level"] == "community_strategy"]
        assert found[Health.NO_LINK] == len(tops) - len(strategies)
        assert found[Health.MANY_LINKS] == found[Health.RETROFITTED] == 0

    @pytest.mark.usefixtures("_imported")
    def test_plans_have_their_level_years_and_unit(self):
        plan = Plan.objects.select_related("level", "unit", "owner").get(ref="HAL-SP1")
        assert (plan.level.name, plan.state, plan.starts_on, plan.ends_on) == (
            "Departmental service plan", "draft", date(2008, 4, 1), date(2009, 3, 31),
        )  # fmt: skip
        assert (plan.unit.name, plan.owner.title) == ("Halton", "Chief executive")
        action = Milestone.objects.get(ref="BF19-A2.01.01")
        assert (action.percent_complete, action.due_on, action.state) == (88, date(2024, 3, 31), "in_progress")
        assert "Published as" in action.narrative

    def test_the_personal_plan_is_left_out_and_said(self, by):
        batch = imported(by, PUBLISHED.read_bytes())
        assert any("HAL-PDP" in note and "private" in note for note in batch.summary["notes"])
        assert not Objective.objects.filter(ref="HAL-PDP").exists()

    def test_the_same_file_again_has_nothing_to_do(self, by):
        imported(by, PUBLISHED.read_bytes())
        plan = plan_plans(read_plans(PUBLISHED.read_bytes(), "p.csv"), "p.csv", today=AT.date())
        assert plan.counts == {"new": 0, "changed": 0, "unchanged": 72, "refused": 0}

    def test_all_of_it_is_in_the_trail_with_its_line(self, by):
        imported(by, PUBLISHED.read_bytes())
        made = Event.objects.filter(thing_type__in=["plans.plan", "plans.objective", "plans.milestone"])
        assert made.count() == Plan.objects.count() + Objective.objects.count() + Milestone.objects.count()
        assert Event.objects.get(thing_type="plans.plan", thing_name__startswith="Halton community").source == (
            "import plans.csv, line 2"
        )


def _measures():
    return Counter(Contribution.objects.values_list("objective", flat=True))


class TestRows:
    def test_what_stands_beneath_comes_after_what_it_stands_beneath_whatever_the_order(self, by):
        imported(by, file_of({**PRIORITY, "id": "P2", "parent_id": "P1"}, PRIORITY, CORPORATE))
        assert set(Link.objects.values_list("child__ref", "parent__ref")) == {("P2", "P1"), ("P1", "CP")}

    def test_a_row_can_stand_beneath_what_is_stored(self, by):
        above = ObjectiveFactory(ref="S1")
        imported(by, file_of({**CORPORATE, "parent_id": "S1"}))
        assert Link.objects.get().parent == above

    def test_a_directorate_is_made_once_with_a_post_that_answers(self, by):
        imported(by, file_of({**CORPORATE, "directorate": "Place"}, PRIORITY))
        plan = Plan.objects.select_related("unit", "owner").get()
        assert (plan.unit.name, plan.owner.title) == ("Place", "Head of Place")
        said = previewed({**CORPORATE, "id": "CP2", "directorate": "People"}).makes[-1]
        assert said == "Makes People. Makes the post, vacant: Head of People, People."
        assert Objective.objects.get(ref="P1").owner == plan.owner

    def test_a_stored_measure_is_linked_and_not_made_again(self, by):
        imported(by, file_of(CORPORATE, PRIORITY, {**PRIORITY, "id": "M1", "level": "indicator", "parent_id": "P1"}))
        imported(by, file_of({**PRIORITY, "id": "M1", "level": "indicator", "parent_id": "CP"}))
        assert Indicator.objects.count() == 1
        assert Contribution.objects.count() == 2

    def test_a_completed_action_is_at_one_hundred_with_a_day_that_has_come(self, by):
        action = {"id": "A1", "level": "action", "title": "Do it", "parent_id": "P1", "due_date": "31/03/2027"}
        imported(by, file_of(CORPORATE, PRIORITY, {**action, "stage": "Completed"}))
        done = Milestone.objects.get()
        assert (done.state, done.percent_complete, done.completed_on) == ("complete", 100, AT.date())


class TestRefused:
    """Each with its line, the column and what to do; and what stands beneath it with it."""

    @pytest.mark.parametrize(
        ("row", "words"),
        [
            ({"id": ""}, "id: is empty"),
            ({"id": "has space"}, "cannot be a reference"),
            ({"id": "X" * 21}, "at most 20 characters"),
            ({"id": "EXAMPLE-P1"}, "template’s example"),
            ({"title": ""}, "title: is empty"),
            ({"title": "x" * 301}, "at most 300 are kept"),
            ({"level": "wish"}, "is none of your levels"),
            ({"parent_id": ""}, "Only a plan can stand at the top"),
            ({"parent_id": "NOWHERE"}, "is no id in the file, and no objective here"),
            ({"level": "action"}, "due_date: “” is not a day"),
            ({"level": "action", "due_date": "31/02/2027"}, "is not a day"),
            ({"level": "action", "due_date": "31/03/2022"}, "is before its plan begins"),
            ({"level": "action", "due_date": "31/03/2027", "percent_complete": "101"}, "from 0 to 100"),
            ({"level": "action", "due_date": "31/03/2027", "stage": "Dreamt of"}, "is not one of"),
            (
                {"level": "action", "due_date": "31/03/2027", "stage": "Completed", "percent_complete": "40"},
                "a completed action is at 100",
            ),
            ({"level": "service_plan", "period": "2027-2023"}, "is not the years of a plan"),
            ({"level": "service_plan", "period": "2026/28"}, "is not the years of a plan"),
        ],
    )
    def test_a_row_says_what_is_wrong(self, row, words):
        found = problems(CORPORATE, {**PRIORITY, **row})
        assert words in " ".join(found[row.get("id", "P1")])

    def test_a_plan_at_the_top_needs_years(self):
        assert "period: is empty" in problems({**CORPORATE, "period": ""})["CP"][0]

    def test_a_circle_is_named_and_what_hangs_on_it_refused(self):
        found = problems(
            CORPORATE, {**PRIORITY, "parent_id": "P2"}, {**PRIORITY, "id": "P2", "parent_id": "P1"},
            {**PRIORITY, "id": "P3", "parent_id": "P2"},
        )  # fmt: skip
        assert "round in a circle: P1, P2, P1" in found["P1"][0]
        assert "round in a circle: P2, P1, P2" in found["P2"][0]
        assert "is refused" in found["P3"][0]

    def test_an_id_that_is_there_twice(self):
        rows = previewed(CORPORATE, PRIORITY, {**PRIORITY, "title": "Another"}).rows
        assert [row.outcome for row in rows] == ["new", "new", "refused"]
        assert "is on line 3 already" in rows[2].problems[0]

    def test_nothing_stands_beneath_a_milestone(self):
        action = {"id": "A1", "level": "action", "title": "Do it", "parent_id": "P1", "due_date": "31/03/2027"}
        found = problems(CORPORATE, PRIORITY, action, {**PRIORITY, "id": "P2", "parent_id": "A1"})
        assert "is a milestone, so nothing can stand beneath it" in found["P2"][0]

    def test_a_stored_reference_with_other_words(self):
        ObjectiveFactory(ref="P1", title="Another thing")
        assert "is “Another thing” here" in problems(CORPORATE, PRIORITY)["P1"][0]

    def test_a_closed_plan_takes_nothing_more(self):
        ObjectiveFactory(ref="OLD", plan=PlanFactory(state="closed", approved_on=date(2020, 3, 1)))
        assert "in a plan that is closed" in problems({**CORPORATE, "parent_id": "OLD"})["CP"][0]

    def test_cells_that_cannot_be_read_refuse_their_row_or_the_file(self):
        table = read_plans(file_of(CORPORATE, PRIORITY), "plans.csv")
        told = [Problem(line, "title", None, "#REF!", "is an error of the spreadsheet.") for line in (3, None)]
        broken = replace(table, problems=told, problem_count=5)
        rows = plan_plans(broken, "plans.csv", today=AT.date()).rows
        assert [(row.line, row.outcome) for row in rows] == [(2, "new"), (3, "refused"), (0, "refused")]
        assert rows[1].problems == ("title: is an error of the spreadsheet.",)
        assert rows[2].problems[1] == "There are 3 more cells that cannot be read. Correct these first."

    def test_a_private_level_is_not_taken(self):
        LevelFactory(name="Team promises", position=9, is_private=True)
        assert "private to one person" in problems({**CORPORATE, "level": "Team promises"})["CP"][0]


def test_a_large_thread_is_planned_in_as_many_statements(django_assert_max_num_queries):
    many = [{**PRIORITY, "id": f"P{number}", "title": f"Priority {number}"} for number in range(600)]
    table = read_plans(file_of(CORPORATE, *many), "plans.csv")
    with django_assert_max_num_queries(8):
        assert plan_plans(table, "plans.csv", today=AT.date()).counts["new"] == 601


class TestTheCommand:
    def run(self, path, *options):
        out = io.StringIO()
        call_command("import_file", "plans", str(path), *options, stdout=out)
        return out.getvalue()

    def test_it_writes_what_the_page_would(self):
        said = self.run(PUBLISHED)
        assert "71 new, 0 changed, 1 unchanged, 0 refused rows." in said
        assert "Left out: HAL-PDP." in said
        assert Objective.objects.filter(ref="HAL-P1").exists()

    def test_a_dry_run_writes_nothing(self):
        assert "This was a dry run: nothing was written." in self.run(PUBLISHED, "--dry-run")
        assert not Plan.objects.exists()

    def test_what_is_refused_is_named_and_stops_everything(self, tmp_path):
        path = tmp_path / "plans.csv"
        path.write_bytes(file_of(CORPORATE, {**PRIORITY, "parent_id": "NOWHERE"}))
        with pytest.raises(CommandError, match="Nothing was written"):
            self.run(path)
        assert not Plan.objects.exists()
        assert "Line 3: refused. parent_id: “NOWHERE” is no id in the file" in self.run(path, "--skip-refused")
        assert Plan.objects.get().ref == "CP"
