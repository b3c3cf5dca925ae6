"""Four eyes for figures that arrive by the file: who reads them in does not also approve them (docs/import.md).

A figure of a quarter that was opened here, or of a later one, arrives as submitted and waits for somebody else. It may
stand at once, marked "as imported", where whoever imports it says so and why: in quarters before the first that was
opened here, and in an installation that has no figures yet.
"""

from dataclasses import dataclass

from foundation.words import counted
from indicators.imports.figures.measures import Measure
from indicators.imports.planned_changes import FigureChange
from indicators.models import Observation
from indicators.queries.quarters import first_opened, report_quarter
from plans.periods import Period

UNDECIDED = (
    "Some figures are of quarters before the first that was opened here, so nobody can be asked to approve them. "
    "Say that they stand as imported, and why, or take them out of the file."
)


@dataclass(frozen=True, slots=True)
class Opened:
    """What decides whether figures may stand as imported: the first quarter opened here (None: none yet), and whether
    any figure is stored.
    """

    first: Period | None
    has_figures: bool

    @classmethod
    def load(cls) -> "Opened":
        """As it is now, in two statements."""
        return cls(first_opened(), Observation.objects.exclude(value=None, absence="").exists())

    def may_stand(self, measure: Measure, period: Period) -> bool:
        """Whether a figure of that measure and data period may stand as imported, if somebody says so."""
        if not self.has_figures or self.first is None:
            return True
        return report_quarter(period, lag=measure.lag, frequency=measure.frequency).start < self.first.start

    def sentences(self, changes: list[FigureChange]) -> list[str]:
        """What happens to the figures, for the preview."""
        may_stand = sum(each.may_stand for each in changes)
        waiting, said = len(changes) - may_stand, []
        if waiting:
            said.append(f"{counted(waiting, 'figure')} will wait for approval by somebody else than you.")
        if may_stand:
            said.append(f"{counted(may_stand, 'figure')} may stand as imported, because {self._why()}.")
        return said

    def _why(self) -> str:
        if not self.has_figures:
            return "no figures are stored here yet"
        if self.first is None:
            return "no quarter was opened here yet"
        return f"the first quarter opened here was {self.first.label}, and theirs are earlier"
