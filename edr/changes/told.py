"""What is told of a review: that there is something to read, to the two alone and without a word of it. A notice leaves
by e-mail too.
"""

from datetime import date, datetime

from accounts.changes.news import News
from accounts.models import Appointment, NoticeKind
from edr.models import Review
from edr.workflow import Side
from foundation.dates import london_day


def waits_for_the_other(review: Review, side: Side, *, at: datetime) -> list[News]:
    """For the other of the two, after one of them signed or reopened something."""
    if side is Side.MANAGER:
        people = {review.person_id: "are the one whom it is about"}
        return [_news(review, "Your review has something for you.", people)]
    people = dict.fromkeys(managers_of(review, today=london_day(at)), "are the manager")
    return [_news(review, "A review of your team has something for you.", people)] if people else []


def glass_broken(review: Review) -> list[News]:
    """For the person whose review somebody opened."""
    words = "Your review was opened by human resources. Its page says who opened it, until when and why."
    return [_news(review, words, {review.person_id: "are the one whom it is about"})]


def managers_of(review: Review, *, today: date) -> list[int]:
    """Who holds the post that the person's post reports to, today: that of the review while they hold it, else those
    that they hold now. Nobody's deputy. Two statements.
    """
    standing = Appointment.objects.on(today).filter(is_deputy=False)
    held = dict(standing.filter(user=review.person_id).values_list("post", "post__reports_to"))
    above = {held[review.post_id]} if review.post_id in held else set(held.values())
    holders = standing.filter(post__in=above - {None}, user__is_active=True).exclude(user=review.person_id)
    return list(holders.order_by("pk").values_list("user", flat=True))


def _news(review: Review, words: str, people: dict[int, str]) -> News:
    return News(
        kind=NoticeKind.REVIEW,
        words=words,
        path=review.get_absolute_url(),
        about=("review", review.pk),
        unit_id=review.post.unit_id,
        people=people,
    )
