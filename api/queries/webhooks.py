"""Reading webhooks and what was sent to them, for who administers them."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Max, QuerySet

from api.models import Delivery, Webhook
from api.models.webhook import KINDS
from foundation.dates import day_words, london_day, moment_words
from foundation.models import OutboxMessage


class WebhookRow(NamedTuple):
    """A webhook in the words of the list. ``ended`` says by whom, "" while it is told."""

    pk: int
    url: str
    address: str
    kinds: list[str]
    made: str
    last: str
    ended: str


class DeliveryRow(NamedTuple):
    """A message in the words of its list. ``waits`` while it is on its way."""

    pk: int
    kind: str
    made: str
    state: str
    tries: int
    body: str
    waits: bool


def webhooks() -> QuerySet[Webhook]:
    """All of them, those that are told first."""
    found = Webhook.objects.select_related("made_by", "ended_by").annotate(last=Max("deliveries__made_at"))
    return found.order_by("-ended_at", "address", "pk")


def webhook_rows(found: Iterable[Webhook]) -> list[WebhookRow]:
    """The rows of the list, read by ``webhooks``."""
    return sorted((_row(each) for each in found), key=lambda row: bool(row.ended))


def deliveries_of(webhook: Webhook) -> QuerySet[Delivery]:
    """What was sent to it, the newest first."""
    return webhook.deliveries.select_related("message").order_by("-made_at", "-pk")


def delivery_rows(found: Iterable[Delivery]) -> list[DeliveryRow]:
    """The rows of the list."""
    return [
        DeliveryRow(
            pk=each.pk,
            kind=KINDS.get(each.kind, each.kind),
            made=moment_words(each.made_at),
            state=_state(each.message, each.answered),
            tries=each.message.attempts if each.message else 0,
            body=each.body,
            waits=bool(each.message and each.message.next_try_at),
        )
        for each in found
    ]


def _row(webhook: Webhook) -> WebhookRow:
    ended = ""
    if webhook.ended_at:
        ended = f"Ended by {webhook.ended_by.name} on {day_words(london_day(webhook.ended_at))}"
    last: datetime | None = webhook.last  # type: ignore[attr-defined]
    return WebhookRow(
        pk=webhook.pk,
        url=webhook.get_absolute_url(),
        address=webhook.address,
        kinds=[KINDS[kind] for kind in webhook.kinds if kind in KINDS],
        made=f"{webhook.made_by.name}, {day_words(london_day(webhook.made_at))}",
        last=moment_words(last) if last else "Never",
        ended=ended,
    )


def _state(message: OutboxMessage | None, answered: int | None) -> str:
    """What became of a message: "Taken on 14 October 2026 …, answered 200."."""
    if message is None:
        return f"Taken, answered {answered}." if answered else "Given up."
    if message.sent_at:
        return f"Taken {moment_words(message.sent_at)}, answered {answered}."
    if message.next_try_at is None:
        return f"Given up. {message.last_error}"
    if not message.last_error:
        return "On its way."
    return f"{message.last_error} Next try {moment_words(message.next_try_at)}."
