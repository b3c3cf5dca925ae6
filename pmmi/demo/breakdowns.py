"""One measure of the demo council by ward, on a map, and one by age: invented, but for the totals."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from accounts.actors import Actor
from breakdowns.changes.breakdowns import BreakdownDetails, break_down, set_targets
from breakdowns.changes.dimensions import DimensionDetails, add_groups, draw_map, make_dimension
from breakdowns.models import Breakdown, Dimension, Group, GroupFigure, Sheet
from breakdowns.queries.dimensions import map_names
from breakdowns.rules.shapes import read_map
from indicators.models import Indicator, Observation
from indicators.workflow import FigureState
from plans.periods import Period

BORDERS = Path(__file__).parent / "data" / "wards.geojson"
# By ward: households, and how many points its recycling lies above or below the council's.
WARDS: Mapping[str, tuple[int, str]] = {
    "Abbey": (4_120, "3.4"), "Bridge End": (3_310, "-2.1"), "Canalside": (2_940, "-6.3"), "Downs": (3_870, "6.8"),
    "Elm Park": (4_450, "2.2"), "Fairfield": (3_620, "4.1"), "Greenhill": (3_980, "1.3"), "Harbour": (3_150, "-4.6"),
    "Station Quarter": (2_480, "-11.9"),
}  # fmt: skip
# By age: how many of each thousand users. Those under 50 are so few that they are hidden, and who did not say with them.
AGES: Mapping[str, int] = {
    "Under 50": 3, "50 to 64": 61, "65 to 74": 170, "75 to 84": 379, "85 and over": 367, "Not stated": 20,
}  # fmt: skip


def make_breakdowns(indicators: Mapping[str, Indicator], *, current: Period, by: Actor, now: datetime) -> None:
    """Recycling by ward for the last two years, and telecare by age; the quarter in hand is left to be entered."""
    wards = make_dimension(by=by, at=now, details=DimensionDetails(
        name="Ward", noun="ward", nouns="wards", threshold=5, description="The nine wards that councillors are elected for.",
    ))  # fmt: skip
    add_groups(by=by, at=now, dimension=wards, lines=[(name, "") for name in WARDS])
    drawn = read_map(BORDERS.read_bytes(), map_names(wards))
    draw_map(by=by, at=now, dimension=wards, drawn=drawn, filename=BORDERS.name, source="Made-up borders")
    recycling = _broken_down(indicators["MV-WASTE"], wards, by, now, adds_up=False)
    for number, figure in enumerate(_figures(recycling, current)):
        _sheet(figure, recycling, [_ward(figure, number, place, *each) for place, each in enumerate(WARDS.values())])
    lower = {_group(wards, "Station Quarter").pk: (Decimal(38), None, None)}
    periods = [current.previous(), current, current.next()]
    set_targets(by=by, at=now, breakdown=recycling, version=1, periods=periods, aims=lower)
    _ages(indicators["MV-TELECARE"], current, by, now)


def _ages(measure: Indicator, current: Period, by: Actor, now: datetime) -> None:
    ages = make_dimension(by=by, at=now, details=DimensionDetails(
        name="Age", noun="age group", nouns="age groups", threshold=5, description="How old somebody is, as they said.",
    ))  # fmt: skip
    add_groups(by=by, at=now, dimension=ages, lines=[(name, "") for name in AGES])
    made = _broken_down(measure, ages, by, now, adds_up=True)
    for number, figure in enumerate(_figures(made, current)):
        _sheet(figure, made, [{"value": value} for value in _shares(int(figure.value or 0), number)])


def _broken_down(measure: Indicator, dimension: Dimension, by: Actor, now: datetime, *, adds_up: bool) -> Breakdown:
    details = BreakdownDetails(adds_up=adds_up)
    return break_down(by=by, at=now, indicator=measure, dimension=dimension, details=details)


def _group(dimension: Dimension, name: str) -> Group:
    return dimension.groups.get(name=name)


def _figures(made: Breakdown, current: Period) -> list[Observation]:
    """The approved figures of the last two years, oldest first."""
    found = made.indicator.observations.filter(state=FigureState.APPROVED, is_current=True, absence="")
    return list(found.filter(period__gte=current.previous(9).key, period__lt=current.key).order_by("period"))


def _sheet(figure: Observation, made: Breakdown, numbers: Sequence[Mapping[str, object]]) -> None:
    sheet = Sheet.objects.create(
        observation=figure, breakdown=made, entered_by=figure.entered_by, entered_at=figure.entered_at
    )
    groups = made.dimension.groups.all()
    GroupFigure.objects.bulk_create(
        GroupFigure(sheet=sheet, group=group, **each) for group, each in zip(groups, numbers, strict=True)
    )


def _ward(figure: Observation, number: int, place: int, households: int, apart: str) -> dict[str, Decimal]:
    wave = Decimal((number * 7 + place * 5) % 9 - 4) / 5
    slide = Decimal(number) / 3 if apart.startswith("-11") else Decimal(0)
    value = (figure.value or Decimal(0)) + Decimal(apart) + wave - slide
    return {"value": max(round(value, 1), Decimal(0)), "denominator": Decimal(households + number * 4)}


def _shares(whole: int, number: int) -> list[int]:
    """Whole people of each age that come to the whole; the last takes what is left."""
    found = [whole * share // 1000 for share in list(AGES.values())[:-1]]
    found[0] += number % 2
    return [*found, whole - sum(found)]
