"""Keeps what each group comes to in each round: made anew after each load, within the database.

The statements say what ``rules.ranking.summary_of`` says; a test holds them to it, on both kinds of database, for every
measure of a national framework. PostgreSQL sorts a group's figures once, into a list; SQLite has no lists, and numbers
them.
"""

from collections.abc import Collection

from django.db import connection

from foundation.statements import one_of

_OFF = """ROUND(CASE WHEN figure.value < measure.low THEN measure.low - figure.value
    WHEN figure.value > measure.high THEN figure.value - measure.high ELSE 0 END, 10)"""
_FROM = """
    FROM benchmarks_councilfigure figure
    JOIN benchmarks_round told ON told.id = figure.round_id
    JOIN benchmarks_comparedmeasure measure ON measure.id = told.measure_id
    JOIN benchmarks_membership member ON member.council_id = figure.council_id
    WHERE measure.polarity {which} 'range' AND {asked}"""
_INTO = """INSERT INTO benchmarks_keptsummary
    (round_id, group_id, reporting, median, lowest, highest, first, second, third)"""
_LISTS = """
    {into}
    SELECT round_id, group_id, n, (up[(n + 1) / 2] + up[(n + 2) / 2]) / 2.0, up[1], up[n], {cuts}
    FROM (
        SELECT figure.round_id, member.group_id, measure.polarity, COUNT(*)::int AS n,
            array_agg(figure.value ORDER BY figure.value) AS up, {best} AS best
        {source}
        GROUP BY figure.round_id, member.group_id, measure.polarity
    ) listed
"""
_PART = "PARTITION BY figure.round_id, member.group_id"
_NUMBERS = """
    {into}
    SELECT round_id, group_id, MAX(n),
        (MIN(CASE WHEN up = (n + 1) / 2 THEN value END) + MIN(CASE WHEN up = (n + 2) / 2 THEN value END)) / 2.0,
        MIN(value), MAX(value), {cuts}
    FROM (
        SELECT figure.round_id, member.group_id, figure.value, measure.polarity, COUNT(*) OVER ({part}) AS n,
            ROW_NUMBER() OVER ({part} ORDER BY figure.value) AS up, {best} AS best
        {source}
    ) numbered
    GROUP BY round_id, group_id
"""
_LAST = ("n / 4", "n / 2", "3 * n / 4")
"""The place, counted from the best, of the last figure of the first, second and third quarter."""
_LISTED_CUT = """CASE WHEN n >= 4 THEN CASE polarity WHEN 'high' THEN up[n + 1 - {0}] WHEN 'low' THEN up[{0}]
    WHEN 'range' THEN best[{0}] END END"""
_NUMBERED_CUT = """MIN(CASE WHEN n >= 4 AND {0} = CASE polarity WHEN 'high' THEN n + 1 - up WHEN 'low' THEN up
    WHEN 'range' THEN best END THEN value END)"""
_KEEP = {
    "postgresql": (_LISTS, _LISTED_CUT, f"array_agg(figure.value ORDER BY {_OFF}, figure.value)"),
    "sqlite": (_NUMBERS, _NUMBERED_CUT, f"ROW_NUMBER() OVER ({_PART} ORDER BY {_OFF}, figure.value)"),
}
_NO_BEST = {"postgresql": "NULL::numeric[]", "sqlite": "NULL"}
_FORGET = "DELETE FROM benchmarks_keptsummary WHERE {asked}"


def keep_rounds(rounds: Collection[int]) -> None:
    """Make anew what is kept of these rounds (keys), for every group."""
    if rounds:
        _keep("round_id", "figure", rounds)


def keep_groups(groups: Collection[int]) -> None:
    """Make anew what is kept of these groups (keys), in every round."""
    if groups:
        _keep("group_id", "member", groups)


def _keep(column: str, table: str, keys: Collection[int]) -> None:
    named, params = one_of(keys)
    statement, cut, by_distance = _KEEP[connection.vendor]
    cuts = ", ".join(cut.format(place) for place in _LAST)
    asked = f"{table}.{column} {named}"
    with connection.cursor() as cursor:
        cursor.execute(_FORGET.format(asked=f"{column} {named}"), params)
        # Measures that are good within a range are few, and need a second order.
        for which, best in (("<>", _NO_BEST[connection.vendor]), ("=", by_distance)):
            source = _FROM.format(which=which, asked=asked)
            cursor.execute(statement.format(into=_INTO, part=_PART, cuts=cuts, best=best, source=source), params)
