"""What the pictures of a breakdown show: taken from what may be told, never from what is stored."""

from breakdowns.pictures import MapPicture, Point, SmallMultiple, map_picture, small_multiples
from breakdowns.queries.reading import BreakdownRead, PeriodRead

PERIODS = 8
"""How many periods the small pictures of groups show."""
_UNDRAWN = {"word": "No figure", "shape": "question", "colour": "missing"}


def multiples(read: BreakdownRead, told: PeriodRead) -> list[SmallMultiple]:
    """Each group over the periods up to the one shown; empty with fewer than two of them."""
    periods = [each for each in read.periods if each.period <= told.period][-PERIODS:]
    if len(periods) < 2:
        return []
    groups = {row.group.pk: row.group for each in periods for row in each.rows}
    return small_multiples(
        [
            (group.name, [_point(each, key) for each in periods])
            for key, group in sorted(groups.items(), key=lambda pair: pair[1].position)
        ]
    )


def _point(told: PeriodRead, key: int) -> Point:
    row = next((row for row in told.rows if row.group.pk == key), None)
    if row is None:
        return None, "missing", f"{told.period.label}: no figure"
    return (None if row.raw is None else float(row.raw)), row.status["colour"], f"{told.period.label}: {row.value}"


def map_of(read: BreakdownRead, told: PeriodRead) -> MapPicture | None:
    """The map of the period; None where the dimension has none."""
    dimension = read.breakdown.dimension
    if not dimension.map_width or not dimension.map_height:
        return None
    rows = {row.group.pk: row for row in told.rows}
    areas = []
    for group in read.groups:
        if group.shape:
            row = rows.get(group.pk)
            status, said = (
                (row.status, f"{group.name}: {row.value}, {row.status['word'].lower()}")
                if row
                else (_UNDRAWN, f"{group.name}: no figure")
            )
            areas.append((group.shape, status, said, group.name))
    words = f"Map of {told.period.label}: each {dimension.noun} by its status, in colour and pattern."
    return map_picture(dimension.map_width, dimension.map_height, areas, words)
