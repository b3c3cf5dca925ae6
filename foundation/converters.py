"""The kinds of things that stand in an address; what is none of its kind is not found."""

from django.urls.converters import IntConverter

from foundation.forms import MOST_DIGITS

NUMBER = f"[0-9]{{1,{MOST_DIGITS}}}"


class NumberConverter(IntConverter):
    """``<number:pk>``: a whole number that a database can hold, which Django's ``int`` need not be."""

    regex = NUMBER
