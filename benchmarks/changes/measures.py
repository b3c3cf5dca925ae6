"""Measures that councils are compared by: made, changed, said to be one of ours; and what a comparison led to."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from benchmarks.changes.kept import keep_rounds
from benchmarks.models import ComparedMeasure, Council, Lesson
from foundation.refusals import ChangeRefused
from foundation.versions import first_values, values_of
from indicators.changes.published_as import PublishedAs
from indicators.models import Indicator
from indicators.rules.vocabulary import Polarity, ValueKind

_UNITS = {ValueKind.PERCENTAGE.value: "%", ValueKind.MONEY.value: "£"}
_RANKED_BY = ("polarity", "low", "high")


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureDetails:
    """What a publisher says of a measure. ``low`` and ``high`` bound what is best, in the unit as published."""

    code: str
    title: str
    category: str = ""
    polarity: str = Polarity.NONE.value
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    scale: Decimal = field(default=Decimal(1))
    decimals: int = 1
    may_span: bool = False
    grouping: str = ""
    source: str = ""
    licence: str = ""
    indicator: Indicator | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonDetails:
    """What was asked of a council (None: of none in particular), and what changed here."""

    council: Council | None
    asked_on: date
    asked: str
    changed: str = ""


@transaction.atomic
def create_measure(*, by: Actor, at: datetime, details: MeasureDetails) -> ComparedMeasure:
    """A measure to be compared by. Raises ChangeRefused."""
    _check(details)
    measure = ComparedMeasure.objects.create(**values_of(details))
    changes = first_values(measure, values_of(details))
    audit.record(by=by, at=at, action="made", thing=measure, changes=changes)
    return measure


@transaction.atomic
def edit_measure(
    *, by: Actor, at: datetime, measure: ComparedMeasure, version: int, details: MeasureDetails
) -> ComparedMeasure:
    """Change a measure; what is kept of its rounds follows which way is good. Raises ChangeRefused; Conflict when
    somebody saved after ``version``.
    """
    stored = ComparedMeasure.objects.get(pk=measure.pk)
    _check(details, own=stored.pk)
    before = _ranked(stored)
    audit.save(by=by, at=at, thing=stored, values=values_of(details), version=version)
    if before != _ranked(stored):
        keep_rounds(list(stored.rounds.values_list("pk", flat=True)))
    return stored


@transaction.atomic
def map_measure(*, by: Actor, at: datetime, measure: ComparedMeasure, indicator: Indicator | None) -> ComparedMeasure:
    """Say which of our measures it is; None for none."""
    stored = ComparedMeasure.objects.select_related("indicator").get(pk=measure.pk)
    audit.save(by=by, at=at, thing=stored, values={"indicator": indicator}, version=stored.version, action="mapped")
    return stored


def compared_as_published(by: Actor, at: datetime, measure: Indicator, told: PublishedAs) -> None:
    """Have one of our measures be compared by what it is published as: that of its code, which is made where there is
    none yet. One that is another measure of ours already stays so.
    """
    stored = ComparedMeasure.objects.filter(code__iexact=told.code).first()
    if stored is not None:
        if stored.indicator_id is None:
            map_measure(by=by, at=at, measure=stored, indicator=measure)
        return
    is_range = told.polarity == Polarity.RANGE and told.best is not None
    ways = (Polarity.HIGH, Polarity.LOW)
    details = MeasureDetails(
        code=told.code, title=told.title, category=told.theme[:80], grouping=told.grouping, source=told.source,
        licence=told.licence, unit=_UNITS.get(measure.kind, measure.unit), decimals=measure.decimals, may_span=True,
        polarity=Polarity.RANGE.value if is_range else told.polarity if told.polarity in ways else Polarity.NONE.value,
        low=told.best if is_range else None, high=told.best if is_range else None, indicator=measure,
    )  # fmt: skip
    create_measure(by=by, at=at, details=details)


@transaction.atomic
def record_lesson(*, by: Actor, at: datetime, measure: ComparedMeasure, details: LessonDetails) -> Lesson:
    """Record what comparing a measure led to. Raises ChangeRefused for a day that is still to come."""
    _check_day(details, at)
    values = values_of(details)
    lesson = Lesson.objects.create(measure=measure, recorded_at=at, recorded_by=by.user, **values)
    audit.record(by=by, at=at, action="recorded", thing=lesson, page=measure, changes=first_values(lesson, values))
    return lesson


@transaction.atomic
def edit_lesson(*, by: Actor, at: datetime, lesson: Lesson, version: int, details: LessonDetails) -> Lesson:
    """Change such a record: what changed here is often known later. Raises ChangeRefused, Conflict."""
    stored = Lesson.objects.select_related("measure").get(pk=lesson.pk)
    _check_day(details, at)
    audit.save(by=by, at=at, thing=stored, values=values_of(details), version=version)
    return stored


def _check(details: MeasureDetails, own: int | None = None) -> None:
    if ComparedMeasure.objects.filter(code__iexact=details.code).exclude(pk=own).exists():
        raise ChangeRefused(f"{details.code} is there already. Enter another code, or change that measure.")
    ends = details.low, details.high
    if details.polarity == Polarity.RANGE:
        if details.low is None or details.high is None or details.low > details.high:
            raise ChangeRefused("Say from where to where it is good, the lower end first. One best value is both ends.")
    elif ends != (None, None):
        raise ChangeRefused("Only a measure that is good within a range has its ends. Take them away.")


def _check_day(details: LessonDetails, at: datetime) -> None:
    if details.asked_on > at.date():
        raise ChangeRefused("The date is still to come. Record what was asked once it was.")


def _ranked(measure: ComparedMeasure) -> tuple[Any, ...]:
    return tuple(getattr(measure, name) for name in _RANKED_BY)
