"""What stands beside figures on a page: how each came in, and its commentary. One statement for both.

Written as SQL because putting the statement together through the models takes longer than asking it.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from foundation.dates import day_words
from foundation.measure_words import Commentary
from foundation.statements import one_of, rows_of
from indicators.judging.judged import Measured
from indicators.queries.deadlines import later
from indicators.workflow import HANDED_IN


class Arrival(NamedTuple):
    """How a figure came in. ``submitted_at`` is None while it is owed; both moments are for what was imported."""

    pk: int
    submitted_at: datetime | None
    late_after: datetime | None
    absence: str
    absence_reason: str
    state: str

    @property
    def is_late(self) -> bool:
        return bool(self.submitted_at and self.late_after and self.submitted_at > self.late_after)

    def is_overdue(self, at: datetime) -> bool:
        """Whether nothing came although the time for it, days of grace included, is over."""
        return self.state not in HANDED_IN and self.late_after is not None and at > self.late_after


class Words(NamedTuple):
    """The four boxes of commentary with the promise in them; None and "" where nothing was written."""

    happened: str | None
    why: str | None
    action: str | None
    action_by: str | None
    action_by_on: date | None
    outlook: str | None

    def boxes(self) -> Commentary:
        """The commentary as pages and documents show it. "action_by" names the post and the day."""
        return {
            "happened": self.happened or "",
            "why": self.why or "",
            "action": self.action or "",
            "action_by": ", by ".join(filter(None, [self.action_by, day_words(self.action_by_on)])),
            "outlook": self.outlook or "",
        }

    @property
    def any(self) -> bool:
        return bool(self.happened or self.why or self.action or self.outlook)


class Beside(NamedTuple):
    """What stands beside one figure."""

    arrival: Arrival
    words: Words


_BESIDE = """
    SELECT figure.id, figure.submitted_at, owed.grace_ends_at, owed.extended_to, figure.back_by, figure.absence,
        figure.absence_reason, figure.state, words.happened, words.why, words.action, post.title,
        CAST(words.action_by_on AS text), words.outlook
    FROM indicators_observation figure
    LEFT JOIN indicators_return owed ON owed.id = figure.in_return_id
    LEFT JOIN indicators_commentary words ON words.observation_id = figure.id
    LEFT JOIN accounts_post post ON post.id = words.action_by_id
    WHERE figure.id {among}
"""


def beside(measures: Sequence[Measured]) -> Mapping[int, Beside]:
    """What stands beside the measures' figures, by the figure's id."""
    figures = [each.figure.pk for each in measures if each.figure]
    if not figures:
        return {}
    among, asked = one_of(figures)
    return {row[0]: _beside(*row) for row in rows_of(_BESIDE.format(among=among), asked)}


def _beside(pk: int, *row: Any) -> Beside:
    submitted_at, grace_ends_at, extended_to, back_by = map(_moment, row[:4])
    absence, absence_reason, state, *boxes, by_on, outlook = row[4:]
    late_after = later(grace_ends_at, extended_to, back_by) if grace_ends_at else None
    return Beside(
        Arrival(pk, submitted_at, late_after, absence, absence_reason, state),
        Words(*boxes, None if by_on is None else date.fromisoformat(by_on), outlook),
    )


def _moment(stored: datetime | None) -> datetime | None:
    """SQLite gives moments back in UTC without saying so."""
    return stored.replace(tzinfo=UTC) if stored is not None and stored.tzinfo is None else stored
