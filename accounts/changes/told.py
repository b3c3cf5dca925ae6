"""What is told of a reorganisation, to whom and why: to who takes something over, and to who belongs elsewhere now."""

from collections import Counter

from accounts.changes.news import News
from accounts.holdings import Step
from accounts.models import NoticeKind, Reorganisation
from accounts.queries.planning import POST, Choice, Plan
from foundation.dates import day_words
from foundation.words import counted, listed


def reorganisation_news(stored: Reorganisation, choice: Choice, plan: Plan) -> list[News]:
    """One piece for the post that takes things over, or for the posts of the units that change."""
    if choice.is_of_posts:
        return _given(stored, choice, plan) if choice.successor else []
    return [_moved(stored, choice, plan)]


def _given(stored: Reorganisation, choice: Choice, plan: Plan) -> list[News]:
    successor = choice.successor
    if successor is None:
        return []
    taken = Counter(each.became for each in plan.steps)[str(successor.pk)]
    whose = listed([str(each) for each in choice.posts], 3)
    words = f"{counted(taken, 'thing')} of {whose} are {successor}’s from {day_words(stored.starts_on)}."
    return [
        News(
            kind=NoticeKind.GIVEN,
            words=words.replace(" are ", " is ") if taken == 1 else words,
            path=successor.get_absolute_url(),
            about=("service", successor.unit_id),
            unit_id=successor.unit_id,
            posts={successor.pk: f"hold the post of {successor}"},
        )
    ]


def _moved(stored: Reorganisation, choice: Choice, plan: Plan) -> News:
    verb = "lies beneath" if choice.kind == "move" else "is part of"
    names = listed([str(each) for each in choice.units], 3)
    if choice.kind == "split":
        words = f"A part of {names} is {choice.to_name} from {day_words(stored.starts_on)}."
    else:
        words = f"{names} {verb} {choice.to_name} from {day_words(stored.starts_on)}."
    unit = choice.into or choice.units[0]
    return News(
        kind=NoticeKind.ORGANISATION,
        words=words,
        path=unit.get_absolute_url(),
        about=("service", unit.pk),
        unit_id=choice.units[0].pk,
        posts=dict.fromkeys(_posts(plan.steps, choice), "hold a post that is concerned"),
        watched={("service", each.pk): "watch the service" for each in choice.units},
    )


def _posts(steps: list[Step], choice: Choice) -> list[int]:
    """The posts of the units that change, those that move with them, and those of the unit that takes them."""
    moving = [each.key for each in steps if (each.model, each.field) == (POST, "unit")]
    units = [*choice.units, *filter(None, [choice.into])]
    return [*moving, *(post.pk for unit in units for post in unit.posts.order_by("pk"))]
