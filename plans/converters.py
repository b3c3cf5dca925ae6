"""A period in an address."""

from django.urls.converters import StringConverter

from plans.periods import asked_period


class PeriodConverter(StringConverter):
    """``<period:key>``: the key of a period that figures can be about."""

    def to_python(self, value: str) -> str:
        return asked_period(value).key
