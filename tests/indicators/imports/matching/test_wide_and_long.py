"""A long table, drawn wide in any layout, is read back the same (C17)."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.imports.figures.kind import FIELDS
from indicators.imports.matching.layout import problems_of
from indicators.imports.matching.long import long_table, names_of
from indicators.imports.matching.propose import proposed
from indicators.imports.workbook import Cell, SheetSeen, Table, TableRow
from plans.periods import Frequency, Period, YearBasis, parse_label

SPANS = {
    "quarters": ("Q1", "Q2", "Q3", "Q4"),
    "months": ("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar"),
    "halves": ("H1", "H2"),
}
NAMES = st.sampled_from(("Missed bins", "Homes let", "Calls answered", "Days lost", "Potholes filled", "Trees planted"))


@st.composite
def long_tables(draw):
    """Measures with figures and targets of some periods of a year: {(name, period): (actual, target)}."""
    spans = SPANS[draw(st.sampled_from(sorted(SPANS)))]
    spans = spans[: draw(st.integers(1, len(spans)))]
    year = draw(st.integers(2015, 2030))
    figures = st.integers(0, 9999).map(str)
    table = {}
    for name in draw(st.lists(NAMES, min_size=1, max_size=4, unique=True)):
        for span in spans:
            actual, target = draw(figures), draw(st.one_of(st.just(""), figures))
            table[name, f"{year}/{(year + 1) % 100:02} {span}"] = (actual, target)
    return table, f"{year}/{(year + 1) % 100:02}", spans


def letters(index):
    return chr(65 + index)


def drawn(table, year, spans, choose):
    """The table as an officer draws it: the rows of a sheet and its merged cells."""
    names = list(dict.fromkeys(name for name, _ in table))
    has_ref, in_title = choose(st.booleans()), choose(st.booleans())
    shape = choose(st.sampled_from(("bands", "one row", "pairs")))
    labels = (["Ref"] if has_ref else []) + ["Performance measure"] + (["Type"] if shape == "pairs" else [])
    rows, merged = [[f"Report of {year}" if in_title else "Report"]], []
    rows += [[] for _ in range(choose(st.integers(0, 2)))]
    top = len(rows) + 1
    each = [] if in_title else [year]
    if shape == "bands":
        width = 2 * len(spans)
        if not in_title:
            rows.append(["", *[""] * (len(labels) - 1), year])
            merged.append(f"{letters(len(labels))}{len(rows)}:{letters(len(labels) + width - 1)}{len(rows)}")
        rows.append([*[""] * len(labels), *[text for span in spans for text in (span, "")]])
        at = len(labels)
        merged += [f"{letters(at + 2 * n)}{len(rows)}:{letters(at + 2 * n + 1)}{len(rows)}" for n in range(len(spans))]
        rows.append([*labels, *["Target", "Actual"] * len(spans)])
    elif shape == "one row":
        rows.append([*labels, *[" ".join([*each, span, word]) for span in spans for word in ("Target", "Actual")]])
    else:
        rows.append([*labels, *[" ".join([*each, span]) for span in spans]])
    for number, name in enumerate(names, 1):
        ref = [f"K{number}"] if has_ref else []
        cells = [table[name, f"{year} {span}"] for span in spans]
        if shape == "pairs":
            rows.append([*ref, name, "Actual", *[actual for actual, _ in cells]])
            rows.append([*["" for _ in ref], "", "Target", *[target for _, target in cells]])
        else:
            rows.append([*ref, name, *[text for actual, target in cells for text in (target, actual)]])
        if choose(st.booleans()):
            rows.append([])
    if choose(st.booleans()):
        rows.append(["* provisional"])
    return rows, merged, top


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(long_tables(), st.data())
def test_what_is_drawn_wide_is_read_back_the_same(made, data):
    table, year, spans = made
    rows, merged, _ = drawn(table, year, spans, data.draw)
    seen = {
        line: {at: str(text) for at, text in enumerate(row) if text != ""}
        for line, row in enumerate(rows, 1)
        if any(row)
    }
    sheet = SheetSeen("Sheet1", seen, tuple(merged), len(seen))
    layout = proposed(sheet, FIELDS)
    assert layout is not None
    assert problems_of(layout, FIELDS) == {}
    names = names_of(layout)
    cells = [
        TableRow(line, {name: Cell(text := found.get(at, ""), text) for at, name in names.items()})
        for line, found in seen.items()
        if line > layout.line
    ]
    read = long_table(
        Table(tuple(names.values()), cells, [], 0, (), sheet.name, layout.line, (), sheet.merged), layout, FIELDS
    )
    found = {
        (row.cells["indicator"].text, row.cells["period"].text): (row.cells["actual"].text, row.cells["target"].text)
        for row in read.rows
    }
    assert {(name, key_of(period)): figures for (name, period), figures in found.items()} == {
        (name, key_of(period)): figures for (name, period), figures in table.items()
    }
    assert len(found) == len(read.rows)


def key_of(label: str) -> Period:
    period = parse_label(label)
    assert period.frequency in Frequency
    assert period.basis is YearBasis.FINANCIAL
    return period
