"""What a row of a file leaves as it is, and what stands after it: the file's, or the stored where that is blank."""

import re
from decimal import Decimal

from indicators.imports.figures.existing_rows import StoredFigure, StoredTarget, StoredYear
from indicators.imports.figures.lines import Line
from indicators.imports.rows import ImportRow
from indicators.rules.reading import EXACT

PLACES = Decimal(1).scaleb(-10)  # decimals kept of a stored figure
_NO_WORDS = ("", "", "", "")
_LOST = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def words_after(row: ImportRow, stored: StoredFigure | None) -> tuple[str, ...]:
    """The four boxes after the import: the file's text, or the stored one if the file's is empty or equal."""
    typed = (row.commentary, row.why, row.action, row.outlook)
    if stored is None:
        return typed if any(typed) else _NO_WORDS
    now = stored.words
    return tuple(kept if not each or tidy(each) == tidy(kept) else each for each, kept in zip(typed, now, strict=True))


def tidy(text: str) -> str:
    """Text without what a spreadsheet changes: spaces, line ends, and characters that it cannot hold."""
    return " ".join(_LOST.sub("\N{REPLACEMENT CHARACTER}", text).split())


def is_same_figure(stored: StoredFigure, line: Line) -> bool:
    """Whether a line says the stored figure again."""
    is_standing_same = not line.standing or stored.standing == line.standing
    return _same(stored.value, line.value) and stored.absence == line.absence and is_standing_same


def limits_after(line: Line, stored: StoredTarget | None) -> tuple[Decimal | None, Decimal | None]:
    """The explicit limits after the import, green and red: the file's, or the stored ones where it has none."""
    if line.red_limit is None and stored is not None:
        return stored.green_limit, stored.red_limit
    return line.green_limit, line.red_limit


def is_same_aim(stored: StoredTarget | StoredYear, line: Line) -> bool:
    """Whether a line says the stored target again."""
    if (
        isinstance(stored, StoredTarget)
        and line.red_limit is not None
        and not (_same(stored.red_limit, line.red_limit) and _same(stored.green_limit, line.green_limit))
    ):
        return False
    return (_same(stored.value, line.target) and _same(stored.low, line.low) and _same(stored.high, line.high)) or bool(
        line.target_text and stored.value is None and stored.low is None
    )


def _same(stored: Decimal | None, read: Decimal | None) -> bool:
    if stored is None or read is None:
        return stored is read
    return stored == read.quantize(PLACES, context=EXACT)
