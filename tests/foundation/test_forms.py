from datetime import date

import pytest
from django import forms
from django.template import Context, Template

from accounts.models import Unit
from foundation.filters import FilterForm
from foundation.forms import PmmiForm, PmmiModelForm, UKDateField, noun_of


class SampleForm(PmmiForm):
    submit_label = "Keep it"
    nouns = {"reports_to": "the post it reports to"}

    title = forms.CharField(max_length=5)
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")])
    edr_date = UKDateField(label="EDR date")
    reports_to = forms.ChoiceField(choices=[("1", "One")])
    share = forms.IntegerField(min_value=0, max_value=100)
    cost = forms.DecimalField(label="Cost in pounds")
    own = forms.CharField(error_messages={"required": "Say what is yours"})


@pytest.mark.parametrize(
    "text", ["17/7/2026", "17 July 2026", "17 Jul 2026", "2026-07-17", " 17  july  2026 ", "17-7-2026"]
)
def test_a_date_reads_what_people_write(text):
    assert UKDateField().clean(text) == date(2026, 7, 17)


@pytest.mark.parametrize(
    "text", ["7/17/2026", "17/7/26", "July 2026", "31 June 2026", "tomorrow", "2026-7", "17.7", "1e3"]
)
def test_a_date_refuses_anything_else_and_says_how(text):
    with pytest.raises(forms.ValidationError, match="Enter a date such as 17 July 2026"):
        UKDateField().clean(text)


@pytest.mark.parametrize("text", ["1 January 0001", "31/12/1899", "2200-01-01", "31 December 9999"])
def test_a_date_in_a_year_that_nothing_is_about_is_refused(text):
    with pytest.raises(forms.ValidationError, match="Enter a date in a year from 1900 to 2199"):
        UKDateField().clean(text)


def test_a_date_is_shown_as_it_is_written():
    class DayForm(PmmiForm):
        day = UKDateField()

    assert 'value="7 July 2026"' in str(DayForm(initial={"day": date(2026, 7, 7)})["day"])
    assert 'value="99/99/99"' in str(DayForm({"day": "99/99/99"})["day"])


def test_messages_are_derived_from_labels():
    form = SampleForm({"title": "too long", "kind": "z", "share": "101", "cost": "lots"})
    assert {name: errors[0] for name, errors in form.errors.items()} == {
        "title": "The title must be 5 characters or fewer; it is 8",
        "kind": "Choose the kind from the list",
        "edr_date": "Enter the EDR date",
        "reports_to": "Select the post it reports to",
        "share": "The share must be 100 or less",
        "cost": "The cost in pounds must be a number",
        "own": "Say what is yours",
    }
    assert SampleForm({"share": "x"}).errors["share"] == ["The share must be a whole number"]
    assert SampleForm({"share": "-1"}).errors["share"] == ["The share must be 0 or more"]


def test_the_helper_draws_the_fields_and_both_buttons():
    html = Template("{% load crispy_forms_tags %}{% crispy form %}").render(
        Context({"form": SampleForm(cancel_url="/back/?a=1&b=<2>")})
    )
    assert "Keep it</button>" in html
    assert 'href="/back/?a=1&amp;b=&lt;2&gt;">Cancel</a>' in html
    assert html.count("<form") == 1
    assert html.index('name="title"') < html.index("Keep it</button>")
    assert "Cancel" not in Template("{% load crispy_forms_tags %}{% crispy form %}").render(
        Context({"form": SampleForm()})
    )


def test_a_refusal_stands_on_top_and_keeps_what_was_typed():
    form = SampleForm({"title": "abc"})
    form.is_valid()
    form.refuse(RuntimeError("Not now."))
    assert form.non_field_errors() == ["Not now."]
    assert 'value="abc"' in str(form["title"])


def test_a_form_with_a_plain_date_field_is_refused():
    class OldForm(PmmiForm):
        day = forms.DateField()

    with pytest.raises(TypeError, match=r"OldForm\.day: use UKDateField"):
        OldForm()


@pytest.mark.django_db
def test_a_model_form_does_not_write():
    class UnitForm(PmmiModelForm):
        class Meta:
            model = Unit
            fields = ["name", "kind"]

    form = UnitForm({"name": "Housing", "kind": "department"})
    assert form.is_valid()
    with pytest.raises(TypeError, match="changes"):
        form.save()


def test_filters_ignore_what_they_cannot_read():
    class SampleFilter(FilterForm):
        q = forms.CharField()
        kind = forms.ChoiceField()
        day = UKDateField()

    form = SampleFilter({"kind": "zzz", "day": "soon", "q": ""}, choices={"kind": [("", "Any"), ("a", "A")]})
    assert form.chosen == {}
    assert SampleFilter({"kind": "a", "day": "1/2/2026"}, choices={"kind": [("a", "A")]}).chosen == {
        "kind": "a",
        "day": date(2026, 2, 1),
    }


def test_a_filter_that_makes_no_sense_on_a_page_is_not_read_either():
    class SampleFilter(FilterForm):
        q = forms.CharField()
        service = forms.CharField()

    assert SampleFilter({"q": "bins", "service": "11"}, without=["service"]).chosen == {"q": "bins"}


@pytest.mark.parametrize(
    ("label", "noun"),
    [
        ("EDR date", "the EDR date"),
        ("Why (shown in the history)", "why"),
        ("Which year does it follow?", "which year does it follow"),
        ("Whole council", "the whole council"),
        ("Name of the scheme", "the name of the scheme"),
    ],
)
def test_a_label_reads_within_a_sentence(label: str, noun: str) -> None:
    assert noun_of(label) == noun
