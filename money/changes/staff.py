"""A month of the establishment is read in, whole; and what a team works on is said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from accounts.models import Unit
from foundation.bulk import Ready, check_references, ready, reserve_keys, write
from foundation.refusals import ChangeRefused
from foundation.versions import save_version
from money.changes.budgets import served_words
from money.changes.extracts import MOVED, Prepared, replaced
from money.changes.lines import check_shares
from money.models import StaffExtract, StaffFigure, StaffShare
from plans.models import Objective
from plans.periods import Period

_TOTALS = ("teams", "established", "in_post")


@dataclass(frozen=True, slots=True)
class TeamRead:
    """The posts of a unit (key) at the end of the month; days lost to sickness since April, None where not told."""

    unit: int
    established: Decimal
    in_post: Decimal
    sickness_days: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRead:
    """A month as it is to stand. ``replaces`` is the extract that stands now, None for none."""

    month: Period
    teams: Sequence[TeamRead]
    replaces: StaffExtract | None = None


def prepare_staff(*, by: Actor, at: datetime, filename: str, read: StaffRead) -> Prepared:
    """Make a month ready to be written."""
    extract = StaffExtract(
        pk=reserve_keys(StaffExtract, 1)[0], month=read.month, filename=filename[:200], read_at=at, read_by=by.user,
        teams=len(read.teams), established=sum((each.established for each in read.teams), Decimal(0)),
        in_post=sum((each.in_post for each in read.teams), Decimal(0)),
    )  # fmt: skip
    rows = [
        StaffFigure(
            pk=pk, extract=extract, unit_id=each.unit, established=each.established, in_post=each.in_post,
            sickness_days=each.sickness_days,
        )
        for pk, each in zip(reserve_keys(StaffFigure, len(read.teams)), read.teams, strict=True)
    ]  # fmt: skip
    figures, before = ready(StaffFigure, rows), read.replaces
    changes = {name: (getattr(before, name) if before else None, getattr(extract, name)) for name in _TOTALS}
    action = "corrected" if before else "read in"
    entry = audit.Entry(action=action, thing=extract, changes=changes, source=filename)
    return Prepared([entry], lambda: _write(read, extract, figures), lambda: replaced(extract, rows, before))


def read_staff_in(*, by: Actor, at: datetime, filename: str, read: StaffRead) -> None:
    """Prepare, write and record at once. Raises ChangeRefused."""
    prepared = prepare_staff(by=by, at=at, filename=filename, read=read)
    with transaction.atomic():
        prepared.write()
        audit.record_many(by=by, at=at, entries=prepared.entries)


@transaction.atomic
def link_team(*, by: Actor, at: datetime, unit: Unit, version: int, shares: Mapping[Objective, Decimal]) -> Unit:
    """Say what a team works on: all its shares anew, those that stay too. What comes to less than the whole is linked
    to none. Raises ChangeRefused; Conflict when somebody saved the unit after ``version``.
    """
    stored = Unit.objects.get(pk=unit.pk)
    held = dict(StaffShare.objects.filter(unit=stored).values_list("objective", "percent"))
    check_shares(shares, held)
    wanted = {objective.pk: percent for objective, percent in shares.items()}
    if wanted == held:
        return stored
    refs = dict(Objective.objects.filter(pk__in=[*held, *wanted]).values_list("pk", "ref"))
    save_version(stored, version=version, fields=[])
    StaffShare.objects.filter(unit=stored).delete()
    StaffShare.objects.bulk_create(
        StaffShare(unit=stored, objective_id=pk, percent=each) for pk, each in wanted.items()
    )
    changes = {"works on": (served_words(held, refs) or None, served_words(wanted, refs) or None)}
    audit.record(by=by, at=at, action="linked", thing=stored, changes=changes)
    return stored


def _write(read: StaffRead, extract: StaffExtract, figures: Ready) -> None:
    standing = StaffExtract.objects.select_for_update().filter(month=read.month, is_standing=True).first()
    if (standing and standing.pk) != (read.replaces and read.replaces.pk):
        raise ChangeRefused(MOVED)
    if standing:
        StaffExtract.objects.filter(pk=standing.pk).update(is_standing=False)
    extract.save(force_insert=True)
    write(figures)
    check_references()
