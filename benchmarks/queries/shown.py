"""How figures of a compared measure are written: in the unit that is shown, which is that of our own measure."""

from decimal import Decimal
from typing import NamedTuple

from benchmarks.rules.spans import span_label
from foundation.downloads.cells import Number
from indicators.rules.values import format_value
from indicators.rules.vocabulary import Polarity, ValueKind
from plans.periods import parse_key

_KINDS = {"%": ValueKind.PERCENTAGE, "£": ValueKind.MONEY}


class Unit(NamedTuple):
    """The unit of a measure: published figures times ``scale`` are in it."""

    unit: str
    scale: Decimal
    decimals: int

    def words(self, value: Decimal | None) -> str:
        """ "44.7%", "£171.56", "12 days"; "no figure"."""
        kind = _KINDS.get(self.unit, ValueKind.NUMBER)
        unit = "" if self.unit in _KINDS else self.unit
        return format_value(None if value is None else value * self.scale, kind, self.decimals, unit)

    def number(self, value: Decimal | None) -> Number | None:
        """As a cell of a file has it, whole."""
        if value is None:
            return None
        return Number(Decimal(f"{(value * self.scale).normalize():f}"), self.decimals)

    def gap_words(self, gap: Decimal, polarity: Polarity, of: str = "the median") -> str:
        """ "3.2 points better than the median"; "as the median"; "nearer its best" is better too."""
        size = self.size(gap)
        if size == self.size(Decimal(0)):
            return f"the same as {of}"
        if polarity is Polarity.NONE:
            return f"{size} {'higher' if gap > 0 else 'lower'} than {of}"
        return f"{size} {'better' if gap > 0 else 'worse'} than {of}"

    def size(self, gap: Decimal) -> str:
        """A gap without its sign: "3.2 points", "£4.10"."""
        if self.unit == "%":
            return format_value(abs(gap) * self.scale, ValueKind.NUMBER, self.decimals, "points")
        return self.words(abs(gap))


def period_words(key: str, years: int) -> str:
    """A period by its key, and how many years its figures cover, as printed."""
    return span_label(parse_key(key), years)
