"""What stands behind the figures: provisional and estimated, late and missing, judged by a person."""

from collections.abc import Iterable, Sequence

from foundation.words import counted
from indicators.rules.vocabulary import Standing, Status
from reporting.document import Section, section
from reporting.snapshots.items import Item
from reporting.snapshots.live import Live


def quality_section(items: Sequence[Item], live: Live) -> Section:
    """A table of the figures a reader should treat with care, and why (one row a measure and reason)."""
    rows = [
        [f"{item.ref} {item.row['name']}", item.row["service"], why] for item in items for why in _reasons(item, live)
    ]
    if not rows:
        return section("data-quality", "Data quality", paragraphs=["Every figure here is final, and came in on time."])
    table = {"caption": "Figures to treat with care", "columns": ["Measure", "Service", "Why"], "rows": rows}
    some = len({row[0] for row in rows})
    told = f"{some:,} of {counted(len(items), 'measure')} need{'s' if some == 1 else ''} care, for the reasons given."
    return section("data-quality", "Data quality", paragraphs=[told], table=table)


def _reasons(item: Item, live: Live) -> Iterable[str]:
    facts, status, figure = item.measured.facts, item.measured.assessment.status, item.measured.figure
    beside = live.noted.get(figure.pk) if figure else None
    arrival = beside.arrival if beside else None
    if status is Status.AWAITING:
        yield "Awaiting sign-off"
    elif status is Status.UNKNOWN:
        yield "Due, and not handed in"
    elif status is Status.NOT_AVAILABLE and arrival:
        yield f"Not available: {arrival.absence_reason}"
    if facts.now.figure is not None and facts.now.approved and facts.now.standing is not Standing.FINAL:
        yield str(facts.now.standing).capitalize()
    if arrival and arrival.is_late:
        yield "Came in after the days of grace"
    if caveat := item.row.get("caveat"):
        yield f"Bear in mind: {caveat}"
    if item.measured.assessment.is_judged and facts.now.approved:
        yield f"Status by judgement: {facts.now.judged_because}"
