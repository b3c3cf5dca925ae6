"""The page that a meeting reads first, as the templates draw it: the wall's marks drawn, texts cut to their room."""

from collections.abc import Callable
from typing import Any

from reporting.charts import tiles_svg, tiles_width, tiles_words
from reporting.document import Document, WallRow
from reporting.pdf.tables import clipped

Json = dict[str, Any]

SAID_ROOM = 5000  # characters of an alternative text: PDF/A refuses texts beyond some 16,000
NAME_ROOM, POINT_ROOM, OFF_ROOM = 90, 240, 64  # characters of a row's name, of a point, and of a measure's name
POINTS = 0.75  # of a pixel
MOST_ROWS = 14  # of the wall: more would leave no room for what is off target


def first_page(document: Document, draw: Callable[[str], str]) -> Json | None:
    """The page as the templates read it; None for documents made before there was one."""
    given = document.get("at_a_glance")
    if given is None:
        return None
    rows = given["wall"]
    return {
        "finding": clipped(given["finding"], POINT_ROOM),
        "share": given["share"],
        "asked": given["asked"],
        "noted": [{**each, "text": clipped(each["text"], POINT_ROOM)} for each in given["noted"]],
        "wall": [_wall_row(row, draw) for row in rows[:MOST_ROWS]],
        "more_rows": len(rows[MOST_ROWS:]),
        "off": [{**each, "name": clipped(each["name"], OFF_ROOM)} for each in given["off"]],
        "off_count": given["off_count"],
    }


def _wall_row(row: WallRow, draw: Callable[[str], str]) -> Json:
    rest = ", ".join(f"{each['count']} {each['word'].lower()}" for each in row["rest"])
    marks = row["rated"], row["unrated"]
    return {
        "name": clipped(row["name"], NAME_ROOM),
        "met": row["met"],
        "risks": row.get("risks", ""),
        "svg": draw(tiles_svg(*marks)) if any(marks) else "",
        "width": tiles_width(*map(len, marks)) * POINTS,
        "alt": clipped(tiles_words(*marks), SAID_ROOM),
        "rest": f"and {rest}" if rest else "",
    }
