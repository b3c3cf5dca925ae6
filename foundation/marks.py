"""A status as every page and paper draws it. Standard library only."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """Word, shape and colour of a status: with word and shape it is readable in black and white."""

    key: str
    word: str
    shape: str
    colour: str
