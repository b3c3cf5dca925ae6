"""What is told of a measure, as pages, papers and files share it: plain data, its texts ready to be read.

Standard library only.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, NotRequired, TypedDict

Shape = Literal["tick", "circle", "triangle", "star", "question", "dash", "square", "dots", "bars"]
Colour = Literal["green", "amber", "red", "blue", "grey", "missing", "awaiting", "hatched", "plain"]
Arrow = Literal["up", "down", "level", "none"]


class Band(TypedDict):
    """How a scheme shows a status. ``meaning`` is for those who choose it."""

    word: str
    shape: Shape
    colour: Colour
    meaning: NotRequired[str]


Bands = Mapping[str, Band]
"""A scheme, by Status values."""


class Mark(TypedDict):
    """A status as shown: the word always, shape and colour besides. ``key`` is a Status value."""

    key: str
    word: str
    shape: Shape
    colour: Colour


class Direction(TypedDict):
    """Direction of travel. ``real`` is False within normal variation, None where there are too few points."""

    word: str
    arrow: Arrow
    real: bool | None


class Reason(TypedDict):
    """Why an item is an exception: the rule's code, whether it is good news, and the sentence a reader sees."""

    code: str
    good: bool
    sentence: str


class Commentary(TypedDict):
    """The four boxes of rules.md 16; "" where nothing was written."""

    happened: str
    why: str
    action: str
    action_by: str
    outlook: str


class Forecast(TypedDict):
    """How a measure's year is expected to end, or ended, as ``label`` says. ``status`` is None where it cannot be
    rated; ``sentence`` tells it, ``chance`` is that of missing the target, "" where it cannot be told.
    """

    label: str
    status: Mark | None
    value: str
    sentence: str
    chance: str


class Ahead(NamedTuple):
    """What is expected in a period to come, and within what, None where that is not known."""

    label: str
    value: float
    low: float | None
    high: float | None


class Series(TypedDict):
    """Figures behind a chart, oldest first. All lists but ``breaks`` and ``signals`` are as long as ``labels``.

    ``None`` is a period without a figure. ``lower``, ``upper`` and ``mean`` are the process limits (rules.md 5),
    None where there are too few points. ``breaks`` holds the index of each first point after a definition change.
    ``signals`` holds a Signal value for each point, or is empty. ``draft``: the last point is one; ``ahead``: what is
    expected of the periods to come. No report has either.
    """

    labels: list[str]
    values: list[float | None]
    targets: list[float | None]
    lower: float | None
    upper: float | None
    mean: float | None
    provisional: list[bool]
    revised: list[bool]
    breaks: list[int]
    unit: str
    decimals: int
    signals: list[str]
    draft: NotRequired[bool]
    ahead: NotRequired[Sequence[Ahead]]


def known(values: Sequence[float | None]) -> list[float]:
    """The finite figures, in order: gaps and impossible figures left out."""
    return [v for v in values if v is not None and math.isfinite(v)]


def points(series: Series) -> list[tuple[int, float]]:
    """(index, value) of every period that has a figure."""
    return [(i, v) for i, v in enumerate(series["values"]) if v is not None and math.isfinite(v)]


class MeasureWords(TypedDict):
    """One measure in one period.

    ``value`` and ``target`` are texts; ``value_raw`` and ``target_raw`` the same figures as decimal strings, None
    where there is none or it is no number to a reader (words, a date, a grade, yes or no). ``computed`` is set where
    a person's judgement replaced the computed status, and shows both. ``lag`` says that the data are of an earlier
    period than the report.
    """

    ref: str
    name: str
    unit: str
    period: str
    value: str
    target: str
    marks: str
    status: Mark
    computed: Mark | None
    lag: str
    sentence: str
    owner: str
    service: str
    rule: str
    reasons: list[Reason]
    commentary: Commentary | None
    value_raw: str | None
    target_raw: str | None
