"""Every measure that somebody may read, as it stands in a quarter: to find one, sort them, or take them away."""

from collections.abc import Mapping, Sequence
from typing import Any

from indicators.judging.council_statuses import Glance
from indicators.judging.scorecard import measured_few
from reporting.dashboards.council import Council, is_late, listed
from reporting.dashboards.group_page import severity
from reporting.dashboards.rows import PageRow, page_row
from reporting.queries.measures import HISTORY
from reporting.queries.tagged import measures_with_tag

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
    if not shown:
        return []
    by_pk = measured_few(
        [each.pk for each in shown], report_period=council.period, history=HISTORY, rules=council.rules
    )
    return [page_row(by_pk[each.pk], council.base, is_late=is_late(council, each)) for each in shown]


def _sort_key(council: Council, glance: Glance, name: str) -> tuple[Any, ...]:
    match name:
        case "name":
            return (glance.name.casefold(), glance.ref)
        case "status":
            return (severity(glance.status), glance.ref)
        case "service":
            return (council.services.get(glance.service_id, "").casefold(), glance.ref)
    return (glance.ref,)
