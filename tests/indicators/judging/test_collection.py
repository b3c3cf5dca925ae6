"""What is collected in a period is so everywhere: in lists, on pages of the council, in returns and for one measure."""

from datetime import UTC, date, datetime, timedelta

import pytest

from indicators.changes.expected import day_after, expect_since
from indicators.judging.collection import collected
from indicators.judging.council_statuses import glances
from indicators.judging.scorecard import measured
from indicators.models import Indicator
from indicators.queries.returns import due_periods
from indicators.rules.vocabulary import Status
from tests.factories import IndicatorFactory, ObservationFactory
from tests.factories.indicators import Q2

pytestmark = pytest.mark.django_db


def _refs(measures: object) -> list[str]:
    return [each.ref for each in measures]  # type: ignore[attr-defined]


def test_lists_and_the_councils_pages_take_the_same_measures() -> None:
    edges = (None, Q2.start - timedelta(days=1), Q2.start, Q2.end, Q2.end + timedelta(days=1))
    for number, (starts, ends) in enumerate((s, e) for s in edges for e in edges if not (s and e and e < s)):
        IndicatorFactory(ref=f"A{number:02}", starts_on=starts, ends_on=ends, expected_from=edges[number % 5])

    assert _refs(glances(report_period=Q2)) == _refs(collected(Q2))
    assert 0 < collected(Q2).count() < Indicator.objects.count()


def test_a_measure_made_after_a_quarter_is_neither_in_it_nor_missing_nor_owed() -> None:
    new = IndicatorFactory(ref="NEW", expected_from=day_after(datetime(2026, 10, 14, 9, tzinfo=UTC)))

    assert _refs(collected(Q2)) == _refs(glances(report_period=Q2)) == due_periods(new, Q2) == []
    (found,) = measured(Indicator.objects.all(), report_period=Q2)
    assert found.assessment.status is Status.NOT_DUE
    assert due_periods(new, Q2.next()) == []  # it was made within that one
    assert due_periods(new, Q2.next(2)) == [Q2.next(2)]


def test_made_within_a_quarter_its_later_months_are_due() -> None:
    monthly = IndicatorFactory(frequency="M", expected_from=date(2026, 8, 11))
    assert [each.label for each in due_periods(monthly, Q2)] == ["September 2026"]


def test_a_figure_of_an_earlier_period_is_the_first_that_is_due() -> None:
    new = IndicatorFactory(expected_from=date(2026, 10, 15))
    figure = ObservationFactory(indicator=new, period=Q2.previous())

    expect_since([figure, ObservationFactory(indicator=new, period=Q2)])

    new.refresh_from_db()
    assert new.expected_from == Q2.previous().start
    assert due_periods(new, Q2) == [Q2]
    assert due_periods(new, Q2.previous(2)) == []
