"""What is kept about people for how long: the one list. A task goes through it each night."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.conf import settings

from accounts.changes import news
from accounts.changes.leavers import erase_leavers
from accounts.changes.sessions import clear_ended
from accounts.changes.tries import FORGOTTEN_AFTER, forget_old
from api.changes import once, webhooks
from edr.changes import removal
from foundation import outbox
from foundation.words import counted
from indicators.imports.batches import discard_undecided
from indicators.imports.undo import forget


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that does not stay: ``remove(at=…)`` takes away what is over then."""

    what: str
    until: str
    remove: Callable[..., int]


def schedule() -> tuple[Kept, ...]:
    """docs/data-protection.md prints it, and a test holds it to that."""
    uploads, leavers, reviews = settings.PMMI_UPLOAD_DAYS, settings.PMMI_LEAVER_YEARS, settings.PMMI_REVIEW_YEARS
    return (
        Kept("sessions, with address and browser", "they end", clear_ended),
        Kept("tries to sign in", f"{counted(FORGOTTEN_AFTER.days, 'day')} after the last", forget_old),
        Kept(
            "e-mails",
            f"sent or given up; who got one, and its subject, for {counted(outbox.ROW_KEPT.days, 'day')}",
            outbox.remove_old,
        ),
        *_of_other_systems(),
        Kept(
            "notices in people's inboxes",
            f"{counted(news.READ_KEPT.days, 'day')} after they were read, {counted(news.KEPT.days, 'day')} in any case",
            news.remove_old,
        ),
        Kept(
            "imports that nobody applied or discarded: the file and its rows",
            f"{counted(uploads, 'day')} after the upload (`PMMI_UPLOAD_DAYS`)",
            partial(discard_undecided, days=uploads),
        ),
        Kept(
            "imports that were applied: by what they can be taken back, and the rows of a set-up workbook",
            "the end of that day",
            forget,
        ),
        Kept(
            "what signs a person in: address, password, second step, last visits",
            f"{counted(leavers, 'year')} after they left (`PMMI_LEAVER_YEARS`)",
            partial(erase_leavers, years=leavers),
        ),
        Kept(
            "development reviews, with all that belongs to them",
            f"{counted(reviews, 'year')} after the end of their year (`PMMI_REVIEW_YEARS`)",
            partial(removal.remove_old, years=reviews),
        ),
    )


def _of_other_systems() -> tuple[Kept, ...]:
    return (
        Kept(
            "requests of other systems that said how they are called (Idempotency-Key), with the answer",
            f"{counted(once.KEPT.days, 'day')} after they were sent",
            once.forget_old,
        ),
        Kept(
            "messages to other systems, which hold references alone",
            f"{counted(outbox.ROW_KEPT.days, 'day')} after they were sent or given up",
            webhooks.remove_old,
        ),
    )


def remove_what_is_over(*, at: datetime) -> None:
    """Go through the list. What fails does not keep the rest; it is raised at the end, all together."""
    failed = []
    for kept in schedule():
        try:
            kept.remove(at=at)
        except Exception as error:
            failed.append(error)
    if failed:
        raise ExceptionGroup("Not all that is over could be removed.", failed)
