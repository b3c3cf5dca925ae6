"""From the document to what the print templates are filled with: every decision that is not about layout.

Texts made printable, charts drawn, alternative texts written, heading levels settled, scorecard rows linked to their
cards, column widths weighed, and the figures behind the charts tabled in an appendix.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from foundation.measure_words import points
from reporting.charts import bars_svg, count_bar_svg, describe, line_svg, marks_shown
from reporting.charts.paint import CORNERS, PALETTE
from reporting.document import Document, Measure, Section, levelled
from reporting.pdf.first_page import SAID_ROOM, first_page
from reporting.pdf.font_coverage import PRIMARY, breakable, families, printer
from reporting.pdf.tables import clipped, figures_behind, printable_table
from reporting.sections import blocks
from reporting.sections.blocks import Block, Cards, Grid, Picture, Points, Scorecard, Words
from reporting.sections.measures import forecasts_shown

Json = dict[str, Any]

HEADER_ROOM, FOOTER_ROOM, COVER_ROOM = 60, 90, 200  # characters of the running texts, and of each on the cover
CONTENTS_ROOM = 60  # entries beyond which the contents show the first level only
ONE_PAGE = ("ref", "name", "value", "target", "lag", "sentence", "owner", "service", "rule")
HEADING_ROOM = 10_000
NAME_ROOM, REF_ROOM = 500, 100  # characters of a measure's name and reference above its card: twice what is stored
NOT_PUBLIC = "EXEMPT – not for publication"
UNTITLED = "Performance report"  # a PDF without a title is refused
KEPT_TOGETHER = 1500  # characters of a card that may be held on one page without running off it
LINE = 90  # characters across the page
CHART = {"width": 470, "height": 128}  # pixels: letters of 9 pt beside the figures
REF_PIECE = re.compile(r"[^\s/?\-]+")  # what a line cannot break within, of a reference
REF_LEAST, REF_MOST, REF_LETTER = 5, 10, 2  # letters of its longest piece that there is room for; the room of one
UNBROKEN = frozenset({"svg", "stack", "alt", "metadata", "id", "link", "shape", "colour", "arrow"})


def template_data(document: Mapping[str, Any], fonts: Path) -> Json:
    """Everything the templates read, as JSON. Raises ``FileNotFoundError`` where the fonts are missing."""
    clean: Document = _each_text(document, printer(fonts))
    title = clean["title"].strip() or UNTITLED
    sections = levelled(clean["sections"])
    cards = _card_labels(sections)
    draw = printer(fonts, PRIMARY)  # pictures have no second font to fall back on
    parts = [_section(each, i, cards, draw) for i, each in enumerate(sections)]
    drawn = [measure for each in sections for measure in _carded(each)]
    exempt = any(each["exempt"] for each in parts)
    model = {
        "metadata": {
            "title": clipped(_told_title(clean, title, exempt), SAID_ROOM),
            "author": clipped(clean["council"], SAID_ROOM),
        },
        "fonts": list(families(fonts)),
        "palette": {name: dict(zip(("rim", "fill", "mark"), tones, strict=True)) for name, tones in PALETTE.items()},
        "corners": CORNERS,
        "cover": _cover(clean, title, exempt),
        "running": {
            "left": clipped(clean["council"], HEADER_ROOM // 2),
            "title": clipped(title, HEADER_ROOM),
            "as_at": clipped(" · ".join(filter(None, [clean["period"], clean["as_at"]])), FOOTER_ROOM),
            "mark": _running_mark(clean, exempt),
        },
        "is_report": clean["kind"] != "plan",
        "contents_depth": _contents_depth(parts),
        "headline": clean["headline"],
        "counts": _counts(clean, draw),
        "first": first_page(clean, draw),
        "coverage": clean["coverage"],
        "key": clean["key"],
        "restatements": clean["restatements"],
        "notes": clean["notes"],
        "opening": clean.get("opening", 0),
        "sections": parts,
        "appendix": figures_behind(drawn),
    }
    return _each_text(model, breakable, leave=UNBROKEN)


def _each_text(value: Any, change: Callable[[str], str], leave: frozenset[str] = frozenset()) -> Any:
    """A copy of a JSON value with each text changed, but for what stands under the keys to leave."""
    again = partial(_each_text, change=change, leave=leave)
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: each if key in leave else again(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [again(each) for each in value]
    return value


def _told_title(document: Document, title: str, exempt: bool) -> str:
    """What a reader's window and a list of files say: what must not be published first, then title, committee, day."""
    meeting = document.get("meeting")
    told = [NOT_PUBLIC if exempt else "", title, meeting["committee"] if meeting else "", document["period"].strip()]
    return " – ".join(filter(None, told))


def _running_mark(document: Document, exempt: bool) -> str:
    return " · ".join((["DRAFT"] if not document["released"] else []) + (["NOT FOR PUBLICATION"] if exempt else []))


def _cover(document: Document, title: str, exempt: bool) -> Json:
    meeting = document.get("meeting")
    facts = [["For", document["audience"]]]
    if meeting:
        facts = [["Committee", meeting["committee"]], ["Date", meeting["date"]], ["Place", meeting["place"]]]
    texts = {name: document[name] for name in ("council", "subtitle", "period", "as_at", "released")} | {"title": title}
    pairs = [(label, clipped(text, COVER_ROOM)) for label, text in [*facts, *document.get("about", [])]]
    return {
        **{name: clipped(text, COVER_ROOM) for name, text in texts.items()},
        "draft": not document["released"],
        "exempt": exempt,
        "facts": [pair for pair in pairs if pair[1]],
    }


def _counts(document: Document, draw: Callable[[str], str]) -> Json:
    said = ", ".join(f"{each['count']} {each['word']}" for each in document["counts"])
    alt = f"Bar chart, measures by status: {said}."
    drawn = {"svg": bars_svg, "stack": count_bar_svg}
    pictures = {name: draw(picture(document["counts"], title="Measures by status")) for name, picture in drawn.items()}
    marks = [each for each in document["counts"] if each["count"]]
    return {"shown": bool(said), **pictures, "alt": clipped(alt, SAID_ROOM), "marks": marks}


def _contents_depth(parts: Sequence[Json]) -> int:
    """Two levels of headings, or the first alone where two would fill pages."""
    cards = sum(len(block.get("cards", ())) for each in parts if each["level"] == 1 for block in each["blocks"])
    return 1 if cards + sum(1 for each in parts if each["level"] <= 2) > CONTENTS_ROOM else 2


def _card_labels(sections: Sequence[Section]) -> dict[str, str]:
    """Ref of a measure → the label of its first card, so that a scorecard row can lead there."""
    labels: dict[str, str] = {}
    for i, each in enumerate(sections):
        for j, measure in enumerate(_carded(each)):
            labels.setdefault(measure["ref"], _label(i, j))
    return labels


def _carded(section: Section) -> list[Measure]:
    return [each for block in blocks(section) if isinstance(block, Cards) for each in block.measures]


def _label(section: int, card: int) -> str:
    return f"card-{section}-{card}"


def _section(part: Section, index: int, cards: Mapping[str, str], draw: Callable[[str], str]) -> Json:
    exempt = part.get("exempt", "")
    heading = clipped(part["heading"], HEADING_ROOM) or "Untitled section"
    return {
        "id": part["id"],
        "level": part["level"],
        "heading": f"{heading} (exempt)" if exempt else heading,
        "exempt": exempt,
        "blocks": [_block(each, part["level"], index, cards, draw) for each in blocks(part)],
        "page_break": part["page_break"],
        "landscape": part["landscape"],
    }


def _block(block: Block, level: int, index: int, cards: Mapping[str, str], draw: Callable[[str], str]) -> Json:
    """The block with the name of the template's function that draws it."""
    match block:
        case Words():
            return {"draw": "words", "texts": block.texts}
        case Points():
            items = [{"text": each.text, "detail": each.detail} for each in block.items]
            return {"draw": "numbered" if block.is_numbered else "bullets", "items": items}
        case Grid():
            return {"draw": "table", **printable_table(block)}
        case Picture():
            return {"draw": "picture", "svg": draw(block.draw()), "alt": clipped(block.words, SAID_ROOM)}
        case Scorecard():
            rows = [_row(each, cards) for each in block.measures]
            weight, ahead = _ref_weight(block.measures), forecasts_shown(block.measures)
            return {"draw": "scorecard", "rows": rows, "ref_weight": weight, "with_forecast": ahead}
        case Cards():
            found = [_card(each, level + 1, _label(index, j), draw) for j, each in enumerate(block.measures)]
            return {"draw": "cards", "cards": found}


def _row(measure: Measure, cards: Mapping[str, str]) -> Json:
    kept = ("ref", "name", "value", "target", "marks", "status", "direction", "lag")
    ref = REF_PIECE.sub(_ref_pieces, measure["ref"])
    told = measure.get("forecast")
    ahead = {"forecast": told and told["status"], "forecast_value": told["value"] if told else ""}
    ahead["caveat"] = measure.get("caveat", "")
    return {**{key: measure[key] for key in kept}, **ahead, "shown_ref": ref, "link": cards.get(measure["ref"], "")}


def _ref_pieces(piece: re.Match[str]) -> str:
    """The piece with invisible places to break, where it is longer than the widest column of references."""
    letters = piece.group()
    if len(letters) <= REF_MOST:
        return letters
    return "\u200b".join(letters[i : i + REF_MOST - 2] for i in range(0, len(letters), REF_MOST - 2))


def _ref_weight(measures: Sequence[Measure]) -> float:
    """The room of the column of references: that of their longest piece, but never too much of the table."""
    longest = max((len(piece) for each in measures for piece in REF_PIECE.findall(each["ref"])), default=0)
    return REF_LETTER * (min(max(longest, REF_LEAST), REF_MOST) + 1.5)


def _card(measure: Measure, level: int, label: str, draw: Callable[[str], str]) -> Json:
    kept = ("ref", "name", "period", "value", "target", "marks", "status", "computed", "direction", "year_ago")
    words = ("lag", "sentence", "owner", "service", "rule", "reasons", "commentary")
    series = measure["series"]
    return {
        **{key: measure[key] for key in kept + words},
        "recovery": measure.get("recovery", []),
        "forecast": measure.get("forecast"),
        "caveat": measure.get("caveat", ""),
        "ref": clipped(measure["ref"], REF_ROOM),
        "name": clipped(measure["name"], NAME_ROOM).strip() or "Unnamed measure",
        "sentence": measure["sentence"].removeprefix(f"{measure['name']}: "),  # the name stands above it
        "level": level,
        "id": label,
        "keep": _head_room(measure) < KEPT_TOGETHER,
        "short": _head_room(measure) + _words_room(measure) < KEPT_TOGETHER,
        "svg": draw(line_svg(series, title=measure["name"], **CHART)) if points(series) else "",
        "alt": clipped(f"{measure['sentence']} {describe(series, name='Chart')}", SAID_ROOM),
        "marks_shown": "; ".join(marks_shown(series)).capitalize(),
    }


def _head_room(measure: Measure) -> int:
    told = measure.get("forecast")
    later = [told["sentence"] if told else "", measure.get("caveat", "")]
    return sum(len(measure[key]) for key in ONE_PAGE) + sum(map(len, later))


def _words_room(measure: Measure) -> int:
    """Letters of what is said of a measure, a line that is begun counted whole."""
    reasons = [each["sentence"] for each in measure["reasons"]]
    boxes = [box for box in (measure["commentary"] or {}).values() if isinstance(box, str)]
    told = [*reasons, *boxes, *measure.get("recovery", [])]
    return sum(len(each) + LINE * (1 + each.count("\n")) for each in told if each)
