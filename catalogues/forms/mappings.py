"""Forms of catalogues: what is said of one, which measures answer to which entries, and the filters of the list."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q

from catalogues.models import Catalogue, Entry
from catalogues.queries.entries import STATES, entry_choices
from catalogues.rules.entries import web_address
from foundation.filters import FilterForm
from foundation.forms import PmmiForm, PmmiModelForm
from indicators.models import Indicator

_DIFFERS = "Such as: ours counts flats too. Shown wherever the two names stand together"


class CatalogueForm(PmmiModelForm):
    """What is said of a catalogue; its entries come from files."""

    has_version = True
    submit_label = "Save the catalogue"
    nouns = {"name": "the catalogue’s name", "short": "what it is called before a code"}

    class Meta:
        model = Catalogue
        fields = ["name", "short", "about", "source", "source_url", "licence", "is_part"]
        labels = {"short": "Short name", "is_part": "Only a part of it is held here"}
        help_texts = {
            "short": "What stands before a code: LGBF in “LGBF ENV03c”",
            "source_url": "Where it can be read, beginning with https://",
            "licence": "Under what its titles may be used",
            "is_part": "Its page then says so, and the gap report speaks of what is held alone",
        }
        widgets = {"about": forms.Textarea(attrs={"rows": 3})}

    def clean_source_url(self) -> str:
        text = self.cleaned_data["source_url"].strip()
        if text and not web_address(text):
            raise forms.ValidationError("Begin the address with https://, or leave it empty")
        return str(text)


class EntryFilterForm(FilterForm):
    """The filters of the list of entries."""

    q = forms.CharField(label="Words or code", max_length=100)
    catalogue = forms.ModelChoiceField(label="Catalogue", queryset=Catalogue.objects.all())
    theme = forms.ChoiceField(label="Theme")
    state = forms.ChoiceField(label="Our measures", choices=[("", "All of them"), *STATES.items()])
    check = forms.ChoiceField(
        label="Marks",
        choices=[("", "Any"), ("unchecked", "Title not checked"), ("placeholder", "Placeholder")],
    )


class MapForm(PmmiForm):
    """A measure of ours that answers to an entry."""

    submit_label = "Map it"
    nouns = {"measure": "the measure that answers to it"}
    measure = forms.TypedChoiceField(label="Our measure", coerce=int)
    note = forms.CharField(label="How ours differs", max_length=250, required=False, help_text=_DIFFERS)

    def __init__(self, *args: Any, entry: Entry, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        used = Indicator.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today))
        groups: dict[str, list[tuple[int, str]]] = {}
        offered = used.exclude(pk__in=entry.mappings.values("measure")).order_by("service__name", "ref")
        for pk, ref, name, service in offered.values_list("pk", "ref", "name", "service__name"):
            groups.setdefault(service, []).append((pk, f"{ref} {name}"))
        self.fields["measure"].choices = [("", "Select a measure"), *groups.items()]


class NameForm(PmmiForm):
    """An entry that a measure of ours answers to."""

    submit_label = "Map it"
    nouns = {"entry": "the entry that it answers to"}
    entry = forms.TypedChoiceField(label="Entry of a catalogue", coerce=int)
    note = forms.CharField(label="How ours differs", max_length=250, required=False, help_text=_DIFFERS)

    def __init__(self, *args: Any, measure: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entry"].choices = [("", "Select an entry"), *entry_choices(measure.pk)]
