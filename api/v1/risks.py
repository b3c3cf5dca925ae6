"""Risks, as the register says how they stand."""

from collections.abc import Sequence
from functools import partial
from typing import cast

from django.http import HttpRequest
from ninja import Field, Query, Router

from api.rules.scopes import Scope
from api.v1 import schemas
from api.v1.door import actor_of
from api.v1.links import page_link
from api.v1.pages import OfService, PageOf, one_of, only_known, page_of
from foundation.request import Request
from risks.models import Risk
from risks.queries.risks import RiskRow, find_risks, risk_rows
from risks.rules.scoring import Score

router = Router(tags=["Risks"])
_STATES = ("open", "closed", "all")


class RiskFilters(OfService):
    words: str = Field("", max_length=100)
    state: str = Field("open", max_length=10, description="open, closed or all")


@router.get("/risks", response=PageOf[schemas.Risk], operation_id="list_risks")
def list_risks(request: HttpRequest, filters: Query[RiskFilters]) -> dict[str, object]:
    """Risks that the post may know of, by reference; exempt ones only where it may read them."""
    actor = actor_of(request, Scope.RISKS_READ)
    only_known(request, RiskFilters)
    state = one_of("state", filters.state, _STATES)
    found = find_risks(
        actor=actor, words=filters.words, unit_id=filters.service, state="" if state == "open" else state
    )
    return page_of(found.order_by("ref"), filters, partial(_risks, request))


def _risks(request: HttpRequest, found: Sequence[Risk]) -> list[schemas.Risk]:
    rows = risk_rows(found, today=cast(Request, request).today)
    return [_risk(each) for each in sorted(rows, key=lambda row: row.ref)]


def _risk(row: RiskRow) -> schemas.Risk:
    same = ("ref", "title", "level", "owner", "review_on", "is_exempt", "is_open")
    return schemas.Risk(
        **{name: getattr(row, name) for name in same},
        register_name=row.register,
        unit=row.unit_id,
        **{name: _score(getattr(row.scores, name)) for name in ("inherent", "current", "target")},
        moved=row.moved_words,
        url=page_link(row.url),
    )


def _score(score: Score | None) -> schemas.Score | None:
    if score is None:
        return None
    return schemas.Score(value=score.value, band=score.mark.word, above_appetite=score.is_above_appetite)
