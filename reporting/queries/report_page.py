"""A report's document as its page draws it: sections with addresses, charts drawn, rows linked to their cards."""

from collections.abc import Mapping, Sequence
from typing import Any

from reporting.charts import describe, line_svg, sparkline
from reporting.document import levelled

Json = dict[str, Any]

NARROW = 340  # pixels of a chart on a phone


def report_page(document: Mapping[str, Any], *, now: Mapping[str, Sequence[Json]] | None = None) -> Json:
    """What the page needs besides the document: ``sections`` and ``contents`` (of the first two levels).

    ``now`` holds, by reference, what is known differently today; it is shown beside what was reported. None: only
    what was reported is shown.
    """
    sections = levelled(document["sections"])
    cards = {
        measure["ref"]: _anchor(measure["ref"])
        for section in sections
        if section["measures_as"] == "cards"
        for measure in section["measures"]
    }
    return {
        "compared": now is not None,
        "changed": [each for found in (now or {}).values() for each in found],
        "sections": [_section(each, cards, now or {}) for each in sections],
        "contents": [
            {"id": each["id"], "heading": each["heading"], "level": each["level"]}
            for each in sections
            if each["level"] <= 2
        ],
    }


def _section(section: Json, cards: Mapping[str, str], now: Mapping[str, Sequence[Json]]) -> Json:
    as_cards = section["measures_as"] == "cards"
    return {
        **section,
        "heading_size": {1: "l", 2: "m", 3: "s"}[section["level"]],
        "cards": [_card(each, now) for each in section["measures"]] if as_cards else [],
        "rows": [] if as_cards else [_row(each, cards) for each in section["measures"]],
        "table": _table(section["table"]) if section["table"] else None,
    }


def _table(table: Json) -> Json:
    """The table with each cell under its column's name, as a card on a phone shows it."""
    lines = [
        [{"label": label, "text": text} for label, text in zip(table["columns"], row, strict=True)]
        for row in table["rows"]
    ]
    return {**table, "lines": lines}


def _card(measure: Json, now: Mapping[str, Sequence[Json]]) -> Json:
    return {
        **measure,
        "anchor": _anchor(measure["ref"]),
        "svg": line_svg(measure["series"], title=measure["name"]),
        "narrow_svg": line_svg(measure["series"], title=measure["name"], width=NARROW),
        "summary": describe(measure["series"], name=measure["name"]),
        "now": now.get(measure["ref"], ()),
    }


def _row(measure: Json, cards: Mapping[str, str]) -> Json:
    """A row leads to the measure's card where the report has one."""
    anchor = cards.get(measure["ref"])
    address = f"#{anchor}" if anchor else ""
    return {**measure, "url": address, "spark": sparkline(measure["series"])}


def _anchor(ref: str) -> str:
    return "measure-" + "".join(letter if letter.isalnum() else "-" for letter in ref)
