"""A return from opened to locked: each move, each refused move, conflicts, deadlines in London time (C7, A8, G2)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actors import SYSTEM, Actor, actor_for
from accounts.models import Event
from accounts.roles import Permission, Role
from foundation.dates import end_of_day
from foundation.refusals import ChangeRefused, Conflict
from indicators.changes.figures import FiguresRefused, propose_revision, save_figures
from indicators.changes.returns import (
    approve_figures,
    lock_return,
    open_return,
    reopen_return,
    send_back,
    submit_return,
    withdraw,
)
from indicators.judging.figure_entry import FigureEntry
from indicators.models import Observation, Return
from indicators.queries.deadlines import ReturnDates, closed_because, is_late
from indicators.queries.returns import due_periods
from indicators.workflow import MOVES, FigureState, Move
from plans.periods import parse_label
from tests.factories import (
    AppointmentFactory,
    IndicatorFactory,
    ObservationFactory,
    ReturnFactory,
    UnitFactory,
    UserFactory,
    period_target,
)
from tests.factories.indicators import Q2
from tests.indicators.returns.saving import save_figure

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
DATES = ReturnDates(
    opens_at=datetime(2026, 9, 30, 23, 0, tzinfo=UTC),
    due_at=end_of_day(date(2026, 10, 20)),
    grace_ends_at=end_of_day(date(2026, 10, 22)),
    approval_due_at=end_of_day(date(2026, 10, 27)),
    locks_at=end_of_day(date(2026, 11, 3)),
)
GREEN = FigureEntry(value=Decimal(95))


def person(**names: str) -> Actor:
    return Actor(user=UserFactory(**names))


def due_figure(state: str = "due", **fields: object) -> Observation:
    """A figure of an open return with a target of 90."""
    service = UnitFactory()
    indicator = IndicatorFactory(service=service)
    period_target(indicator, Q2, 90)
    values = {"value": Decimal(95)} if state in ("submitted", "approved", "sent_back", "draft") else {"value": None}
    return ObservationFactory(
        indicator=indicator,
        in_return=ReturnFactory(service=service),
        state=state,
        approved_at=None,
        **{**values, **fields},
    )


def test_open_return_owes_one_figure_for_each_measure_and_data_period():
    service = UnitFactory()
    IndicatorFactory(service=service, ref="Q")
    IndicatorFactory(service=service, ref="M", frequency="M")
    IndicatorFactory(service=service, ref="Y", frequency="Y")
    IndicatorFactory(service=service, ref="H", frequency="H", lag=1)
    IndicatorFactory(ref="elsewhere")

    opened = open_return(by=SYSTEM, at=AT, service=service, period=Q2, dates=DATES)

    owed = opened.figures.order_by("indicator__ref", "period").values_list("indicator__ref", "period", "state")
    assert [(ref, period.label, state) for ref, period, state in owed] == [
        ("H", "2025/26 H2", "due"),
        ("M", "July 2026", "due"),
        ("M", "August 2026", "due"),
        ("M", "September 2026", "due"),
        ("Q", "2026/27 Q2", "due"),
    ]
    event = Event.objects.get()
    assert (event.action, event.by_name) == ("opened", "The system")
    assert "M July 2026" in event.changes["figures"][1]


def test_open_return_twice_doubles_nothing_and_records_nothing():
    service = UnitFactory()
    IndicatorFactory(service=service)
    first = open_return(by=SYSTEM, at=AT, service=service, period=Q2, dates=DATES)
    second = open_return(by=SYSTEM, at=AT, service=service, period=Q2, dates=DATES)
    assert (first.pk, Observation.objects.count(), Event.objects.count()) == (second.pk, 1, 1)


def test_open_return_attaches_what_was_imported_and_adds_what_became_due():
    imported = ObservationFactory()
    service = imported.indicator.service
    opened = open_return(by=SYSTEM, at=AT, service=service, period=Q2, dates=DATES)
    imported.refresh_from_db()
    assert (imported.in_return, imported.state) == (opened, "approved")
    IndicatorFactory(service=service, ref="new")
    open_return(by=SYSTEM, at=AT, service=service, period=Q2, dates=DATES)
    assert Observation.objects.count() == 2
    assert Event.objects.count() == 2


@pytest.mark.parametrize("measures", [2, 20])
def test_open_return_makes_the_same_number_of_statements_for_any_number_of_measures(measures):
    service = UnitFactory()
    IndicatorFactory.create_batch(measures, service=service)
    with CaptureQueriesContext(connection) as queries:
        open_return(by=SYSTEM, at=AT, service=service, period=Q2, dates=DATES)
    assert len(queries) <= 17


@pytest.mark.parametrize(
    ("frequency", "basis", "lag", "report", "expected"),
    [
        ("Q", "F", 0, "2026/27 Q2", ["2026/27 Q2"]),
        ("Q", "F", 1, "2026/27 Q2", ["2026/27 Q1"]),
        ("M", "F", 1, "2026/27 Q2", ["June 2026", "July 2026", "August 2026"]),
        ("Y", "F", 0, "2026/27 Q4", ["2026/27"]),
        ("Y", "F", 0, "2026/27 Q3", []),
        ("Y", "A", 0, "2026/27 Q2", ["2025/26 (academic)"]),
        ("Y", "C", 0, "2026/27 Q3", ["2026"]),
        ("H", "F", 0, "2026/27 Q2", ["2026/27 H1"]),
        ("H", "F", 0, "2026/27 Q1", []),
        ("Q", "A", 0, "2026/27 Q2", ["2025/26 Q4 (academic)"]),
    ],
)
def test_due_periods(frequency, basis, lag, report, expected):
    indicator = IndicatorFactory.build(service=None, owner=None, frequency=frequency, year_basis=basis, lag=lag)
    assert [period.label for period in due_periods(indicator, parse_label(report))] == expected


def test_due_periods_leave_out_what_was_not_collected():
    starts = IndicatorFactory.build(service=None, owner=None, frequency="M", starts_on=date(2026, 8, 10))
    ended = IndicatorFactory.build(service=None, owner=None, frequency="M", ends_on=date(2026, 7, 31))
    assert [period.label for period in due_periods(starts, Q2)] == ["August 2026", "September 2026"]
    assert [period.label for period in due_periods(ended, Q2)] == ["July 2026"]


def save(observation, entry=GREEN, *, by=None, at=AT, version=None):
    return save_figure(
        by=by or person(), at=at, observation=observation, version=version or observation.version, entry=entry
    )


def test_save_figure_records_who_from_and_to_in_one_event():
    observation, officer = due_figure(), person(name="Ola Officer")
    saved = save(observation, replace(GREEN, happened="More visits."), by=officer)
    assert (saved.state, saved.value, saved.version, saved.entered_by) == ("draft", 95, 2, officer.user)
    assert saved.commentary.happened == "More visits."
    event = Event.objects.get()
    assert (event.action, event.by_name, event.page_id) == ("saved", "Ola Officer", str(observation.indicator_id))
    assert event.changes == {
        "state": ["To enter", "Draft"],
        "value": [None, "95"],
        "What happened": ["", "More visits."],
    }


def test_save_figure_again_with_the_same_text_changes_nothing_whatever_the_version():
    observation = due_figure()
    save(observation)
    again = save(observation)
    assert (again.version, Event.objects.count()) == (2, 1)


def test_save_figure_of_two_people_shows_the_second_what_the_first_saved():
    observation = due_figure()
    save(observation, FigureEntry(value=Decimal(88), why="Staff shortage"), by=person(name="Ann"))
    with pytest.raises(Conflict) as conflict:
        save(observation, FigureEntry(value=Decimal(91)), by=person(name="Bob"))
    assert (conflict.value.stored.value, conflict.value.stored.commentary.why) == (88, "Staff shortage")
    assert conflict.value.stored.entered_by.name == "Ann"
    assert Observation.objects.get().value == 88
    assert Event.objects.count() == 1


def test_save_figures_saves_all_or_none():
    one = due_figure()
    two = ObservationFactory(indicator__service=one.in_return.service, in_return=one.in_return, state="approved")
    with pytest.raises(FiguresRefused) as refusal:
        save_figures(by=person(), at=AT, entries={one.pk: (1, GREEN), two.pk: (1, GREEN)})
    assert set(refusal.value.problems) == {two.pk}
    assert Observation.objects.get(pk=one.pk).state == "due"
    assert not Event.objects.exists()


def test_save_figure_works_the_value_out_from_its_parts():
    observation = due_figure()
    indicator = observation.indicator
    indicator.has_parts, indicator.numerator, indicator.denominator = True, "answered", "calls"
    indicator.save()
    saved = save(observation, FigureEntry(numerator=Decimal(1), denominator=Decimal(3)))
    assert saved.value == Decimal("33.3333333333")
    nothing = save(saved, FigureEntry(numerator=Decimal(0), denominator=Decimal(0)))
    assert (nothing.value, nothing.absence) == (None, "not_applicable")
    with pytest.raises(ChangeRefused, match="cannot be worked out"):
        save(nothing, FigureEntry(numerator=Decimal(4), denominator=Decimal(0)))


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (FigureEntry(absence="not_available"), "say why there is no figure"),
        (FigureEntry(value=Decimal(1), absence="withheld", absence_reason="few"), "Keep one of them"),
        (FigureEntry(value=Decimal(1), judgement="red"), "why you judge"),
    ],
)
def test_save_figure_refuses_an_entry_that_contradicts_itself(entry, message):
    with pytest.raises(ChangeRefused, match=f"(?i){message}"):
        save(due_figure(), entry)


def test_save_figure_of_a_zero_is_a_value_and_emptying_it_is_not():
    observation = due_figure()
    saved = save(observation, FigureEntry(value=Decimal(0)))
    assert saved.value == 0
    emptied = save(saved, FigureEntry())
    assert (emptied.value, emptied.state) == (None, "draft")


def do(move: Move, observation: Observation) -> None:
    """Make one move the way the product does."""
    by, in_return = person(), observation.in_return
    match move:
        case Move.SAVE:
            save(observation, FigureEntry(value=Decimal(97)))
        case Move.SUBMIT:
            submit_return(by=by, at=AT, in_return=in_return, observation_ids=[observation.pk])
        case Move.WITHDRAW:
            withdraw(by=by, at=AT, observation=observation)
        case Move.APPROVE:
            approve_figures(by=by, at=AT, in_return=in_return, observation_ids=[observation.pk])
        case Move.SEND_BACK:
            send_back(by=by, at=AT, observation=observation, note="Check the total")
        case Move.LOCK:
            lock_return(by=SYSTEM, at=AT, in_return=in_return)
        case Move.REOPEN:
            Return.objects.update(locked_at=AT)
            reopen_return(by=by, at=AT, in_return=in_return, until=end_of_day(date(2026, 11, 20)), reason="Late data")
        case Move.SUPERSEDE:
            proposal = propose_revision(
                by=by, at=AT, observation=observation, entry=FigureEntry(value=Decimal(96)), reason="Audit"
            )
            approve_figures(by=person(), at=AT, in_return=in_return, observation_ids=[proposal.pk])


# A figure already handed in is passed over, so that a retry is harmless; a lock or reopening takes what fits.
_HARMLESS = {
    (FigureState.SUBMITTED, Move.SUBMIT),
    (FigureState.APPROVED, Move.SUBMIT),
    (FigureState.APPROVED, Move.APPROVE),
    *((state, move) for state in FigureState for move in (Move.LOCK, Move.REOPEN)),
}


@pytest.mark.parametrize("move", list(Move))
@pytest.mark.parametrize("state", list(FigureState))
def test_every_move_of_every_state(state, move):
    observation = due_figure(state.value)
    expected = MOVES.get((state, move))
    if expected is None and (state, move) not in _HARMLESS:
        with pytest.raises(ChangeRefused):
            do(move, observation)
    else:
        do(move, observation)
    observation.refresh_from_db()
    assert observation.state == (expected or state)


def test_a_move_is_recorded_once_and_moves_the_version_on():
    observation = due_figure("submitted", entered_by=UserFactory())
    do(Move.SEND_BACK, observation)
    event = Event.objects.get()
    assert (event.action, event.why) == ("sent back", "Check the total")
    assert event.changes == {"state": ["Waiting for approval", "Sent back"]}
    observation.refresh_from_db()
    assert (observation.version, observation.note_back) == (2, "Check the total")


def test_submit_return_takes_what_is_ready_or_nothing():
    ready = due_figure("draft")
    red = ObservationFactory(indicator__service=ready.in_return.service, in_return=ready.in_return, state="draft")
    period_target(red.indicator, Q2, 200)
    with pytest.raises(FiguresRefused) as refusal:
        submit_return(by=person(), at=AT, in_return=ready.in_return)
    (lines,) = refusal.value.problems.values()
    assert set(refusal.value.problems) == {red.pk}
    assert "off target" in lines[0]
    assert "Still empty: What happened, Why, What we are doing about it, By whom, By when." in lines[0]
    assert set(Observation.objects.values_list("state", flat=True)) == {"draft"}
    assert not Event.objects.exists()


def test_submit_return_twice_submits_once():
    observation = due_figure("draft")
    first = submit_return(by=person(), at=AT, in_return=observation.in_return)
    again = submit_return(by=person(), at=AT, in_return=observation.in_return, observation_ids=[observation.pk])
    assert (first.submitted, first.already, again.submitted, again.already) == (1, 0, 0, 1)
    assert Event.objects.count() == 1


def test_submit_return_leaves_what_is_still_due():
    draft = due_figure("draft")
    due = ObservationFactory(
        indicator__service=draft.in_return.service, in_return=draft.in_return, state="due", value=None
    )
    assert submit_return(by=person(), at=AT, in_return=draft.in_return).submitted == 1
    due.refresh_from_db()
    assert due.state == "due"


def test_submit_return_asks_for_the_reason_of_a_warning():
    observation = due_figure("draft", value=Decimal(950))
    with pytest.raises(FiguresRefused, match="ten times the target or more"):
        submit_return(by=person(), at=AT, in_return=observation.in_return)
    save(observation, FigureEntry(value=Decimal(950), warning_reason="Counted in another way"))
    assert submit_return(by=person(), at=AT, in_return=observation.in_return).submitted == 1


def test_submit_return_refuses_a_running_total_that_fell():
    observation = due_figure("draft", value=Decimal(80))
    observation.indicator.counting = "cumulative"
    observation.indicator.save()
    ObservationFactory(indicator=observation.indicator, period=Q2.previous(), value=Decimal(85))
    with pytest.raises(FiguresRefused, match="running total"):
        submit_return(by=person(), at=AT, in_return=observation.in_return)


def test_submit_return_refuses_what_somebody_changed_meanwhile():
    observation = due_figure("draft")
    with pytest.raises(FiguresRefused, match="changed after you opened"):
        submit_return(
            by=person(), at=AT, in_return=observation.in_return, observation_ids=[observation.pk],
            versions={observation.pk: 7},
        )  # fmt: skip


def test_submit_return_refuses_a_figure_of_another_return():
    one, other = due_figure("draft"), due_figure("draft")
    with pytest.raises(ChangeRefused, match="does not belong to this return"):
        submit_return(by=person(), at=AT, in_return=one.in_return, observation_ids=[other.pk])


def test_approve_figures_never_by_who_entered_or_submitted_them():
    observation, officer, colleague = due_figure(), person(), person()
    save(observation, by=officer)
    observation.refresh_from_db()
    save(observation, replace(GREEN, evidence="System report"), by=colleague)
    submit_return(by=person(), at=AT, in_return=observation.in_return)
    for own in (officer, colleague):
        with pytest.raises(FiguresRefused, match="yourself"):
            approve_figures(by=own, at=AT, in_return=observation.in_return, observation_ids=[observation.pk])
    assert approve_figures(by=person(), at=AT, in_return=observation.in_return, observation_ids=[observation.pk]) == 1


def test_approve_figures_of_a_deputy_says_on_whose_behalf():
    observation = due_figure("submitted")
    service = observation.in_return.service
    appointment = AppointmentFactory(
        post__role=Role.APPROVER, post__unit=service, post__title="Head of Waste", is_deputy=True
    )
    deputy = actor_for(appointment.user, today=AT.date()).using(Permission.FIGURE_APPROVE, service.pk)
    approve_figures(by=deputy, at=AT, in_return=observation.in_return, observation_ids=[observation.pk])
    assert Event.objects.get().on_behalf_of == "Head of Waste"
    observation.refresh_from_db()
    assert (observation.approved_by, observation.approved_at) == (appointment.user, AT)


def test_propose_revision_stands_only_once_approved():
    original = due_figure("approved")
    save_words = FigureEntry(value=Decimal(93))
    proposal = propose_revision(by=person(), at=AT, observation=original, entry=save_words, reason="Late invoices")
    original.refresh_from_db()
    assert (proposal.revision, proposal.is_current, proposal.state) == (2, False, "submitted")
    assert (original.value, original.is_current) == (95, True)
    with pytest.raises(ChangeRefused, match="already waits"):
        propose_revision(by=person(), at=AT, observation=original, entry=save_words, reason="Again")

    approve_figures(by=person(), at=AT, in_return=original.in_return, observation_ids=[proposal.pk])

    original.refresh_from_db()
    proposal.refresh_from_db()
    assert (original.state, original.is_current, original.value) == ("superseded", False, 95)
    assert (proposal.state, proposal.is_current, proposal.standing) == ("approved", True, "revised")
    assert [event.action for event in Event.objects.order_by("pk")] == [
        "proposed a revision of", "superseded", "approved",
    ]  # fmt: skip


def test_a_revision_came_in_when_the_figure_did_that_it_revises():
    original = due_figure("approved", submitted_at=AT)
    later = AT + timedelta(days=60)
    proposal = propose_revision(
        by=person(), at=later, observation=original, entry=FigureEntry(value=Decimal(93)), reason="Late invoices"
    )
    assert proposal.submitted_at == AT
    withdraw(by=person(), at=later, observation=proposal)
    submit_return(by=person(), at=later, in_return=original.in_return, observation_ids=[proposal.pk])
    proposal.refresh_from_db()
    assert (proposal.state, proposal.submitted_at) == ("submitted", AT)


def test_migrating_tells_when_the_revisions_that_are_there_came_in():
    original = due_figure("superseded", value=95, submitted_at=AT, is_current=False)
    fields = {"indicator": original.indicator, "value": 93, "revision": 2, "revision_reason": "Late invoices"}
    revision = ObservationFactory(submitted_at=AT + timedelta(days=60), **fields)
    other = ObservationFactory(submitted_at=AT + timedelta(days=1))
    import_module("indicators.migrations.0002_when_a_figure_came_in").keep_first(apps, None)
    assert [Observation.objects.get(pk=row.pk).submitted_at for row in (original, revision, other)] == [
        AT, AT, AT + timedelta(days=1),
    ]  # fmt: skip


def test_propose_revision_copies_the_words_and_needs_a_reason_and_a_difference():
    original = due_figure()
    save(original, replace(GREEN, happened="A dry summer"))
    Observation.objects.update(state="approved")
    with pytest.raises(ChangeRefused, match="Say why"):
        propose_revision(by=person(), at=AT, observation=original, entry=FigureEntry(value=Decimal(9)), reason=" ")
    with pytest.raises(ChangeRefused, match="Nothing differs"):
        propose_revision(by=person(), at=AT, observation=original, entry=GREEN, reason="Recount")
    proposal = propose_revision(
        by=person(), at=AT, observation=original, entry=FigureEntry(value=Decimal(92)), reason="Recount"
    )
    assert proposal.commentary.happened == "A dry summer"


def test_propose_revision_again_after_it_was_sent_back_changes_the_same_proposal():
    original = due_figure("approved")
    first = propose_revision(
        by=person(), at=AT, observation=original, entry=FigureEntry(value=Decimal(93)), reason="Audit"
    )
    send_back(by=person(), at=AT, observation=first, note="Which invoices?")
    second = propose_revision(
        by=person(), at=AT, observation=original, entry=FigureEntry(value=Decimal(94)), reason="Audit of May"
    )
    assert (second.pk, second.value, second.state, second.note_back) == (first.pk, 94, "submitted", "")


def test_lock_return_makes_missing_what_was_never_entered_and_leaves_drafts():
    due = due_figure()
    draft = ObservationFactory(indicator__service=due.in_return.service, in_return=due.in_return, state="draft")
    lock_return(by=SYSTEM, at=AT, in_return=due.in_return)
    lock_return(by=SYSTEM, at=AT + timedelta(days=1), in_return=due.in_return)
    due.refresh_from_db()
    draft.refresh_from_db()
    assert (due.state, draft.state, Return.objects.get().locked_at) == ("missing", "draft", AT)
    assert [event.action for event in Event.objects.order_by("pk")] == ["locked", "locked"]


def test_reopen_return_is_a_dated_exception_with_a_reason():
    due = due_figure()
    lock_return(by=SYSTEM, at=AT, in_return=due.in_return)
    until = end_of_day(date(2026, 11, 20))
    with pytest.raises(ChangeRefused, match="Say why"):
        reopen_return(by=person(), at=AT, in_return=due.in_return, until=until, reason="")
    with pytest.raises(ChangeRefused, match="after today"):
        reopen_return(by=person(), at=AT, in_return=due.in_return, until=AT, reason="Late data")
    reopened = reopen_return(by=person(), at=AT, in_return=due.in_return, until=until, reason="Late data")
    due.refresh_from_db()
    assert due.state == "due"
    assert closed_because(reopened, at=until) == ""
    assert "locked on" in closed_because(reopened, at=until + timedelta(microseconds=1))


def test_deadlines_are_the_last_moment_of_the_day_in_london():
    """Midnight on 31 March means 23:59:59 in London, which is 22:59:59 by UTC: the clocks have gone forward."""
    year_end = end_of_day(date(2027, 3, 31))
    in_return = ReturnFactory(
        period=parse_label("2026/27 Q4"), opens_at=datetime(2027, 3, 1, tzinfo=UTC), due_at=year_end,
        grace_ends_at=year_end, approval_due_at=year_end, locks_at=year_end,
    )  # fmt: skip
    last_second = datetime(2027, 3, 31, 22, 59, 59, tzinfo=UTC)
    midnight = datetime(2027, 3, 31, 23, 0, tzinfo=UTC)
    assert not is_late(in_return, at=last_second)
    assert closed_because(in_return, at=last_second) == ""
    assert is_late(in_return, at=midnight)
    assert closed_because(in_return, at=midnight) == (
        "this return was locked on 31 March 2027. Ask the performance team to reopen it."
    )
    observation = ObservationFactory(in_return=in_return, state="due", value=None)
    save(observation, at=last_second)
    with pytest.raises(ChangeRefused, match="locked"):
        save(observation, FigureEntry(value=Decimal(1)), version=2, at=midnight)


def test_a_return_that_is_not_open_yet_cannot_be_typed_into():
    observation = due_figure()
    with pytest.raises(ChangeRefused, match="opens on 1 October 2026"):
        save(observation, at=datetime(2026, 9, 30, 12, tzinfo=UTC))
