"""The daily digest, as it leaves."""

from collections.abc import Iterator

from django.core import mail

from foundation.outbox import deliver
from reporting.reminders import send_digests
from tests.agreement.claims import Claim, claimed
from tests.agreement.council import NOW
from tests.agreement.readers.returns import duty_facts


def read_messages() -> Iterator[Claim]:
    mail.outbox.clear()
    send_digests(at=NOW)
    deliver(clock=lambda: NOW)
    for message in mail.outbox:
        for line in message.body.splitlines():
            yield from claimed(duty_facts(line), where="the daily digest", reader=", ".join(message.to))
