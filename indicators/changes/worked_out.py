"""What follows from figures that have been approved: the figures that are made of them (rules.md 7).

Only works them out; ``approval`` stores them, in the same way as what formulas come to.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from foundation.undoing import batched
from indicators.judging.figure_entry import WORDS
from indicators.judging.finer import finer_periods, piece_of
from indicators.judging.plain_rows import MOST_NAMED
from indicators.models import Commentary, Indicator, Observation
from indicators.queries.calculating import Place, batched_places
from indicators.rules.aggregation import COMBINING_WORDS, Combined, combine, progress_words
from indicators.rules.values import format_value, round_to
from indicators.rules.vocabulary import Absence, Combining, Standing, ValueKind, absence_words
from plans.periods import Frequency, Period, YearBasis, containing

PLACES = 10
"""Decimals that are kept of a figure."""
_MOST = Decimal(10) ** 14


class WorkedOut(NamedTuple):
    """A figure made of others. ``source`` says of which and how; ``words`` are the commentary that it takes along."""

    indicator: Indicator
    period: Period
    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    absence: str = ""
    absence_reason: str = ""
    standing: str = Standing.FINAL.value
    source: str = ""
    words: Mapping[str, object] = {}


def longer_figures(changed: Collection[Place]) -> list[WorkedOut]:
    """The figures of longer periods that finer ones in these places go into, where their parts are all there. Of
    measures that are entered oftener than they are reported; one statement where none of them is.
    """
    measures = collected_oftener(pk for pk, _ in changed)
    asked = {
        (pk, longer): (measures[pk], longer)
        for pk, period in changed
        if pk in measures and (longer := longer_period(measures[pk], period)) is not None
    }
    if not asked:
        return []
    # Two months that are signed off at once take turns: whoever is second sees the other's.
    keys = {pk for pk, _ in asked}
    list(Indicator.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))
    parts = {place: finer_periods(*each) for place, each in asked.items()}
    stored = _approved({(pk, each) for (pk, _), periods in parts.items() for each in periods})
    found = (
        _made(*each, [(part, stored.get((place[0], part))) for part in parts[place]]) for place, each in asked.items()
    )
    return [each for each in found if each is not None]


def collected_oftener(among: Iterable[int]) -> dict[int, Indicator]:
    """Those of the measures (by key) that are entered oftener than they are reported. One statement."""
    wanted = set(among)
    found = Indicator.objects.exclude(collected="")
    return {each.pk: each for each in (found if len(wanted) > MOST_NAMED else found.filter(pk__in=wanted))}


def longer_period(indicator: Indicator, period: Period) -> Period | None:
    """The period that a finer one of a measure goes into; None where nothing is made of it."""
    is_finer = indicator.collected == period.frequency and indicator.combining != Combining.ENTERED
    if not is_finer or not indicator.collected:
        return None
    return containing(period.end, Frequency(indicator.frequency), YearBasis(indicator.year_basis))


def made_since(figures: Iterable[int], since: datetime) -> list[Observation]:
    """The figures that were made since then of these (by key), among others. One statement where there can be none."""
    measures = set(Indicator.objects.exclude(collected="").values_list("pk", flat=True))
    places: set[tuple[int, Period]] = set()
    for keys in batched(figures) if measures else ():
        for row in Observation.objects.filter(pk__in=keys, indicator__in=measures).select_related("indicator"):
            if longer := longer_period(row.indicator, row.period):
                places.add((row.indicator_id, longer))
    rows = Observation.objects.standing().filter(is_worked_out=True, approved_at__gt=since, indicator__in=measures)
    return [row for row in rows.select_related("indicator") if (row.indicator_id, row.period) in places]


def _approved(places: Collection[Place]) -> Mapping[Place, Observation]:
    found: dict[Place, Observation] = {}
    for part in batched_places(places):
        rows = Observation.objects.approved().filter(part).select_related("commentary")
        found |= {(row.indicator_id, row.period): row for row in rows}
    return found


def _made(indicator: Indicator, longer: Period, parts: Sequence[tuple[Period, Observation | None]]) -> WorkedOut | None:
    """The figure of the longer period; None while a part of it is missing."""
    kind, how = ValueKind(indicator.kind), Combining(indicator.combining)
    made = combine([piece_of(period, figure) for period, figure in parts], how, kind)
    if not made.is_complete:
        return None
    there = [figure for _, figure in parts if figure is not None]
    value, absence = _kept(made.value), made.absence
    if value is not None and abs(value) >= _MOST:
        value, absence = None, Absence.NOT_AVAILABLE
    step = Frequency(indicator.collected).name.lower()
    return WorkedOut(
        indicator=indicator,
        period=longer,
        value=value,
        numerator=made.numerator if indicator.has_parts else None,
        denominator=made.denominator if indicator.has_parts else None,
        absence=absence.value if absence else "",
        absence_reason=_why(made, step, indicator) if absence else "",
        standing=_standing(there, how),
        source=f"Worked out from {progress_words(made, step)}, {COMBINING_WORDS[how]}{_left_out(made)}"[:250],
        words=_words(there),
    )


def _why(made: Combined, step: str, indicator: Indicator) -> str:
    """Why there is no figure: how far its parts come, and which of them have none."""
    so_far = format_value(
        made.so_far, ValueKind(indicator.kind), indicator.decimals, indicator.unit, indicator.grades.splitlines()
    )
    return f"{progress_words(made, step)}: {so_far} so far{_left_out(made)}."[:250]


def _left_out(made: Combined) -> str:
    told = [f"{each.name} {absence_words(each.absence)}" for each in made.absent if each.absence]
    return f"; {', '.join(told)}" if told else ""


def _standing(figures: Sequence[Observation], how: Combining) -> str:
    """As firm as the least firm of the figures that count."""
    found = {each.standing for each in (figures[-1:] if how is Combining.LAST else figures)}
    weak = (Standing.PROVISIONAL.value, Standing.ESTIMATED.value)
    return next((each for each in weak if each in found), Standing.FINAL.value)


def _words(figures: Sequence[Observation]) -> dict[str, object]:
    """The commentary of the newest part that has any: it is written when the longer period is over."""
    said: dict[Period, Commentary] = {each.period: each.commentary for each in figures if hasattr(each, "commentary")}
    return {name: getattr(said[max(said)], name) for name in WORDS} if said else {}


def _kept(value: Decimal | None) -> Decimal | None:
    return None if value is None else round_to(value, PLACES)
