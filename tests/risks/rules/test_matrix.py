from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risks.rules.matrix import Band, Grid, Place, Step, faults_of, grid_from_json, grid_to_json
from risks.rules.shipped import SHIPPED

FIVE = SHIPPED["5x5"][1]


def lettered() -> Grid:
    """Likelihood A to E told by words alone, and an impact scale that is not even."""
    rows = ("LLLM", "LLMM", "LMMH", "LMHH", "MMHH")
    return Grid(
        likelihoods=tuple(Step(letter, value) for value, letter in enumerate("ABCDE", 1)),
        impacts=(Step("Slight", 1), Step("Some", 2), Step("Great", 3), Step("Ruinous", 5)),
        bands=(Band("L", "Low"), Band("M", "Medium"), Band("H", "High")),
        paint=tuple(tuple(row) for row in rows),
        appetite="H",
    )


@pytest.mark.parametrize("key", SHIPPED)
def test_what_is_shipped_can_be_used(key: str):
    assert faults_of(SHIPPED[key][1]) == []


@pytest.mark.parametrize(
    ("key", "edges"),
    [
        ("5x5", {"Low": (1, 4), "Medium": (5, 12), "High": (15, 25)}),
        ("4x4", {"Low": (1, 3), "Medium": (4, 8), "High": (9, 16)}),
        ("5x5-tolerance", {"Low": (1, 4), "Medium": (5, 12), "High": (15, 16), "Beyond tolerance": (20, 25)}),
    ],
)
def test_shipped_bands_are_those_of_the_rules(key: str, edges: dict[str, tuple[int, int]]):
    grid = SHIPPED[key][1]
    found: dict[str, list[int]] = {}
    for place in grid.places():
        product = grid.likelihoods[place.likelihood - 1].value * grid.impacts[place.impact - 1].value
        found.setdefault(grid.mark(grid.band_key(place)).word, []).append(product)
    assert {word: (min(products), max(products)) for word, products in found.items()} == edges


@pytest.mark.parametrize("grid", [lettered(), *(grid for _, grid in SHIPPED.values())])
def test_a_grid_is_stored_and_read_back_whole(grid: Grid):
    assert faults_of(grid) == []
    assert grid_from_json(grid_to_json(grid)) == grid


def test_a_place_outside_has_no_band():
    with pytest.raises(ValueError, match="no cell at likelihood 6, impact 1"):
        FIVE.band_key(Place(6, 1))
    with pytest.raises(ValueError, match="no cell"):
        FIVE.band_key(Place(0, 1))


def test_appetite_begins_with_its_band():
    assert [FIVE.is_above_appetite(key) for key in "LMH"] == [False, False, True]
    tolerance = SHIPPED["5x5-tolerance"][1]
    assert [tolerance.is_above_appetite(key) for key in "LMHB"] == [False, False, True, True]


def test_no_two_bands_of_a_grid_look_the_same():
    for _, grid in SHIPPED.values():
        marks = [grid.mark(band.key) for band in grid.bands]
        assert len({(mark.shape, mark.word) for mark in marks}) == len(marks)
        assert len({mark.shape for mark in marks}) == len(marks)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"likelihoods": FIVE.likelihoods[:1]}, "Give the scale of likelihood from 2 to 7 steps; it has 1."),
        (
            {"impacts": (*FIVE.impacts[:4], Step("Minor", 9))},
            "Two steps of impact have the same name. Name each step once.",
        ),
        (
            {"impacts": (*FIVE.impacts[:4], Step("Severe", 4))},
            "In the scale of impact, “Severe” counts 4 and “Major” before it 4. Give each step more than the one "
            "before it.",
        ),
        ({"impacts": (*FIVE.impacts[:4], Step("Severe", 101))}, "Let each step of impact count from 1 to 100."),
        ({"bands": FIVE.bands[:1], "appetite": "L"}, "Give the matrix from 2 to 5 bands; it has 1."),
        (
            {"bands": (*FIVE.bands[:2], Band("H", "Low"))},
            "Two bands have the same letter or name. Give each its own.",
        ),
        ({"appetite": "X"}, "Choose which of the bands is the first above the council’s appetite."),
        ({"appetite": "L"}, "The mildest band cannot be above the council’s appetite: nothing would be within it."),
        ({"paint": FIVE.paint[:4]}, "Paint 5 rows, one for each likelihood; there are 4."),
        (
            {"paint": (("L", "L"), *FIVE.paint[1:])},
            "Paint 5 cells in the row “Rare”, one for each impact; it has 2.",
        ),
        (
            {"paint": (("X", *FIVE.paint[0][1:]), *FIVE.paint[1:])},
            "The row “Rare” has “X”, which is no band. Use H, L, M.",
        ),
        (
            {"paint": (*FIVE.paint[:4], ("M", "M", "H", "H", "M"))},
            "“Almost certain, Severe” is painted milder than “Likely, Severe”, though it is more likely. "
            "Paint it at least as high.",
        ),
        (
            {"paint": (("M", "L", "M", "M", "M"), *[("M",) * 5] * 3, ("H",) * 5)},
            "“Rare, Modest” is painted milder than “Rare, Minor”, though it is more severe. Paint it at least as high.",
        ),
    ],
)
def test_a_fault_is_told_with_its_place_and_remedy(change: dict[str, object], fault: str):
    assert fault in faults_of(replace(FIVE, **change))


@given(st.data())
def test_a_grid_without_faults_never_falls_as_either_scale_rises(data: st.DataObject):
    rows = tuple(tuple(data.draw(st.sampled_from("LMH")) for _ in range(3)) for _ in range(3))
    steps = tuple(Step(f"Step {value}", value) for value in (1, 2, 3))
    grid = Grid(steps, steps, FIVE.bands, rows, "H")
    ranks = ["LMH".index(key) for row in rows for key in row]
    rises = all(ranks[i] <= ranks[i + 3] for i in range(6)) and all(
        ranks[i] <= ranks[i + 1] for i in range(9) if i % 3 < 2
    )
    assert (faults_of(grid) == []) is rises
