"""What is collected in a period is so everywhere: in lists, on pages of the council, in returns and for one measure."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import Move, Reorganisation, Unit
from indicators.changes.expected import day_after, expect_since
from indicators.judging.collection import collected
from indicators.judging.council_statuses import glances
from indicators.judging.scorecard import definitions_in, measured
from indicators.models import Indicator
from indicators.queries.returns import due_periods
from indicators.rules.vocabulary import Status
from plans.periods import Period
from tests.conftest import NOW
from tests.factories import IndicatorFactory, ObservationFactory, UnitFactory, UserFactory
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


def test_a_service_has_the_measures_that_it_had_then_and_no_others() -> None:
    one, other, third = UnitFactory(), UnitFactory(), UnitFactory()
    stayed, went, went_on = (
        IndicatorFactory(ref=ref, service=unit) for ref, unit in zip("ABC", (one, other, third), strict=True)
    )
    day = Q2.end + timedelta(days=1)
    told = {"kind": "hand_over", "why": "Cabinet decided it.", "created_by": UserFactory(), "created_at": NOW}
    first, second = (Reorganisation.objects.create(starts_on=each, **told) for each in (day, day + timedelta(days=30)))
    for moved, in_it, was, became in (
        (went, first, one, other),
        (went_on, first, one, other),
        (went_on, second, other, third),
    ):
        Move.objects.create(
            reorganisation=in_it, kind="indicators.indicator", field="service", key=moved.pk, was=str(was.pk),
            became=str(became.pk), starts_on=in_it.starts_on,
        )  # fmt: skip

    def had(service: Unit, period: Period) -> list[str]:
        return [each.ref for each in definitions_in(service.pk, period)]

    assert had(one, Q2) == [stayed.ref, went.ref, went_on.ref]
    assert had(other, Q2) == had(third, Q2) == []
    assert [had(each, Q2.next(2)) for each in (one, other, third)] == [["A"], ["B"], ["C"]]
