"""What apps above plans show on the page of an objective, which need not know them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.actors import Actor
from plans.models import Objective


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the page: its template, which takes ``shown``, and what reads that: None shows nothing."""

    template: str
    read: Callable[[Actor, Objective, date], Mapping[str, Any] | None]


_PANELS: list[Panel] = []


def show_beside(panel: Panel) -> None:
    """Called by an app when it starts."""
    _PANELS.append(panel)


def panels_of(objective: Objective, *, actor: Actor, today: date) -> list[dict[str, Any]]:
    """What other apps show of the objective to that person."""
    read = ((panel.template, panel.read(actor, objective, today)) for panel in _PANELS)
    return [{"template": template, "shown": shown} for template, shown in read if shown is not None]
