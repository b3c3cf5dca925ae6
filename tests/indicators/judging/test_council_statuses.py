"""The glance says of every measure what the full assessment says: there are not two judgements."""

import itertools
from datetime import date, timedelta
from decimal import Decimal

import pytest

from indicators.judging.collection import collected
from indicators.judging.council_statuses import glances
from indicators.judging.measure_row import measure_row
from indicators.judging.scorecard import measured
from indicators.models import AnnualTarget, Indicator, Observation, RatingRule
from indicators.rules.vocabulary import Status
from plans.periods import Period, parse_label
from tests.factories import IndicatorFactory, ObservationFactory, RatingRuleFactory, period_target
from tests.factories.indicators import Q2

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]

Q1 = Q2.previous()
STATES = ("approved", "submitted", "draft", "sent_back", "due", "missing")


def _measure(number: int, **fields: object) -> Indicator:
    indicator = IndicatorFactory(**fields)
    target = Decimal(50 + number % 3 * 20)
    if number % 5:
        period_target(indicator, Q2, target)
        period_target(indicator, Q2.previous(), target)
    ObservationFactory(indicator=indicator, period=Q2.previous(), value=Decimal(45 + number % 50))
    ObservationFactory(indicator=indicator, period=Q2.last_year(), value=Decimal(40 + number % 40))
    state = STATES[number % len(STATES)]
    value = None if state in ("due", "missing") else Decimal(40 + number * 7 % 50)
    ObservationFactory(indicator=indicator, state=state, value=value)
    return indicator


def _council() -> None:
    RatingRuleFactory(comparison="no_worse", exceeding_cut=Decimal(15))
    for number in range(36):
        _measure(number, polarity=("high", "low", "plan", "none")[number % 4])
    _measure(0, is_data_only=True)
    _measure(0, tells="contextual")
    _measure(4, starts_on=date(2026, 10, 1))
    not_rated = _measure(6)
    AnnualTarget.objects.filter(indicator=not_rated).update(is_not_rated=True)
    judged = _measure(1)
    figure = Observation.objects.filter(indicator=judged, period=Q2.key)
    figure.update(judgement="red", judgement_reason="Expected to miss.")
    Observation.objects.filter(indicator=_measure(6), period=Q2.key).update(
        value=None, absence="withheld", absence_reason="Fewer than 10."
    )


def test_every_status_is_that_of_the_full_assessment() -> None:
    _council()

    quick = {glance.pk: glance.status for glance in glances(Indicator.objects.all(), report_period=Q2)}
    full = {m.definition.pk: m.assessment.status for m in measured(Indicator.objects.all(), report_period=Q2)}

    assert quick == full
    assert len(set(quick.values())) >= 8


def test_statuses_before_are_those_of_the_full_assessment() -> None:
    _council()
    Observation.objects.filter(indicator=_measure(3), period=Q2.previous()).delete()
    Observation.objects.filter(indicator=_measure(3), period=Q2.previous()).update(
        value=None, absence="not_available", absence_reason="The meter broke."
    )

    quick = {glance.pk: glance.was for glance in glances(Indicator.objects.all(), report_period=Q2)}
    full = {m.definition.pk: m.assessment.previous_status for m in measured(Indicator.objects.all(), report_period=Q2)}

    assert quick == full
    assert len(set(quick.values())) >= 7


@pytest.mark.sweep
@pytest.mark.parametrize("quarter", [Q1, Q2])
def test_every_sheet_with_every_past_and_present_figure(quarter: Period) -> None:
    """What is stored, not what is likely: all of it judged alike, in the quarter that crosses a year's end too."""
    RatingRuleFactory(comparison="no_worse")
    sheets = ({}, {"is_data_only": True}, {"tells": "contextual"}, {"polarity": "low"})
    entries = (
        {"value": Decimal(95)},
        {"value": Decimal(20)},
        {"value": Decimal(20), "judgement": "green", "judgement_reason": "It turned."},
        {"value": None, "absence": "withheld", "absence_reason": "One person."},
        {"value": Decimal(20), "state": "draft", "judgement": "green", "judgement_reason": "It will turn."},
        {"value": None, "state": "draft", "judgement": "green", "judgement_reason": "It will turn."},
        {"value": Decimal(20), "state": "submitted"},
    )
    decided = itertools.cycle(((), (quarter,), (quarter.previous(),)))
    for sheet, past, present, breaks in itertools.product(sheets, entries, entries, (False, True)):
        indicator = IndicatorFactory(**sheet)
        for period, entry in ((quarter.previous(), past), (quarter, present)):
            period_target(indicator, period, Decimal(80))
            ObservationFactory(indicator=indicator, period=period, **{"state": "approved", **entry})
            ObservationFactory(indicator=indicator, period=period.last_year(), value=Decimal(19))
        if breaks:
            indicator.breaks.create(period=quarter, note="Counted differently")
        for period in next(decided):
            AnnualTarget.objects.filter(indicator=indicator, year=period.year).update(is_not_rated=True)

    quick = {glance.pk: (glance.status, glance.was) for glance in glances(report_period=quarter)}
    full = measured(Indicator.objects.all(), report_period=quarter)
    then = {glance.pk: glance.status for glance in glances(report_period=quarter.previous())}

    assert quick == {m.definition.pk: (m.assessment.status, m.assessment.previous_status) for m in full}
    # "Before" is what a report of the quarter before shows, where there was a signed-off figure.
    assert {pk: was for pk, (_, was) in quick.items() if was} == {pk: then[pk] for pk, (_, was) in quick.items() if was}
    assert len(set(quick.values())) > 20


def test_figures_and_targets_are_printed_as_on_the_measures_own_row() -> None:
    RatingRuleFactory()
    band = _measure(0, polarity="range", kind="number", unit="days")
    period_target(band, Q2, None, low=Decimal(-5), high=Decimal(5))
    words = _measure(0)
    AnnualTarget.objects.filter(pk=period_target(words, Q2, None).annual_id).update(text="Top quartile")
    graded = _measure(0, kind="grade", grades="Inadequate\nGood\nOutstanding")
    Observation.objects.filter(indicator=graded, period=Q2).update(value=Decimal(2))
    close = _measure(0)
    Observation.objects.filter(indicator=close, period=Q2).update(value=Decimal("89.96"))
    period_target(close, Q2, Decimal(90))
    withheld = _measure(0)
    Observation.objects.filter(indicator=withheld, period=Q2).update(
        value=None, absence="withheld", absence_reason="One person."
    )

    quick = {glance.pk: glance.value_and_target() for glance in glances(report_period=Q2)}
    rows = [measure_row(found) for found in measured(Indicator.objects.all(), report_period=Q2)]

    assert quick == {row["pk"]: (row["value"], row["target"]) for row in rows}
    assert {quick[each.pk][1] for each in (band, words)} == {"−5.0 days to 5.0 days", "Top quartile"}


def test_all_are_those_that_are_collected_in_the_period() -> None:
    _council()
    IndicatorFactory(ends_on=Q2.start - timedelta(days=1))
    IndicatorFactory(starts_on=Q2.end)

    quick = [glance.pk for glance in glances(report_period=Q2)]

    assert quick == list(collected(Q2).values_list("pk", flat=True))
    assert len(quick) == Indicator.objects.count() - 2


def test_a_figure_that_changed_is_judged_anew() -> None:
    RatingRuleFactory()
    indicator = IndicatorFactory()
    period_target(indicator, Q2, Decimal(80))
    figure = ObservationFactory(indicator=indicator, value=Decimal(90))
    seen = []
    for change in ({"value": Decimal(20)}, {"value": Decimal(90)}, {"judgement": "red", "judgement_reason": "No."}):
        seen.append([each.status.value for each in glances(report_period=Q2)])
        Observation.objects.filter(pk=figure.pk).update(**change)
    seen.append([each.status.value for each in glances(report_period=Q2)])
    RatingRule.objects.update(amber_cut=Decimal(99))
    Observation.objects.filter(pk=figure.pk).update(value=Decimal(20), judgement="")
    seen.append([each.status.value for each in glances(report_period=Q2)])

    assert seen == [["green"], ["red"], ["green"], ["red"], ["amber"]]


def test_statements_do_not_grow_with_measures(django_assert_max_num_queries: object) -> None:
    _council()

    with django_assert_max_num_queries(4):  # type: ignore[operator]
        glances(Indicator.objects.all(), report_period=Q2)


@pytest.mark.parametrize(
    ("frequency", "lag", "shown", "reported"),
    [
        ("M", 0, "September 2026", "June 2026"),
        ("M", 1, "August 2026", "May 2026"),
        ("Q", 1, "2026/27 Q1", "2025/26 Q4"),
        ("Y", 0, "2025/26", "2025/26"),
    ],
)
def test_the_status_before_is_that_of_the_report_before(frequency: str, lag: int, shown: str, reported: str) -> None:
    RatingRuleFactory()
    now, then = parse_label(shown), parse_label(reported)
    indicator = IndicatorFactory(frequency=frequency, lag=lag)
    # The period just before it was off target, where that is not what the report before showed.
    for period, value in {now.previous(): 10, then: 95, now: 95}.items():
        period_target(indicator, period, Decimal(90))
        ObservationFactory(indicator=indicator, period=period, value=Decimal(value))

    (quick,) = glances(report_period=Q2)
    (full,) = measured(Indicator.objects.all(), report_period=Q2)

    assert (quick.period, quick.status, quick.was) == (now, Status.GREEN, Status.GREEN)
    assert (full.assessment.status, full.assessment.previous_status) == (quick.status, quick.was)
