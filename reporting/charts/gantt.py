"""Milestones over time: a bar each from start to due date, how much is done, slips, and what waits for what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from foundation.marks import Mark
from reporting.charts import paint

WIDTH, TOP, ROW, BAR = 1200, 40, 34, 14
NARROW, NARROW_LABELS, NARROW_MONTHS = 720, 260, 9
LABELS, RIGHT = 400, 16  # where the time begins, and the room at its end
LETTER = 6.4  # mean width of a letter at 11 pixels
MOST_MONTHS = 18  # with more, only the first month of each quarter is named
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Bar:
    """One milestone. ``key`` names it to those that wait for it; ``heading`` stands above it where it begins a group.
    ``expected_on`` is when it is expected to end where somebody said so.
    """

    key: int
    title: str
    starts_on: date
    due_on: date
    first_due_on: date
    percent: int
    status: Mark
    expected_on: date | None = None
    waits_for: Sequence[int] = ()
    heading: str = ""


@dataclass(frozen=True, slots=True)
class _Time:
    """Where a day stands across the picture."""

    first: date
    last: date
    width: int
    labels: int

    def x(self, day: date) -> float:
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        return self.labels + share * (self.width - self.labels - RIGHT)


def gantt_svg(bars: Sequence[Bar], *, today: date, narrow: bool = False) -> str:
    """The milestones in the order given. Pixels, 1,200 wide, or 720 for paper with ``narrow``; its words are those of
    the table beside it.
    """
    time, places = _time(bars, today, narrow=narrow), _places(bars)
    height = max(places.values(), default=TOP) + ROW
    body = [*_months(time, height), *_today(time, today, height)]
    for bar in bars:
        body += _bar(bar, time, places[bar.key])
    body += [part for bar in bars for part in _waits(bar, bars, time, places)]
    return paint.svg(time.width, height, f"{len(bars)} milestones over time, as in the table beneath.", body)


def _time(bars: Sequence[Bar], today: date, *, narrow: bool) -> _Time:
    """From the month in which the first begins to that in which the last ends; today is always within."""
    days = [today, *(bar.starts_on for bar in bars)]
    ends = [today, *(day for bar in bars for day in (bar.due_on, bar.first_due_on, bar.expected_on) if day)]
    width, labels = (NARROW, NARROW_LABELS) if narrow else (WIDTH, LABELS)
    return _Time(min(days).replace(day=1), _next_month(max(ends)) - timedelta(days=1), width, labels)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _places(bars: Sequence[Bar]) -> dict[int, float]:
    """The middle of each bar's row; a heading has a row of its own."""
    found, y = {}, float(TOP)
    for bar in bars:
        y += ROW * 0.8 if bar.heading else 0
        found[bar.key] = y + ROW / 2
        y += ROW
    return found


def _months(time: _Time, height: float) -> Iterator[str]:
    months, day = [], time.first
    while day <= time.last:
        months.append(day)
        day = _next_month(day)
    step = 1 if len(months) <= (MOST_MONTHS if time.width == WIDTH else NARROW_MONTHS) else 3
    for place, month in enumerate(months):
        x = time.x(month)
        yield paint.rule(x, TOP - 8, x, height, stroke=paint.GRID)
        if place % step == 0:
            yield paint.text(x + 3, 26, _MONTHS[month.month - 1])
        if place == 0 or month.month == 1:
            yield paint.text(x + 3, 12, str(month.year), bold=True)


def _today(time: _Time, today: date, height: float) -> Iterator[str]:
    x = time.x(today)
    yield paint.rule(x, TOP - 8, x, height, stroke=paint.NAVY, width=2)
    yield paint.text(x + 4, TOP - 1, "today", fill=paint.NAVY, bold=True)


def _bar(bar: Bar, time: _Time, y: float) -> Iterator[str]:
    rim, fill, ink = paint.PALETTE[bar.status.colour]
    if bar.heading:
        yield paint.text(6, y - ROW * 0.75, paint.cut(bar.heading, int(time.width / LETTER)), bold=True)
    yield paint.symbol(bar.status.shape, 12, y, 6, rim)
    room = int((time.labels - 34) / LETTER) - len(bar.status.word) - 3
    yield paint.text(26, y + 4, f"{paint.cut(bar.title, room)} · {bar.status.word}")
    left, right = time.x(bar.starts_on), max(time.x(bar.due_on), time.x(bar.starts_on) + 3)
    top = y - BAR / 2
    yield _box(left, top, right - left, BAR, fill=fill, stroke=rim)
    done = (right - left) * bar.percent / 100
    if done:
        yield _box(left, y - 2, done, 4, fill=ink if fill != ink else rim, stroke="none")
    if bar.first_due_on != bar.due_on:
        yield from _slip(time.x(bar.first_due_on), right, y)
    if bar.expected_on and bar.expected_on != bar.due_on:
        x = time.x(bar.expected_on)
        yield f'<path d="M{x:.1f} {y - 7:.1f}l6 7l-6 7l-6 -7z" fill="#FFFFFF" stroke="{paint.INK}" stroke-width="1.5"/>'
    words = f"{bar.percent}%"
    if right + 30 < time.width:
        yield paint.text(right + 9, y + 4, words, fill=paint.SOFT_INK)


def _slip(first: float, right: float, y: float) -> Iterator[str]:
    """From where it was due at first to where it is due now."""
    at = y + BAR / 2 + 4
    yield paint.rule(first, at - 3, first, at + 3, stroke=paint.INK, width=2)
    yield paint.rule(first, at, right, at, stroke=paint.INK, width=1.5, dash="3 3")


def _waits(bar: Bar, bars: Sequence[Bar], time: _Time, places: dict[int, float]) -> Iterator[str]:
    """An arrow from the end of each that it waits for, where that is in the picture, to its own end."""
    ends = {each.key: each for each in bars}
    x2, y2 = time.x(bar.due_on), places[bar.key]
    for key in bar.waits_for:
        if key not in ends:
            continue
        x1, y1 = time.x(ends[key].due_on), places[key]
        way = 1 if y2 > y1 else -1
        side, tip = max(x1, x2) + 5, y2 - way * (BAR / 2 + 1)
        line = f"M{x1:.1f} {y1 + way * BAR / 2:.1f}V{tip - way * 8:.1f}H{x2:.1f}V{tip:.1f}"
        if x1 > x2:  # it ends before what it waits for: the arrow goes back
            line = f"M{x1:.1f} {y1:.1f}H{side:.1f}V{tip - way * 8:.1f}H{x2:.1f}V{tip:.1f}"
        yield f'<path d="{line}" fill="none" stroke="{paint.PLUM}" stroke-width="1.5"/>'
        yield f'<path d="M{x2:.1f} {tip:.1f}l-4 {-way * 7}h8z" fill="{paint.PLUM}"/>'


def _box(x: float, y: float, width: float, height: float, *, fill: str, stroke: str) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return f'<rect {place} rx="2" fill="{fill}" stroke="{stroke}"/>'
