"""What one judgement costs (P18), beside the two comparisons and the subtraction that no engine can do without."""

import time
from collections.abc import Callable
from decimal import Decimal

import pytest

from indicators.rules.rating import judge
from indicators.rules.rule import Basis, Rule, Target
from indicators.rules.vocabulary import Polarity, ValueKind
from tests.bench import table
from tests.bench.server import p50

pytestmark = [pytest.mark.bench, pytest.mark.real_clock]

VALUES = [Decimal(n) / 10 for n in range(20_000)]
ROUNDS, MOST = 5, 200.0
RULE, TARGET = Rule(Basis.PERCENT, Decimal(0), Decimal(5)), Target(Decimal(80))


def test_the_rating_engine() -> None:
    pairs = [(_microseconds(_ours), _microseconds(_bare)) for _ in range(ROUNDS)]
    ours, bare = (p50(each) for each in zip(*pairs, strict=True))
    table.told("P18", "one value rated", f"{ours:.1f} µs", limit="10 µs")
    table.ratio("P18", "the same", ours / bare, floor="two comparisons and a subtraction", limit=MOST)
    assert table.broken("P18") == []


def _ours() -> None:
    for value in VALUES:
        judge(value, TARGET, RULE, Polarity.HIGH, ValueKind.NUMBER, None)


def _bare() -> None:
    target, amber = Decimal(80), Decimal(76)
    for value in VALUES:
        if value - target < 0 and value >= amber:
            pass


def _microseconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) / len(VALUES) * 1e6
