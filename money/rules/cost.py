"""What something costs: revenue and capital, which are never one sum to a council (rules.md, Money)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from foundation.words import capitalised
from money.rules.amounts import in_words
from money.rules.variance import NOTHING, Figures, variance_words


@dataclass(frozen=True, slots=True)
class Cost:
    """The money of an objective, a service or a priority. What is spent each year stands apart from what is built."""

    revenue: Figures = NOTHING
    capital: Figures = NOTHING

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.revenue + other.revenue, self.capital + other.capital)

    def part(self, percent: Decimal) -> "Cost":
        """So many per cent of it."""
        return Cost(self.revenue.part(percent), self.capital.part(percent))

    @property
    def whole(self) -> Figures:
        """Both together: for how much of the money is linked, and for nothing else."""
        return self.revenue + self.capital

    @property
    def rows(self) -> Iterator[tuple[str, Figures]]:
        """Each of the two that holds anything, with what it is called."""
        for name, figures in (("Revenue", self.revenue), ("Capital", self.capital)):
            if figures != NOTHING:
                yield name, figures

    @property
    def finding(self) -> str:
        """The sentence of a page about it: "Revenue of £58.2m is forecast to come in £1.3m over, 2.2%."."""
        told = [_found(name, figures) for name, figures in self.rows]
        return f"{capitalised('; '.join(told))}." if told else "No money is planned."

    @property
    def said(self) -> str:
        """ "£4.2m, £120,000 over, 2.9%; capital £2.0m, as planned", "" where there is no money."""
        return "; ".join(_said(name, figures) for name, figures in self.rows)


def _found(name: str, figures: Figures) -> str:
    if not figures.is_reported:
        return f"{name.lower()} of {in_words(figures.planned)} is planned"
    words = variance_words(figures.variance, figures.planned)
    planned = f"{name.lower()} of {in_words(figures.planned)}"
    return f"{planned} is forecast to come in {words}"


def _said(name: str, figures: Figures) -> str:
    planned = in_words(figures.planned)
    words = planned if name == "Revenue" else f"capital {planned}"
    return f"{words}, {variance_words(figures.variance, figures.planned)}" if figures.is_reported else words
