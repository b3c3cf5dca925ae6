"""What apps above measures have entered beside the figures of a return, which need not know them."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from indicators.models import Return


class Beside(NamedTuple):
    """A way from a return to what belongs to one of its figures: "Homes let by ward", "4 of 12 entered"."""

    label: str
    url: str
    note: str


_READERS: list[Callable[[Return], Sequence[Beside]]] = []


def enter_beside(read: Callable[[Return], Sequence[Beside]]) -> None:
    """Called by an app when it starts."""
    _READERS.append(read)


def beside_return(in_return: Return) -> list[Beside]:
    """What other apps have of the return's figures; as many statements as they ask for, however many figures."""
    return [each for read in _READERS for each in read(in_return)]
