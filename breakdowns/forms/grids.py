"""The groups of a figure, or their targets, as one form: a row each, in which nothing typed is lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from breakdowns.models import Breakdown, Group, GroupFigure, Sheet
from breakdowns.queries.standing import is_counted
from breakdowns.rules.entry import GroupEntry
from foundation.forms import whole_number
from indicators.forms.figure_text import Sheet as MeasureSheet
from indicators.forms.figure_text import read_value, value_text
from indicators.models import Indicator
from indicators.rules.vocabulary import Absence, Polarity, ValueKind


@dataclass(slots=True)
class Input:
    """One box of a row. ``label`` is what stands above it, ``name`` its field."""

    name: str
    label: str
    text: str = ""


@dataclass(slots=True)
class GridRow:
    """A group with its boxes. ``theirs`` is what somebody else saved meanwhile, "" where that is the same."""

    group: Group
    inputs: list[Input]
    error: str = ""
    theirs: str = ""

    @property
    def id(self) -> str:
        return f"g{self.group.pk}"


def measure_sheet(indicator: Indicator) -> MeasureSheet:
    """What reading and showing the figure of a group needs of its measure."""
    return MeasureSheet(
        name=indicator.name, kind=ValueKind(indicator.kind), unit=indicator.unit, decimals=indicator.decimals,
        grades=(), has_parts=indicator.has_parts,
        numerator=indicator.numerator, denominator=indicator.denominator,
    )  # fmt: skip


@dataclass
class SheetGrid:
    """The figures of the groups. ``data`` None: as stored. ``version`` is of the sheet that was shown, 0 for none."""

    breakdown: Breakdown
    groups: Sequence[Group]
    stored: Sheet | None
    data: Mapping[str, str] | None = None
    rows: list[GridRow] = field(init=False)
    entries: dict[int, GroupEntry] = field(init=False, default_factory=dict)
    version: int = field(init=False)
    why: str = field(init=False, default="")

    def __post_init__(self) -> None:
        self.sheet = measure_sheet(self.breakdown.indicator)
        filled = {each.group_id: each for each in self.stored.read} if self.stored else {}
        self.rows = [GridRow(group, self._inputs(group, filled.get(group.pk))) for group in self.groups]
        self.version = self.stored.version if self.stored else 0
        if self.data is not None:
            self.version = whole_number(self.data.get("version", "")) or 0
            self.why = self.data.get("why", "").strip()[:250]
            for row in self.rows:
                self._read(row)

    @property
    def heads(self) -> list[str]:
        """What stands above the boxes."""
        indicator = self.breakdown.indicator
        if indicator.has_parts:
            return [indicator.numerator, f"out of: {indicator.denominator}"]
        figure = f"Figure{f' ({indicator.unit})' if indicator.unit else ''}"
        return [figure] if self._has_no_base else [figure, "People or cases behind it"]

    @property
    def _has_no_base(self) -> bool:
        return is_counted(self.breakdown.indicator)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Each problem with the id of its first box."""
        return [(row.inputs[0].name, row.error) for row in self.rows if row.error]

    def refuse(self, problems: Mapping[int, str]) -> None:
        for row in self.rows:
            row.error = problems.get(row.group.pk, row.error)

    def conflict(self, stored: Sheet) -> None:
        """Show beside each row what somebody else saved; who has read it may save again."""
        filled = {each.group_id: each for each in stored.read}
        for row in self.rows:
            theirs = [each.text for each in self._inputs(row.group, filled.get(row.group.pk))]
            if theirs != [each.text.strip() for each in row.inputs]:
                row.theirs = " out of ".join(each or "nothing" for each in theirs)
        self.version = stored.version

    def _names(self) -> list[str]:
        if self.breakdown.indicator.has_parts:
            return ["numerator", "denominator"]
        return ["value"] if self._has_no_base else ["value", "denominator"]

    def _inputs(self, group: Group, figure: GroupFigure | None) -> list[Input]:
        found = []
        for name, head in zip(self._names(), self.heads, strict=True):
            number = getattr(figure, name) if figure else None
            text = value_text(number, self.sheet) if name == "value" else _plain(number)
            if figure and figure.absence and name in ("value", "numerator") and number is None:
                text = _ABSENT[figure.absence]
            found.append(Input(f"g{group.pk}-{name}", f"{group.name}: {head}", text))
        return found

    def _read(self, row: GridRow) -> None:
        typed: dict[str, Any] = {}
        for name, each in zip(self._names(), row.inputs, strict=True):
            each.text = self.data.get(each.name, "")[:60] if self.data else ""
            reading = read_value(each.text.strip(), self.sheet, part=name != "value")
            typed[name] = reading.value
            if reading.problem:
                row.error = f"{row.group.name}: {reading.problem}"
            elif reading.absence:
                typed["absence"] = reading.absence.value
        self.entries[row.group.pk] = GroupEntry(**typed)

    @property
    def is_valid(self) -> bool:
        return not self.errors


_ABSENT = {
    Absence.NOT_AVAILABLE.value: "not available",
    Absence.NOT_APPLICABLE.value: "not applicable",
    Absence.WITHHELD.value: "withheld",
}
"""How an absence is typed, so that it is read as what it was."""


def _plain(number: Decimal | None) -> str:
    return "" if number is None else format(number.normalize(), "f")


@dataclass
class TargetGrid:
    """The targets of groups in a period. A measure that is best in a range has two boxes."""

    breakdown: Breakdown
    groups: Sequence[Group]
    stored: Mapping[int, Any]
    data: Mapping[str, str] | None = None
    rows: list[GridRow] = field(init=False)
    aims: dict[int, tuple[Decimal | None, Decimal | None, Decimal | None]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        indicator = self.breakdown.indicator
        self.sheet = MeasureSheet(
            name=indicator.name, kind=ValueKind(indicator.kind), unit=indicator.unit, decimals=indicator.decimals,
            grades=(), has_parts=False,
        )  # fmt: skip
        self.names = ["low", "high"] if indicator.polarity == Polarity.RANGE else ["value"]
        self.heads = ["Lowest good value", "Highest good value"] if len(self.names) == 2 else ["Target"]
        self.rows = [GridRow(group, self._inputs(group)) for group in self.groups]
        if self.data is not None:
            for row in self.rows:
                self._read(row)

    @property
    def errors(self) -> list[tuple[str, str]]:
        return [(row.inputs[0].name, row.error) for row in self.rows if row.error]

    def _inputs(self, group: Group) -> list[Input]:
        own = self.stored.get(group.pk)
        return [
            Input(
                f"g{group.pk}-{name}",
                f"{group.name}: {head}",
                value_text(getattr(own, name), self.sheet) if own else "",
            )
            for name, head in zip(self.names, self.heads, strict=True)
        ]

    def _read(self, row: GridRow) -> None:
        found: dict[str, Decimal | None] = {}
        for name, each in zip(self.names, row.inputs, strict=True):
            each.text = self.data.get(each.name, "")[:60] if self.data else ""
            reading = read_value(each.text.strip(), self.sheet)
            found[name] = reading.value
            if reading.problem or reading.absence:
                row.error = f"{row.group.name}: {reading.problem or 'enter a number, or leave it empty.'}"
        low, high = found.get("low"), found.get("high")
        if (
            len(self.names) == 2
            and not row.error
            and ((low is None) != (high is None) or (low is not None and high is not None and low > high))
        ):
            row.error = f"{row.group.name}: enter both ends of the range, the lower first, or neither."
        self.aims[row.group.pk] = (found.get("value"), low, high)
