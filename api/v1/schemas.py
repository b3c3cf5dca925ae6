"""What is sent and answered, field by field: the published description is made from this."""

from datetime import date, datetime
from typing import Literal

from ninja import Field, Schema
from pydantic import ConfigDict

from indicators.rules.vocabulary import RATED, Absence, Kept, Standing
from plans.periods import Period

DECIMAL = "A number as text, all its digits, so that none is rounded on its way."

Judgement = Literal["", *(each.value for each in RATED)]  # type: ignore[valid-type]
AbsenceWord = Literal["", *(each.value for each in Absence)]  # type: ignore[valid-type]
KeptWord = Literal["", *(each.value for each in Kept)]  # type: ignore[valid-type]
_TEXT = 5000  # the page says how much each takes


class Refusal(Schema):
    """Why it was not done, in a sentence."""

    detail: str


class Problem(Schema):
    field: str
    message: str


class Unusable(Refusal):
    """What is wrong with what was sent. Nothing was written."""

    problems: list[Problem] = []


class PeriodOut(Schema):
    key: str = Field(description="Such as 2026-07-01QF: first day, length (M, Q, H, Y), year (F, C, A)")
    label: str
    starts_on: date
    ends_on: date


class Named(Schema):
    id: int
    name: str


class Word(Schema):
    key: str
    word: str = Field(description="In the council's own words")


class Me(Schema):
    """What this token is."""

    name: str
    acts_as: str
    unit: Named
    may: list[str]
    expires_at: datetime
    per_minute: int


class Measure(Schema):
    ref: str
    name: str
    purpose: str
    definition: str
    formula: str
    kind: str
    unit: str
    decimals: int
    grades: list[str]
    polarity: str
    frequency: str
    year_basis: str
    counting: str
    lag: int
    tells: str
    is_key: bool
    is_data_only: bool
    has_parts: bool
    numerator: str
    denominator: str
    data_source: str
    service: Named
    owner: str
    sets: list[str]
    starts_on: date | None
    ends_on: date | None
    successor: str = Field(description="The measure that took its place; empty for none")
    url: str


class Figure(Schema):
    measure: str
    period: PeriodOut
    service: Named
    value: str | None = Field(description=DECIMAL)
    typed: str = Field(description="As a person would type it, and as it may be sent")
    numerator: str | None = Field(description=DECIMAL)
    denominator: str | None = Field(description=DECIMAL)
    absence: str
    absence_reason: str
    standing: str
    state: str
    revision: int
    version: int = Field(description="Send it with a figure that takes this one's place")
    approved_at: datetime | None
    url: str


class Move(Schema):
    key: str
    word: str
    change: str


class Status(Schema):
    """How a measure stands in a report period, as every page says it."""

    measure: str
    name: str
    service: str
    owner: str
    is_key: bool
    report_period: PeriodOut
    period: PeriodOut = Field(description="What the figure is about; earlier where the measure is in arrears")
    value: str | None = Field(description=DECIMAL)
    value_words: str
    target: str | None = Field(description=DECIMAL)
    target_words: str
    marks: str
    status: Word
    previous_status: Word | None
    reason: str
    sentence: str
    direction: Move
    year_ago: Move
    url: str


class Summary(Schema):
    """Counts as pages print them: approved figures, whoever asks."""

    report_period: PeriodOut
    measures: int
    rated: int
    met: int
    share: str = Field(description="Of the rated, whole per cent with its sign; empty where none is rated")
    counts: dict[str, int] = Field(description="Measures by the key of their status")


class PeriodTarget(Schema):
    period: PeriodOut
    value: str | None = Field(description=DECIMAL)
    low: str | None
    high: str | None
    green_limit: str | None
    red_limit: str | None


class Target(Schema):
    measure: str
    year: PeriodOut
    value: str | None = Field(description=DECIMAL)
    low: str | None
    high: str | None
    text: str
    profile: str
    rationale: str
    is_not_rated: bool
    periods: list[PeriodTarget]


class Plan(Schema):
    ref: str
    title: str
    level: str
    unit: Named
    owner: str
    state: str
    starts_on: date
    ends_on: date
    approved_on: date | None
    objectives: int
    url: str


class Objective(Schema):
    ref: str
    title: str
    kind: str
    plan: str
    owner: str
    contributes_to: list[str] = Field(description="References, the main one first")
    measures: list[str]
    merged_into: str
    url: str


class Score(Schema):
    value: int
    band: str
    above_appetite: bool


class Risk(Schema):
    ref: str
    title: str
    register_name: str
    level: str
    owner: str
    unit: int
    inherent: Score | None
    current: Score | None
    target: Score | None
    moved: str
    review_on: date
    is_exempt: bool
    is_open: bool
    url: str


class FigureIn(Schema):
    """A figure for a measure and a period. A field that is left out stays as it is; no other field is taken."""

    model_config = ConfigDict(extra="forbid")
    version: int | None = Field(
        None, ge=1, le=2**31 - 1,
        description="The version that was read. Left out, it is taken only where nothing else was entered.",
    )  # fmt: skip
    value: str | None = Field(None, max_length=100, description="As a person types it on the page, such as “57.1”")
    numerator: str | None = Field(None, max_length=100)
    denominator: str | None = Field(None, max_length=100)
    absence: AbsenceWord | None = None
    absence_reason: str | None = Field(None, max_length=_TEXT)
    standing: Standing | None = None
    judgement: Judgement | None = None
    judgement_reason: str | None = Field(None, max_length=_TEXT)
    evidence: str | None = Field(None, max_length=_TEXT)
    warning_reason: str | None = Field(None, max_length=_TEXT)
    happened: str | None = Field(None, max_length=_TEXT)
    why: str | None = Field(None, max_length=_TEXT)
    action: str | None = Field(None, max_length=_TEXT)
    action_by: str | None = Field(None, max_length=15, description="The number of a post")
    action_by_on: str | None = Field(None, max_length=40, description="A day, such as 2026-12-01")
    outlook: str | None = Field(None, max_length=_TEXT)
    promise_kept: KeptWord | None = None


class SubmitIn(Schema):
    """The figure to submit, by the version that was read."""

    model_config = ConfigDict(extra="forbid")
    version: int = Field(ge=1, le=2**31 - 1)


class Submitted(Schema):
    submitted: int
    already: int


def period_out(period: Period) -> PeriodOut:
    return PeriodOut(key=period.key, label=period.label, starts_on=period.start, ends_on=period.end)
