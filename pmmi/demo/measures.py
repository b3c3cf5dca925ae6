"""Measures, targets and figures: two councils' published tables and one council's quarterly and monthly series.

A published figure keeps its value and says where it stood ("Hart, 2014/15 Q1, published"); the year is moved to this
one. Quarters that a source does not give are filled by a fixed rule from the figures it does give, and say
"illustrative". Nothing is made with random numbers, so the demo council is the same every time.
"""

import csv
import math
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from accounts.models import Post
from indicators.judging.rules_in_force import DEFAULT_BANDS
from indicators.models import (
    AnnualTarget,
    Contribution,
    Indicator,
    IndicatorSet,
    Observation,
    PeriodTarget,
    RatingRule,
    Scheme,
)
from indicators.rules.reading import read_figure
from indicators.rules.vocabulary import Combining
from indicators.workflow import FigureState
from plans.models import Objective
from plans.periods import Frequency, Period, parse_label
from pmmi.demo.invented import invented, longer_periods
from pmmi.demo.organisation import SERVICES, Organisation
from pmmi.demo.spec import QUARTERS, MeasureSpec, at_noon, latest

DATA = Path(__file__).parent / "data"
KEY = {"CS02a", "RB06", "RB07", "HS07", "HR11", "PS01", "HS16", "MV-WASTE", "LG-CLAIM", "LG-DELAY", "SNH01", "ETS01", "FI06"}  # fmt: skip
CUMULATIVE = {"HR11", "HS08", "IA01", "RB05", "RB06"}
FLOW = {"HS07", "HS16", "MV-JOURNEYS", "SNH03", "SNH04", "SNH06"}
# Zero stands for "no figure" in the published table: these come in as not available, with that reason.
ZERO_IS_NO_FIGURE = {"ETS01", "IT06", "PS05"}
SET_OF = {"HR": "Workforce", "Finance, Revs and Bens": "Statutory returns", "Planning Services": "Statutory returns", "Safer North Hants": "Partnership agreement"}  # fmt: skip


def make_measures(
    organisation: Organisation, objectives: dict[str, Objective], *, current: Period
) -> tuple[dict[str, Indicator], dict[str, MeasureSpec]]:
    """All measures with their targets and approved history; figures of ``current`` are left to the story."""
    specs = {
        spec.ref: spec for spec in (*_hart(current), *_mole_valley(current), *_scottish(current), *invented(current))
    }
    _rules()
    sets = _sets(specs)
    indicators = {ref: _indicator(spec, organisation, sets, objectives, current) for ref, spec in specs.items()}
    _targets(indicators, specs, current)
    _history(indicators, specs, organisation, current)
    longer_periods(indicators, specs, organisation, current)
    return indicators, specs


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _number(text: str) -> Decimal | None:
    return read_figure(text).value


def _hart(current: Period) -> list[MeasureSpec]:
    """Hart's key indicators. Their second quarter becomes the quarter being collected."""
    service_of = {spec.theme: spec.name for spec in SERVICES}
    moved = {parse_label("2014/15 Q2"): current, parse_label("2014/15 Q1"): current.previous()}
    specs: dict[str, MeasureSpec] = {}
    for row in _rows("hart.csv"):
        published = parse_label(row["period"])
        ref, period = row["indicator_ref"], moved[published]
        spec = specs.setdefault(ref, _hart_spec(row, service_of[row["theme"]]))
        actual, target = _number(row["actual"]), _number(row["target"])
        source = f"Hart, {published.label}, published"
        if ref in ZERO_IS_NO_FIGURE and actual == 0:
            spec.absent[period] = (
                "not_available",
                "The contractor's figure had not been agreed when the quarter was reported.",
            )
        elif actual is not None:
            spec.put(period, actual, source)
        # "Info only" beside a target of 0 means that there was none.
        if not spec.is_data_only and target is not None and row["published_rag"] != "Info only":
            spec.targets[period] = target
        if published.number == 1:
            _before(spec, row, current)
    return list(specs.values())


def _hart_spec(row: dict[str, str], service: str) -> MeasureSpec:
    ref, unit = row["indicator_ref"], row["unit"]
    values = [other for other in (row["actual"], row["target"], row["prev_period_actual"]) if other]
    return MeasureSpec(
        ref=ref,
        name=row["indicator"].replace("Hart DC", "the council's").replace("Safer North Hampshire", "Exampleshire"),
        service=service,
        kind="percentage" if unit == "%" else "number",
        unit="" if unit == "%" else unit,
        polarity=row["polarity"] or "none",
        counting="cumulative" if ref in CUMULATIVE else "flow" if ref in FLOW else "rate",
        decimals=max(min(len(text.partition(".")[2]), 2) for text in values),
        is_data_only=not row["polarity"],
        tells="outcome" if ref in ("HS07", "HS16", "SNH01", "SNH02") else "output",
        dimension="satisfaction" if ref == "IT07" else "",
        sets=tuple(name for name in ("Corporate measures", SET_OF.get(row["theme"], "")) if name),
    )


def _before(spec: MeasureSpec, row: dict[str, str], current: Period) -> None:
    """Quarters before the published ones, from the last quarter and last year that were printed beside them."""
    first = current.previous()
    last, year = _number(row["prev_period_actual"]), _number(row["prev_year_actual"])
    actual = spec.values.get(first, last)
    if last is None or actual is None:
        return
    seed = sum(map(ord, spec.ref))
    for back in range(1, QUARTERS - 1):
        period = first.previous(back)
        if spec.counting == "cumulative":
            base = (year or last) * Decimal(period.number) / 4
            swing = Decimal("0.03")
        elif spec.counting == "flow":
            base, swing = (year or last) / (4 if (year or 0) > last else 1), Decimal("0.12")
        else:
            base, swing = last if back == 1 else (last + (year or last) + actual) / 3, Decimal("0.04")
        wave = Decimal(str(round(math.sin(seed + back * 1.7) + math.cos(seed * 0.3 + back * 0.9), 3)))
        value = base if back == 1 and spec.counting == "rate" else base * (1 + swing * wave)
        if spec.kind == "percentage" and base <= 100:
            value = min(value, Decimal(100))
        published = back == 1 and spec.counting == "rate"
        spec.put(
            period,
            round(max(value, Decimal(0)) if base >= 0 else value, spec.decimals),
            "Hart, 2013/14 Q4, published" if published else "Illustrative: not in the published table",
        )


MOLE_VALLEY = {
    "Percentage of Waste sent for Recycling, Reuse and Composting": ("MV-WASTE", "Waste and Recycling", "high"),
    "Number of telecare service users": ("MV-TELECARE", "Community Wellbeing", "high"),
    "Number of community transport journeys": ("MV-JOURNEYS", "Community Wellbeing", "high"),
    "Number of households in bed & breakfast and nightly stay accommodation": ("MV-BANDB", "Housing Services", "low"),
    "Number of households on the Housing Register": ("MV-REGISTER", "Housing Services", "low"),
    "Number of rough sleepers in the district on a given date": ("MV-ROUGH", "Housing Services", "low"),
    "Reduction in the Council's Carbon Footprint": ("MV-CARBON", "Environmental and Technical Services", "low"),
}


def _mole_valley(current: Period) -> list[MeasureSpec]:
    """Mole Valley's indicators: each series is moved so that its last period is the latest one that is over."""
    by_name: dict[str, list[dict[str, str]]] = {}
    for row in _rows("mole_valley.csv"):
        by_name.setdefault(row["indicator"], []).append(row)
    return [_mole_valley_spec(name, rows, current) for name, rows in by_name.items() if name in MOLE_VALLEY]


def _mole_valley_spec(name: str, rows: list[dict[str, str]], current: Period) -> MeasureSpec:
    ref, service, polarity = MOLE_VALLEY[name]
    frequency = {"Monthly": Frequency.MONTH, "Quarterly": Frequency.QUARTER, "Annual": Frequency.YEAR}[
        rows[0]["frequency"]
    ]
    is_percentage = rows[0]["unit"] == "%"
    spec = MeasureSpec(
        ref=ref,
        name=name,
        service=service,
        kind="percentage" if is_percentage else "number",
        unit="" if is_percentage or rows[0]["unit"] == "number" else rows[0]["unit"],
        polarity=polarity,
        frequency=frequency.value,
        counting="flow" if ref in FLOW else "rate" if is_percentage else "snapshot",
        decimals=1 if is_percentage else 0,
        is_data_only=rows[-1]["published_rag"] == "Data Only",
        tells="outcome" if ref == "MV-WASTE" else "output",
        sets=("Corporate measures",),
    )
    last = parse_label(rows[-1]["period"])
    end = latest(current, frequency)
    for row in rows:
        published = parse_label(row["period"])
        months = (end.start.year - last.start.year) * 12 + end.start.month - last.start.month
        period = published.next(months // frequency.months)
        for moved, text, label in (
            (period, row["actual"], published.label),
            (period.last_year(), row["prev_year_actual"], published.last_year().label),
        ):
            value = _number(text)
            if value is not None:
                spec.put(moved, value, f"Mole Valley, {label}, published")
            elif text and moved not in spec.values:
                is_suppressed = "10" in text
                spec.absent[moved] = (
                    ("withheld", "Fewer than 10 households: a smaller number could tell who they are.")
                    if is_suppressed
                    else ("not_available", "The weights are agreed with the county after the quarter is reported.")
                )
        target = _number(row["target"])
        if target is not None:
            spec.targets[period] = spec.targets[period.last_year()] = target
    return spec


SCOTTISH = {
    "CORP09": ("LG-CRISIS", "Crisis grant decisions made within one day", "Finance, Revenues and Benefits", "high", 100, Decimal(90)),
    "CORP10": ("LG-GRANTS", "Community care grant decisions made within 15 days", "Finance, Revenues and Benefits", "high", 100, Decimal(85)),
    "ECON05": ("LG-STARTS", "New businesses started with the council's help, per 10,000 residents", "Economic Development", "high", 1, Decimal("1.5")),
    "ECON12a": ("LG-CLAIM", "People of working age who claim out-of-work benefits", "Economic Development", "low", 100, None),
    "ECON12b": ("LG-YOUNG", "People aged 16 to 24 who claim out-of-work benefits", "Economic Development", "low", 100, Decimal("2.6")),
    "SW08": ("LG-DELAY", "Days people aged 75 and over spend in hospital when ready to leave, per 1,000", "Adult Social Care", "low", 1, Decimal(65)),
}  # fmt: skip


def _scottish(current: Period) -> list[MeasureSpec]:
    """Stirling's series from the benchmarking framework, in order, ending with the latest period that is over."""
    series: dict[str, list[dict[str, str]]] = {}
    for row in _rows("lgbf_stirling.csv"):
        series.setdefault(row["indicator_code"], []).append(row)
    specs = []
    for code, (ref, name, service, polarity, factor, target) in SCOTTISH.items():
        rows = series[code]
        frequency = Frequency.QUARTER if rows[0]["month"].startswith("Q") else Frequency.MONTH
        spec = MeasureSpec(
            ref=ref,
            name=name,
            service=service,
            kind="percentage" if factor == 100 else "number",
            unit="" if factor == 100 else "days" if code == "SW08" else "",
            polarity=polarity,
            frequency=frequency.value,
            decimals=1,
            tells="contextual" if code == "ECON12a" else "outcome",
            sets=("Benchmarking framework",),
        )
        end = latest(current, frequency)
        for back, row in enumerate(reversed(rows)):
            period = end.previous(back)
            spec.put(
                period,
                round(Decimal(row["value"]) * factor, 2),
                f"Stirling, {row['month']} {row['financial_year']}, published",
            )
            if target is not None:
                spec.targets[period] = target
        specs.append(spec)
    return specs


def _rules() -> None:
    bands = {status: dict(band) for status, band in DEFAULT_BANDS.items()}
    scheme = Scheme.objects.create(name="Red, amber, green with star", bands=bands)
    RatingRule.objects.create(
        starts_on=date(2014, 4, 1),
        basis="percent",
        green_cut=Decimal(0),
        amber_cut=Decimal(10),
        exceeding_cut=Decimal(20),
        scheme=scheme,
        reason="As Hart's published statuses suggest: green at target, amber within 10% of it; a star for what is over by a fifth.",
    )


def _sets(specs: dict[str, MeasureSpec]) -> dict[str, IndicatorSet]:
    names = sorted({name for spec in specs.values() for name in spec.sets})
    return {name: IndicatorSet.objects.create(name=name) for name in names}


def _indicator(
    spec: MeasureSpec,
    organisation: Organisation,
    sets: dict[str, IndicatorSet],
    objectives: dict[str, Objective],
    current: Period,
) -> Indicator:
    head: Post = organisation.heads[spec.service]
    officer = organisation.officers[spec.service]
    indicator = Indicator.objects.create(
        ref=spec.ref,
        name=spec.name,
        purpose="" if spec.is_data_only else "One of the measures by which members judge this service.",
        definition=f"As published by the source council: {spec.name}.",
        kind=spec.kind,
        unit=spec.unit,
        decimals=spec.decimals,
        polarity=spec.polarity,
        frequency=spec.frequency,
        collected=spec.collected,
        combining=Combining.PARTS.value if spec.parts else "",
        has_parts=bool(spec.parts),
        numerator=spec.counted[0],
        denominator=spec.counted[1],
        counting=spec.counting,
        tells=spec.tells,
        dimension=spec.dimension or ("performance" if spec.targets else ""),
        is_data_only=spec.is_data_only,
        is_key=spec.ref in KEY,
        data_source=next(iter(spec.sources.values()), "").split(",")[0],
        service=organisation.services[spec.service],
        owner=head,
        data_provider=officer,
        approver=head,
    )
    indicator.sets.set([sets[name] for name in spec.sets])
    mine = [objective for key, objective in objectives.items() if key.startswith(f"{spec.service}/")]
    # One measure serves no objective: the thread's health shows it.
    if spec.ref != "LS05":
        chosen = mine[sum(map(ord, spec.ref)) % len(mine)]
        Contribution.objects.create(
            indicator=indicator, objective=chosen, made_on=current.year.start - timedelta(days=40)
        )
    return indicator


def _targets(indicators: dict[str, Indicator], specs: dict[str, MeasureSpec], current: Period) -> None:
    rows = []
    for ref, spec in specs.items():
        if not spec.targets:
            continue
        judged = {period for period in spec.values if period.frequency == spec.frequency}
        periods = set(spec.targets) | judged | {latest(current, Frequency(spec.frequency))}
        periods |= set(current.year.parts(Frequency(spec.frequency)))
        for year in sorted({period.year for period in periods}):
            aims = {period: _target_for(spec, period) for period in sorted(periods) if period.year == year}
            annual = AnnualTarget.objects.create(
                indicator=indicators[ref],
                year=year,
                value=None if spec.polarity == "range" else _of_year(spec, list(aims.values())),
                low=Decimal(-5) if spec.polarity == "range" else None,
                high=Decimal(5) if spec.polarity == "range" else None,
                profile="typed",
                rationale="As published; earlier years at the level of the first published target.",
                is_not_rated=ref == "IA02" and year == current.year,
            )
            rows += [_period_target(annual, period, aim, spec.polarity) for period, aim in aims.items()]
    PeriodTarget.objects.bulk_create(rows, batch_size=500)


def _of_year(spec: MeasureSpec, aims: list[Decimal]) -> Decimal:
    return sum(aims, Decimal(0)) if spec.counting == "flow" else aims[-1]


def _period_target(annual: AnnualTarget, period: Period, aim: Decimal, polarity: str) -> PeriodTarget:
    limits = {"low": Decimal(-5), "high": Decimal(5)} if polarity == "range" else {"value": aim}
    return PeriodTarget(annual=annual, indicator=annual.indicator, period=period, **limits)


def _target_for(spec: MeasureSpec, period: Period) -> Decimal:
    for published in (period, period.last_year()):
        if published in spec.targets:
            return spec.targets[published]
    first = spec.targets[min(spec.targets)]
    if spec.counting == "cumulative":
        return round(first * period.number / min(spec.targets).number, spec.decimals)
    return first


def _history(
    indicators: dict[str, Indicator], specs: dict[str, MeasureSpec], organisation: Organisation, current: Period
) -> None:
    """Approved figures of every period that was reported before the current quarter."""
    people = {post.pk: post.appointments.filter(is_deputy=False).first().user for post in (*organisation.heads.values(), *organisation.officers.values())}  # fmt: skip
    rows = []
    for ref, spec in specs.items():
        for period in sorted(set(spec.values) | set(spec.absent)):
            if period.end >= current.start:
                continue
            entered = at_noon(period.end + timedelta(days=11))
            absence, reason = spec.absent.get(period, ("", ""))
            numerator, denominator = spec.parts.get(period, (None, None))
            rows.append(
                Observation(
                    indicator=indicators[ref],
                    period=period,
                    state=FigureState.APPROVED,
                    value=None if absence else spec.values[period],
                    numerator=numerator,
                    denominator=denominator,
                    absence=absence,
                    absence_reason=reason,
                    evidence=spec.sources.get(period, ""),
                    entered_by=people[indicators[ref].data_provider_id],
                    entered_at=entered,
                    submitted_at=entered,
                    approved_by=people[indicators[ref].approver_id],
                    approved_at=entered + timedelta(days=5),
                )
            )
    Observation.objects.bulk_create(rows, batch_size=500)
