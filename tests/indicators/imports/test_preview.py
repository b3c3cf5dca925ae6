"""A preview's digest changes with anything that the preview holds, however many rows share it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from indicators.imports import preview
from indicators.imports.planned_changes import FigureChange
from indicators.imports.preview import Outcome, Plan, PlannedRow
from plans.periods import Frequency, Period

Q1, Q2 = (Period(date(2026, month, 1), Frequency.QUARTER) for month in (4, 7))


def change(**values: object) -> FigureChange:
    usual = {"line": 2, "ref": "A1", "period": Q1, "value": Decimal("1.0"), "absence": "", "absence_reason": ""}
    more = {"standing": "final", "evidence": "", "words": ("", "", "", ""), "replaces": None, "keeps_figure": False}
    return FigureChange(**{**usual, **more, "revision": 0, "may_stand": True, **values})


def digest(*figures: object, rows: int = 1) -> str:
    shown = [PlannedRow(line, "A1", "Calls", "2026/27 Q1", Outcome.NEW) for line in range(rows)]
    return Plan("Q1.csv", rows=shown, figures=list(figures)).digest


@pytest.mark.parametrize(
    "other",
    [{"period": Q2}, {"value": Decimal("1")}, {"value": None}, {"line": 3}, {"words": ("Calls rose.", "", "", "")}],
)
def test_each_thing_that_a_change_holds_is_told_apart(other):
    assert digest(change(), change()) == digest(change(), change())
    assert digest(change(), change(**other)) != digest(change(), change())


@pytest.mark.parametrize("rows", [0, 1, 999, 1000, 1001, 2000])
def test_every_row_counts(rows):
    assert len({digest(change(), rows=rows), digest(change(), rows=rows + 1), digest(rows=rows)}) == 3


@dataclass(frozen=True)
class Kept:
    value: int


def test_more_things_than_are_kept_in_words_at_once(monkeypatch):
    monkeypatch.setattr(preview, "_KNOWN", 2)
    made = (change(replaces=Kept(number)) for number in range(9))
    fresh = digest(*(change(replaces=Kept(number)) for number in range(9)))
    assert digest(*made) == fresh != digest(*(change(replaces=Kept(min(number, 7))) for number in range(9)))
