"""Where we stand by each of our measures among the councils of a group. A few statements find it, however many measures
there are: rank, median and best quartile of the latest round, and the gaps of the rounds before it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from benchmarks.models import Council
from benchmarks.queries.groups import Lens
from benchmarks.queries.outturns import Outturn, Wanted, outturns
from benchmarks.queries.shown import Unit, period_words
from benchmarks.rules.ranking import Aim, Place, gap
from benchmarks.rules.spans import Span
from benchmarks.rules.verdicts import QUARTILE_MARKS, STEPS, TREND_WORDS, Trend, trend_of
from foundation.marks import Mark
from foundation.statements import one_of, rows_of
from indicators.rules.vocabulary import Polarity
from plans.periods import parse_key

_OFF = """ROUND(CASE WHEN {0} < measure.low THEN measure.low - {0} WHEN {0} > measure.high THEN {0} - measure.high
    ELSE 0 END, 10)"""
_BETTER = f"""CASE measure.polarity WHEN 'high' THEN other.value > own.value WHEN 'low' THEN other.value < own.value
    WHEN 'range' THEN {_OFF.format("other.value")} < {_OFF.format("own.value")} ELSE FALSE END"""
_MEMBER = "JOIN benchmarks_membership member ON member.council_id = other.council_id AND member.group_id = grp.id"
# The last rounds of each measure: PostgreSQL takes them from its index measure by measure, SQLite has no such join.
_LAST = {
    "postgresql": """CROSS JOIN LATERAL (
        SELECT id, period, years, ROW_NUMBER() OVER (ORDER BY period DESC) AS back FROM benchmarks_round
        WHERE measure_id = measure.id ORDER BY period DESC LIMIT {most}) told""",
    "sqlite": """JOIN (
        SELECT id, measure_id, period, years,
            ROW_NUMBER() OVER (PARTITION BY measure_id ORDER BY period DESC) AS back
        FROM benchmarks_round) told ON told.measure_id = measure.id AND told.back <= {most}""",
}
_STOOD = """
    SELECT measure.id, told.back, told.id, told.period, told.years, grp.id,
        CAST(own.value AS text), own.standing, kept.reporting, CAST(kept.median AS text), CAST(kept.first AS text)
    FROM benchmarks_comparedmeasure measure
    JOIN indicators_indicator indicator ON indicator.id = measure.indicator_id
    {last}
    LEFT JOIN benchmarks_group grp ON grp.id {groups} AND (grp.grouping = '' OR grp.grouping = measure.grouping)
    LEFT JOIN benchmarks_keptsummary kept ON kept.round_id = told.id AND kept.group_id = grp.id
    LEFT JOIN benchmarks_councilfigure own ON own.round_id = told.id AND own.council_id = %s
    WHERE {asked}
    ORDER BY measure.id, told.back, grp.id
"""
_AHEAD = """
    SELECT own.round_id, (SELECT COUNT(*) FROM benchmarks_councilfigure other {member}
        WHERE other.round_id = own.round_id AND {better})
    FROM benchmarks_councilfigure own
    JOIN benchmarks_round told ON told.id = own.round_id
    JOIN benchmarks_comparedmeasure measure ON measure.id = told.measure_id
    {grouped}
    WHERE own.council_id = %s AND own.round_id {rounds}
"""
_GROUPED = "JOIN benchmarks_group grp ON grp.id {0} AND (grp.grouping = '' OR grp.grouping = measure.grouping)"
_MEASURES = """
    SELECT measure.id, measure.code, measure.title, measure.polarity, CAST(measure.low AS text),
        CAST(measure.high AS text), measure.unit, CAST(measure.scale AS text), measure.decimals, indicator.id,
        indicator.ref, indicator.name, indicator.service_id
    FROM benchmarks_comparedmeasure measure JOIN indicators_indicator indicator ON indicator.id = measure.indicator_id
    WHERE {asked}
    ORDER BY indicator.ref, measure.code
"""
OUTTURN = "our outturn"


class Compared(NamedTuple):
    """A measure that others publish and that is one of ours."""

    pk: int
    code: str
    title: str
    aim: Aim
    unit: Unit
    indicator: int
    ref: str
    name: str
    service: int


class _Round(NamedTuple):
    measure: int
    back: int
    pk: int
    period: str
    years: int
    group: int | None
    own: Decimal | None
    standing: str | None
    reporting: int | None
    median: Decimal | None
    first: Decimal | None


@dataclass(frozen=True, slots=True)
class Stood:
    """Where we stand by a measure in its latest round. ``own`` is None where there is no figure of ours; ``basis`` says
    that it is our own outturn. ``place`` is None where nobody is ranked, or we are none of the group.
    """

    measure: Compared
    period: str
    councils: int
    reporting: int
    own: Decimal | None
    basis: str
    median: Decimal | None
    best: Decimal | None
    place: Place | None
    gaps: tuple[Decimal | None, ...]

    @property
    def gap(self) -> Decimal | None:
        """To the median; more than nought is better than it."""
        return self.gaps[-1] if self.gaps else None

    @property
    def quartile(self) -> int | None:
        return self.place.quartile if self.place else None

    @property
    def mark(self) -> Mark | None:
        return QUARTILE_MARKS[self.quartile] if self.quartile else None

    @property
    def trend(self) -> Trend:
        return trend_of(self.gaps)

    @property
    def own_words(self) -> str:
        return self.measure.unit.words(self.own)

    @property
    def median_words(self) -> str:
        return self.measure.unit.words(self.median) if self.median is not None else "–"

    @property
    def rank_words(self) -> str:
        """ "7 of 32"."""
        return f"{self.place.rank} of {self.place.reporting}" if self.place else ""

    @property
    def reporting_words(self) -> str:
        return f"{self.reporting} of {self.councils} councils reporting"

    @property
    def gap_words(self) -> str:
        return "" if self.gap is None else self.measure.unit.gap_words(self.gap, self.measure.aim.polarity)

    @property
    def best_words(self) -> str:
        """How far it is to the best quartile; "" where we are in it or none is told."""
        if self.own is None or self.best is None:
            return ""
        off = gap(self.own, self.best, self.measure.aim)
        return f"{self.measure.unit.size(off)} from the top quartile" if off < 0 else "in the top quartile"

    @property
    def trend_words(self) -> str:
        return TREND_WORDS[self.trend]


def compared_measures(*, reach: Collection[int] | None, keys: Collection[int] | None = None) -> list[Compared]:
    """The measures that others publish and that are ours, within reach (None: all); only those of these indicators
    (keys), if given. One statement.
    """
    asked, params = _asked(reach, keys)
    return [_compared(row) for row in rows_of(_MEASURES.format(asked=asked), params)]


def stood(
    measures: Iterable[Compared],
    *,
    own: Council,
    lens: Lens,
    reach: Collection[int] | None,
    keys: Collection[int] | None = None,
) -> list[Stood]:
    """Where we stand by measures of ``compared_measures`` (asked for alike), in their order; what nobody has published
    a round of is left out. Two statements, and more where we have to take our own outturn.
    """
    asked, params = _asked(reach, keys)
    named, groups = one_of(lens.groups or [0])
    last = _LAST[connection.vendor].format(most=STEPS + 1)
    sql = _STOOD.format(asked=asked, groups=named, last=last)
    rounds: dict[int, list[_Round]] = {}
    for row in rows_of(sql, [*groups, own.pk, *params]):
        told = _round(row)
        if not any(each.back == told.back for each in rounds.setdefault(told.measure, [])):
            rounds[told.measure].append(told)  # of several groups that hold for it the first
    ahead = _ahead([each[0].pk for each in rounds.values() if each[0].own is not None], own, lens)
    known = [each for each in measures if each.pk in rounds]
    missing = [_missing(each, rounds[each.pk][0]) for each in known if rounds[each.pk][0].own is None]
    ours = outturns(missing) if missing else {}
    return [
        _stood(each, rounds[each.pk], lens, ours.get(each.pk) or _placed(each, rounds[each.pk][0], ahead))
        for each in known
    ]


def _ahead(rounds: list[int], own: Council, lens: Lens) -> dict[int, int]:
    """How many councils of the group did better than ours, by round. One statement."""
    if not rounds or not lens.has_own:
        return {}
    named, keys = one_of(rounds)
    grouped, groups = one_of(lens.groups or [0])
    parts = ("", "", []) if lens.is_every else (_MEMBER, _GROUPED.format(grouped), groups)
    sql = _AHEAD.format(member=parts[0], grouped=parts[1], better=_BETTER, rounds=named)
    return dict(rows_of(sql, [*parts[2], own.pk, *keys]))


def _placed(measure: Compared, last: _Round, ahead: dict[int, int]) -> Outturn | None:
    """The figure that was published for us, with its place."""
    if last.own is None:
        return None
    place = Place(ahead[last.pk] + 1, last.reporting or 1) if last.pk in ahead and measure.aim.is_ranked else None
    return Outturn(last.own, place)


def _missing(measure: Compared, last: _Round) -> Wanted:
    span = Span(parse_key(last.period), last.years)
    return Wanted(measure.pk, measure.indicator, span, last.pk, last.group, measure.unit.scale, measure.aim)


def _stood(measure: Compared, rounds: list[_Round], lens: Lens, ours: Outturn | None) -> Stood:
    last = rounds[0]
    own, place = ours or (None, None)
    is_in = lens.has_own and last.group is not None
    gaps = [_gap(each, measure.aim, own if each is last else each.own) for each in reversed(rounds)]
    return Stood(
        measure, period_words(last.period, last.years), lens.groups.get(last.group or 0, 0), last.reporting or 0, own,
        OUTTURN if last.own is None and own is not None else "", last.median, last.first, place if is_in else None,
        tuple(gaps),
    )  # fmt: skip


def _gap(told: _Round, aim: Aim, own: Decimal | None) -> Decimal | None:
    return None if own is None or told.median is None else gap(own, told.median, aim)


def _asked(reach: Collection[int] | None, keys: Collection[int] | None) -> tuple[str, list[Any]]:
    clauses, params = ["1 = 1"], list[Any]()
    for column, values in (("indicator.service_id", reach), ("indicator.id", keys)):
        if values is not None:
            named, given = one_of(values or [0])
            clauses.append(f"{column} {named}")
            params += given
    return " AND ".join(clauses), params


def _compared(row: tuple[Any, ...]) -> Compared:
    pk, code, title, polarity, low, high, unit, scale, decimals, *ours = row
    aim = Aim(Polarity(polarity), Decimal(low or 0), Decimal(high or 0))
    return Compared(pk, code, title, aim, Unit(unit, Decimal(scale), decimals), *ours)


def _round(row: tuple[Any, ...]) -> _Round:
    told = _Round(*row)
    own, median, first = (None if each is None else Decimal(each) for each in (told.own, told.median, told.first))
    return told._replace(own=own, median=median, first=first)
