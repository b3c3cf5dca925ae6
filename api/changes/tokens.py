"""Making and ending tokens, and letting in who shows one."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from accounts import audit
from accounts.actors import Actor, acting_for
from accounts.changes.tries import Kind, Limit, Who, count, tried
from accounts.models import Post
from api.models import Token
from api.rules.scopes import Scope, in_words
from foundation.dates import day_words, end_of_day, london_day
from foundation.refusals import ChangeRefused

PREFIX = "pmmi_"
LONGEST = timedelta(days=2 * 366)
NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenDetails:
    """What an administrator says of a new token; its last day is ``expires_on``."""

    name: str
    post: Post
    scopes: frozenset[Scope]
    expires_on: date


@dataclass(frozen=True, slots=True)
class Caller:
    """Another system at the door: its token, and the post that it acts as."""

    token: Token
    actor: Actor


class NoEntry(Exception):  # noqa: N818 - it is an answer, not an error
    """No token, or one that opens nothing. Why is not told to who shows it."""


@transaction.atomic
def make_token(*, by: Actor, at: datetime, details: TokenDetails) -> tuple[Token, str]:
    """A new token with its secret, which is not kept. Raises ChangeRefused for a name in use, without a scope, and for
    a last day that has been or is too far away.
    """
    name = " ".join(details.name.split())
    if Token.objects.filter(name=name, ended_at=None).exists():
        raise ChangeRefused("There is a token of this name. Give this one another, or end the other first.")
    if not details.scopes:
        raise ChangeRefused("Choose at least one thing that the token may do.")
    last = london_day(at) + LONGEST
    if not london_day(at) <= details.expires_on <= last:
        raise ChangeRefused(f"Choose a last day from today to {day_words(last)}.")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        name=name, post=details.post, scopes=sorted(details.scopes), digest=digest_of(secret), made_by=by.user,
        made_at=at, expires_at=end_of_day(details.expires_on),
    )  # fmt: skip
    told = {"acts as": details.post, "may": "; ".join(in_words(token.may)), "last day": day_words(details.expires_on)}
    changes = {label: (None, value) for label, value in told.items()}
    audit.record(by=by, at=at, action="made", thing=token, changes=changes)
    return token, secret


@transaction.atomic
def end_token(*, by: Actor, at: datetime, token: Token) -> Token:
    """From now on the token opens nothing. Ending it twice changes nothing."""
    stored = Token.objects.select_for_update(of=("self",)).select_related("post", "made_by").get(pk=token.pk)
    if stored.ended_at is None:
        stored.ended_at, stored.ended_by = at, by.user
        stored.save(update_fields=["ended_at", "ended_by"])
        audit.record(by=by, at=at, action="ended", thing=stored)
    return stored


def let_in(*, secret: str, address: str, at: datetime) -> Caller:
    """Who shows the secret. Raises NoEntry, alike for wrong, ended and expired ones; and TooManyTries where this
    address showed too many such, or the token asks too often. A good token is not held off by what others try.
    """
    token = Token.objects.select_related("post__unit", "made_by").filter(digest=digest_of(secret)).first()
    if token is None or token.why_dead(at=at):
        with tried(Kind.SYSTEM, Who(name="", address=address), at=at) as outcome:
            outcome.is_failed = True
        raise NoEntry
    count(Kind.SYSTEM, str(token.pk), limit=_limit(), at=at)
    if token.last_used_at is None or at - token.last_used_at >= NOTED_EVERY:
        Token.objects.filter(pk=token.pk).update(last_used_at=at)
    called = f"Token “{token.name}” as {token.post}"
    return Caller(token, acting_for(token.post, called=called, behind=token.made_by))


def digest_of(secret: str) -> str:
    """Under what a secret is kept: a digest with the installation's key, so that who reads the database has none."""
    return salted_hmac("api.token", secret, algorithm="sha256").hexdigest()


def _limit() -> Limit:
    most = settings.PMMI_API_PER_MINUTE
    return Limit(most=most, within=timedelta(minutes=1), free=most)
