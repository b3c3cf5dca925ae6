"""A return as a spreadsheet: made for a service to fill in, and read back as if somebody had typed it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from itertools import zip_longest

from django.http import QueryDict

from foundation.downloads.book import Book
from foundation.downloads.cells import Cell
from indicators.forms.figure_text import FIELD_WORDS, FIELDS, FIGURE_FIELDS, WORD_FIELDS, Texts
from indicators.forms.return_grid import GridRow, sheet_of
from indicators.imports.limits import shown
from indicators.imports.rows import exact_text, text_of
from indicators.imports.workbook import BLANK, Table, TableRow
from indicators.judging.figure_entry import unified
from indicators.judging.figures_in_return import EnteredFigure
from indicators.judging.measure_row import target_words
from indicators.models import Return
from indicators.views.figure_words import NUMBERS, STANDINGS, answers_of, choices_of, last_values

REFERENCE, PERIOD, KEPT_BY_US = "Reference", "Period", "Leave as it is"
HEADINGS = (REFERENCE, PERIOD, *FIELD_WORDS.values(), KEPT_BY_US)
"""The headings that are read."""
_BEFORE = (REFERENCE, "Measure", PERIOD, "Last four periods", "Target")
_LISTS = "Words to choose from"
_NOTES = (
    "Fill in the cells with a dashed border; all others are locked. Where there is no figure, leave it blank and say "
    "why in the columns beside it.",
    "Nothing is handed in by this file: send it back on the page of the return, and look at what it says there.",
)
_MOST_IN_A_CELL = 255  # characters of the words that one cell offers by itself
_MOST_NAMED = 8


def return_book(
    in_return: Return, figures: Sequence[EnteredFigure], posts: Mapping[int, str], *, at: datetime
) -> bytes:
    """The return as XLSX, with what is stored of each figure. ``posts``: who may be named for an action."""
    title = f"{in_return.service.name}, {in_return.period.long_label}"
    columns = [*_BEFORE, *FIELD_WORDS.values(), KEPT_BY_US]
    book = Book(title, author="", timestamp=int(at.timestamp()))
    choices = _choices(posts)
    rows = [_row(GridRow(figure, None, frozenset()), choices) for figure in figures]
    filled_in = range(len(_BEFORE), len(columns) - 1)
    name = book.form("Return", title, columns, rows, notes=_NOTES, filled_in=filled_in)
    for n, figure in enumerate(figures):
        words = _answers(figure)
        if words and len(",".join(words)) <= _MOST_IN_A_CELL:
            book.choose(name, n, columns.index(FIELD_WORDS["value"]), words)
    lists = {field: [label for value, label in each if value] for field, each in choices.items()}
    heads = {FIELD_WORDS[field]: words for field, words in lists.items()}
    there = book.table(_LISTS, _LISTS, [*heads], zip_longest(*heads.values(), fillvalue=""))
    places = {columns.index(head): (n, len(words)) for n, (head, words) in enumerate(heads.items()) if words}
    book.offer(name, {column: book.cells(there, *place) for column, place in places.items()})
    return book.finish()


def typed_in(
    table: Table, figures: Sequence[EnteredFigure], posts: Mapping[int, str], *, typist: int
) -> tuple[QueryDict, list[str]]:
    """What a file says, as the form of the return would have sent it, and what is wrong with it as sentences that name
    the place. ``figures`` are those that are to be entered.
    """
    data = QueryDict(mutable=True)
    data["typist"] = str(typist)
    problems = [problem.message for problem in table.problems]
    by_place = {(figure.definition.ref.casefold(), figure.stored.period.label): figure for figure in figures}
    seen: set[int] = set()
    choices = _choices(posts)
    for row in table.rows:
        figure, problem = _figure(row, figures, by_place)
        if figure is None:
            problems += [problem] if problem else []
        elif figure.pk in seen:
            problems.append(f"Row {row.line}: {figure.definition.ref} is there twice. Keep one of the rows.")
        else:
            seen.add(figure.pk)
            problems += _put(data, row, GridRow(figure, None, frozenset()), choices)
    more = len(problems) - _MOST_NAMED
    return data, problems[:_MOST_NAMED] + ([f"{more} more problems of this kind."] if more > 0 else [])


_Choices = Mapping[str, Sequence[tuple[str, str]]]


def _choices(posts: Mapping[int, str]) -> _Choices:
    return choices_of((str(pk), title) for pk, title in posts.items())


def _row(row: GridRow, choices: _Choices) -> list[Cell]:
    figure, texts = row.figure, row.stored_texts
    typed = [
        dict(choices[name]).get(texts[name], "") if name in choices and texts[name] else _cell(texts[name], row)
        for name in FIELDS
    ]
    return [
        figure.definition.ref,
        figure.definition.name,
        figure.stored.period.label,
        " · ".join(last_values(figure)),
        target_words(figure.measured.facts.now.target, figure.measured),
        *typed,
        f"{figure.pk}:{row.version}:{row.was}:{row.was_words}",
    ]


def _cell(text: str, row: GridRow) -> Cell:
    """A number as a number, so that a spreadsheet reckons with it; all else as its text."""
    if row.sheet.kind not in NUMBERS:
        return text
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def _answers(figure: EnteredFigure) -> Sequence[str]:
    sheet = sheet_of(figure)
    return () if sheet.has_parts else answers_of(sheet.kind, sheet.grades)


def _figure(
    row: TableRow, figures: Sequence[EnteredFigure], by_place: Mapping[tuple[str, str], EnteredFigure]
) -> tuple[EnteredFigure | None, str]:
    """The figure that a row is about, or why there is none; "" for a row that says nothing."""
    ref, period = (text_of(row.cells.get(name, BLANK)) for name in (REFERENCE, PERIOD))
    alike = [figure for figure in figures if figure.definition.ref.casefold() == ref.casefold()]
    found = by_place.get((ref.casefold(), period)) or (alike[0] if len(alike) == 1 and not period else None)
    if found or not any(text_of(row.cells.get(FIELD_WORDS[name], BLANK)) for name in FIELDS):
        return found, ""
    what = f"{ref}, {period}," if period else ref or "A row without a reference"
    return None, f"Row {row.line}: {shown(what)} is no figure that is to be entered in this return. Take the row out."


def _put(data: QueryDict, row: TableRow, form: GridRow, choices: _Choices) -> Iterator[str]:
    """Put what a row says into the form's data; the problems of its cells."""
    texts: Texts = {}
    for name in FIELDS:
        cell = row.cells.get(FIELD_WORDS[name])
        if cell is None:
            texts[name] = form.stored_texts[name]  # the column was taken out
            continue
        texts[name] = exact_text(cell) if name in FIGURE_FIELDS else text_of(cell)
        if name in choices and texts[name]:
            wanted = texts[name].casefold()
            value = next((value for value, label in choices[name] if label.casefold() == wanted), None)
            if value is None:
                yield (
                    f"Row {row.line}: “{shown(texts[name])}” under “{FIELD_WORDS[name]}” is none of the words to "
                    "choose from. Choose one from the list of the cell."
                )
            texts[name] = value or ""
        elif name == "standing":
            texts[name] = STANDINGS[0][0]
    yield from _parts(row, form, texts)
    for name, text in _kept(row, form).items():
        data[f"{form.prefix}-{name}"] = text
    is_said = any(unified(texts[name]) != unified(form.stored_texts[name]) for name in WORD_FIELDS)
    for name in FIELDS if is_said else FIGURE_FIELDS:
        data[f"{form.prefix}-{name}"] = texts[name]


def _parts(row: TableRow, form: GridRow, texts: Texts) -> Iterator[str]:
    """The problem of a figure that stands in the column of another kind of figure."""
    has_parts = form.sheet.has_parts
    for name in FIGURE_FIELDS:
        if texts[name] and (name == "value") is has_parts:
            where = "its numerator and denominator" if has_parts else f"“{FIELD_WORDS['value']}”"
            yield (
                f"Row {row.line}: {form.figure.definition.ref} takes no “{FIELD_WORDS[name]}”. Fill in {where} instead."
            )


def _kept(row: TableRow, form: GridRow) -> dict[str, str]:
    """What the row was when the file was made, by which it is seen who changed it since; now, where it does not say."""
    key, *rest = text_of(row.cells.get(KEPT_BY_US, BLANK)).split(":")
    if key == str(form.figure.pk) and len(rest) == 3:
        return dict(zip(("version", "was", "was_words"), rest, strict=True))
    return {"version": str(form.version), "was": form.was, "was_words": form.was_words}
