"""A report's document as its page draws it: sections with addresses, charts drawn, rows linked to their cards."""

from collections.abc import Mapping, Sequence
from typing import Any

from foundation.sparkline import sparkline
from indicators.judging.measure_row import measure_address
from reporting.charts import describe, line_svg
from reporting.document import AtAGlance, Measure, Section, Tile, WallRow, levelled
from reporting.sections import blocks
from reporting.sections.blocks import Block, Cards, Grid, Picture, Points, Scorecard, Words
from reporting.sections.measures import forecasts_shown

Json = dict[str, Any]

NARROW = 340  # pixels of a chart on a phone
RESTATEMENTS = "restatements"  # where the page tells of what has changed


def report_page(document: Mapping[str, Any], *, now: Mapping[str, Sequence[Json]] | None = None) -> Json:
    """What the page needs besides the document: ``first`` (what a meeting reads first; None in documents made before
    there was one), ``sections`` and ``contents`` (of the first two levels).

    ``now`` holds, by reference, what is known differently today; it is shown beside what was reported. None: only
    what was reported is shown. Each of the sections is what ``section_page`` takes: one that is kept is not made anew.
    """
    sections = levelled(document["sections"])
    first = _first_cards(sections)
    return {
        "first": _first(document.get("at_a_glance"), first),
        "compared": now is not None,
        "changed": [each for found in (now or {}).values() for each in found],
        "sections": [{"section": each, "first": first, "now": now or {}} for each in sections],
        "contents": [
            {"id": each["id"], "heading": each["heading"], "level": each["level"]}
            for each in sections
            if each["level"] <= 2
        ],
    }


def _first(given: AtAGlance | None, cards: Mapping[str, str]) -> Json | None:
    """The first page with addresses: of what is told in the report itself, else of the measure's own page."""
    if given is None:
        return None
    return {
        **given,
        "noted": [{**each, "url": _part(each["section"])} for each in given["noted"]],
        "wall": [_wall_row(row, cards) for row in given["wall"]],
        "off": [{**each, "url": _measure(each["ref"], cards)} for each in given["off"]],
    }


def _part(section: str) -> str:
    return f"#{RESTATEMENTS if section == 'restated' else section}" if section else ""


def _wall_row(row: WallRow, cards: Mapping[str, str]) -> Json:
    """As ``components/wall.html`` takes it."""
    marks = {name: [_tile(tile, cards) for tile in row[name]] for name in ("rated", "unrated")}
    rest = sum(each["count"] for each in row["rest"])
    group = {"name": row["name"], "url": "", "of": row["met"], "share": "", "risks": row.get("risks", "")}
    return {"group": group, **marks, "rest": row["rest"], "rest_count": rest}


def _tile(tile: Tile, cards: Mapping[str, str]) -> Json:
    mark = tile["status"]
    look = {"shape": mark["shape"], "colour": mark["colour"], "moved": tile["moved"]}
    return {"url": _measure(tile["ref"], cards), "words": tile["words"], **look}


def _measure(ref: str, cards: Mapping[str, str]) -> str:
    return f"#{_anchor(ref)}" if ref in cards else measure_address(ref)


def section_page(section: Section, first: Mapping[str, str], now: Mapping[str, Sequence[Json]]) -> Json:
    """What ``reporting/_report_section.html`` draws of a section. ``first`` tells where each measure has its card."""
    head = {key: section.get(key, "") for key in ("id", "heading", "level", "exempt")}
    return {**head, "blocks": [_block(each, section["id"], first, now) for each in blocks(section)]}


def _first_cards(sections: Sequence[Section]) -> dict[str, str]:
    """The id of the section that first shows a measure as a card, by its reference: rows lead there."""
    found: dict[str, str] = {}
    for part in sections:
        for block in blocks(part):
            if isinstance(block, Cards):
                for measure in block.measures:
                    found.setdefault(measure["ref"], part["id"])
    return found


def _block(block: Block, section: str, first: Mapping[str, str], now: Mapping[str, Sequence[Json]]) -> Json:
    """A block, under the name that the template knows it by."""
    match block:
        case Words():
            return {"words": block.texts}
        case Points():
            return {"points": block}
        case Grid():
            lines = [list(zip(block.columns, row, strict=True)) for row in block.rows]
            return {"table": {"caption": block.caption, "columns": block.columns, "lines": lines}}
        case Scorecard():
            rows = [_row(each, first) for each in block.measures]
            return {"rows": rows, "with_forecast": forecasts_shown(block.measures)}
        case Picture():
            return {"picture": {"wide": block.draw(), "narrow": block.draw(narrow=True), "words": block.words}}
        case Cards():
            return {"cards": [_card(each, section, first, now) for each in block.measures]}


def _card(measure: Measure, section: str, first: Mapping[str, str], now: Mapping[str, Sequence[Json]]) -> Json:
    again = "" if first[measure["ref"]] == section else f"-{section}"
    return {
        **measure,
        "anchor": _anchor(measure["ref"]) + again,
        "svg": line_svg(measure["series"], title=measure["name"]),
        "narrow_svg": line_svg(measure["series"], title=measure["name"], width=NARROW),
        "summary": describe(measure["series"], name=measure["name"]),
        "now": now.get(measure["ref"], ()),
    }


def _row(measure: Measure, first: Mapping[str, str]) -> Json:
    """A row leads to the measure's card where the report has one."""
    address = f"#{_anchor(measure['ref'])}" if measure["ref"] in first else ""
    told = measure.get("forecast")
    ahead = {"forecast": told and told["status"], "forecast_value": told["value"] if told else ""}
    return {**measure, **ahead, "url": address, "spark": sparkline(measure["series"])}


def _anchor(ref: str) -> str:
    return "measure-" + "".join(letter if letter.isalnum() else "-" for letter in ref)
