"""What stands and hangs from a unit or a post that has ended: there is none, and every reorganisation keeps it so."""

from datetime import date
from typing import NamedTuple

from accounts.queries.held import left_behind
from foundation.words import counted


class Orphans(NamedTuple):
    """Things of one kind without a living unit or post: how many, in words, and their names, of the first few."""

    words: str
    names: list[str]


def orphans(*, today: date) -> list[Orphans]:
    """Everything that still stands and whose unit has closed or whose post has ended. One statement, and one
    for each kind that has any.
    """
    return [
        Orphans(
            f"{counted(count, holding.noun)} {holding.how}".strip(),
            [holding.name(each) for each in rows.order_by("pk")[:5]],
        )
        for holding, count, rows in left_behind(today)
    ]
