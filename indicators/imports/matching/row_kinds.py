"""What a row holds, where several rows are about one measure, and which rows of a sheet are none of its table. Pure."""

import re
from collections.abc import Collection

from indicators.imports.matching.fields import heading_key
from indicators.imports.matching.layout import is_year
from indicators.imports.matching.spans import span_in

_KINDS = {
    **dict.fromkeys(
        ("actual", "outturn", "result", "performance", "actuals", "achieved", "actual performance"), "actual"
    ),
    **dict.fromkeys(("this year", "current year", "value", "figure", "actual value", "actual outturn"), "actual"),
    **dict.fromkeys(
        ("target", "targets", "planned", "plan", "profile", "profiled target", "standard", "goal"), "target"
    ),
    **dict.fromkeys(("target value", "monthly target", "quarterly target"), "target"),
    **dict.fromkeys(("last year", "previous year", "prior year", "last year actual"), "prev_year_actual"),
    **dict.fromkeys(("commentary", "comments", "comment", "narrative", "notes", "note"), "commentary"),
}
_OTHERS = {
    *("rag", "rag status", "status", "rating", "numerator", "denominator", "num", "den", "variance", "trend", "dot"),
    *("direction of travel", "cumulative", "ytd", "year to date", "forecast", "benchmark", "national average"),
}
_TOTAL = re.compile(
    r"(?:grand |sub[ -]?|overall |section |service |directorate )?totals?:?"
    r"|(?:sub[ -]?|grand )totals?\b.*|.* (?:sub[ -]?)?total:?"
    r"|totals? (?:for|of) (?:the )?(?:service|directorate|section|department|council)\b.*",
    re.IGNORECASE,
)
_SUBTOTAL = re.compile(r"sub[ -]?totals?\b.*|.* sub[ -]?totals?:?", re.IGNORECASE)
_FOOTNOTE = re.compile(
    r"[*†‡§^]|\(?\d\)|\[|notes?\b|source\b|n\.?b\.?\b|key\b|©|data (?:is|are)\b|figures? \b|applied filters",
    re.IGNORECASE,
)
_LONG = 60


def row_kind(text: str) -> str:
    """What a row so labelled holds: "actual" (“Actual”, “Actual 2024/25”, “2024/25”), "target", "prev_year_actual" or
    "commentary"; "" for anything else.
    """
    if kind := _KINDS.get(heading_key(text), ""):
        return kind
    year, rest = span_in(text)
    if not is_year(year):
        return ""
    return _KINDS.get(heading_key(rest), "") if rest else "actual"


def row_year(text: str) -> str:
    """The year that the label of a row names: “Actual 2023/24”; "" for none."""
    year = span_in(text)[0]
    return year if "/" in year and is_year(year) else ""


def is_row_label(text: str) -> bool:
    """Whether a text says what a row holds, whether or not that is read."""
    return bool(row_kind(text)) or heading_key(text) in _OTHERS


def is_total(text: str, *, names: Collection[str] = (), only_sub: bool = False) -> bool:
    """Whether a label is that of a total: "Sub-total", "Housing total", "Total Housing" where Housing is among the
    ``names``, the small letters of what the file adds up.
    """
    tidy = " ".join(text.split())
    if only_sub:
        return bool(_SUBTOTAL.fullmatch(tidy))
    after = re.sub(r"^totals?(?: for| of)?(?: the)? ", "", tidy.casefold())
    return bool(_TOTAL.fullmatch(tidy)) or (after != tidy.casefold() and after in names)


def is_head(texts: Collection[str]) -> bool:
    """Whether a row of these cells is a heading within the table: one text alone, no total, note or figure."""
    text = next(iter(texts), "")
    return len(set(texts)) == 1 and not (is_total(text) or is_footnote(text) or text[:1].isdigit())


def is_footnote(text: str) -> bool:
    """Whether a text that stands alone in its row is a note beneath the table rather than a heading within it."""
    return bool(_FOOTNOTE.match(text)) or len(text) > _LONG
