"""How a period is stored: twelve characters that sort in time (``2026-07-01QF``)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from plans.periods import Period, parse_key


class PeriodField(models.CharField):
    """A ``Period`` on the model, its key in the database."""

    description = "A week, month, quarter, term, half-year or year"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 12
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs

    def from_db_value(self, value: str | None, *_: object) -> Period | None:
        return parse_key(value) if value else None

    def to_python(self, value: object) -> Period | None:
        if value is None or isinstance(value, Period):
            return value
        try:
            return parse_key(str(value))
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def get_prep_value(self, value: object) -> str | None:
        return value.key if isinstance(value, Period) else value  # type: ignore[return-value]

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj)) or ""
