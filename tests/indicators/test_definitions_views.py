"""The pages of measures and sets: who sees what, filters, forms that keep what was typed (C1, C2, C16)."""

import csv
import io
import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Event
from accounts.roles import Role
from indicators.models import Indicator, IndicatorSet, SeriesBreak
from tests.factories import (
    AnnualTargetFactory,
    IndicatorFactory,
    ObjectiveFactory,
    ObservationFactory,
    RatingRuleFactory,
    UnitFactory,
    period_target,
    sign_in,
)
from tests.factories.indicators import Q2
from tests.indicators.opened import address, page

pytestmark = pytest.mark.django_db
EVIL = "<script>alert('x')</script>"
TABS = ("", "targets", "rule", "serves", "breaks", "history")


def words_of(text):
    """What a person reads on the page: its text without the markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)).strip()


@pytest.fixture
def admin():
    return sign_in(Role.ADMINISTRATOR)[0]


def typed(indicator, **changes):
    """What the form of a sheet sends."""
    names = (
        "ref", "name", "purpose", "definition", "formula", "numerator", "denominator", "kind", "unit", "decimals",
        "grades", "polarity", "frequency", "year_basis", "counting", "lag", "tells", "dimension", "data_source",
    )  # fmt: skip
    data = {name: getattr(indicator, name) for name in names}
    posts = {name: getattr(indicator, f"{name}_id") for name in ("service", "owner", "data_provider", "approver")}
    return {**data, **posts, "no_change_within": "0", "version": indicator.version, **changes}


# Who may open what


@pytest.mark.sweep
@pytest.mark.parametrize("role", list(Role))
def test_everybody_reads_and_the_performance_team_changes(role):
    indicator = IndicatorFactory()
    client, _ = sign_in(role, indicator.service)
    assert client.get(address("indicator-list")).status_code == 200
    assert client.get(address("indicator-detail", indicator.ref)).status_code == 200
    assert client.get(address("set-list")).status_code == 200
    expected = 200 if role is Role.ADMINISTRATOR else 403
    for url in (
        address("indicator-create"),
        address("indicator-edit", indicator.ref),
        address("indicator-retire", indicator.ref),
        address("indicator-objectives", indicator.ref),
        address("break-create", indicator.ref),
        address("set-create"),
    ):
        assert client.get(url).status_code == expected, url


def test_a_stranger_is_sent_to_sign_in():
    assert Client().get(address("indicator-list")).status_code == 302


def test_a_partner_sees_its_own_measures_only():
    theirs, ours = IndicatorFactory(name="Council measure"), IndicatorFactory(name="Partner measure")
    secret = IndicatorSet.objects.create(name="Council set")
    secret.indicators.add(theirs)
    client, _ = sign_in(Role.PARTNER, ours.service)
    text = page(client, address("indicator-list"))
    assert "Partner measure" in text
    assert "Council measure" not in text
    assert theirs.service.name not in text
    assert "Council set" not in text + page(client, address("set-list"))
    for name, argument, absent in (("indicator-detail", theirs.ref, "NOWHERE"), ("set-detail", secret.pk, 999)):
        hidden, missing = client.get(address(name, argument)), client.get(address(name, absent))
        assert hidden.status_code == missing.status_code == 404
        assert words_of(hidden.content.decode()) == words_of(missing.content.decode())
    downloaded = client.get(reverse("indicators:indicator-list"), {"download": "csv"}).content.decode()
    assert "Partner measure" in downloaded
    assert "Council measure" not in downloaded


def test_a_partner_is_not_told_what_a_measure_serves_elsewhere():
    ours = IndicatorFactory()
    ours.contributions.create(objective=ObjectiveFactory(title="Council objective"), made_on=date(2026, 2, 1))
    client, _ = sign_in(Role.PARTNER, ours.service)
    assert "Council objective" not in page(client, address("indicator-detail", ours.ref), tab="serves")


def test_a_partner_is_not_told_which_measure_of_another_service_takes_the_place_of_its_own():
    elsewhere, own = IndicatorFactory(ref="ELSE1", name="Council measure"), IndicatorFactory(ref="OWN2")
    first, second = IndicatorFactory(ref="OWN0", service=own.service), IndicatorFactory(ref="OWN1", service=own.service)
    for measure, successor in ((first, elsewhere), (second, own)):
        Indicator.objects.filter(pk=measure.pk).update(successor=successor, ends_on=date(2027, 3, 31))
    partner, council = (sign_in(role, own.service)[0] for role in (Role.PARTNER, Role.COUNCILLOR))
    for client, told in ((partner, False), (council, True)):
        sheet = page(client, address("indicator-detail", "OWN0"))
        assert "Collected until 31 March 2027" in sheet
        assert ("Council measure" in sheet) is told
        assert "OWN2" in page(client, address("indicator-detail", "OWN1"))
        listed = page(client, address("indicator-list"))
        assert "Collected until 31 March 2027, then OWN2" in listed
        assert ("then ELSE1" in listed) is told
        rows = csv.DictReader(
            io.StringIO(page(client, address("indicator-list"), download="csv").removeprefix("\ufeff"))
        )
        after = {row["Reference"]: row["Successor"] for row in rows}
        assert (after["OWN0"], after["OWN1"]) == ("ELSE1" if told else "", "OWN2")


def test_the_history_is_for_those_who_change_or_audit():
    indicator = IndicatorFactory()
    for role, status in ((Role.AUDITOR, 200), (Role.COUNCILLOR, 403)):
        client, _ = sign_in(role)
        assert client.get(address("indicator-detail", indicator.ref), {"tab": "history"}).status_code == status
        assert ("History" in page(client, address("indicator-detail", indicator.ref))) is (status == 200)


# The list


def test_filters_narrow_the_list_and_stand_in_its_address(admin):
    key = IndicatorSet.objects.create(name="Key set")
    first = IndicatorFactory(name="Homes let", is_key=True, polarity="low", frequency="M")
    first.sets.add(key)
    IndicatorFactory(name="Calls answered", ends_on=date(2026, 3, 31))
    IndicatorFactory(name="Bins emptied", definition="Homes with a bin")
    for chosen, shown in (
        ({}, {"Homes let", "Bins emptied"}),
        ({"q": "homes"}, {"Homes let", "Bins emptied"}),
        ({"q": "homes", "key": "yes"}, {"Homes let"}),
        ({"set": key.pk}, {"Homes let"}),
        ({"service": first.service_id}, {"Homes let"}),
        ({"frequency": "M"}, {"Homes let"}),
        ({"polarity": "high"}, {"Bins emptied"}),
        ({"state": "retired"}, {"Calls answered"}),
        ({"state": "all"}, {"Homes let", "Calls answered", "Bins emptied"}),
        ({"service": "nonsense", "set": "<b>"}, {"Homes let", "Bins emptied"}),
    ):
        text = page(admin, address("indicator-list"), **chosen)
        assert {name for name in ("Homes let", "Calls answered", "Bins emptied") if name in text} == shown, chosen
        assert f"{len(shown)} of 3 measures" in text or len(shown) == 3


def test_the_list_downloads_what_it_shows(admin):
    IndicatorFactory(name="Homes let", purpose="=1+1", is_key=True)
    IndicatorFactory(name="Calls answered")
    answer = admin.get(reverse("indicators:indicator-list"), {"download": "csv", "key": "yes"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["Name"] for row in rows] == ["Homes let"]
    assert rows[0]["Why it matters"] == "'=1+1"
    assert admin.get(reverse("indicators:indicator-list"), {"download": "xlsx"}).content[:2] == b"PK"
    assert 'href="?key=yes&amp;download=csv"' in page(admin, address("indicator-list"), key="yes")


def test_an_empty_list_says_what_to_do(admin):
    assert "Add the first one by its definition sheet" in page(admin, address("indicator-list"))
    IndicatorFactory()
    assert "No measure fits these filters" in page(admin, address("indicator-list"), q="nowhere")


def test_the_number_of_statements_does_not_grow(admin):
    first = IndicatorFactory()
    SeriesBreak.objects.create(indicator=first, period=Q2, note="New")
    RatingRuleFactory()

    def fill(n):
        sets = [IndicatorSet.objects.create(name=f"Set {n} {each}") for each in range(n)]
        for each in range(n):
            indicator = IndicatorFactory(service=UnitFactory(), ends_on=date(2026, 3, 31), successor=first)
            indicator.sets.set(sets)
            first.contributions.create(objective=ObjectiveFactory(), made_on=date(2026, 2, 1))
            year = Q2.year.previous(n * 10 + each)
            AnnualTargetFactory(indicator=first, year=year)
            period_target(first, year.parts(Q2.frequency)[0], 90)
            RatingRuleFactory(indicator=first, starts_on=date(2000 + n * 10 + each, 4, 1))

    def statements(url, **data):
        with CaptureQueriesContext(connection) as captured:
            page(admin, url, **data)
        return len(captured)

    urls = [(address("indicator-list"), {"state": "all"}), (address("set-list"), {})]
    urls += [(address("indicator-detail", first.ref), {"tab": tab}) for tab in TABS]
    fill(1)
    before = [statements(url, **data) for url, data in urls]
    fill(6)
    assert [statements(url, **data) for url, data in urls] == before
    assert max(before) <= 15


# The sheet


def test_a_sheet_tells_all_of_c2(admin):
    predecessor = IndicatorFactory(ref="OLD1")
    indicator = IndicatorFactory(
        purpose="Homes matter", definition="Homes let", formula="A over B", has_parts=True, numerator="Let in time",
        denominator="All let", dimension="performance", lag=1, is_seasonal=True, data_source="Housing system",
        starts_on=date(2020, 4, 1), is_key=True, tells="outcome", no_change_within="0.5", decimals=2,
    )  # fmt: skip
    Indicator.objects.filter(pk=predecessor.pk).update(successor=indicator, ends_on=date(2020, 3, 31))
    text = page(admin, address("indicator-detail", indicator.ref))
    for words in (
        "Homes matter", "Homes let", "A over B", "Let in time", "All let", "Percentage", "High", "Quarterly",
        "Rate, percentage or average over the period", "The same period last year only", "Periods in arrears",
        "Housing system", "1 April 2020", "Outcome: what changed for people", "Performance", "OLD1",
        indicator.owner.title, "0.5",
    ):  # fmt: skip
        assert words in text, words


def test_a_sheet_says_when_nobody_has_said_which_way_is_good(admin):
    for ref, values, said in (
        ("A1", {"polarity": "none"}, True),
        ("A2", {"polarity": "none", "is_data_only": True}, False),
        ("A3", {"polarity": "none", "kind": "yes_no"}, False),
        ("A4", {}, False),
    ):
        IndicatorFactory(ref=ref, **values)
        assert ("Not said yet: it is not rated" in page(admin, address("indicator-detail", ref))) is said, ref


def test_tabs_show_targets_rules_links_breaks_and_history(admin):
    indicator = IndicatorFactory(ref="HS07")
    period_target(indicator, Q2, 90, red_limit=80)
    RatingRuleFactory(reason="As agreed in 2015")
    SeriesBreak.objects.create(indicator=indicator, period=Q2, note="Repairs left out")
    objective = ObjectiveFactory(title="Better homes", plan__approved_on=date(2026, 1, 1))
    indicator.contributions.create(objective=objective, made_on=date(2026, 2, 1))
    url = address("indicator-detail", "HS07")
    assert "90% (red beyond 80%)" in page(admin, url, tab="targets")
    assert "Set the target for 2027/28" in page(admin, url, tab="targets")
    assert "Rates this measure" in page(admin, url, tab="rule")
    assert "linked after the plan was approved" in page(admin, url, tab="serves")
    assert "Repairs left out" in page(admin, url, tab="breaks")
    assert "Nothing has been changed here yet" in page(admin, url, tab="history")
    assert words_of(page(admin, url, tab="nonsense")) == words_of(page(admin, url))


# Forms


def test_a_measure_is_made_and_shown(admin):
    like = IndicatorFactory()
    key = IndicatorSet.objects.create(name="Key")
    answer = admin.post(
        address("indicator-create"), typed(like, ref="HS99", name="Homes let", starts_on="1 April 2026", sets=[key.pk])
    )
    assert answer.status_code == 302
    made = Indicator.objects.get(ref="HS99")
    assert (made.name, made.starts_on, list(made.sets.all())) == ("Homes let", date(2026, 4, 1), [key])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ref": "a/b"}, "Use letters, digits"),
        ({"kind": ""}, "Select the type of value"),
        ({"kind": "grade", "grades": "Good"}, "Enter at least two grades"),
        ({"has_parts": "on"}, "Enter what the numerator counts"),
        ({"polarity": "none"}, "Say which way is good"),
        ({"starts_on": "soon"}, "Enter a date such as"),
        ({"decimals": "many"}, "The number of decimals must be a whole number"),
        ({"decimals": "99"}, "The number of decimals must be 6 or less"),
        ({"decimals": "-1"}, "The number of decimals must be 0 or more"),
        ({"no_change_within": "x"}, "The change that counts as the same must be a number"),
        ({"numerator": "x" * 201}, "What the numerator counts must be 200 characters or fewer; it is 201"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(admin, changes, words):
    like = IndicatorFactory()
    answer = admin.post(address("indicator-create"), typed(like, **{"ref": "HS99", "definition": EVIL, **changes}))
    text = answer.content.decode()
    assert words in text
    assert "&lt;script&gt;alert(" in text
    assert EVIL not in text
    assert "Constraint" not in text
    assert not Indicator.objects.filter(ref="HS99").exists()


def test_a_retired_measure_cannot_begin_after_its_end(admin):
    indicator = IndicatorFactory(ends_on=date(2026, 6, 30))
    answer = admin.post(address("indicator-edit", indicator.ref), typed(indicator, starts_on="1 July 2026"))
    assert "This measure was collected until 30 June 2026" in answer.content.decode()


def test_a_change_needs_the_version_that_was_opened_and_shows_both_texts(admin):
    indicator = IndicatorFactory(ref="HS07", name="First")
    mine = typed(indicator, name="Mine")
    admin.post(address("indicator-edit", "HS07"), typed(indicator, name="Theirs"))
    answer = admin.post(address("indicator-edit", "HS07"), mine)
    text = answer.content.decode()
    assert "Saved by somebody else while you had this open" in text
    assert "Theirs" in text
    assert 'value="Mine"' in text
    assert Indicator.objects.get().name == "Theirs"
    admin.post(address("indicator-edit", "HS07"), {**mine, "version": 2})
    assert Indicator.objects.get().name == "Mine"


def test_a_change_of_meaning_asks_for_the_reason(admin):
    indicator = ObservationFactory().indicator
    url = address("indicator-edit", indicator.ref)
    assert "Enter why" in admin.post(url, typed(indicator, polarity="low")).content.decode()
    assert admin.post(url, typed(indicator, polarity="low", why="Meant so")).status_code == 302
    assert Event.objects.get().why == "Meant so"


def test_extra_fields_change_nothing(admin):
    indicator = IndicatorFactory()
    admin.post(
        address("indicator-edit", indicator.ref),
        typed(indicator, ends_on="2020-01-01", successor=indicator.pk, id=999, pk=999),
    )
    indicator.refresh_from_db()
    assert (indicator.ends_on, indicator.successor) == (None, None)


def test_a_measure_is_retired_and_its_objectives_and_breaks_are_set(admin):
    indicator, successor, objective = IndicatorFactory(), IndicatorFactory(), ObjectiveFactory()
    ref = indicator.ref
    admin.post(address("indicator-objectives", ref), {"objective_1": objective.pk})
    admin.post(address("break-create", ref), {"period": Q2.key, "note": "Repairs left out"})
    assert indicator.contributions.get().made_on == date(2026, 10, 14)
    added = indicator.breaks.get()
    admin.post(address("break-remove", ref, added.pk), {"why": "A misprint"})
    assert not indicator.breaks.exists()
    data = {"ends_on": "30 September 2026", "successor": successor.pk, "why": "Replaced", "version": 1}
    assert admin.post(address("indicator-retire", ref), data).status_code == 302
    indicator.refresh_from_db()
    assert (indicator.ends_on, indicator.successor) == (date(2026, 9, 30), successor)
    assert "Collected until 30 September 2026, then" in page(admin, address("indicator-detail", ref))


def test_another_measures_break_is_not_found(admin):
    other = SeriesBreak.objects.create(indicator=IndicatorFactory(), period=Q2, note="x")
    assert admin.get(address("break-remove", IndicatorFactory().ref, other.pk)).status_code == 404


# Sets


def test_a_set_is_made_from_references_and_changed(admin):
    IndicatorFactory(ref="A1"), IndicatorFactory(ref="A2")
    answer = admin.post(address("set-create"), {"name": "Key", "members": "a1\nA2, NOWHERE"})
    assert "No measure has the reference NOWHERE" in answer.content.decode()
    admin.post(address("set-create"), {"name": "Key", "members": "a1, A2\nA1"})
    made = IndicatorSet.objects.get()
    assert made.indicators.count() == 2
    assert "2 measures" in page(admin, address("set-detail", made.pk))
    admin.post(address("set-edit", made.pk), {"name": "Key", "members": "A2", "why": "Fewer"})
    assert [each.ref for each in made.indicators.all()] == ["A2"]
    assert "Fewer" in page(admin, address("set-detail", made.pk), tab="history")


def test_a_sets_name_is_said_to_be_in_use(admin):
    IndicatorSet.objects.create(name="Key")
    assert "called key already" in admin.post(address("set-create"), {"name": "key"}).content.decode()
