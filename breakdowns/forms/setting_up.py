"""Forms of dimensions, groups, maps, and of what measures are broken down by."""

from typing import Any

from django import forms

from breakdowns.models import Breakdown, Dimension, Group
from breakdowns.models.dimension import THRESHOLD_TOLD
from breakdowns.rules.suppression import LEAST, MOST
from foundation.forms import PmmiForm, PmmiModelForm, UKDateField, refuse_end_before_start, text_box

MOST_BYTES = 8 * 1024 * 1024
_LONGEST_NAME, _LONGEST_CODE = 80, 20


def _told_threshold(threshold: int | None) -> int | None:
    if threshold and not LEAST <= threshold <= MOST:
        raise forms.ValidationError(THRESHOLD_TOLD)
    return threshold


class DimensionForm(PmmiModelForm):
    """What measures can be broken down by."""

    has_version = True
    submit_label = "Save the dimension"
    nouns = {"noun": "what one of them is called", "nouns": "what several are called"}

    class Meta:
        model = Dimension
        fields = ["name", "noun", "nouns", "description", "threshold", "within"]
        labels = {
            "noun": "One of them is called", "nouns": "Several are called", "description": "What it is for",
            "threshold": "Hide figures of fewer people or cases than", "within": "Each lies in one of",
        }  # fmt: skip
        help_texts = {
            "name": "Such as Ward, Tenure, or Age of resident",
            "noun": "Such as ward",
            "nouns": "Such as wards",
            "threshold": "5 is usual. Others are hidden along with a small one, the last that was added first. 0 hides "
            "nothing: for what is not about people",
            "within": "Such as areas, for wards. Leave it empty where there is nothing larger",
        }
        widgets = {"description": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Dimension.objects.order_by("name")
        self.fields["within"].queryset = others.exclude(pk=self.instance.pk) if self.instance.pk else others
        self.fields["within"].empty_label = "Nothing larger"

    def clean_threshold(self) -> int | None:
        return _told_threshold(self.cleaned_data["threshold"])


class GroupsForm(PmmiForm):
    """Names to be added, one a line, with a code after a tab or a semicolon where there is one."""

    submit_label = "Add them"
    names = text_box(
        "Names, one a line", rows=10, max_length=40_000,
        help_text="In the order in which they are to stand. Paste a column, or two with the codes beside the names",
    )  # fmt: skip

    def clean_names(self) -> list[tuple[str, str]]:
        found = []
        for number, line in enumerate(self.cleaned_data["names"].splitlines(), 1):
            name, _, code = (" ".join(part.split()) for part in line.replace(";", "\t").partition("\t"))
            if not name and not code:
                continue
            if not name:
                raise forms.ValidationError(f"Line {number} has a code and no name")
            for text, most in ((name, _LONGEST_NAME), (code, _LONGEST_CODE)):
                if len(text) > most:
                    raise forms.ValidationError(f"Line {number}: “{text[:30]}…” has more than {most} characters")
            found.append((name, code))
        if not found:
            raise forms.ValidationError("Enter one name or more")
        return found


class GroupForm(PmmiModelForm):
    """One group. ``version`` is that of its dimension, as its place moves others."""

    submit_label = "Save"
    position = forms.IntegerField(label="Place in the order", min_value=1, max_value=300)
    starts_on = UKDateField(label="From", required=False, help_text="Empty where it was there all along")
    ends_on = UKDateField(label="Until", required=False, help_text="Its last day. Its figures until then stay")
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Group
        fields = ["name", "code", "position", "part_of", "starts_on", "ends_on"]
        help_texts = {"code": "Such as E05000001: a file of borders is matched by name or code"}
        labels = {"part_of": "Lies in"}

    def __init__(self, *args: Any, place: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dimension = self.instance.dimension
        self.initial |= {"version": dimension.version, "position": place}
        if dimension.within_id:
            self.fields["part_of"].queryset = dimension.within.groups.all()
            self.fields["part_of"].empty_label = "None of them"
        else:
            del self.fields["part_of"]

    def clean(self) -> dict[str, Any]:
        refuse_end_before_start(self, "The last day must be the first day or later")
        return self.cleaned_data


class MapForm(PmmiForm):
    """A file of borders. Only its size is checked here; what it holds is read by the rules of maps."""

    submit_label = "Draw the map"
    nouns = {"file": "the file"}
    file = forms.FileField(
        label="File of borders",
        help_text="GeoJSON of at most 8 MB, with an area for each name or code. Of the file only outlines made "
        "simple are kept",
    )
    source = forms.CharField(
        label="Where the borders come from", max_length=200, required=False,
        help_text="Printed beneath the map, such as: Contains OS data © Crown copyright 2026",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ".geojson,.json"

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(f"The file has {upload.size / 1024 / 1024:.0f} MB; at most 8 MB are read")
        return upload


class BreakdownForm(PmmiModelForm):
    """How a measure is broken down."""

    has_version = True
    submit_label = "Save"

    class Meta:
        model = Breakdown
        fields = ["threshold", "adds_up", "is_ended"]
        labels = {
            "threshold": "Hide figures of fewer people or cases than",
            "adds_up": "Together the groups are the whole: they must add up to the measure’s own figure",
            "is_ended": "It is no longer entered: what was stays to be read",
        }
        help_texts = {"threshold": "Empty: as the dimension says. 0 hides nothing"}

    def clean_threshold(self) -> int | None:
        return _told_threshold(self.cleaned_data["threshold"])


class NewBreakdownForm(BreakdownForm):
    """Break a measure down by a dimension that it is not broken down by yet."""

    dimension = forms.ModelChoiceField(label="Break it down by", queryset=Dimension.objects.none())
    nouns = {"dimension": "what to break it down by"}

    class Meta(BreakdownForm.Meta):
        fields = ["threshold", "adds_up"]

    field_order = ["dimension", "threshold", "adds_up"]

    def __init__(self, *args: Any, free: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dimension"].queryset = free
        self.fields["dimension"].empty_label = "Select one"
