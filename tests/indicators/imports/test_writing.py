"""What goes out comes in again unchanged: figures, targets, standing and words, as CSV and as XLSX (C17)."""

import string
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.roles import Role
from foundation.downloads import rows_csv, rows_xlsx
from indicators.imports.figures.plan import plan_import
from indicators.imports.figures.writing import COLUMNS, figure_rows
from indicators.imports.workbook.sheet import ERRORS
from indicators.models import AnnualTarget, Commentary, Indicator, Observation, PeriodTarget, SeriesBreak
from plans.periods import parse_label
from tests.factories import IndicatorFactory, ObservationFactory, UnitFactory, period_target, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.real_clock]
TODAY = date(2026, 10, 14)
Q1 = parse_label("2026/27 Q1")
KINDS = {
    "percentage": ("", "rate"), "money": ("£m", "rate"), "number": ("days", "rate"), "ratio": ("", "rate"),
    "yes_no": ("", "snapshot"), "date": ("", "snapshot"), "duration": ("", "rate"), "grade": ("", "snapshot"),
}  # fmt: skip
# A typed text that begins like a guarded formula ('=) loses that apostrophe: a list saved as CSV and then as a workbook
# has the guard in it, and the two cannot be told apart.
words = st.text(string.printable + "£“é=+-@'", max_size=60).map(lambda text: text.strip().lstrip("'"))
words = words.filter(lambda text: text not in ERRORS)  # words that are the error of a cell are refused


def figure(kind):
    match kind:
        case "yes_no" | "grade":
            return st.integers(0, 1).map(Decimal)
        case "date":
            return st.dates(date(1950, 1, 1), date(2150, 1, 1)).map(lambda day: Decimal(day.toordinal()))
        case "duration":
            return st.decimals(0, 10**6, places=2)
    return st.decimals(-(10**8), 10**8, places=10) | st.decimals(-1000, 1000, places=1)


record = st.sampled_from(sorted(KINDS)).flatmap(
    lambda kind: st.fixed_dictionaries(
        {
            "kind": st.just(kind),
            "value": st.none() | figure(kind),
            "target": st.none() | figure(kind),
            "standing": st.sampled_from(["provisional", "final", "revised", "estimated"]),
            "happened": words,
            "why": words,
        }
    )
)


@pytest.fixture
def service():
    return UnitFactory(name="Housing", parent=UnitFactory(name="Exampleshire", kind="council"))


def store(service, number, kind, value, target, standing, happened, why):
    unit, counting = KINDS[kind]
    grades = "Poor\nGood" if kind == "grade" else ""
    measure = IndicatorFactory(
        ref=f"R{number}", kind=kind, unit=unit, counting=counting, service=service, grades=grades
    )
    absence = {"absence": "withheld", "absence_reason": "Few people"} if value is None else {}
    stored = ObservationFactory(indicator=measure, period=Q1, value=value, standing=standing, **absence)
    if happened or why:
        Commentary.objects.create(observation=stored, happened=happened, why=why)
    if target is not None:
        period_target(measure, Q1, target)


def planned(file_format):
    rows = list(figure_rows(2026, reach=None))
    if file_format == "csv":
        content = rows_csv(COLUMNS, rows).encode("utf-8-sig")
    else:
        content = rows_xlsx("Figures", COLUMNS, rows, timestamp=0)
    return plan_import(content, f"figures.{file_format}", today=TODAY)


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
@pytest.mark.sweep
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=st.lists(record, min_size=1, max_size=12))
def test_any_record_comes_back_as_it_went_out(service, file_format, records):
    for model in (PeriodTarget, AnnualTarget, Commentary, Observation, SeriesBreak, Indicator):
        model.objects.all().delete()
    for number, each in enumerate(records):
        store(service, number, **each)
    plan = planned(file_format)
    assert plan.counts == {"new": 0, "changed": 0, "unchanged": len(records), "refused": 0}, [
        row for row in plan.rows if row.outcome != "unchanged"
    ]
    assert plan.changes.is_empty


def test_ranges_words_academic_years_and_months_come_back_too(service):
    in_range = IndicatorFactory(ref="A1", polarity="range", service=service)
    period_target(in_range, Q1, None, low=Decimal("-5.5"), high=Decimal(12))
    worded = IndicatorFactory(ref="A2", service=service)
    period_target(worded, Q1, None)
    AnnualTarget.objects.filter(indicator=worded).update(value=None, text="@ Top quartile, + 5")
    academic = IndicatorFactory(ref="A3", year_basis="A", frequency="Y", service=service)
    ObservationFactory(indicator=academic, period=parse_label("2026/27 academic"), value=5)
    calendar = IndicatorFactory(ref="A4", year_basis="C", frequency="M", service=service)
    ObservationFactory(indicator=calendar, period="2026-05-01MC", value=5)
    partner = IndicatorFactory(ref="A5", service=UnitFactory(kind="partner"))
    ObservationFactory(indicator=partner, period=Q1, value=5)
    for file_format in ("csv", "xlsx"):
        plan = planned(file_format)
        assert plan.counts == {"new": 0, "changed": 0, "unchanged": 5, "refused": 0}, plan.rows


def test_drafts_and_other_years_stay_in(service):
    measure = IndicatorFactory(service=service)
    ObservationFactory(indicator=measure, period=Q1, state="draft", value=5)
    ObservationFactory(indicator=measure, period=Q1.last_year(), value=5)
    assert not list(figure_rows(2026, reach=None))
    assert len(list(figure_rows(2025, reach=None))) == 1


def test_a_partner_takes_out_its_own_figures_only(service):
    ObservationFactory(indicator__service=service, indicator__name="Council measure", period=Q1)
    ours = ObservationFactory(indicator__name="Partner measure", period=Q1).indicator
    client, _ = sign_in(Role.PARTNER, ours.service)
    for year in ("2026", "nonsense", "20260", ""):
        answer = client.get(reverse("indicators:figure-download"), {"download": "csv", "year": year})
        assert answer.status_code == 200
        text = answer.content.decode()
        assert "Council measure" not in text
    assert "Partner measure" in text
