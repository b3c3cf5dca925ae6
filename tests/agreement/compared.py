"""How measures are told apart in a generated council: by ward and by tenure, and beside other councils."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from benchmarks.models import ComparedMeasure
from breakdowns.models import Breakdown, GroupFigure, GroupTarget, Sheet
from breakdowns.queries.reading import is_level
from breakdowns.queries.standing import can_break_down, is_counted
from indicators.models import Indicator, Observation
from indicators.rules.vocabulary import Polarity
from plans.periods import parse_key
from tests.agreement.figures import BASE, value_of
from tests.factories.benchmarks import ComparedMeasureFactory, CouncilFactory, GroupFactory, published
from tests.factories.breakdowns import BreakdownFactory, DimensionFactory, wards

if TYPE_CHECKING:
    from tests.agreement.council import Council

# By group: by how many per cent it is off the whole, how many people stand behind it, its share of what is counted.
WARDS: Mapping[str, tuple[int, int, int]] = {
    "Abbey": (12, 41, 42), "Castle": (-30, 4, 1), "Mill": (4, 35, 17), "Priory": (-9, 58, 25), "Quay": (-21, 22, 15),
}  # fmt: skip
TENURES: Mapping[str, tuple[int, int, int]] = {"Owned": (6, 90, 70), "Rented": (-14, 3, 30)}
FEW = "Castle"
"""So few people stand behind its figure that nobody is told it."""
NEAR = "Councils like ours"
_STOOD = ("approved", "superseded")
_LATEST = 6


def break_down(council: Council) -> None:
    """Every other measure that can be is broken down by ward, every sixth by tenure, of which nothing is hidden. Drafts
    have their groups too, which nobody outside is told.
    """
    ward = DimensionFactory(name="Ward")
    tenure = DimensionFactory(name="Tenure", noun="tenure", nouns="tenures", threshold=0)
    wards(ward, *WARDS)
    wards(tenure, *TENURES)
    for number, measure in enumerate(council.measures.values()):
        if can_break_down(measure):
            if number % 2 == 0:
                _told_by(BreakdownFactory(indicator=measure, dimension=ward, adds_up=is_counted(measure)), WARDS)
            if number % 6 == 1:
                _told_by(BreakdownFactory(indicator=measure, dimension=tenure, adds_up=False), TENURES)


def _told_by(breakdown: Breakdown, told: Mapping[str, tuple[int, int, int]]) -> None:
    measure, groups = breakdown.indicator, list(breakdown.dimension.groups.all())
    figures = list(Observation.objects.filter(indicator=measure, value__isnull=False).order_by("-period", "revision"))
    for figure in figures[:_LATEST]:
        entered = (figure.approved_at if figure.state in _STOOD else figure.entered_at) or figure.entered_at
        sheet = Sheet.objects.create(observation=figure, breakdown=breakdown, entered_at=entered - timedelta(hours=1))
        GroupFigure.objects.bulk_create(
            GroupFigure(sheet=sheet, group=group, **_numbers(figure, measure, *told[group.name])) for group in groups
        )
    if figures and is_level(measure):
        low = figures[0].value * 9 / 10
        GroupTarget.objects.create(breakdown=breakdown, group=groups[-1], period=figures[0].period, value=low)


def _numbers(figure: Observation, measure: Indicator, off: int, people: int, share: int) -> dict[str, Decimal]:
    value = figure.value or Decimal(0)
    if is_counted(measure):
        return {"value": value * share / 100}
    return {"value": value * (100 + off) / 100, "denominator": Decimal(people)}


_YEARS = tuple(parse_key(f"{year}-04-01YF") for year in (2023, 2024, 2025))
_UNITS = {"percentage": "%", "money": "£", "number": ""}
# By council: how many per cent better than our targets it is.
_OTHERS: Mapping[str, int] = {
    "Aberdale": 14, "Bramford": 6, "Coldwell": 3, "Dunmere": -2, "Eastlow": -6, "Farnby": -11, "Granton": -25,
}  # fmt: skip
_OURS = (30, 4, -4, -30)


def compare(council: Council) -> None:
    """Every other measure whose unit others publish in too. A figure of ours is published of two in three of them, and
    one council does not always report; where ours is not published, our own outturn stands for it.
    """
    own = CouncilFactory(name="Exampleshire", is_own=True, type="unitary")
    others = {CouncilFactory(name=name, type="unitary"): off for name, off in _OTHERS.items()}
    near = GroupFactory(name=NEAR)
    near.members.set([own, *list(others)[1:6]])
    asked = [(ref, each) for ref, each in council.measures.items() if each.kind in _UNITS]
    for number, (ref, measure) in enumerate(asked[::2]):
        spec, compared = council.specs[ref], _compared(measure, number)
        council.compared[compared.code] = compared
        for place, year in enumerate(_YEARS):
            figures = {each: value_of(spec, off + place) for each, off in list(others.items())[place % 2 :]}
            if number % 3:
                figures[own] = value_of(spec, _OURS[number % 4] - place)
            published(compared, figures, period=year)


def _compared(measure: Indicator, number: int) -> ComparedMeasure:
    polarity = Polarity.NONE.value if measure.polarity == Polarity.PLAN else measure.polarity
    base = BASE[measure.kind]
    ends = {"low": base * 9 / 10, "high": base * 11 / 10} if polarity == Polarity.RANGE else {}
    return ComparedMeasureFactory(
        code=f"CM{number:02}", title=f"Compared CM{number:02}", indicator=measure, polarity=polarity, **ends,
        unit=_UNITS[measure.kind],
    )  # fmt: skip
