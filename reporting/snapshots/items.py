"""The measures of a quarter as its reports show them: judged, in words, with what else is known of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, cast

from django.db.models import QuerySet

from assurance.queries.certificates import limitations_of
from benchmarks.queries.callouts import callouts
from benchmarks.rules.verdicts import Callout
from foundation.dates import london_day
from indicators.judging.collection import collected
from indicators.judging.judged import Measured
from indicators.judging.measure_row import MeasureRow, measure_row
from indicators.judging.outlook import Expected, foreseen_of, year_ends
from indicators.judging.outlook_words import forecast_words
from indicators.judging.rules_in_force import RulesInForce
from indicators.judging.scorecard import measured
from indicators.models import Indicator
from indicators.queries.recovery import actions_told
from indicators.rules.vocabulary import ValueKind
from indicators.workflow import FigureState
from plans.periods import Period
from reporting.document import Measure as DocumentMeasure
from reporting.document import Reason
from reporting.queries.exceptions import reasons_of
from reporting.queries.figure_notes import Beside, beside
from reporting.queries.measures import HISTORY

NOBODY = frozenset[int]()  # a report shows no drafts to anybody

# Kinds that are stored as numbers but are not numbers to a reader.
_NO_NUMBERS = (ValueKind.DATE, ValueKind.GRADE, ValueKind.YES_NO, ValueKind.DURATION)


@dataclass(frozen=True, slots=True)
class Item:
    """One measure as the reports show it: judged, in words, with why it is an exception (if it is)."""

    measured: Measured
    row: DocumentMeasure
    reasons: Sequence[Reason]

    @property
    def ref(self) -> str:
        return self.measured.definition.ref

    @property
    def is_good(self) -> bool:
        """Good news and no bad."""
        return bool(self.reasons) and all(reason["good"] for reason in self.reasons)

    @property
    def is_bad(self) -> bool:
        return any(not reason["good"] for reason in self.reasons)


class _Known(NamedTuple):
    """What else is known of one measure."""

    noted: Beside | None
    expected: Expected | None
    callout: Callout | None
    caveat: str
    doing: list[str]


def measured_in(some: QuerySet[Indicator], period: Period, rules: RulesInForce) -> list[Measured]:
    """Measures as the reports of a quarter judge them, with what tells how their years will end."""
    return measured(some, report_period=period, history=HISTORY, drafts_of=NOBODY, rules=rules, with_outlook=True)


def items_of(indicators: object, period: Period, *, at: datetime) -> dict[int, Item]:
    """Some measures (their ids, or a query of them) as the reports of a quarter would show them, by id."""
    rules = RulesInForce.load()
    found = measured_in(collected(period).filter(pk__in=indicators), period, rules)
    return items_made(found, beside(found), period, rules, at=at)


def items_made(
    found: Sequence[Measured], noted: Mapping[int, Beside], period: Period, rules: RulesInForce, *, at: datetime
) -> dict[int, Item]:
    """The measures of ``measured_in``, by their ids. A fixed number of statements, however many they are."""
    doing = actions_told(min((each.period.start for each in found), default=date.max), today=london_day(at))
    ends = year_ends(found, report_period=period, rules=rules)
    called = callouts({each.definition.pk: each.assessment.status for each in found})
    caveats = limitations_of([each.definition.pk for each in found])

    def known(each: Measured) -> _Known:
        pk = each.definition.pk
        own = noted.get(each.figure.pk) if each.figure else None
        return _Known(own, ends.get(pk), called.get(pk), caveats.get(pk, ""), doing.get(pk, []))

    return {each.definition.pk: _item(each, known(each), at) for each in found}


def _item(each: Measured, known: _Known, at: datetime) -> Item:
    noted, expected = known.noted, known.expected
    is_late = noted is not None and noted.arrival.is_overdue(at)
    reasons = reasons_of(each, is_late=is_late, foreseen=foreseen_of(expected), callout=known.callout)
    is_told = noted is not None and noted.arrival.state == FigureState.APPROVED and noted.words.happened is not None
    told = measure_row(each, reasons=reasons, commentary=noted.words.boxes() if noted and is_told else None)
    row = _as_printed(told, each.facts.kind)
    row["recovery"] = known.doing
    if expected:
        row["forecast"] = forecast_words(expected)
    if known.caveat:
        row["caveat"] = known.caveat
    return Item(each, row, reasons)


def _as_printed(row: MeasureRow, kind: ValueKind) -> DocumentMeasure:
    """Only what the document's schema knows: addresses and keys, which pages need, would become wrong in it."""
    kept: dict[str, Any] = {name: each for name, each in row.items() if name in DocumentMeasure.__annotations__}
    if kind in _NO_NUMBERS:
        kept["value_raw"] = kept["target_raw"] = None
    for name in ("direction", "year_ago"):
        kept[name] = {key: kept[name][key] for key in ("word", "arrow", "real")}
    return cast(DocumentMeasure, kept)
