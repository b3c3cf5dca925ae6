"""Writes what an import changes: everything in one transaction, in batches."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts import audit
from accounts.actors import Actor
from accounts.models import Post
from foundation.refusals import ChangeRefused
from foundation.versions import field_values
from indicators.changes.approval import approve
from indicators.changes.expected import day_after
from indicators.imports.apply_targets import write_targets
from indicators.imports.apply_units import make_places
from indicators.imports.existing_rows import stored_figures, stored_targets, stored_years
from indicators.imports.planned_changes import BATCH, Changes, FigureChange, NewMeasure, batches, source_words
from indicators.models import Commentary, Indicator, Observation
from indicators.rules.vocabulary import Counting

MOVED = (
    "Somebody changed figures or targets that this file is about while it was being read. Nothing was written: "
    "look at the preview again."
)
WORDS = ("happened", "why", "action", "outlook")
_LABELS = {name: str(Commentary._meta.get_field(name).verbose_name) for name in WORDS}


def apply_import(*, by: Actor, at: datetime, filename: str, changes: Changes) -> None:
    """Write everything or nothing. Imported figures are approved at once. A figure that differs from an approved one
    becomes a new revision, with the file and line as its reason. Raises ChangeRefused when the stored data has changed
    since the changes were planned.
    """
    try:
        with transaction.atomic():
            _check_unmoved(changes)
            created = _create_measures(by, at, filename, changes.measures)
            indicators = {each.ref: each for each in Indicator.objects.only("ref", "name", "counting", "frequency")}
            indicators |= created
            write_targets(by=by, at=at, filename=filename, changes=changes.targets, indicators=indicators)
            for batch in batches(changes.figures):
                _write_figures(by, at, filename, batch, indicators)
    except IntegrityError as error:
        # Somebody else wrote the same figure first. A row that does not exist yet cannot be locked against that.
        raise ChangeRefused(MOVED) from error


def _check_unmoved(changes: Changes) -> None:
    """Lock the rows that will be replaced. Raises ChangeRefused if any of them has changed since the plan was made."""
    figures = {change.replaces for change in changes.figures if change.replaces}
    targets = {change.replaces for change in changes.targets if change.replaces}
    years = {change.year for change in changes.targets if change.year}
    for before, now in (
        (figures, stored_figures({figure.period for figure in figures}, lock=True)),
        (targets, stored_targets({target.period for target in targets})),
        (years, stored_years({year.year for year in years}, lock=True)),
    ):
        if not before <= set(now.values()):
            raise ChangeRefused(MOVED)


def _create_measures(by: Actor, at: datetime, filename: str, measures: Sequence[NewMeasure]) -> dict[str, Indicator]:
    owners = make_places(
        by=by,
        at=at,
        names=[(m.council, m.service) for m in measures],
        source=source_words(filename, measures[0].line) if measures else "",
    )
    rows = [_indicator(measure, owners[measure.council, measure.service], at) for measure in measures]
    Indicator.objects.bulk_create(rows, batch_size=BATCH)
    entries = [
        audit.Entry(
            action="imported",
            thing=row,
            changes={name: (None, value) for name, value in field_values(row, _DEFINED).items() if value},
            source=source_words(filename, measure.line),
        )
        for row, measure in zip(rows, measures, strict=True)
    ]
    audit.record_many(by=by, at=at, entries=entries)
    return {row.ref: row for row in rows}


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
_DEFINED = ("ref", "name", "kind", "unit", "polarity", "frequency", "year_basis", "service", "owner")
_FILLED = (
    "value", "numerator", "denominator", "absence", "absence_reason", "standing", "evidence", "entered_by",
    "entered_at", "submitted_at",
)  # fmt: skip


def _write_figures(
    by: Actor, at: datetime, filename: str, changes: Sequence[FigureChange], indicators: Mapping[str, Indicator]
) -> None:
    written = [(change, _observation(change, indicators[change.ref], by, at, filename)) for change in changes]
    made = {id(figure): change for change, figure in written}

    def entry(figure: Observation) -> audit.Entry:
        change = made[id(figure)]
        return audit.Entry(
            action="imported",
            thing=figure,
            page=figure.indicator,
            changes=_differences(change),
            source=source_words(filename, change.line),
        )

    figures = [figure for change, figure in written if not change.keeps_figure]
    replaced = [stored.pk for figure in figures if figure.pk is None and (stored := made[id(figure)].replaces)]
    approve(by=by, at=at, figures=figures, entry=entry, replaced=replaced, fields=_FILLED)
    _write_words(changes, [figure for _, figure in written])
    kept = [entry(figure) for change, figure in written if change.keeps_figure]
    audit.record_many(by=by, at=at, entries=kept)


def _observation(change: FigureChange, indicator: Indicator, by: Actor, at: datetime, filename: str) -> Observation:
    """The row to write: a new one, or the expected row filled in."""
    stored = change.replaces
    figure = Observation(indicator=indicator, period=change.period)
    if stored is not None and (change.keeps_figure or not change.revision):
        figure.pk, figure.version = stored.pk, stored.version
    elif stored is not None:
        figure.revision, figure.in_return_id = change.revision, stored.in_return_id
        figure.revision_reason = f"Imported from {filename}"[:225] + f", line {change.line}"
    figure.value, figure.absence, figure.absence_reason = change.value, change.absence, change.absence_reason[:250]
    figure.standing, figure.evidence = change.standing, change.evidence
    figure.entered_by, figure.entered_at = by.user, at
    if stored is not None and stored.in_return_id:
        figure.submitted_at = stored.submitted_at if change.revision else at
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


def _differences(change: FigureChange) -> dict[str, tuple[object, object]]:
    stored = change.replaces
    found: dict[str, tuple[object, object]] = {}
    if not change.keeps_figure:
        before = (stored.value if stored.value is not None else stored.absence or None) if stored else None
        found[change.period.label] = (before, change.value if change.value is not None else change.absence)
    for name, words in zip(WORDS, change.words, strict=True):
        earlier = getattr(stored, name) if stored else ""
        if words != earlier:
            found[_LABELS[name]] = (earlier or None, words)
    return found
