"""Writes what an import changes: everything in one transaction, in batches."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts import audit
from accounts.actors import Actor
from accounts.models import Post
from foundation.refusals import ChangeRefused
from foundation.versions import field_values
from indicators.changes.approval import approve, hand_in
from indicators.changes.expected import day_after
from indicators.imports.apply_targets import write_targets
from indicators.imports.apply_units import make_places
from indicators.imports.existing_rows import locked_figures, locked_years, stored_targets
from indicators.imports.four_eyes import UNDECIDED
from indicators.imports.planned_changes import BATCH, Changes, FigureChange, NewMeasure, batches, source_words
from indicators.models import Commentary, Indicator, Observation, Return
from indicators.queries.quarters import report_quarter
from indicators.rules.vocabulary import Counting

MOVED = (
    "Somebody changed figures or targets that this file is about while it was being read. Nothing was written: "
    "look at the preview again."
)
WORDS = ("happened", "why", "action", "outlook")
_LABELS = {name: str(Commentary._meta.get_field(name).verbose_name) for name in WORDS}


def apply_import(*, by: Actor, at: datetime, filename: str, changes: Changes, as_imported: str = "") -> None:
    """Write everything or nothing, and record it; see ``write_import``."""
    with transaction.atomic():
        entries = write_import(by=by, at=at, filename=filename, changes=changes, as_imported=as_imported)
        audit.record_many(by=by, at=at, entries=entries)


def write_import(*, by: Actor, at: datetime, filename: str, changes: Changes, as_imported: str) -> list[audit.Entry]:
    """Write everything or nothing; what to record, last in the caller's transaction. Figures wait for approval, but
    those that may stand as imported do so for the reason ``as_imported`` ("": none does). A figure that differs from an
    approved one becomes a new revision, with the file and line as its reason.

    Raises ChangeRefused when the stored data has changed since the changes were planned, and where figures could be
    approved by nobody and are not said to stand as imported.
    """
    try:
        with transaction.atomic():
            _check_unmoved(changes)
            created, trail = _create_measures(at, filename, changes.measures)
            indicators = {each.ref: each for each in Indicator.objects.only(*_READ)}
            indicators |= created
            trail += write_targets(filename=filename, changes=changes.targets, indicators=indicators)
            writer = _Writer(by, at, filename, indicators, as_imported=as_imported)
            for batch in batches(changes.figures):
                trail += writer.write(batch)
            return trail
    except IntegrityError as error:
        # Somebody else wrote the same figure first. A row that does not exist yet cannot be locked against that.
        raise ChangeRefused(MOVED) from error


def _check_unmoved(changes: Changes) -> None:
    """Lock the rows that will be replaced, in the order of their keys. Raises ChangeRefused if any of them has changed,
    or a target appeared, since the plan was made. (A figure that appeared breaks a constraint.)
    """
    figures = {change.replaces.pk: change.replaces for change in changes.figures if change.replaces}
    years = {change.year.pk: change.year for change in changes.targets if change.year}
    for rows, locked in ((figures, locked_figures), (years, locked_years)):
        for pks in batches(sorted(rows)):
            if not {rows[pk] for pk in pks} <= locked(pks):  # type: ignore[operator]
                raise ChangeRefused(MOVED)
    refs = dict(Indicator.objects.values_list("ref", "pk"))
    stored = stored_targets({change.period for change in changes.targets})
    for change in changes.targets:
        if stored.get((refs.get(change.ref, 0), change.period)) != change.replaces:
            raise ChangeRefused(MOVED)


def _create_measures(
    at: datetime, filename: str, measures: Sequence[NewMeasure]
) -> tuple[dict[str, Indicator], list[audit.Entry]]:
    owners, trail = make_places(
        names=[(m.council, m.service) for m in measures],
        source=source_words(filename, measures[0].line) if measures else "",
    )
    rows = [_indicator(measure, owners[measure.council, measure.service], at) for measure in measures]
    Indicator.objects.bulk_create(rows, batch_size=BATCH)
    trail += [
        audit.Entry(
            action="imported",
            thing=row,
            changes={name: (None, value) for name, value in field_values(row, _DEFINED).items() if value},
            source=source_words(filename, measure.line),
        )
        for row, measure in zip(rows, measures, strict=True)
    ]
    return {row.ref: row for row in rows}, trail


def _indicator(measure: NewMeasure, owner: Post, at: datetime) -> Indicator:
    return Indicator(
        **{name: getattr(measure, name) for name in _STATED},
        counting=Counting.RATE.value,
        data_source=measure.source,
        service=owner.unit,
        owner=owner,
        data_provider=owner,
        approver=owner,
        expected_from=day_after(at),
    )


_STATED = (
    "ref", "name", "definition", "kind", "unit", "decimals", "polarity", "frequency", "year_basis", "is_seasonal",
    "is_data_only",
)  # fmt: skip
# What writing targets and figures needs of a stored measure.
_READ = ("ref", "name", "counting", "frequency", "service", "lag", "expected_from")
_DEFINED = ("ref", "name", "kind", "unit", "polarity", "frequency", "year_basis", "service", "owner")
_FILLED = (
    "value", "numerator", "denominator", "absence", "absence_reason", "standing", "evidence", "entered_by",
    "entered_at", "submitted_at",
)  # fmt: skip


class _Writer:
    """Writes figures batch by batch; each stands as imported, or waits in the return of its service."""

    def __init__(
        self, by: Actor, at: datetime, filename: str, indicators: Mapping[str, Indicator], *, as_imported: str
    ) -> None:
        self.by, self.at, self.filename, self.indicators = by, at, filename, indicators
        self.as_imported = as_imported
        self.returns = {
            (service, period): pk for pk, service, period in Return.objects.values_list("pk", "service_id", "period")
        }

    def write(self, changes: Sequence[FigureChange]) -> list[audit.Entry]:
        """Write the figures and their words; what to record."""
        written = [(change, self._observation(change)) for change in changes]
        made = {id(figure): change for change, figure in written}

        def entry(figure: Observation) -> audit.Entry:
            change = made[id(figure)]
            return audit.Entry(
                action="imported",
                thing=figure,
                page=figure.indicator,
                changes=_differences(change, stands=self._stands(change), keeps=self._keeps(change)),
                source=source_words(self.filename, change.line),
                why=self.as_imported if self._stands(change) else "",
            )

        standing = [figure for change, figure in written if self._stands(change) and not self._keeps(change)]
        replaced = [stored.pk for figure in standing if figure.pk is None and (stored := made[id(figure)].replaces)]
        trail = approve(by=None, at=self.at, figures=standing, entry=entry, replaced=replaced, fields=_FILLED)
        waiting = [figure for change, figure in written if not self._stands(change)]
        hand_in(waiting, fields=[*_FILLED, "in_return"])
        _write_words(changes, [figure for _, figure in written])
        kept = [figure for change, figure in written if self._keeps(change)]
        return [*trail, *map(entry, waiting), *map(entry, kept)]

    def _stands(self, change: FigureChange) -> bool:
        return bool(self.as_imported) and change.may_stand

    def _keeps(self, change: FigureChange) -> bool:
        """Whether the stored figure stays and gets other words. Of one that waits, words are a revision too."""
        return change.keeps_figure and self._stands(change)

    def _observation(self, change: FigureChange) -> Observation:
        """The row to write: a new one, or the expected row filled in. Raises ChangeRefused where nobody could approve
        it and nobody said that it stands as imported.
        """
        stored, indicator = change.replaces, self.indicators[change.ref]
        figure = Observation(indicator=indicator, period=change.period)
        if stored is not None:
            figure.in_return_id = stored.in_return_id
        if stored is not None and (self._keeps(change) or not change.revision):
            figure.pk, figure.version = stored.pk, stored.version
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


def _write_words(changes: Sequence[FigureChange], written: Sequence[Observation]) -> None:
    """Write the four boxes of commentary. Who acts by when is copied from the figure that is replaced."""
    earlier = Commentary.objects.in_bulk(
        [change.replaces.commentary_id for change in changes if change.replaces and change.replaces.commentary_id]
    )
    rows = []
    for change, figure in zip(changes, written, strict=True):
        if not any(change.words):
            continue
        before = earlier.get(change.replaces.commentary_id) if change.replaces else None
        row = Commentary(observation=figure, **dict(zip(WORDS, change.words, strict=True)))
        if before is not None:
            row.action_by_id, row.action_by_on = before.action_by_id, before.action_by_on
        rows.append(row)
    Commentary.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["observation"], update_fields=[*WORDS, "action_by", "action_by_on"]
    )


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
    return found
