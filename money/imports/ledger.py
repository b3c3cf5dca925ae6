"""Reads the lines of a budget or of a month's extract: each amount, the year and month that all of them are about, and
the total that they have to come to. All that is wrong is found in one reading, each with its line and what to do.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from foundation.pace import Pace
from indicators.imports.cell_problems import cell_problems
from indicators.imports.limits import shown
from indicators.imports.rows import text_of
from indicators.imports.workbook import BLANK, Cell, Table, TableRow
from money.imports.columns import CODE, MONTH, NAME, TOTAL, YEAR
from money.rules.amounts import exact, read_amount
from plans.periods import Frequency, Period, YearBasis, containing, parse_label


@dataclass(slots=True)
class Entry:
    """A line of the file. ``amounts`` has each column that could be read; ``faults`` what is wrong with the line."""

    line: int
    code: str
    texts: Mapping[str, str]
    amounts: dict[str, Decimal] = field(default_factory=dict)
    year: Period | None = None
    month: Period | None = None
    faults: list[str] = field(default_factory=list)
    is_repeat: bool = False


@dataclass(slots=True)
class Ledger:
    """The lines of a file, its year and month (None where no line has one that can be read), and its total."""

    entries: list[Entry]
    year: Period | None
    month: Period | None
    total: Entry | None
    whole: list[str] = field(default_factory=list)
    """What is wrong with the file rather than with a line."""

    @property
    def is_sound(self) -> bool:
        return not self.whole and not any(each.faults for each in self.told)

    @property
    def told(self) -> list[Entry]:
        """Every line, the total too."""
        return [*self.entries, *([self.total] if self.total else [])]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What the lines of a kind of file hold. ``key`` is the column that names a line; ``amounts`` are the columns that
    each line has to have, ``optional`` those that it may; ``times`` the columns of the year and the month, if any.
    ``read`` reads an amount, ``words`` prints one.
    """

    amounts: Sequence[str]
    times: Sequence[str]
    key: str = CODE
    longest: int = 30
    optional: Sequence[str] = ()
    read: Callable[[str], Decimal] = read_amount
    words: Callable[[Decimal], str] = exact


def read_ledger(table: Table, layout: Layout, *, today: date, pace: Pace = iter) -> Ledger:
    """The lines of a table, its total, and all that is wrong with them."""
    cells = cell_problems(table)
    columns = [*layout.amounts, *(each for each in layout.optional if each in table.headings)]
    entries, totals = [], []
    for row in pace(table.rows):
        entry = _entry(row, columns, cells.pop(row.line, []), layout)
        if _is_total(entry):
            totals.append(entry)
        else:
            entries.append(entry)
    year, month = _commonest(each.year for each in entries), _commonest(each.month for each in entries)
    ledger = Ledger(entries, year, month, totals[-1] if totals else None)
    ledger.whole += [fault for faults in cells.values() for fault in faults]
    _check_codes(entries, layout)
    _check_times(ledger, today=today)
    _check_totals(ledger, totals, columns, layout)
    return ledger


def _entry(row: TableRow, columns: Sequence[str], faults: list[str], layout: Layout) -> Entry:
    texts = {name: text_of(cell) for name, cell in row.cells.items() if name not in columns}
    entry = Entry(row.line, texts.get(layout.key, ""), texts, faults=faults)
    if not _is_total(entry):
        entry.year = _time(entry, YEAR, _year, row) if YEAR in layout.times else None
        entry.month = _time(entry, MONTH, _month, row) if MONTH in layout.times else None
    for name in columns:
        cell = row.cells.get(name, BLANK)
        if not cell.text.strip() and cell.value is None:
            if name in layout.amounts and not any(fault.startswith(f"{name}:") for fault in faults):
                entry.faults.append(f"{name}: there is no amount. Write 0 where there is none.")
            continue
        try:
            entry.amounts[name] = _amount(cell, layout)
        except ValueError as error:
            entry.faults.append(f"{name}: “{shown(cell.text)}” {error}")
    return entry


def _amount(cell: Cell, layout: Layout) -> Decimal:
    return layout.read(f"{cell.value:f}" if isinstance(cell.value, Decimal) else text_of(cell))


def _is_total(entry: Entry) -> bool:
    said = entry.code or entry.texts.get(NAME, "") or entry.texts.get(YEAR, "")
    return said.strip(" :").casefold() in ("total", "grand total", "totals")


def _time(entry: Entry, column: str, read: Callable[[str], Period], row: TableRow) -> Period | None:
    cell = row.cells.get(column, BLANK)
    try:
        if column == MONTH and isinstance(cell.value, (date, datetime)):
            return containing(date(cell.value.year, cell.value.month, 1), Frequency.MONTH)
        return read(text_of(cell))
    except ValueError as error:
        entry.faults.append(f"{column}: {error}")
        return None


@lru_cache(maxsize=1024)
def _year(text: str) -> Period:
    try:
        year = parse_label(text, frequency=Frequency.YEAR)
    except ValueError:
        year = None
    if year is None or year.basis is not YearBasis.FINANCIAL:
        raise ValueError(f"“{shown(text)}” is not a financial year. Write it like 2026/27.")
    return year


@lru_cache(maxsize=1024)
def _month(text: str) -> Period:
    try:
        return parse_label(text, frequency=Frequency.MONTH)
    except ValueError:
        raise ValueError(f"“{shown(text)}” is not a month. Write it like July 2026.") from None


def _commonest(periods: Iterable[Period | None]) -> Period | None:
    """What most lines say; of two that are said as often the later."""
    found = Counter(each for each in periods if each is not None)
    return max(found, key=lambda each: (found[each], each.key), default=None)


def _check_codes(entries: Sequence[Entry], layout: Layout) -> None:
    first: dict[str, int] = {}
    for entry in entries:
        if not entry.code:
            entry.faults.append(f"{layout.key}: it is empty. Fill it in, or take the line out.")
        elif len(entry.code) > layout.longest:
            entry.faults.append(
                f"{layout.key}: “{shown(entry.code)}” is longer than {layout.longest} characters. Shorten it."
            )
        elif entry.code in first:
            entry.is_repeat = True
            entry.faults.append(
                f"{layout.key}: “{shown(entry.code)}” stands in line {first[entry.code]} already. Keep one of the two "
                "lines; if both are parts of one, with their sum."
            )
        else:
            first[entry.code] = entry.line


def _check_times(ledger: Ledger, *, today: date) -> None:
    year, month = ledger.year, ledger.month
    for entry in ledger.entries:
        if year and entry.year and entry.year != year:
            entry.faults.append(
                f"{YEAR}: {entry.year}, while most lines are about {year}. Correct it, or take the line out."
            )
        if month and entry.month and entry.month != month:
            entry.faults.append(
                f"{MONTH}: {entry.month}, while most lines go up to {month}. Correct it, or take the line out."
            )
    if not ledger.entries:
        ledger.whole.append("The file has no lines. Choose a file with a line for each cost centre and a total.")
    if month is None:
        return
    if year and not month.within(year):
        ledger.whole.append(f"{month} does not lie in {year}. Correct the year or the month in each line.")
    elif month.start > today:
        ledger.whole.append(f"{month} is still to come. Check the month.")


def _check_totals(ledger: Ledger, totals: Sequence[Entry], columns: Sequence[str], layout: Layout) -> None:
    if not totals:
        if ledger.entries:
            ledger.whole.append(f"The last line, {TOTAL}, is missing. Add it, with the sum of each column of money.")
        return
    for extra in totals[:-1]:
        ledger.whole.append(f"Line {extra.line} is a total too. Keep the last one only.")
    total, last = totals[-1], max((each.line for each in ledger.entries), default=0)
    if last > total.line:
        total.faults.append(f"Lines stand after the total, down to line {last}. Put the total last.")
    words = layout.words
    sums, once, broken = _sums(ledger.entries, columns)
    without = " without those that stand there twice" if any(each.is_repeat for each in ledger.entries) else ""
    for name in columns:
        said = total.amounts.get(name)
        if said is None or name in broken or said in (sums[name], once[name]):
            continue
        off = said - once[name]
        much = f"{words(abs(off))} too {'much' if off > 0 else 'little'}"
        total.faults.append(
            f"{name}: the lines come to {words(once[name])}{without}, the total says {words(said)}: {much}. Find the "
            "line that is wrong or missing, or correct the total."
        )


def _sums(
    entries: Sequence[Entry], columns: Sequence[str]
) -> tuple[Mapping[str, Decimal], Mapping[str, Decimal], set[str]]:
    """By column what the lines come to, the same without what stands there twice, and the columns with amounts that
    could not be read: those are not held against their total.
    """
    sums: dict[str, Decimal] = defaultdict(Decimal)
    once: dict[str, Decimal] = defaultdict(Decimal)
    broken: set[str] = set()
    for entry in entries:
        for name in columns:
            amount = entry.amounts.get(name)
            if amount is None:
                if any(fault.startswith(f"{name}:") for fault in entry.faults):
                    broken.add(name)
                continue
            sums[name] += amount
            if not entry.is_repeat:
                once[name] += amount
    return sums, once, broken
