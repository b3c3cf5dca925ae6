"""Writes what an import changes: everything in one transaction, in which nothing is worked out.

While tens of thousands of rows are written nobody else can save on SQLite, and on PostgreSQL while they are recorded.
So ``prepare_import`` works out every row and every event before, with the keys that they will have; ``write_import``
sees that what they rest on is as it was, and hands them over.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model

from accounts import audit
from accounts.actors import Actor
from accounts.changes.news import tell
from accounts.models import Post, User
from foundation.bulk import check_references, ready, reserve_keys, write
from foundation.refusals import ChangeRefused
from foundation.undoing import Done
from foundation.versions import field_values
from indicators.changes.approval import follow, take_down
from indicators.changes.expected import day_after
from indicators.changes.told import imported
from indicators.imports.apply_units import Name, Placed, made_of, numbered_places, places_for
from indicators.imports.figures.apply_figures import FigureWriter, ReadyFigures
from indicators.imports.figures.apply_members import Membership, prepare_members
from indicators.imports.figures.apply_targets import Aims, ReadyTargets, prepare_targets, stored_aims
from indicators.imports.figures.existing_rows import StoredTarget, locked_figures, locked_years, stored_targets
from indicators.imports.planned_changes import Changes, NewMeasure, batches, source_words
from indicators.imports.units_by_name import Places
from indicators.models import AnnualTarget, Commentary, Indicator, Observation, PeriodTarget, Return
from indicators.queries.calculating import Place
from indicators.rules.vocabulary import Counting
from indicators.workflow import FigureState
from plans.periods import Period

MOVED = (
    "Somebody changed figures or targets that this file is about while it was being read. Nothing was written: "
    "look at the preview again."
)
# What the rows rest on of a stored measure.
_READ = ("pk", "ref", "name", "counting", "frequency", "service", "lag", "expected_from")
_STATED = (
    "ref", "name", "definition", "kind", "unit", "decimals", "polarity", "frequency", "year_basis", "is_seasonal",
    "is_data_only", "grades", "no_change_within",
)  # fmt: skip
_DEFINED = ("ref", "name", "kind", "unit", "polarity", "frequency", "year_basis", "service", "owner")


def apply_import(*, by: Actor, at: datetime, filename: str, changes: Changes, as_imported: str = "") -> None:
    """Write everything or nothing, and record it; see ``prepare_import`` and ``write_import``."""
    prepared = prepare_import(by=by, at=at, filename=filename, changes=changes, as_imported=as_imported)
    draft = audit.drafted(by=by, at=at, entries=prepared.entries)
    with transaction.atomic():
        write_import(prepared)
        followed = follow_from(prepared, by=by, at=at)
        audit.record_draft(draft)
        if followed:
            audit.record_many(by=by, at=at, entries=followed)


@dataclass(frozen=True, slots=True)
class _Basis:
    """What the rows of an import rest on, beside the figures and years' targets that they replace, as it is stored."""

    measures: frozenset[tuple[object, ...]]
    targets: Mapping[tuple[str, Period], StoredTarget]
    aims: Aims
    returns: Mapping[tuple[int, Period], int]
    places: Mapping[Name, tuple[int, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An import ready to be written once its ``entries`` are read, which are to be recorded with it: figures are made
    ready as they are read. ``basis`` reads again what it rests on, ``tell`` tells those whom it concerns. ``standing``
    are the measures and periods whose figures stand from now on.
    """

    changes: Changes
    basis: Callable[[], _Basis]
    found: _Basis
    placed: Placed
    created: Sequence[Indicator]
    targets: ReadyTargets
    figures: ReadyFigures
    members: Sequence[Model]
    standing: Sequence[Place]
    entries: Iterable[audit.Entry]
    tell: Callable[[], object]

    @property
    def moved_back(self) -> Sequence[Indicator]:
        """The stored measures whose first figure is earlier now."""
        created = {each.pk for each in self.created}
        return [each for key, each in self.figures.moved_back.items() if key not in created]


def prepare_import(
    *, by: Actor, at: datetime, filename: str, changes: Changes, as_imported: str, brought_by: User | None = None
) -> Prepared:
    """All that an import writes and records. Figures wait for approval, but those that may stand as imported do so for
    the reason ``as_imported`` ("": none does). A figure that differs from an approved one becomes a new revision, with
    the file and line as its reason. ``brought_by``: whose file it is, where somebody else decides to apply it.

    Raises ChangeRefused when stored targets have changed since the changes were planned, and where figures could be
    approved by nobody and are not said to stand as imported.
    """
    basis = _basis_of(changes)
    found = basis()
    if found.targets != {(each.ref, each.period): each.replaces for each in changes.targets if each.replaces}:
        raise ChangeRefused(MOVED)
    placed = numbered_places(_names(changes))
    created = _measures(changes.measures, placed, at)
    indicators = {each.ref: each for each in Indicator.objects.only(*_READ)} | created
    of_file: dict[str, Any] = {"filename": filename, "indicators": indicators}
    targets, aimed = prepare_targets(**of_file, changes=changes.targets, stored=found.aims)
    brought_by = brought_by or by.user
    writer = FigureWriter(**of_file, brought_by=brought_by, at=at, returns=found.returns, as_imported=as_imported)
    figures, entered = writer.prepare(changes.figures)
    members, joined = prepare_members(**of_file, changes=changes.members)
    made = _made(filename, changes.measures, placed, created)
    stored = {each.ref: each for each in indicators.values() if each.ref not in created}
    news = imported(
        [stored[each.ref] for each in changes.figures if as_imported and each.may_stand and each.ref in stored],
        [stored[each.ref] for each in changes.targets if each.ref in stored],
    )
    return Prepared(
        changes=changes,
        basis=basis,
        found=found,
        placed=placed,
        created=list(created.values()),
        targets=targets,
        figures=figures,
        members=members,
        standing=[(indicators[each.ref].pk, each.period) for each in changes.figures if as_imported and each.may_stand],
        entries=chain(made, joined, aimed, entered),
        tell=partial(tell, by=by, at=at, news=news),
    )


def write_import(prepared: Prepared) -> None:
    """Write everything or nothing, in the caller's transaction, in which it is recorded last.

    Raises ChangeRefused when the stored data has changed since the changes were planned.
    """
    try:
        with transaction.atomic():
            _check_unmoved(prepared)
            for thing in prepared.placed.missing:
                thing.save(force_insert=True)
            # The few measures only now, because they are expected from the first of their figures on.
            write(ready(Indicator, prepared.created))
            write(ready(Membership, prepared.members))
            for each in prepared.targets.rows:
                write(each)
            for superseded in batches(prepared.figures.superseded):
                take_down(superseded)
            for each in prepared.figures.rows:
                write(each)
            Indicator.objects.bulk_update(prepared.moved_back, ["expected_from"], batch_size=200)
            check_references()
            prepared.tell()
    except IntegrityError as error:
        # Somebody else wrote the same figure first. A row that does not exist yet cannot be locked against that.
        raise ChangeRefused(MOVED) from error


def follow_from(prepared: Prepared, *, by: Actor, at: datetime, done: Done | None = None) -> list[audit.Entry]:
    """Have stand, in the transaction of ``write_import``, what is made of the figures that stand as imported: longer
    periods, and what formulas come to. What to record. ``done`` is told what is written. Two statements where nothing
    is made of any figure.
    """
    return follow(by=by, at=at, changed=prepared.standing, done=done, as_imported=True)


def done_by(prepared: Prepared) -> Done:
    """All that it is about to write, by which it can be taken back. What it tells people stays told."""
    done = Done()
    targets, figures = prepared.targets, prepared.figures
    for things in (*prepared.placed.kinds, prepared.created, prepared.members):
        done.make(things)
    for model, keys in (
        (AnnualTarget, targets.years),
        (PeriodTarget, targets.periods),
        (Observation, figures.figures),
        (Commentary, figures.words),
    ):
        done.make_keys(model, keys)
    for things, fields in (*targets.changed, *figures.changed):
        done.change_all(things, fields)
    down = {"state": FigureState.SUPERSEDED.value, "is_current": False}
    done.change_all([Observation(pk=pk, **down) for pk in figures.superseded], [*down])
    done.change_all(prepared.moved_back, ("expected_from",))
    return done


def _check_unmoved(prepared: Prepared) -> None:
    """Lock the rows that will be replaced, in the order of their keys. Raises ChangeRefused if any of them, or what
    else the rows rest on, is not as it was. (A figure that appeared breaks a constraint.)
    """
    figures = {change.replaces.pk: change.replaces for change in prepared.changes.figures if change.replaces}
    years = {change.year.pk: change.year for change in prepared.changes.targets if change.year}
    for rows, locked in ((figures, locked_figures), (years, locked_years)):
        for pks in batches(sorted(rows)):
            if not {rows[pk] for pk in pks} <= locked(pks):  # type: ignore[operator]
                raise ChangeRefused(MOVED)
    if prepared.basis() != prepared.found:
        raise ChangeRefused(MOVED)


def _basis_of(changes: Changes) -> Callable[[], _Basis]:
    """What reads the basis of these changes, in a fixed number of statements."""
    refs = {each.ref for each in (*changes.measures, *changes.figures, *changes.targets)}
    aimed = {(each.ref, each.period) for each in changes.targets}
    periods = {period for _, period in aimed}
    years = {period.year for period in periods}
    names = _names(changes)

    def read() -> _Basis:
        measures = {row[1]: row for row in Indicator.objects.values_list(*_READ) if row[1] in refs}
        known = {row[0]: ref for ref, row in measures.items()}
        targets = {(known.get(pk, ""), period): target for (pk, period), target in stored_targets(periods).items()}
        returns = Return.objects.values_list("pk", "service_id", "period")
        return _Basis(
            frozenset(measures.values()),
            {place: target for place, target in targets.items() if place in aimed},
            {place: aims for place, aims in stored_aims(years).items() if place[0] in known},
            {(service, period): pk for pk, service, period in returns},
            places_for(names, Places.load()).found if names else {},
        )

    return read


def _names(changes: Changes) -> list[Name]:
    return list(dict.fromkeys((measure.council, measure.service) for measure in changes.measures))


def _measures(measures: Sequence[NewMeasure], placed: Placed, at: datetime) -> dict[str, Indicator]:
    """The new measures by their references, with the keys that they will have."""
    keys = reserve_keys(Indicator, len(measures))
    made = zip(measures, keys, strict=True)
    return {each.ref: _indicator(each, key, placed.posts[each.council, each.service], at) for each, key in made}


def _indicator(measure: NewMeasure, key: int, owner: Post, at: datetime) -> Indicator:
    return Indicator(
        pk=key,
        **{name: getattr(measure, name) for name in _STATED},
        counting=Counting.RATE.value,
        data_source=measure.source,
        service=owner.unit,
        owner=owner,
        data_provider=owner,
        approver=owner,
        expected_from=day_after(at),
    )


def _made(
    filename: str, measures: Sequence[NewMeasure], placed: Placed, created: Mapping[str, Indicator]
) -> Iterable[audit.Entry]:
    """What to record of new measures, and of the services and posts that are made for them."""
    if measures:
        yield from made_of(placed, source_words(filename, measures[0].line))
    for measure in measures:
        values = field_values(created[measure.ref], _DEFINED)
        yield audit.Entry(
            action="imported",
            thing=created[measure.ref],
            changes={name: (None, value) for name, value in values.items() if value},
            source=source_words(filename, measure.line),
        )
