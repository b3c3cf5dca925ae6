"""Rating rules and schemes: versions from a day on, never an edited past, and what a rule would change (rules.md 3)."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.actors import SYSTEM
from accounts.models import Event
from foundation.refusals import ChangeRefused
from indicators.changes.ratings import create_rule, create_scheme, edit_scheme, remove_rule
from indicators.judging.rules_in_force import DEFAULT_BANDS
from indicators.models import IndicatorSet, RatingRule
from indicators.queries.ratings import rated_figures, rule_rows, rules_of_measure, what_would_change
from tests.conftest import NOW
from tests.factories import (
    AnnualTargetFactory,
    IndicatorFactory,
    ObservationFactory,
    RatingRuleFactory,
    SchemeFactory,
    period_target,
)
from tests.factories.indicators import Q2

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 14)
DOER = {"by": SYSTEM, "at": NOW}


def made(**changes):
    values = {
        "starts_on": date(2027, 4, 1),
        "basis": "percent",
        "green_cut": Decimal(0),
        "amber_cut": Decimal(5),
        "exceeding_cut": None,
        "red_edge": "worse",
        "comparison": "none",
        "scheme": changes.pop("scheme", None) or SchemeFactory(),
        "reason": "",
    }
    return create_rule(**DOER, rule=RatingRule(**{**values, **changes}))


def bands(**changes):
    return {status: {**band, "meaning": ""} for status, band in {**DEFAULT_BANDS, **changes}.items() if band}


# Versions


def test_a_version_from_a_day_on_is_stored_and_recorded():
    rule = made(reason="Tighter from 2027")
    assert (rule.amber_cut, rule.starts_on) == (5, date(2027, 4, 1))
    event = Event.objects.get()
    assert (event.action, event.thing_type, event.why) == ("created", "indicators.ratingrule", "Tighter from 2027")
    assert event.changes["amber_cut"] == [None, "5"]


def test_a_rule_of_one_measure_is_read_on_its_history():
    indicator = IndicatorFactory()
    made(indicator=indicator)
    target = AnnualTargetFactory(indicator=indicator)
    made(target=target)
    assert set(Event.objects.values_list("page_type", "page_id")) == {("indicators.indicator", str(indicator.pk))}


def test_a_rule_that_reaches_back_over_signed_off_figures_needs_a_reason():
    ObservationFactory(period=Q2)
    with pytest.raises(ChangeRefused, match="reaches back over figures"):
        made(starts_on=date(2026, 7, 1))
    made(starts_on=date(2026, 10, 1))
    made(starts_on=date(2026, 7, 1), reason="Decided by cabinet")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"green_cut": Decimal(6)}, "amber cut point cannot be below"),
        ({"exceeding_cut": Decimal(5)}, "has no word for exceeding"),
        ({"scheme": "two"}, "has no word for amber"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(changes, words):
    if changes.get("scheme"):
        changes = {"scheme": SchemeFactory(name="Two", bands=bands(amber=None, exceeding=None))}
    elif "exceeding_cut" in changes:
        changes = {**changes, "scheme": SchemeFactory(name="No star", bands=bands(exceeding=None))}
    with pytest.raises(ChangeRefused, match=words):
        made(**changes)
    assert not RatingRule.objects.exists()


def test_a_scope_has_one_version_a_day():
    made()
    made(indicator=IndicatorFactory())
    with pytest.raises(ChangeRefused, match="There is a version from that day already"):
        made()


def test_a_rule_for_a_measure_is_held_against_its_targets():
    indicator = IndicatorFactory()
    period_target(indicator, Q2, 0)
    with pytest.raises(ChangeRefused, match="2026/27 Q2: Per cent of a target of 0 means nothing"):
        made(indicator=indicator, starts_on=date(2026, 4, 1))
    made(indicator=indicator, starts_on=date(2026, 4, 1), basis="points")


def test_a_version_that_has_rated_figures_stays():
    rule = RatingRuleFactory()
    ObservationFactory()
    with pytest.raises(ChangeRefused, match="1 signed-off figure is rated by this version"):
        remove_rule(**DOER, rule=rule, why="Mistaken")


def test_a_version_that_has_rated_nothing_is_removed_with_a_reason():
    rule = RatingRuleFactory(starts_on=date(2027, 4, 1))
    ObservationFactory()
    with pytest.raises(ChangeRefused, match="Enter why"):
        remove_rule(**DOER, rule=rule, why=" ")
    remove_rule(**DOER, rule=rule, why="Mistaken")
    assert not RatingRule.objects.exists()
    assert Event.objects.get().changes["amber_cut"] == ["10", None]


def test_which_figures_a_version_has_rated_depends_on_its_scope_and_days():
    first, other = ObservationFactory(period=Q2).indicator, ObservationFactory(period=Q2).indicator
    group = IndicatorSet.objects.create(name="Set")
    group.indicators.add(first)
    council = RatingRuleFactory(starts_on=date(2026, 4, 1))
    later = RatingRuleFactory(starts_on=date(2026, 7, 1))
    assert (rated_figures(council), rated_figures(later)) == (0, 2)
    assert rated_figures(RatingRuleFactory(indicator=first)) == 1
    assert rated_figures(RatingRuleFactory(indicator_set=group)) == 1
    this_year = AnnualTargetFactory(indicator=other)
    next_year = AnnualTargetFactory(indicator=other, year=Q2.year.next())
    assert rated_figures(RatingRuleFactory(target=this_year)) == 1
    assert rated_figures(RatingRuleFactory(target=next_year, starts_on=date(2026, 4, 1))) == 0


# Which applies


def test_the_most_specific_rule_applies_and_earlier_versions_stay_in_sight():
    indicator = IndicatorFactory()
    group = IndicatorSet.objects.create(name="Set")
    group.indicators.add(indicator)
    council = RatingRuleFactory(starts_on=date(2015, 4, 1))
    RatingRuleFactory(starts_on=date(2027, 4, 1))
    old, of_set = (RatingRuleFactory(indicator_set=group, starts_on=date(year, 4, 1)) for year in (2018, 2020))
    RatingRuleFactory(indicator=IndicatorFactory())

    def applying():
        rules = rules_of_measure(indicator, Q2)
        assert sum(each.applies for each in rules) == 1
        return next(each.row.rule for each in rules if each.applies)

    assert {(each.row.rule, each.row.state) for each in rules_of_measure(indicator, Q2)} >= {
        (council, "in force"), (old, "earlier version"), (of_set, "in force"),
    }  # fmt: skip
    assert applying() == of_set
    own = RatingRuleFactory(indicator=indicator, starts_on=date(2020, 4, 1))
    assert applying() == own
    this_year = RatingRuleFactory(target=AnnualTargetFactory(indicator=indicator), starts_on=date(2026, 4, 1))
    RatingRuleFactory(
        target=AnnualTargetFactory(indicator=indicator, year=Q2.year.previous()), starts_on=date(2025, 4, 1)
    )
    assert applying() == this_year


def test_rules_are_listed_from_the_council_down_and_the_latest_version_first():
    indicator = IndicatorFactory(ref="A1", name="Homes")
    RatingRuleFactory(indicator=indicator)
    first, later = RatingRuleFactory(starts_on=date(2015, 4, 1)), RatingRuleFactory(starts_on=date(2030, 4, 1))
    rows = rule_rows(RatingRule.objects.all(), today=TODAY)
    assert [(row.applies_to, row.state) for row in rows] == [
        ("The whole council", "from later on"), ("The whole council", "in force"), ("A1 Homes", "in force"),
    ]  # fmt: skip
    assert [rows[0].rule, rows[1].rule] == [later, first]


# What would change


def test_a_preview_counts_whose_status_would_differ_and_saves_nothing():
    RatingRuleFactory()
    near, far = IndicatorFactory(ref="A1"), IndicatorFactory(ref="A2")
    for indicator, value in ((near, 84), (far, 50), (IndicatorFactory(ref="A3"), 95)):
        ObservationFactory(indicator=indicator, value=value)
        period_target(indicator, Q2, 90)
    tighter = RatingRule(
        starts_on=date(2026, 4, 1), basis="percent", green_cut=Decimal(0), amber_cut=Decimal(5), scheme=SchemeFactory()
    )
    found = what_would_change(tighter, today=TODAY)
    (change,) = found.changes
    assert (change.ref, change.now["key"], change.then["key"]) == ("A1", "amber", "red")
    assert found.rated == 3
    assert RatingRule.objects.count() == 1


def test_a_preview_leaves_out_what_a_more_specific_rule_rates():
    indicator = IndicatorFactory()
    RatingRuleFactory(indicator=indicator)
    ObservationFactory(indicator=indicator, value=84)
    period_target(indicator, Q2, 90)
    tighter = RatingRule(
        starts_on=date(2026, 4, 1), basis="percent", green_cut=Decimal(0), amber_cut=Decimal(5), scheme=SchemeFactory()
    )
    assert not what_would_change(tighter, today=TODAY).changes
    tighter.indicator = indicator
    assert len(what_would_change(tighter, today=TODAY).changes) == 1
    tighter.starts_on = date(2026, 10, 1)
    assert not what_would_change(tighter, today=TODAY).changes


# Schemes


def test_a_scheme_is_made_and_recorded_status_by_status():
    create_scheme(**DOER, name="Ours", bands=bands(not_rated={"word": "For later", "shape": "dash", "colour": "blue"}))
    changes = Event.objects.get().changes
    assert changes["green"] == [None, "On target, tick, green"]
    assert changes["not_rated"] == [None, "For later, dash, blue"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"green": None}, "at least a word for green"),
        ({"amber": {"word": "on TARGET", "shape": "dash", "colour": "grey"}}, "same word"),
        ({"amber": {"word": "Near", "shape": "tick", "colour": "green"}}, "same shape and colour"),
    ],
)
def test_a_scheme_tells_its_statuses_apart(changes, words):
    with pytest.raises(ChangeRefused, match=words):
        create_scheme(**DOER, name="Ours", bands=bands(**changes))


def test_a_scheme_that_has_shown_figures_keeps_its_words():
    scheme = RatingRuleFactory().scheme
    other = bands(amber={"word": "Nearly", "shape": "circle", "colour": "amber"})
    edit_scheme(**DOER, scheme=scheme, name="Renamed", bands=other, why="Plainer")
    assert Event.objects.get().changes == {
        "name": ["Red, amber, green", "Renamed"],
        "amber": ["Near target, circle, amber", "Nearly, circle, amber"],
    }
    ObservationFactory()
    with pytest.raises(ChangeRefused, match="Figures were signed off in these words"):
        edit_scheme(**DOER, scheme=scheme, name="Renamed", bands=bands())
    assert edit_scheme(**DOER, scheme=scheme, name="Again", bands=other).name == "Again"


def test_a_schemes_name_is_used_once():
    SchemeFactory(name="Ours")
    with pytest.raises(ChangeRefused, match="called ours already"):
        create_scheme(**DOER, name="ours", bands=bands())
