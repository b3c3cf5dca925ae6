"""What was worked out from plain rows is worked out anew when anything in them changes: nothing kept is ever shown."""

from collections.abc import Callable
from dataclasses import fields as dataclass_fields
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Q

from foundation.memo import forget_all
from indicators.judging.council_statuses import glances
from indicators.judging.figures_in_return import entered_figures
from indicators.judging.rules_in_force import RulesInForce
from indicators.judging.scorecard import measured
from indicators.models import AnnualTarget, Commentary, Indicator, Observation, PeriodTarget, RatingRule, SeriesBreak
from tests.factories import IndicatorFactory, ObservationFactory, RatingRuleFactory, ReturnFactory, period_target
from tests.factories.indicators import Q2

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]

LAST = Q2.previous()


@pytest.fixture(autouse=True)
def _measure() -> None:
    """A measure with a year and a half of figures and targets, commentary, a rule of the council's and one of a set."""
    rule = RatingRuleFactory(comparison="no_worse")
    measure = IndicatorFactory(ref="ONE", kind="percentage")
    in_set = measure.sets.create(name="Customers")
    RatingRuleFactory(indicator_set=in_set, scheme=rule.scheme, green_cut=Decimal(1))
    for steps in range(6):
        period = Q2.previous(steps)
        period_target(measure, period, 80 + steps)
        in_return = ReturnFactory(service=measure.service) if steps == 0 else None
        figure = ObservationFactory(indicator=measure, period=period, value=Decimal(70 + steps), in_return=in_return)
        Commentary.objects.create(observation=figure, happened=f"As it was {steps} quarters ago.")


def _figures(**changes: Any) -> Callable[[], object]:
    return lambda: Observation.objects.filter(period=Q2).update(**changes)


def _earlier(**changes: Any) -> Callable[[], object]:
    return lambda: Observation.objects.filter(period=LAST).update(**changes)


def _sheet(**changes: Any) -> Callable[[], object]:
    return lambda: Indicator.objects.filter(ref="ONE").update(**changes)


def _targets(**changes: Any) -> Callable[[], object]:
    return lambda: PeriodTarget.objects.filter(period__in=[Q2, LAST]).update(**changes)


def _years(**changes: Any) -> Callable[[], object]:
    return lambda: AnnualTarget.objects.update(**changes)


def _rules(**changes: Any) -> Callable[[], object]:
    return lambda: RatingRule.objects.update(**changes)


def _new_rule(**fields: Any) -> Callable[[], object]:
    measure = lambda: Indicator.objects.get(ref="ONE")  # noqa: E731 - there is none yet
    return lambda: RatingRuleFactory(indicator=measure(), scheme=RatingRule.objects.first().scheme, **fields)


def _scheme_words() -> None:
    scheme = RatingRule.objects.first().scheme
    scheme.bands["red"]["word"] = "Missed"
    scheme.save()


def _owner_and_service() -> None:
    measure = Indicator.objects.get(ref="ONE")
    measure.owner.title, measure.service.name = "Somebody else", "Another service"
    measure.owner.save()
    measure.service.save()


CHANGES: dict[str, Callable[[], object]] = {
    "a figure": _figures(value=Decimal("95.5")),
    "a figure's tenth decimal": _figures(value=Decimal("70.0000000001")),
    "a figure taken away": lambda: Observation.objects.filter(period=Q2).delete(),
    "no figure, with a reason": _figures(value=None, absence="withheld", absence_reason="Fewer than ten."),
    "its state": _figures(state="draft"),
    "its standing": _figures(standing="provisional"),
    "a judgement": _figures(judgement="amber", judgement_reason="On its way."),
    "an earlier figure": _earlier(value=Decimal(99)),
    "an earlier judgement": _earlier(judgement="green", judgement_reason="It was fine."),
    "last year's figure": lambda: Observation.objects.filter(period=Q2.last_year()).update(value=Decimal(12)),
    "a target": _targets(value=Decimal(60)),
    "a target taken away": lambda: PeriodTarget.objects.filter(period=Q2).delete(),
    "a target's range": _targets(low=Decimal(10), high=Decimal(20)),
    "a target's limits": _targets(green_limit=Decimal(10), red_limit=Decimal(5)),
    "a target in words": _years(text="Top quartile"),
    "not rated this year": _years(is_not_rated=True),
    "why the year's target": _years(rationale="Agreed with the board."),
    "a year's target": _years(value=Decimal(33)),
    "a new definition": lambda: SeriesBreak.objects.create(
        indicator=Indicator.objects.get(ref="ONE"), period=Q2, note="Counted differently"
    ),
    "the polarity": _sheet(polarity="low"),
    "the kind": _sheet(kind="number"),
    "the name": _sheet(name="Another name"),
    "the decimals": _sheet(decimals=3),
    "contextual": _sheet(tells="contextual"),
    "data only": _sheet(is_data_only=True),
    "seasonal": _sheet(is_seasonal=True),
    "no longer collected": _sheet(ends_on=date(2026, 7, 2)),
    "in arrears": _sheet(lag=1),
    "its owner and service": _owner_and_service,
    "the rules' cuts": _rules(amber_cut=Decimal(99)),
    "the rules' basis": _rules(basis="values"),
    "the rules' first day": _rules(starts_on=date(2026, 7, 1)),
    "no more rules": lambda: RatingRule.objects.all().delete(),
    "a rule of its own": _new_rule(green_cut=Decimal(50), amber_cut=Decimal(60)),
    "a rule from then on": _new_rule(green_cut=Decimal(50), amber_cut=Decimal(60), starts_on=Q2.start),
    "out of its set": lambda: Indicator.objects.get(ref="ONE").sets.clear(),
    "the scheme's words": _scheme_words,
    "what was said": lambda: Commentary.objects.update(happened="Now we know more."),
    "who approves": lambda: Observation.objects.filter(period=Q2).update(note_back="Look again.", version=9),
}


def _told() -> list[list[str]]:
    everything = Indicator.objects.order_by("ref")
    return [
        [repr(each) for each in found]
        for found in (
            measured(everything, report_period=Q2, history=5),
            measured(everything, report_period=Q2, history=5, drafts_of=None),
            glances(report_period=Q2),
            entered_figures(Q(is_current=True)),
        )
    ]


@pytest.fixture
def forget() -> Callable[[], None]:
    forget_all()
    return forget_all


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_is_told_as_if_nothing_had_been_kept(what: str, forget: Callable[[], None]) -> None:
    before = _told()
    CHANGES[what]()

    after = _told()
    forget()

    assert after == _told()
    assert after != before


def test_the_same_is_worked_out_once() -> None:
    first, again = (
        [*measured(Indicator.objects.all(), report_period=Q2), *glances(report_period=Q2), *entered_figures(Q())]
        for _ in range(2)
    )
    assert len(first) == 8
    assert all(one is other for one, other in zip(first, again, strict=True))


def test_rules_read_as_plain_rows_are_the_models_own() -> None:
    fields = {"basis": "values", "green_cut": "1.5", "amber_cut": "2.5", "exceeding_cut": "3.5"}
    RatingRule.objects.filter(indicator_set=None).update(
        **fields, green_edge="worse", red_edge="worse", comparison="better"
    )
    stored = RatingRule.objects.select_related("scheme").get(indicator_set=None)
    stored.scheme.bands.pop("amber")
    stored.scheme.save()
    rule, bands = RulesInForce.load().applying(0, Q2)
    assert rule == stored.as_rule()
    assert all(getattr(rule, field.name) != field.default for field in dataclass_fields(rule))
    assert bands == stored.scheme.bands


def test_drafts_are_kept_apart_from_what_others_may_see() -> None:
    Observation.objects.filter(period=Q2).update(state="draft")
    seen = [
        measured(Indicator.objects.all(), report_period=Q2, drafts_of=reach)[0].facts.now.value
        for reach in (None, frozenset(), None, frozenset())
    ]
    assert seen == [Decimal(70), None, Decimal(70), None]


@pytest.mark.parametrize(("state", "shown"), [("draft", "due"), ("sent_back", "due"), ("submitted", "submitted")])
def test_to_who_may_not_read_drafts_there_is_none(state: str, shown: str) -> None:
    judged = {"judgement": "red", "judgement_reason": "It will miss."}
    Observation.objects.filter(period=Q2).update(state=state, **judged)
    (theirs,) = measured(Indicator.objects.all(), report_period=Q2, history=5)
    figure = theirs.figure
    assert figure is not None
    assert (figure.value, figure.judgement, figure.state) == (None, "", shown)
    assert theirs.series[-1][1] == figure
    # Nor does one drive a picture or a direction for those who may.
    (own,) = measured(Indicator.objects.all(), report_period=Q2, history=5, drafts_of=None)
    assert (own.facts.now.value, own.facts.history[-1], own.assessment.short.change) == (Decimal(70), None, None)
