"""A new measure in three steps, without JavaScript (C2)."""

import re
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse

from accounts.models import Event, Post
from accounts.roles import Role
from indicators.forms.new_measure import STEPS, NewMeasureForm
from indicators.models import AnnualTarget, Indicator, IndicatorSet, PeriodTarget
from indicators.queries.definitions import next_ref
from tests.factories import (
    IndicatorFactory,
    PostFactory,
    RatingRuleFactory,
    UnitFactory,
    period_target,
    sign_in,
)
from tests.factories.indicators import Q2

pytestmark = pytest.mark.django_db
NEW = "/indicators/new/"


@pytest.fixture
def admin():
    return sign_in(Role.ADMINISTRATOR)[0]


@pytest.fixture
def service():
    unit = UnitFactory(name="Waste and Recycling")
    PostFactory(unit=unit, title="Head of Waste", role=Role.APPROVER.value)
    PostFactory(unit=unit, title="Waste officer", role=Role.DATA_OFFICER.value)
    return unit


def fields(page):
    """What a browser would send of the page's form, without its buttons."""
    form = page[page.index('class="app-form"') :]
    data = {}
    for tag in re.findall(r"<input[^>]*>", form):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        is_ticked = attributes.get("type") not in ("checkbox", "radio") or " checked" in tag
        if attributes.get("name") and is_ticked:
            data[attributes["name"]] = unescape(attributes.get("value", ""))
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL):
        data[name] = unescape(text)
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        data[name] = chosen.group(1) if chosen else ""
    return data


def press(client, page, button, **typed):
    data = {**fields(page), **{name: str(text) for name, text in typed.items()}, button: "1"}
    return client.post(NEW, data, follow=True).content.decode()


def told(page):
    """The heading, with its step."""
    return " ".join(re.sub(r"<[^>]+>", "", re.search(r"<h1.*?</h1>", page, re.DOTALL).group()).split())


WHAT = {"name": "Bins collected on the day", "definition": "Of all bins that were due"}
HOW = {"kind": "percentage", "polarity": "high", "target": "95"}


def test_three_steps_make_a_measure_with_its_target(admin, service):
    page = admin.get(NEW).content.decode()
    assert told(page) == "Add a measure, step 1 of 3 What it is"
    page = press(admin, page, "next", **WHAT, service=service.pk)
    assert told(page) == "Add a measure, step 2 of 3 How it is counted and rated"
    assert "There is a problem" not in page
    page = press(admin, page, "next", **HOW)
    assert told(page) == "Add a measure, step 3 of 3 Who and when"
    near = page[page.index('<optgroup label="Posts of the service">') : page.index('<optgroup label="Other posts">')]
    assert "Head of Waste" in near
    assert "Waste officer" in near
    page = press(admin, page, "save", frequency="Q")
    assert "WR01 is defined." in page
    made = Indicator.objects.get()
    assert (made.ref, made.name, made.counting, made.decimals) == ("WR01", WHAT["name"], "rate", 1)
    assert (made.owner.title, made.data_provider.title) == ("Head of Waste", "Waste officer")
    target = AnnualTarget.objects.get()
    assert (target.value, target.profile, target.year.label) == (Decimal(95), "level", "2026/27")
    assert set(PeriodTarget.objects.values_list("value", flat=True)) == {Decimal(95)}
    assert list(Event.objects.order_by("pk").values_list("action", flat=True)) == ["created", "set"]


def test_going_back_loses_nothing_and_asks_nothing(admin, service):
    page = press(admin, admin.get(NEW).content.decode(), "next", **WHAT, service=service.pk)
    page = press(admin, page, "back", kind="number", unit="days", target="not a figure")
    assert told(page).startswith("Add a measure, step 1 of 3")
    assert "There is a problem" not in page
    assert f'value="{WHAT["name"]}"' in page
    page = press(admin, page, "next")
    assert 'value="number" selected' in page
    assert 'value="days"' in page
    assert 'value="not a figure"' in page
    assert not Indicator.objects.exists()


def test_another_service_has_its_own_posts_suggested(admin, service):
    other = UnitFactory(name="Leisure")
    PostFactory(unit=other, title="Head of Leisure", role=Role.APPROVER.value)
    page = press(admin, admin.get(NEW).content.decode(), "next", **WHAT, service=service.pk)
    page = press(admin, page, "next", **HOW)
    officer = fields(page)["data_provider"]
    page = press(admin, press(admin, page, "back"), "back", owner="")
    page = press(admin, press(admin, page, "next", service=other.pk), "next")
    head = Post.objects.get(title="Head of Leisure")
    assert [fields(page)[name] for name in ("owner", "data_provider")] == [str(head.pk), officer]


def test_each_step_says_what_is_wrong_with_it_and_with_no_other(admin, service):
    page = press(admin, admin.get(NEW).content.decode(), "next", service=service.pk)
    assert told(page).startswith("Add a measure, step 1 of 3")
    assert "Enter the name in plain words" in page
    assert "Select" not in page[page.index("govuk-error-summary") : page.index("<h1")]
    page = press(admin, page, "next", **WHAT)
    page = press(admin, page, "next", kind="number", target="ninety")
    for words in ("Select which way is good", "Select how it is counted", "“ninety” is not a figure"):
        assert words in page, words


def test_a_whole_measure_goes_back_to_the_first_step_that_is_wrong_and_names_the_others(admin, service):
    page = press(admin, admin.get(NEW).content.decode(), "next", **WHAT, service=service.pk)
    page = press(admin, page, "next", **HOW)
    page = press(admin, page, "save", name="", frequency="", kind="percentage")
    assert told(page).startswith("Add a measure, step 1 of 3")
    assert "Enter the name in plain words" in page
    assert "Step 3, Who and when: Select the frequency" in page
    assert not Indicator.objects.exists()


def test_the_rule_of_the_council_says_which_status_a_figure_would_get_and_why(admin, service):
    page = press(admin, admin.get(NEW).content.decode(), "next", **WHAT, service=service.pk)
    page = press(admin, page, "preview", **HOW, example="90")
    assert "Near target" in page
    assert "5 points (5.3%) below the target of 95%: within the 10% allowed" in page
    assert "The rule that will rate it: Green at target or better" in page
    RatingRuleFactory(starts_on=date(2020, 4, 1), amber_cut=2)
    assert "Off target" in press(admin, page, "preview")
    assert "Off target" not in press(admin, page, "preview", example="")
    assert "To see a status, say what kind of value it is" in press(admin, page, "preview", kind="")
    assert not Indicator.objects.exists()


def test_the_rule_of_a_set_is_the_one_that_is_shown(admin, service):
    key = IndicatorSet.objects.create(name="Key")
    RatingRuleFactory(indicator_set=key, starts_on=date(2020, 4, 1), amber_cut=1)
    page = press(admin, admin.get(NEW).content.decode(), "next", **WHAT, service=service.pk, sets=key.pk)
    assert "Off target" in press(admin, page, "preview", **HOW, example="90")


def test_a_copy_takes_over_the_definition_and_not_what_is_its_own(admin):
    like = IndicatorFactory(ref="HS07", name="Homes let", kind="number", unit="days", polarity="low", is_key=True)
    period_target(like, Q2, 20)
    page = admin.get(NEW, {"like": "HS07"}).content.decode()
    assert "A copy of HS07 Homes let." in page
    data = fields(page)
    assert (data["kind"], data["unit"], data["polarity"], data["service"]) == (
        "number", "days", "low", str(like.service_id),
    )  # fmt: skip
    assert (data["name"], data["ref"], data["target"]) == ("", "", "")
    page = press(admin, page, "save", name="Garages let")
    assert "HS08 is defined." in page
    made = Indicator.objects.get(ref="HS08")
    assert (made.unit, made.frequency, made.owner, made.is_key) == ("days", like.frequency, like.owner, False)
    assert f"{NEW}?like=HS08" in page


def test_a_copy_of_nothing_says_so(admin):
    page = admin.get(NEW, {"like": "HS99"}).content.decode()
    assert "No measure has the reference HS99" in page
    assert told(page) == "Add a measure, step 1 of 3 What it is"


def test_a_target_that_cannot_be_rated_makes_no_measure(admin, service):
    page = press(admin, admin.get(NEW).content.decode(), "next", **WHAT, service=service.pk)
    page = press(admin, page, "next", **HOW | {"target": "0"})
    page = press(admin, page, "save", frequency="Q")
    assert "Per cent of a target of 0 means nothing" in page
    assert not Indicator.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"kind": "yes_no", "target": "Yes"}, {"polarity": "none", "counting": "snapshot", "decimals": 0}),
        ({"kind": "ratio", "polarity": "low", "target": "20:1"}, {"counting": "rate", "decimals": 1}),
        ({"kind": "number", "polarity": "low", "counting": "flow", "target": "9.25"}, {"decimals": 2}),
        ({"kind": "number", "polarity": "range", "counting": "rate", "low": "1", "high": "3"}, {"decimals": 0}),
        ({"kind": "number", "polarity": "none", "counting": "flow", "is_data_only": "on"}, {"is_data_only": True}),
        ({"kind": "grade", "grades": "Poor\nGood", "polarity": "high"}, {"counting": "snapshot"}),
    ],
)  # fmt: skip
def test_what_is_plain_from_the_kind_is_not_asked(admin, service, typed, kept):
    page = press(admin, admin.get(NEW).content.decode(), "next", **WHAT, service=service.pk)
    page = press(admin, page, "next", **typed)
    page = press(admin, page, "save", frequency="Q")
    made = Indicator.objects.get()
    assert {name: getattr(made, name) for name in kept} == kept


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"polarity": "range", "low": "1"}, "Enter both the lowest and the highest good value"),
        ({"polarity": "none", "is_data_only": "on", "target": "5"}, "It has a target, or none by design: not both"),
        ({"polarity": "none"}, "Say which way is good"),
    ],
)
def test_what_contradicts_itself_is_refused(admin, service, wrong, words):
    page = press(admin, admin.get(NEW).content.decode(), "next", **WHAT, service=service.pk)
    assert words in press(admin, page, "next", kind="number", counting="rate", **wrong)


@pytest.mark.parametrize("junk", [{}, {"step": "9"}, {"step": "x", "next": "1"}, {"back": "1"}, {"preview": "1"}])
def test_junk_is_answered_calmly(admin, junk):
    assert admin.post(NEW, {"service": "9" * 30, "owner": "x", "sets": "9" * 30, **junk}).status_code == 200
    assert not Indicator.objects.exists()


def test_the_next_reference_follows_the_others_of_the_service(service):
    assert next_ref(service) == "WR01"
    for ref in ("ENV-007", "ENV-011", "X1", "ODD"):
        IndicatorFactory(ref=ref, service=service)
    IndicatorFactory(ref="env-012")
    assert next_ref(service) == "ENV-013"
    assert next_ref(UnitFactory(name="housing")) == "HO01"


def test_only_the_performance_team_makes_measures(service):
    for role in (Role.APPROVER, Role.DATA_OFFICER, Role.COUNCILLOR):
        assert sign_in(role, service)[0].post(NEW, {}).status_code == 403
    assert reverse("indicators:indicator-create") == NEW


def test_every_field_of_the_sheet_is_asked_in_one_step():
    asked = [name for step in STEPS for name in step.names]
    assert len(asked) == len(set(asked))
    assert set(asked) == set(NewMeasureForm(today=date(2026, 10, 14)).fields)


def test_a_committee_has_no_measures(admin, service):
    committee = UnitFactory(name="Planning committee", kind="committee")
    page = press(admin, admin.get(NEW).content.decode(), "next", **WHAT, service=committee.pk)
    assert "Planning committee oversees others and has no measures of its own" in page
    assert told(page) == "Add a measure, step 1 of 3 What it is"


MONTHLY = {"frequency": "Q", "collected": "M"}


def test_how_the_quarter_is_put_together_is_tried_with_numbers(admin, service):
    page = press(admin, admin.get(NEW).content.decode(), "next", **WHAT, service=service.pk)
    page = press(admin, page, "next", **{**HOW, "kind": "number", "counting": "flow", "unit": ""})
    page = press(admin, page, "preview", **MONTHLY)
    assert told(page).startswith("Add a measure, step 3 of 3")
    assert "With made-up figures:" in page
    assert "12.0 + 14.0 + 15.0 = 41.0" in page or "12 + 14 + 15 = 41" in page
    press(admin, page, "save")
    made = Indicator.objects.get()
    assert (made.frequency, made.collected, made.combining) == ("Q", "M", "sum")


def test_shares_show_why_they_are_not_averaged(admin, service):
    page = press(admin, admin.get(NEW).content.decode(), "next", **WHAT, service=service.pk)
    parts = {"has_parts": "on", "numerator": "in time", "denominator": "all"}
    page = press(admin, page, "next", **{**HOW, **parts})
    page = press(admin, page, "preview", **MONTHLY)
    assert "(45 + 28 + 66) ÷ (60 + 40 + 100) = 69.5%" in page
    assert "Their mean, 70.3%, would count a small one like a large one." in page
    press(admin, page, "save")
    assert Indicator.objects.get().combining == "parts"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"frequency": "M", "collected": "Q"}, "does not make up what is reported monthly"),
        ({"frequency": "T", "collected": ""}, "Terms are parts of the academic year"),
        ({"frequency": "Q", "collected": "M", "combining": "sum"}, "would give a wrong figure for how it is counted"),
        ({"frequency": "Q", "collected": "M", "combining": "parts"}, "would give a wrong figure"),
    ],
)
def test_what_makes_up_no_longer_period_is_refused(admin, service, typed, said):
    page = press(admin, admin.get(NEW).content.decode(), "next", **WHAT, service=service.pk)
    page = press(admin, page, "next", **HOW)
    page = press(admin, page, "save", **typed)
    assert said in unescape(page)
    assert not Indicator.objects.exists()


def test_entered_as_often_as_reported_is_nothing_of_its_own(admin, service):
    page = press(admin, admin.get(NEW).content.decode(), "next", **WHAT, service=service.pk)
    page = press(admin, page, "next", **HOW)
    press(admin, page, "save", frequency="Q", collected="Q", combining="last")
    made = Indicator.objects.get()
    assert (made.collected, made.combining) == ("", "")
