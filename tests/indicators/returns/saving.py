"""Saving one figure as the grid saves many."""

from datetime import datetime

from accounts.actors import Actor
from foundation.refusals import Conflict
from indicators.changes.figures import FiguresRefused, save_figures
from indicators.judging.figure_entry import FigureEntry
from indicators.models import Observation


def save_figure(*, by: Actor, at: datetime, observation: Observation, version: int, entry: FigureEntry) -> Observation:
    """The figure as it is then. Raises Conflict with the stored one when somebody else saved another text."""
    try:
        return save_figures(by=by, at=at, entries={observation.pk: (version, entry)})[observation.pk]
    except FiguresRefused as refused:
        if stored := refused.conflicts.get(observation.pk):
            raise Conflict(str(refused), stored=stored) from refused
        raise
