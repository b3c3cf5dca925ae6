"""The form of *Match your columns*: what each column of a council's own file is."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms

from foundation.forms import PmmiForm
from indicators.imports.limits import shown
from indicators.imports.matching.fields import NOTE, OUT, ROW, YEAR_PART, Fields
from indicators.imports.matching.layout import Column, Layout, is_year, problems_of
from indicators.imports.matching.propose import parts_without_year


class MatchForm(PmmiForm):
    """What the columns of a proposed ``layout`` are. ``samples`` has the first cells of each column. ``council``: how
    the file calls the council that is here, and that council's name; ("", "") where there is nothing to ask.
    """

    submit_label = "Use these columns"
    preview_label = "Show how it would be read"

    def __init__(
        self,
        *args: Any,
        fields: Fields,
        layout: Layout,
        samples: Mapping[int, Sequence[str]],
        council: tuple[str, str] = ("", ""),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind_fields, self.proposed, self.council, self.samples = fields, layout, council, samples
        whole = [("The whole file", names)] if (names := self._add_common()) else []
        each = [(column.title, self._add_column(column, samples.get(column.at, ()))) for column in layout.columns]
        self.groups = [*whole, *each]

    def _add_common(self) -> list[str]:
        layout, fields, names = self.proposed, self.kind_fields, []
        for name in fields.common:
            names.append(f"common-{name}")
            self.fields[names[-1]] = _text(
                f"{fields.words(name)} of every row", layout.common.get(name, ""), _COMMON_HELP
            )
        if fields.period:
            names.append("year")
            self.fields["year"] = _text(
                "Which financial year do these figures belong to?", layout.year, _YEAR_HELP[layout.needs_year]
            )
        if fields.labels:
            names.append("fills")
            self.fields["fills"] = forms.BooleanField(
                label="An empty service, measure or period means the one above it", required=False, initial=layout.fills
            )
        if layout.has_heads and "theme" in fields.labels:
            names.append("heads")
            self.fields["heads"] = forms.ChoiceField(
                label="Headings within the table", choices=_HEADS, required=False, initial=layout.heads
            )
        theirs, ours = self.council
        if theirs:
            names.append("same_council")
            self.fields["same_council"] = forms.ChoiceField(
                label=f"The file calls its council “{shown(theirs)}”",
                choices=[("", "Choose"), ("yes", f"That is {ours}"), ("no", "That is another council")],
            )
        return names

    def _add_column(self, column: Column, samples: Sequence[str]) -> list[str]:
        names = [f"use-{column.at}"]
        first = "; ".join(shown(text, 40) for text in dict.fromkeys(samples))[:200] or "none is filled"
        self.fields[names[0]] = forms.ChoiceField(
            label="What it is",
            choices=_choices(self.kind_fields),
            initial=column.use,
            help_text=f"First cells: {first}",
            error_messages={"required": f"Say what {column.title} is, or leave it out"},
        )
        said = self.data.get(names[0], column.use) if self.is_bound else column.use
        # Only what may be of a period is asked for one: a page of forty columns is long enough.
        if self.kind_fields.period and (column.period or said in ("", *self.kind_fields.values)):
            names.append(f"period-{column.at}")
            self.fields[names[1]] = _text("Period of its figures", column.period, "Empty: the period of the row")
        return names

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if (year := cleaned.get("year", "")) and not is_year(year):
            self.add_error("year", "Write the year as 2026/27, or 2026 for a calendar year")
        for name, problem in problems_of(self.layout, self.kind_fields).items():
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, problem)
        return cleaned

    @property
    def layout(self) -> Layout:
        """The layout that was said; before anything is said, the one that is proposed."""
        if not self.is_bound:
            return self.proposed
        said = self.cleaned_data
        columns = tuple(
            replace(
                each, use=said.get(f"use-{each.at}", ""), period=" ".join(said.get(f"period-{each.at}", "").split())
            )
            for each in self.proposed.columns
        )
        common = {name: said.get(f"common-{name}", "").strip() for name in self.kind_fields.common}
        said_of = replace(self.proposed, columns=columns, common=common)
        return replace(
            said_of,
            needs_year=bool(parts_without_year(said_of, self.samples, self.kind_fields)),
            year=said.get("year", "").strip().replace("-", "/"),
            fills=bool(said.get("fills")),
            heads=said.get("heads", ""),
            same_council=self.council[0] if said.get("same_council") == "yes" else "",
        )


_HEADS = [
    ("", "Left out, and named in the preview"),
    ("theme", "The service of the rows beneath them"),
    (NOTE, "Kept as a note of the rows beneath them"),
]
_YEAR_HELP = {
    True: "Its periods, such as Q1 or Apr, do not say it: write 2026/27, or 2026 for a calendar year",
    False: "Only where its periods do not say it, such as Q1 or Apr: 2026/27",
}
_COMMON_HELP = "Where no column says it"


def _text(label: str, initial: str, help_text: str) -> forms.CharField:
    return forms.CharField(label=label, required=False, initial=initial, max_length=60, help_text=help_text)


def _choices(fields: Fields) -> list[Any]:
    used = [(column.name, column.words) for column in fields.columns]
    if fields.period:
        used += [(YEAR_PART, "Year of the period in another column"), (ROW, "What the row holds: Actual, Target …")]
    kept = [(NOTE, "Keep it as a note")] if fields.keeps_notes else []
    return [("", "Choose"), ("Use it as", used), ("Or", [*kept, (OUT, "Leave it out")])]
