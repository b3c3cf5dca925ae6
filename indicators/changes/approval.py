"""Figures become approved here and nowhere else: by sign-off, and as imported, where others approved them before."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.db.models import F

from accounts import audit
from accounts.actors import Actor
from indicators.changes.expected import expect_since
from indicators.changes.figures import locked
from indicators.models import Observation
from indicators.workflow import STATES, FigureState, Move, next_state

STANDING = ("state", "is_current", "approved_by", "approved_at")
"""The fields that ``stand`` and ``wait`` set."""
_BATCH = 200


def approve(
    *,
    by: Actor,
    at: datetime,
    figures: Sequence[Observation],
    entry: Callable[[Observation], audit.Entry],
    replaced: Iterable[int] = (),
    fields: Sequence[str] = (),
) -> list[audit.Entry]:
    """Make stored figures stand, approved by this person, in the place of those ``replaced``. What to record, with
    ``entry`` for each figure. These ``fields`` are stored too. The figures' rows are locked by the caller.
    """
    rows = list(locked(list(replaced)).values())
    trail = superseded(rows)
    take_down([row.pk for row in rows])
    stand(figures, by=by, at=at)
    for figure in figures:
        figure.version += 1
    Observation.objects.bulk_update(figures, [*STANDING, "version", *fields], batch_size=_BATCH)
    expect_since(figures)
    return [*trail, *map(entry, figures)]


def stand(figures: Iterable[Observation], *, by: Actor | None, at: datetime) -> None:
    """Have figures be approved, not stored yet. ``by`` None: nobody here approved them, they stand as imported."""
    for figure in figures:
        figure.state, figure.is_current = FigureState.APPROVED.value, True
        figure.approved_by, figure.approved_at = by.user if by else None, at


def wait(figures: Iterable[Observation]) -> None:
    """Have figures that came in by a file wait for approval, not stored yet: new ones, expected ones filled in, and
    revisions, beside which the approved figure goes on standing.
    """
    for figure in figures:
        figure.state, figure.is_current = FigureState.SUBMITTED.value, figure.revision == 1


def superseded(replaced: Iterable[Observation]) -> list[audit.Entry]:
    """What to record of figures that others take the place of."""
    return [_superseded(row, next_state(FigureState(row.state), Move.SUPERSEDE)) for row in replaced]


def take_down(replaced: Sequence[int]) -> None:
    """Take replaced figures down. Comes first, because only one figure of a period may stand."""
    Observation.objects.filter(pk__in=replaced).update(
        state=FigureState.SUPERSEDED.value, is_current=False, version=F("version") + 1
    )


def _superseded(row: Observation, state: FigureState) -> audit.Entry:
    words = {"state": (STATES[FigureState(row.state)].word, STATES[state].word)}
    return audit.Entry(action="superseded", thing=row, page=row.indicator, changes=words)
