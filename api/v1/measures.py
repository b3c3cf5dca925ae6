"""Measures: what they mean, how they stand, what they are to reach."""

from collections.abc import Sequence
from functools import partial
from typing import Any, cast

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema

from accounts.actors import Actor
from accounts.roles import Permission
from api.queries.reading import targets_of
from api.rules.scopes import Scope
from api.v1 import schemas
from api.v1.door import actor_of
from api.v1.links import page_link
from api.v1.numbers import plain
from api.v1.pages import OfService, PageOf, one_of, only_known, page_of, period_asked, unusable
from foundation.narrowing import narrowed, within
from foundation.request import Request
from indicators.judging.collection import collected
from indicators.judging.council_statuses import glances
from indicators.judging.measure_row import measure_row
from indicators.judging.scorecard import measured
from indicators.models import AnnualTarget, Indicator
from indicators.queries.definitions import find_indicators
from indicators.queries.quarters import last_over
from plans.periods import Period
from reporting.queries.quarters import read_quarter
from reporting.standing.tally import tally_of

router = Router(tags=["Measures"])
STATES = ("current", "retired", "all")


class MeasureFilters(OfService):
    words: str = Field("", max_length=100, description="In reference, name or definition")
    state: str = Field("current", description="current, retired or all")


class StatusFilters(OfService):
    period: str | None = Field(
        None, max_length=12, description="The quarter that is reported, by its key; else the last that is over"
    )


class SummaryFilters(Schema):
    service: int | None = Field(None, ge=1, lt=10**15, description="The number of a unit")
    period: str | None = Field(None, max_length=12, description="As for statuses")


class TargetFilters(OfService):
    measure: str | None = Field(None, max_length=20)
    year: str | None = Field(None, max_length=12, description="The key of a year, such as 2026-04-01YF")


@router.get("/measures", response=PageOf[schemas.Measure], operation_id="list_measures")
def list_measures(request: HttpRequest, filters: Query[MeasureFilters]) -> dict[str, object]:
    """Definitions of the measures that the post may read, by reference."""
    actor = actor_of(request, Scope.MEASURES_READ)
    only_known(request, MeasureFilters)
    state = one_of("state", filters.state, STATES)
    given = {"words": filters.words, "state": "" if state == "current" else state}
    found = narrowed(_measures(request, actor, **given), service_id=filters.service)
    return page_of(found, filters, partial(map, _measure))


@router.get("/measures/{str:ref}", response=schemas.Measure, operation_id="read_measure")
def read_measure(request: HttpRequest, ref: str) -> schemas.Measure:
    """One measure's definition."""
    actor = actor_of(request, Scope.MEASURES_READ)
    found = _measures(request, actor, state="all").filter(ref=ref).first()
    if found is None:
        raise Http404
    return _measure(found)


@router.get("/statuses", response=PageOf[schemas.Status], operation_id="list_statuses")
def list_statuses(request: HttpRequest, filters: Query[StatusFilters]) -> dict[str, object]:
    """How the measures stand in a report period, with the reason of each status: what the pages say."""
    actor = actor_of(request, Scope.MEASURES_READ)
    only_known(request, StatusFilters)
    period = _report_period(request, filters.period)
    found = _collected(actor, period, filters.service)
    return page_of(found.values_list("pk", flat=True), filters, partial(_statuses, actor, period))


@router.get("/targets", response=PageOf[schemas.Target], operation_id="list_targets")
def list_targets(request: HttpRequest, filters: Query[TargetFilters]) -> dict[str, object]:
    """What measures are to reach: each year's target with those of its periods."""
    actor = actor_of(request, Scope.MEASURES_READ)
    only_known(request, TargetFilters)
    year = period_asked("year", filters.year).key if filters.year else None
    found = narrowed(
        targets_of(actor), indicator__service_id=filters.service, indicator__ref=filters.measure, year=year
    )
    return page_of(found, filters, partial(map, _target))


@router.get("/summary", response=schemas.Summary, operation_id="read_summary")
def read_summary(request: HttpRequest, filters: Query[SummaryFilters]) -> schemas.Summary:
    """How many measures stand how in a report period, and the share on target: what the pages count."""
    actor = actor_of(request, Scope.MEASURES_READ)
    only_known(request, SummaryFilters)
    period = _report_period(request, filters.period)
    found = glances(_collected(actor, period, filters.service), report_period=period)
    counts = tally_of((each.status, each.was) for each in found).roll_up()
    return schemas.Summary(
        report_period=schemas.period_out(period),
        measures=len(found),
        rated=counts.rated,
        met=counts.met,
        share=counts.share,
        counts={status.value: number for status, number in sorted(counts.counts.items())},
    )


def _collected(actor: Actor, period: Period, service: int | None) -> QuerySet[Indicator]:
    """The measures of the period within reach; those that a service had then."""
    found = within(collected(period), actor.reaches(Permission.COUNCIL_READ), "service")
    return narrowed(found, stood_in=service)


def _measures(request: HttpRequest, actor: Actor, **given: str) -> QuerySet[Indicator]:
    found = find_indicators(reach=actor.reaches(Permission.COUNCIL_READ), today=cast(Request, request).today, **given)
    return found.order_by("ref")


def _report_period(request: HttpRequest, key: str | None) -> Period:
    """The quarter asked for, else the last one that is over, with which pages begin. Raises ValidationError."""
    today = cast(Request, request).today
    if not key:
        return last_over(today)
    period = read_quarter(key, today=today)
    if period is None:
        unusable("period", f"must be the key of a quarter that is over, such as {last_over(today).key}")
    return period


def _measure(each: Indicator) -> schemas.Measure:
    same = (
        "ref", "name", "purpose", "definition", "formula", "kind", "unit", "decimals", "polarity", "frequency",
        "year_basis", "counting", "lag", "tells", "is_key", "is_data_only", "has_parts", "numerator", "denominator",
        "data_source", "starts_on", "ends_on",
    )  # fmt: skip
    return schemas.Measure(
        **{name: getattr(each, name) for name in same},
        grades=each.grades.splitlines(),
        service=schemas.Named(id=each.service_id, name=each.service.name),
        owner=each.owner.title,
        sets=[member.name for member in each.in_sets],
        successor=each.next_ref,
        url=page_link(each.get_absolute_url()),
    )


def _statuses(actor: Actor, period: Period, pks: Sequence[int]) -> list[schemas.Status]:
    some = Indicator.objects.filter(pk__in=pks).order_by("ref")
    drafts_of = actor.reaches(Permission.DRAFT_READ)
    return [_status(each, period) for each in measured(some, report_period=period, history=0, drafts_of=drafts_of)]


def _status(found: Any, report_period: Period) -> schemas.Status:
    row = measure_row(found)
    return schemas.Status(
        measure=row["ref"],
        **{name: row[name] for name in ("name", "service", "owner", "is_key", "marks", "sentence")},
        report_period=schemas.period_out(report_period),
        period=schemas.period_out(found.period),
        value=row["value_raw"],
        value_words=row["value"],
        target=row["target_raw"],
        target_words=row["target"],
        status=row["status"],
        previous_status=row["previous_status"],
        reason=row["rule"],
        direction=row["direction"],
        year_ago=row["year_ago"],
        url=page_link(f"{row['url']}?period={report_period.key}"),
    )


def _target(each: AnnualTarget) -> schemas.Target:
    return schemas.Target(
        measure=each.indicator.ref,
        year=schemas.period_out(each.year),
        value=plain(each.value),
        low=plain(each.low),
        high=plain(each.high),
        text=each.text,
        profile=each.profile,
        rationale=each.rationale,
        is_not_rated=each.is_not_rated,
        periods=[
            schemas.PeriodTarget(
                period=schemas.period_out(part.period),
                **{name: plain(getattr(part, name)) for name in ("value", "low", "high", "green_limit", "red_limit")},
            )
            for part in sorted(each.periods.all(), key=lambda part: part.period.start)
        ],
    )
