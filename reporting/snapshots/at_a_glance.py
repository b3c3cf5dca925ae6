"""The page that a meeting reads first: finding, what is asked of it, every measure as one mark, what is off target."""

from collections.abc import Container, Iterable, Sequence
from typing import Literal, NamedTuple, cast

from foundation.words import excerpt
from indicators.judging.measure_row import stands, status_words
from indicators.rules.moves import has_turned, step
from indicators.rules.vocabulary import Status
from reporting.document import AtAGlance, Measure, Noted, OffTarget, Tile, WallRow
from reporting.snapshots.items import Item
from reporting.snapshots.report_sections import count_marks
from reporting.standing.finding import finding
from reporting.standing.marks import (
    MOST_TILES,
    off_target_place,
    tile_words,
    wall_marks,
)
from reporting.standing.tally import RATED_STATUSES, of_words, share_words, tally_of

SHOWN_OFF, WHY_ROOM = 5, 140
"""How many measures off target it has room for, and the characters of what is said of one."""

Moved = Literal["better", "worse", ""]


class Shown(NamedTuple):
    """A measure as the page shows it. ``was`` is its status the quarter before, None where that is not known."""

    row: Measure
    status: Status
    was: Status | None = None
    was_word: str = ""
    is_key: bool = False

    @property
    def ref(self) -> str:
        return self.row["ref"]


class Group(NamedTuple):
    """A row of the wall; ``risks`` says how the risks to it stand, "" where there is none."""

    name: str
    shown: Sequence[Shown]
    risks: str = ""


def of_item(item: Item) -> Shown:
    """A measure that was just judged."""
    assessment, definition = item.measured.assessment, item.measured.definition
    was = assessment.previous_status
    word = status_words(was, item.measured.bands)["word"] if was else ""
    return Shown(item.row, assessment.status, was, word, definition.is_key)


def of_document(row: Measure) -> Shown:
    """A measure as an earlier document holds it. A status that is no longer known counts as not rated."""
    key = row["status"]["key"]
    return Shown(row, Status(key) if key in set(Status) else Status.NOT_RATED)


def points_of(asked: Sequence[tuple[str, str]], there: Container[str]) -> list[Noted]:
    """What is asked (text and id of a section) as the document holds it; the id only where it is ``there``."""
    return [{"text": text, "section": slug if slug in there else ""} for text, slug in asked]


def at_a_glance(found: Sequence[Shown], groups: Iterable[Group], *, asked: str, noted: list[Noted]) -> AtAGlance:
    """The page of these measures, ``groups`` of which are the rows of the wall; an empty one has none."""
    tally = tally_of((each.status, each.was) for each in found)
    off = [each for each in found if each.status is Status.RED]
    off.sort(key=lambda each: off_target_place(each.was, each.status, each.row["ref"], is_key=each.is_key))
    every = len(found) <= MOST_TILES
    return {
        "finding": finding(tally),
        "share": tally.roll_up().share,
        "asked": asked,
        "noted": noted,
        "wall": [_wall_row(group, every=every) for group in groups if group.shown],
        "off": [_off_target(each) for each in off[:SHOWN_OFF]],
        "off_count": len(off),
    }


def _wall_row(group: Group, *, every: bool) -> WallRow:
    shown, left = wall_marks(group.shown, every=every)
    rolled = tally_of((each.status, each.was) for each in group.shown).roll_up()
    row: WallRow = {
        "name": group.name,
        "met": of_words(rolled) or share_words(rolled),
        "rated": [_tile(each) for each in shown if each.status in RATED_STATUSES],
        "unrated": [_tile(each) for each in shown if each.status not in RATED_STATUSES],
        "rest": count_marks(each.row["status"] for each in left),
    }
    if group.risks:
        row["risks"] = group.risks
    return row


def _tile(each: Shown) -> Tile:
    row, mark = each.row, each.row["status"]
    moved = cast(Moved, step(each.was, each.status))
    said = stands(row["value"], row["target"], row["marks"])
    return {
        "ref": row["ref"],
        "words": tile_words(row["name"], row["ref"], mark["word"], said, each.was_word if moved else ""),
        "status": mark,
        "moved": moved,
    }


def _off_target(each: Shown) -> OffTarget:
    row, told = each.row, each.row["commentary"]
    return {
        "ref": row["ref"],
        "name": row["name"],
        "stands": stands(row["value"], row["target"], row["marks"]),
        "status": row["status"],
        "is_new": has_turned(each.was, each.status),
        "why": excerpt((told["why"] or told["happened"]) if told else "", most=WHY_ROOM),
        "action": excerpt(told["action"] if told else "", most=WHY_ROOM),
        "action_by": excerpt(told["action_by"] if told else "", most=WHY_ROOM // 2),
        "owner": row["owner"],
    }
