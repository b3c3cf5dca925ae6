"""What stands beside figures on a page: how each came in, and its commentary. One statement for both."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from indicators.models import Observation
from indicators.queries.scorecard import Measured
from indicators.workflow import FigureState
from reporting.queries.coverage import Arrival


class Words(NamedTuple):
    """The four boxes of commentary with the promise in them; None and "" where nothing was written."""

    happened: str | None
    why: str | None
    action: str | None
    action_by: str | None
    action_by_on: date | None
    outlook: str | None

    def boxes(self) -> dict[str, str]:
        """``components/commentary.html``: the action's "by" names post and day."""
        on = self.action_by_on
        promised = f"{on.day} {on:%B %Y}" if on else ""
        return {
            "happened": self.happened or "",
            "why": self.why or "",
            "action": self.action or "",
            "action_by": ", ".join(filter(None, [self.action_by, promised])),
            "outlook": self.outlook or "",
        }

    @property
    def any(self) -> bool:
        return bool(self.happened or self.why or self.action or self.outlook)


class Beside(NamedTuple):
    """What stands beside one figure. ``extended_to`` is the end of a named exception to its return's deadline."""

    arrival: Arrival
    extended_to: datetime | None
    words: Words

    def is_overdue(self, at: datetime) -> bool:
        """Whether the time to hand it in, days of grace included, is over and nothing came."""
        if self.arrival.state in (FigureState.SUBMITTED, FigureState.APPROVED) or self.arrival.late_after is None:
            return False
        return at > max(self.arrival.late_after, self.extended_to or self.arrival.late_after)


_ARRIVAL = ("pk", "submitted_at", "in_return__grace_ends_at", "absence", "absence_reason", "state")
_WORDS = ("happened", "why", "action", "action_by__title", "action_by_on", "outlook")


def beside(measures: Sequence[Measured]) -> Mapping[int, Beside]:
    """What stands beside the measures' figures, by the figure's id."""
    figures = Observation.objects.filter(pk__in=[each.figure.pk for each in measures if each.figure])
    rows = figures.values_list(*_ARRIVAL, "in_return__extended_to", *(f"commentary__{name}" for name in _WORDS))
    at = len(_ARRIVAL)
    return {row[0]: Beside(Arrival._make(row[:at]), row[at], Words._make(row[at + 1 :])) for row in rows}
