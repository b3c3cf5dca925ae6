import re
from typing import Any

from django import forms

from accounts.models import Unit
from accounts.queries.organisation import indented_units
from foundation.forms import PmmiForm, PmmiModelForm, text_box
from risks.models import Register
from risks.rules.matrix import Band, Grid, Step, faults_of

_VALUED = re.compile(r"^(?P<word>.+?)\s*=\s*(?P<value>\d{1,3})$")
_LETTERED = re.compile(r"^(?P<key>[A-Za-z])\s*=\s*(?P<word>.+)$")


class MatrixForm(PmmiForm):
    """A matrix as it is painted, a line for each step, band and row. ``grid`` is what was entered, once it is valid."""

    submit_label = "Use this matrix from now on"
    nouns = {"name": "what the matrix is called", "paint": "how the cells are painted", "why": "why the matrix changes"}
    name = forms.CharField(label="What is it called?", max_length=80)
    likelihoods = text_box(
        "Likelihood", rows=5, help_text="A line for each step, the least likely first, with what it counts: Rare = 1"
    )
    impacts = text_box("Impact", rows=5, help_text="A line for each step, the mildest first: Minor = 1")
    bands = text_box("Bands", rows=4, help_text="A line for each band, the mildest first, with its letter: L = Low")
    paint = text_box(
        "Cells",
        rows=5,
        help_text="A line of letters for each likelihood, the most likely first, as you see the matrix; a letter for "
        "each impact",
    )
    appetite = forms.CharField(
        label="First band above appetite", max_length=1, help_text="Its letter. Worse bands are above appetite too"
    )
    why = text_box("Why the matrix changes", required=False, help_text="Every risk will be asked for a new assessment")

    def __init__(self, *args: Any, name: str, start: Grid, **kwargs: Any) -> None:
        super().__init__(*args, initial={"name": name, **typed(start)}, **kwargs)
        self.grid: Grid | None = None

    def clean(self) -> dict[str, Any]:
        if self.errors:
            return self.cleaned_data
        data = self.cleaned_data
        likelihoods, impacts = self._steps("likelihoods"), self._steps("impacts")
        bands = self._bands()
        if likelihoods is None or impacts is None or bands is None:
            return data
        rows = [tuple("".join(line.split()).upper()) for line in data["paint"].splitlines() if line.strip()]
        grid = Grid(likelihoods, impacts, bands, tuple(reversed(rows)), data["appetite"].upper())
        for fault in faults_of(grid):
            self.add_error("paint", fault)
        self.grid = grid
        return data

    def _steps(self, name: str) -> tuple[Step, ...] | None:
        return self._lines(name, _VALUED, lambda found: Step(found["word"], int(found["value"])), "Rare = 1")

    def _bands(self) -> tuple[Band, ...] | None:
        return self._lines("bands", _LETTERED, lambda found: Band(found["key"].upper(), found["word"]), "L = Low")

    def _lines(self, name: str, form: re.Pattern[str], make: Any, example: str) -> Any:
        made = []
        for number, line in enumerate(self.cleaned_data[name].splitlines(), 1):
            if not line.strip():
                continue
            found = form.match(line.strip())
            if found is None:
                self.add_error(
                    name, f"Line {number}, “{line.strip()[:60]}”, could not be read. Write it like {example}"
                )
                return None
            made.append(make(found))
        return tuple(made)


class RegisterForm(PmmiModelForm):
    """A register: its level, name and unit."""

    has_version = True
    submit_label = "Save the register"

    class Meta:
        model = Register
        fields = ["level", "name", "unit"]
        help_texts = {"unit": "Who keeps it. Who may read the unit may read its risks"}

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [("", "Select a level"), *Register._meta.get_field("level").choices]
        self.fields["unit"].queryset = Unit.objects.all()
        self.fields["unit"].choices = [("", "Select a unit"), *indented_units(today=today)]


def typed(grid: Grid) -> dict[str, str]:
    """A grid as it is typed."""
    return {
        "likelihoods": "\n".join(f"{step.word} = {step.value}" for step in grid.likelihoods),
        "impacts": "\n".join(f"{step.word} = {step.value}" for step in grid.impacts),
        "bands": "\n".join(f"{band.key} = {band.word}" for band in grid.bands),
        "paint": "\n".join(" ".join(row) for row in reversed(grid.paint)),
        "appetite": grid.appetite,
    }
