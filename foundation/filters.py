"""The base of the filters above a list."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import Model

from foundation.options import LongList


class FilterForm(forms.Form):
    """Filters read from the address (GET). Nothing is required; what cannot be read counts as not chosen.

    ``choices`` gives the choices of fields whose choices are known only now; what is not among them, such as what the
    reader may not know of, is not there. ``without`` names fields that make no sense on this page. ``query_names`` are
    the names that queries have for fields, where they differ.
    """

    query_names: Mapping[str, str] = {"q": "words"}

    def __init__(
        self,
        data: Any = None,
        *,
        choices: Mapping[str, Sequence[tuple[Any, str]]] | None = None,
        without: Sequence[str] = (),
    ) -> None:
        super().__init__(data or {}, label_suffix="")
        for name in without:
            del self.fields[name]
        for name, field in self.fields.items():
            field.required = False
            if choices and name in choices:
                if isinstance(field, forms.ModelChoiceField):
                    field.queryset = field.queryset.filter(pk__in=[pk for pk, _ in choices[name] if pk])
                field.choices = LongList(choices[name])  # as it is: Django would go through each choice twice
        self.is_valid()

    @property
    def chosen(self) -> dict[str, Any]:
        """Each filter that is set, with its cleaned value."""
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", [])}

    @property
    def query(self) -> dict[str, Any]:
        """What is set, under the names that queries take: ``words`` for the text box, ``unit_id`` for a unit."""
        found = {self.query_names.get(name, name): value for name, value in self.chosen.items()}
        return {
            f"{name}_id" if isinstance(value, Model) else name: value.pk if isinstance(value, Model) else value
            for name, value in found.items()
        }
