"""The form templates: what GOV.UK's patterns ask of a field, and that nothing typed by anybody becomes markup."""

from collections.abc import Iterator
from datetime import date

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.utils import render_crispy_form
from django import forms
from django.template.loader import render_to_string
from django.utils import formats

from foundation.form_layout import Button, Buttons, Fieldset, Layout, Row
from tests.pmmi.markup import ATTACK, intruders, parse


class Sample(forms.Form):
    rate = forms.DecimalField(label="Rate", help_text="To 1 decimal place", min_value=0)
    calls = forms.IntegerField(label="Calls", required=False)
    due_on = forms.DateField(label="Due date")
    period = forms.ChoiceField(label="Quarter", choices=[("", "Select"), ("q1", "April to June")])
    standing = forms.ChoiceField(label="Final?", widget=forms.RadioSelect, choices=[("f", "Final"), ("p", "Not yet")])
    readers = forms.MultipleChoiceField(
        label="Readers", widget=forms.CheckboxSelectMultiple, choices=[("c", "Cabinet")], required=False
    )
    checked = forms.BooleanField(label="Checked")
    happened = forms.CharField(label="What happened", widget=forms.Textarea, max_length=200)
    evidence = forms.FileField(label="Evidence", required=False)
    secret = forms.CharField(label="Password", widget=forms.PasswordInput)
    version = forms.IntegerField(widget=forms.HiddenInput, initial=3)


def draw(form: forms.BaseForm, *layout: object, **attributes: object) -> str:
    helper = FormHelper()
    if layout:
        helper.layout = Layout(*layout)
    for name, value in attributes.items():
        setattr(helper, name, value)
    return render_crispy_form(form, helper, {"csrf_token": "token"})


def by_id(text: str, identity: str):
    return parse(text).get_element_by_id(identity)


class TestFields:
    def test_a_number_is_typed_as_text_with_a_number_keypad(self):
        rate, calls = by_id(draw(Sample()), "id_rate"), by_id(draw(Sample()), "id_calls")
        assert (rate.get("type"), rate.get("inputmode")) == ("text", "decimal")
        assert (calls.get("type"), calls.get("inputmode")) == ("text", "numeric")
        assert {"step", "min", "max"}.isdisjoint(rate.attrib)
        assert "govuk-input" in rate.get("class").split()

    def test_hint_and_error_have_the_ids_that_the_field_names(self):
        text = draw(Sample({}))
        assert by_id(text, "id_rate").get("aria-describedby") == "id_rate_helptext id_rate_error"
        assert by_id(text, "id_rate_helptext").text_content() == "To 1 decimal place"
        assert "This field is required" in by_id(text, "id_rate_error").text_content()

    def test_every_kind_of_field_shows_that_it_is_wrong(self):
        text = draw(Sample({}))
        for name, base in (("rate", "govuk-input"), ("period", "govuk-select"), ("happened", "govuk-textarea")):
            assert f"{base}--error" in by_id(text, f"id_{name}").get("class").split()
            assert by_id(text, f"id_{name}").get("aria-invalid") == "true"
        assert "govuk-form-group--error" in by_id(text, "div_id_standing").get("class")

    def test_choices_are_grouped_under_a_legend(self):
        group = by_id(draw(Sample({})), "div_id_standing")
        fieldset = group.find("fieldset")
        assert fieldset.find("legend").text_content() == "Final?"
        assert fieldset.get("aria-describedby") == "id_standing_error"
        assert [box.get("id") for box in group.iter("input")] == ["id_standing_0", "id_standing_1"]

    def test_what_may_be_left_empty_is_marked(self):
        text = draw(Sample())
        assert "Calls (optional)" in text
        assert "Readers (optional)" in text
        assert "Rate (optional)" not in text
        assert "(optional)" not in draw(Sample(), form_method="get")

    def test_long_text_is_counted_and_never_cut_off(self):
        text = draw(Sample())
        box = by_id(text, "id_happened")
        assert "maxlength" not in box.attrib
        assert box.get("aria-describedby") == "id_happened-info"
        assert by_id(text, "div_id_happened").get("data-maxlength") == "200"
        assert "govuk-js-character-count" in box.get("class")

    def test_a_password_can_be_shown(self):
        group = by_id(draw(Sample()), "div_id_secret")
        assert group.get("data-module") == "govuk-password-input"
        assert group.find(".//button").get("aria-controls") == "id_secret"

    def test_hidden_fields_stay_hidden(self):
        text = draw(Sample())
        assert by_id(text, "id_version").get("type") == "hidden"
        assert "div_id_version" not in text

    def test_drawing_twice_gives_the_same(self):
        form = Sample({})
        assert draw(form) == draw(form)


class TestDates:
    @pytest.fixture(autouse=True)
    def _formats(self, settings) -> Iterator[None]:
        settings.FORMAT_MODULE_PATH = ["pmmi.formats"]
        formats.reset_format_cache()
        yield
        formats.reset_format_cache()

    @pytest.mark.parametrize(
        "typed", ["17 July 2026", "17 Jul 2026", "17/7/2026", "17/07/26", "17.7.2026", "2026-07-17", "17-07-2026"]
    )
    def test_the_forms_people_write(self, typed):
        form = Sample({"due_on": typed})
        form.is_valid()
        assert form.cleaned_data["due_on"] == date(2026, 7, 17)

    @pytest.mark.parametrize("typed", ["31 June 2026", "7/17/2026", "tomorrow", "17 2026"])
    def test_what_is_not_a_date_is_refused(self, typed):
        assert "due_on" in Sample({"due_on": typed}).errors

    def test_a_date_is_written_as_it_is_read_and_the_hint_says_how(self):
        text = draw(Sample(initial={"due_on": date(2026, 7, 5)}))
        assert by_id(text, "id_due_on").get("value") == "5 July 2026"
        assert by_id(text, "id_due_on_helptext").text_content() == "For example, 17 July 2026"
        assert by_id(text, "id_due_on").get("aria-describedby") == "id_due_on_helptext"


class TestForm:
    def test_the_browsers_own_checks_are_off_and_files_can_be_sent(self):
        form = parse(draw(Sample())).find(".//form")
        assert "novalidate" in form.attrib
        assert form.get("enctype") == "multipart/form-data"
        assert form.find(".//input[@name='csrfmiddlewaretoken']") is not None

    def test_a_get_form_carries_no_token(self):
        assert "csrfmiddlewaretoken" not in draw(Sample(), form_method="get")

    def test_buttons_have_their_styles_and_values(self):
        text = draw(
            Sample(),
            "rate",
            Buttons(
                Button("submit", "Submit"),
                Button("draft", "Save draft", "secondary"),
                Button("drop", "Delete & forget", "warning"),
            ),
        )
        buttons = {each.get("name"): each for each in parse(text).iter("button")}
        assert buttons["submit"].get("class") == "govuk-button"
        assert "govuk-button--secondary" in buttons["draft"].get("class")
        assert "govuk-button--warning" in buttons["drop"].get("class")
        assert buttons["drop"].text == buttons["drop"].get("value") == "Delete & forget"

    def test_layouts_draw_their_fields_once_each(self):
        text = draw(Sample(), Fieldset("Figures", Row("rate", "calls")), "due_on")
        assert parse(text).find(".//legend").text_content().strip() == "Figures"
        assert [text.count(f'id="id_{name}"') for name in ("rate", "calls", "due_on")] == [1, 1, 1]


class TestErrorSummary:
    def summary(self, form: forms.BaseForm) -> str:
        return render_to_string("govuk/error_summary.html", {"form": form})

    def test_links_to_each_field_and_the_first_choice_of_a_group(self):
        links = [link.get("href") for link in parse(self.summary(Sample({}))).iter("a")]
        assert links[0] == "#id_rate"
        assert "#id_standing_0" in links
        assert "#id_checked" in links

    def test_every_link_leads_to_something_that_can_take_the_focus(self):
        form = Sample({"readers": ["nobody"]})
        page = parse(self.summary(form) + draw(form))
        targets = [page.get_element_by_id(link.get("href")[1:]) for link in page.iter("a")]
        assert len(targets) >= 8
        assert {target.tag for target in targets} <= {"input", "select", "textarea"}

    def test_the_alert_is_on_the_inner_element(self):
        outer = parse(self.summary(Sample({}))).find(".//div[@data-module='govuk-error-summary']")
        assert outer.get("role") is None
        assert outer.find("div").get("role") == "alert"

    def test_errors_of_the_whole_form_and_of_hidden_fields_are_there(self):
        form = Sample({"version": "x"})
        form.add_error(None, "The figure was changed by somebody else")
        text = self.summary(form)
        assert "The figure was changed by somebody else" in text
        assert "Enter a whole number" in text

    def test_nothing_without_errors(self):
        assert self.summary(Sample()).strip() == ""


class Hostile(forms.Form):
    """Attack strings wherever a person's words can come in."""

    name = forms.CharField(label=ATTACK, help_text=ATTACK, initial=ATTACK)
    words = forms.CharField(label="Words", widget=forms.Textarea, initial=ATTACK)
    choice = forms.ChoiceField(label=ATTACK, choices=[(ATTACK, ATTACK)])
    radio = forms.ChoiceField(label=ATTACK, choices=[(ATTACK, ATTACK)], widget=forms.RadioSelect)
    boxes = forms.MultipleChoiceField(label=ATTACK, choices=[(ATTACK, ATTACK)], widget=forms.CheckboxSelectMultiple)
    tick = forms.BooleanField(label=ATTACK, help_text=ATTACK)
    hidden = forms.CharField(widget=forms.HiddenInput, initial=ATTACK)


class TestNothingTypedBecomesMarkup:
    """stack.md 1: an indicator's name with a script in it ran under another template pack."""

    def test_labels_hints_choices_and_values(self):
        assert intruders(draw(Hostile())) == []

    def test_what_was_typed_and_the_errors_about_it(self):
        form = Hostile(dict.fromkeys(("name", "words", "choice", "radio", "boxes", "hidden"), ATTACK))
        for name in [*form.fields, None]:
            form.add_error(name, ATTACK)
        text = render_to_string("govuk/error_summary.html", {"form": form}) + draw(form)
        assert text.count("&lt;script&gt;") > 20
        assert intruders(text) == []

    def test_legends_and_button_words(self):
        text = draw(Hostile(), Fieldset(ATTACK, "name", css_class=ATTACK), Buttons(Button(ATTACK, ATTACK)))
        assert intruders(text) == []
        assert "window.pwned" in parse(text).find(".//legend").text_content()
