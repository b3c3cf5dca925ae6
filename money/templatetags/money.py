"""How templates write money."""

from decimal import Decimal

from django import template

from money.rules import staff
from money.rules.amounts import exact

register = template.Library()


@register.filter
def pounds(amount: Decimal) -> str:
    """To the penny: "£1,234.50"."""
    return exact(amount)


@register.filter
def posts(number: Decimal) -> str:
    """Full-time equivalents: "42.5"."""
    return staff.posts(number)
