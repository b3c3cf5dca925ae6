"""Writes what a set-up workbook changes: every row and event is made ready before, and all is written at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.db import IntegrityError, models, transaction

from accounts import audit
from accounts.actors import Actor
from foundation.bulk import check_references, ready, ready_changes, reserve_keys, write
from foundation.refusals import ChangeRefused
from foundation.undoing import Done, held, step_aside
from indicators.changes.approval import follow
from indicators.changes.formulas import work_out_from
from indicators.imports.kinds import ReadyImport
from indicators.models import Formula, ImportBatch, Observation
from plans.periods import Period
from pmmi.workbook.planning import BookPlan
from pmmi.workbook.sheet import Column, Row

_WHOLE = "Some rows cannot be used, and a workbook is applied whole. Correct them and upload it again."
_MOVED = (
    "Somebody changed what this workbook is about while it was being applied. Nothing was written: look at the preview "
    "again."
)


def prepare_book(*, by: Actor, at: datetime, batch: ImportBatch, plan: BookPlan) -> ReadyImport:
    """All that a workbook writes and records. Nobody is told of what a set-up gives them. Raises ChangeRefused where a
    row is refused.
    """
    if plan.counts["refused"]:
        raise ChangeRefused(_WHOLE)
    _number([row for row in plan.useful if row.is_new])
    made = _Made(at, batch.filename, plan.named)
    for row in plan.useful:
        made.take(row)
    made.number()
    worked_out = partial(made.work_out, by=by, at=at)
    return ReadyImport(entries=made.entries, write=made.write, done=made.done, follow=worked_out)


def _number(rows: Iterable[Row]) -> None:
    """Give every new thing the key that it will have, where it has none of its own."""
    new: dict[type[models.Model], list[Any]] = {}
    for row in rows:
        if row.thing.pk is None:
            new.setdefault(row.sheet.model, []).append(row.thing)
    for model, things in new.items():
        for thing, key in zip(things, reserve_keys(model, len(things)), strict=True):
            thing.pk = key


@dataclass(slots=True)
class _Changed:
    """Stored rows of one model, their fields that change, and what they held when they were read."""

    fields: list[str]
    things: list[Any] = field(default_factory=list)
    before: dict[int, dict[str, Any]] = field(default_factory=dict)


@dataclass(slots=True)
class _Made:
    """What is to be written, gathered row by row: rows of a model before those of models that point at it."""

    at: datetime
    filename: str
    named: Any
    new: dict[type[models.Model], list[Any]] = field(default_factory=dict)
    changed: dict[type[models.Model], _Changed] = field(default_factory=dict)
    gone: dict[type[models.Model], dict[int, Any]] = field(default_factory=dict)
    beside: list[models.Model] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    entries: list[audit.Entry] = field(default_factory=list)

    @property
    def figures(self) -> list[tuple[int, Period]]:
        """The measures and periods that get a figure."""
        return [(each.indicator_id, each.period) for each in self.new.get(Observation, ())]

    def take(self, row: Row) -> None:
        """One row that makes, changes or takes away something."""
        if row.takes_away:
            self._take_away(row)
            return
        if row.is_new:
            self._make(row)
        else:
            self._change(row)
        for column in row.sheet.columns:
            if column.is_many and column.field in row.values:
                self._relate(row, column)
        if row.sheet.along:
            along = row.sheet.along(row, self.at, self.named)
            self.beside += along.new
            self._lose(along.gone)
        self._lose(row.replaces)
        self.rows.append(row)
        changes = {name: (was or None, becomes or None) for name, (was, becomes) in row.changed.items()}
        self._tell("imported" if row.is_new else "changed", row, changes)

    def _take_away(self, row: Row) -> None:
        self._lose([row.thing])
        held = {each.field: each.kind.written(each.stored_in(row.thing), self.named) for each in row.sheet.single}
        self._tell("removed", row, {name: (value, None) for name, value in held.items() if value not in (None, "")})

    def _tell(self, action: str, row: Row, changes: dict[str, tuple[Any, Any]]) -> None:
        page = row.sheet.page(row.thing) if row.sheet.page else None
        source = f"{self.filename[:120]}, {row.place}"
        told = changes if row.sheet.trail_tells else {}
        self.entries.append(audit.Entry(action=action, thing=row.thing, page=page, changes=told, source=source))

    def _make(self, row: Row) -> None:
        for column in row.sheet.single:
            if column.field in row.values:
                column.put(row.thing, row.values[column.field])  # again: what it refers to has its key only now
        made = {**dict.fromkeys(row.sheet.stamps, self.at), **row.sheet.made(row, self.at, self.named)}
        for name, value in made.items():
            setattr(row.thing, name, value)
        for each in row.sheet.under(row, self.at, self.named) if row.sheet.under else ():
            self.new.setdefault(type(each), []).append(each)
        self.new.setdefault(row.sheet.model, []).append(row.thing)
        for thing, name, value in row.sheet.moves(row) if row.sheet.moves else ():
            self._move(thing, name, value)

    def _change(self, row: Row) -> None:
        columns = [column for column in row.sheet.single if not column.only_new]
        has_version = any(each.name == "version" for each in row.sheet.model._meta.concrete_fields)
        if not has_version and not any(column.field in row.changed for column in columns):
            return
        counted = ["version"] if has_version else []
        self._touch(row.thing, [*dict.fromkeys(column.held_in for column in columns), *row.sheet.stamps, *counted])
        for name in row.sheet.stamps:
            setattr(row.thing, name, self.at)
        if has_version:
            row.thing.version += 1
        for column in columns:
            if column.field in row.changed:
                column.put(row.thing, row.values[column.field])

    def _touch(self, thing: Any, fields: Iterable[str]) -> None:
        """Keep what a stored thing holds, before these of its fields change."""
        changed = self.changed.setdefault(type(thing), _Changed([]))
        for name in fields:
            if name not in changed.fields:
                changed.fields.append(name)
                for other in changed.things:
                    changed.before[other.pk][name] = held(other, name)
        if thing.pk not in changed.before:
            changed.before[thing.pk] = {name: held(thing, name) for name in changed.fields}
            changed.things.append(thing)

    def _move(self, thing: Any, name: str, value: Any) -> None:
        """One field of another thing, which may be new or changed itself."""
        if not thing._state.adding:
            self._touch(thing, [name])
        setattr(thing, name, value)

    def number(self) -> None:
        """Give the rows that stand beside those of the sheets keys of their own, once all are gathered."""
        by_model: dict[type[models.Model], list[models.Model]] = {}
        for thing in self.beside:
            by_model.setdefault(type(thing), []).append(thing)
        for model, things in by_model.items():
            bare = [thing for thing in things if thing.pk is None]  # others that stand beside them point at the rest
            for thing, key in zip(bare, reserve_keys(model, len(bare)), strict=True):
                thing.pk = key
            self.new.setdefault(model, []).extend(things)

    def _relate(self, row: Row, column: Column) -> None:
        """Rows that join a thing to several others: new ones, and those that are gone."""
        relation = row.sheet.model._meta.get_field(column.field)
        through, own, other = (
            relation.remote_field.through,
            relation.m2m_field_name(),
            relation.m2m_reverse_field_name(),
        )
        wanted = {each.pk for each in row.values[column.field]}
        there = set() if row.is_new else column.stored_in(row.thing)
        self.beside += [through(**{f"{own}_id": row.thing.pk, f"{other}_id": each}) for each in sorted(wanted - there)]
        if lost := there - wanted:
            self._lose(through._base_manager.filter(**{f"{own}_id": row.thing.pk, f"{other}__in": lost}))

    def _lose(self, things: Iterable[Any]) -> None:
        for thing in things:
            self.gone.setdefault(type(thing), {})[thing.pk] = thing

    def write(self) -> None:
        """Write everything or nothing, in the caller's transaction. Raises ChangeRefused when what is stored has
        changed since it was read.
        """
        try:
            with transaction.atomic():
                for model, gone in self.gone.items():  # first, because others may stand where they did
                    model._base_manager.filter(pk__in=list(gone)).delete()
                for model, changed in self.changed.items():
                    _check_unmoved(model, changed)
                    step_aside(model, changed.before)
                    write(ready_changes(model, changed.things, changed.fields))
                for model, things in self.new.items():
                    write(ready(model, things))
                for row in self.rows:
                    if row.sheet.wrote:
                        row.sheet.wrote(row)
                check_references()
        except IntegrityError as error:
            raise ChangeRefused(_MOVED) from error

    def work_out(self, done: Done, *, by: Actor, at: datetime) -> list[audit.Entry]:
        """Have stand what is made of what was written: longer figures, and what formulas come to. What to record."""
        trail = follow(by=by, at=at, changed=self.figures, done=done, as_imported=True)
        for each in self.new.get(Formula, ()):
            trail += work_out_from(each, by=by, at=at, done=done)
        return trail

    def done(self) -> Done:
        """All that it writes, by which it can be taken back."""
        done = Done()
        for things in self.new.values():
            done.make(things)
        for changed in self.changed.values():
            for thing in changed.things:
                before = changed.before[thing.pk]
                done.change(thing, before, {name: held(thing, name) for name in changed.fields})
        for gone in self.gone.values():
            for thing in gone.values():
                done.lose(thing)
        return done


def _check_unmoved(model: type[models.Model], changed: _Changed) -> None:
    """Lock the rows that change, in the order of their keys. Raises ChangeRefused where one is not as it was read."""
    stored = model._base_manager.select_for_update(of=("self",)).order_by("pk").in_bulk(list(changed.before))
    for key, before in changed.before.items():
        if key not in stored or {name: held(stored[key], name) for name in changed.fields} != dict(before):
            raise ChangeRefused(_MOVED)
