"""What each reader is asked. None may raise anything but its own refusal, or give what is no finite number."""

from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal

from indicators.rules.formula import Blanks, Given, work_out
from indicators.rules.formula_text import FormulaProblem, Parsed, parse
from indicators.rules.reading import read_figure
from indicators.rules.vocabulary import ValueKind
from plans.periods import parse_key, parse_label

_FIGURES = [Decimal(0), Decimal("0.0000000001"), Decimal("-99999999999999.9999999999"), Decimal(7)]


def formula(text: str) -> None:
    """A formula, and what it comes to with the least and the greatest figures that can be stored."""
    with suppress(FormulaProblem):
        _work_out(parse(text))


def _work_out(found: Parsed) -> None:
    given = {ref: Given(_FIGURES[number % len(_FIGURES)]) for number, ref in enumerate(found.refs)}
    worked = work_out(found, given, Blanks.NOUGHT)
    assert worked.value is None or (worked.value.is_finite() and abs(worked.value) <= 10**14)


def figure(text: str) -> None:
    """A figure of each kind."""
    for kind in ValueKind:
        value = read_figure(text, kind).value
        assert value is None or value.is_finite()


def period(text: str) -> None:
    """A period by its label, and by its key."""
    for read in (parse_label, parse_key):
        with suppress(ValueError):
            assert read(text).start.year > 0


TARGETS: dict[str, tuple[Callable[[str], None], list[str]]] = {
    "formula": (formula, ["[WR01] / [WR02] * 100", "round(sum([A], 2.5) - min(-1, [B]), 2)", "mean(1, max(2, 3))"]),
    "figure": (figure, ["£1.2m", "(1,234)", "12.5%", "1:02:03", "17 July 2026", "1:20", "3,289 tonnes"]),
    "period": (period, ["2026/27 Q1", "April 2026", "2026/27", "2026-07-01QF", "H1 2026/27"]),
}
"""The readers, each with texts to begin with."""
