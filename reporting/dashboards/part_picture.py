"""A part of the whole as a picture: the same beads and words as its outline, gold from the top to each thing owned."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import cast

from foundation import marks
from foundation.words import counted
from reporting.charts import thread_map_svg
from reporting.charts.thread_map import Light, Twig
from reporting.dashboards.part import Bead, PartPage
from reporting.dashboards.part_owned import Thing
from reporting.dashboards.thread import Columns, NodeRow, column_names
from reporting.document import Mark

THINGS, BENEATH = "Measures, milestones, risks", "What contributes to it"
LABEL = "A part of the golden thread, as in the outline beneath"


def part_picture(page: PartPage) -> str:
    """As an SVG; "" where nothing is lit. Objectives that nothing owned leads to are grey, and counted beneath."""
    if not page.beads:
        return ""
    columns = Columns()
    roots = [_twig(bead, 0, columns) for bead in page.beads]
    roots += [_dim(row) for row in page.dim]
    names = column_names(columns)
    further = THINGS if page.owned.things else BENEATH
    deepest = max(map(_depth, roots))
    return thread_map_svg([*names, *[further] * (deepest - len(names))], roots, LABEL)


def _twig(bead: Bead, depth: int, columns: Columns) -> Twig:
    row = bead.row
    columns[depth][row.level, row.kind] += 1
    rest = [Twig(counted(bead.others, "other"), "", 0, light=Light.DIM)] if bead.others else []
    return Twig(
        title=row.title,
        told=row.stands,
        status=row.status,
        measures=sum(each["count"] for each in row.counts),
        children=[*_things(bead.things), *(_twig(each, depth + 1, columns) for each in bead.beneath), *rest],
        light=Light.OWN if bead.is_own or bead.is_units else Light.WAY,
    )


def _things(things: Sequence[Thing]) -> Iterator[Twig]:
    for each in things:
        yield Twig(each.title, each.said, 0, status=_mark(each.status), light=Light.OWN)


def _dim(row: NodeRow) -> Twig:
    return Twig(row.title, row.stands, 0, status=row.status, light=Light.DIM)


def _mark(mark: marks.Mark | None) -> Mark | None:
    return cast(Mark, asdict(mark)) if mark else None


def _depth(twig: Twig) -> int:
    return 1 + max(map(_depth, twig.children), default=0)
