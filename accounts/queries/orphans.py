"""What stands and hangs from a unit or a post that has ended: there is none, and every reorganisation keeps it so."""

from datetime import date
from typing import NamedTuple

from accounts.holdings import of_posts, of_units
from foundation.words import counted


class Orphans(NamedTuple):
    """Things of one kind without a living unit or post: how many, in words, and their names, of the first few."""

    words: str
    names: list[str]


def orphans(*, today: date) -> list[Orphans]:
    """Everything that still stands and whose unit has closed or whose post has ended. A statement for each kind, one
    more for each that has any.
    """
    found = []
    for holding in (*of_units(), *of_posts()):
        if (holding.model, holding.field) == ("accounts.post", "reports_to"):
            continue  # who stands above an ended post is told by line_above; nothing hangs from it
        left = holding.standing(today).filter(**{f"{holding.field}__ends_on__lt": today})
        if count := left.count():
            words = f"{counted(count, holding.noun)} {holding.how}".strip()
            found.append(Orphans(words, [holding.name(each) for each in left.order_by("pk")[:5]]))
    return found
