"""Keeps what each group comes to in each round: made anew after each load, in the database, by two statements.

They say what ``rules.ranking.summary_of`` says; a test holds them to it for every measure of a national framework.
"""

from collections.abc import Collection

from django.db import connection

from foundation.statements import one_of

_PART = "PARTITION BY figure.round_id, member.group_id"
_BY_VALUE = f"ROW_NUMBER() OVER ({_PART} ORDER BY figure.value)"
_BY_DISTANCE = f"""ROW_NUMBER() OVER ({_PART} ORDER BY ROUND(CASE
    WHEN figure.value < measure.low THEN measure.low - figure.value
    WHEN figure.value > measure.high THEN figure.value - measure.high ELSE 0 END, 10), figure.value)"""
_ALONG = "CASE measure.polarity WHEN 'high' THEN COUNT(*) OVER ({part}) + 1 - {up} WHEN 'low' THEN {up} END"
_KEEP = """
    INSERT INTO benchmarks_keptsummary
        (round_id, group_id, reporting, median, lowest, highest, first, second, third)
    SELECT round_id, group_id, reporting,
        (MIN(CASE WHEN up = (reporting + 1) / 2 THEN value END)
            + MIN(CASE WHEN up = (reporting + 2) / 2 THEN value END)) / 2.0,
        MIN(value), MAX(value),
        MIN(CASE WHEN reporting >= 4 AND place = reporting / 4 THEN value END),
        MIN(CASE WHEN reporting >= 4 AND place = reporting / 2 THEN value END),
        MIN(CASE WHEN reporting >= 4 AND place = 3 * reporting / 4 THEN value END)
    FROM (
        SELECT figure.round_id, member.group_id, figure.value, COUNT(*) OVER ({part}) AS reporting, {up} AS up,
            {place} AS place
        FROM benchmarks_councilfigure figure
        JOIN benchmarks_round told ON told.id = figure.round_id
        JOIN benchmarks_comparedmeasure measure ON measure.id = told.measure_id
        JOIN benchmarks_membership member ON member.council_id = figure.council_id
        WHERE measure.polarity {which} 'range' AND {asked}
    ) ordered
    GROUP BY round_id, group_id, reporting
"""
_FORGET = "DELETE FROM benchmarks_keptsummary WHERE {asked}"


def keep_rounds(rounds: Collection[int]) -> None:
    """Make anew what is kept of these rounds (keys), for every group."""
    if rounds:
        _keep("round_id", rounds)


def keep_groups(groups: Collection[int]) -> None:
    """Make anew what is kept of these groups (keys), in every round."""
    if groups:
        _keep("group_id", groups)


def _keep(column: str, keys: Collection[int]) -> None:
    named, params = one_of(keys)
    table = "figure" if column == "round_id" else "member"
    up, distance = f"({_BY_VALUE})", f"({_BY_DISTANCE})"
    along = _ALONG.format(part=_PART, up=up)
    with connection.cursor() as cursor:
        cursor.execute(_FORGET.format(asked=f"{column} {named}"), params)
        for which, place in (("<>", along), ("=", distance)):
            asked = f"{table}.{column} {named}"
            cursor.execute(_KEEP.format(part=_PART, up=up, place=place, which=which, asked=asked), params)
