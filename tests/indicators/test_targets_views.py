"""The pages of targets: the year's list, and setting one with its periods shown before anything is saved (C3)."""

import csv
import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Event
from accounts.roles import Role
from indicators.models import AnnualTarget, PeriodTarget
from tests.factories import (
    AnnualTargetFactory,
    IndicatorFactory,
    ObservationFactory,
    RatingRuleFactory,
    UnitFactory,
    period_target,
    sign_in,
)
from tests.factories.indicators import Q2
from tests.indicators.opened import page

pytestmark = pytest.mark.django_db
LIST = reverse("indicators:target-list")


def address(indicator, year=None):
    return reverse("indicators:target-edit", args=[indicator.ref, (year or Q2.year).key])


def typed(**changes):
    data = {
        "value": "90",
        "text": "",
        "profile": "level",
        "baseline": "",
        "rationale": "",
        "why": "Agreed",
        "version": 0,
    }
    return {**data, **{f"typed_{n}": "" for n in range(1, 5)}, "green_limit": "", "red_limit": "", **changes}


@pytest.fixture
def admin():
    return sign_in(Role.ADMINISTRATOR)[0]


# Who


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.ADMINISTRATOR, 200),
        (Role.DIRECTOR, 200),
        (Role.APPROVER, 403),
        (Role.COUNCILLOR, 403),
        (Role.PARTNER, 403),
    ],
)
def test_the_performance_team_and_the_director_set_targets(role, status):
    indicator = IndicatorFactory()
    client, _ = sign_in(role, indicator.service)
    assert client.get(address(indicator)).status_code == status
    assert client.get(LIST).status_code == 200


def test_a_director_sets_targets_of_their_own_directorate_only():
    indicator, ours = IndicatorFactory(), IndicatorFactory()
    client, _ = sign_in(Role.DIRECTOR, ours.service)
    assert client.get(address(indicator)).status_code == 403
    text = page(client, LIST)
    assert address(ours) in text
    assert address(indicator) not in text


def test_a_partner_sees_its_own_targets_only():
    theirs, ours = IndicatorFactory(name="Council measure"), IndicatorFactory(name="Partner measure")
    for each in (theirs, ours):
        AnnualTargetFactory(indicator=each)
    client, _ = sign_in(Role.PARTNER, ours.service)
    assert "Council measure" not in page(client, LIST)
    assert client.get(address(theirs)).status_code == 403  # a partner sets none, whoever's measure it is
    downloaded = client.get(reverse("indicators:target-list"), {"download": "csv"}).content.decode()
    assert "Partner measure" in downloaded
    assert "Council measure" not in downloaded


@pytest.mark.parametrize("key", ["2026-01-01YC", "2026-04-01QF", "nonsense", "2026-13-01YF"])
def test_what_is_no_year_of_the_measure_is_not_found(admin, key):
    url = reverse("indicators:target-edit", args=[IndicatorFactory().ref, key])
    assert admin.get(url).status_code == 404


# The list


def test_the_list_shows_a_year_and_who_has_no_target_yet(admin):
    set_one, missing = IndicatorFactory(name="Homes let"), IndicatorFactory(name="Calls answered")
    worded, undecided = IndicatorFactory(name="Trees planted"), IndicatorFactory(name="Bins emptied")
    IndicatorFactory(name="Rain fallen", is_data_only=True)
    period_target(set_one, Q2, Decimal("92.5"))
    AnnualTargetFactory(indicator=worded, value=None, text="Top quartile")
    AnnualTargetFactory(indicator=undecided, is_not_rated=True)
    names = ("Homes let", "Calls answered", "Trees planted", "Bins emptied", "Rain fallen")
    for chosen, shown in (
        ({}, names[:4]),
        ({"state": "set"}, ("Homes let", "Trees planted", "Bins emptied")),
        ({"state": "missing"}, ("Calls answered",)),
        ({"state": "words"}, ("Trees planted",)),
        ({"state": "not_rated"}, ("Bins emptied",)),
        ({"q": "homes"}, ("Homes let",)),
        ({"service": missing.service_id}, ("Calls answered",)),
        ({"year": 2027, "state": "set"}, ()),
    ):
        text = page(admin, LIST, **chosen)
        assert tuple(name for name in names if name in text) == shown, chosen
    text = page(admin, LIST)
    for words in ("92.5%", "Top quartile", "not set yet", "Not rated this year, by decision"):
        assert words in text
    answer = admin.get(reverse("indicators:target-list"), {"download": "csv"})
    rows = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert {row["Name"]: row["Target"] for row in rows}["Homes let"] == "92.5%"


def test_an_empty_list_says_what_to_do(admin):
    assert "define the measures first" in page(admin, LIST)


def test_the_number_of_statements_does_not_grow(admin):
    def fill(n):
        for _ in range(n):
            period_target(IndicatorFactory(service=UnitFactory()), Q2, 90)

    def statements():
        with CaptureQueriesContext(connection) as captured:
            page(admin, LIST)
        return len(captured)

    fill(1)
    before = statements()
    fill(8)
    assert statements() == before <= 15


# Setting one


def test_the_periods_are_shown_before_anything_is_saved(admin):
    indicator = IndicatorFactory()
    answer = admin.post(
        address(indicator), typed(value="90", profile="straight_line", baseline="82", preview="Show")
    ).content.decode()
    for words in ("84%", "86%", "88%", "90%", "Nothing is saved yet"):
        assert words in answer
    assert 'value="82"' in answer
    assert not AnnualTarget.objects.exists()


def test_what_is_wrong_shows_in_the_preview_too(admin):
    indicator = IndicatorFactory()
    answer = admin.post(address(indicator), typed(value="0", preview="Show")).content.decode()
    assert "Per cent of a target of 0 means nothing" in answer
    answer = admin.post(
        address(indicator), typed(profile="typed", typed_1="1", typed_2="2", typed_3="3", typed_4="4", preview="Show")
    ).content.decode()
    assert "it must equal the annual target of 90" in answer


def test_a_target_is_saved_with_its_periods(admin):
    indicator = IndicatorFactory()
    assert admin.post(address(indicator), typed(value="92.5%")).status_code == 302
    assert {each.value for each in PeriodTarget.objects.all()} == {Decimal("92.5")}
    assert Event.objects.get().why == "Agreed"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"value": "about ninety"}, "is not a figure"),
        ({"value": "£90"}, "this measure is a percentage"),
        ({"value": "n/a"}, "or nothing"),
        ({"profile": "typed", "typed_1": "80"}, "Enter the target for 2026/27 Q2"),
        ({"profile": "equal"}, "Choose the profile from the list"),
        ({"why": ""}, "is over, so this changes what figures are held against"),
        ({"value": "", "text": ""}, "Enter a target as a figure or in words"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(admin, changes, words):
    indicator = IndicatorFactory()
    answer = admin.post(address(indicator), typed(rationale="<b>Because</b>", **changes)).content.decode()
    assert words in answer
    assert "&lt;b&gt;Because&lt;/b&gt;" in answer
    assert not AnnualTarget.objects.exists()


def test_two_people_do_not_overwrite_each_other(admin):
    indicator = IndicatorFactory()
    admin.post(address(indicator), typed(value="85"))
    answer = admin.post(address(indicator), typed(value="95")).content.decode()
    assert "Saved by somebody else while you had this open" in answer
    assert "<p>85</p>" in answer
    assert 'value="95"' in answer
    admin.post(address(indicator), typed(value="95", version=1))
    assert AnnualTarget.objects.get().value == 95


def test_the_form_stands_beside_last_year(admin):
    indicator = IndicatorFactory()
    AnnualTargetFactory(indicator=indicator, year=Q2.year.previous(), value=Decimal(88))
    ObservationFactory(indicator=indicator, period=Q2.last_year(), value=Decimal("87.3"))
    text = page(admin, address(indicator))
    assert "87.3%" in text
    assert 'value="88"' in text  # last year's target is where one begins
    assert "is over. A change now is a restatement" in text
    assert "is over. A change now" not in page(admin, address(indicator, Q2.year.next()))


@pytest.mark.parametrize(
    ("fields", "data", "stored"),
    [
        ({"kind": "yes_no"}, {"value": "Yes"}, Decimal(1)),
        ({"kind": "grade", "grades": "Poor\nGood"}, {"value": "good"}, Decimal(1)),
        ({"kind": "duration", "polarity": "low"}, {"value": "45 minutes"}, Decimal(2700)),
        ({"frequency": "Y"}, {"value": "90"}, Decimal(90)),
    ],
)
def test_a_target_is_typed_in_the_measures_own_kind(admin, fields, data, stored):
    indicator = IndicatorFactory(**fields)
    if fields.get("kind") == "grade":
        RatingRuleFactory(indicator=indicator, basis="points", amber_cut=1)
    answer = admin.post(address(indicator), typed(**data))
    assert answer.status_code == 302, answer.content.decode()
    assert {each.value for each in PeriodTarget.objects.all()} == {stored}


def test_a_range_has_two_ends(admin):
    indicator = IndicatorFactory(polarity="range")
    admin.post(address(indicator), typed(low="10", high="12"))
    target = PeriodTarget.objects.first()
    assert (target.low, target.high, target.value) == (Decimal(10), Decimal(12), None)


@pytest.mark.parametrize(("before", "is_said"), [([90, 90], True), ([90, 88], False), ([90], False), ([], False)])
def test_who_sets_a_target_is_told_that_it_has_not_moved(admin, before, is_said):
    indicator = IndicatorFactory()
    for back, value in enumerate(before, start=1):
        AnnualTargetFactory(indicator=indicator, year=Q2.year.previous(back), value=Decimal(value))
    page = admin.get(address(indicator)).content.decode()
    assert ("The target was 90% in both years before." in page) is is_said
