"""Reading tokens for who administers them."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet

from api.models import Token
from api.rules.scopes import in_words
from foundation.dates import day_words, london_day, moment_words

COLUMNS = ("System", "Acts as", "Unit", "May", "Last day", "Made by", "Made on", "Last used", "State")


class TokenRow(NamedTuple):
    """A token in the words of the list. ``dead`` says why it opens nothing, "" while it lives."""

    pk: int
    name: str
    post: str
    unit: str
    may: list[str]
    last_day: str
    made_by: str
    made_on: str
    used: str
    dead: str

    @property
    def state(self) -> str:
        return self.dead or "Works"


def tokens() -> QuerySet[Token]:
    """All of them, those that were ended last; by name."""
    return Token.objects.select_related("post__unit", "made_by", "ended_by").order_by("ended_at", "name", "pk")


def token_rows(found: QuerySet[Token], *, at: datetime) -> list[TokenRow]:
    """The rows of the list, in its order: those that work first."""
    rows = [_row(each, at) for each in found]
    return sorted(rows, key=lambda row: bool(row.dead))


def _row(token: Token, at: datetime) -> TokenRow:
    ended = f"Ended by {token.ended_by.name} on {day_words(london_day(token.ended_at))}" if token.ended_at else ""
    return TokenRow(
        pk=token.pk,
        name=token.name,
        post=str(token.post),
        unit=token.post.unit.name,
        may=in_words(token.may),
        last_day=day_words(london_day(token.expires_at)),
        made_by=token.made_by.name,
        made_on=day_words(london_day(token.made_at)),
        used=moment_words(token.last_used_at) if token.last_used_at else "Never",
        dead=ended or token.why_dead(at=at),
    )
