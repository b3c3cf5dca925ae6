"""Where things stood on a day: reorganisations since are read backwards. Decided here alone."""

from datetime import date
from typing import Any

from django.db.models import BigIntegerField, CharField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce

from accounts.actors import units_with_parents
from accounts.models import Move, Unit


def stood(kind: str, field: str, day: date) -> Combinable:
    """The key of the unit or post at which a thing of a kind (the model's label) stood at the end of a day: what the
    first reorganisation since found there, else what it is now. For fields that are never empty.
    """
    earliest = _since(kind, field, day).filter(key=OuterRef("pk")).order_by("starts_on", "pk")
    was = Subquery(earliest.values(found=Cast("was", BigIntegerField()))[:1])
    return Coalesce(was, F(f"{field}_id"), output_field=BigIntegerField())


def ever_at(kind: str, field: str, place: Any) -> Q:
    """The condition that a thing is at a unit or post today or was moved from there at some time: all that ``stood``
    can find there. Beside it the database need not look for the moves of every other thing.
    """
    moved = Move.objects.filter(kind=kind, field=field, was=Cast(place, CharField())).values("key")
    return Q(**{f"{field}_id": place}) | Q(pk__in=moved)


def unit_name(of: str) -> Subquery:
    """The name of the unit whose key is in the annotation ``of``."""
    return Subquery(Unit.objects.filter(pk=OuterRef(of)).values("name")[:1])


def stood_elsewhere(kind: str, field: str, day: date) -> dict[int, int | None]:
    """Those things of a kind that stood elsewhere at the end of a day, each with where; None for nowhere. One
    statement.
    """
    # The first move since comes last, and stands.
    since = _since(kind, field, day).order_by("-starts_on", "-pk").values_list("key", "was")
    return {key: int(was) if was else None for key, was in since}


def parents_on(day: date | None = None) -> dict[int, int | None]:
    """For each unit, the one that it lay beneath at the end of a day (None: today). Two statements, one for today."""
    rows: list[Any] = units_with_parents()
    parents = dict(rows)
    return parents | stood_elsewhere("accounts.unit", "parent", day) if day else parents


def _since(kind: str, field: str, day: date) -> QuerySet[Move]:
    return Move.objects.filter(kind=kind, field=field, starts_on__gt=day)


STOOD_SQL = "COALESCE(CAST(moved.was AS bigint), {table}.{field}_id)"
"""The same for a statement of our own about ``table``, with ``STOOD_JOIN``."""

STOOD_JOIN = """
    LEFT JOIN (
        SELECT key, was, ROW_NUMBER() OVER (PARTITION BY key ORDER BY starts_on, id) AS number
        FROM accounts_move WHERE kind = '{kind}' AND field = '{field}' AND starts_on > %s
    ) moved ON moved.key = {table}.id AND moved.number = 1"""
"""What ``STOOD_SQL`` needs; the day is a parameter. A join looks at the moves once, not once for each thing."""
