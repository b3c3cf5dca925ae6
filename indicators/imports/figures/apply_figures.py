"""The figures of an import and their words: each stands as imported, or waits in the return of its service."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Model

from accounts import audit
from accounts.models import User
from foundation.bulk import Ready, ReadyChanges, ready, ready_changes, reserve_keys
from foundation.refusals import ChangeRefused
from indicators.changes.approval import STANDING, stand, superseded, wait
from indicators.changes.expected import moved_back
from indicators.imports.figures.four_eyes import UNDECIDED
from indicators.imports.planned_changes import FigureChange, batches, source_words
from indicators.models import Commentary, Indicator, Observation
from indicators.queries.quarters import report_quarter
from indicators.rules.whole_year import is_whole_year
from plans.periods import Period

WORDS = ("happened", "why", "action", "outlook")
_LABELS = {name: str(Commentary._meta.get_field(name).verbose_name) for name in WORDS}
FILLED = (
    *STANDING, "value", "numerator", "denominator", "absence", "absence_reason", "standing", "evidence", "entered_by",
    "entered_as", "entered_at", "submitted_at", "in_return", "version",
)  # fmt: skip


@dataclass(slots=True)
class ReadyFigures:
    """Figures to be written: first the keys of those that are ``superseded``, then ``rows`` in their order.
    ``moved_back`` are the measures whose first figure is earlier now, by key. ``figures`` and ``words`` are the keys of
    what is new, ``filled`` and ``reworded`` the stored rows that are changed.
    """

    new: Ready = field(default_factory=lambda: ready(Observation))
    said: Ready = field(default_factory=lambda: ready(Commentary))
    superseded: list[int] = field(default_factory=list)
    figures: list[int] = field(default_factory=list)
    words: list[int] = field(default_factory=list)
    filled: list[Observation] = field(default_factory=list)
    reworded: list[Commentary] = field(default_factory=list)
    moved_back: dict[int, Indicator] = field(default_factory=dict)
    _changes: list[ReadyChanges] = field(default_factory=list)

    @property
    def rows(self) -> Sequence[Ready | ReadyChanges]:
        filled, reworded = self._changes
        return self.new, filled, self.said, reworded

    @property
    def changed(self) -> Sequence[tuple[Sequence[Model], Sequence[str]]]:
        """Stored rows that are changed, with the fields."""
        return (self.filled, FILLED), (self.reworded, WORDS)

    def end(self) -> None:
        """All figures are there."""
        filled = ready_changes(Observation, self.filled, FILLED)
        self._changes = [filled, ready_changes(Commentary, self.reworded, WORDS)]


class FigureWriter:
    """Works out the rows of an import's figures. ``brought_by``: whose file it is, whoever decided to apply it.
    ``returns`` has the return of each service and quarter.
    """

    def __init__(
        self,
        *,
        brought_by: User | None,
        at: datetime,
        filename: str,
        indicators: Mapping[str, Indicator],
        returns: Mapping[tuple[int, Period], int],
        as_imported: str,
    ) -> None:
        self.brought_by, self.at, self.filename, self.indicators = brought_by, at, filename, indicators
        self.returns, self.as_imported = returns, as_imported

    def prepare(self, changes: Sequence[FigureChange]) -> tuple[ReadyFigures, Iterator[audit.Entry]]:
        """The figures and their words; with them what to record. They are made ready as what is recorded of them is
        read, a thousand at a time: a hundred thousand rows would not fit in memory.
        """
        found = ReadyFigures()
        return found, self._entries(found, changes)

    def _entries(self, found: ReadyFigures, changes: Sequence[FigureChange]) -> Iterator[audit.Entry]:
        for together in batches(changes):
            made = [(change, self._observation(change)) for change in together]
            yield from superseded(self._add(found, made))
            yield from (self._entry(change, figure) for change, figure in made)
        found.end()

    def _add(self, found: ReadyFigures, made: Sequence[tuple[FigureChange, Observation]]) -> Sequence[Observation]:
        """Make these ready. The stored figures that they take the place of."""
        written = [(change, figure) for change, figure in made if not self._keeps(change)]
        stand([figure for change, figure in written if self._stands(change)], by=None, at=self.at)
        wait([figure for change, figure in written if not self._stands(change)])
        replaced = [self._replaced(change) for change, figure in written if self._takes_over(change, figure)]
        new = [figure for _, figure in written if figure.pk is None]
        found.filled += [figure for _, figure in written if figure.pk is not None]
        found.figures += _numbered(new)
        found.new.add(new)
        said, reworded = _words(made)
        found.words += _numbered(said)
        found.said.add(said)
        found.reworded += reworded
        found.superseded += [row.pk for row in replaced]
        found.moved_back |= {each.pk: each for each in moved_back([figure for _, figure in written])}
        return replaced

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
        figure.entered_by, figure.entered_as, figure.entered_at = self.brought_by, None, self.at
        if not self._stands(change) and figure.in_return_id is None:
            quarter = report_quarter(change.period, lag=indicator.lag, frequency=indicator.frequency)
            figure.in_return_id = self.returns.get((indicator.service_id, quarter))
            if change.may_stand and figure.in_return_id is None:
                raise ChangeRefused(UNDECIDED)
        # When a return came in is told by what it owed.
        is_owed = not is_whole_year(change.period, indicator.frequency)
        if is_owed and (figure.in_return_id is not None or not self._stands(change)):
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
    return new, changed


def _numbered(rows: Sequence[Model]) -> list[int]:
    """The keys that new rows of one model get."""
    keys = reserve_keys(type(rows[0]), len(rows)) if rows else []
    for row, key in zip(rows, keys, strict=True):
        row.pk = key
    return keys


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
