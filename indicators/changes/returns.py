"""A service's return from opened to locked: who hands in, who signs off. Each move is in ``workflow.MOVES``."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Case, F, Q, Value, When

from accounts import audit
from accounts.actors import Actor
from accounts.changes.news import tell
from accounts.models import Unit
from foundation.dates import day_words, london_day
from foundation.refusals import ChangeRefused
from foundation.words import capitalised
from indicators.changes import told
from indicators.changes.approval import CALCULATED, MADE, approve, follow, made_in
from indicators.changes.figures import FiguresRefused, locked
from indicators.judging.collection import with_service
from indicators.judging.figures_in_return import entered_figures
from indicators.models import Calculation, Indicator, Observation, Return
from indicators.queries.deadlines import ReturnDates, back_by, closed_to, late_after
from indicators.queries.formulas import calculated_pairs
from indicators.queries.hands import own_figures
from indicators.queries.readiness import not_ready
from indicators.queries.returns import due_periods
from indicators.rules.vocabulary import Standing
from indicators.rules.whole_year import is_whole_year
from indicators.workflow import HANDED_IN, STATES, FigureState, Move, MoveNotAllowed, next_state
from plans.periods import Period


@dataclass(frozen=True, slots=True)
class Submission:
    """How many figures were handed in now, and how many had been already."""

    submitted: int
    already: int


@transaction.atomic
def open_return(
    *,
    by: Actor,
    at: datetime,
    service: Unit,
    period: Period,
    dates: ReturnDates,
) -> Return:
    """The service's return for a report period, with one figure due for each measure and data period it owes.

    Figures that exist already (imported, say) are attached as they are. Opening again adds what has become due
    since and doubles nothing; the dates of a return that exists stay.
    """
    (in_return,), trail = open_returns(services=[service], period=period, dates=dates)
    audit.record_many(by=by, at=at, entries=trail)
    return in_return


def open_returns(
    *, services: Sequence[Unit], period: Period, dates: ReturnDates
) -> tuple[list[Return], list[audit.Entry]]:
    """The returns of several services, in their order, as ``open_return`` opens one; and what to record, last in the
    caller's transaction.
    """
    # In the order in which every change takes the rows of returns.
    list(Return.objects.select_for_update(no_key=True).filter(service__in=services, period=period).order_by("pk"))
    returns, trail = [], []
    for service in services:
        in_return, is_new = Return.objects.get_or_create(service=service, period=period, defaults=dates._asdict())
        added = _add_figures(in_return)
        if is_new or added:
            changes = {"figures": (None, ", ".join(added))}
            trail.append(audit.Entry(action="opened", thing=in_return, changes=changes))
        returns.append(in_return)
    return returns, trail


def _add_figures(in_return: Return) -> list[str]:
    """One figure due for each measure and data period owed that the return has not yet; what was added, in words.
    Nobody is asked for what is calculated.
    """
    service, period = in_return.service, in_return.period
    owed = {
        (indicator.pk, data_period): indicator
        for indicator in with_service(Indicator.objects.all(), period.end).filter(stood_in=service.pk).order_by("ref")
        for data_period in due_periods(indicator, period)
    }
    calculated = calculated_pairs(owed)
    owed = {key: indicator for key, indicator in owed.items() if key not in calculated}
    existing = {
        (row.indicator_id, row.period): row
        for row in Observation.objects.standing().filter(
            indicator__in={pk for pk, _ in owed}, period__in={data_period.key for _, data_period in owed}
        )
    }
    loose = [existing[key].pk for key in owed if key in existing and existing[key].in_return_id is None]
    Observation.objects.filter(pk__in=loose).update(in_return=in_return)
    missing = [key for key in owed if key not in existing]
    Observation.objects.bulk_create(
        Observation(indicator_id=pk, period=data_period, in_return=in_return) for pk, data_period in missing
    )
    added = [key for key in owed if key not in existing or existing[key].pk in loose]
    return [f"{owed[key].ref} {key[1].label}" for key in added]


@transaction.atomic
def lock_return(*, by: Actor, at: datetime, in_return: Return) -> Return:
    """Close the return to typing: what was never entered is missing, drafts stay and are reported late. Formulas that
    count gaps as nought wait for it no longer.

    Locking twice changes nothing. Raises ChangeRefused while a named exception holds it open.
    """
    in_return = Return.objects.select_for_update(no_key=True).get(pk=in_return.pk)
    if in_return.locked_at:
        return in_return
    if in_return.extended_to and at <= in_return.extended_to:
        raise ChangeRefused(f"This return stays open until {day_words(in_return.extended_to)} by exception.")
    due = _rows(in_return.figures.filter(state=FigureState.DUE, revision=1))
    in_return.locked_at = at
    in_return.save(update_fields=["locked_at"])
    trail = [audit.Entry(action="locked", thing=in_return, changes={"locked_at": (None, day_words(at))})]
    trail += _move(due, Move.LOCK)
    trail += follow(by=by, at=at, changed=[(row.indicator_id, row.period) for row in due])
    audit.record_many(by=by, at=at, entries=trail)
    return in_return


@transaction.atomic
def reopen_return(*, by: Actor, at: datetime, in_return: Return, until: datetime, reason: str) -> Return:
    """Give a service until a later moment, and unlock its return: a named, dated exception.

    What was missing is due again. Raises ChangeRefused without a reason, or for a moment that gives no more time.
    """
    in_return = Return.objects.select_for_update(no_key=True).get(pk=in_return.pk)
    if not reason.strip():
        raise ChangeRefused("Say why the return is reopened: the reason is kept with it.")
    if until <= at or until <= late_after(in_return):
        raise ChangeRefused("Choose a day after today and after the day from which figures are late.")
    before = in_return.extended_to
    missing = _rows(in_return.figures.filter(state=FigureState.MISSING))
    in_return.locked_at, in_return.extended_to, in_return.extension_reason = None, until, reason.strip()
    in_return.save(update_fields=["locked_at", "extended_to", "extension_reason"])
    changes = {"extended_to": (before and day_words(before), day_words(until))}
    trail = [audit.Entry(action="reopened", thing=in_return, changes=changes, why=reason.strip())]
    trail += _move(missing, Move.REOPEN)
    tell(by=by, at=at, news=[told.more_time(in_return, until=until, reason=reason.strip())])
    audit.record_many(by=by, at=at, entries=trail)
    return in_return


@transaction.atomic
def submit_return(
    *,
    by: Actor,
    at: datetime,
    in_return: Return,
    observation_ids: Iterable[int] | None = None,
    versions: Mapping[int, int] | None = None,
) -> Submission:
    """Hand figures in for approval: those named, or every draft and sent-back one. All or nothing.

    Figures already handed in are counted, not submitted again, so a retry is harmless. ``versions`` is what the
    officer saw; a figure that moved on since refuses the whole. Raises FiguresRefused with what stands against each
    figure (rules.md 15, 16), ChangeRefused when the return is closed.
    """
    rows = _named(in_return, observation_ids)
    already = [row for row in rows if row.state in HANDED_IN]
    named = observation_ids is not None
    todo = [row for row in rows if row not in already and (named or row.state not in ("due", "missing", "superseded"))]
    if not todo:
        return Submission(0, len(already))
    if reason := next(filter(None, (closed_to(row, at=at) for row in todo)), ""):
        raise ChangeRefused(capitalised(reason))
    problems = _outdated(todo, versions)
    figures = entered_figures(Q(pk__in=[row.pk for row in todo]))
    problems |= {pk: lines for pk, lines in not_ready(figures, today=london_day(at)).items() if pk not in problems}
    if problems:
        raise FiguresRefused(problems)
    # When a return came in is told by what it owed.
    years = [row.pk for row in todo if is_whole_year(row.period, row.indicator.frequency)]
    first = Case(When(~Q(pk__in=years), revision=1, then=Value(at)), default=F("submitted_at"))
    trail = _move(todo, Move.SUBMIT, submitted_at=first, note_back="")
    audit.record_many(by=by, at=at, entries=trail)
    return Submission(len(todo), len(already))


@transaction.atomic
def withdraw(*, by: Actor, at: datetime, observation: Observation) -> Observation:
    """Take back a figure that waits for approval, to change it. Raises ChangeRefused once it is approved."""
    row = locked([observation.pk])[observation.pk]
    if reason := closed_to(row, at=at):
        raise ChangeRefused(capitalised(reason))
    audit.record_many(by=by, at=at, entries=_move([row], Move.WITHDRAW))
    return locked([row.pk])[row.pk]


@transaction.atomic
def approve_figures(
    *,
    by: Actor,
    at: datetime,
    in_return: Return | None,
    observation_ids: Iterable[int],
    versions: Mapping[int, int] | None = None,
) -> int:
    """Sign off the named figures of a return (None: revisions of figures that never had one); how many were.

    All or nothing. Figures approved already are passed over, so a retry is harmless. A revision takes the place of
    the figure it revises, which is superseded. Raises FiguresRefused for a figure that is not waiting, that moved on
    since the approver saw it, or that is the approver's own (``queries.hands``); and for words beside a calculated
    figure that is another by now.
    """
    rows = [row for row in _named(in_return, observation_ids) if row.state != FigureState.APPROVED]
    problems = {pk: [why] for pk, why in own_figures(by, rows).items()} | _outdated(rows, versions) | _worked_anew(rows)
    if problems:
        raise FiguresRefused(problems)
    revisions = [row for row in rows if row.revision > 1 and not row.is_current]
    trail = {each.thing.pk: each for each in _entries(rows, Move.APPROVE)}
    for row in revisions:
        row.standing = Standing.REVISED.value
    entries = approve(
        by=by, at=at, figures=rows, entry=lambda row: trail[row.pk], replaced=_standing(revisions), fields=["standing"]
    )
    of = in_return.period if in_return else None
    news = told.signed_off([*rows, *made_in(entries, MADE)], report_period=of)
    at_risk = told.put_at_risk([*rows, *made_in(entries, MADE, CALCULATED)], report_period=of)
    tell(by=by, at=at, news=[*news, *at_risk])
    audit.record_many(by=by, at=at, entries=entries)
    return len(rows)


@transaction.atomic
def send_back(*, by: Actor, at: datetime, observation: Observation, note: str) -> Observation:
    """Return a figure to its officer with a note. Raises FiguresRefused without one, or when the figure does not wait,
    ChangeRefused when its return is locked.
    """
    if not note.strip():
        raise FiguresRefused({observation.pk: ["Say what has to change, so that the officer knows what to do."]})
    row = locked([observation.pk])[observation.pk]
    if closed_to(row, at=at):
        raise ChangeRefused(
            "This return is locked, so nobody could change the figure. Ask the performance team to reopen it first."
        )
    trail = _move([row], Move.SEND_BACK, why=note.strip(), note_back=note.strip(), back_by=back_by(row, at=at))
    tell(by=by, at=at, news=[told.sent_back(row, note.strip())])
    audit.record_many(by=by, at=at, entries=trail)
    return locked([row.pk])[row.pk]


def _named(in_return: Return | None, observation_ids: Iterable[int] | None) -> list[Observation]:
    """The return's figures, or those named, locked. Raises ChangeRefused when one is not the return's."""
    if in_return is not None:
        Return.objects.select_for_update(no_key=True).get(pk=in_return.pk)
    pks = Observation.objects.filter(in_return=in_return).values_list("pk", flat=True)
    if observation_ids is not None:
        wanted = set(observation_ids)
        pks = pks.filter(pk__in=wanted)
        if len(pks) != len(wanted):
            raise ChangeRefused("One of the figures does not belong to this return. Reload the page and try again.")
    return list(locked(list(pks)).values())


def _rows(figures: object) -> list[Observation]:
    return list(locked([row.pk for row in figures]).values())  # type: ignore[attr-defined]


def _move(rows: Sequence[Observation], move: Move, *, why: str = "", **fields: object) -> list[audit.Entry]:
    """Move figures to their next state in one statement for each state they come from; the events to record.

    Raises FiguresRefused when the table of moves forbids one of them.
    """
    entries, targets = _entries(rows, move, why), _targets(rows, move)
    for state in set(targets.values()):
        pks = [pk for pk, target in targets.items() if target is state]
        Observation.objects.filter(pk__in=pks).update(state=state.value, version=F("version") + 1, **fields)
    return entries


def _targets(rows: Sequence[Observation], move: Move) -> dict[int, FigureState]:
    """The state of each figure after a move. Raises FiguresRefused when the table of moves forbids one of them."""
    targets: dict[int, FigureState] = {}
    problems: dict[int, list[str]] = {}
    for row in rows:
        try:
            targets[row.pk] = next_state(FigureState(row.state), move)
        except MoveNotAllowed as refusal:
            problems[row.pk] = [str(refusal)]
    if problems:
        raise FiguresRefused(problems)
    return targets


def _entries(rows: Sequence[Observation], move: Move, why: str = "") -> list[audit.Entry]:
    """The events of a move of figures as they are now. Raises FiguresRefused like ``_targets``."""
    targets = _targets(rows, move)
    return [
        audit.Entry(
            action=_VERBS[move],
            thing=row,
            page=row.indicator,
            changes={"state": (STATES[FigureState(row.state)].word, STATES[targets[row.pk]].word)},
            why=why,
        )
        for row in rows
    ]


_VERBS = {
    Move.SUBMIT: "submitted",
    Move.WITHDRAW: "withdrew",
    Move.APPROVE: "approved",
    Move.SEND_BACK: "sent back",
    Move.LOCK: "locked",
    Move.REOPEN: "reopened",
}


def _standing(revisions: Sequence[Observation]) -> list[int]:
    """The figures whose place the revisions take."""
    return [
        row.pk
        for revision in revisions
        for row in Observation.objects.standing().filter(indicator=revision.indicator_id, period=revision.period)
    ]


def _worked_anew(rows: Sequence[Observation]) -> dict[int, list[str]]:
    """Of revisions that give a calculated figure other words, those whose figure was calculated anew meanwhile."""
    revised = {row.pk: row for row in rows if row.revision > 1}
    found = Calculation.objects.filter(observation__in=revised).values_list("observation", flat=True) if revised else ()
    again = [revised[pk] for pk in found]
    standing = {
        (row.indicator_id, row.period): (row.value, row.absence)
        for row in Observation.objects.filter(pk__in=_standing(again))
    }
    return {
        row.pk: ["It was calculated anew since. Send it back, so that the words are proposed beside the new figure."]
        for row in again
        if standing.get((row.indicator_id, row.period)) != (row.value, row.absence)
    }


def _outdated(rows: Sequence[Observation], versions: Mapping[int, int] | None) -> dict[int, list[str]]:
    if versions is None:
        return {}
    return {
        row.pk: ["It was changed after you opened this page. Look at it again before you go on."]
        for row in rows
        if versions.get(row.pk) != row.version
    }
