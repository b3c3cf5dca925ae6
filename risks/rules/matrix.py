"""A risk matrix: likelihood by impact, each cell painted with a band (rules.md, Risk).

The bands are painted, not worked out, so that scales that are not even (1, 2, 3, 5) and lettered ones can be used.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from foundation.marks import Mark

LEAST_LEVELS, MOST_LEVELS = 2, 7
MOST_BANDS = 5
MOST_VALUE = 100
# Shape and colour of a band by how many there are, mildest first. Word and shape tell them apart without colour.
_LOW, _MEDIUM, _HIGH, _BEYOND = ("tick", "green"), ("circle", "amber"), ("triangle", "red"), ("square", "red")
_LOOKS: dict[int, tuple[tuple[str, str], ...]] = {
    2: (_LOW, _HIGH),
    3: (_LOW, _MEDIUM, _HIGH),
    4: (_LOW, _MEDIUM, _HIGH, _BEYOND),
    5: (_LOW, ("dash", "green"), _MEDIUM, _HIGH, _BEYOND),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a scale: what it is called and what it counts in a score."""

    word: str
    value: int


@dataclass(frozen=True, slots=True)
class Band:
    """A band of the matrix. ``key`` is the letter that cells are painted with."""

    key: str
    word: str


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of the matrix: which step of each scale, counted from 1."""

    likelihood: int
    impact: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A matrix as it is painted. Scales rise; ``bands`` stand mildest first; ``paint`` has a row of band keys for each
    likelihood, the least likely first. A risk in the band ``appetite`` or a worse one is above appetite.
    """

    likelihoods: tuple[Step, ...]
    impacts: tuple[Step, ...]
    bands: tuple[Band, ...]
    paint: tuple[tuple[str, ...], ...]
    appetite: str

    def holds(self, place: Place) -> bool:
        return 1 <= place.likelihood <= len(self.likelihoods) and 1 <= place.impact <= len(self.impacts)

    def band_key(self, place: Place) -> str:
        """The band that the cell is painted with. ValueError for a place outside the matrix."""
        if not self.holds(place):
            raise ValueError(f"The matrix has no cell at likelihood {place.likelihood}, impact {place.impact}.")
        return self.paint[place.likelihood - 1][place.impact - 1]

    def rank(self, key: str) -> int:
        """Where a band stands, the mildest at 0. ValueError for one that the matrix has not."""
        return [band.key for band in self.bands].index(key)

    def mark(self, key: str) -> Mark:
        """The band as pages draw it."""
        rank = self.rank(key)
        shape, colour = _LOOKS[len(self.bands)][rank]
        return Mark(f"band_{rank}", self.bands[rank].word, shape, colour)

    def is_above_appetite(self, key: str) -> bool:
        return self.rank(key) >= self.rank(self.appetite)

    def places(self) -> Iterator[Place]:
        """Every cell, the least likely row first."""
        for likelihood in range(1, len(self.likelihoods) + 1):
            for impact in range(1, len(self.impacts) + 1):
                yield Place(likelihood, impact)


def faults_of(grid: Grid) -> list[str]:
    """What keeps a grid from being used, each in a sentence that names the place and the remedy; empty when none."""
    faults = [*_scale_faults("likelihood", grid.likelihoods), *_scale_faults("impact", grid.impacts)]
    faults += _band_faults(grid)
    return faults or [*_paint_faults(grid)] or [*_order_faults(grid)]


def _scale_faults(name: str, steps: Sequence[Step]) -> Iterator[str]:
    if not LEAST_LEVELS <= len(steps) <= MOST_LEVELS:
        yield f"Give the scale of {name} from {LEAST_LEVELS} to {MOST_LEVELS} steps; it has {len(steps)}."
    if len({step.word for step in steps}) < len(steps):
        yield f"Two steps of {name} have the same name. Name each step once."
    for before, after in pairwise(steps):
        if after.value <= before.value:
            yield (
                f"In the scale of {name}, “{after.word}” counts {after.value} and “{before.word}” before it "
                f"{before.value}. Give each step more than the one before it."
            )
    if any(not 1 <= step.value <= MOST_VALUE for step in steps):
        yield f"Let each step of {name} count from 1 to {MOST_VALUE}."


def _band_faults(grid: Grid) -> Iterator[str]:
    keys = [band.key for band in grid.bands]
    if not LEAST_LEVELS <= len(keys) <= MOST_BANDS:
        yield f"Give the matrix from {LEAST_LEVELS} to {MOST_BANDS} bands; it has {len(keys)}."
    if len(set(keys)) < len(keys) or len({band.word for band in grid.bands}) < len(keys):
        yield "Two bands have the same letter or name. Give each its own."
    if grid.appetite not in keys:
        yield "Choose which of the bands is the first above the council’s appetite."
    elif grid.appetite == keys[0]:
        yield "The mildest band cannot be above the council’s appetite: nothing would be within it."


def _paint_faults(grid: Grid) -> Iterator[str]:
    if len(grid.paint) != len(grid.likelihoods):
        yield f"Paint {len(grid.likelihoods)} rows, one for each likelihood; there are {len(grid.paint)}."
        return
    keys = {band.key for band in grid.bands}
    for step, row in zip(grid.likelihoods, grid.paint, strict=True):
        if len(row) != len(grid.impacts):
            yield f"Paint {len(grid.impacts)} cells in the row “{step.word}”, one for each impact; it has {len(row)}."
        for key in row:
            if key not in keys:
                yield f"The row “{step.word}” has “{key}”, which is no band. Use {', '.join(sorted(keys))}."


def _order_faults(grid: Grid) -> Iterator[str]:
    """More likely, or worse, is never a milder band."""
    for place in grid.places():
        rank = grid.rank(grid.band_key(place))
        for further, axis in (
            (Place(place.likelihood + 1, place.impact), "likely"),
            (Place(place.likelihood, place.impact + 1), "severe"),
        ):
            if grid.holds(further) and grid.rank(grid.band_key(further)) < rank:
                yield (
                    f"{_where(grid, further)} is painted milder than {_where(grid, place)}, though it is more {axis}. "
                    "Paint it at least as high."
                )


def _where(grid: Grid, place: Place) -> str:
    return f"“{grid.likelihoods[place.likelihood - 1].word}, {grid.impacts[place.impact - 1].word}”"


def grid_to_json(grid: Grid) -> dict[str, Any]:
    """As it is stored with each version of the matrix."""
    return {
        "likelihoods": [[step.word, step.value] for step in grid.likelihoods],
        "impacts": [[step.word, step.value] for step in grid.impacts],
        "bands": [[band.key, band.word] for band in grid.bands],
        "paint": ["".join(row) for row in grid.paint],
        "appetite": grid.appetite,
    }


def grid_from_json(stored: Mapping[str, Any]) -> Grid:
    """What ``grid_to_json`` made."""
    return Grid(
        likelihoods=tuple(Step(word, value) for word, value in stored["likelihoods"]),
        impacts=tuple(Step(word, value) for word, value in stored["impacts"]),
        bands=tuple(Band(key, word) for key, word in stored["bands"]),
        paint=tuple(tuple(row) for row in stored["paint"]),
        appetite=stored["appetite"],
    )
