import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakdowns.rules import shapes
from breakdowns.rules.shapes import GRID, MOST_AREAS, NoMap, read_map

NAMES = {"abbey": 1, "e05000001": 2, "castle": 2}


def square(x, y, size=10, name="Abbey", **properties):
    ring = [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]
    return {
        "type": "Feature", "properties": {"WD23NM": name, **properties},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }  # fmt: skip


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def test_areas_stand_where_they_are_with_north_on_top():
    found = read_map(collection(square(400_000, 200_000), square(400_010, 200_000, name="Castle")), NAMES)
    assert (found.width, found.height) == (GRID, GRID // 2)
    assert set(found.areas[1][0]) == {(0, 0), (300, 0), (300, 300), (0, 300)}
    assert set(found.areas[2][0]) == {(300, 0), (600, 0), (600, 300), (300, 300)}


def test_degrees_are_narrower_than_they_are_high():
    found = read_map(collection(square(-1, 52, 0.5)), NAMES)
    assert found.height == GRID
    assert found.width == pytest.approx(GRID * 0.612, abs=2)


@pytest.mark.parametrize(
    ("x", "y", "size", "in_degrees"),
    [
        (170, 0, 10, True),
        (170, 0, 11, False),
        (-181, 0, 11, False),
        (0, 80, 10, True),
        (0, 80, 11, False),
        (400_000, 0, 10, False),
        (0, 400_000, 10, False),
    ],
)
def test_only_what_can_be_degrees_is_taken_for_degrees(x, y, size, in_degrees):
    found = read_map(collection(square(x, y, size)), NAMES)
    assert (found.width < found.height) is in_degrees
    assert {corner[0] for corner in found.areas[1][0]} == {0, found.width}


def test_borders_go_as_far_as_a_national_grid_may_and_heights_are_left_out():
    there = square(9_999_990, 0)
    for corner in there["geometry"]["coordinates"][0]:
        corner.append(None)
    found = read_map(collection(there), NAMES)
    assert (found.width, found.height) == (GRID, GRID)


def test_areas_are_found_by_the_property_that_names_most_of_them():
    features = [square(0, 0, name="x", CODE=" ABBEY "), square(20, 0, name="Abbey", CODE="E05000001")]
    found = read_map(collection(*features, square(40, 0, name="y", CODE="Elsewhere")), NAMES)
    assert set(found.areas) == {1, 2}
    assert found.unknown == ("Elsewhere",)


def test_a_name_that_no_group_has_is_told_as_far_as_it_fits():
    assert read_map(collection(square(0, 0), square(20, 0, name="x" * 90)), NAMES).unknown == ("x" * 80,)


def test_of_two_areas_of_one_name_the_property_is_told_as_far_as_it_fits():
    areas = [square(0, 0, name="", **{"N" * 50: "Abbey"}), square(20, 0, name="", **{"N" * 50: "Abbey"})]
    with pytest.raises(NoMap, match=f"in “{'N' * 40}”"):
        read_map(collection(*areas), NAMES)


def test_islands_and_holes_are_kept_and_specks_are_not():
    far, speck = square(500, 500, 100), [[0, 0], [0.01, 0], [0.01, 0.01], [0, 0]]
    hole = [[520, 520], [560, 520], [560, 560], [520, 520]]
    rings = [[*far["geometry"]["coordinates"], hole], [speck], square(0, 0, 100)["geometry"]["coordinates"]]
    feature = {**far, "geometry": {"type": "MultiPolygon", "coordinates": rings}}
    assert len(read_map(collection(feature), NAMES).areas[1]) == 3


def test_an_area_of_a_speck_is_still_there():
    found = read_map(collection(square(0, 0, 1000), square(2000, 0, 0.01, name="Castle")), NAMES)
    assert found.areas[2] == (((600, 300),),)


def with_rings(*rings, name="Abbey"):
    return {**square(0, 0, name=name), "geometry": {"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]}}


SLIVER = [[700, 300], [800, 300], [800, 300.01], [700, 300]]
LINE = [[700, 300], [800, 300], [800, 300.01], [750, 300]]  # it does not come back to where it begins
SPECK = [[500, 300], [500.01, 300], [500, 300.01], [500, 300]]
WHOLE = square(0, 0, 1200)["geometry"]["coordinates"][0]


@pytest.mark.parametrize("flat", [SLIVER, LINE, SPECK])
def test_what_encloses_nothing_is_left_out_beside_what_does(flat):
    assert len(read_map(collection(with_rings(WHOLE, flat)), NAMES).areas[1]) == 1


@pytest.mark.parametrize(
    ("rings", "drawn"),
    [([SLIVER], ((350, 450),)), ([SPECK, LINE], ((350, 450), (375, 450))), ([LINE, SPECK], ((350, 450), (375, 450)))],
)
def test_of_an_area_that_encloses_nothing_the_largest_ring_is_kept(rings, drawn):
    found = read_map(collection(with_rings(WHOLE), with_rings(*rings, name="Castle")), NAMES)
    assert found.areas[2] == (drawn,)


def test_a_border_that_does_not_come_back_keeps_its_last_corner():
    open_ring = square(0, 0)["geometry"]["coordinates"][0][:-1]
    assert read_map(collection(with_rings(open_ring)), NAMES).areas == read_map(collection(square(0, 0)), NAMES).areas


def test_corners_on_a_line_are_left_out():
    ring = [[0, 0], [5, 0], [5, 0], [10, 0], [10, 10], [0, 10], [0, 0]]
    feature = {**square(0, 0), "geometry": {"type": "Polygon", "coordinates": [ring]}}
    assert len(read_map(collection(feature), NAMES).areas[1][0]) == 4


def test_neighbours_keep_one_border():
    """A ragged border between two areas, drawn the other way round in the other: after all it is one line."""
    border = [[500 + (step * 37 % 11) / 3, step * 2.7] for step in range(200)]
    west = [[0, 0], *border, [0, border[-1][1]], [0, 0]]
    east = [[1000, 0], [1000, border[-1][1]], *border[::-1], [1000, 0]]
    features = [
        {**square(0, 0, name=name), "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for name, ring in (("Abbey", west), ("Castle", east))
    ]
    found = read_map(collection(*features), NAMES)
    (left,), (right,) = found.areas[1], found.areas[2]
    inner = [corner for corner in left if 0 < corner[0] < found.width and 0 < corner[1] < found.height]
    assert len(inner) > 20
    assert set(inner) <= set(right)


def test_too_many_corners_are_put_on_a_coarser_grid(monkeypatch):
    ring = [[x, (x * 7) % 13] for x in range(600)]
    feature = {**square(0, 0), "geometry": {"type": "Polygon", "coordinates": [[*ring, [600, 900], ring[0]]]}}
    drawn = read_map(collection(feature), NAMES)
    for coarser in (GRID // 2, GRID // 4):
        corners = len(drawn.areas[1][0])
        monkeypatch.setattr(shapes, "MOST_DRAWN", corners)
        assert read_map(collection(feature), NAMES) == drawn
        monkeypatch.setattr(shapes, "MOST_DRAWN", corners - 1)
        drawn = read_map(collection(feature), NAMES)
        assert drawn.height == coarser
    monkeypatch.setattr(shapes, "MOST_DRAWN", 3)
    with pytest.raises(NoMap, match="too fine"):
        read_map(collection(feature), NAMES)


def _broken(**geometry):
    return collection({**square(0, 0), "geometry": geometry})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", "not a GeoJSON"),
        (b"{", "not a GeoJSON"),
        (b"[" * 200_000, "not a GeoJSON"),
        (b'{"type": NaN}', "not a GeoJSON"),
        (b"9" * 5000, "not a GeoJSON"),
        (b"[]", "no areas"),
        (b'{"type": "FeatureCollection", "features": []}', "no areas"),
        (b'{"type": "Feature", "features": [1]}', "no areas"),
        (b'{"type": "FeatureCollection", "features": [1]}', "no properties"),
        (b'{"type": "FeatureCollection", "features": [{"properties": null}]}', "no properties"),
        (collection({"properties": {}}), "No area in the file"),
        (collection(*[square(0, 0)] * 301), "301 areas"),
        (collection(square(0, 0, name="Nowhere")), "No area in the file"),
        (collection(square(0, 0), square(9, 9)), "same name"),
        (_broken(type="Point", coordinates=[0, 0]), "no polygon"),
        (_broken(type="MultiPolygon", coordinates={}), "no polygon"),
        (_broken(type="Polygon", coordinates=None), "broken"),
        (_broken(type="MultiPolygon", coordinates=[1]), "broken"),
        (_broken(type="Polygon", coordinates=[1]), "broken"),
        (_broken(type="Polygon", coordinates=[[[0, 0]]]), "broken"),
        (_broken(type="Polygon", coordinates=[[[0, 0], [1, 0], [1, 1], 5]]), "broken"),
        (_broken(type="Polygon", coordinates=[[[0, 0], [1, 0], [1, "1"], [0, 0]]]), "broken"),
        (_broken(type="Polygon", coordinates=[[[0, 0], [1, 0], [1], [0, 0]]]), "broken"),
        (_broken(type="Polygon", coordinates=[[[0, 0], [True, 0], [1, 1], [0, 0]]]), "broken"),
        (collection(square(0, 0)).replace(b"10", b"1e999"), "broken"),
        (collection(square(0, 0, 0)), "one place"),
        (collection({**square(0, 0), "geometry": None}), "no polygon"),
        (_broken(type="Polygon", coordinates=[]), "broken"),
        (_broken(type="MultiPolygon", coordinates=[[]]), "broken"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused_with_why(content, said):
    with pytest.raises(NoMap, match=said):
        read_map(content, NAMES)


def test_too_many_corners_are_refused(monkeypatch):
    monkeypatch.setattr(shapes, "MOST_CORNERS", 4)
    with pytest.raises(NoMap, match="more than 4 corners"):
        read_map(collection(square(0, 0)), NAMES)
    monkeypatch.setattr(shapes, "MOST_CORNERS", 5)
    assert read_map(collection(square(0, 0)), NAMES).areas


def test_as_many_areas_as_allowed_are_drawn():
    others = [square(20 * number, 0, name=f"Ward {number}") for number in range(1, MOST_AREAS)]
    assert len(read_map(collection(square(0, 0), *others), NAMES).unknown) == MOST_AREAS - 1


json_like = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["Polygon", "Abbey"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["type", "coordinates", "geometry", "properties", "n"]), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(
    st.lists(
        st.fixed_dictionaries({"properties": st.just({"n": "Abbey"}) | json_like, "geometry": json_like}), max_size=3
    )
)
def test_whatever_a_file_holds_it_is_drawn_or_refused(features):
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    try:
        found = read_map(content, NAMES)
    except NoMap as refusal:
        said = str(refusal)
    else:
        said = "Drawn." if found.areas else ""
    assert said.endswith(".")


@given(st.binary(max_size=200))
def test_whatever_bytes_there_are_they_are_refused(content):
    with pytest.raises(NoMap):
        read_map(content, NAMES)
