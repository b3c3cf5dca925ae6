"""Where a measure's status would change, period by period: the thin lines of its chart (rules.md 3)."""

from collections.abc import Iterable
from decimal import Decimal

from foundation.measure_words import Bands
from indicators.judging.judged import Measured
from indicators.judging.measure_row import status_words
from indicators.rules.rule import Rule, Target
from indicators.rules.vocabulary import Basis, Polarity, Status, ValueKind
from reporting.charts.interactive import Threshold

_DRAWN_KINDS = (ValueKind.PERCENTAGE, ValueKind.MONEY, ValueKind.NUMBER, ValueKind.RATIO, ValueKind.DURATION)


def thresholds(measured: Measured, rules: Iterable[Rule], bands: Bands) -> list[Threshold]:
    """The lines beyond which figures are near and off target, by the ``rules`` in force in each period of the series.

    A line that equals the target is left out. Measures for which neither more nor less is good have no lines.
    """
    if measured.facts.kind not in _DRAWN_KINDS:
        return []
    polarity = measured.facts.polarity
    if polarity is Polarity.RANGE:
        return _range(measured)
    if polarity not in (Polarity.HIGH, Polarity.LOW):
        return []
    cuts = [_cuts(target, rule, polarity) for (_, _, target), rule in zip(measured.series, rules, strict=True)]
    near, off = (status_words(status, bands)["word"] for status in (Status.AMBER, Status.RED))
    # Of two bands there is the one line beyond which figures are off target.
    nears = [None if green == red else green for green, red in cuts]
    lines = [(f"{near} beyond", nears), (f"{off} beyond", [cut[1] for cut in cuts])]
    return [Threshold(name=name, values=values) for name, values in lines if any(v is not None for v in values)]


def _cuts(target: Target | None, rule: Rule, polarity: Polarity) -> tuple[float | None, float | None]:
    """The last figure still on target (None where that is the target itself) and the last one still near it."""
    if target is None or rule.basis is Basis.JUDGEMENT:
        return None, None
    if rule.basis is Basis.VALUES:
        green_limit, red_limit = rule.limits(target)
        return _unless(green_limit, target.value), _unless(red_limit, target.value)
    if target.value is None:
        return None, None
    sign = -1 if polarity is Polarity.HIGH else 1
    unit = abs(target.value) / 100 if rule.basis is Basis.PERCENT else Decimal(1)
    green, amber = (target.value + sign * cut * unit for cut in (rule.green_cut, rule.amber_cut))
    return _unless(green, target.value), _unless(amber, target.value)


def _unless(cut: Decimal | None, target: Decimal | None) -> float | None:
    return None if cut is None or cut == target else float(cut)


def _range(measured: Measured) -> list[Threshold]:
    lows = [None if t is None or t.low is None else float(t.low) for _, _, t in measured.series]
    highs = [None if t is None or t.high is None else float(t.high) for _, _, t in measured.series]
    # The lower end is drawn as the target already.
    return [Threshold(name="Highest good value", values=highs)] if any(v is not None for v in [*lows, *highs]) else []
