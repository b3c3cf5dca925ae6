"""How a council rates, as a row of a table: ``rating_rules.csv``. Pure: no files, no database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from indicators.rules.vocabulary import Comparison, Direction, Edge, Status

Cells = Mapping[str, str | None]

BASES = ("percent", "points", "tolerance", "floor", "thresholds", "none")
DOT_BASES = ("previous_period", "same_period_last_year")
REQUIRED_OF_RULES = ("rule_id", "basis")

_RATING_COLUMNS = {
    "exceeds": Status.EXCEEDING,
    "green": Status.GREEN,
    "amber": Status.AMBER,
    "red": Status.RED,
}
_DOT_COLUMNS = {"better": Direction.BETTER, "same": Direction.SAME, "worse": Direction.WORSE}


class TableRefused(ValueError):  # noqa: N818 - it says what happened to the table
    """The whole table cannot be used. The message says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilRule:
    """How a council rates, from ``rating_rules.csv``. A cut is None if the rule does not state it. ``words`` and
    ``dot_words`` are what the council prints for each status and direction, the usual word first; our own words if the
    rule states none. ``problem`` says why the rule cannot be used; "" if it can.
    """

    rule_id: str
    basis: str = "none"
    green_cut: Decimal | None = None
    amber_cut: Decimal | None = None
    edge: Edge = Edge.BETTER
    comparison: Comparison = Comparison.NONE
    is_forecast: bool = False
    words: Mapping[Status, tuple[str, ...]] = field(default_factory=dict)
    not_rated: tuple[str, ...] = ()
    dot_base: str = ""
    dot_same_within: Decimal = Decimal(0)
    dot_words: Mapping[Direction, tuple[str, ...]] = field(default_factory=dict)
    problem: str = ""

    def has_band(self, status: Status) -> bool:
        """Whether the council prints a word for this status."""
        return bool(self.words.get(status))


def council_rules(rows: Iterable[tuple[int, Cells]]) -> dict[str, CouncilRule]:
    """Rules by id. A faulty rule is kept, with its ``problem``. Raises TableRefused for a missing or repeated id."""
    rules: dict[str, CouncilRule] = {}
    for line, cells in rows:
        rule_id = (cells.get("rule_id") or "").strip()
        if not rule_id:
            raise TableRefused(f"Line {line} of the rules has no rule_id. Give every rule an id.")
        if rule_id in rules:
            raise TableRefused(f"Line {line} of the rules repeats the rule {rule_id}. Keep one of the two.")
        rules[rule_id] = council_rule(rule_id, cells)
    return rules


def council_rule(rule_id: str, cells: Cells) -> CouncilRule:
    """A rule from the cells of its row."""
    reader = _RuleReader({name: (cell or "").strip() for name, cell in cells.items() if name})
    rule = CouncilRule(
        rule_id=rule_id,
        basis=reader.choice("basis", BASES, "none"),
        green_cut=reader.number("green_cut"),
        amber_cut=reader.number("amber_cut"),
        edge=Edge(reader.choice("boundary", tuple(Edge), Edge.BETTER)),
        comparison=Comparison(reader.choice("last_year_clause", tuple(Comparison), Comparison.NONE)),
        is_forecast=reader.choice("forecast", ("yes", "no"), "no") == "yes",
        words=reader.words(_RATING_COLUMNS, {"green": "Green", "amber": "Amber", "red": "Red"}),
        not_rated=alternatives(reader.text("not_rated")),
        dot_base=reader.choice("dot_base", DOT_BASES, ""),
        dot_same_within=reader.number("dot_same_within") or Decimal(0),
        dot_words=reader.words(_DOT_COLUMNS, {"better": "Better", "same": "Same", "worse": "Worse"}),
    )
    if rule.green_cut is not None and rule.amber_cut is not None and rule.amber_cut < rule.green_cut:
        reader.problems.append("amber_cut is below green_cut")
    if reader.problems:
        return replace(rule, problem=f"the rule {rule_id} is not in order: {'; '.join(reader.problems)}")
    return rule


_Meaning = TypeVar("_Meaning", Status, Direction)


class _RuleReader:
    """Reads the cells of one rule and collects their problems."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self.cells = cells
        self.problems: list[str] = []

    def text(self, column: str) -> str:
        return self.cells.get(column, "")

    def choice(self, column: str, accepted: Sequence[str], default: str) -> str:
        chosen = self.text(column).casefold() or default
        if chosen not in (*accepted, default):
            self.problems.append(f"{column} is “{self.text(column)}”, not one of {', '.join(accepted)}")
            return default
        return chosen

    def number(self, column: str) -> Decimal | None:
        cell = self.text(column).removesuffix("%").strip()
        if not cell:
            return None
        try:
            number = Decimal(cell)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or number < 0:
            self.problems.append(f"{column} is “{self.text(column)}”, not a number from 0 up")
            return None
        return number

    def words(self, columns: Mapping[str, _Meaning], without_any: Mapping[str, str]) -> dict[_Meaning, tuple[str, ...]]:
        cells = {column: self.text(column) for column in columns}
        if not any(cells.values()):
            cells = {column: without_any.get(column, "") for column in columns}
        return {meaning: alternatives(cells[column]) for column, meaning in columns.items()}


def alternatives(cell: str) -> tuple[str, ...]:
    """The words of a cell such as "Green|On target"."""
    return tuple(word for word in (part.strip() for part in cell.split("|")) if word)
