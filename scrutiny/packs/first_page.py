"""The page of a pack that members read first, made of what its sections show: nothing else is known to it."""

from collections.abc import Iterable, Iterator, Sequence

from foundation.words import counted
from indicators.rules.vocabulary import Status
from reporting.document import AtAGlance, Noted, Section
from reporting.sections import measures_of
from reporting.snapshots.at_a_glance import Group, Shown, at_a_glance, of_document, points_of
from scrutiny.packs.pack_versions import Reading

ASKED = "The meeting is asked to"


def first_page(reading: Reading, sections: Sequence[Section]) -> AtAGlance:
    """The first page of one version of a pack; the wall has a row for each of its items that shows measures."""
    found = _once(sections)
    groups = [Group(part["heading"], _shown_first(found, parts)) for part, *parts in _items(sections)]
    asked = _asked(reading, found.values(), {part["id"] for part in sections})
    page = at_a_glance(list(found.values()), groups, asked=ASKED, noted=asked)
    return page if found else {**page, "finding": ""}


def _once(sections: Iterable[Section]) -> dict[str, Shown]:
    """Each measure once, as it is first shown, by its reference."""
    found: dict[str, Shown] = {}
    for part in sections:
        for row in measures_of(part):
            found.setdefault(row["ref"], of_document(row))
    return found


def _items(sections: Sequence[Section]) -> Iterator[list[Section]]:
    """The first section of each item, then all of its sections."""
    together: list[Section] = []
    for part in sections:
        if part["level"] == 1 and together:
            yield [together[0], *together]
            together = []
        together.append(part)
    if together:
        yield [together[0], *together]


def _shown_first(found: dict[str, Shown], parts: Iterable[Section]) -> list[Shown]:
    """The measures of an item, each once, as the pack first shows it."""
    return [found[ref] for ref in _once(parts)]


def _asked(reading: Reading, found: Iterable[Shown], there: set[str]) -> list[Noted]:
    """What the meeting is asked; "note" where nothing else is."""
    off = sum(each.status is Status.RED for each in found)
    questions, actions = len(reading.questions) + len(reading.withheld_questions), len(reading.actions)
    said = [
        (f"put {counted(questions, 'question')}", "questions") if questions else None,
        (f"look at {counted(off, 'measure')} off target, and what is being done", "") if off else None,
        (f"hear what became of {counted(actions, 'earlier action')}", "earlier-actions") if actions else None,
    ]
    return points_of([each for each in said if each] or [("note what is in this pack", "")], there)
