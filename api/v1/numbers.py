"""How numbers are written: as strings of decimals."""

from decimal import Decimal


def plain(value: Decimal | None) -> str | None:
    """All digits, without an exponent and without noughts at the end; None for none."""
    if value is None:
        return None
    return format(value.normalize() if value else Decimal(0), "f")
