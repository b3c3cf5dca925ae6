"""What stands twice is made one, taken back, shared, or found not to be the same (A15)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F, Model

from accounts import audit
from accounts.actors import Actor
from accounts.changes.news import tell
from foundation.refusals import ChangeRefused
from indicators.models import Contribution, Indicator, PartWeight
from money.models import Share, StaffShare
from plans.changes.objectives import set_links
from plans.changes.opened import check_open
from plans.changes.told import objective_told
from plans.models import Link, Milestone, Objective
from plans.queries.thread import load_thread
from reporting.models import Distinct, Merge, PairKind
from risks.models import Risk

Alike = Objective | Indicator
NO_REASON = "Enter why. The reason stays in the history of both."


class _Way(NamedTuple):
    """Rows that hang on an objective by ``field``: two of them with the same ``other`` cannot hang on one objective."""

    model: type[Model]
    field: str
    other: str = ""

    @property
    def key(self) -> str:
        return f"{self.model._meta.label_lower}.{self.field}"


_UPWARD = _Way(Link, "child", "parent_id")
_WAYS = (
    _UPWARD,
    _Way(Link, "parent", "child_id"),
    _Way(Contribution, "objective", "indicator_id"),
    _Way(PartWeight, "child", "weight_set_id"),
    _Way(Milestone, "objective"),
    _Way(Risk.objectives.through, "objective", "risk_id"),
    _Way(Share, "objective", "line_id"),
    _Way(StaffShare, "objective", "unit_id"),
    _Way(Objective.tags.through, "objective", "tag_id"),
)
_ADDED_UP = {Share: "percent", StaffShare: "percent", PartWeight: "weight"}
"""What of two rows that become one is added up."""


@transaction.atomic
def merge_objectives(*, by: Actor, at: datetime, kept: Objective, merged: Objective, why: str, on: date) -> Merge:
    """Have all that hangs on one objective hang on the other, of which it becomes a part.

    What both have stays once: a link, a measure, a risk, a tag; their shares of one budget line, and their weights
    among the parts of one whole, are added up. What a partner was shown of it is shown no longer: the other may tell of
    more. Raises ChangeRefused without a reason, where one contributes to the other, was merged already, or its plan is
    not open.
    """
    _check_reason(why)
    kept, merged = _locked(kept, merged)
    _check_apart(kept, merged)
    if kept.merged_into_id or merged.merged_into_id:
        raise ChangeRefused("One of the two is part of another already. Take that back first.")
    moved = {way.key: _moved(way, kept, merged) for way in _WAYS}
    done = Merge.objects.create(kept=kept, merged=merged, why=why.strip(), moved=moved, on=on)
    merged.merged_into = kept
    merged.save(update_fields=["merged_into"])
    _record(by, at, done, "merged", why)
    return done


@transaction.atomic
def take_back_merge(*, by: Actor, at: datetime, merge: Merge, why: str, on: date) -> None:
    """Have everything hang where it did, as far as it still hangs where the merge put it. Raises ChangeRefused without
    a reason, where it was taken back already, and where a plan of the two is not open.
    """
    _check_reason(why)
    stored = Merge.objects.select_for_update().get(pk=merge.pk)
    if stored.taken_back_on is not None:
        raise ChangeRefused("That was taken back already.")
    kept, merged = _locked(stored.kept, stored.merged)
    for way in _WAYS:
        _put_back(way, kept, merged, stored.moved.get(way.key, {}))
    merged.merged_into = None
    merged.save(update_fields=["merged_into"])
    stored.taken_back_on = on
    stored.save(update_fields=["taken_back_on"])
    _record(by, at, stored, "took the merger back", why)


@transaction.atomic
def share_objective(*, by: Actor, at: datetime, one: Objective, other: Objective, on: date) -> None:
    """Keep both, and have the lower one contribute to the other as well, by a secondary link. Raises ChangeRefused."""
    one, other = _locked(one, other)
    _check_apart(one, other)
    above, below = sorted((one, other), key=lambda each: (each.plan.level.position, each.pk))
    links = list(below.upward.select_related("parent").order_by("pk"))
    primary = next((link.parent for link in links if link.is_primary), None)
    secondary = [*(link.parent for link in links if not link.is_primary), above]
    set_links(by=by, at=at, objective=below, primary=primary, secondary=secondary, on=on)


@transaction.atomic
def keep_apart(*, by: Actor, at: datetime, one: Alike, other: Alike, why: str) -> Distinct:
    """Note that two things which look alike are not the same. Raises ChangeRefused without a reason, or where that was
    noted already.
    """
    _check_reason(why)
    kind = PairKind.OBJECTIVE if isinstance(one, Objective) else PairKind.MEASURE
    first, second = sorted((one, other), key=lambda each: each.pk)
    pair = {"kind": kind, "one": first.pk, "other": second.pk}
    if Distinct.objects.filter(**pair).exists():
        raise ChangeRefused("That they are not the same was noted already.")
    noted = Distinct.objects.create(**pair, why=why.strip())
    entries = [
        audit.Entry(action="told apart", thing=each, changes={"not the same as": (None, against)}, why=why.strip())
        for each, against in ((first, second), (second, first))
    ]
    audit.record_many(by=by, at=at, entries=entries)
    return noted


def _check_reason(why: str) -> None:
    if not why.strip():
        raise ChangeRefused(NO_REASON)


def _locked(*objectives: Objective) -> list[Objective]:
    found = Objective.objects.filter(pk__in=[each.pk for each in objectives]).order_by("pk")
    held = found.select_for_update(of=("self",), no_key=True).select_related("plan__level", "owner")
    stored = {each.pk: each for each in held}
    for each in stored.values():
        check_open(each.plan)
    return [stored[each.pk] for each in objectives]


def _check_apart(one: Objective, other: Objective) -> None:
    thread = load_thread(Objective.objects.filter(plan__level__is_private=False))
    if thread.would_loop(child=one.pk, parent=other.pk) or thread.would_loop(child=other.pk, parent=one.pk):
        raise ChangeRefused(
            f"{one} and {other} lie on one way of the golden thread: one contributes to the other. Change that first."
        )


def _moved(way: _Way, kept: Objective, merged: Objective) -> dict[str, Any]:
    """Move the rows of a way. Those that the kept one has already are taken off, and noted as they were."""
    manager = way.model._base_manager
    there = {getattr(row, way.other): row for row in manager.filter(**{way.field: kept})} if way.other else {}
    has_primary = way == _UPWARD and any(row.is_primary for row in there.values())
    done: dict[str, Any] = {"moved": [], "turned": [], "dropped": [], "raised": [], "added": []}
    for row in manager.filter(**{way.field: merged}).order_by("pk"):
        if way.other and (twin := there.get(getattr(row, way.other))):
            done["dropped"].append(_values(row))
            row.delete()
            _add_up(row, twin, done)
            continue
        if has_primary and row.is_primary:
            done["turned"].append(row.pk)
            row.is_primary = False
        _hang(row, way, kept)
        done["moved"].append(row.pk)
    return done


def _add_up(row: Any, twin: Any, done: dict[str, Any]) -> None:
    """What the row that goes leaves to the one that stays: its share, or that it was what mainly is contributed to."""
    if name := _ADDED_UP.get(type(row)):
        setattr(twin, name, getattr(twin, name) + getattr(row, name))
        twin.save(update_fields=[name])
        done["added"].append([twin.pk, str(getattr(row, name))])
    elif isinstance(row, Link) and row.is_primary and not twin.is_primary and twin.child_id == row.child_id:
        twin.is_primary = True
        twin.save(update_fields=["is_primary"])
        done["raised"].append(twin.pk)


def _put_back(way: _Way, kept: Objective, merged: Objective, done: Mapping[str, Any]) -> None:
    manager = way.model._base_manager
    if not done:
        return
    for row in manager.filter(pk__in=done["raised"]):
        row.is_primary = False
        row.save(update_fields=["is_primary"])
    for pk, amount in done["added"]:
        name = _ADDED_UP[way.model]
        manager.filter(**{"pk": pk, way.field: kept, f"{name}__gt": amount}).update(**{name: F(name) - Decimal(amount)})
    for row in manager.filter(pk__in=done["moved"], **{way.field: kept}):
        if row.pk in done["turned"]:
            row.is_primary = True
        _hang(row, way, merged)
    for values in done["dropped"]:
        fields = {name: way.model._meta.get_field(name).to_python(value) for name, value in values.items()}
        way.model(**fields).save(force_insert=True)


def _hang(row: Any, way: _Way, objective: Objective) -> None:
    setattr(row, f"{way.field}_id", objective.pk)
    row.save()


def _values(row: Model) -> dict[str, Any]:
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    return {field.attname: field.value_to_string(row) if field.remote_field is None else getattr(row, field.attname)
            for field in fields}  # fmt: skip


def _record(by: Actor, at: datetime, merge: Merge, action: str, why: str) -> None:
    is_back = merge.taken_back_on is not None
    change = (merge.kept, None) if is_back else (None, merge.kept)
    entries = [
        audit.Entry(action=action, thing=merge.merged, changes={"part of": change}, why=why.strip()),
        audit.Entry(action=action, thing=merge.kept, changes=_counts(merge, is_back=is_back), why=why.strip()),
        *_of_measures(merge, action, is_back=is_back),
    ]
    said = "stands for itself again" if is_back else f"became part of {merge.kept.ref}"
    tell(by=by, at=at, news=objective_told(merge.merged, said))
    audit.record_many(by=by, at=at, entries=entries)


def _counts(merge: Merge, *, is_back: bool) -> dict[str, tuple[object, object]]:
    """How many rows of each kind went over, or back."""
    found: dict[str, tuple[object, object]] = {"of": (merge.merged, None) if is_back else (None, merge.merged)}
    for way in _WAYS:
        if number := len(merge.moved.get(way.key, {}).get("moved", ())):
            name = str(way.model._meta.verbose_name_plural)
            found[name] = (number, None) if is_back else (None, number)
    return found


def _of_measures(merge: Merge, action: str, *, is_back: bool) -> Iterable[audit.Entry]:
    moved = merge.moved.get(_WAYS[2].key, {}).get("moved", ())
    pair = (merge.kept, merge.merged) if is_back else (merge.merged, merge.kept)
    for indicator in Indicator.objects.filter(contributions__in=moved):
        yield audit.Entry(action="changed", thing=indicator, changes={"objective": pair}, why=f"{action}: {merge.why}")
