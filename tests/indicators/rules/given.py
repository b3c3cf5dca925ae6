"""Facts and ratings for the tests, written as briefly as they are told."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from indicators.rules.facts import Facts
from indicators.rules.rating import rate
from indicators.rules.reasons import describe
from indicators.rules.rule import DEFAULT_RULE, Rule, Target
from indicators.rules.vocabulary import Counting, Polarity, ValueKind

SHARE: dict[str, Any] = {
    "kind": ValueKind.PERCENTAGE,
    "polarity": Polarity.HIGH,
    "counting": Counting.RATE,
    "decimals": 1,
    "unit": "",
    "rule": DEFAULT_RULE,
}
"""A percentage that is better when higher, rated by the usual rule."""


def explain(
    value: Decimal | None,
    target: Target | None,
    rule: Rule,
    polarity: Polarity,
    *,
    decimals: int | None = None,
    unit: str = "",
    grades: Sequence[str] = (),
    **more: Any,
) -> str:
    """Rate, and say in one sentence how the status came out."""
    return describe(rate(value, target, rule, polarity, **more), decimals=decimals, unit=unit, grades=grades)


def facts_with(given: dict[str, Any], **changes: Any) -> Facts:
    """``given`` with changes; ``judgement`` (status, reason), ``due`` and ``not_rated`` are said of the figure now."""
    fields = {**given, **changes}
    of_now = {name: fields.pop(name) for name in ("due", "not_rated") if name in fields}
    if "judgement" in fields:
        of_now["judged"], of_now["judged_because"] = fields.pop("judgement")
    return Facts(**{**fields, "now": replace(fields["now"], **of_now)})
