"""Every measure that somebody may read, as it stands in a quarter: to find one, sort them, or take them away."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from foundation.downloads.cells import Cell
from indicators.judging.council_statuses import Glance
from indicators.judging.judged import Measured
from indicators.judging.outlook import Expected, year_ends
from indicators.judging.outlook_words import end_mark, end_value
from indicators.judging.scorecard import measured_few
from reporting.dashboards.council import LIST_COLUMNS, Council, export_rows, is_late, listed
from reporting.dashboards.group_page import severity
from reporting.dashboards.rows import PageRow, with_forecast
from reporting.queries.measures import HISTORY
from reporting.queries.tagged import measures_with_tag

COLUMNS = (*LIST_COLUMNS, "Year-end forecast", "Expected at the year's end")
SORTS = {name: (name,) for name in ("ref", "name", "status", "service")}


def found_measures(council: Council, chosen: Mapping[str, str], ordering: Sequence[str]) -> list[Glance]:
    """The measures that the filters leave, sorted by the first of ``ordering`` (a key of ``SORTS``, "-" before it for
    the other way). ``q`` is looked for in reference and name; ``key`` leaves key measures only,
    ``tag`` (its key) those that carry it.
    """
    words = chosen.get("q", "").casefold()
    tagged = measures_with_tag(int(chosen["tag"])) if "tag" in chosen else None
    found = [
        each
        for each in listed(council, chosen)
        if (not words or words in f"{each.ref} {each.name}".casefold())
        and (each.is_key or "key" not in chosen)
        and (tagged is None or each.pk in tagged)
    ]
    name, descending = ordering[0].removeprefix("-"), ordering[0].startswith("-")
    return sorted(found, key=lambda each: _sort_key(council, each, name), reverse=descending)


def measure_rows(council: Council, shown: Sequence[Glance]) -> list[PageRow]:
    """Rows of ``components/measure_table.html``: figures with their history, as everybody sees them, in a fixed number
    of statements.
    """
    by_pk, ends = _read(council, shown)
    return [
        with_forecast(by_pk[each.pk], council.base, is_late=is_late(council, each), expected=ends.get(each.pk))
        for each in shown
    ]


def file_rows(council: Council, found: Sequence[Glance]) -> Iterator[list[Cell]]:
    """The measures as cells under ``COLUMNS``, in a fixed number of statements."""
    _, ends = _read(council, found)
    for each, line in zip(found, export_rows(council, found), strict=True):
        end = ends.get(each.pk)
        mark = end_mark(end) if end else None
        yield [*line, mark["word"] if mark else "", end_value(end) if end else ""]


def _read(council: Council, shown: Sequence[Glance]) -> tuple[dict[int, Measured], dict[int, Expected]]:
    """Measures with their history, and how their years are expected to end, by their keys."""
    if not shown:
        return {}, {}
    period, rules = council.period, council.rules
    keys = [each.pk for each in shown]
    by_pk = measured_few(keys, report_period=period, history=HISTORY, rules=rules, with_outlook=True)
    return by_pk, year_ends(list(by_pk.values()), report_period=period, rules=rules)


def _sort_key(council: Council, glance: Glance, name: str) -> tuple[Any, ...]:
    match name:
        case "name":
            return (glance.name.casefold(), glance.ref)
        case "status":
            return (severity(glance.status), glance.ref)
        case "service":
            return (council.services.get(glance.service_id, "").casefold(), glance.ref)
    return (glance.ref,)
