"""Value for money of services, as reports on several of them hold it."""

from collections.abc import Collection

from indicators.rules.value_for_money import Group
from reporting.document import Section, section
from reporting.queries.value import CORNERS, GroupCell, ServiceValue, Values, among
from reporting.sections.value import ValueForMoney, ValueGroup, ValueOfService

_LEAD = "It is meant to prompt questions, not to rank."


def value_for_money(values: Values, units: Collection[int] | None) -> list[Section]:
    """The services among these units (None: all) read together; nothing where fewer than two have a measure of what
    they cost, how they perform or how satisfied people are.
    """
    here = among(values, units)
    if len(here.services) < 2:
        return []
    held: ValueForMoney = {"corners": list(CORNERS), "services": [_service(each) for each in here.services]}
    return [section("value", "Value for money", paragraphs=[f"{here.finding}. {_LEAD}"], value=held)]


def _service(each: ServiceValue) -> ValueOfService:
    cells = {cell.group: _group(cell) for cell in each.cells}
    return {
        "number": str(each.number or ""),
        "name": each.name,
        "reading": each.mark,
        "cost": cells[Group.COST],
        "performance": cells[Group.PERFORMANCE],
        "satisfaction": cells[Group.SATISFACTION],
        "said": each.said,
        "place": [float(score) for score in each.reading.place] if each.reading.place else [],
    }


def _group(cell: GroupCell) -> ValueGroup:
    return {"score": cell.score, "mark": cell.mark, "measures": cell.measures}
