"""Whose hands figures went through, by whichever road: typed, read from a file, sent by another system, for somebody
else. Nobody approves a figure that they entered: said here alone.
"""

from collections.abc import Callable, Collection, Sequence

from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast

from accounts.actors import Actor
from accounts.models import Event, User
from indicators.models import Observation

ENTERING = ("saved", "submitted", "proposed a revision of", "imported")
"""What the trail calls it when somebody enters a figure or hands it in."""

_ASK = "so somebody else has to approve it. Ask your director, or another approver of the service."
OWN = f"You entered or submitted this figure yourself, {_ASK}"
SENT = f"Another system sent this figure, with a token that you made or as a post that you hold, {_ASK}"
BESIDE = f"You entered the groups of this figure, which stand with it, {_ASK}"

# Of these figures (by their keys), those beside which a person entered something that stands with them.
Reader = Callable[[User, Collection[int]], Collection[int]]
_READERS: list[Reader] = []


def stands_with_figures(read: Reader) -> None:
    """Called when it starts by an app whose own figures stand once the figure is approved that they belong to."""
    _READERS.append(read)


def own_figures(actor: Actor, figures: Sequence[Observation]) -> dict[int, str]:
    """Those of the figures that the person does not approve, by their keys, each with the sentence that says why: who
    saved, submitted or imported it at any time by the audit trail, brought its file, or stands behind the system that
    sent it.
    """
    if actor.user is None:
        return {}
    person = actor.user
    keys = [each.pk for each in figures]
    beside = {key for read in _READERS for key in read(person, keys)}
    mine = {int(key) for key in entered_by(person, figures).values_list("thing_id", flat=True)}
    mine |= {each.pk for each in figures if each.entered_by_id == person.pk}
    sent = {each.pk for each in figures if each.entered_as_id and (each.pk in mine or is_sent_as(actor, each))}
    return dict.fromkeys(beside, BESIDE) | dict.fromkeys(mine, OWN) | dict.fromkeys(sent, SENT)


def is_sent_as(actor: Actor, figure: Observation) -> bool:
    """Whether another system sent the figure as a post that the person holds."""
    return figure.entered_as_id in actor.post_ids


def entered_by(person: User, figures: Sequence[Observation]) -> QuerySet[Event]:
    """What the trail tells of these figures that the person entered, or a system with a token that they made."""
    about = {str(each.indicator_id) for each in figures}
    return _entering().filter(page_id__in=about, by=person, thing_id__in=[str(each.pk) for each in figures])


def has_entered(*, person: str, indicator: str, figure: str) -> Exists:
    """The same as a condition of a query that has the keys of all three in these fields."""
    page, thing = (Cast(OuterRef(name), CharField()) for name in (indicator, figure))
    return Exists(_entering().filter(page_id=page, by=OuterRef(person), thing_id=thing))


def _entering() -> QuerySet[Event]:
    of_figures = {"page_type": "indicators.indicator", "thing_type": "indicators.observation"}
    return Event.objects.filter(**of_figures, action__in=ENTERING)
