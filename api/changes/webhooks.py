"""Webhooks: made and ended by an administrator, told what happened, through the outbox."""

import json
import secrets
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.urls import reverse
from django.utils.crypto import salted_hmac

from accounts import audit
from accounts.actors import Actor
from api.models import Delivery, Webhook
from api.models.webhook import KINDS
from api.rules.places import problem_of
from api.rules.signing import signature
from api.wire import post
from foundation import outbox
from foundation.happenings import Happening
from foundation.models import OutboxMessage
from foundation.refusals import ChangeRefused

CHANNEL = "webhook"
MOST_NAMED = 200  # things in one message; of more it says so


@transaction.atomic
def make_webhook(*, by: Actor, at: datetime, address: str, kinds: Collection[str]) -> Webhook:
    """An address that is told from now on. Raises ChangeRefused for one that nothing may be sent to, one that is told
    already, and where nothing is chosen.
    """
    if problem := problem_of(address, settings.PMMI_WEBHOOK_HOSTS):
        raise ChangeRefused(problem)
    if Webhook.objects.filter(address=address, ended_at=None).exists():
        raise ChangeRefused("This address is told already. End that webhook first.")
    if not set(kinds) & set(KINDS):
        raise ChangeRefused("Choose at least one thing that it is told of.")
    chosen = [kind for kind in KINDS if kind in kinds]
    made = Webhook.objects.create(
        address=address, kinds=chosen, salt=secrets.token_urlsafe(32), made_by=by.user, made_at=at
    )
    told = {"is told when": (None, "; ".join(KINDS[kind] for kind in chosen))}
    audit.record(by=by, at=at, action="made", thing=made, changes=told)
    return made


@transaction.atomic
def end_webhook(*, by: Actor, at: datetime, webhook: Webhook) -> Webhook:
    """Tell the address no more; what is on its way is given up. Ending it twice changes nothing."""
    stored = Webhook.objects.select_for_update(no_key=True).get(pk=webhook.pk)
    if stored.ended_at is None:
        stored.ended_at, stored.ended_by = at, by.user
        stored.save(update_fields=["ended_at", "ended_by"])
        waiting = OutboxMessage.objects.filter(pk__in=stored.deliveries.values("message"))
        outbox.give_up(waiting, why="The webhook was ended.")
        audit.record(by=by, at=at, action="ended", thing=stored)
    return stored


@transaction.atomic
def send_again(*, by: Actor, at: datetime, delivery: Delivery) -> Delivery:
    """Have a message leave once more, as the same one. Raises ChangeRefused while it waits, and after the end of its
    webhook.
    """
    stored = Delivery.objects.select_for_update(of=("self",), no_key=True).get(pk=delivery.pk)
    if stored.webhook.ended_at:
        raise ChangeRefused("This webhook is ended: nothing is sent to it any more.")
    if stored.message and stored.message.next_try_at:
        raise ChangeRefused("This message is still on its way: it is tried again by itself.")
    _put(stored, at)
    audit.record(by=by, at=at, action="sent again to", thing=stored.webhook)
    return stored


def tell(happening: Happening) -> None:
    """Write a message to every address that is told of such a thing, in the transaction that does it. One statement
    where there is none.
    """
    told = [each for each in Webhook.objects.filter(ended_at=None) if happening.kind in each.kinds]
    named = [reference(each) for each in happening.things[:MOST_NAMED]] if told else []
    for webhook in told:
        said = {"kind": happening.kind, "at": happening.at.isoformat(), "things": named}
        said["more"] = len(happening.things) > MOST_NAMED
        delivery = Delivery(webhook=webhook, kind=happening.kind, body=json.dumps(said), made_at=happening.at)
        delivery.save()
        _put(delivery, happening.at)


def reference(thing: Model) -> dict[str, Any]:
    """How a thing is referred to: number and address, with what its address is made of."""
    site = settings.PMMI_SITE_URL.rstrip("/")
    if thing._meta.label == "indicators.Observation":
        ref, key = thing.indicator.ref, thing.period.key  # type: ignore[attr-defined]
        asked = reverse("api:api-v1:read_figure", args=[ref, key])
        page = reverse("indicators:figure-history", args=[ref, key])
        return {"id": thing.pk, "measure": ref, "period": key, "api": f"{site}{asked}", "page": f"{site}{page}"}
    return {"id": thing.pk, "page": f"{site}{thing.get_absolute_url()}"}  # type: ignore[attr-defined]


def send(message: OutboxMessage, at: datetime) -> None:
    """Let a message of the outbox leave: signed at this moment. Raises NotTaken."""
    delivery = Delivery.objects.select_related("webhook").get(message=message)
    webhook, seconds = delivery.webhook, int(at.timestamp())
    headers = {
        "User-Agent": "PMMI",
        "PMMI-Delivery": str(delivery.pk),
        "PMMI-Timestamp": str(seconds),
        "PMMI-Signature": signature(secret_of(webhook), seconds, message.body),
    }
    delivery.answered = post(webhook.address, message.body, headers, hosts=settings.PMMI_WEBHOOK_HOSTS)
    delivery.save(update_fields=["answered"])


def secret_of(webhook: Webhook) -> str:
    """What messages to it are signed with; shown once, kept nowhere."""
    return salted_hmac("api.webhook", webhook.salt, algorithm="sha256").hexdigest()


def remove_old(*, at: datetime) -> int:
    """Remove what was sent, or given up, so long ago that the outbox forgot it; how many."""
    return Delivery.objects.filter(made_at__lt=at - outbox.ROW_KEPT, message=None).delete()[0]


def _put(delivery: Delivery, at: datetime) -> None:
    name = f"{delivery.pk}.{secrets.token_hex(4)}"
    to, body = delivery.webhook.address, delivery.body
    delivery.message = outbox.put_for(CHANNEL, name=name, to=to, subject=delivery.kind, body=body, at=at)
    delivery.answered = None
    delivery.save(update_fields=["message", "answered"])
