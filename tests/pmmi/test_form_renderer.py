"""Fields are drawn as Django's own templates draw them."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe

from foundation.forms import key_field
from foundation.options import LongList, LongSelect
from pmmi.form_renderer import DRAWN, FormRenderer

HOSTILE = '<b>"it\'s" & more</b>'
CHOICES = [
    ("", "Choose"),
    (1, HOSTILE),
    (HOSTILE, mark_safe("<i>safe</i>")),
    (HOSTILE, [("a", "One"), (2, HOSTILE)]),
    (None, "None"),
]
ATTRIBUTES = [{}, {"class": HOSTILE, "required": True, "hidden": False, "data-n": 3}]
VALUES = [None, "", 1, "a", HOSTILE]
BOXES = [
    forms.CheckboxInput,
    forms.DateInput,
    forms.EmailInput,
    forms.FileInput,
    forms.HiddenInput,
    forms.NumberInput,
    forms.PasswordInput,
    forms.Textarea,
    forms.TextInput,
]


@pytest.mark.parametrize("attributes", ATTRIBUTES)
@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("widget", [forms.Select, forms.SelectMultiple, forms.NullBooleanSelect])
def test_a_select_is_drawn_as_django_draws_it(widget, value, attributes):
    made = widget(attrs=attributes) if widget is forms.NullBooleanSelect else widget(attrs=attributes, choices=CHOICES)
    given = [value] if widget is forms.SelectMultiple else value
    ours, theirs = (made.render('na"me', given, renderer=each) for each in (FormRenderer(), DjangoTemplates()))
    assert ours == theirs
    assert "<select" in ours


@pytest.mark.parametrize("attributes", ATTRIBUTES)
@pytest.mark.parametrize("value", [*VALUES, "2", "None"])
def test_a_list_of_several_fields_is_drawn_as_django_draws_each(value, attributes):
    shared = LongList([*CHOICES, ("", [("a", "Anew"), (None, "No key")])])
    first, second = LongSelect(choices=shared), LongSelect(attrs=attributes, choices=shared)
    first.render("first", "a", renderer=FormRenderer())
    theirs = forms.Select(attrs=attributes, choices=list(shared)).render('na"me', value, renderer=DjangoTemplates())
    assert second.render('na"me', value, renderer=FormRenderer()) == theirs


def test_a_shared_list_refuses_what_is_not_on_it():
    class Choosing(forms.Form):
        it = key_field("It", LongList([("", "None"), ("Group", [(1, "One")])]), None, "the one")

    assert Choosing({"it": "1"}).is_valid()
    assert Choosing({"it": "2"}).errors == {"it": ["Choose the one from the list"]}


@pytest.mark.parametrize("attributes", ATTRIBUTES)
@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("widget", BOXES)
def test_a_box_is_drawn_as_django_draws_it(widget, value, attributes):
    made = widget(attrs=attributes)
    ours, theirs = (made.render('na"me', value, renderer=each) for each in (FormRenderer(), DjangoTemplates()))
    assert ours == theirs
    assert made.template_name in DRAWN


@pytest.mark.parametrize("wrap", [True, False])
@pytest.mark.parametrize("widget", [forms.RadioSelect, forms.CheckboxSelectMultiple])
def test_each_choice_is_drawn_as_django_draws_it(widget, wrap):
    class Choosing(forms.Form):
        it = forms.MultipleChoiceField(choices=CHOICES, widget=widget(attrs={"class": HOSTILE}), initial=["a"])

    ours, theirs = (
        [choice.tag(wrap_label=wrap) for choice in Choosing(renderer=each)["it"]]
        for each in (FormRenderer(), DjangoTemplates())
    )
    assert ours == theirs
    assert len(ours) == 6


def test_the_product_draws_with_it():
    class Choice(forms.Form):
        it = forms.ChoiceField(choices=CHOICES[:3])

    assert isinstance(Choice().renderer, FormRenderer)
