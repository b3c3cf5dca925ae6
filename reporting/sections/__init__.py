"""The kinds of section there are, and what is asked of a section whatever it holds.

A new kind is one module here and its line in ``KINDS``. Values in, values out: no Django, no models.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, get_type_hints

from foundation.downloads.cells import Cell as BookCell
from foundation.measure_words import points
from reporting.document import SCHEMA, Document, Measure, Section
from reporting.schema import mismatches, texts
from reporting.sections.blocks import Block, Cards, Grid, Holds, Picture, Points, Scorecard, Words
from reporting.sections.breakdowns import BREAKDOWN
from reporting.sections.kind import SectionKind, Sheet
from reporting.sections.measures import MEASURES, measure_sheets
from reporting.sections.milestones import MILESTONES
from reporting.sections.money import MONEY
from reporting.sections.questions import QUESTIONS
from reporting.sections.risk_matrix import RISK_MATRIX
from reporting.sections.risks import RISKS
from reporting.sections.tables import TABLE
from reporting.sections.timeline import TIMELINE
from reporting.sections.value import VALUE
from reporting.sections.words import BULLETS, PARAGRAPHS

# In the order in which a section that holds several is drawn.
KINDS: tuple[SectionKind, ...] = (
    PARAGRAPHS,
    BULLETS,
    MEASURES,
    RISK_MATRIX,
    RISKS,
    MONEY,
    VALUE,
    BREAKDOWN,
    TIMELINE,
    MILESTONES,
    TABLE,
    QUESTIONS,
)

# Reviewed: the texts of a section that no proof looks for, and why. All others are looked for.
UNSAID: Mapping[tuple[str, str], str] = {
    ("Section", "id"): "an address within the page",
    ("Section", "exempt"): "the marking, which the pack adds",
    ("Mark", "key"): "a code",
    ("Mark", "word"): "one of a few words that the key of every report explains",
    ("Direction", "word"): "one of a few words that every report uses",
    ("Reason", "code"): "a code",
    ("Series", "unit"): "an everyday word, such as households",
    ("Series", "labels"): "names of periods; what is read out for the chart is looked for",
    ("Series", "signals"): "codes",
    ("Measure", "period"): "the name of a period",
    ("Measure", "unit"): "an everyday word, such as households",
    ("Forecast", "label"): "one of two",
    ("Forecast", "chance"): "a chance, which two measures may share",
    ("Measure", "value_raw"): "the figure once more, for a spreadsheet",
    ("Measure", "target_raw"): "the target once more, for a spreadsheet",
    ("Timeline", "today"): "a day, which the picture shows",
    ("TimelineBar", "starts"): "a day, which the picture shows",
    ("TimelineBar", "due"): "a day, on which anything may happen",
    ("TimelineBar", "first_due"): "a day, on which anything may happen",
    ("TimelineBar", "expected"): "a day, on which anything may happen",
    ("Milestone", "due"): "a day, on which anything may happen",
    ("BreakdownRow", "name"): "a ward or another group, by which many measures are told",
    ("Breakdown", "noun"): "what a group is called",
    ("ValueForMoney", "corners"): "the words of the picture's quarters",
    ("ValueGroup", "measures"): "how many measures there are",
    ("Money", "nature"): "revenue or capital",
    ("Money", "variance"): "an amount in words, which two things may share",
    ("Money", "planned_raw"): "the amount once more, for a spreadsheet",
    ("Money", "actual_raw"): "the amount once more, for a spreadsheet",
    ("Money", "forecast_raw"): "the amount once more, for a spreadsheet",
    ("RiskMatrix", "likelihoods"): "a step of a scale",
    ("RiskMatrix", "impacts"): "a step of a scale",
    ("Risk", "moved"): "one of a few words, with a day",
    ("Risk", "review"): "a day, on which anything may happen",
}

LETTERS_A_PAGE, ROWS_A_PAGE = 3500, 22


def held(section: Holds) -> Iterator[SectionKind]:
    """The kinds that a section holds something of."""
    return (kind for kind in KINDS if section.get(kind.slot))


def blocks(section: Holds) -> Iterator[Block]:
    """What a section is drawn with, in order."""
    for kind in held(section):
        yield from kind.blocks(section)


def texts_of(sections: Iterable[Holds]) -> Iterator[str]:
    """Every text that sections say, but for what is ``UNSAID``."""
    for part in sections:
        known, more = _split(part)
        yield from texts(known, Section, UNSAID)
        for kind, value in more:
            yield from texts(value, kind.schema, UNSAID)


def sheets_of(sections: Sequence[Holds]) -> Iterator[Sheet]:
    """The sheets of a workbook: measures, what kinds table themselves, every other table, and the texts."""
    measures = [(part["heading"], block) for part in sections for block in _measure_blocks(part)]
    if measures:
        yield from measure_sheets(measures)
    for kind in KINDS:
        own = [each for each in sections if each.get(kind.slot)]
        if kind.sheets and own:
            yield from kind.sheets(own)
    drawn = [(part, block) for part in sections for block in _untabled(part)]
    grids = [(part, block) for part, block in drawn if isinstance(block, Grid)]
    for n, (part, grid) in enumerate(grids, 1):
        rows = [[cell.words for cell in row] for row in grid.rows]
        yield Sheet(f"Table {n}", grid.caption or part["heading"], grid.columns, rows)
    said = [row for part in sections for row in _text_rows(part)]
    yield Sheet("Text", "The report's text", ("Section", "Kind", "Text"), said)


def measures_of(section: Holds) -> Iterator[Measure]:
    """The measures that a section draws, under whatever slot it holds them."""
    for block in _measure_blocks(section):
        yield from block.measures


def room_of(section: Holds) -> float:
    """About how much of a page the section takes, its heading left out."""
    return sum(_room(block) for block in blocks(section))


def charts_of(section: Holds) -> int:
    """How many charts it draws; their figures are tabled at the end of the PDF."""
    cards = (block for block in _measure_blocks(section) if isinstance(block, Cards))
    return sum(bool(points(each["series"])) for block in cards for each in block.measures)


def _measure_blocks(section: Holds) -> Iterator[Cards | Scorecard]:
    return (block for block in blocks(section) if isinstance(block, (Cards, Scorecard)))


def problems(document: Mapping[str, Any]) -> list[str]:
    """What is wrong with a document, a sentence each, naming the place ("sections[2].level ..."); [] when sound."""
    sections: Any = document.get("sections")
    split = [_split(each) for each in sections] if _are_mappings(sections) else []
    whole = {**document, "sections": [known for known, _ in split]} if split else document
    found = list(mismatches(whole, Document, "document"))
    for i, (_, more) in enumerate(split):
        for kind, value in more:
            found += mismatches(value, kind.schema, f"document.sections[{i}].{kind.slot}")
    return found or list(_faults(document))


def _faults(document: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with a document whose every value has the type that the schema says."""
    if document["schema"] != SCHEMA:
        yield f"document.schema is {document['schema']}, this version reads {SCHEMA}"
    for i, each in enumerate(document["sections"]):
        place = f"document.sections[{i}]"
        if not 1 <= each["level"] <= 3:
            yield f"{place}.level is {each['level']}, expected 1, 2 or 3"
        yield from (f"{place}.{fault}" for kind in held(each) for fault in kind.faults(each))


def _are_mappings(sections: Any) -> bool:
    return isinstance(sections, list) and all(isinstance(each, Mapping) for each in sections)


def _split(section: Holds) -> tuple[dict[str, Any], list[tuple[SectionKind, Any]]]:
    """What every section has, and what it holds of kinds that came later."""
    own = get_type_hints(Section)
    more = [(kind, section[kind.slot]) for kind in KINDS if kind.slot in section and kind.slot not in own]
    later = {kind.slot for kind, _ in more}
    return {key: value for key, value in section.items() if key not in later}, more


def _untabled(section: Holds) -> Iterator[Block]:
    """The blocks of kinds that have no sheets of their own."""
    for kind in held(section):
        if not kind.sheets:
            yield from kind.blocks(section)


def _text_rows(section: Holds) -> Iterator[list[BookCell]]:
    heading = section["heading"]
    if section.get("exempt"):
        yield [heading, "Marking", f"Not for publication. {section['exempt']}"]
    for block in _untabled(section):
        if isinstance(block, Words):
            yield from ([heading, "Paragraph", text] for text in block.texts)
        elif isinstance(block, Points):
            said = ("\n".join(filter(None, [each.text, each.detail])) for each in block.items)
            yield from ([heading, "Point", text] for text in said)


def _room(block: Block) -> float:
    match block:
        case Words():
            return sum(map(len, block.texts)) / LETTERS_A_PAGE
        case Points():
            return sum(len(each.text) + len(each.detail) for each in block.items) / LETTERS_A_PAGE
        case Grid():
            return len(block.rows) / ROWS_A_PAGE
        case Scorecard():
            return len(block.measures) / ROWS_A_PAGE
        case Picture():
            return 0.45
        case Cards():
            return sum(map(_card_room, block.measures))


def _card_room(measure: Measure) -> float:
    """Most where somebody explained the measure, least where nothing is drawn."""
    if not points(measure["series"]):
        return 0.25
    return 0.55 if measure["commentary"] else 0.4
