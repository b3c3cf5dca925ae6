"""Figures: read within reach, entered and submitted as a return's page does it."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import cast

from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Field, Header, Query, Router

from api.changes.figures import enter, figure_asked, submit
from api.changes.once import Answer, done_once
from api.queries.reading import figures_for
from api.rules.scopes import Scope
from api.v1 import schemas
from api.v1.door import actor_of, caller_of
from api.v1.links import page_link
from api.v1.numbers import plain
from api.v1.pages import OfService, PageOf, one_of, only_known, page_of, period_asked
from foundation.narrowing import narrowed
from foundation.request import Request
from indicators.forms.figure_text import Sheet, value_text
from indicators.models import Observation
from indicators.rules.vocabulary import ValueKind
from indicators.workflow import FigureState

router = Router(tags=["Figures"])
_STATES = tuple(state.value for state in FigureState)
REFUSALS = {409: schemas.Refusal, 422: schemas.Unusable}


class FigureFilters(OfService):
    measure: str | None = Field(None, max_length=20)
    period: str | None = Field(None, max_length=12, description="The key of the period that figures are about")
    state: str | None = Field(None, max_length=12, description="One of " + ", ".join(_STATES))


class Key(schemas.Schema):
    idempotency_key: str = Field("", alias="Idempotency-Key", max_length=200)


@router.get("/figures", response=PageOf[schemas.Figure], operation_id="list_figures")
def list_figures(request: HttpRequest, filters: Query[FigureFilters]) -> dict[str, object]:
    """The figures that stand, by measure and period: approved ones; what is not approved or only expected too where the
    post may read drafts.
    """
    actor = actor_of(request, Scope.MEASURES_READ)
    only_known(request, FigureFilters)
    period = period_asked("period", filters.period).key if filters.period else None
    state = one_of("state", filters.state, _STATES) if filters.state else None
    given = {"period": period, "state": state, "indicator__ref": filters.measure}
    found = narrowed(figures_for(actor), indicator__service_id=filters.service, **given)
    return page_of(found, filters, _figures)


@router.get("/figures/{str:ref}/{period:key}", response=schemas.Figure, operation_id="read_figure")
def read_figure(request: HttpRequest, ref: str, key: str) -> schemas.Figure:
    """The figure that stands for a measure and a period."""
    actor = actor_of(request, Scope.MEASURES_READ)
    found = figures_for(actor).filter(indicator__ref=ref, period=key).first()
    if found is None:
        raise Http404
    return figure_out(found)


@router.patch(
    "/figures/{str:ref}/{period:key}", response={200: schemas.Figure, **REFUSALS}, operation_id="enter_figure"
)
def enter_figure(request: HttpRequest, ref: str, key: str, body: schemas.FigureIn, header: Header[Key]) -> Answer:
    """Enter a figure as a draft, into the service's return."""
    actor = actor_of(request, Scope.FIGURES_WRITE)
    by, figure = figure_asked(actor, ref, key)
    at, sent = cast(Request, request).now, body.model_dump(mode="json", exclude_unset=True, exclude={"version"})
    texts = {name: text or "" for name, text in sent.items()}

    def change() -> Answer:
        saved = enter(by=by, at=at, figure=figure, sent=texts, version=body.version)
        return figure_out(saved).model_dump(mode="json")

    return _once(request, header, change)


@router.post(
    "/figures/{str:ref}/{period:key}/submit", response={200: schemas.Submitted, **REFUSALS},
    operation_id="submit_figure",
)  # fmt: skip
def submit_figure(request: HttpRequest, ref: str, key: str, body: schemas.SubmitIn, header: Header[Key]) -> Answer:
    """Submit a figure for approval. It is refused as on the page: without commentary where that is needed, say."""
    actor = actor_of(request, Scope.FIGURES_SUBMIT)
    by, figure = figure_asked(actor, ref, key)

    def change() -> Answer:
        done = submit(by=by, at=cast(Request, request).now, figure=figure, version=body.version)
        return {"submitted": done.submitted, "already": done.already}

    return _once(request, header, change)


def _once(request: HttpRequest, header: Key, change: Callable[[], Answer]) -> Answer:
    digest = sha256(f"{request.method} {request.path}\n".encode() + request.body).hexdigest()
    asked = {"token": caller_of(request).token, "key": header.idempotency_key.strip(), "digest": digest}
    return done_once(**asked, at=cast(Request, request).now, change=change)


def _figures(found: Sequence[Observation]) -> list[schemas.Figure]:
    return [figure_out(each) for each in found]


def figure_out(each: Observation) -> schemas.Figure:
    """A figure as it is answered, read with its measure and the service."""
    measure, same = each.indicator, ("absence", "absence_reason", "standing", "state", "revision", "version")
    sheet = Sheet(
        measure.name, ValueKind(measure.kind), measure.unit, measure.decimals, tuple(measure.grades.splitlines()),
        measure.has_parts,
    )  # fmt: skip
    return schemas.Figure(
        measure=measure.ref,
        period=schemas.period_out(each.period),
        service=schemas.Named(id=measure.service_id, name=measure.service.name),
        **{name: plain(getattr(each, name)) for name in ("value", "numerator", "denominator")},
        **{name: getattr(each, name) for name in same},
        typed=value_text(each.value, sheet),
        approved_at=each.approved_at,
        url=page_link(reverse("indicators:figure-history", args=[measure.ref, each.period.key])),
    )
