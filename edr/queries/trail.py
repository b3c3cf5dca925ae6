"""Where looks at reviews stand in the audit trail: among who came and who read, without a name of whose."""

from accounts.audit import Named
from accounts.models.event import ACCESS
from edr.models import Review

LOOKED, BROKE = "looked at", "broke the glass on"


def looks_at(review_id: int) -> Named:
    """The page of the trail on which the looks at a review stand."""
    return Named(ACCESS, key=f"review {review_id}")


def thing_of(review: Review) -> Named:
    """The review as the trail calls it."""
    return Named(Review._meta.label_lower, key=str(review.pk))
