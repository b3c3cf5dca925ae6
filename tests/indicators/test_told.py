"""Who is told of figures, targets and definitions, in which words, and why."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from accounts.actors import SYSTEM, Actor
from accounts.models import Notice, Watch
from indicators.changes.definitions import add_break, create_indicator, edit_indicator, retire_indicator
from indicators.changes.returns import approve_figures, reopen_return, send_back
from indicators.changes.targets import TargetValues, set_target
from indicators.imports.figures.apply import apply_import
from indicators.imports.figures.plan import plan_import
from indicators.models import Indicator, Observation
from plans.periods import containing
from tests.factories import (
    AppointmentFactory,
    IndicatorFactory,
    ObjectiveFactory,
    ObservationFactory,
    PostFactory,
    ReturnFactory,
    UnitFactory,
    UserFactory,
    acting_as,
    period_target,
)
from tests.factories.indicators import Q2

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)


@pytest.fixture
def measure() -> Indicator:
    unit = UnitFactory(name="Waste")
    posts = {
        name: AppointmentFactory(post=PostFactory(title=title, unit=unit, role=role), user__name=title).post
        for name, title, role in (
            ("owner", "Head of waste", "approver"),
            ("data_provider", "Waste officer", "data_officer"),
            ("approver", "Waste director", "director"),
        )
    }
    made = IndicatorFactory(ref="W1", name="Bins emptied", service=unit, **posts)
    period_target(made, Q2, 90)
    period_target(made, Q2.previous(), 90)
    return made


def watcher(name: str, **things: object) -> str:
    person = AppointmentFactory(post__role="councillor", user__name=name).user
    for kind, thing in things.items():
        Watch.objects.create(user=person, about=kind, about_id=thing.pk, since=AT)
    return name


def waiting(measure: Indicator, value: int = 95, **fields: object) -> Observation:
    in_return = ReturnFactory(service=measure.service)
    return ObservationFactory(
        indicator=measure, in_return=in_return, state="submitted", value=Decimal(value), approved_at=None, **fields
    )


def sign_off(figure: Observation) -> None:
    approve_figures(by=Actor(UserFactory()), at=AT, in_return=figure.in_return, observation_ids=[figure.pk])


def told() -> dict[str, tuple[str, str]]:
    """What each person was told, and why."""
    return {each.to.name: (each.words, each.because) for each in Notice.objects.select_related("to")}


AT_RISK = "“Bins emptied” is at risk: 2026/27 is expected to end on 50.0% against 90.0%."


class TestSignedOff:
    def test_a_status_that_changed_is_told_to_all_who_watch_something_of_it(self, measure):
        ObservationFactory(indicator=measure, period=Q2.previous(), value=Decimal(95))
        objective = ObjectiveFactory()
        measure.contributions.create(objective=objective, made_on=date(2026, 4, 1))
        watcher("Ann", measure=measure)
        watcher("Bo", service=measure.service)
        watcher("Cy", objective=objective)
        sign_off(waiting(measure, 50))
        words = "“Bins emptied”, 2026/27 Q2: 50.0% against 90.0%. Off target, on target before."
        assert told() == {
            "Ann": (words, "watch this measure"),
            "Bo": (words, "watch its service"),
            "Cy": (words, "watch an objective that it serves"),
            "Head of waste": (AT_RISK, "own this measure as Head of waste"),
        }

    def test_one_that_stays_is_told_to_who_watches_the_measure(self, measure):
        ObservationFactory(indicator=measure, period=Q2.previous(), value=Decimal(95))
        watcher("Ann", measure=measure)
        watcher("Bo", service=measure.service)
        sign_off(waiting(measure, 96))
        assert told() == {
            "Ann": ("“Bins emptied”, 2026/27 Q2: 96.0% against 90.0%. On target, as before.", "watch this measure")
        }

    def test_a_revision_of_an_earlier_figure_says_so(self, measure):
        watcher("Ann", measure=measure)
        earlier = ObservationFactory(indicator=measure, period=Q2.previous(3), value=Decimal(80))
        again = ObservationFactory(
            indicator=measure, period=Q2.previous(3), value=Decimal(81), revision=2, is_current=False,
            state="submitted", approved_at=None, revision_reason="A late batch.",
        )  # fmt: skip
        assert earlier.in_return is None
        approve_figures(by=Actor(UserFactory()), at=AT, in_return=None, observation_ids=[again.pk])
        words = f"“Bins emptied”: the figure for {Q2.previous(3).label} was revised. Why: A late batch."
        assert told() == {"Ann": (words, "watch this measure")}

    @pytest.mark.parametrize("size", [1, 12])
    def test_it_takes_the_same_statements_however_many_figures(self, size, django_assert_max_num_queries):
        service = UnitFactory()
        in_return = ReturnFactory(service=service)
        figures = []
        for _ in range(size):
            measure = IndicatorFactory(service=service)
            watcher("Ann", measure=measure)
            figures.append(
                ObservationFactory(
                    indicator=measure, in_return=in_return, state="submitted", value=Decimal(9), approved_at=None
                )
            )
        by = Actor(UserFactory())
        with django_assert_max_num_queries(30):
            approve_figures(by=by, at=AT, in_return=in_return, observation_ids=[each.pk for each in figures])
        assert Notice.objects.count() == size


def test_a_figure_that_was_sent_back_is_told_with_the_note_to_who_enters_it(measure):
    watcher("Ann", measure=measure)
    figure = waiting(measure, entered_by=acting_as("data_officer", unit=measure.service).user)
    send_back(by=Actor(UserFactory()), at=AT, observation=figure, note="Which depot?")
    words = "“Bins emptied”, 2026/27 Q2, was sent back: Which depot?"
    assert told() == {
        "Waste officer": (words, "provide its figures as Waste officer"),
        figure.entered_by.name: (words, "entered this figure"),
    }
    notice = Notice.objects.first()
    assert notice.path == f"/indicators/returns/{figure.in_return_id}/W1/{Q2.key}/"
    assert not notice.is_watched


def test_more_time_is_told_to_who_still_has_figures_to_enter_or_to_sign_off(measure):
    in_return = ReturnFactory(service=measure.service)
    ObservationFactory(indicator=measure, in_return=in_return, state="draft", approved_at=None)
    until = in_return.locks_at + timedelta(days=2)
    reopen_return(by=Actor(UserFactory()), at=AT, in_return=in_return, until=until, reason="A strike.")
    assert {name: why for name, (_, why) in told().items()} == {
        "Waste officer": "provide its figures as Waste officer",
        "Waste director": "sign off its figures as Waste director",
    }
    assert Notice.objects.first().words.endswith("for 2026/27 Q2: A strike.")


def test_a_target_is_told_to_its_posts_and_to_who_watches(measure):
    watcher("Ann", measure=measure)
    year = containing(date(2027, 5, 1), Q2.frequency).year
    set_target(by=SYSTEM, at=AT, indicator=measure, year=year, version=0, values=TargetValues(value=Decimal(92)))
    words = "The target of “Bins emptied” for 2027/28 was set: 92%."
    assert told()["Ann"] == (words, "watch this measure")
    assert told()["Head of waste"] == (words, "own this measure as Head of waste")
    assert len(told()) == 4


class TestSheet:
    def values(self, measure: Indicator, **changed: object) -> dict[str, object]:
        names = ("name", "owner", "data_provider", "approver", "service", "purpose")
        return {name: getattr(measure, name) for name in names} | changed

    def edit(self, measure: Indicator, **changed: object) -> None:
        edit_indicator(
            by=SYSTEM, at=AT, indicator=measure, version=measure.version, values=self.values(measure, **changed),
            sets=[], why="To be plain.",
        )  # fmt: skip

    def test_a_definition_that_changed_is_told(self, measure):
        watcher("Ann", measure=measure)
        self.edit(measure, purpose="Clean streets.")
        words = "The definition of “Bins emptied” was changed in why it matters. Why: To be plain."
        assert told()["Ann"] == (words, "watch this measure")

    def test_a_new_owner_is_told_that_it_is_theirs(self, measure):
        watcher("Ann", measure=measure)
        heir = AppointmentFactory(post__title="Head of streets", post__unit=measure.service, user__name="Heir").post
        self.edit(measure, owner=heir)
        assert told()["Heir"] == ("“Bins emptied” is given to Head of streets to own.", "are Head of streets")
        assert told()["Ann"] == ("“Bins emptied”: its owner is now Head of streets.", "watch this measure")
        assert "Head of waste" not in told()

    def test_what_was_told_of_it_moves_with_it(self, measure):
        self.edit(measure, purpose="Clean streets.")
        streets = UnitFactory()
        self.edit(Indicator.objects.get(), service=streets)
        assert set(Notice.objects.values_list("unit", flat=True)) == {streets.pk}

    def test_a_measure_that_ends_and_one_that_is_counted_anew(self, measure):
        watcher("Ann", measure=measure)
        add_break(by=SYSTEM, at=AT, indicator=measure, period=Q2, note="By weight.")
        assert told()["Ann"][0].endswith(
            "is counted anew from 2026/27 Q2 on, so no comparison crosses that: By weight."
        )
        retire_indicator(by=SYSTEM, at=AT, indicator=measure, version=1, ends_on=date(2027, 3, 31), why="No more bins.")
        assert Notice.objects.filter(words__contains="is retired after 31 March 2027. Why: No more bins.").exists()

    def test_a_new_measure_is_told_to_whom_it_is_given(self, measure):
        values = {field.name: getattr(measure, field.name) for field in Indicator._meta.concrete_fields}
        for name in ("id", "version", "ends_on", "successor", "expected_from"):
            del values[name]
        create_indicator(by=SYSTEM, at=AT, values={**values, "ref": "W2", "name": "Bins lost"})
        assert told()["Waste officer"][0] == "Waste officer is now to provide the figures of “Bins lost”."
        assert len(told()) == 3


def test_what_an_import_brings_is_told_in_one_notice_a_measure(measure):
    watcher("Ann", measure=measure)
    content = b"indicator_ref,indicator,period,actual\nW1,Bins emptied,2025/26 Q1,81\nW1,Bins emptied,2025/26 Q2,82\n"
    plan = plan_import(content, "old.csv", today=AT.date())
    by = acting_as("administrator")
    apply_import(by=by, at=AT, filename="old.csv", changes=plan.changes, as_imported="Published years ago.")
    assert told() == {"Ann": ("“Bins emptied”: 2 figures imported.", "watch this measure")}


def test_who_owns_a_measure_and_who_manages_them_are_told_when_a_figure_puts_its_target_at_risk(
    measure: Indicator,
) -> None:
    """Once: not again for a figure of an earlier period, and not while nothing is at risk."""
    boss = AppointmentFactory(post=PostFactory(title="Chief", role="director"), user__name="Chief").post
    measure.owner.reports_to = boss
    measure.owner.save()
    period_target(measure, Q2.next(2), 90)
    ObservationFactory(indicator=measure, period=Q2.previous(2), value=Decimal(95))
    first = ObservationFactory(indicator=measure, period=Q2.previous(), value=Decimal(95))
    sign_off(waiting(measure, value=70))
    words = "“Bins emptied” is at risk: 2026/27 is expected to end on 70.0% against 90.0%."
    assert told() == {
        "Head of waste": (words, "own this measure as Head of waste"),
        "Chief": (words, "manage its owner as Chief"),
    }
    assert set(Notice.objects.values_list("path", flat=True)) == {"/measures/W1/#outlook"}
    Notice.objects.all().delete()
    again = ObservationFactory(
        indicator=measure, period=first.period, revision=2, is_current=False, state="submitted", value=Decimal(94),
        revision_reason="Counted again", in_return=first.in_return,
    )  # fmt: skip
    approve_figures(by=Actor(UserFactory()), at=AT, in_return=None, observation_ids=[again.pk])
    assert told() == {}
