"""How many things hang from units and posts, all kinds in one statement: most posts hold things of few kinds."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Model, QuerySet, Value

from accounts.holdings import Holding, holdings_of, of_posts, of_units
from accounts.models import Post, Unit
from foundation.statements import written_once

IN_FORCE, EVER = "in force", "ever"


class Held(NamedTuple):
    """The holdings of which something hangs from a unit or post: of what is in force on the day, and of what ever was
    (asked only where a holding says why others stay).
    """

    in_force: list[Holding]
    ever: list[Holding]


def held_by(holder: Unit | Post, day: date) -> Held:
    """What kinds of thing a unit or post holds, in the order of the registry. One statement."""
    of = type(holder)
    there = {(number, which) for number, which, count in _held(holder.pk, of=of, day=day) if count}
    numbered = list(enumerate(holdings_of(of)))
    return Held(
        [holding for number, holding in numbered if (number, IN_FORCE) in there],
        [holding for number, holding in numbered if (number, EVER) in there],
    )


def left_behind(day: date) -> list[tuple[Holding, int, QuerySet[Any]]]:
    """What stands on that day and hangs from a unit or post that ended before it: how many, and the rows. One
    statement; the rows are not read.
    """
    counts = {number: count for number, _, count in _left_behind(day=day)}
    return [
        (holding, counts[number], _of_what_ended(holding, day))
        for number, holding in enumerate(_answered_for())
        if counts[number]
    ]


@written_once
def _held(key: int, *, of: type[Model], day: date) -> QuerySet[Any]:
    among = [(number, each, {each.field: key}) for number, each in enumerate(holdings_of(of))]
    return _counts(
        [
            *((number, IN_FORCE, each.standing(day).filter(**held)) for number, each, held in among),
            *((number, EVER, each.rows._base_manager.filter(**held)) for number, each, held in among if each.stays),
        ]
    )


@written_once
def _left_behind(*, day: date) -> QuerySet[Any]:
    return _counts([(number, "", _of_what_ended(each, day)) for number, each in enumerate(_answered_for())])


def _answered_for() -> list[Holding]:
    """Who stands above an ended post is told by line_above; nothing hangs from it."""
    return [each for each in (*of_units(), *of_posts()) if (each.model, each.field) != ("accounts.post", "reports_to")]


def _of_what_ended(holding: Holding, day: date) -> QuerySet[Any]:
    return holding.standing(day).filter(**{f"{holding.field}__ends_on__lt": day})


def _counts(questions: Iterable[tuple[int, str, QuerySet[Any]]]) -> QuerySet[Any]:
    """(number, which, how many) of each question."""
    first, *rest = (
        rows.order_by().annotate(_number=Value(number), _which=Value(which)).values_list("_number", "_which").annotate(
            _count=Count("pk")
        )
        for number, which, rows in questions
    )  # fmt: skip
    return first.union(*rest, all=True)
