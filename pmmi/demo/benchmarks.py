"""Other councils' figures for the demo council: made up around its own, and said to be so wherever they are shown."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from accounts.actors import Actor
from benchmarks.changes.councils import CouncilDetails, GroupDetails, create_council, create_group
from benchmarks.changes.loading import LoadRead, Published, load
from benchmarks.changes.measures import LessonDetails, MeasureDetails, create_measure, record_lesson
from benchmarks.models import ComparedMeasure, Council
from benchmarks.rules.spans import Span
from indicators.models import Indicator, Observation
from indicators.rules.vocabulary import Polarity, ValueKind
from plans.periods import Frequency, Period, containing

OWN = "Exampleshire"
OTHERS = (
    ("Northmere", "North"), ("Eastwold", "East"), ("Southmarsh", "South"), ("Westfell", "North"), ("Overcombe", "South"),
    ("Netherby", "North"), ("Ashford Vale", "East"), ("Brackenshire", "North"), ("Colnemouth", "East"),
    ("Dunholme", "North"), ("Ellingham", "South"), ("Farrowdale", "North"), ("Greywater", "East"), ("Hollinbridge", "South"),
)  # fmt: skip
NEIGHBOURS = ("Northmere", "Westfell", "Netherby", "Brackenshire", "Farrowdale")
SOURCE = "Made up for the demonstration: no council published these figures"
MEASURES, YEARS = 14, 3
_KINDS = (ValueKind.PERCENTAGE, ValueKind.NUMBER, ValueKind.MONEY)


def make_benchmarks(indicators: Iterable[Indicator], *, by: Actor, now: datetime) -> None:
    """Fourteen councils beside our own, a group of neighbours, and three years of some of our measures."""
    councils = {name: _council(name, region, by, now) for name, region in ((OWN, "North"), *OTHERS)}
    about = GroupDetails(kind="neighbours", name="Nearest neighbours of Exampleshire", of=councils[OWN])
    create_group(by=by, at=now, details=about, members=[councils[name] for name in NEIGHBOURS])
    last = containing(now.date(), Frequency.YEAR).previous()
    figures, measures = [], []
    for number, (indicator, base) in enumerate(_compared(indicators)):
        measure = _measure(indicator, by, now)
        measures.append(measure)
        for back in range(YEARS):
            figures += _figures(measure, base, last.previous(back), (number, back))
    read = LoadRead(figures=figures, source=SOURCE)
    load(by=by, at=now - timedelta(days=40), filename="published-figures.csv", read=read)
    _lesson(measures, councils["Westfell"], by, now)


def _council(name: str, region: str, by: Actor, now: datetime) -> Council:
    details = CouncilDetails(name=name, type="unitary", region=region, country="England", is_own=name == OWN)
    return create_council(by=by, at=now, details=details)


def _compared(indicators: Iterable[Indicator]) -> list[tuple[Indicator, Decimal]]:
    """Measures that have a way that is good, with their last approved figure."""
    wanted = {
        each.pk: each
        for each in sorted(indicators, key=lambda each: each.ref)
        if each.kind in _KINDS and each.polarity in (Polarity.HIGH, Polarity.LOW)
    }
    rows = Observation.objects.filter(indicator__in=wanted, state="approved", is_current=True, value__gt=0)
    last = dict(rows.order_by("period").values_list("indicator", "value"))
    return [(each, last[pk]) for pk, each in wanted.items() if pk in last][:MEASURES]


def _measure(indicator: Indicator, by: Actor, now: datetime) -> ComparedMeasure:
    unit = {ValueKind.PERCENTAGE: "%", ValueKind.MONEY: "£"}.get(ValueKind(indicator.kind), indicator.unit)
    details = MeasureDetails(
        code=f"DEMO-{indicator.ref}", title=indicator.name, polarity=indicator.polarity, unit=unit,
        decimals=indicator.decimals, source=SOURCE, licence="Made up: free to use", indicator=indicator,
    )  # fmt: skip
    return create_measure(by=by, at=now, details=details)


def _figures(measure: ComparedMeasure, base: Decimal, period: Period, place: tuple[int, int]) -> list[Published]:
    """Spread around our own figure, ours among the first in some measures and among the last in others; the last
    council publishes nothing, and one figure is provisional.
    """
    number, back = place
    found = []
    for turn, name in enumerate((OWN, *(name for name, _ in OTHERS[:-1]))):
        spread = Decimal((turn * 7 + number * 5 + back) % 15 - 7) / 50
        ours = Decimal((0, 12, -12, 4, -5)[number % 5] + back * (number % 3 - 1)) / 100
        value = base * (1 + (ours if name == OWN else spread))
        if measure.unit == "%":
            value = min(value, Decimal(100) - Decimal(turn % 5) / 2)
        standing = "provisional" if not back and turn == 3 else "final"
        found.append(Published(measure.pk, Span(period), name, round(value, measure.decimals), standing=standing))
    return found


def _lesson(measures: list[ComparedMeasure], council: Council, by: Actor, now: datetime) -> None:
    """One comparison that led to something, one that has not yet."""
    for measure, changed in zip(measures[2:4], ("Two rounds were joined, as Westfell does it.", ""), strict=False):
        details = LessonDetails(
            council=council, asked_on=(now - timedelta(days=30)).date(), changed=changed,
            asked="How do they do better at the same cost? They plan their rounds anew each quarter.",
        )  # fmt: skip
        record_lesson(by=by, at=now - timedelta(days=29), measure=measure, details=details)
