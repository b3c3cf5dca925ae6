"""A year's budget is read in from a file: lines that are new, and lines that are otherwise now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from accounts.models import Unit
from foundation.bulk import Ready, ReadyChanges, check_references, ready, ready_changes, reserve_keys, write
from foundation.refusals import ChangeRefused
from foundation.undoing import Done, batched
from foundation.versions import first_values, set_fields
from money.changes.extracts import MOVED, Prepared
from money.models import BudgetLine, Share
from money.queries.stored import stored_shares
from plans.periods import Period

FIELDS = ("name", "unit", "nature", "flow", "planned")
"""What a file says of a line, beside its code."""


@dataclass(frozen=True, slots=True)
class BudgetLineRead:
    """A line as the file has it. ``shares`` are per cent by objective (keys), None where the file says nothing."""

    code: str
    name: str
    unit_id: int
    nature: str
    flow: str
    planned: Decimal
    shares: Mapping[int, Decimal] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetRead:
    """A budget as it is to be: ``new`` lines, and those that ``changed``. ``stored`` is how many lines the year has."""

    year: Period
    new: Sequence[BudgetLineRead]
    changed: Sequence[BudgetLineRead]
    stored: int
    refs: Mapping[int, str] = field(default_factory=dict)
    """The references of objectives, by key."""


def prepare_budget(*, by: Actor, at: datetime, filename: str, read: BudgetRead) -> Prepared:  # noqa: ARG001
    """Make a budget ready to be written: rows, and an event for each line that is new or changed."""
    units = Unit.objects.in_bulk({each.unit_id for each in (*read.new, *read.changed)})
    keys = reserve_keys(BudgetLine, len(read.new))
    made = [_made(read.year, each, pk, units) for each, pk in zip(read.new, keys, strict=True)]
    entries = [
        audit.Entry(
            action="made", thing=line, source=filename,
            changes=first_values(line, ("code", *FIELDS)) | _shared({}, each, read),
        )
        for line, each in zip(made, read.new, strict=True)
    ]  # fmt: skip
    codes = [each.code for each in read.changed]
    stored = {line.code: line for line in _stored(read.year, codes)}
    if len(stored) != len(codes):
        raise ChangeRefused(MOVED)
    shares = stored_shares(read.year) if stored else {}
    versions = {line.pk: line.version for line in stored.values()}
    for each in read.changed:
        line = stored[each.code]
        changes = set_fields(line, _values(each, units)) | _shared(shares.get(line.pk, {}), each, read)
        line.version += 1
        entries.append(audit.Entry(action="changed", thing=line, changes=changes, source=filename))
    keyed = {each.code: line.pk for each, line in zip(read.new, made, strict=True)}
    keyed |= {code: line.pk for code, line in stored.items()}
    rows = _Rows(
        made,
        list(stored.values()),
        _new_shares(read, keyed),
        [keyed[each.code] for each in (*read.new, *read.changed) if each.shares is not None],
    )
    written = [
        ready(BudgetLine, rows.made),
        ready_changes(BudgetLine, rows.changed, _WRITTEN),
        ready(Share, rows.shares),
    ]
    return Prepared(entries, lambda: _write(read, versions, rows.shared, written), rows.done)


def read_budget_in(*, by: Actor, at: datetime, filename: str, read: BudgetRead) -> None:
    """Prepare, write and record at once, for small amounts of lines. Raises ChangeRefused."""
    prepared = prepare_budget(by=by, at=at, filename=filename, read=read)
    with transaction.atomic():
        prepared.write()
        audit.record_many(by=by, at=at, entries=prepared.entries)


_WRITTEN = (*FIELDS, "version")


@dataclass(frozen=True, slots=True)
class _Rows:
    """Lines that are new and changed, their shares, and the keys of lines whose shares are said anew."""

    made: Sequence[BudgetLine]
    changed: Sequence[BudgetLine]
    shares: Sequence[Share]
    shared: Sequence[int]

    def done(self) -> Done:
        """All that is about to be written, by which it can be taken back."""
        done = Done()
        done.make(self.made)
        done.make(self.shares)
        done.change_all(self.changed, _WRITTEN)
        for keys in batched(self.shared):
            for share in Share.objects.filter(line__in=keys):
                done.lose(share)
        return done


def _write(
    read: BudgetRead, versions: Mapping[int, int], shared: Sequence[int], written: Sequence[Ready | ReadyChanges]
) -> None:
    now = dict(BudgetLine.objects.select_for_update().filter(year=read.year).values_list("pk", "version"))
    if len(now) != read.stored or any(now.get(pk) != version for pk, version in versions.items()):
        raise ChangeRefused(MOVED)
    made, changed, shares = written
    write(made)
    write(changed)
    for keys in batched(shared):
        Share.objects.filter(line__in=keys).delete()
    write(shares)
    check_references()


def _made(year: Period, each: BudgetLineRead, pk: int, units: Mapping[int, Unit]) -> BudgetLine:
    return BudgetLine(pk=pk, year=year, code=each.code, **_values(each, units))


def _values(each: BudgetLineRead, units: Mapping[int, Unit]) -> dict[str, object]:
    given = {"name": each.name, "nature": each.nature, "flow": each.flow, "planned": each.planned}
    return given | {"unit": units[each.unit_id]}


def _stored(year: Period, codes: Sequence[str]) -> list[BudgetLine]:
    wanted = set(codes)
    found = BudgetLine.objects.select_related("unit").filter(year=year)
    return [line for line in found if line.code in wanted] if wanted else []


def _new_shares(read: BudgetRead, keyed: Mapping[str, int]) -> list[Share]:
    shares = [
        Share(line_id=keyed[each.code], objective_id=objective, percent=percent)
        for each in (*read.new, *read.changed)
        for objective, percent in (each.shares or {}).items()
    ]
    for share, key in zip(shares, reserve_keys(Share, len(shares)), strict=True):
        share.pk = key
    return shares


def _shared(before: Mapping[int, Decimal], each: BudgetLineRead, read: BudgetRead) -> dict[str, tuple[object, object]]:
    if each.shares is None or dict(each.shares) == dict(before):
        return {}
    return {"objectives": (served_words(before, read.refs) or None, served_words(each.shares, read.refs) or None)}


def served_words(shares: Mapping[int, Decimal], refs: Mapping[int, str]) -> str:
    """ "WR1 60%; WR2 40%", as a file has it."""
    named = sorted((refs.get(objective, f"objective {objective}"), percent) for objective, percent in shares.items())
    return "; ".join(f"{ref} {percent.normalize():f}%" for ref, percent in named)
