"""What a longer period's figure comes to, shown with numbers while a measure is being defined (rules.md 7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import cycle, islice

from indicators.judging.combining_words import mean_beside, workings
from indicators.judging.finer import piece_of
from indicators.judging.measure_row import STEPS, Shown
from indicators.models import Indicator, Observation
from indicators.rules.aggregation import Piece, combine
from indicators.rules.values import format_trimmed, format_value
from indicators.rules.vocabulary import Combining, ValueKind
from plans.periods import Frequency, Period, YearBasis, containing

_COUNTS = (12, 14, 15, 11)
_PARTS = ((45, 60), (28, 40), (66, 100), (30, 50))
_ENTERED = "Each {longer} is entered itself, beside its {finer}s. Nothing is added up."


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the example depends on, as a definition sheet says it. ``pk``: of a stored measure."""

    kind: ValueKind
    decimals: int
    frequency: str
    collected: str
    combining: str
    year_basis: str
    has_parts: bool
    unit: str = ""
    grades: tuple[str, ...] = ()
    pk: int | None = None


@dataclass(frozen=True, slots=True)
class ExampleCombining:
    """A longer period made of finer ones. ``intro`` says whose figures they are; ``lines`` are (period, figure), the
    longer one last; ``sum`` is how it comes about, ``note`` what else is to be known.
    """

    intro: str
    lines: tuple[tuple[str, str], ...]
    sum: str
    note: str


def entry_of(indicator: Indicator) -> Entry:
    """What a stored measure's definition sheet says."""
    return Entry(
        kind=ValueKind(indicator.kind),
        decimals=indicator.decimals,
        frequency=indicator.frequency,
        collected=indicator.collected,
        combining=indicator.combining,
        year_basis=indicator.year_basis,
        has_parts=indicator.has_parts,
        unit=indicator.unit,
        grades=tuple(indicator.grades.splitlines()),
        pk=indicator.pk,
    )


def example_combining(entry: Entry, *, today: date) -> ExampleCombining | None:
    """The last longer period that is over: made of the measure's own figures where all are there, else of made-up
    ones. None where a measure is entered as often as it is reported. One statement at most.
    """
    if not entry.collected or not entry.combining:
        return None
    longer, finer = STEPS[entry.frequency], STEPS[entry.collected]
    how, shown = Combining(entry.combining), Shown(entry.kind, entry.decimals, entry.unit, entry.grades)
    if how is Combining.ENTERED:
        return ExampleCombining("", (), _ENTERED.format(longer=longer, finer=finer), "")
    now = containing(today, Frequency(entry.frequency), YearBasis(entry.year_basis)).previous()
    pieces = _own_pieces(entry, now)
    own = pieces or _made_up(entry, now)
    made = combine(own, how, entry.kind)
    figures = [(each.name, _figure(each, entry, shown)) for each in own]
    intro = "With its own figures" if pieces else "With made-up figures"
    note = mean_beside(own, made, shown) if how is Combining.PARTS else ""
    lines = (*_few(figures), (now.label, format_value(made.value, *shown)))
    return ExampleCombining(f"{intro}:", lines, workings(own, made, how, shown), note)


def _own_pieces(entry: Entry, longer: Period) -> list[Piece] | None:
    """Those of the period, where each of them has a figure."""
    if entry.pk is None:
        return None
    periods = longer.parts(Frequency(entry.collected))
    rows = Observation.objects.approved().filter(indicator=entry.pk, period__in=[each.key for each in periods])
    stored = {row.period: row for row in rows}
    pieces = [piece_of(period, stored.get(period)) for period in periods]
    return pieces if all(each.value is not None for each in pieces) else None


def _made_up(entry: Entry, longer: Period) -> list[Piece]:
    periods = longer.parts(Frequency(entry.collected))
    if entry.has_parts:
        scale = 100 if entry.kind is ValueKind.PERCENTAGE else 1
        return [
            Piece(period.label, Decimal(above * scale) / Decimal(below), Decimal(above), Decimal(below))
            for period, (above, below) in zip(periods, cycle(_PARTS), strict=False)
        ]
    values = [_value(entry, period, number) for period, number in zip(periods, cycle(_COUNTS), strict=False)]
    return [Piece(period.label, value) for period, value in zip(periods, values, strict=True)]


def _value(entry: Entry, period: Period, number: int) -> Decimal:
    """A made-up figure of the measure's kind."""
    match entry.kind:
        case ValueKind.YES_NO:
            return Decimal(number % 2)
        case ValueKind.DATE:
            return Decimal(period.end.toordinal())
        case ValueKind.DURATION:
            return Decimal(number * 60)
        case ValueKind.GRADE:
            return Decimal(number % max(len(entry.grades), 1))
    return Decimal(number)


def _figure(piece: Piece, entry: Entry, shown: Shown) -> str:
    """ "75.0% (45 of 60)"."""
    value = format_value(piece.value, *shown)
    if not entry.has_parts or piece.numerator is None or piece.denominator is None:
        return value
    above, below = (format_trimmed(each, ValueKind.NUMBER, 10) for each in (piece.numerator, piece.denominator))
    return f"{value} ({above} of {below})"


def _few(lines: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The first three and the last of many."""
    if len(lines) <= 6:
        return list(lines)
    return [*islice(lines, 3), ("…", "…"), lines[-1]]
