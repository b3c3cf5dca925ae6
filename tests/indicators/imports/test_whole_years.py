"""What whole years came to, beside quarters, from a file (rules.md 7)."""

from decimal import Decimal

import pytest

from accounts.actors import Actor
from indicators.imports.figures.writing import COLUMNS, figure_rows
from indicators.models import AnnualTarget, ImportState, Indicator, Observation, PeriodTarget
from plans.periods import parse_label
from tests.factories import AnnualTargetFactory, IndicatorFactory, ObservationFactory, ReturnFactory
from tests.indicators.imports.import_files import csv_file, planned, problems
from tests.indicators.imports.test_undo import applied, by, fields_of
from tests.pmmi.workbook.books import row_counts, taken_back

__all__ = ["by"]  # the fixture
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_are_read_here")]
YEAR = parse_label("2025/26")
HOMES = {"indicator": "Homes let", "indicator_ref": "CS01", "unit": "", "target": ""}


@pytest.fixture
def measure() -> Indicator:
    return IndicatorFactory(ref="CS01", name="Homes let", kind="number", counting="flow", decimals=0)


def test_a_years_figure_and_target_are_those_of_the_measure_itself(measure: Indicator, by: Actor) -> None:
    before, stored = row_counts(), fields_of(Observation)
    batch = applied(by, csv_file({**HOMES, "period": "2025/26", "actual": "96", "target": "100"}))
    figure = Observation.objects.get()
    assert (figure.indicator, figure.period, figure.value, figure.state) == (measure, YEAR, 96, "approved")
    aim = AnnualTarget.objects.get()
    assert (aim.year, aim.value, PeriodTarget.objects.count()) == (YEAR, 100, 0)
    # The same again changes nothing, and so does what is taken out.
    again = planned({**HOMES, "period": "2025/26", "actual": "96", "target": "100"})
    assert not again.figures
    assert not again.targets
    out = [dict(zip(COLUMNS, row, strict=True)) for row in figure_rows(2025, reach=None)]
    assert [(row["period"], row["actual"], row["target"]) for row in out] == [("2025/26", Decimal(96), Decimal(100))]
    batch = taken_back(by, batch)
    assert batch.state == ImportState.UNDONE, batch.reason
    assert (row_counts(), fields_of(Observation)) == (before, stored)


def test_a_years_target_is_changed(measure: Indicator, by: Actor) -> None:
    AnnualTargetFactory(indicator=measure, year=YEAR, value=Decimal(90))
    applied(by, csv_file({**HOMES, "period": "2025/26", "actual": "96", "target": "100"}))
    assert AnnualTarget.objects.get().value == 100


def test_a_years_target_follows_from_its_quarters_where_they_have_theirs(measure: Indicator) -> None:
    plan = planned(
        {**HOMES, "period": "2025/26 Q1", "actual": "25", "target": "24"},
        {**HOMES, "period": "2025/26", "actual": "96", "target": "100"},
    )
    assert [each.period.label for each in plan.targets] == ["2025/26 Q1"]
    assert "target of CS01: that of 2025/26 follows from those of its periods" in plan.notes


def test_it_waits_in_the_return_of_the_last_quarter_which_came_in_all_the_same(measure: Indicator, by: Actor) -> None:
    ObservationFactory(indicator=measure, period=parse_label("2025/26 Q4"))
    owed = ReturnFactory(service=measure.service, period=parse_label("2025/26 Q4"))
    applied(by, csv_file({**HOMES, "period": "2025/26", "actual": "96"}))
    figure = Observation.objects.get(period=YEAR)
    assert (figure.state, figure.in_return, figure.submitted_at) == ("submitted", owed, None)


def test_a_measure_of_the_years_that_is_stored_goes_on(measure: Indicator) -> None:
    IndicatorFactory(ref="CS01-Y", name="Homes let (whole year)", kind="number", frequency="Y", decimals=0)
    plan = planned({**HOMES, "period": "2025/26", "actual": "96"})
    assert [each.ref for each in plan.figures] == ["CS01-Y"]


def test_a_year_that_is_not_over_is_no_outturn(measure: Indicator) -> None:
    (problem,) = problems({**HOMES, "period": "2026/27", "actual": "50"})
    assert "is not over, so its figure is no outturn" in problem
