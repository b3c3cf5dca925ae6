"""What a service's report tells of the groups of its measures: as everybody may read it, small numbers taken out."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from breakdowns.queries.gap_words import behind_sentence, gap_sentence, hidden_sentence, moved_sentence
from breakdowns.queries.reading import BreakdownRead, GroupRow, PeriodRead, read_breakdowns
from breakdowns.queries.standing import breakdowns_read
from reporting.document import Section, section
from reporting.sections.breakdowns import Breakdown, BreakdownRow
from reporting.snapshots.items import Item

ByMeasure = Mapping[int, Sequence[BreakdownRead]]
_LEAD = "A number of so few that it would point to somebody is not shown, nor is whatever would give it away."


def read_groups(*, today: date) -> ByMeasure:
    """The breakdowns of all measures, by the measure's id. A fixed number of statements, one where there is none."""
    found: dict[int, list[BreakdownRead]] = defaultdict(list)
    known = list(breakdowns_read())
    for each in read_breakdowns(known, today=today) if known else []:
        found[each.breakdown.indicator_id].append(each)
    return found


def by_group(items: Sequence[Item], groups: ByMeasure) -> list[Section]:
    """The measures by their groups, those alone that are told in the period reported; nothing where none is."""
    found = [each for item in items for each in _of_measure(item, groups.get(item.measured.definition.pk, ()))]
    return [section("by-group", "By group", paragraphs=[_LEAD]), *found] if found else []


def _of_measure(item: Item, groups: Sequence[BreakdownRead]) -> Iterator[Section]:
    for read in groups:
        told = next((each for each in read.periods if each.period == item.measured.period), None)
        if told is None:
            continue
        dimension = read.breakdown.dimension
        heading = f"{item.row['name']} ({item.ref}) by {dimension.noun}"
        slug = f"by-group-{read.breakdown.pk}"
        if told.why_not:
            yield section(slug, heading, 2, paragraphs=[told.why_not])
        else:
            held: Breakdown = {
                "caption": f"{heading}, {told.period.long_label}",
                "noun": dimension.noun.capitalize(),
                "rows": [_whole(told), *map(_row, told.rows)],
            }
            yield section(slug, heading, 2, paragraphs=_said(read, told), breakdown=held)


def _said(read: BreakdownRead, told: PeriodRead) -> list[str]:
    gap = f"{gap_sentence(read, told)} {moved_sentence(read, told)}".strip()
    return [each for each in (behind_sentence(read, told), gap, hidden_sentence(read, told)) if each]


def _whole(told: PeriodRead) -> BreakdownRow:
    return {"name": "All", "value": told.value, "parts": "", "target": told.target, "status": told.status}


def _row(row: GroupRow) -> BreakdownRow:
    return {
        "name": row.group.name,
        "value": row.value,
        "parts": row.parts,
        "target": row.target,
        "status": row.status,
    }
