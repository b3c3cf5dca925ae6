"""Is a figure ready to be handed in, and what stands against it? (rules.md 15 and 16)"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from foundation.snapshot_cache import SnapshotCache
from indicators.judging.figure_entry import FigureEntry
from indicators.judging.figures_in_return import EnteredFigure
from indicators.models import Commentary, Return
from indicators.rules.checks import Check, Entry, sense_checks
from indicators.rules.commentary import Boxes, commentary_flags, commentary_needed, praise_offered, repeated
from indicators.rules.concern import Concern, Look, concerns
from indicators.rules.facts import Facts, Point
from indicators.rules.rule import Target
from indicators.rules.spc import usual_limits
from indicators.rules.vocabulary import Counting, Direction, Status, ValueKind
from indicators.workflow import FigureState

MATERIAL_PERCENT = Decimal(50)
"""A change beyond this, in per cent of the earlier value, needs words: as in the sense check."""

BOXES = ("happened", "why", "action", "outlook")
"""The four boxes, in the order in which they are told."""

_ABOUT_THE_TARGET = ("target_zero", "target_softened", "target_unchanged")
_RATED_POORLY = (Status.RED, Status.AMBER)
_BOXES = {
    "happened": "What happened",
    "why": "Why",
    "action": "What we are doing about it",
    "action_by_id": "By whom",
    "action_by_on": "By when",
}


@dataclass(frozen=True, slots=True)
class Readiness:
    """What stands against a figure, each a sentence for the officer.

    ``blocks`` must be put right; ``warnings`` need a reason, which ``unexplained`` says is missing; ``needs_words`` is
    why commentary is required ("" when not) and ``empty_boxes`` which boxes are still to be filled for it. ``flags``
    and ``praise`` are advice.
    """

    blocks: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    unexplained: bool = False
    needs_words: str = ""
    empty_boxes: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    praise: str = ""
    has_figure: bool = True

    @property
    def problems(self) -> list[str]:
        """What stops the figure from being submitted; empty when it is ready."""
        found = [] if self.has_figure else ["Enter a figure, or say why there is none."]
        found += self.blocks
        if self.unexplained:
            found.append(f"{' '.join(self.warnings)} If the figure is right, say why it is unusual.")
        if self.empty_boxes:
            found.append(f"{self.needs_words} Still empty: {', '.join(self.empty_boxes)}.")
        return found


def readiness(figure: EnteredFigure, *, today: date, repeats: str = "") -> Readiness:
    """What stands against a figure as it is now entered. ``repeats`` says which of its words stand beside other
    measures too, "" for none (``repeated_words``). Asks the database nothing.
    """
    entry = figure.entry
    if not entry.has_figure:
        return Readiness(has_figure=False)
    checks = _checks(figure)
    warnings = [check for check in checks if check.severity == "warn" and _is_asked(figure, check)]
    needs_words = _needs_words(figure)
    return Readiness(
        blocks=tuple(check.message for check in checks if check.severity == "block"),
        warnings=tuple(check.message for check in warnings),
        unexplained=bool(warnings) and not entry.warning_reason,
        needs_words=needs_words,
        empty_boxes=_empty_boxes(figure) if needs_words else (),
        flags=(*_flags(figure, today), *filter(None, [repeats])),
        praise=praise_offered(figure.measured.assessment.outcome),
    )


def concerns_of(figure: EnteredFigure, found: Readiness, *, is_late: bool) -> tuple[Concern, ...]:
    """Why its approver should look at a figure, most serious first (rules.md 17). ``found``: its ``readiness``."""
    assessment = figure.measured.assessment
    return concerns(
        Look(
            outcome=assessment.outcome,
            computed=assessment.computed,
            previous=assessment.previous_status,
            direction=assessment.short.direction,
            is_real_change=assessment.is_real_change,
            blocks=len(found.blocks),
            warnings=len(found.warnings),
            flags=len(found.flags),
            is_revision=bool(figure.stored.revision_reason),
            is_absent=bool(figure.entry.absence),
            is_late=is_late,
        )
    )


def not_ready(figures: Iterable[EnteredFigure], *, today: date) -> dict[int, list[str]]:
    """What stops each figure from being submitted, by observation; ready ones are left out."""
    found = {figure.pk: readiness(figure, today=today).problems for figure in figures}
    return {pk: problems for pk, problems in found.items() if problems}


def repeated_words(in_return: Return, typed: Iterable[EnteredFigure] = ()) -> dict[int, str]:
    """What stands word for word beside several measures of a return, by observation (``rules.commentary.repeated``).
    ``typed``: figures whose words are not stored as they are shown. One statement.
    """
    told = dict(SnapshotCache()(lambda: _told(in_return.pk), "words of a return", in_return.pk))
    told |= {figure.pk: (figure.definition.name, boxes_of(figure.entry)) for figure in typed}
    return repeated(told)


def _told(in_return: int | None) -> dict[int, tuple[str, Boxes]]:
    beside = Commentary.objects.filter(observation__in_return=in_return).exclude(
        observation__state=FigureState.SUPERSEDED
    )
    rows = beside.values_list(
        "observation_id", "observation__indicator__name", "happened", "why", "action", "outlook", "action_by_on"
    )
    return {pk: (name, Boxes(*boxes)) for pk, name, *boxes in rows}


def _checks(figure: EnteredFigure) -> list[Check]:
    value, definition, facts = figure.entry.value, figure.definition, figure.measured.facts
    if value is None:
        return []
    target = facts.now.target
    return sense_checks(
        Entry(
            kind=facts.kind,
            counting=facts.counting,
            decimals=definition.decimals,
            value=value,
            unit=definition.unit,
            grades=facts.grades,
            seasonal=facts.seasonal,
            is_share=_is_share(figure),
            numerator=figure.entry.numerator,
            denominator=figure.entry.denominator,
            previous=_previous(figure),
            target=target.value if target else None,
            limits=_limits(figure),
            annual_targets=figure.annual_targets,
            target_last_year=_target_last_year(figure),
            rule=facts.rule,
            polarity=facts.polarity,
        )
    )


def _is_asked(figure: EnteredFigure, check: Check) -> bool:
    """Whether the officer has to explain a finding. Not where the target's own reason answers it. An unchanged target
    only in the year's first period, so that it does not hide what is odd about the figure (ours).
    """
    if check.code in _ABOUT_THE_TARGET and figure.target_rationale:
        return False
    return check.code != "target_unchanged" or figure.stored.period.number == 1


def _is_share(figure: EnteredFigure) -> bool:
    """A percentage of parts is a share, unless its target or its past says that more than all of them can be."""
    facts = figure.measured.facts
    if facts.kind is not ValueKind.PERCENTAGE or not figure.stored.has_parts:
        return False
    target = facts.now.target.value if facts.now.target else None
    past = facts.history[:-1]
    return not any(value is not None and value > 100 for value in (target, *past))


def _target_last_year(figure: EnteredFigure) -> Target | None:
    """The target of the same period a year ago; None where a new definition lies between."""
    aim = figure.measured.stored.aims.get(figure.stored.period.last_year())
    return aim.target if aim is not None and figure.measured.facts.last_year_comparable else None


def _previous(figure: EnteredFigure) -> Decimal | None:
    """The period before; None where a running total starts afresh with the year."""
    facts = figure.measured.facts
    if facts.counting is Counting.CUMULATIVE and figure.stored.period.number == 1:
        return None
    return _value(facts.previous) if facts.previous_comparable else None


def _limits(figure: EnteredFigure) -> tuple[Decimal, Decimal] | None:
    """The process limits of the figures before this one; None where one period is not held against the one before."""
    facts = figure.measured.facts
    if not facts.runs_over_periods:
        return None
    limits = usual_limits([value for value in facts.history[:-1] if value is not None])
    return (Decimal(str(limits[0])), Decimal(str(limits[1]))) if limits else None


def _needs_words(figure: EnteredFigure) -> str:
    if figure.entry.value is None:
        return ""
    facts, assessment = figure.measured.facts, figure.measured.assessment
    travel = assessment.short if assessment.short.direction is not Direction.NO_COMPARISON else assessment.long
    return commentary_needed(
        assessment.outcome,
        travel.direction,
        assessment.signal,
        value=figure.entry.value,
        earlier=_comparable(facts),
        material_percent=MATERIAL_PERCENT,
    )


def _comparable(facts: Facts) -> Decimal | None:
    if facts.runs_over_periods:
        return _value(facts.previous) if facts.previous_comparable else None
    return _value(facts.last_year) if facts.last_year_comparable else None


def _empty_boxes(figure: EnteredFigure) -> tuple[str, ...]:
    """Which of the boxes that the reason for commentary asks for are empty: only the cause where all is well."""
    outcome = figure.measured.assessment.outcome
    asked = list(_BOXES) if outcome is Status.RED else ["why", "action", "action_by_id", "action_by_on"]
    if outcome not in _RATED_POORLY:
        asked = ["why"]
    return tuple(_BOXES[name] for name in asked if not getattr(figure.entry, name))


def _flags(figure: EnteredFigure, today: date) -> list[str]:
    promised = None if figure.entry.promise_kept else figure.earlier.action_by_on
    now, before = boxes_of(figure.entry), boxes_of(figure.earlier)
    return commentary_flags(now, before, on=today, promises=[promised] if promised else [])


def boxes_of(entry: FigureEntry) -> Boxes:
    """The four boxes as the rules of commentary take them."""
    return Boxes(entry.happened, entry.why, entry.action, entry.outlook, entry.action_by_on)


def _value(point: Point | None) -> Decimal | None:
    return point.figure if point is not None and point.approved else None
