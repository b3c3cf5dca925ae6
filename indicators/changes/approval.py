"""Figures become approved here and nowhere else: by sign-off, and as imported, where others approved them before."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.db.models import F

from accounts import audit
from accounts.actors import Actor
from foundation.bulk import insert_many
from indicators.changes.expected import expect_since
from indicators.changes.figures import locked
from indicators.models import Observation
from indicators.workflow import STATES, FigureState, Move, next_state

_APPROVED = ("state", "is_current", "approved_by", "approved_at", "version")
_HANDED_IN = ("state", "version")
_BATCH = 200


def approve(
    *,
    by: Actor | None,
    at: datetime,
    figures: Sequence[Observation],
    entry: Callable[[Observation], audit.Entry],
    replaced: Iterable[int] = (),
    fields: Sequence[str] = (),
) -> list[audit.Entry]:
    """Make the figures stand, approved by this person, in the place of those ``replaced``. What to record, with
    ``entry`` for each figure. ``by`` None: nobody here approved them, they stand as imported.

    New figures are stored whole, of others these ``fields`` too. Their rows are locked by the caller.
    """
    trail = _supersede(replaced)
    for figure in figures:
        figure.state, figure.is_current = FigureState.APPROVED.value, True
        figure.approved_by, figure.approved_at = by.user if by else None, at
    _store(figures, [*_APPROVED, *fields])
    return [*trail, *map(entry, figures)]


def hand_in(figures: Sequence[Observation], *, fields: Sequence[str]) -> None:
    """Have figures that came in by a file wait for approval: new ones, expected ones filled in (of which these
    ``fields`` are stored), and revisions, beside which the approved figure goes on standing.
    """
    for figure in figures:
        figure.state, figure.is_current = FigureState.SUBMITTED.value, figure.revision == 1
    _store(figures, [*_HANDED_IN, *fields])


def _store(figures: Sequence[Observation], fields: Sequence[str]) -> None:
    stored = [figure for figure in figures if figure.pk is not None]
    for figure in stored:
        figure.version += 1
    insert_many([figure for figure in figures if figure.pk is None])
    Observation.objects.bulk_update(stored, fields, batch_size=_BATCH)
    expect_since(figures)


def _supersede(replaced: Iterable[int]) -> list[audit.Entry]:
    """Take the replaced figures down; what to record. Comes first, because only one figure of a period may stand."""
    rows = list(locked(list(replaced)).values())
    trail = [_superseded(row, next_state(FigureState(row.state), Move.SUPERSEDE)) for row in rows]
    Observation.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=FigureState.SUPERSEDED.value, is_current=False, version=F("version") + 1
    )
    return trail


def _superseded(row: Observation, state: FigureState) -> audit.Entry:
    words = {"state": (STATES[FigureState(row.state)].word, STATES[state].word)}
    return audit.Entry(action="superseded", thing=row, page=row.indicator, changes=words)
