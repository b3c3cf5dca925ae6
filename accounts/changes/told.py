"""What is told of a reorganisation, to whom and why: to who takes something over, and to who belongs elsewhere now."""

from collections import Counter
from collections.abc import Iterable

from accounts.changes.news import News
from accounts.holdings import Step
from accounts.models import NoticeKind, Reorganisation, ReorganisationKind
from accounts.queries.planning import POST, Choice
from foundation.dates import day_words
from foundation.words import counted, listed

K = ReorganisationKind


def reorganisation_news(stored: Reorganisation, choice: Choice, steps: Iterable[Step]) -> list[News]:
    """What was done, for the post that takes things over or the posts of the units that change."""
    steps = list(steps)
    words = _given(choice, steps) if choice.is_of_posts else _changed(choice)
    return _news(f"{words} from {day_words(stored.starts_on)}.", choice, steps)


def taken_back_news(stored: Reorganisation, choice: Choice, steps: Iterable[Step]) -> list[News]:
    """That it was taken back, for the same posts."""
    return _news(f"“{stored}” was taken back: everything is as it was before.", choice, list(steps))


def _given(choice: Choice, steps: list[Step]) -> str:
    taken = Counter(each.became for each in steps)[str(choice.successor.pk if choice.successor else "")]
    whose = listed([str(each) for each in choice.posts], 3)
    return f"{counted(taken, 'thing')} of {whose} {'is' if taken == 1 else 'are'} {choice.successor}’s"


def _changed(choice: Choice) -> str:
    names = listed([str(each) for each in choice.units], 3)
    if choice.kind == K.SPLIT:
        return f"A part of {names} is {choice.to_name}"
    verb = ("lies" if len(choice.units) == 1 else "lie") if choice.kind == K.MOVE else ""
    if verb:
        return f"{names} {verb} beneath {choice.to_name}"
    return f"{names} {'is' if len(choice.units) == 1 else 'are'} part of {choice.to_name}"


def _news(words: str, choice: Choice, steps: list[Step]) -> list[News]:
    successor = choice.successor
    if choice.is_of_posts and successor:
        unit, path, kind = successor.unit, successor.get_absolute_url(), NoticeKind.GIVEN
        posts = {successor.pk: f"hold the post of {successor}"}
    elif choice.units:
        unit, kind = choice.into or choice.units[0], NoticeKind.ORGANISATION
        path, posts = unit.get_absolute_url(), dict.fromkeys(_posts(steps, choice), "hold a post that is concerned")
    else:
        return []
    watched = {("service", each.pk): "watch the service" for each in choice.units}
    about = ("service", unit.pk)
    of = choice.units[0].pk if choice.units else unit.pk
    return [News(kind=kind, words=words, path=path, about=about, unit_id=of, posts=posts, watched=watched)]


def _posts(steps: list[Step], choice: Choice) -> list[int]:
    """The posts of the units that change, those that move with them, and those of the unit that takes them."""
    moving = [each.key for each in steps if (each.model, each.field) == (POST, "unit")]
    units = [*choice.units, *filter(None, [choice.into])]
    return [*moving, *(post.pk for unit in units for post in unit.posts.order_by("pk"))]
