"""What years that are over came to, against their targets: for who sets the next one (C4)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from foundation.measure_words import Bands
from indicators.judging.rules_in_force import RulesInForce
from indicators.models import AnnualTarget, Indicator, Observation, PeriodTarget, SeriesBreak
from indicators.queries.targets import year_from
from indicators.rules.facts import Point, Sheet
from indicators.rules.rule import Target
from indicators.rules.status import status_shown
from indicators.rules.vocabulary import Counting, Polarity, Status, ValueKind
from indicators.rules.whole_year import aim_of_year, came_to, is_whole_year
from plans.periods import Frequency, Period

_COUNTED = (Counting.FLOW, Counting.CUMULATIVE)


class YearResult(NamedTuple):
    """A measure's year: what came (None for no figure), what was wanted, how that is rated by the rule of its end.
    ``is_comparable`` is False where the definition has changed since.
    """

    year: Period
    value: Decimal | None
    aim: Target
    status: Status
    bands: Bands
    is_comparable: bool


class _Stored(NamedTuple):
    """What is read of some measures over some years, by measure and period key."""

    figures: Mapping[tuple[int, str], tuple[Decimal | None, str]]
    annual: Mapping[tuple[int, str], tuple[Target, bool]]
    parts: Mapping[tuple[int, str], Target]
    breaks: Mapping[int, Sequence[Period]]
    rules: RulesInForce


def results_before(
    indicators: Iterable[Indicator], first: int, *, years: int, rules: RulesInForce | None = None
) -> dict[int, list[YearResult]]:
    """The ``years`` years before the one that begins in ``first``, oldest first, by measure. Five statements, six
    where a set has a rule of its own, however many measures; less those of ``rules`` where they have been read already.
    """
    asked = {each.pk: each for each in indicators}
    spans = {pk: [year_from(each, first - n) for n in range(years, -1, -1)][:-1] for pk, each in asked.items()}
    stored = _read(asked, {year for found in spans.values() for year in found}, rules or RulesInForce.load())
    return {pk: [_result(each, year, stored) for year in spans[pk]] for pk, each in asked.items()}


def sheet_of(indicator: Indicator) -> Sheet:
    """What of a measure its status depends on."""
    return Sheet(
        ValueKind(indicator.kind), Polarity(indicator.polarity), indicator.is_data_only,
        indicator.tells == Indicator.Tells.CONTEXTUAL,
    )  # fmt: skip


def periods_of(indicator: Indicator, year: Period) -> tuple[Period, ...]:
    """The periods of a year in which the measure has figures."""
    return year.parts(Frequency(indicator.frequency))


def _read(asked: Mapping[int, Indicator], years: Iterable[Period], rules: RulesInForce) -> _Stored:
    kinds = {Frequency(each.frequency) for each in asked.values()}
    found, years = {}, list(years)
    keys = [period.key for year in years for kind in kinds for period in year.parts(kind)]
    of_years = [year.key for year in years]
    rows = Observation.objects.approved().filter(indicator__in=asked, period__in=[*keys, *of_years])
    for pk, period, value, judgement in rows.values_list("indicator", "period", "value", "judgement"):
        found[pk, period.key] = (value, judgement)
    aims = AnnualTarget.objects.filter(indicator__in=asked, year__in=of_years)
    annual = {
        (pk, year.key): (Target(value, low, high, text=text), off)
        for pk, year, value, low, high, text, off in aims.values_list(
            "indicator", "year", "value", "low", "high", "text", "is_not_rated"
        )
    }
    breaks = defaultdict(list)
    for pk, period in SeriesBreak.objects.filter(indicator__in=asked).values_list("indicator", "period"):
        breaks[pk].append(period)
    return _Stored(found, annual, period_aims(asked, keys), breaks, rules)


def period_aims(indicators: Iterable[int], keys: Sequence[str]) -> dict[tuple[int, str], Target]:
    """The targets of periods, by measure and key. One statement."""
    rows = PeriodTarget.objects.filter(indicator__in=indicators, period__in=keys)
    fields = ("indicator", "period", "value", "low", "high", "green_limit", "red_limit")
    return {(pk, period.key): Target(*figures) for pk, period, *figures in rows.values_list(*fields)}


def _result(indicator: Indicator, year: Period, stored: _Stored) -> YearResult:
    periods = periods_of(indicator, year)
    figures = [stored.figures.get((indicator.pk, period.key), (None, "")) for period in periods]
    aim, is_not_rated = stored.annual.get((indicator.pk, year.key), (Target(), False))
    rule, bands = stored.rules.applying(indicator.pk, periods[-1])
    counting = Counting(indicator.counting)
    own, judged_as = stored.figures.get((indicator.pk, year.key), (None, ""))
    if not is_whole_year(year, indicator.frequency):
        own = None
    value = came_to(own, [value for value, _ in figures], counting)
    judgement = judged_as if own is not None else "" if counting in _COUNTED else figures[-1][1]
    parts = [stored.parts.get((indicator.pk, period.key)) for period in periods]
    aim = aim_of_year(aim, parts, counting)
    point = Point(value, aim, not_rated=is_not_rated, judged=Status(judgement) if judgement else None)
    is_comparable = not any(since > periods[0] for since in stored.breaks.get(indicator.pk, ()))
    return YearResult(year, value, aim, status_shown(sheet_of(indicator), point, rule), bands, is_comparable)


def years_known(results: Sequence[YearResult]) -> list[YearResult]:
    """Those of the years whose figures are all in and that count by today's definition, up to the last of them and back
    to the first gap.
    """
    found: list[YearResult] = []
    for each in reversed(results):
        if not each.is_comparable or (found and each.value is None):
            break
        if each.value is not None:
            found.insert(0, each)
    return found
