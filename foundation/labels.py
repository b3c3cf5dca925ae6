"""What a field's choices are called. ``get_…_display`` puts all of them together anew for each row of a list."""

from collections.abc import Mapping
from functools import cache

from django.db.models import Model


@cache
def labels(model: type[Model], name: str) -> Mapping[str, str]:
    """The label of each value that the field of that name can have."""
    return {value: str(label) for value, label in model._meta.get_field(name).flatchoices}  # type: ignore[union-attr]
