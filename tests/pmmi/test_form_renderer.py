"""A list to choose from is drawn as Django's own template draws it."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe

from pmmi.form_renderer import FormRenderer

HOSTILE = '<b>"it\'s" & more</b>'
CHOICES = [
    ("", "Choose"),
    (1, HOSTILE),
    (HOSTILE, mark_safe("<i>safe</i>")),
    (HOSTILE, [("a", "One"), (2, HOSTILE)]),
    (None, "None"),
]


@pytest.mark.parametrize("attributes", [{}, {"class": HOSTILE, "required": True, "hidden": False, "data-n": 3}])
@pytest.mark.parametrize("value", [None, "", 1, "a", HOSTILE])
@pytest.mark.parametrize("widget", [forms.Select, forms.SelectMultiple, forms.NullBooleanSelect])
def test_a_select_is_drawn_as_django_draws_it(widget, value, attributes):
    made = widget(attrs=attributes) if widget is forms.NullBooleanSelect else widget(attrs=attributes, choices=CHOICES)
    given = [value] if widget is forms.SelectMultiple else value
    ours, theirs = (made.render('na"me', given, renderer=each) for each in (FormRenderer(), DjangoTemplates()))
    assert ours == theirs
    assert "<select" in ours


def test_other_fields_are_left_to_django():
    assert forms.TextInput().render("x", HOSTILE, renderer=FormRenderer()) == forms.TextInput().render("x", HOSTILE)


def test_the_product_draws_with_it():
    class Choice(forms.Form):
        it = forms.ChoiceField(choices=CHOICES[:3])

    assert isinstance(Choice().renderer, FormRenderer)
