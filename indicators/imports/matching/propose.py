"""What the columns of a sheet probably are: what is known is proposed, the rest is left for a person to say. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from indicators.imports.matching.fields import NOTE, OUT, ROW, YEAR_PART, Fields, heading_key, holds_both
from indicators.imports.matching.headings import find_headings, may_be_table, merged_of
from indicators.imports.matching.layout import Column, Layout, is_year
from indicators.imports.matching.row_kinds import is_head, is_row_label, row_kind, row_year
from indicators.imports.matching.spans import (
    ACADEMIC,
    is_last_day,
    is_span,
    is_whole_period,
    lacks_year,
    numbered,
    span_in,
    year_in,
)
from indicators.imports.workbook import SheetSeen
from plans.periods import Frequency, YearBasis, containing, parse_label

_CODE = re.compile(r"(?=.*\d)[A-Za-z0-9./_-]{1,12}(?: ?[a-z0-9]{1,3})?")
# What a heading may say beside a period that does not change what its figures are.
_NO_MORE = re.compile(
    r"\b(?:year[ -]?end|full[ -]year|end of year|annual|eoy|baseline|(?:financial )?year|provisional|prov|final"
    r"|position)\b",
    re.IGNORECASE,
)
_LEFT_OVER = re.compile(r"\s+(?:for|of|in|at|by|to|from|as at)$|^(?:for|as at|at|in)\s+", re.IGNORECASE)
_EARLIER = ("prev_period_actual", "prev_year_actual")
_NO_PERIOD = re.compile(r"target|due|review|deadline|next|start|complet", re.IGNORECASE)


def best_sheet(sheets: Sequence[SheetSeen], fields: Fields) -> SheetSeen | None:
    """The sheet whose headings are best known; else the first that looks like a table in words that nobody knows; None
    where none has one.
    """
    scored = [
        (found.score, -number, sheet) for number, sheet in enumerate(sheets) if (found := find_headings(sheet, fields))
    ]
    best = max(scored, key=lambda each: each[:2], default=None)
    if best and best[0] > 0:
        return best[2]
    return next((sheet for sheet in sheets if may_be_table(sheet)), None)


def proposed(sheet: SheetSeen, fields: Fields, *, filename: str = "", line: int = 0) -> Layout | None:
    """What the sheet's columns probably are; a column that could be several things, or nothing known, is left open.
    None where the sheet has no headings. ``line``: the last row of the headings, where a person has said it.
    """
    found = find_headings(sheet, fields, line)
    if found is None:
        return None
    samples = samples_of(sheet, found.line)
    columns = [_column(at, heading, fields) for at, heading in found.headings.items()]
    columns = [each for each in columns if each.heading or samples.get(each.at)]
    columns = _of_one_year(_told_by_cells(_row_kinds(columns, samples), samples, fields))
    columns = _settled([_of_all(each, columns) for each in columns], samples, fields)
    layout = Layout(sheet.name, found.first, found.line, tuple(columns), has_heads=has_heads(sheet, found.line))
    return _with_titles(layout, sheet, filename, fields, samples)


def has_heads(sheet: SheetSeen, below: int) -> bool:
    """Whether headings stand within the table, such as “HOUSING”, over the rows that they are of."""
    rows = [sheet.rows[line] for line in sorted(sheet.rows) if line > below]
    return any(is_head(cells.values()) and len(set(beneath.values())) > 1 for cells, beneath in pairwise(rows))


def samples_of(sheet: SheetSeen, below: int) -> dict[int, list[str]]:
    """The first cells of each column below a row."""
    samples: dict[int, list[str]] = {}
    for line in sorted(sheet.rows):
        if line > below:
            for at, text in sheet.rows[line].items():
                samples.setdefault(at, []).append(text)
    return samples


def _column(at: int, heading: str, fields: Fields) -> Column:
    """A column by its heading alone."""
    known = fields.by_heading.get(heading_key(heading), "")
    if not known and "indicator_ref" in fields.names and holds_both(heading):
        known = "indicator"
    if known or not fields.period:
        return Column(at, heading, known or fields.use_of(heading))
    period, rest = span_in(heading)
    rest = _LEFT_OVER.sub("", rest)
    use = fields.use_of(rest) if heading_key(rest) else fields.values[0] if period else ""
    if not use and period and _NO_MORE.search(rest):
        more = _NO_MORE.sub(" ", rest)
        use = fields.use_of(more) if heading_key(more) else fields.values[0]
    if period and use in _EARLIER:
        use = fields.values[0]  # “Previous Q2 23/24” says itself of when it is
    if use in fields.values and period:
        return Column(at, heading, use, period)
    return Column(at, heading, use or fields.use_of(heading))


def _row_kinds(columns: list[Column], samples: Mapping[int, Sequence[str]]) -> list[Column]:
    """The column that says what each row holds, Actual or Target, if there is one."""
    for number, column in enumerate(columns):
        kinds = [row_kind(text) for text in samples.get(column.at, ())]
        are_labels = _are_mostly(is_row_label, samples.get(column.at, ()))
        if {"actual", "target"} <= {*kinds} and are_labels and not column.period:
            columns[number] = replace(column, use=ROW)
            break
    return columns


def _told_by_cells(columns: list[Column], samples: Mapping[int, Sequence[str]], fields: Fields) -> list[Column]:
    """The columns whose cells say what they are, such as “Aim to Maximise”, where no heading says so of another."""
    for use, says in fields.by_cells.items():
        told = (each for each in columns if _are_mostly(says, samples.get(each.at, ())))
        first = None if any(each.use == use for each in columns) else next(told, None)
        if first:
            columns[columns.index(first)] = replace(first, use=use, period="")
    for use, (other, says) in fields.mistaken.items():
        told = (each for each in columns if each.use == use and _are_mostly(says, samples.get(each.at, ())))
        if (first := next(told, None)) and not any(each.use == other for each in columns):
            columns[columns.index(first)] = replace(first, use=other, period="")
    return _told_periods(columns, samples, fields)


def _told_periods(columns: list[Column], samples: Mapping[int, Sequence[str]], fields: Fields) -> list[Column]:
    """The column whose cells are periods, such as “Last update”, where no heading says so of any; and those that only
    say when an earlier figure was.
    """
    if not fields.period:
        return columns
    for number, column in enumerate(columns):
        if column.use in _EARLIER and _are_mostly(_is_period, samples.get(column.at, ())):
            columns[number] = replace(column, use=NOTE)  # “Previous period” may stand beside “Previous value”
    if any(each.period or each.use in (fields.period, YEAR_PART) for each in columns):
        return columns
    for number, column in enumerate(columns):
        is_open = not column.use and not _NO_PERIOD.search(column.heading)
        if is_open and _are_mostly(_is_period, samples.get(column.at, ())):
            columns[number] = replace(column, use=fields.period)
            break
    return columns


def _is_period(text: str) -> bool:
    """Whether a cell is a period, and no number that may be a year."""
    span = span_in(text)[0]
    is_one = is_whole_period(span) or lacks_year(span) or is_last_day(span)
    return is_one and is_span(text) and not text.strip().isdigit()


def _of_one_year(columns: list[Column]) -> list[Column]:
    """A year beside academic years is one too: “Target 2023/24” beside “2023/24 academic year”."""
    if not any(each.period.endswith(ACADEMIC) for each in columns):
        return columns
    return [replace(each, period=f"{each.period} {ACADEMIC}") if is_year(each.period) else each for each in columns]


def _are_mostly(says: Callable[[str], bool], texts: Sequence[str]) -> bool:
    return bool(texts) and sum(map(says, texts)) * 10 >= len(texts) * 6


def _of_all(column: Column, columns: Sequence[Column]) -> Column:
    """A figure without a period beside figures of periods is left open."""
    is_open = any(each.period for each in columns) and column.use == "actual" and not column.period
    return replace(column, use="") if is_open else column


def _settled(columns: list[Column], samples: Mapping[int, Sequence[str]], fields: Fields) -> list[Column]:
    """Columns that would be the same thing told apart, where their cells or the others make that plain."""
    for column in list(columns):
        same = [each for each in columns if each.use == column.use and each.period == column.period]
        if len(same) < 2 or column.use in ("", NOTE, OUT, *fields.joined):
            continue
        if column.use == "indicator" and not any(each.use == "indicator_ref" for each in columns):
            coded = next((each for each in same if _are_codes(samples.get(each.at, ()))), None)
            if coded:
                columns[columns.index(coded)] = replace(coded, use="indicator_ref")
                continue
        for other in same:
            if other is not _likeliest(same, fields):
                use = NOTE if column.use == "theme" and fields.keeps_notes else ""
                columns[columns.index(other)] = replace(other, use=use)
    return columns


def _likeliest(same: Sequence[Column], fields: Fields) -> Column:
    """The one whose heading is the field's usual one before others; else the first."""
    order = (
        next(column.also for column in fields.columns if column.name == same[0].use)
        if same[0].use in fields.names
        else ()
    )
    ranked = [same[0].use, *order]
    return min(
        same, key=lambda each: ranked.index(key) if (key := heading_key(each.heading)) in ranked else len(ranked)
    )


def _are_codes(samples: Sequence[str]) -> bool:
    return bool(samples) and sum(bool(_CODE.fullmatch(text)) for text in samples) * 10 >= len(samples) * 7


def _with_titles(
    layout: Layout, sheet: SheetSeen, filename: str, fields: Fields, samples: Mapping[int, Sequence[str]]
) -> Layout:
    """What the titles above the table, the name of the sheet and that of the file say of all its rows."""
    if not fields.common:
        return layout
    rows = [text for line in sorted(sheet.rows) if line < layout.first for text in sheet.rows[line].values()]
    titles = [*rows, (sheet.name or "").replace("_", " "), filename.rpartition(".")[0].replace("_", " ")]
    there = {column.use for column in layout.columns}
    common = {}
    if fields.period and fields.period not in there and not layout.is_wide:
        spans = [span_in(title)[0] for title in titles]
        text = next(filter(is_whole_period, spans), "") or next(filter(lacks_year, spans), "")
        common = {fields.period: text} if text else {}
    elif not fields.period:
        common = {name: text for name in fields.common if name not in there and (text := _common_of(name, titles))}
    parts = parts_without_year(replace(layout, common=common), samples, fields)
    labels = {year for column in layout.used_as(ROW) for text in samples.get(column.at, ()) if (year := row_year(text))}
    year = max(labels, default="") or _year_of(parts, titles) or _year_around(parts, layout.columns)
    fills = _fills(layout, sheet, fields)
    return replace(layout, common=common, year=year, needs_year=bool(parts), fills=fills)


def parts_without_year(layout: Layout, samples: Mapping[int, Sequence[str]], fields: Fields) -> list[str]:
    """The periods of a file, in its headings or in the first of its rows, that do not say of which year they are."""
    if not fields.period or layout.used_as(YEAR_PART):
        return []
    columns = layout.used_as(fields.period)
    beneath = (numbered(text, column.heading) for column in columns for text in samples.get(column.at, ()))
    of_all = layout.common.get(fields.period, "")
    return list(filter(lacks_year, (of_all, *(each.period for each in layout.columns), *beneath)))


def _year_of(parts: Sequence[str], titles: Sequence[str]) -> str:
    """The year that titles give periods which name none; "" where they do not say it. A lone 2025 may be the year of
    the report or its first half: it counts for months alone, and not where January may be the one after.
    """
    years = [year for title in titles if (year := year_in(title))] if parts else []
    months = [span_in(part)[0] for part in parts]
    is_plain = all(month in _APRIL_TO_DECEMBER for month in months) or months[:1] == ["Jan"]
    return next((year for year in years if "/" in year or is_plain), "")


def _year_around(parts: Sequence[str], beside: Sequence[Column]) -> str:
    """The financial year that the months beside them lie in, or that of the targets: “Q1” beside “Apr 25” or “Target
    25/26” is of 2025/26; "" where they differ.
    """
    periods = [(each.use, parse_label(each.period)) for each in beside if is_whole_period(each.period)]
    shorter = [period for _, period in periods if period.frequency is not Frequency.YEAR]
    aims = [period for use, period in periods if use == "target" and period.basis is YearBasis.FINANCIAL]
    years = {containing(each.start, Frequency.YEAR).label for each in shorter or aims}
    return years.pop() if parts and len(years) == 1 else ""


_APRIL_TO_DECEMBER = ("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _common_of(name: str, titles: Sequence[str]) -> str:
    """The year or the month of a ledger that its titles name."""
    for title in titles:
        span, _ = span_in(title)
        if name.casefold() == "year" and (year := year_in(title)) and "/" in year:
            return year
        if (
            name.casefold() == "month"
            and is_whole_period(span)
            and not is_year(span)
            and not re.search("[QH][1-4]", span)
        ):
            return span
    return ""


def _fills(layout: Layout, sheet: SheetSeen, fields: Fields) -> bool:
    """Whether labels are merged over several rows, or rows come in pairs of actual and target."""
    labels = {column.at for column in layout.columns if column.use in fields.labels}
    tall = (each for each in merged_of(sheet.merged) if each.bottom > each.top > layout.line)
    return bool(fields.labels) and (bool(layout.used_as(ROW)) or any(each.left in labels for each in tall))
