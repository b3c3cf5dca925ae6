"""The pages of rating rules and schemes: lists, previews, versions, words and colours (rules.md 3)."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from indicators.forms.schemes import STATUSES
from indicators.judging.rules_in_force import DEFAULT_BANDS
from indicators.models import IndicatorSet, RatingRule, Scheme
from tests.factories import (
    AnnualTargetFactory,
    IndicatorFactory,
    ObservationFactory,
    RatingRuleFactory,
    SchemeFactory,
    period_target,
    sign_in,
)
from tests.factories.indicators import Q2
from tests.indicators.opened import address, page

pytestmark = pytest.mark.django_db


def typed(**changes):
    return {
        "scope": "council", "indicator_set": "", "ref": "", "year": "", "starts_on": "1 April 2027", "basis": "percent",
        "green_cut": "0", "amber_cut": "5", "exceeding_cut": "",
        "green_edge": "better", "red_edge": "better", "comparison": "none",
        "scheme": SchemeFactory().pk, "reason": "", **changes,
    }  # fmt: skip


def scheme_data(**changes):
    data = {"name": "Ours"}
    for status in STATUSES:
        band = DEFAULT_BANDS.get(status, {"word": "", "shape": "square", "colour": "grey"})
        data |= {f"{status}_{part}": band.get(part, "") for part in ("word", "shape", "colour", "meaning")}
    return {**data, **changes}


@pytest.fixture
def admin():
    return sign_in(Role.ADMINISTRATOR)[0]


@pytest.mark.sweep
@pytest.mark.parametrize("role", list(Role))
def test_everybody_reads_the_rules_and_the_performance_team_changes_them(role):
    rule = RatingRuleFactory()
    client, _ = sign_in(role)
    for url in (
        address("rule-list"),
        address("rule-detail", rule.pk),
        address("scheme-list"),
        address("scheme-detail", rule.scheme_id),
    ):
        assert client.get(url).status_code == 200
    expected = 200 if role is Role.ADMINISTRATOR else 403
    for url in (
        address("rule-create"),
        address("rule-remove", rule.pk),
        address("scheme-create"),
        address("scheme-edit", rule.scheme_id),
    ):
        assert client.get(url).status_code == expected


def test_a_partner_sees_the_rules_that_rate_its_own_measures():
    ours, theirs = IndicatorFactory(name="Partner measure"), IndicatorFactory(name="Council measure")
    group = IndicatorSet.objects.create(name="Council set")
    group.indicators.add(theirs)
    hidden = [
        RatingRuleFactory(indicator=theirs),
        RatingRuleFactory(indicator_set=group),
        RatingRuleFactory(target=AnnualTargetFactory(indicator=theirs)),
    ]
    RatingRuleFactory(indicator=ours)
    RatingRuleFactory()
    client, _ = sign_in(Role.PARTNER, ours.service)
    text = page(client, address("rule-list"))
    assert "Partner measure" in text
    assert "The whole council" in text
    assert "Council measure" not in text
    assert "Council set" not in text
    assert {client.get(address("rule-detail", rule.pk)).status_code for rule in hidden} == {404}


def test_the_list_narrows_downloads_and_does_not_grow_in_statements(admin):
    RatingRuleFactory(starts_on=date(2015, 4, 1))
    RatingRuleFactory(starts_on=date(2020, 4, 1), amber_cut=7)
    text = page(admin, address("rule-list"), state="in_force")
    assert "1 of 2 versions" in text
    assert "7% of target" in text
    answer = admin.get(reverse("indicators:rule-list"), {"download": "csv", "state": "in_force"})
    (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (row["Applies to"], row["From"], row["State"]) == ("The whole council", "2020-04-01", "in force")

    def statements():
        with CaptureQueriesContext(connection) as captured:
            page(admin, address("rule-list"))
        return len(captured)

    before = statements()
    for _ in range(8):
        RatingRuleFactory(indicator=IndicatorFactory())
        RatingRuleFactory(target=AnnualTargetFactory())
    assert statements() == before <= 15


def test_an_empty_list_says_what_applies(admin):
    assert "amber up to 10% of target short of it" in page(admin, address("rule-list"))
    assert "Until the council has its own" in page(admin, address("scheme-list"))


# Making a rule


def test_what_would_change_is_shown_before_anything_is_saved(admin):
    indicator = IndicatorFactory(name="Homes <b>let</b>")
    ObservationFactory(indicator=indicator, value=84)
    period_target(indicator, Q2, 90)
    text = admin.post(address("rule-create"), typed(starts_on="1 April 2026", preview="Show")).content.decode()
    assert "1 of 1 measures that it would rate get another status" in text
    assert "Homes &lt;b&gt;let&lt;/b&gt;" in text
    assert 'value="1 April 2026"' in text
    assert not RatingRule.objects.exists()


def test_a_rule_is_saved_for_each_scope(admin):
    indicator, group = IndicatorFactory(ref="HS07"), IndicatorSet.objects.create(name="Set")
    target = AnnualTargetFactory(indicator=indicator)
    for data, field, value in (
        ({}, "indicator", None),
        ({"scope": "set", "indicator_set": group.pk, "ref": "HS07"}, "indicator_set", group),
        ({"scope": "indicator", "ref": "hs07"}, "indicator", indicator),
        ({"scope": "target", "ref": "HS07", "year": "2026/27"}, "target", target),
        ({"basis": "values", "green_cut": "", "amber_cut": "", "starts_on": "1 April 2028"}, "indicator", None),
    ):
        answer = admin.post(address("rule-create"), typed(**data))
        assert answer.status_code == 302, answer.content.decode()
        assert getattr(RatingRule.objects.latest("pk"), field) == value


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"scope": "set"}, "Select the set"),
        ({"scope": "indicator"}, "Enter the reference"),
        ({"scope": "indicator", "ref": "NOWHERE"}, "No measure has the reference NOWHERE"),
        ({"scope": "target", "ref": "HS07", "year": "2031/32"}, "has no target for that year"),
        ({"amber_cut": "-1"}, "must be 0 or more"),
        ({"green_cut": "6"}, "at least as far as green"),
        ({"green_cut": "lots"}, "The largest gap that is green must be a number"),
        ({"starts_on": ""}, "Enter the day from which it applies"),
        ({"red_edge": "x"}, "Choose what a figure exactly on the amber cut point is from the list"),
        ({"starts_on": "soon"}, "Enter a date such as"),
        ({"scheme": ""}, "Select the words and colours"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(admin, changes, words):
    IndicatorFactory(ref="HS07")
    text = admin.post(address("rule-create"), typed(reason="<i>Because</i>", **changes)).content.decode()
    assert words in text
    assert "&lt;i&gt;Because&lt;/i&gt;" in text
    assert not RatingRule.objects.exists()


def test_a_new_version_begins_with_the_old_one(admin):
    indicator = IndicatorFactory(ref="HS07")
    target = AnnualTargetFactory(indicator=indicator)
    rule = RatingRuleFactory(target=target, amber_cut="7.5", comparison="better")
    text = page(admin, address("rule-create"), **{"from": rule.pk})
    for words in ('value="7.5"', 'value="HS07"', 'value="2026/27"', '<option value="better" selected>'):
        assert words in text
    assert 'value="HS07"' in page(admin, address("rule-create"), indicator="HS07")
    assert 'value="1 April 2026"' in page(admin, address("rule-create"), target=target.pk)
    for nonsense in ({"from": "x" * 40}, {"from": "999"}, {"target": "²"}, {"indicator": "NOWHERE"}, {"set": "7"}):
        page(admin, address("rule-create"), **nonsense)


def test_a_version_is_removed_only_before_it_has_rated_anything(admin):
    used, unused = RatingRuleFactory(), RatingRuleFactory(starts_on=date(2030, 4, 1))
    ObservationFactory()
    assert "so it stays" in admin.post(address("rule-remove", used.pk), {"why": "Mistaken"}).content.decode()
    assert admin.post(address("rule-remove", unused.pk), {"why": "Mistaken"}).status_code == 302
    assert list(RatingRule.objects.all()) == [used]


# Schemes


def test_a_scheme_is_made_from_another_and_shown_as_it_looks(admin):
    like = SchemeFactory()
    assert 'value="Near target"' in page(admin, address("scheme-create"), **{"from": like.pk})
    answer = admin.post(
        address("scheme-create"), scheme_data(exceeding_word="", amber_word="<b>Nearly</b>", amber_meaning="Close")
    )
    assert answer.status_code == 302
    scheme = Scheme.objects.get(name="Ours")
    assert set(scheme.bands) == {"green", "amber", "red"}
    text = page(admin, address("scheme-detail", scheme.pk))
    assert "&lt;b&gt;Nearly&lt;/b&gt;" in text
    assert "Close" in text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"green_word": ""}, "Enter the word for green"),
        ({"name": ""}, "Enter the name of the scheme"),
        ({"amber_word": "On target"}, "Two statuses have the same word"),
        ({"red_colour": "pink"}, "from the list"),
    ],
)
def test_a_scheme_that_cannot_be_is_refused_and_kept(admin, changes, words):
    text = admin.post(address("scheme-create"), scheme_data(red_meaning="Kept", **changes)).content.decode()
    assert words in text
    assert 'value="Kept"' in text
    assert not Scheme.objects.exists()


def test_a_scheme_is_changed_until_it_has_shown_figures(admin):
    scheme = RatingRuleFactory().scheme
    url = address("scheme-edit", scheme.pk)
    assert admin.post(url, scheme_data(amber_word="Nearly", why="Plainer")).status_code == 302
    assert "Plainer" in page(admin, address("scheme-detail", scheme.pk), tab="history")
    ObservationFactory()
    assert "Figures were signed off" in admin.post(url, scheme_data(amber_word="Almost")).content.decode()
    assert "only the scheme’s name can change" in page(admin, address("scheme-detail", scheme.pk))


def test_the_list_of_schemes_does_not_grow_in_statements(admin):
    def statements():
        with CaptureQueriesContext(connection) as captured:
            page(admin, address("scheme-list"))
        return len(captured)

    RatingRuleFactory()
    before = statements()
    for n in range(5):
        RatingRuleFactory(scheme=SchemeFactory(name=f"Scheme {n}"), indicator=IndicatorFactory())
    assert statements() == before
