"""How often somebody may try to sign in, type a code or ask for a password link: counted before the try is made.

A stranger's tries count against their address first, then against the account, over all addresses together. A device
from which the person signed in before has an allowance of its own, which nobody else's tries use up: so strangers
cannot close an account to its owner. Known and unknown names are counted alike.
"""

import logging
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

from django.db import DatabaseError, transaction
from django.utils.crypto import salted_hmac

from accounts.models import Tries
from foundation.refusals import ChangeRefused

logger = logging.getLogger(__name__)

# A try whose process died, or whose answer a lock kept from being written, is forgotten after this.
UNANSWERED_AFTER = timedelta(minutes=1)
FORGOTTEN_AFTER = timedelta(days=1)
# A code of an app is good for half a minute, and for the one before and after it (``MFA_TOTP_TOLERANCE``).
CODE_IS_GOOD_FOR = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Limit:
    """``most`` failed tries within ``within``; after the first ``free`` of them each wait is twice the one before."""

    most: int
    within: timedelta
    free: int

    def wait(self, failed: list[float], waiting: list[float], now: float) -> float:
        """For how many seconds no further try is taken; 0 or less where one is."""
        made = sorted([*failed, *waiting])
        if len(made) >= self.most:
            return made[-self.most] + self.within.total_seconds() - now
        return made[-1] + 2 ** (len(made) - self.free) - now if len(made) > self.free else 0


class Kind(StrEnum):
    SIGN_IN = "sign-in"
    CODE = "code"  # of the second step, by somebody who knows the password
    RESET = "reset"  # a link to a mailbox: each request counts, and fewer of them
    SYSTEM = "another system"  # by its token, which names no account


_QUARTER, _HOUR = timedelta(minutes=15), timedelta(hours=1)
_ADDRESS = Limit(most=50, within=_QUARTER, free=50)
_ACCOUNT = {
    Kind.SIGN_IN: Limit(most=10, within=_QUARTER, free=5),
    Kind.CODE: Limit(most=10, within=_QUARTER, free=5),
    Kind.RESET: Limit(most=3, within=_HOUR, free=3),
}


class TooManyTries(ChangeRefused):
    """Not now: ``seconds`` says when the next try is taken."""

    def __init__(self, seconds: float) -> None:
        super().__init__("To keep accounts safe, we ask you to wait before you try again.")
        self.seconds = max(1, ceil(seconds))


@dataclass(slots=True)
class Outcome:
    """What became of a try; whoever makes it sets ``is_failed``."""

    is_failed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Who tries: the name typed, the address it comes from, and the device, where the person signed in on it before."""

    name: str
    address: str
    device: str = ""


def account_of(name: str) -> str:
    """One text for all ways to write an address: no blanks, no capitals, no letters that only look like others."""
    squeezed = "".join(unicodedata.normalize("NFKC", name).split())
    return squeezed.upper().casefold()


@contextmanager
def tried(kind: Kind, who: Who, *, at: datetime) -> Iterator[Outcome]:
    """Make one try inside. Raises TooManyTries before it where the limits are reached; each try counts while it is
    made, so that many at the same moment are no way around them. One that a DatabaseError ends never counts as failed.
    """
    subjects = _admitted(kind, who, at)
    outcome = Outcome()
    try:
        yield outcome
    except DatabaseError:
        outcome.is_failed = False
        raise
    finally:
        _settle(subjects, at, is_failed=outcome.is_failed)
        if outcome.is_failed and kind is not Kind.RESET:
            note_failed(kind, who, is_refused=False)


def note_failed(kind: Kind, who: Who, *, is_refused: bool) -> None:
    """Every failed try to sign in, and every one that was refused unheard, passes here once: into the log, without the
    name, which may be a password typed into the wrong field. A wrong password stands in the trail too
    (``changes.access``); what was refused unheard could fill it.
    """
    words = "was refused unheard" if is_refused else "failed"
    logger.warning("A try (%s) from %s %s.", kind.value, who.address, words)


@transaction.atomic
def count(kind: Kind, name: str, *, limit: Limit, at: datetime) -> None:
    """Count one request of somebody who was let in, whatever becomes of it. Raises TooManyTries, and then it does not
    count: who waits as long as told is let in again.
    """
    subject, now = _digest(kind, "let in", name), at.timestamp()
    made, _ = Tries.objects.select_for_update().get_or_create(subject=subject, defaults={"latest_at": at})
    made.failed = [each for each in made.failed if each > now - limit.within.total_seconds()]
    if (seconds := limit.wait(made.failed, [], now)) > 0:
        raise TooManyTries(seconds)
    made.failed, made.latest_at = [*made.failed, now], at
    made.save()


@transaction.atomic
def is_first_use(name: str, code: str, *, at: datetime) -> bool:
    """Note that a person used a code of the second step. False where it was used while it is good: whoever looked on
    cannot use it too. The sign-in library asks the cache, which forgets sooner.
    """
    subject = _digest("code", account_of(name), "".join(filter(str.isalnum, code)))
    used, is_first = Tries.objects.select_for_update().get_or_create(subject=subject, defaults={"latest_at": at})
    if not is_first and at - used.latest_at < CODE_IS_GOOD_FOR:
        return False
    used.latest_at = at
    used.save(update_fields=["latest_at"])
    return True


def forget_old(*, at: datetime) -> int:
    """Delete what no limit looks at any more. Returns how many were deleted."""
    return Tries.objects.filter(latest_at__lt=at - FORGOTTEN_AFTER).delete()[0]


def _admitted(kind: Kind, who: Who, at: datetime) -> list[str]:
    """Count a try as begun against all that limit it. Raises TooManyTries, and then the address alone has it counted
    as failed: who knocks on after that is held off sooner.
    """
    subjects: list[str] = []
    for subject, limit in _limits(kind, who):
        if seconds := _begin(subject, limit, at):
            _settle(subjects, at, is_failed=True)
            note_failed(kind, who, is_refused=True)
            raise TooManyTries(seconds)
        subjects.append(subject)
    return subjects


def _limits(kind: Kind, who: Who) -> Iterator[tuple[str, Limit]]:
    account = account_of(who.name)
    if who.device:
        yield _digest(kind, "device", who.device, account), _ACCOUNT[kind]
        return
    yield _digest(kind, "address", who.address), _ADDRESS
    if kind is Kind.SYSTEM:
        return
    yield _digest(kind, "account", account), _ACCOUNT[kind]


def _digest(*parts: str) -> str:
    return salted_hmac("accounts.tries", "\n".join(parts), algorithm="sha256").hexdigest()


@transaction.atomic
def _begin(subject: str, limit: Limit, at: datetime) -> float:
    """Note a try as begun: 0. Or, and nothing is noted, for how many seconds none is taken."""
    now = at.timestamp()
    tries, _ = Tries.objects.select_for_update().get_or_create(subject=subject, defaults={"latest_at": at})
    tries.failed = [each for each in tries.failed if each > now - limit.within.total_seconds()]
    tries.waiting = [each for each in tries.waiting if each > now - UNANSWERED_AFTER.total_seconds()]
    seconds = limit.wait(tries.failed, tries.waiting, now)
    if seconds > 0:
        return seconds
    tries.waiting.append(now)
    tries.latest_at = at
    tries.save()
    return 0


def _settle(subjects: Iterable[str], at: datetime, *, is_failed: bool) -> None:
    """The try that began at ``at`` is answered."""
    now = at.timestamp()
    for subject in subjects:
        with transaction.atomic():
            tries = Tries.objects.select_for_update().get(subject=subject)
            if now in tries.waiting:
                tries.waiting.remove(now)
            if is_failed:
                tries.failed = sorted([*tries.failed, now])
            tries.save(update_fields=["waiting", "failed"])
