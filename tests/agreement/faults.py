"""Faults that were mended, each as it stood in one of the places where it was: put back, it has to be noticed.

What stood in a place is made from what stands there now. Pure duplicates, which said the same, are held by
tests/architecture/test_source.py.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

from indicators.judging import council_statuses, judged
from indicators.models import Observation
from indicators.rules.status import status_shown
from indicators.rules.vocabulary import Signal
from indicators.workflow import STATES, FigureState
from plans.progress import MARKS, Progress
from plans.queries.milestones import MilestoneRow

Before = Callable[[Any], Any]
COUNCIL = ("reporting:council", "reporting:service", "reporting:report-detail")
MEASURES = ("reporting:council", "reporting:measure")
MILESTONES = ("plans:milestone-list", "plans:plan-detail", "plans:objective-detail")
THREAD = ("reporting:council", "reporting:thread-node")
RETURNS = ("indicators:return-list", "indicators:return-edit", "reporting:cycle-detail", "reporting:cycle-reminders")


@dataclass(frozen=True, slots=True)
class Fault:
    """``place``: module and name, of what ``before`` makes the fault of. ``fact``: the kind of fact that is told
    differently in a council at that ``stage``; ``first``: the routes that are read before all others, to be quick.
    """

    name: str
    commit: str
    place: str
    before: Before
    stage: str
    fact: str
    first: tuple[str, ...]

    def put_back(self) -> None:
        """For the rest of the process."""
        module, _, path = self.place.partition(":")
        *outer, name = path.split(".")
        holder: Any = import_module(module)
        for each in outer:
            holder = getattr(holder, each)
        setattr(holder, name, self.before(getattr(holder, name)))


FAULTS: list[Fault] = []


def fault(
    name: str, *, commit: str, at: str, stage: str, fact: str, first: tuple[str, ...]
) -> Callable[[Before], Before]:
    """Registers a fault, mended by ``commit``."""

    def register(before: Before) -> Before:
        FAULTS.append(Fault(name, commit, at, before, stage, fact, first))
        return before

    return register


# Status, now and before


@fault(
    "an earlier judgement counts where none can",
    commit="e47d497",
    at="indicators.judging.judged:assess",
    stage="late",
    fact="status in the quarter",
    first=COUNCIL,
)
def judged_before(present):
    def assess(facts, **asked):
        found, then = present(facts, **asked), facts.reported
        return replace(found, previous_status=then.judged) if then is not None and then.judged else found

    return assess


@fault(
    "the quarter before is judged without its year before",
    commit="e47d497",
    at="indicators.judging.council_statuses:_row",
    stage="late",
    fact="status in the quarter",
    first=COUNCIL,
)
def before_without_its_year(present):
    def row(values):
        read = present(values)
        return read._replace(was=read.was._replace(year_ago=None))

    return row


@fault(
    "a figure is compared across a new definition",
    commit="e47d497",
    at="indicators.judging.council_statuses:_YEAR_AGO",
    stage="late",
    fact="status",
    first=COUNCIL,
)
def across_a_definition(present):
    return present.replace("anew.period > {0}.period", "anew.period IS NULL")


@fault(
    "a measure's page judges its earlier figures without their year before",
    commit="e47d497",
    at="reporting.dashboards.measure:status_in",
    stage="late",
    fact="status",
    first=MEASURES,
)
def page_judges_anew(present):
    def status_in(found, period, rule):
        point = replace(judged.point_in(found.definition, found.stored, period), year_before=None)
        return status_shown(found.facts.sheet, point, rule)

    return status_in


@fault(
    "a draft's judgement is told although the draft is not",
    commit="78306b4",
    at="indicators.judging.judged:_seen",
    stage="late",
    fact="status",
    first=MEASURES,
)
def judgement_of_a_draft(present):
    return lambda figure, shows: figure if shows or figure.state == "approved" else figure._replace(value=None)


@fault(
    "a table tells a draft from nothing entered",
    commit="9a7f7c0",
    at="reporting.dashboards.measure:_state_word",
    stage="late",
    fact="a figure before sign-off, to others",
    first=MEASURES,
)
def state_of_a_draft(present):
    # Two walls stand now where there was none.
    seen = judged._seen
    judged._seen = lambda figure, shows: seen(figure, shows)._replace(state=figure.state)
    return lambda read, state: STATES[FigureState(state)].word


@fault(
    "a figure is printed by the judged status, not the computed one",
    commit="cf1bfa7",
    at="indicators.judging.council_statuses:Glance.value_and_target",
    stage="late",
    fact="value",
    first=COUNCIL,
)
def printed_as_judged(present):
    return lambda glance: present(replace(glance, computed=glance.status))


# Milestones


@fault(
    "an overdue milestone is off track on its plan's page",
    commit="54088a9",
    at="plans.queries.plan_page:milestone_rows",
    stage="locked",
    fact="milestone status",
    first=MILESTONES,
)
def overdue_is_off_track(present):
    def milestone_rows(milestones, **asked):
        rows = present(milestones, **asked)
        return [replace(row, judgement=replace(row.judgement, is_overdue=False)) for row in rows]

    return milestone_rows


class _StarRow(MilestoneRow):
    """Complete was a star, not due to start a green tick."""

    @property
    def status(self):
        shapes = {Progress.COMPLETE: ("star", "green"), Progress.NOT_STARTED: ("tick", "green")}
        progress = self.judgement.progress
        shape, colour = shapes.get(progress, (MARKS[progress].shape, MARKS[progress].colour))
        return replace(self.judgement.mark, shape=shape, colour=colour)


@fault(
    "a complete milestone has a star on an objective's page",
    commit="54088a9",
    at="plans.views.objectives:milestone_rows",
    stage="locked",
    fact="how a status is drawn",
    first=MILESTONES,
)
def star(present):
    def milestone_rows(milestones, **asked):
        rows = present(milestones, **asked)
        return [_StarRow(**{name: getattr(row, name) for name in MilestoneRow.__slots__}) for row in rows]

    return milestone_rows


# Late, extensions, what was sent back


@fault(
    "the list of returns calls late what was reopened",
    commit="b4bfc01",
    at="indicators.views.return_summary:state_of",
    stage="locked",
    fact="is late",
    first=RETURNS,
)
def reopened_is_late(present):
    def state_of(in_return, progress, *, at, **asked):
        late = progress.left if at > in_return.grace_ends_at else 0
        return present(in_return, replace(progress, late=late), at=at, **asked)

    return state_of


@fault(
    "the list of returns gives the day before the exception",
    commit="b4bfc01",
    at="indicators.views.return_summary:due_day",
    stage="locked",
    fact="hand-in due",
    first=RETURNS,
)
def due_without_exception(present):
    return lambda in_return, first: in_return.due_at


@fault(
    "what was sent back is late since before it was",
    commit="b4bfc01",
    at="reporting.queries.reminders:due_words",
    stage="late",
    fact="is late",
    first=RETURNS,
)
def late_before_sent_back(present):
    return lambda in_return, first, *, at: present(in_return, in_return.grace_ends_at, at=at)


@fault(
    "sign-off is due before the figures are",
    commit="b4bfc01",
    at="reporting.queries.reminders:approval_due",
    stage="locked",
    fact="the day of sign-off",
    first=RETURNS,
)
def sign_off_before_hand_in(present):
    return lambda in_return, last: in_return.approval_due_at


@fault(
    "the collection leaves out revisions that wait",
    commit="b4bfc01",
    at="reporting.queries.cycles:progress_of",
    stage="late",
    fact="figures to approve",
    first=RETURNS,
)
def revisions_do_not_wait(present):
    def progress_of(in_return):
        revisions = Observation.objects.filter(in_return=in_return, is_current=False, state="submitted").count()
        progress = present(in_return)
        return replace(progress, waiting=progress.waiting - revisions)

    return progress_of


@fault(
    "a summary counts as late what came in by an exception",
    commit="b4bfc01",
    at="reporting.queries.figure_cautions:_LATE",
    stage="locked",
    fact="coverage",
    first=COUNCIL,
)
def late_in_spite_of_exception(present):
    return {**present, "came_late": "figure.submitted_at > owed.grace_ends_at"}


@fault(
    "a service's page calls late what an exception leaves open",
    commit="b4bfc01",
    at="reporting.queries.figure_notes:later",
    stage="locked",
    fact="missing and late",
    first=COUNCIL,
)
def overdue_in_spite_of_exception(present):
    return lambda moment, *others: moment


# Counts and shares


@fault(
    "a report to Cabinet counts what it selects",
    commit="9d9ec58",
    at="reporting.snapshots.documents:_about",
    stage="late",
    fact="count",
    first=COUNCIL,
)
def headline_of_a_selection(present):
    from reporting.snapshots.documents import _selected

    return lambda order, live: _selected(order, present(order, live))


@fault(
    "the council's counts are of what was chosen",
    commit="fe02bce",
    at="reporting.views.council:council_page",
    stage="late",
    fact="count",
    first=COUNCIL,
)
def counts_of_a_choice(present):
    return lambda council, chosen, *more: present(replace(council, glances=council.narrowed(chosen)), chosen, *more)


@fault(
    "a priority's cell is its commonest status",
    commit="fe02bce",
    at="reporting.dashboards.heat_map:_split",
    stage="late",
    fact="cell of the quarters",
    first=COUNCIL,
)
def commonest_status(present):
    return lambda said: max(said, key=lambda count: count["count"])


# Direction, pictures, drafts


@fault(
    "the last step is real where the run goes the other way",
    commit="0648726",
    at="indicators.rules.assessment:_is_real",
    stage="late",
    fact="which way it really moved",
    first=COUNCIL,
)
def step_and_run_in_one(present):
    return lambda move, signal, polarity: None if signal is None else signal is not Signal.COMMON_CAUSE


@fault(
    "a picture ends a quarter before the draft beside it",
    commit="60f46a9",
    at="reporting.dashboards.rows:series",
    stage="late",
    fact="last point drawn",
    first=COUNCIL,
)
def picture_without_draft(present):
    def series(found):
        drawn = present(found)
        if not drawn.get("draft"):
            return drawn
        values, provisional = [*drawn["values"][:-1], None], [*drawn["provisional"][:-1], False]
        return {**drawn, "values": values, "provisional": provisional, "draft": False}

    return series


@fault(
    "the figures behind a picture show a draft as signed off",
    commit="60f46a9",
    at="reporting.dashboards.measure:figure_marks",
    stage="late",
    fact="value",
    first=MEASURES,
)
def draft_in_the_picture(present):
    return lambda standing, state: standing.mark


@fault(
    "the thread's figures have no marks of standing",
    commit="60f46a9",
    at="reporting.dashboards.thread:cautions",
    stage="late",
    fact="standing",
    first=("reporting:council", "reporting:thread-node"),
)
def thread_without_marks(present):
    return lambda periods, *, at: present((), at=at)


# Due before it existed


def _due_as_far_as_is_known(present):
    def is_due(measure, period):
        starts, ends = measure.starts_on, measure.ends_on
        return not ((starts and period.end < starts) or (ends and period.start > ends))

    return is_due


@fault(
    "a measure defined today is missing on the council's page",
    commit="de5f602",
    at="indicators.judging.council_statuses:collected_sql",
    stage="late",
    fact="a measure defined today",
    first=MEASURES,
)
def missing_on_the_council_page(present):
    council_statuses.is_due = _due_as_far_as_is_known(council_statuses.is_due)
    collected = (
        "(measure.starts_on IS NULL OR measure.starts_on <= %s) AND (measure.ends_on IS NULL OR measure.ends_on >= %s)"
    )
    return lambda period: (collected, [str(period.end), str(period.start)])


fault(
    "a measure defined today is missing on its own page",
    commit="de5f602",
    at="indicators.judging.judged:is_due",
    stage="late",
    fact="a measure defined today",
    first=MEASURES,
)(_due_as_far_as_is_known)


# Beside other councils


@fault(
    "the file of benchmarks ranks our outturn among those that published alone",
    commit="7e2f1a21",
    at="benchmarks.queries.listed:_cells",
    stage="collecting",
    fact="rank among councils",
    first=("benchmarks:measure-list", "benchmarks:measure"),
)
def ranked_among_those_reporting(present):
    def cells(each):
        found = list(present(each))
        found[8] = found[9]
        return found

    return cells
