"""Milestones over time: a picture of what the table beneath it says."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from foundation.marks import Mark
from foundation.words import counted
from reporting.charts.gantt import Bar, gantt_svg
from reporting.document import Timeline, TimelineBar
from reporting.sections.blocks import Holds, Picture, Words
from reporting.sections.kind import SectionKind

_READ = (
    "A bar runs from the start of a milestone to the day it is due, filled as far as it is done. A dotted line leads "
    "from where it was due at first, a diamond stands where it is expected to end, and an arrow comes from what it "
    "waits for."
)


def _drawn(section: Holds) -> Iterator[Picture | Words]:
    held: Timeline = section["timeline"]
    bars = [_bar(place, each) for place, each in enumerate(held["bars"])]
    words = f"{counted(len(bars), 'milestone')} over time; the table beneath it says the same"
    yield Picture(words, partial(_picture, bars, date.fromisoformat(held["today"])))
    yield Words([_READ])


def _picture(bars: list[Bar], today: date, *, narrow: bool = True) -> str:
    return gantt_svg(bars, today=today, narrow=narrow)


def _bar(place: int, each: TimelineBar) -> Bar:
    expected = date.fromisoformat(each["expected"]) if each["expected"] else None
    starts_on, due_on, first_due_on = (date.fromisoformat(each[day]) for day in ("starts", "due", "first_due"))
    return Bar(
        key=place, title=f"{each['ref']} {each['title']}", starts_on=starts_on, due_on=due_on,
        first_due_on=first_due_on, percent=each["percent"], status=Mark(**each["status"]), expected_on=expected,
        waits_for=each["waits_for"],
    )  # fmt: skip


def _faults(section: Holds) -> Iterator[str]:
    held: Timeline = section["timeline"]
    if not _is_day(held["today"]):
        yield "timeline.today is no day"
    for i, bar in enumerate(held["bars"]):
        days: dict[str, Any] = {name: bar[name] for name in ("starts", "due", "first_due")}
        days |= {"expected": bar["expected"]} if bar["expected"] else {}
        yield from (f"timeline.bars[{i}].{name} is no day" for name, day in days.items() if not _is_day(day))
        if any(not 0 <= place < len(held["bars"]) for place in bar["waits_for"]):
            yield f"timeline.bars[{i}].waits_for names a bar that is not there"


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


TIMELINE = SectionKind("timeline", Timeline, _drawn, faults=_faults)
