"""One measure judged from what is stored of it, by the rules. Asks the database nothing."""

from dataclasses import dataclass, replace
from decimal import Decimal

from foundation.measure_words import Bands
from indicators.judging.rules_in_force import RulesInForce
from indicators.judging.spans import Span
from indicators.judging.stored import Definition, Figure, PeriodAim, StoredMeasure, is_entered
from indicators.models import Indicator
from indicators.rules.assessment import assess
from indicators.rules.collection import is_due
from indicators.rules.facts import Facts, Point
from indicators.rules.results import Assessment
from indicators.rules.rule import Rule, Target
from indicators.rules.status import status_shown
from indicators.rules.vocabulary import Absence, Counting, Polarity, Standing, Status, ValueKind
from indicators.workflow import HANDED_IN, FigureState
from plans.periods import Period

_APPROVED = FigureState.APPROVED.value
_DRAFTS = (FigureState.DRAFT, FigureState.SENT_BACK)


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """One measure in its data period for a report period: definition, facts, judgement, and its series.

    ``stored`` is what was read of it, without what the reader may not see. ``figure`` is the data period's, None where
    there is none. ``series`` holds what was asked for, oldest first, as (period, figure or None, target or None).
    Shared by all who ask while what is stored is the same, so what is made of it may be kept with it.
    """

    definition: Definition
    period: Period
    figure: Figure | None
    facts: Facts
    assessment: Assessment
    rule: Rule
    bands: Bands
    stored: StoredMeasure
    series: tuple[tuple[Period, Figure | None, Target | None], ...] = ()

    @property
    def breaks(self) -> tuple[Period, ...]:
        """The first periods under new definitions."""
        return self.stored.breaks

    @property
    def has_recovery(self) -> bool:
        """Whether a recovery action is being done, or was in the data period or after it."""
        until = self.definition.recovery_until
        return until is not None and until >= self.period.start


def judged(
    definition: Definition,
    span: Span,
    stored: StoredMeasure,
    *,
    rules: RulesInForce,
    with_history: bool,
    with_signal: bool,
    shows_drafts: bool,
) -> Measured:
    """One measure judged from what is stored of it.

    ``shows_drafts`` False: what is not signed off is left out, and of what was handed in only that it was.
    """
    rule, bands = rules.applying(definition.pk, span.now)
    figures = {period: _seen(figure, shows_drafts) for period, figure in stored.figures.items()}
    seen = replace(stored, figures=figures)
    facts = _facts(definition, span, seen, rules, with_history=with_history)
    return Measured(
        definition=definition,
        period=span.now,
        figure=seen.figures.get(span.now),
        facts=facts,
        assessment=assess(facts, with_signal=with_signal),
        rule=rule,
        bands=bands,
        stored=seen,
        series=_series(span, seen) if with_history else (),
    )


def _facts(
    definition: Definition, span: Span, stored: StoredMeasure, rules: RulesInForce, *, with_history: bool
) -> Facts:
    now = span.now
    since = max((b for b in stored.breaks if b <= now), default=None)
    shown = [period for period in span.periods if since is None or period >= since] if with_history else []
    return Facts(
        kind=ValueKind(definition.kind),
        polarity=Polarity(definition.polarity),
        counting=Counting(definition.counting),
        decimals=definition.decimals,
        unit=definition.unit,
        rule=rules.applying(definition.pk, now)[0],
        grades=tuple(definition.grades.splitlines()),
        is_data_only=definition.is_data_only,
        is_contextual=definition.tells == str(Indicator.Tells.CONTEXTUAL),
        now=point_in(definition, stored, now),
        previous=_earlier(definition, span.previous, stored, rules),
        last_year=_earlier(definition, span.last_year, stored, rules),
        reported=_earlier(definition, span.reported, stored, rules),
        previous_comparable=since is None or span.previous >= since,
        last_year_comparable=since is None or span.last_year >= since,
        tolerance=definition.no_change_within,
        history=tuple(approved_value(stored.figures.get(period)) for period in shown),
        seasonal=definition.is_seasonal,
    )


def status_in(measured: Measured, period: Period, rule: Rule) -> Status:
    """The status of the measure in a period of its series, by the rule that was in force then."""
    return status_shown(measured.facts.sheet, point_in(measured.definition, measured.stored, period), rule)


def _seen(figure: Figure, shows_drafts: bool) -> Figure:
    """A figure as a reader sees it: a draft is no figure to whoever may not read drafts (rules.md 18)."""
    if shows_drafts or figure.state == _APPROVED:
        return figure
    state = FigureState.DUE.value if figure.state in _DRAFTS else figure.state
    return figure._replace(value=None, absence="", judgement="", judgement_reason="", state=state)


def _series(span: Span, stored: StoredMeasure) -> tuple[tuple[Period, Figure | None, Target | None], ...]:
    return tuple((period, stored.figures.get(period), _target(stored.aims.get(period))) for period in span.periods)


def _earlier(definition: Definition, period: Period, stored: StoredMeasure, rules: RulesInForce) -> Point | None:
    """An approved earlier figure, with the rule that was in force then."""
    figure = stored.figures.get(period)
    if figure is None or figure.state != _APPROVED:
        return None
    return replace(point_in(definition, stored, period), rule=rules.applying(definition.pk, period)[0])


def point_in(definition: Definition, stored: StoredMeasure, period: Period) -> Point:
    """What is known of the measure in one period."""
    figure, aim = stored.figures.get(period), stored.aims.get(period)
    not_rated = aim is not None and aim.is_not_rated
    due = is_due(definition, period)
    if figure is None:
        return Point(None, _target(aim), not_rated=not_rated, due=due)
    entered = is_entered(figure.state, figure.value, figure.absence, figure.judgement)
    return Point(
        value=figure.value,
        target=_target(aim),
        standing=Standing(figure.standing),
        absence=Absence(figure.absence) if figure.absence else None,
        # A figure that is still due is unknown, not awaiting sign-off.
        approved=figure.state == _APPROVED or not entered,
        handed_in=figure.state in HANDED_IN,
        judged=Status(figure.judgement) if figure.judgement else None,
        judged_because=figure.judgement_reason,
        year_before=_year_before(stored, period),
        not_rated=not_rated,
        due=due,
    )


def _year_before(stored: StoredMeasure, period: Period) -> Decimal | None:
    """The approved value of the same period a year earlier, unless a new definition lies between."""
    then = period.last_year()
    figure = stored.figures.get(then)
    if figure is None or figure.absence or any(then < since <= period for since in stored.breaks):
        return None
    return approved_value(figure)


def _target(aim: PeriodAim | None) -> Target | None:
    return aim.target if aim else None


def approved_value(figure: Figure | None) -> Decimal | None:
    """The figure's value where it is signed off, else None."""
    return figure.value if figure and figure.state == _APPROVED else None
