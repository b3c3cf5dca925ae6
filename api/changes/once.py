"""A request that is sent twice under one name is done once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from api.models import SentOnce, Token
from foundation.locks import once_more
from foundation.refusals import ChangeRefused

KEPT = timedelta(days=1)
Answer = dict[str, Any]


class KeyUsed(ChangeRefused):
    """The name stands for another request."""

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key was used for another request. Give each request one of its own.")


def done_once(*, token: Token, key: str, digest: str, at: datetime, change: Callable[[], Answer]) -> Answer:
    """Make the change, which is one transaction, and what it answers; where the same was sent under this ``key`` within
    a day only the answer of then. Without a key it is made. Raises KeyUsed where the key stood for something else.
    """
    if not key:
        return once_more(lambda: transaction.atomic(change)())
    return once_more(lambda: _done_once(token, key, digest, at, change))


@transaction.atomic
def _done_once(token: Token, key: str, digest: str, at: datetime, change: Callable[[], Answer]) -> Answer:
    # Who sends the same at the same moment waits here for the first.
    said, is_new = SentOnce.objects.select_for_update().get_or_create(
        token=token, key=key, defaults={"digest": digest, "at": at}
    )
    if not is_new and said.at >= at - KEPT:
        if said.digest != digest:
            raise KeyUsed
        return dict(said.answer)
    said.digest, said.at, said.answer = digest, at, change()
    said.save()
    return dict(said.answer)


def forget_old(*, at: datetime) -> int:
    """Forget what was sent more than a day ago; how many."""
    return SentOnce.objects.filter(at__lt=at - KEPT).delete()[0]
