"""The areas of a map, read from a GeoJSON file (RFC 7946) and made simple enough to be drawn in a page.

Every corner is put on the nearest crossing of a fine grid. That is *ours* (docs/rules.md, 13): unlike leaving corners
out area by area, it moves the border that two areas share in the same way for both, so that no gap opens between them.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

GRID = 600
"""Crossings along the longer side of the map."""
MOST_AREAS, MOST_CORNERS, MOST_DRAWN = 300, 400_000, 12_000
_FURTHEST = 10_000_000  # metres of any national grid

Point = tuple[float, float]
Ring = tuple[tuple[int, int], ...]


class NoMap(ValueError):  # noqa: N818 - it says what is not to be had
    """The file cannot be drawn; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Map:
    """Areas by group, each as rings on a grid of ``width`` by ``height`` from the top left; ``unknown`` are names in
    the file that no group has.
    """

    width: int
    height: int
    areas: Mapping[int, tuple[Ring, ...]]
    unknown: tuple[str, ...] = ()


def read_map(content: bytes, names: Mapping[str, int]) -> Map:
    """The map of the groups that are called so, in lower case. Raises NoMap."""
    features = _features(content)
    label, found = _named(features, names)
    if not found:
        raise NoMap(
            "No area in the file is called like a group. Give each area a property with the name or the code of its "
            "group, and upload the file again."
        )
    outlines = {key: list(_rings(feature.get("geometry"))) for key, feature in found.items()}
    if sum(len(ring) for rings in outlines.values() for ring in rings) > MOST_CORNERS:
        raise NoMap(f"The borders have more than {MOST_CORNERS:,} corners. Use a simplified file of the same areas.")
    known = {str(feature["properties"].get(label)) for feature in found.values()}
    others = [
        str(each["properties"].get(label)) for each in features if str(each["properties"].get(label)) not in known
    ]
    return _on_grid(outlines, tuple(each[:80] for each in others))


def _features(content: bytes) -> list[dict[str, Any]]:
    try:
        data = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise NoMap("This is not a GeoJSON file. Save the map as GeoJSON, and upload that file.") from error
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list) or data.get("type") != "FeatureCollection" or not features:
        raise NoMap("The file holds no areas: a GeoJSON “FeatureCollection” is needed, with an area for each group.")
    if len(features) > MOST_AREAS:
        raise NoMap(f"The file has {len(features):,} areas; at most {MOST_AREAS} are drawn. Leave out those of others.")
    if not all(isinstance(each, dict) and isinstance(each.get("properties"), dict) for each in features):
        raise NoMap("An area in the file has no properties, so that nobody can tell which group it is.")
    return features


def _refuse(name: str) -> float:
    raise ValueError(f"{name} is no number of GeoJSON")


def _named(features: Sequence[dict[str, Any]], names: Mapping[str, int]) -> tuple[str, dict[int, dict[str, Any]]]:
    """The property that names most groups, and the area of each. Raises NoMap where a group has two."""
    labels = sorted({str(label) for feature in features for label in feature["properties"]})
    found: dict[str, list[tuple[int, dict[str, Any]]]] = {
        label: [
            (names[name], feature)
            for feature in features
            if (name := str(feature["properties"].get(label, "")).strip().lower()) in names
        ]
        for label in labels
    }
    best = max(labels, key=lambda label: len({key for key, _ in found[label]}), default="")
    pairs = found.get(best, [])
    if len(pairs) > len({key for key, _ in pairs}):
        raise NoMap(f"Two areas have the same name in “{best[:40]}”. Join them to one area, and upload the file again.")
    return best, dict(pairs)


def _rings(geometry: Any) -> Iterator[list[Point]]:
    """The rings of a polygon or of several. Raises NoMap for anything else."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    shapes = geometry.get("coordinates") if isinstance(geometry, dict) else None
    polygons = [shapes] if kind == "Polygon" else shapes
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(polygons, list):
        raise NoMap("An area in the file is no polygon. Only areas can be drawn: leave out points and lines.")
    for polygon in polygons:
        if not isinstance(polygon, list) or not polygon:
            raise NoMap(_BROKEN)
        for ring in polygon:
            if not isinstance(ring, list) or len(ring) < 4:
                raise NoMap(_BROKEN)
            yield [_point(each) for each in ring]


_BROKEN = (
    "A border in the file is broken: each needs four corners or more, each of two numbers. Save the map once more."
)


def _point(corner: Any) -> Point:
    is_pair = isinstance(corner, list) and len(corner) >= 2  # a third is the height above the sea
    if not is_pair or not all(type(each) in (int, float) and abs(each) <= _FURTHEST for each in corner[:2]):
        raise NoMap(_BROKEN)
    return float(corner[0]), float(corner[1])


def _on_grid(outlines: Mapping[int, Sequence[Sequence[Point]]], unknown: tuple[str, ...]) -> Map:
    corners = [corner for rings in outlines.values() for ring in rings for corner in ring]
    left, right = min(x for x, _ in corners), max(x for x, _ in corners)
    low, high = min(y for _, y in corners), max(y for _, y in corners)
    is_degrees = max(abs(left), abs(right)) <= 180 and max(abs(low), abs(high)) <= 90
    across = cos(radians((low + high) / 2)) if is_degrees else 1.0
    span = max((right - left) * across, high - low)
    if span <= 0:
        raise NoMap("All corners of the map lie in one place. Save the map once more.")
    for grid in (GRID, GRID // 2, GRID // 4):
        step = span / grid

        def put(corner: Point, step: float = step) -> tuple[int, int]:
            return round((corner[0] - left) * across / step), round((high - corner[1]) / step)

        areas = {key: _drawn([list(map(put, ring)) for ring in rings]) for key, rings in outlines.items()}
        if sum(len(ring) for rings in areas.values() for ring in rings) <= MOST_DRAWN:
            return Map(round((right - left) * across / step), round((high - low) / step), areas, unknown)
    raise NoMap("The borders are too fine to be drawn in a page. Use a simplified file of the same areas.")


def _drawn(rings: Sequence[list[tuple[int, int]]]) -> tuple[Ring, ...]:
    """The rings that still enclose something; of an area too small for that, the largest as the corners it has."""
    simple = [_without_needless(ring) for ring in rings]
    enclosing = tuple(ring for ring in simple if len(ring) > 2)
    return enclosing or (max(simple, key=len),)


def _without_needless(ring: Sequence[tuple[int, int]]) -> Ring:
    """The ring without its closing corner, corners said twice, and those on a straight line between two others."""
    kept: list[tuple[int, int]] = []
    for corner in ring:
        if kept and kept[-1] == corner:
            continue
        while len(kept) > 1 and _is_between(kept[-2], kept[-1], corner):
            kept.pop()
        kept.append(corner)
    if len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    return tuple(kept)


def _is_between(before: tuple[int, int], here: tuple[int, int], after: tuple[int, int]) -> bool:
    run, rise = here[0] - before[0], here[1] - before[1]
    return run * (after[1] - here[1]) == rise * (after[0] - here[0])
