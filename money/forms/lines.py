from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from accounts.actors import Actor
from accounts.models import Unit
from accounts.queries.organisation import indented_units
from foundation.filters import FilterForm
from foundation.form_layout import Button, Buttons, CancelLink, Fieldset, Layout, Row
from foundation.forms import PmmiForm, PmmiModelForm, key_field
from foundation.options import LongList
from money.models import BudgetLine, Nature
from money.queries.lines import Asked
from money.rules.amounts import read_amount
from money.rules.variance import Position
from plans.models import Objective
from plans.queries.choices import objective_choices

SPARE = 2


class AmountField(forms.Field):
    """Money as people and ledgers write it: "£1,234.50", "-20", "(20)"."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Decimal | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return read_amount(text)
        except ValueError as error:
            raise forms.ValidationError(f"“{text[:40]}” {error}") from error

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,.2f}" if isinstance(value, Decimal) else value


class LineForm(PmmiModelForm):
    """A budget line: what the money is for, who answers for it, and how much is planned."""

    has_version = True
    submit_label = "Save the budget line"
    nouns = {"code": "the cost centre’s code", "planned": "what is planned for the year", "unit": "the service"}
    planned = AmountField(
        label="Planned for the year", help_text="Pounds and pence, such as 1,234.50. Income with a minus"
    )

    class Meta:
        model = BudgetLine
        fields = ["code", "name", "unit", "nature", "flow", "planned"]
        labels = {"name": "What is the money for?", "unit": "Service"}
        help_texts = {"code": "As the ledger has it, such as WR100"}

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.all()
        self.fields["unit"].choices = [("", "Select a service"), *indented_units(today=today)]


Held = Sequence[tuple[int, Decimal]]
"""Shares as they are stored: objective (key) and per cent, the largest first."""


class SharesForm(PmmiForm):
    """Which objectives something serves, each with its share. ``version`` is that of the thing when it was opened."""

    submit_label = "Save what it serves"

    def __init__(self, *args: Any, actor: Actor, held: Held, version: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = objective_choices(actor)
        offered = {pk for _, rows in groups for pk, _ in rows}
        # What the person may not know of, and what is of a closed plan, stays as it is.
        self.kept = {pk: percent for pk, percent in held if pk not in offered}
        shown = [(pk, percent) for pk, percent in held if pk in offered]
        self.lines, choices = range(1, self._rows(len(shown)) + 1), LongList([("", "None"), *groups])
        for number in self.lines:
            pk, percent = shown[number - 1] if number <= len(shown) else (None, None)
            label = "Objective that it serves" if number == 1 else f"Another objective, line {number}"
            self.fields[f"objective_{number}"] = key_field(label, choices, pk, "the objective")
            self.fields[f"percent_{number}"] = _percent_field(number, percent)
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, initial=version)

    def _rows(self, held: int) -> int:
        return max(held + SPARE, min(sum(name.startswith("objective_") for name in self.data), 100))

    @property
    def helper(self) -> Any:
        helper = super().helper
        rows = [Row(f"objective_{number}", f"percent_{number}") for number in self.lines]
        buttons: list[Any] = [Button("save", self.submit_label)]
        if self.cancel_url:
            buttons.append(CancelLink(self.cancel_url))
        helper.layout = Layout(Fieldset("What it serves", *rows), "version", Buttons(*buttons))
        return helper

    def clean(self) -> dict[str, Any]:
        data, seen = self.cleaned_data, set()
        for number in self.lines:
            objective, percent = data.get(f"objective_{number}"), data.get(f"percent_{number}")
            if objective and objective in seen:
                self.add_error(
                    f"objective_{number}", "This objective is named twice: keep one line with its whole share"
                )
            seen.add(objective)
            if objective and percent is None and f"percent_{number}" not in self.errors:
                self.add_error(f"percent_{number}", f"Enter the share of line {number}, such as 60")
            if percent is not None and not objective:
                self.add_error(f"objective_{number}", f"Select the objective of line {number}, or take its share away")
        return data

    def shares(self) -> Mapping[Objective, Decimal]:
        """What was entered, and what was kept. One statement."""
        data = self.cleaned_data
        typed = {data[f"objective_{n}"]: data[f"percent_{n}"] for n in self.lines if data[f"objective_{n}"]}
        wanted = {int(pk): percent for pk, percent in typed.items()} | self.kept
        found = Objective.objects.select_related("plan__level").filter(pk__in=wanted)
        return {each: wanted[each.pk] for each in found}


def _percent_field(number: int, percent: Decimal | None) -> forms.DecimalField:
    field = forms.DecimalField(
        label="Share, per cent" if number == 1 else f"Share, per cent, line {number}", required=False, max_digits=5,
        decimal_places=2, min_value=Decimal("0.01"), max_value=Decimal(100),
        initial=None if percent is None else f"{percent.normalize():f}",
    )  # fmt: skip
    field.error_messages |= {
        "invalid": f"The share of line {number} must be a number, such as 60",
        "min_value": f"The share of line {number} must be more than 0",
        "max_value": f"The share of line {number} must be 100 or less",
        "max_digits": f"The share of line {number} must be 100 or less",
        "max_whole_digits": f"The share of line {number} must be 100 or less",
        "max_decimal_places": f"The share of line {number} may have two decimal places",
    }
    return field


class LineFilterForm(FilterForm):
    """The filters of the budget."""

    query_names = {"q": "words", "state": "position"}
    q = forms.CharField(label="Words or code", max_length=100)
    year = forms.ChoiceField(label="Year")
    unit = forms.ModelChoiceField(label="Service", queryset=Unit.objects.all())
    priority = forms.ModelChoiceField(label="Priority", queryset=Objective.objects.all())
    nature = forms.ChoiceField(label="Revenue or capital", choices=[("", "Both"), *Nature.choices])
    state = forms.ChoiceField(
        label="Forecast",
        choices=[
            ("", "Any"), (Position.OVER.value, "Over plan"), (Position.NEAR.value, "Near plan"),
            (Position.UNDER.value, "Under plan"),
        ],
    )  # fmt: skip
    linked = forms.ChoiceField(
        label="Linked to objectives",
        choices=[("", "All or none of it"), ("part", "Not all of it"), ("none", "None of it")],
    )

    @property
    def asked(self) -> Asked:
        """What is set, but for the year."""
        return Asked(**{name: value for name, value in self.query.items() if name != "year"})
