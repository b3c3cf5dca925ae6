"""Floors A and D of the performance goals: what Django costs before the product does anything.

A: a bare signed-in page (session, user, SELECT 1, small template). D: the same plus the three statements that a
35-indicator service page needs (now with target, previous and last year; tiles; history), written by string.
"""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines

from tests.bench.council import LAST

SMALL = "<!doctype html><title>Floor</title><p>{{ user.name }} {{ one }}</p>"

NOW = """
    SELECT i.id, i.ref, i.name, o.value, o.state, o.standing, t.value, p.value, pt.value, y.value
    FROM indicators_indicator i
    LEFT JOIN indicators_observation o ON o.indicator_id = i.id AND o.period = %s AND o.is_current
    LEFT JOIN indicators_periodtarget t ON t.indicator_id = i.id AND t.period = %s
    LEFT JOIN indicators_observation p ON p.indicator_id = i.id AND p.period = %s AND p.is_current
    LEFT JOIN indicators_periodtarget pt ON pt.indicator_id = i.id AND pt.period = %s
    LEFT JOIN indicators_observation y ON y.indicator_id = i.id AND y.period = %s AND y.is_current
    WHERE i.service_id = %s ORDER BY i.ref
"""
TILES = """
    SELECT o.state, COUNT(*), SUM(CASE WHEN o.value >= t.value THEN 1 ELSE 0 END)
    FROM indicators_observation o
    JOIN indicators_indicator i ON i.id = o.indicator_id
    LEFT JOIN indicators_periodtarget t ON t.indicator_id = o.indicator_id AND t.period = o.period
    WHERE i.service_id = %s AND o.period = %s AND o.is_current GROUP BY o.state
"""
HISTORY = """
    SELECT o.indicator_id, o.period, o.value FROM indicators_observation o
    JOIN indicators_indicator i ON i.id = o.indicator_id
    WHERE i.service_id = %s AND o.period > %s AND o.is_current ORDER BY o.indicator_id, o.period
"""


def floor_a(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        one = cursor.fetchone()[0]
    return HttpResponse(engines["django"].from_string(SMALL).render({"one": one, "user": request.user}))


def write(request: HttpRequest) -> HttpResponse:
    """Changes a figure of every service to one it never was, so that the next page has something new to work out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE indicators_observation SET value = value + 0.0001 WHERE period = %s AND value IS NOT NULL "
            "AND indicator_id IN (SELECT MIN(id) FROM indicators_indicator GROUP BY service_id)",
            [LAST.key],
        )
    return HttpResponse("written")


def floor_d(request: HttpRequest, service: int) -> HttpResponse:
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    now, previous, last_year = LAST.key, LAST.previous().key, LAST.last_year().key
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.execute(NOW, [now, now, previous, previous, last_year, service])
        rows = cursor.fetchall()
        cursor.execute(TILES, [service, now])
        tiles = cursor.fetchall()
        cursor.execute(HISTORY, [service, LAST.previous(12).key])
        history: dict[int, list[str]] = {}
        for indicator, _, value in cursor.fetchall():
            history.setdefault(indicator, []).append(str(value))
    body = ["<!doctype html><title>Floor</title><table>"]
    body += [f"<tr><td>{state}<td>{count}<td>{met}" for state, count, met in tiles]
    for row in rows:
        cells = "".join(f"<td>{cell}" for cell in row[1:])
        body.append(f"<tr>{cells}<td>{' '.join(history.get(row[0], []))}")
    return HttpResponse("".join(body) + "</table>")
