"""The schema of a report document: what a snapshot freezes and every output (HTML, PDF, XLSX) is drawn from.

A document is plain JSON: strings, numbers, booleans, lists and dicts. All text for people is already formatted
(dates as "17 July 2026", figures at the indicator's decimals), so that no output formats a number its own way.
Raw figures stand beside the text only where a spreadsheet or a chart needs them. No Django.
"""

from collections.abc import Sequence
from typing import (
    Any,
    Literal,
    NotRequired,
    TypedDict,
    cast,
)

from foundation.measure_words import Colour, Commentary, Direction, Forecast, Mark, MeasureWords, Reason, Series, Shape

__all__ = ["Commentary", "Direction", "Forecast", "Mark", "Reason", "Series", "Shape"]

SCHEMA = 1

Kind = Literal["service", "exception", "themed", "pack", "plan"]


class Count(Mark):
    """How many items carry a status."""

    count: int


class KeyEntry(Mark):
    """A status explained to a reader."""

    meaning: str


class Measure(MeasureWords):
    """One indicator in one period, as it stood when the document was built. ``recovery``: what was being done to bring
    it back on target, a sentence each; ``forecast``: how its year was expected to end; ``caveat``: what to bear in
    mind, as the certificate of its data said. Documents made before there was such a thing have none, nor has a measure
    of which nothing could be told.
    """

    direction: Direction
    year_ago: Direction
    series: Series
    recovery: NotRequired[list[str]]
    forecast: NotRequired[Forecast]
    caveat: NotRequired[str]


class Milestone(TypedDict):
    """An action or milestone. ``slipped`` tells of an earlier due date, "" where it stands as first set; ``waits`` what
    it waits for, and where that cannot come out, a sentence each.
    """

    ref: str
    title: str
    due: str
    slipped: str
    percent: str
    status: Mark
    narrative: str
    owner: str
    waits: NotRequired[list[str]]


class TimelineBar(TypedDict):
    """A milestone over time. Days are as in "2026-10-01", "" for none; ``waits_for`` holds the places of others in the
    same picture, from 0.
    """

    ref: str
    title: str
    starts: str
    due: str
    first_due: str
    expected: str
    percent: int
    status: Mark
    waits_for: list[int]


class Timeline(TypedDict):
    """Milestones over time as they stood ``today``."""

    today: str
    bars: list[TimelineBar]


class Risk(TypedDict):
    """A risk as it stood when the document was built. The three scores are numbers, "" where there is none; ``band`` is
    that of the score now; ``threatens`` names objectives; ``why`` says by which rule it stands out, and what is wrong
    with it, or "". No exempt risk is in a document.
    """

    ref: str
    title: str
    register: str
    owner: str
    inherent: str
    now: str
    target: str
    band: Mark | None
    above: Literal["Yes", "No", ""]
    moved: str
    threatens: str
    review: str
    why: str


class MatrixCell(TypedDict):
    """A cell of a risk matrix: its score, how its band looks, and whether it is above appetite."""

    value: int
    colour: Colour
    shape: Shape
    above: bool


class MatrixPiece(TypedDict):
    """A risk on the matrix, by its number in the picture. A place is likelihood and impact, counted from 1; empty where
    the risk has no such score on this matrix.
    """

    number: int
    ref: str
    title: str
    inherent: list[int]
    now: list[int]
    target: list[int]


class RiskMatrix(TypedDict):
    """A risk matrix with the risks that stand on it. Scales rise; ``cells`` has a row for each likelihood, the least
    likely first. ``left_out`` says why some risks are not drawn, or "". No exempt risk is in a document.
    """

    name: str
    likelihoods: list[str]
    impacts: list[str]
    cells: list[list[MatrixCell]]
    pieces: list[MatrixPiece]
    left_out: str


class Money(TypedDict):
    """Revenue or capital of something, as the last month of the ledger told it. Amounts as printed, and once more for a
    spreadsheet, "" where no month told of any; ``mark`` says how the forecast stands to the plan.
    """

    name: str
    ref: str
    nature: str
    planned: str
    actual: str
    forecast: str
    variance: str
    mark: Mark | None
    planned_raw: str
    actual_raw: str
    forecast_raw: str


class Question(TypedDict):
    """A question for the meeting and whom it is put to."""

    text: str
    to: str


class Table(TypedDict):
    """Any other table. Each row is as long as ``columns``; the first column names the row."""

    caption: str
    columns: list[str]
    rows: list[list[str]]


class Section(TypedDict):
    """A part of the document. Sections follow one another flat; ``level`` 1 to 3 nests them.

    ``exempt`` is "" for a public item, else the words of the marking, such as "Exempt: paragraph 3 of Schedule 12A".
    """

    id: str
    heading: str
    level: int
    paragraphs: list[str]
    bullets: list[str]
    measures: list[Measure]
    measures_as: Literal["cards", "table"]
    milestones: list[Milestone]
    questions: list[Question]
    table: Table | None
    page_break: bool
    landscape: bool
    exempt: NotRequired[str]


class Coverage(TypedDict):
    """The honest coverage line and the counts behind it."""

    sentence: str
    rows: list[list[str]]


class Restatement(TypedDict):
    """A figure, target or rule changed since the last released report."""

    ref: str
    name: str
    period: str
    old: str
    new: str
    reason: str
    by: str
    effect: str


class Meeting(TypedDict):
    """Where and when a pack is considered."""

    committee: str
    date: str
    place: str


class Tile(TypedDict):
    """A measure as its status's mark. ``words`` is its sentence; ``moved`` is against the quarter before."""

    ref: str
    words: str
    status: Mark
    moved: Literal["better", "worse", ""]


class WallRow(TypedDict):
    """A group's measures, off target first. ``met`` is as in "7 of 10", or says that none is rated. ``rest`` counts
    those that have no mark of their own; ``risks`` says how the risks to it stand, where there are any.
    """

    name: str
    met: str
    rated: list[Tile]
    unrated: list[Tile]
    rest: list[Count]
    risks: NotRequired[str]


class OffTarget(TypedDict):
    """A measure off target: how it stands, why, and what is done by whom; "" where nothing was written."""

    ref: str
    name: str
    stands: str
    status: Mark
    is_new: bool
    why: str
    action: str
    action_by: str
    owner: str


class Noted(TypedDict):
    """What the meeting is asked. ``section`` is the id of the section that tells of it, "restated", or ""."""

    text: str
    section: str


class AtAGlance(TypedDict):
    """The page that a meeting reads first. ``share`` is "68%", or "" where none is rated; ``asked`` opens ``noted``.

    ``off`` holds the first few of ``off_count`` measures off target, the new ones first.
    """

    finding: str
    share: str
    asked: str
    noted: list[Noted]
    wall: list[WallRow]
    off: list[OffTarget]
    off_count: int


class Document(TypedDict):
    """A whole report. ``released`` is "" for a draft. ``about`` holds further label and text pairs for the cover;
    ``opening`` is how many of the sections are read before all others, none where it is left out. Documents made
    before there was one have no ``at_a_glance``.
    """

    schema: int
    kind: Kind
    title: str
    subtitle: str
    council: str
    audience: str
    period: str
    as_at: str
    released: str
    headline: str
    coverage: Coverage
    counts: list[Count]
    key: list[KeyEntry]
    restatements: list[Restatement]
    notes: list[str]
    sections: list[Section]
    meeting: NotRequired[Meeting | None]
    about: NotRequired[list[list[str]]]
    opening: NotRequired[int]
    at_a_glance: NotRequired[AtAGlance]


class MeasureFacts(TypedDict):
    """One measure as reported. ``target`` is value, low, high, green and red limit, and words; ``rule`` is basis, cuts
    (green, amber, exceeding), boundary and comparison; ``history`` holds a figure and a target.
    """

    name: str
    period: str
    value: str | None
    value_words: str
    target: list[str | None] | None
    target_words: str
    rule: list[str | None]
    rule_words: str
    status: str
    status_word: str
    history: dict[str, list[str | None]]
    ahead: dict[str, str | None]


Facts = dict[str, MeasureFacts]  # by the measure's reference


def section(slug: str, heading: str, level: int = 1, **parts: Any) -> Section:
    """A section that holds these parts: its own keys, and whatever a kind of section (``reporting.sections``) knows.

    What every section has and is not given is empty; measures are cards. ``problems`` finds what no kind knows.
    """
    empty: Section = {
        "id": slug,
        "heading": heading,
        "level": level,
        "paragraphs": [],
        "bullets": [],
        "measures": [],
        "measures_as": "cards",
        "milestones": [],
        "questions": [],
        "table": None,
        "page_break": False,
        "landscape": False,
        "exempt": "",
    }
    return cast(Section, {**empty, **parts})


def levelled(sections: Sequence[Section]) -> list[Section]:
    """The sections with heading levels that begin at 1 and never skip one, as accessible documents require.

    A section two levels below the one before it is raised to one level below; its own followers move with it.
    """
    result: list[Section] = []
    path: list[int] = []
    for each in sections:
        while path and path[-1] >= each["level"]:
            path.pop()
        path.append(each["level"])
        result.append({**each, "level": min(len(path), 3)})
    return result
