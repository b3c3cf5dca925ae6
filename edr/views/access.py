"""Finding a review and its parts: what a person may not know of is not found. Whoever looks is noted."""

from typing import NamedTuple

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.permissions import SAFE_METHODS
from accounts.roles import Permission
from edr.changes.glass import note_look
from edr.models import DevelopmentNeed, Review, ReviewObjective
from edr.models.review import review_with_ways_in
from edr.permissions import WayIn, acting_side, side_of, way_in
from edr.queries.team import leads_anybody
from edr.workflow import Side
from foundation.request import Request
from foundation.statements import only


class Found(NamedTuple):
    """A review with how its reader comes to it."""

    review: Review
    way: WayIn

    @property
    def side(self) -> Side | None:
        return side_of(self.way)

    @property
    def is_own(self) -> bool:
        return self.way is WayIn.OWN


def visible_review(request: Request, pk: int) -> Found:
    """The review, for who may read it; that somebody else than its person does is noted. Raises Http404."""
    review = only(review_with_ways_in(request.actor, pk, at=request.now))
    if not review.is_known:
        raise Http404
    return _noted(request, Found(review, way_in(review)))


def own_review(request: Request) -> Found | None:
    """The person's own review of the year asked for by ``?year=``, else of the latest that has begun; None without one.

    Raises Http404 for a year without one.
    """
    own = Review.objects.filter(person=request.user).select_related("person", "post__unit").order_by("-year")
    found = list(own)
    asked = request.GET.get("year", "")
    chosen = [each for each in found if each.year.key == asked] if asked else []
    if asked and not chosen:
        raise Http404
    begun = [each for each in found if each.year.start <= request.today] or found
    review = next(iter(chosen or begun), None)
    return Found(review, WayIn.OWN) if review else None


def changeable(request: Request, pk: int) -> tuple[Review, Side]:
    """The review and the side of who may change it. Raises Http404, and PermissionDenied for who only reads it."""
    found = visible_review(request, pk)
    return found.review, acting_side(found.way)


def part_of(model: type[ReviewObjective] | type[DevelopmentNeed], request: Request, pk: int, part: int):
    """A part of the review with that number, for who may change it. Raises Http404, PermissionDenied."""
    review, _ = changeable(request, pk)
    found = get_object_or_404(model, pk=part, review=review)
    found.review = review
    return found


def _noted(request: Request, found: Found) -> Found:
    if not found.is_own and request.method in SAFE_METHODS:
        note_look(by=request.actor, at=request.now, review=found.review)
    return found


def crumbs(*further: tuple[str, str]) -> list[dict[str, str]]:
    """``components/breadcrumbs.html``: Home, My review, and what lies between."""
    start = (("Home", reverse("home")), ("My review", reverse("edr:own")))
    return [{"label": label, "url": url} for label, url in (*start, *further)]


def review_crumbs(review: Review) -> list[dict[str, str]]:
    """The way to what is beneath a review."""
    return crumbs((f"Review {review.year.label}", review.get_absolute_url()))


def sections(request: Request, active: str) -> list[dict[str, object]]:
    """``components/tabs.html``: what of reviews this person may open. One statement."""
    actor = request.actor
    shown = (
        ("My review", "own", actor.may_anywhere(Permission.REVIEW_OWN) or active == "own"),
        ("My team’s reviews", "team-list", leads_anybody(actor)),
        ("Counts", "count-list", actor.may(Permission.REVIEW_MONITOR)),
        ("Open a review", "glass-break", actor.may(Permission.BREAK_GLASS)),
    )
    return [
        {"label": label, "url": reverse(f"edr:{name}"), "active": name == active} for label, name, may in shown if may
    ]
