"""Private plans of earlier versions become reviews: nothing is lost, and the trail keeps marks for their words."""

from datetime import UTC, date, datetime
from importlib import import_module
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts import audit
from accounts.actors import SYSTEM
from accounts.audit_check import check_trail
from accounts.models import Appointment, Event
from edr.models import Review, ReviewObjective
from plans.models import Link, Milestone, Objective, Plan
from plans.periods import Frequency, containing
from reporting.models import Report
from tests.conftest import NOW
from tests.factories import (
    AppointmentFactory,
    IndicatorFactory,
    LevelFactory,
    LinkFactory,
    MilestoneFactory,
    ObjectiveFactory,
    PlanFactory,
    PostFactory,
    UserFactory,
)
from tests.factories.reporting import ReportFactory

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
YEAR = containing(date(2026, 10, 14), Frequency.YEAR)
WORD = "SECRETWORD"


def move():
    import_module("edr.migrations.0002_private_plans").move_private_plans(apps, None)


def private_plan(post, **fields):
    about = {"title": f"{WORD} of a plan", "purpose": f"{WORD} of a purpose", "starts_on": date(2026, 4, 1)}
    return PlanFactory(
        level=LevelFactory(name="Individual EDR plan", is_private=True), owner=post, unit=post.unit,
        ends_on=date(2027, 3, 31), **{**about, **fields},
    )  # fmt: skip


@pytest.fixture
def post():
    return AppointmentFactory(post__title="Officer").post


@pytest.fixture
def objective(post):
    """An objective of a private plan with all that can belong to it, and its trail."""
    plan = private_plan(post)
    above = ObjectiveFactory(ref="SP1", title="Quick answers", plan__title="Service plan")
    made = ObjectiveFactory(
        plan=plan, ref="EDR-O1", title=f"{WORD} of an objective", description=f"{WORD} of a description", owner=post
    )
    LinkFactory(child=made, parent=above)
    LinkFactory(child=made, parent=ObjectiveFactory(ref="SP2", title="Second"), is_primary=False)
    LinkFactory(child=ObjectiveFactory(ref="SP3", title="Beneath"), parent=made)
    MilestoneFactory(
        objective=made, ref="EDR-M1", title=f"{WORD} of a step", narrative=f"{WORD} of a narrative", owner=post,
        due_on=date(2026, 12, 1),
    )  # fmt: skip
    IndicatorFactory(ref="HS01", name="Days to answer").contributions.create(objective=made, made_on=date(2026, 4, 1))
    for thing in (plan, made, made.milestones.get()):
        audit.record(
            by=SYSTEM, at=NOW, action="changed", thing=thing, changes={"title": ("x", f"{WORD} told")}, why=WORD
        )
    audit.record(by=SYSTEM, at=NOW, action="changed", thing=above, changes={"title": ("a", "b")})
    return made


def test_everything_that_a_plan_said_stands_in_a_review_of_who_holds_its_post(post, objective):
    move()
    review = Review.objects.get()
    assert (review.person, review.post, review.year) == (post.appointments.get().user, post, YEAR)
    for words in (f"{WORD} of a plan", f"{WORD} of a purpose", "1 April 2026 to 31 March 2027"):
        assert words in review.notes
    made = ReviewObjective.objects.get()
    assert (made.title, made.measure, made.due_on) == (
        f"{WORD} of an objective", "HS01 Days to answer", date(2026, 12, 1),
    )  # fmt: skip
    assert (made.serves.ref, made.serves_words) == ("SP1", "SP1 Quick answers, Service plan")
    for words in (
        f"{WORD} of a description", "EDR-O1", "Also contributes to SP2 Second", "Served by SP3 Beneath",
        f"Step EDR-M1 {WORD} of a step", f"{WORD} of a narrative",
    ):  # fmt: skip
        assert words in made.about


def test_nothing_of_it_is_left_among_plans_and_everything_else_stands(post, objective):
    others = Objective.objects.exclude(pk=objective.pk).count()
    move()
    assert not Plan.objects.filter(level__is_private=True).exists()
    assert Objective.objects.count() == others
    assert not Milestone.objects.exists()
    assert not Link.objects.exists()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if not table.startswith("edr_"):
                cursor.execute(f'SELECT * FROM "{table}"')
                assert WORD not in str(cursor.fetchall()), table


def test_the_trail_keeps_a_mark_for_each_event_and_is_found_whole(post, objective):
    before = Event.objects.count()
    move()
    checked = check_trail()
    assert checked.problems == []
    assert (checked.erased, checked.events) == (3, before + 3)
    assert set(Event.objects.filter(action="erased words of").values_list("by_name", flat=True)) == {"The system"}
    assert Event.objects.filter(thing_type="plans.objective", changes={"title": ["a", "b"]}).count() == 1


def test_a_second_time_nothing_happens(post, objective):
    move()
    events = Event.objects.count()
    move()
    assert (Review.objects.count(), ReviewObjective.objects.count(), Event.objects.count()) == (1, 1, events)


def test_two_plans_of_a_year_become_one_review(post):
    for ref in ("EDR-A", "EDR-B"):
        ObjectiveFactory(plan=private_plan(post, ref=ref), owner=post, title=f"Of {ref}")
    ObjectiveFactory(plan=private_plan(post, ref="EDR-C", starts_on=date(2025, 4, 1)), owner=post)
    move()
    this, before = Review.objects.order_by("-year")
    assert list(this.objectives.order_by("position").values_list("title", "position")) == [
        ("Of EDR-A", 1), ("Of EDR-B", 2),
    ]  # fmt: skip
    assert "EDR-A" in this.notes
    assert "EDR-B" in this.notes
    assert before.year == YEAR.previous()


def test_where_nobody_holds_the_post_it_goes_to_who_held_it_last(post):
    Appointment.objects.filter(post=post).update(ends_on=date(2022, 3, 31))
    last = AppointmentFactory(post=post, starts_on=date(2022, 4, 1), ends_on=date(2023, 3, 31)).user
    AppointmentFactory(post=post, is_deputy=True)
    private_plan(post)
    move()
    assert Review.objects.get().person == last


def test_a_plan_of_a_post_that_nobody_ever_held_stays_as_it_is():
    plan = private_plan(PostFactory())
    ObjectiveFactory(plan=plan)
    move()
    assert list(Plan.objects.filter(level__is_private=True)) == [plan]
    assert not Review.objects.exists()


def test_a_plan_on_which_something_rests_stays_whole(post, objective):
    from scrutiny.models import Remit
    from tests.factories import UnitFactory

    Remit.objects.create(committee=UnitFactory(kind="committee"), priority=objective)
    events = Event.objects.count()
    move()
    assert (Plan.objects.filter(level__is_private=True).count(), Milestone.objects.count()) == (1, 1)
    assert (Review.objects.count(), Event.objects.count()) == (0, events)


@pytest.mark.django_db(transaction=True)
def test_it_runs_as_a_migration():
    """With the models as they were then."""
    executor = MigrationExecutor(connection)
    executor.migrate([("edr", "0001_initial")])
    post = AppointmentFactory(starts_on=date(2020, 4, 1)).post
    plan = private_plan(post)
    MilestoneFactory(objective=ObjectiveFactory(plan=plan, title=WORD, owner=post), owner=post)
    audit.record(by=SYSTEM, at=datetime(2026, 10, 14, 9, tzinfo=UTC), action="created", thing=plan)
    executor = MigrationExecutor(connection)
    executor.migrate([("edr", "0002_private_plans")])
    assert ReviewObjective.objects.get().title == WORD
    assert not Plan.objects.exists()
    assert (check_trail().problems, check_trail().erased) == ([], 1)


def test_released_files_that_name_what_was_moved_are_listed_without_a_word_of_it(post, objective):
    told = {"said": f"Of {objective.title}"}
    released = ReportFactory(title="Service monitoring", document=told)
    ReportFactory(cycle=released.cycle, title="Another", document={"said": "Nothing"}, subject_id=2)
    Report._base_manager.update(state="released", released_at=NOW, released_by=UserFactory())
    ReportFactory(cycle=released.cycle, title="A draft", document=told, subject_id=3)
    move()
    said = StringIO()
    call_command("list_files_with_private_words", stdout=said)
    assert said.getvalue().splitlines() == [
        f"Report {released.pk}, Service monitoring: 1 private title",
        "1 file among those released, of 2 titles.",
    ]
    assert WORD not in said.getvalue()
