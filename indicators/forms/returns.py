"""Forms of returns: the filters of their list, and reopening a locked return."""

from collections.abc import Sequence
from typing import Any

from django import forms

from foundation.filters import FilterForm
from foundation.forms import PmmiForm, UKDateField, text_box
from plans.periods import Period, parse_key

ALL_PERIODS = "all"
STATES = (
    ("", "Any state"),
    ("todo", "Figures left to enter"),
    ("late", "Late"),
    ("waiting", "Waiting for approval"),
    ("approved", "Approved"),
    ("missing", "Figures missing"),
)


class ReturnFilterForm(FilterForm):
    """``periods`` are the report periods, newest first. The newest is shown until another is chosen."""

    period = forms.ChoiceField(label="Period")
    state = forms.ChoiceField(label="State", choices=STATES)

    def __init__(self, data: Any = None, *, periods: Sequence[Period]) -> None:
        self.latest = periods[0] if periods else None
        latest = [("", f"Latest: {each.long_label}") for each in periods[:1]]
        earlier = [(each.key, each.long_label) for each in periods[1:]]
        super().__init__(data, choices={"period": [*latest, *earlier, (ALL_PERIODS, "All periods")]})

    @property
    def report_period(self) -> Period | None:
        """The period to show; None for all periods."""
        chosen = self.chosen.get("period")
        if chosen == ALL_PERIODS:
            return None
        return parse_key(chosen) if chosen else self.latest


class ReturnReopenForm(PmmiForm):
    """Opens a locked return again until a day, for a reason."""

    submit_label = "Reopen the return"
    nouns = {"until": "the last day on which it is open"}

    until = UKDateField(label="Open until the end of", help_text="The last day on which the service may type.")
    reason = text_box("Why it is reopened", rows=3, max_length=250, help_text="Kept in the history, with your name.")
