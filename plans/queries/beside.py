"""What apps above plans show of an objective, on its page and in its plan, which need not know them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.actors import Actor
from foundation.snapshot_cache import SnapshotCache
from plans.models import Objective


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the page: its template, which takes ``shown``, and what reads that: None shows nothing."""

    template: str
    read: Callable[[Actor, Objective, date, SnapshotCache], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table of a plan's objectives. ``read`` gives the words of each objective, by its id."""

    heading: str
    read: Callable[[Actor, Sequence[Objective], date, SnapshotCache], Mapping[int, str]]


_PANELS: list[Panel] = []
_COLUMNS: list[Column] = []


def show_beside(panel: Panel) -> None:
    """Called by an app when it starts."""
    _PANELS.append(panel)


def show_in_column(column: Column) -> None:
    """Called by an app when it starts."""
    _COLUMNS.append(column)


def columns_of(
    objectives: Sequence[Objective], *, actor: Actor, today: date, kept: SnapshotCache
) -> tuple[list[str], dict[int, list[tuple[str, str]]]]:
    """What other apps show of each objective in a table: their headings, and by id heading and words of each.
    ``kept`` is the request's way to what is kept.
    """
    read = [(column.heading, column.read(actor, objectives, today, kept)) for column in _COLUMNS]
    cells = {each.pk: [(heading, words.get(each.pk, "")) for heading, words in read] for each in objectives}
    return [heading for heading, _ in read], cells


def panels_of(objective: Objective, *, actor: Actor, today: date, kept: SnapshotCache) -> list[dict[str, Any]]:
    """What other apps show of the objective to that person."""
    read = ((panel.template, panel.read(actor, objective, today, kept)) for panel in _PANELS)
    return [{"template": template, "shown": shown} for template, shown in read if shown is not None]
