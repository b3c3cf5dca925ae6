"""Which targets look too easy, and why: one list for a new year, for what is proposed and for what is set (C4)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from indicators.models import AnnualTarget, Indicator
from indicators.queries.targets import year_from
from indicators.queries.year_results import YearResult, period_aims, periods_of, results_before, years_known
from indicators.rules.new_year import next_year
from indicators.rules.rule import Target
from indicators.rules.softening import ALWAYS, Asked, Came, Finding, Peers, doubts
from indicators.rules.vocabulary import Counting, Polarity, ValueKind
from indicators.rules.whole_year import aim_of_year
from plans.periods import Period

PeersOf = Callable[[Sequence[Indicator], int], Mapping[int, Peers]]
"""Of measures, what others reached before the year that begins in so many: by the measures' keys."""
_peers: list[PeersOf] = []

LOOKED_BACK = ALWAYS + 1
"""How many years before its own a target is held against."""


class Aims(NamedTuple):
    """A year's target and those of its periods, in order; None where a period has none."""

    year: Target
    periods: Sequence[Target | None] = ()


def register_peers(read: PeersOf) -> None:
    """Say what others reached; called once by an app that knows them, when it is ready."""
    if read not in _peers:
        _peers.append(read)


def held_against(
    indicators: Iterable[Indicator],
    first: int,
    aims: Mapping[int, Aims],
    *,
    read: Mapping[int, Sequence[YearResult]] | None = None,
) -> dict[int, Asked]:
    """The targets of these measures for the year that begins in ``first``, by measure, with what they are held against.
    Seven statements and those of who knows peers, however many measures; five less where the ``LOOKED_BACK`` years
    before, or more, are ``read`` already.
    """
    asked = [each for each in indicators if each.pk in aims]
    if not asked:
        return {}
    results = read or results_before(asked, first, years=LOOKED_BACK)
    before = _aims_of(asked, first - 1)
    peers = {pk: found for read in _peers for pk, found in read(asked, first).items()}
    found = {}
    for each in asked:
        last = year_from(each, first - 1)
        held = _asked(each, last, aims[each.pk], before.get(each.pk), results[each.pk][-LOOKED_BACK:])
        found[each.pk] = replace(held, peers=peers.get(each.pk))
    return found


def easy_targets(
    indicators: Iterable[Indicator], first: int, aims: Mapping[int, Aims]
) -> dict[int, tuple[Finding, ...]]:
    """Why targets look too easy, by measure; those that do not are left out."""
    found = {pk: doubts(each) for pk, each in held_against(indicators, first, aims).items()}
    return {pk: findings for pk, findings in found.items() if findings}


def set_aims(indicators: Sequence[Indicator], first: int) -> dict[int, Aims]:
    """The targets that are set for the year, with a figure. Two statements."""
    return _aims_of(indicators, first)


def _aims_of(indicators: Sequence[Indicator], first: int) -> dict[int, Aims]:
    own = {each.pk: year_from(each, first) for each in indicators}
    keys = {year.key for year in own.values()}
    rows = AnnualTarget.objects.filter(indicator__in=own, year__in=keys)
    years = {
        pk: Target(*figures)
        for pk, year, *figures in rows.values_list("indicator", "year", "value", "low", "high")
        if year == own[pk]
    }
    periods = {each.pk: periods_of(each, own[each.pk]) for each in indicators}
    stored = period_aims(list(own), sorted({period.key for found in periods.values() for period in found}))
    sheets, found = {each.pk: each for each in indicators}, {}
    for pk, aim in years.items():
        parts = [stored.get((pk, period.key)) for period in periods[pk]]
        found[pk] = Aims(aim_of_year(aim, parts, Counting(sheets[pk].counting)), parts)
    return found


def _asked(indicator: Indicator, last: Period, aims: Aims, before: Aims | None, results: Sequence[YearResult]) -> Asked:
    kind = ValueKind(indicator.kind)
    moved = next_year if kind is ValueKind.DATE else _as_it_is
    pairs = zip(aims.periods, before.periods if before else (), strict=False)
    return Asked(
        polarity=Polarity(indicator.polarity),
        kind=kind,
        decimals=indicator.decimals,
        unit=indicator.unit,
        grades=tuple(indicator.grades.splitlines()),
        now=aims.year,
        before=moved(before.year) if before else None,
        before_label=last.label,
        parts=tuple((now, moved(then)) for now, then in pairs if now and then),
        came=tuple(
            Came(each.year.label, each.value, each.aim, each.status.is_met if each.status.is_rated else None)
            for each in years_known(results)
            if each.value is not None
        ),
    )


def _as_it_is(target: Target) -> Target:
    return target
