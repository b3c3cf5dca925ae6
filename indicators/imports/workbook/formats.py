"""The value of a number in a workbook, and its text under the cell's number format (ECMA-376 part 1, 18.8.31). Under a
format that is not understood (fractions, conditions, scientific) the text is the plain number.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache

_TOKEN = re.compile(r'"[^"]*"?|\\.?|_.?|\*.?|\[[^\]]*\]?|E[+-]|General|AM/PM|A/P|.', re.IGNORECASE | re.DOTALL)
_PLACEHOLDERS = "0#?"
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_CURRENCY = re.compile(r"\[\$([^\]-]*)")
_SECONDS_A_DAY = 86_400
_LAST_SERIAL = 2_958_465  # 31 December 9999
LONGEST_CODE = 255  # as Excel itself

# (text, kind, value as text): kind "n" number, "d" date, "dt" date and time, "t" time of day.
Shown = tuple[str, str, str]
Show = Callable[[str], Shown]


def number(raw: str) -> Decimal:
    """The number in a cell, to 15 digits as spreadsheets keep it: "0.45200000000000001" is 0.452. Raises ValueError for
    what is no finite number.
    """
    if raw.isascii() and raw.isdigit() and len(raw) <= 15:
        return Decimal(raw)
    if not _NUMBER.fullmatch(raw):  # float() takes more: "nan", "1_000"
        raise ValueError(raw)
    value = Decimal(format(float(raw), ".15g"))
    if not value.is_finite():
        raise ValueError(raw)
    return value


def plain(value: Decimal) -> str:
    """The number without any format: "1234.5", "-3", "1E+20"."""
    if value == 0:
        return "0"
    if -10 <= value.adjusted() < 15:
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value.normalize())


@cache
def shower(code: str, epoch_1904: bool) -> Show:
    """The function that turns the raw number of a cell into what this format shows. It raises ValueError for what is no
    number, and for a date outside 1900 to 9999.
    """
    sections = _sections(code if len(code) <= LONGEST_CODE else "General")
    letters = "".join(t[0].lower() for t in sections[0] if t[0] not in '"\\_*[' and t.lower() != "general")
    elapsed = any(re.fullmatch(r"\[(h+|m+|s+)\]", t, re.IGNORECASE) for t in sections[0])
    if elapsed:
        return _show_elapsed
    if re.search("[dmyhs]", letters):
        has_date = bool(re.search("[dy]", letters)) or not re.search("[hs]", letters)
        has_time = bool(re.search("[hs]", letters))
        return lambda raw: _show_date(raw, epoch_1904, has_date, has_time)
    number_parts = [_NumberFormat(section) for section in sections[:3]]
    return lambda raw: _show_number(raw, number_parts)


def _sections(code: str) -> list[list[str]]:
    sections: list[list[str]] = [[]]
    for mark in _TOKEN.findall(code):
        if mark == ";":
            sections.append([])
        else:
            sections[-1].append(mark)
    return sections


class _NumberFormat:
    """One section of a number format. `understood` is False where the plain number is shown instead."""

    def __init__(self, marks: list[str]) -> None:
        self.before, self.digits, self.after = "", "", ""
        self.percents = 0
        self.understood = True
        for mark in marks:
            self._take(mark)
        body = self.digits.rstrip(",")
        self.thousands = len(self.digits) - len(body)
        whole, _, self.fraction = body.partition(".")
        self.grouped = "," in whole
        self.least = whole.count("0")
        if "." in self.fraction or not body.strip("."):
            self.understood = False

    def _take(self, mark: str) -> None:
        if mark in _PLACEHOLDERS or mark in ".,":
            # Digits after other text, as in a telephone number, are not understood.
            self.understood = self.understood and not self.after
            self.digits += mark
        elif mark[0] == "[":
            currency = _CURRENCY.match(mark)
            if currency:
                self._literal(currency[1])
            elif mark[1:2] in "<>=":
                self.understood = False
        elif mark[0] in "_*":
            return
        elif mark in "/@" or mark[0] in "Ee" or mark.lower() == "general":
            self.understood = False
        else:
            self.percents += mark == "%"
            self._literal(mark.strip('"') if mark[0] == '"' else mark[-1])

    def _literal(self, text: str) -> None:
        if self.digits:
            self.after += text
        else:
            self.before += text

    def show(self, value: Decimal) -> str:
        scaled = value.scaleb(2 * self.percents - 3 * self.thousands)
        rounded = scaled.quantize(Decimal(1).scaleb(-len(self.fraction)), rounding=ROUND_HALF_UP)
        whole, _, fraction = format(abs(rounded), "f").partition(".")
        optional = len(self.fraction) - len(self.fraction.rstrip("#?"))
        kept = fraction.rstrip("0").ljust(len(self.fraction) - optional, "0") if optional else fraction
        whole = whole.lstrip("0").rjust(self.least, "0")
        if self.grouped:
            whole = re.sub(r"(?<=\d)(?=(\d{3})+$)", ",", whole)
        digits = whole + ("." + kept if kept else "")
        return f"{self.before}{digits}{self.after}".strip() if digits else ""


def _show_number(raw: str, parts: list[_NumberFormat]) -> Shown:
    value = number(raw)
    part, sign = parts[0], "-" if value < 0 else ""
    if value < 0 and len(parts) > 1:
        part, sign = parts[1], ""
    elif value == 0 and len(parts) > 2:
        part = parts[2]
    try:
        text = part.show(abs(value)) if part.understood else ""
    except InvalidOperation:  # more places than a figure has digits
        text = ""
    if not text:
        return plain(value), "n", str(value)
    if sign and not re.search("[1-9]", text):
        sign = ""
    return sign + text, "n", str(value)


def _show_date(raw: str, epoch_1904: bool, has_date: bool, has_time: bool) -> Shown:
    serial = float(number(raw))
    if not 0 <= serial <= _LAST_SERIAL:
        raise ValueError(raw)
    if serial < 1 and has_time and not has_date:
        moment = datetime(1900, 1, 1) + _part_of_day(serial)  # noqa: DTZ001 - only its time of day is used
        return show_moment(moment.time())
    # Excel counts 29 February 1900 as day 60, which did not exist: days before it start one day later.
    start_1900 = datetime(1899, 12, 30) if serial >= 60 else datetime(1899, 12, 31)  # noqa: DTZ001 - local dates
    start = datetime(1904, 1, 1) if epoch_1904 else start_1900  # noqa: DTZ001
    moment = start + timedelta(days=int(serial)) + _part_of_day(serial % 1)
    if not has_time or moment.time() == time():
        return show_moment(moment.date())
    return show_moment(moment)


def _part_of_day(fraction: float) -> timedelta:
    return timedelta(seconds=round(fraction * _SECONDS_A_DAY))


def show_moment(moment: date | datetime | time) -> Shown:
    """A date, a date with time or a time of day as written in Britain: "30/09/2026", "30/09/2026 14:30", "14:30"."""
    if isinstance(moment, datetime):
        return f"{moment:%d/%m/}{moment.year:04} {_clock(moment.time())}", "dt", moment.isoformat()
    if isinstance(moment, date):
        return f"{moment:%d/%m/}{moment.year:04}", "d", moment.isoformat()
    return _clock(moment), "t", moment.isoformat()


def _clock(moment: time) -> str:
    return f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"


def _show_elapsed(raw: str) -> Shown:
    """A duration in hours and minutes; its value stays a number of days."""
    value = number(raw)
    if abs(value) > 1_000_000:
        raise ValueError(raw)
    minutes = int((abs(value) * 1440).to_integral_value(ROUND_HALF_UP))
    return f"{'-' if value < 0 else ''}{minutes // 60}:{minutes % 60:02}", "n", str(value)
