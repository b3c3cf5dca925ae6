"""Everything that a person's reviews hold, for that person alone: the answer to what is held about them here."""

from datetime import date, datetime
from typing import Any

from accounts.models import User
from edr.models import Review
from edr.queries.looks import glasses, looks
from edr.queries.review_page import SIDE_TITLES
from edr.queries.words import STAGE_TITLES
from edr.workflow import Side, Stage


def own_reviews(person: User, *, kept_until: Any) -> list[dict[str, Any]]:
    """The person's reviews, the latest year first, as plain values. ``kept_until`` gives the day of removal of each."""
    reviews = Review.objects.filter(person=person).select_related("post__unit").order_by("-year")
    return [_told(each, kept_until(each)) for each in reviews]


def _told(review: Review, kept_until: date) -> dict[str, Any]:
    return {
        "year": review.year.label,
        "post": f"{review.post}, {review.post.unit}",
        "begun on": review.begun_on.isoformat(),
        "kept until": kept_until.isoformat(),
        "notes": review.notes,
        "objectives": [
            {
                "title": each.title, "about": each.about, "how it will be measured": each.measure,
                "due on": _day(each.due_on), "serves": each.serves_words,
                "said": _said(each.statements.order_by("pk")),
            }
            for each in review.objectives.order_by("position", "pk")
        ],
        "development needs": [
            {"need": each.need, "how": each.how, "by": _day(each.by_on), "done on": _day(each.done_on)}
            for each in review.needs.order_by("pk")
        ],
        "said of the year": _said(review.statements.filter(objective=None).order_by("pk")),
        "signatures": [
            {
                "of": STAGE_TITLES[Stage(each.stage)], "as": SIDE_TITLES[Side(each.side)], "by": each.signed_by.name,
                "at": each.signed_at.isoformat(), "taken back at": _day(each.taken_back_at),
                "why taken back": each.taken_back_why,
            }
            for each in review.signatures.select_related("signed_by").order_by("pk")
        ],
        "looked at by": [{"who": each.who, "day": each.day, "times": each.times} for each in looks(review)],
        "opened with a reason by": [
            {"who": each.who, "from": each.opened, "until": each.until, "reason": each.reason}
            for each in glasses(review)
        ],
    }  # fmt: skip


def _said(statements: Any) -> list[dict[str, str]]:
    return [
        {"at": STAGE_TITLES[Stage(each.stage)], "by": SIDE_TITLES[Side(each.side)], "text": each.text}
        for each in statements
        if each.text
    ]


def _day(day: date | datetime | None) -> str:
    return day.isoformat() if day else ""
