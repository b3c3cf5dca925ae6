"""The figures of an import and their words: each stands as imported, or waits in the return of its service."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model

from accounts import audit
from accounts.actors import Actor
from foundation.bulk import Ready, ReadyChanges, ready, ready_changes, reserve_keys
from foundation.pace import gently
from foundation.refusals import ChangeRefused
from indicators.changes.approval import STANDING, stand, superseded, wait
from indicators.changes.expected import moved_back
from indicators.imports.figures.four_eyes import UNDECIDED
from indicators.imports.planned_changes import FigureChange, source_words
from indicators.models import Commentary, Indicator, Observation
from indicators.queries.quarters import report_quarter
from plans.periods import Period

WORDS = ("happened", "why", "action", "outlook")
_LABELS = {name: str(Commentary._meta.get_field(name).verbose_name) for name in WORDS}
_FILLED = (
    "value", "numerator", "denominator", "absence", "absence_reason", "standing", "evidence", "entered_by",
    "entered_at", "submitted_at", "in_return", "version",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReadyFigures:
    """Figures to be written: first the keys of those that are superseded, then the rows in their order. ``moved_back``
    are the measures whose first figure is earlier now. ``made`` and ``changed`` are the same rows, for who takes them
    back.
    """

    superseded: Sequence[int]
    rows: Sequence[Ready | ReadyChanges]
    moved_back: Sequence[Indicator]
    made: Sequence[Sequence[Model]]
    changed: Sequence[tuple[Sequence[Model], Sequence[str]]]


class FigureWriter:
    """Works out the rows of an import's figures. ``returns`` has the return of each service and quarter."""

    def __init__(
        self,
        *,
        by: Actor,
        at: datetime,
        filename: str,
        indicators: Mapping[str, Indicator],
        returns: Mapping[tuple[int, Period], int],
        as_imported: str,
    ) -> None:
        self.by, self.at, self.filename, self.indicators = by, at, filename, indicators
        self.returns, self.as_imported = returns, as_imported

    def prepare(self, changes: Sequence[FigureChange]) -> tuple[ReadyFigures, list[audit.Entry]]:
        """The figures and their words, ready to be written; with them what to record."""
        made = [(change, self._observation(change)) for change in gently(changes)]
        written = [(change, figure) for change, figure in made if not self._keeps(change)]
        stand([figure for change, figure in written if self._stands(change)], by=None, at=self.at)
        wait([figure for change, figure in written if not self._stands(change)])
        replaced = [self._replaced(change) for change, figure in written if self._takes_over(change, figure)]
        new = [figure for _, figure in written if figure.pk is None]
        filled = [figure for _, figure in written if figure.pk is not None]
        for figure, key in zip(new, reserve_keys(Observation, len(new)), strict=True):
            figure.pk = key
        said, reworded = _words(made)
        fields = [*STANDING, *_FILLED]
        rows = [
            ready(Observation, gently(new)),
            ready_changes(Observation, filled, fields),
            ready(Commentary, gently(said)),
            ready_changes(Commentary, reworded, WORDS),
        ]
        figures = ReadyFigures(
            [row.pk for row in replaced],
            rows,
            moved_back([figure for _, figure in written]),
            made=(new, said),
            changed=((filled, fields), (reworded, WORDS)),
        )
        return figures, [*superseded(replaced), *(self._entry(change, figure) for change, figure in gently(made))]

    def _entry(self, change: FigureChange, figure: Observation) -> audit.Entry:
        return audit.Entry(
            action="imported",
            thing=figure,
            page=figure.indicator,
            changes=_differences(change, stands=self._stands(change), keeps=self._keeps(change)),
            source=source_words(self.filename, change.line),
            why=self.as_imported if self._stands(change) else "",
        )

    def _stands(self, change: FigureChange) -> bool:
        return bool(self.as_imported) and change.may_stand

    def _keeps(self, change: FigureChange) -> bool:
        """Whether the stored figure stays and gets other words. Of one that waits, words are a revision too."""
        return change.keeps_figure and self._stands(change)

    def _takes_over(self, change: FigureChange, figure: Observation) -> bool:
        """Whether a new row stands in the place of a stored one."""
        return figure.pk is None and change.replaces is not None and self._stands(change)

    def _replaced(self, change: FigureChange) -> Observation:
        stored = change.replaces
        return Observation(
            pk=stored.pk, indicator=self.indicators[change.ref], period=stored.period, state=stored.state
        )

    def _observation(self, change: FigureChange) -> Observation:
        """The row to write: a new one, or the expected row filled in. Raises ChangeRefused where nobody could approve
        it and nobody said that it stands as imported.
        """
        stored, indicator = change.replaces, self.indicators[change.ref]
        figure = Observation(indicator=indicator, period=change.period)
        if stored is not None:
            figure.in_return_id = stored.in_return_id
        if stored is not None and (self._keeps(change) or not change.revision):
            figure.pk, figure.version = stored.pk, stored.version + 1
        elif stored is not None:
            figure.revision = change.revision
            figure.revision_reason = f"Imported from {self.filename}"[:225] + f", line {change.line}"
        figure.value, figure.absence, figure.absence_reason = change.value, change.absence, change.absence_reason[:250]
        figure.standing, figure.evidence = change.standing, change.evidence
        figure.entered_by, figure.entered_at = self.by.user, self.at
        if not self._stands(change) and figure.in_return_id is None:
            quarter = report_quarter(change.period, lag=indicator.lag)
            figure.in_return_id = self.returns.get((indicator.service_id, quarter))
            if change.may_stand and figure.in_return_id is None:
                raise ChangeRefused(UNDECIDED)
        if figure.in_return_id is not None or not self._stands(change):
            figure.submitted_at = stored.submitted_at if stored is not None and change.revision else self.at
        return figure


def _words(made: Sequence[tuple[FigureChange, Observation]]) -> tuple[list[Commentary], list[Commentary]]:
    """The four boxes of commentary: new ones, and those that are changed. Who acts by when, and whether the promise
    before was kept, is copied from the figure that is replaced.
    """
    told = [(change, figure) for change, figure in made if any(change.words)]
    earlier = Commentary.objects.in_bulk(
        [change.replaces.commentary_id for change, _ in told if change.replaces and change.replaces.commentary_id]
    )
    new, changed = [], []
    for change, figure in told:
        stored = change.replaces
        row = Commentary(observation=figure, **dict(zip(WORDS, change.words, strict=True)))
        before = earlier.get(stored.commentary_id) if stored else None
        if before is not None:
            row.action_by_id, row.action_by_on = before.action_by_id, before.action_by_on
            row.promise_kept = before.promise_kept
        if before is not None and stored.pk == figure.pk:
            row.pk = before.pk
        (new if row.pk is None else changed).append(row)
    for row, key in zip(new, reserve_keys(Commentary, len(new)), strict=True):
        row.pk = key
    return new, changed


def _differences(change: FigureChange, *, stands: bool, keeps: bool) -> dict[str, tuple[object, object]]:
    stored = change.replaces
    found: dict[str, tuple[object, object]] = {}
    if not keeps:
        before = (stored.value if stored.value is not None else stored.absence or None) if stored else None
        found[change.period.label] = (before, change.value if change.value is not None else change.absence)
        found["approval"] = (None, "as imported" if stands else "waits for somebody else")
    for name, words in zip(WORDS, change.words, strict=True):
        earlier = getattr(stored, name) if stored else ""
        if words != earlier:
            found[_LABELS[name]] = (earlier or None, words)
    if change.note:
        found["note"] = (None, change.note)
    return found
