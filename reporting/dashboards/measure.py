"""The page of one measure: its sentence, its chart, what its figures are made of, and what was said of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.urls import reverse

from accounts.actors import Actor
from accounts.models import User
from accounts.roles import Permission
from foundation.dates import day_words, moment_words
from foundation.downloads.cells import Cell, Number
from foundation.measure_words import Ahead, Bands
from foundation.memo import memo
from foundation.words import capitalised
from indicators.judging.judged import Measured, status_in
from indicators.judging.measure_row import Move, figure_marks, printed_in, series, status_words
from indicators.judging.rules_in_force import RulesInForce
from indicators.judging.scorecard import KEPT, measured_one
from indicators.models import Indicator, Observation
from indicators.permissions import may_read_figure
from indicators.queries.figures import approver_of
from indicators.rules.rule import Rule
from indicators.rules.sentences import SIGNALS
from indicators.rules.values import format_value
from indicators.rules.vocabulary import KEPT_WORDS, Absence, Assurance, Counting, Kept, Standing, Status, ValueKind
from indicators.workflow import STATES, FigureState
from plans.periods import Period
from reporting.charts import describe, line_figure, line_svg, marks_shown
from reporting.dashboards.measure_finer import days_read, words_beside
from reporting.dashboards.rows import told_row
from reporting.dashboards.thresholds import thresholds
from reporting.document import Commentary, Mark, Series
from reporting.queries.measure import figures_of

HISTORY = {"M": 24, "Q": 19, "T": 14, "H": 11, "Y": 9}
"""How many periods before the one shown: five years, two of months, ten of years."""


@dataclass(frozen=True, slots=True)
class MeasureRead:
    """One measure as read: judged, with the figure and the rule of each period of its series, and all rules."""

    indicator: Indicator
    measured: Measured
    figures: Mapping[Period, Observation]
    rules: Sequence[tuple[Rule, Bands]]
    in_force: RulesInForce
    by: Actor

    def may_read(self, state: str) -> bool:
        """Whether the reader may open a figure of the measure in that state."""
        return may_read_figure(self.by, self.indicator.service_id, state)


def read_measure(indicator: Indicator, *, period: Period, by: Actor) -> MeasureRead:
    """Read a measure for a report period, as the person may see it."""
    drafts_of, rules = by.reaches(Permission.DRAFT_READ), RulesInForce.load()
    history = HISTORY[indicator.frequency]
    found = _begun(measured_one(indicator.pk, report_period=period, history=history, drafts_of=drafts_of, rules=rules))
    periods = [each for each, _, _ in found.series]
    return MeasureRead(
        indicator=indicator,
        measured=found,
        figures=figures_of(indicator, *days_read(found, periods[0])),
        rules=[rules.applying(indicator.pk, each) for each in periods],
        in_force=rules,
        by=by,
    )


@memo(KEPT, why="what is worked out of a measure is kept with it, so it has to be the same one (ADR 7)")
def _begun(found: Measured) -> Measured:
    """The same without the periods before the first figure or target. The last period is always kept."""
    first = next((i for i, (_, figure, target) in enumerate(found.series) if figure or target), len(found.series) - 1)
    return replace(found, series=found.series[first:])


class PeriodRow(NamedTuple):
    """A period of a measure. ``raw`` and ``target_raw`` are numbers; ``state`` is the figure's state in words, ``url``
    its history; with ``is_break`` a new definition begins here.
    """

    period: str
    key: str
    value: str
    raw: Decimal | None
    marks: str
    target: str
    target_raw: Decimal | None
    status: Mark
    state: str
    revision: int
    url: str
    is_break: bool


class Chart(NamedTuple):
    """``components/chart.html``. ``figure`` is JSON for Plotly."""

    id: str
    title: str
    subtitle: str
    summary: str
    svg: str
    figure: Mapping[str, object]
    columns: Sequence[str]
    rows: list[list[str]]


def chart(read: MeasureRead, rows: Iterable[PeriodRow], ahead: Sequence[Ahead] = ()) -> Chart:
    """The measure over time with its target, thresholds, limits, breaks and revisions, and what is expected ahead."""
    shown, found = series(read.measured), read.measured
    if ahead:
        shown["ahead"] = ahead
    name = found.definition.name
    lines = thresholds(found, [rule for rule, _ in read.rules], found.bands)
    return Chart(
        id="measure-chart",
        title="Result against target over time",
        subtitle=_subtitle(read, shown),
        summary=describe(shown, name=name),
        svg=line_svg(shown, title=name, width=760, height=260),
        figure=line_figure(shown, title=name, thresholds=lines),
        columns=("Period", "Result", "Target", "Status"),
        rows=[[row.period, f"{row.value} {row.marks}".strip(), row.target, row.status["word"]] for row in rows],
    )


def _subtitle(read: MeasureRead, shown: Series) -> str:
    unit = read.indicator.unit or {ValueKind.PERCENTAGE: "per cent", ValueKind.MONEY: "pounds"}.get(
        read.measured.facts.kind, ""
    )
    parts = [f"{shown['labels'][0]} to {shown['labels'][-1]}", unit, *marks_shown(shown)]
    return "; ".join(part for part in parts if part)


def period_rows(read: MeasureRead) -> list[PeriodRow]:
    """The measure in each period, the newest first, judged by the rule that was in force then."""
    rows = [_period_row(read, index) for index in range(len(read.measured.series))]
    return rows[::-1]


def _period_row(read: MeasureRead, index: int) -> PeriodRow:
    period, figure, target = read.measured.series[index]
    rule, bands = read.rules[index]
    stored = read.figures.get(period)
    shown = figure if figure and read.may_read(figure.state) else None
    absence = Absence(shown.absence) if shown and shown.absence else None
    value = shown.value if shown else None
    status = status_in(read.measured, period, rule)
    value_text, target_text = printed_in(read.measured, period, rule, value)
    return PeriodRow(
        period=period.label,
        key=period.key,
        value=str(absence).replace("_", " ").capitalize() if absence else value_text,
        raw=value,
        marks=figure_marks(Standing(shown.standing), shown.state) if shown and value is not None else "",
        target=target_text,
        target_raw=target.value if target else None,
        status=status_words(status, bands),
        state=_state_word(read, figure.state) if figure else "",
        revision=figure.revision if figure else 0,
        url=reverse("indicators:figure-history", args=[read.measured.definition.ref, period.key])
        if stored and read.may_read(stored.state)
        else "",
        is_break=period in read.measured.breaks,
    )


def _state_word(read: MeasureRead, state: str) -> str:
    """A figure's state. Whoever may not read a draft, or what was sent back, sees a figure that is due."""
    is_hidden = state in (FigureState.DRAFT, FigureState.SENT_BACK) and not read.may_read(state)
    return STATES[FigureState.DUE if is_hidden else FigureState(state)].word


class Headline(NamedTuple):
    """How a measure stands now. ``short`` is its direction since the period before, ``long`` since a year before;
    ``why`` is the arithmetic of its status, ``to_date`` how far it and the year have come.
    """

    lead: str
    value: str
    period: str
    why: str
    status: Mark
    outcome: Mark | None
    computed: Mark | None
    short: Move
    long: Move
    process: str
    to_date: Sequence[str]


def headline(read: MeasureRead) -> Headline:
    """The measure's sentence without its name, its status, both directions, and what its process says."""
    found = read.measured
    row = told_row(found)
    lead = capitalised(row["sentence"].removeprefix(f"{found.definition.name}: "))
    words = process_words(found)
    return Headline(
        lead=lead,
        value=row["value"],
        period=row["period"],
        why=row["rule"],
        status=row["status"],
        outcome=row["outcome"],
        computed=row["computed"],
        short=row["direction"],
        long=row["year_ago"],
        process=words,
        to_date=words_beside(read.indicator, found, read.figures),
    )


_ASSURANCE = {
    Assurance.CONSISTENT_PASS: "As it runs now it will keep meeting its target.",
    Assurance.CONSISTENT_FAIL: "As it runs now it cannot meet its target: something has to change.",
    Assurance.INCONSISTENT: "As it runs now it will meet its target in some periods and miss it in others, by chance.",
}


def process_words(found: Measured) -> str:
    """What the process limits say of the latest figure and of the target (rules.md 5)."""
    process, signal = found.assessment.process, found.assessment.signal
    if process is None or signal is None:
        return _no_verdict_words(found)
    assurance = _ASSURANCE[process.assurance] if process.assurance else ""
    told = SIGNALS.get(signal, "The latest figure lies within normal variation: no real change.")
    return f"{told} {assurance}".strip()


def _no_verdict_words(found: Measured) -> str:
    """Why normal variation is not judged: first the reasons that last, then those that may pass."""
    facts = found.facts
    if facts.kind in (ValueKind.DATE, ValueKind.YES_NO, ValueKind.GRADE):
        return "Normal variation is told of numbers only."
    if not facts.runs_over_periods:
        what = "A running total" if facts.counting is Counting.CUMULATIVE else "A measure that follows the seasons"
        return f"{what} is held against the year before; normal variation from period to period says nothing of it."
    if facts.history[-1:] != (None,):
        return "Too few comparable figures to tell a real change from normal variation: eight are needed."
    if found.assessment.status is Status.AWAITING:
        return "Whether the latest figure is a real change or normal variation is told once it is signed off."
    return "There is no figure for this period to tell a real change from normal variation by."


def made_of(read: MeasureRead) -> list[tuple[str, str]]:
    """What the latest figure is made of, label and text: parts, people, moments, the rule and its arithmetic."""
    found, stored = read.measured, read.figures.get(read.measured.period)
    row = told_row(found)
    if stored is None or not read.may_read(stored.state):
        return [("Figure", row["status"]["word"]), ("Why this status", row["rule"])]
    indicator = read.indicator
    numerator, denominator = (
        format_value(part, ValueKind.NUMBER, _places(part)) for part in (stored.numerator, stored.denominator)
    )
    facts = [
        ("Result", f"{row['value']} {row['marks']}".strip()),
        (indicator.numerator or "Numerator", numerator if stored.numerator is not None else ""),
        (indicator.denominator or "Denominator", denominator if stored.denominator is not None else ""),
        ("Why there is no figure", stored.absence_reason),
        ("Target", row["target"]),
        ("Why this status", row["rule"]),
        ("Data period", f"{row['period']}{', ' + row['lag'] if row['lag'] else ''}"),
        ("Standing", f"{stored.standing.capitalize()}{f', revision {stored.revision}' if stored.revision > 1 else ''}"),
        ("Why it was revised", stored.revision_reason),
        ("Where it comes from", stored.evidence or indicator.data_source),
        ("Why an unusual figure is right", stored.warning_reason),
        ("Entered", _by_and_when(stored.enterer, stored.entered_at)),
        ("Approved", _by_and_when(approver_of(stored), stored.approved_at)),
        ("State", STATES[FigureState(stored.state)].word),
    ]
    return [(label, text) for label, text in facts if text]


def _places(part: Decimal | None) -> int:
    return 0 if part is None or part == part.to_integral_value() else 2


def _by_and_when(person: User | str | None, at: datetime | None) -> str:
    if at is None:
        return str(person) if person else ""
    when = moment_words(at)
    return f"{person}, {when}" if person else when


class Telling(NamedTuple):
    """What was said in a period, and what became of its promise."""

    period: str
    status: Mark
    boxes: Commentary
    promise: str


def commentary_by_period(read: MeasureRead, *, today: date) -> list[Telling]:
    """What was said in each period, the newest first, and what became of each promise."""
    latest = read.measured.assessment.status
    rows, answer = [], ""
    for index in range(len(read.measured.series) - 1, -1, -1):
        period = read.measured.series[index][0]
        (rule, bands), stored = read.rules[index], read.figures.get(period)
        words = getattr(stored, "commentary", None)
        if stored is None or words is None or not read.may_read(stored.state):
            answer = ""
            continue
        rows.append(
            Telling(
                period=period.long_label,
                status=status_words(status_in(read.measured, period, rule), bands),
                boxes={
                    "happened": words.happened,
                    "why": words.why,
                    "action": words.action,
                    "action_by": words.action_by.title if words.action_by else "",
                    "outlook": words.outlook,
                },
                promise=promise_words(words.action_by_on, latest, read.measured, today=today, answer=answer),
            )
        )
        answer = words.promise_kept
    return rows


def promise_words(due: date | None, latest: Status, found: Measured, *, today: date, answer: str = "") -> str:
    """What became of an action promised by a day; "" where no day was named. ``answer``: what the service said of it
    in the period after (``Kept``).
    """
    if due is None:
        return ""
    day = day_words(due)
    if answer:
        return f"Promised by {day}. The service says that it was {KEPT_WORDS[Kept(answer)]}."
    if due > today:
        return f"Promised by {day}: not yet due."
    if due > found.period.end or not latest.is_rated:
        return f"Promised by {day}. The date has passed; no figure shows yet what came of it."
    now = status_words(latest, found.bands)["word"].lower()
    kept = "The date has passed, and the measure is now" if latest.is_met else "The date has passed; the measure is"
    return f"Promised by {day}. {kept} {now}."


COLUMNS = (
    "Reference", "Measure", "Period", "Result", "Result as a number", "Standing", "Target", "Target as a number",
    "Status", "State", "Revision", "New definition from here",
)  # fmt: skip


def export_rows(read: MeasureRead) -> Iterator[list[Cell]]:
    """The measure's periods, oldest first, as cells under ``COLUMNS``."""
    decimals, kind = read.measured.definition.decimals, read.measured.facts.kind
    is_number = kind not in (ValueKind.DATE, ValueKind.GRADE, ValueKind.YES_NO)
    for row in reversed(period_rows(read)):
        raw, aim = (
            Number(value.normalize(), decimals) if value is not None and is_number else None
            for value in (row.raw, row.target_raw)
        )
        yield [
            *(read.indicator.ref, read.indicator.name, row.period, row.value, raw, row.marks),
            *(row.target, aim, row.status["word"], row.state, row.revision, row.is_break),
        ]


def definition_rows(indicator: Indicator) -> list[tuple[str, str]]:
    """The definition sheet in brief, label and text."""
    rows = [
        ("Why it matters", indicator.purpose),
        ("Definition", indicator.definition),
        ("How it is worked out", indicator.formula),
        ("Good is", indicator.get_polarity_display()),
        ("Reported", indicator.get_frequency_display()),
        ("Entered", indicator.get_collected_display()),
        ("Put together", indicator.get_combining_display()),
        ("Source", indicator.data_source),
        ("Owner", indicator.owner.title),
        ("Figures from", indicator.data_provider.title),
        ("Signed off by", indicator.approver.title),
    ]
    return [(label, text) for label, text in rows if text]
