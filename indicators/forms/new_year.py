"""What is to become of targets in a new year: one choice for every measure, and another for single ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.http import QueryDict

from foundation.forms import PmmiForm
from indicators.forms.figure_text import read_value, value_text
from indicators.forms.targets import sheet_of
from indicators.models import Indicator
from indicators.queries.new_year import Choice
from indicators.rules.new_year import How
from indicators.rules.vocabulary import Polarity

_FOR_ALL = ((How.CARRY, "Carry this year’s targets"), (How.PERCENT, "Make them more demanding by a percentage"),
            (How.LEAVE, "Leave them to be set one by one"))  # fmt: skip
_FOR_ONE = (
    ("", "As for every measure"),
    (How.CARRY.value, "Carry"),
    (How.PERCENT.value, "More demanding by %"),
    (How.AMOUNT.value, "More demanding by"),
    (How.TYPED.value, "Type the target"),
    (How.LEAVE.value, "Leave"),
)
_HOW, _BY = "What becomes of the target of {}", "Figure for {}"
_WITH_FIGURE = (How.PERCENT, How.AMOUNT, How.TYPED)
_MOST_PERCENT = Decimal(1000)
_PERCENT = "Enter a percentage such as 2, or 2.5"


@dataclass(frozen=True, slots=True)
class FieldRow:
    """The fields of one measure as plain values, of which its row is drawn: their names, labels, what each holds, the
    choices there are, and what is wrong with the figure.
    """

    how: str
    by: str
    how_label: str
    by_label: str
    chosen: str
    typed: str
    choices: Sequence[tuple[str, str]]
    errors: Sequence[str]


class NewYearForm(PmmiForm):
    """The measures of one page. Drawn by ``reporting/year_targets.html``."""

    every = forms.ChoiceField(
        label="For every measure", choices=[(how.value, label) for how, label in _FOR_ALL], widget=forms.RadioSelect
    )
    every_by = forms.CharField(label="By how many per cent", required=False, max_length=12)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None,
        *,
        indicators: Sequence[Indicator],
        every: Choice,
        own: Mapping[int, Choice],
        version: int,
        **kwargs: Any,
    ) -> None:
        self.indicators, self.own = indicators, own
        if data is not None:
            # What is only shown needs no fields of its own: its rows are drawn of plain values.
            self.base_fields = {**type(self).base_fields, **_fields(indicators)}
        initial = {"every": every.how.value, "every_by": _plain(every.by), "version": version}
        super().__init__(data, initial=initial, **kwargs)

    def fields_of(self, indicator: Indicator) -> FieldRow:
        how, by = f"how_{indicator.pk}", f"by_{indicator.pk}"
        chosen, typed = (self.data.get(how), self.data.get(by)) if self.is_bound else self._stored(indicator)
        return FieldRow(
            how,
            by,
            _HOW.format(indicator.name),
            _BY.format(indicator.name),
            chosen or "",
            typed or "",
            _choices(indicator),
            [str(each) for each in self.errors.get(by, ())] if self.is_bound else [],
        )

    def _stored(self, indicator: Indicator) -> tuple[str, str]:
        choice = self.own.get(indicator.pk)
        if choice is None:
            return "", ""
        is_percent = choice.how is How.PERCENT
        return choice.how.value, _plain(choice.by) if is_percent else value_text(choice.by, sheet_of(indicator))

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        self.every_choice = Choice(How.CARRY)
        if data.get("every"):
            how = How(data["every"])
            by = self._percent("every_by") if how is How.PERCENT else None
            self.every_choice = Choice(how, by)
        self.own_choices = {each.pk: self._own(each) for each in self.indicators}
        return data

    def _own(self, indicator: Indicator) -> Choice | None:
        name = f"by_{indicator.pk}"
        how = self.cleaned_data.get(f"how_{indicator.pk}", "")
        typed = (self.cleaned_data.get(name) or "").strip()
        if not how:
            if typed:
                self.add_error(name, f"{indicator.name}: choose what {typed} is, beside it")
            return None
        chosen = How(how)
        if chosen not in _WITH_FIGURE:
            return Choice(chosen, None, True)
        if chosen is How.PERCENT:
            return Choice(chosen, self._percent(name), True)
        reading = read_value(typed, sheet_of(indicator))
        if reading.problem:
            self.add_error(name, f"{indicator.name}: {reading.problem}")
        elif reading.value is None:
            self.add_error(name, f"{indicator.name}: enter the figure")
        return Choice(chosen, reading.value, True)

    def _percent(self, name: str) -> Decimal | None:
        text = (self.cleaned_data.get(name) or "").replace("%", "").strip()
        try:
            value = Decimal(text)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or abs(value) > _MOST_PERCENT or -value.as_tuple().exponent > 4:  # type: ignore[operator]
            self.add_error(name, _PERCENT)
            return None
        return value


def _fields(indicators: Sequence[Indicator]) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    for each in indicators:
        how = forms.ChoiceField(label=_HOW.format(each.name), choices=_choices(each), required=False)
        by = forms.CharField(label=_BY.format(each.name), required=False, max_length=60)
        fields |= {f"how_{each.pk}": how, f"by_{each.pk}": by}
    return fields


def _choices(indicator: Indicator) -> list[tuple[str, str]]:
    """A range has no one figure to type."""
    if indicator.polarity != Polarity.RANGE:
        return list(_FOR_ONE)
    return [(how, label) for how, label in _FOR_ONE if how in ("", How.CARRY, How.LEAVE)]


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"
