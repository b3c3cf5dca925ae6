"""Months of a measure that is entered monthly and reported by the quarter, from a file (rules.md 7)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from accounts.actors import Actor
from accounts.models import Event
from indicators.changes.returns import approve_figures
from indicators.models import ImportState, Indicator, Observation
from plans.periods import parse_label
from tests.factories import IndicatorFactory, ObservationFactory, UserFactory
from tests.indicators.imports.import_files import csv_file, planned, problems
from tests.indicators.imports.test_undo import AT, applied, by, fields_of
from tests.pmmi.workbook.books import row_counts, taken_back

__all__ = ["by"]  # the fixture
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_are_read_here")]
Q1 = parse_label("2026/27 Q1")
MONTHS = ("April 2026", "May 2026", "June 2026")
CALLS = {"unit": "", "target": "", "indicator": "Calls answered"}


def monthly(**fields: object) -> Indicator:
    given = {"ref": "CS01", "name": "Calls answered", "kind": "number", "counting": "flow", "decimals": 0}
    return IndicatorFactory(**{**given, "collected": "M", "combining": "sum", **fields})


def months(*values: str) -> list[dict[str, str]]:
    return [{**CALLS, "period": month, "actual": value} for month, value in zip(MONTHS, values, strict=False)]


def quarter() -> Observation | None:
    return Observation.objects.standing().filter(indicator__ref="CS01", period=Q1).first()


def test_months_are_taken_and_the_quarter_follows(by: Actor) -> None:
    monthly()
    applied(by, csv_file(*months("12", "14", "15")))
    assert (quarter().value, quarter().is_worked_out, quarter().approved_by) == (41, True, None)
    assert Event.objects.filter(action="worked out", by=by.user).count() == 1


def test_all_of_it_is_taken_back(by: Actor) -> None:
    monthly()
    before, stored = row_counts(), fields_of(Observation)
    batch = applied(by, csv_file(*months("12", "14", "15")))
    assert quarter() is not None
    batch = taken_back(by, batch)
    assert batch.state == ImportState.UNDONE, batch.reason
    assert (row_counts(), fields_of(Observation)) == (before, stored)


def test_a_revised_month_taken_back_leaves_the_quarter_as_it_was(by: Actor) -> None:
    monthly()
    applied(by, csv_file(*months("12", "14", "15")))
    stored = fields_of(Observation)
    batch = applied(by, csv_file(*months("13")))
    assert (quarter().value, quarter().revision) == (42, 2)
    batch = taken_back(by, batch)
    assert batch.state == ImportState.UNDONE, batch.reason
    assert fields_of(Observation) == stored
    assert quarter().value == 41


def test_an_import_stays_where_a_quarter_was_made_of_it_since(by: Actor) -> None:
    measure = monthly()
    batch = applied(by, csv_file(*months("12", "14")))
    june = ObservationFactory(
        indicator=measure, period=parse_label("June 2026"), value=Decimal(15), state="submitted", approved_at=None
    )
    approver = Actor(user=UserFactory())
    approve_figures(by=approver, at=AT + timedelta(hours=1), in_return=None, observation_ids=[june.pk])
    assert quarter().value == 41
    batch = taken_back(by, batch)
    assert batch.state == ImportState.APPLIED
    assert "1 figure worked out from it since: CS01 2026/27 Q1." in batch.reason


def test_a_quarter_from_the_file_stands_in_the_place_of_the_one_that_was_made(by: Actor) -> None:
    monthly()
    applied(by, csv_file(*months("12", "14", "15")))
    applied(by, csv_file({**CALLS, "period": "2026/27 Q1", "actual": "44"}))
    assert (quarter().value, quarter().is_worked_out) == (44, False)
    applied(by, csv_file(*months("13")))
    assert quarter().value == 44


@pytest.mark.parametrize(
    ("text", "collected"), [("week ending 5 April 2026", "W"), ("2026-04-05", "W"), ("Apr-26", "M")]
)
def test_periods_of_a_finer_kind_are_read(text: str, collected: str) -> None:
    monthly(collected=collected)
    assert problems({**CALLS, "period": text, "actual": "12"}) == []


def test_a_target_of_a_month_has_no_place() -> None:
    monthly()
    plan = planned({**CALLS, "period": "April 2026", "actual": "12", "target": "20"})
    assert not plan.targets
    assert any("April 2026 is a month, and CS01 is judged by the quarter" in note for note in plan.notes)
    assert problems({**CALLS, "period": "April 2026", "actual": "", "target": "20"}) == [
        "target: April 2026 is a month, and CS01 is judged by the quarter. Give the target of the quarter."
    ]


def test_other_measures_refuse_months_as_before() -> None:
    IndicatorFactory(ref="CS01", name="Calls answered", kind="number")
    assert "a month where a quarter is expected" in problems({**CALLS, "period": "April 2026", "actual": "12"})[0]


def test_a_new_measure_is_not_reported_by_the_week() -> None:
    found = problems({**CALLS, "indicator_ref": "NEW1", "period": "week ending 5 April 2026", "actual": "12"})
    assert found[0].startswith("period: a new measure cannot be reported by the week.")


def test_months_in_arrears_wait_in_the_return_of_their_quarter() -> None:
    from indicators.queries.quarters import report_quarter

    april = parse_label("April 2026")
    assert report_quarter(april, lag=1, frequency="Q").label == "2026/27 Q2"
    assert report_quarter(april, lag=1, frequency="M").label == "2026/27 Q1"
    assert report_quarter(parse_label("week ending 5 April 2026"), lag=0, frequency="Q").label == "2026/27 Q1"
    assert datetime(2026, 4, 1, tzinfo=UTC).date() == april.start
