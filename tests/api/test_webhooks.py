"""Webhooks: who may be told, of what, how it is signed, and what becomes of a receiver that does not answer."""

import json
import re
import ssl
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Event
from accounts.roles import Role
from api import wire
from api.changes import webhooks
from api.models import Delivery, Webhook
from api.rules.signing import signature
from foundation import outbox
from foundation.models import OutboxMessage
from indicators.changes.returns import approve_figures
from tests.api.receiver import receiving
from tests.conftest import NOW
from tests.factories import ObservationFactory, ReturnFactory, sign_in
from tests.factories.accounts import acting_as
from tests.factories.reporting import ReportFactory

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
HOST = "hooks.example.gov.uk"
ADDRESS = f"https://{HOST}/pmmi"
FORM = {"address": ADDRESS, "kinds": ["figures.approved", "report.released"]}


@pytest.fixture(autouse=True)
def _named(settings):
    settings.PMMI_WEBHOOK_HOSTS = [HOST]


@pytest.fixture
def receiver(tmp_path, settings, monkeypatch):
    """A receiver on this machine, which is believed and reached only here."""
    with receiving(tmp_path) as made:
        settings.PMMI_WEBHOOK_HOSTS = [made.host]
        monkeypatch.setattr(wire, "all_public", lambda addresses: list(addresses) != [])
        monkeypatch.setattr(wire, "context", lambda: ssl.create_default_context(cafile=made.certificate))
        monkeypatch.setattr(wire, "SECONDS", 0.5)
        yield made


def text(answer):
    return " ".join(answer.content.decode().split())


def made(address=ADDRESS):
    return webhooks.make_webhook(
        by=acting_as(Role.ADMINISTRATOR.value), at=NOW, address=address, kinds=["figures.approved", "report.released"]
    )


def approve(number=1):
    in_return = ReturnFactory()
    waiting = [
        ObservationFactory(
            indicator__service=in_return.service, indicator__name="Secret name", in_return=in_return,
            state="submitted", approved_at=None, value="57.1",
        )
        for _ in range(number)
    ]  # fmt: skip
    approver = acting_as(Role.APPROVER.value, unit=in_return.service)
    approve_figures(by=approver, at=NOW, in_return=in_return, observation_ids=[each.pk for each in waiting])
    return waiting


def deliver():
    return outbox.deliver(clock=timezone.now)


def test_an_administrator_makes_one_and_sees_its_secret_once():
    client, _ = sign_in(Role.ADMINISTRATOR)
    answer = client.post("/set-up/webhooks/new/", FORM)
    webhook, secret = Webhook.objects.get(), answer.context["secret"]
    assert secret in text(answer)
    assert "no-store" in answer["Cache-Control"]
    assert secret not in text(client.get("/set-up/webhooks/")) + text(client.get(webhook.get_absolute_url()))
    assert secret not in str(Webhook.objects.values().get())
    assert Event.objects.filter(action="made", thing_type="api.webhook").count() == 1


def test_without_hosts_in_the_settings_none_can_be_made(settings):
    settings.PMMI_WEBHOOK_HOSTS = []
    client, _ = sign_in(Role.ADMINISTRATOR)
    page = text(client.get("/set-up/webhooks/"))
    assert "No webhook can be made yet" in page
    assert "/set-up/webhooks/new/" not in page
    assert "PMMI_WEBHOOK_HOSTS does not name" in text(client.post("/set-up/webhooks/new/", FORM))
    assert not Webhook.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"address": "http://hooks.example.gov.uk/"}, "must begin with https://"),
        ({"address": "https://elsewhere.example/"}, "does not name elsewhere.example"),
        ({"address": "https://169.254.169.254/"}, "does not name 169.254.169.254"),
        ({"kinds": []}, "Select what it is told of"),
        ({"kinds": ["everything"]}, "from the list"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(fields, words):
    client, _ = sign_in(Role.ADMINISTRATOR)
    page = text(client.post("/set-up/webhooks/new/", {**FORM, **fields}))
    assert words in page
    assert {**FORM, **fields}["address"] in page
    assert not Webhook.objects.exists()


def test_one_address_is_told_once():
    client, _ = sign_in(Role.ADMINISTRATOR)
    made()
    assert "This address is told already" in text(client.post("/set-up/webhooks/new/", FORM))


def test_without_a_webhook_nothing_is_written():
    approve()
    assert not OutboxMessage.objects.filter(channel="webhook").exists()


def test_approved_figures_are_told_by_references_alone():
    made()
    (figure,) = approve()
    (delivery,) = Delivery.objects.all()
    said = json.loads(delivery.body)
    assert (said["kind"], said["more"], said["at"]) == ("figures.approved", False, NOW.isoformat())
    assert said["things"] == [
        {
            "id": figure.pk, "measure": figure.indicator.ref, "period": "2026-07-01QF",
            "api": f"http://127.0.0.1:8000/api/v1/figures/{figure.indicator.ref}/2026-07-01QF",
            "page": f"http://127.0.0.1:8000/indicators/{figure.indicator.ref}/figures/2026-07-01QF/",
        }
    ]  # fmt: skip
    for words in ("57", "Secret name", figure.indicator.service.name):
        assert words not in delivery.body.replace("57", "", delivery.body.count(f"{figure.pk}") if words == "57" else 0)


def test_a_message_names_so_many_at_most(monkeypatch):
    monkeypatch.setattr(webhooks, "MOST_NAMED", 2)
    made()
    approve(3)
    said = json.loads(Delivery.objects.get().body)
    assert (len(said["things"]), said["more"]) == (2, True)


def test_a_released_report_is_told_of():
    made()
    report = ReportFactory()
    from foundation.happenings import REPORT_RELEASED, happened

    happened(REPORT_RELEASED, [report], at=NOW)
    (thing,) = json.loads(Delivery.objects.get().body)["things"]
    assert thing == {"id": report.pk, "page": f"http://127.0.0.1:8000/reports/{report.pk}/"}


def test_a_message_is_signed_at_the_moment_of_sending(receiver):
    webhook = made(receiver.address)
    approve()
    assert deliver() == 1
    ((path, headers, body),) = receiver.got
    assert (path, headers["Content-Type"]) == ("/pmmi", "application/json")
    stamp = int(headers["PMMI-Timestamp"])
    assert abs(stamp - NOW.timestamp()) < 120
    assert headers["PMMI-Signature"] == signature(webhooks.secret_of(webhook), stamp, body)
    delivery = Delivery.objects.get()
    assert (delivery.body, delivery.answered, headers["PMMI-Delivery"]) == (body, 204, str(delivery.pk))
    assert deliver() == 0
    client, _ = sign_in(Role.ADMINISTRATOR)
    assert "answered 204" in text(client.get(webhook.get_absolute_url()))


def test_a_receiver_that_is_down_for_an_hour_gets_it_once_when_it_is_back(receiver):
    webhook = made(receiver.address)
    approve()
    receiver.behaves = "fail"
    tries = []
    with time_machine.travel(NOW, tick=False) as clock:
        while timezone.now() < NOW + timedelta(hours=1):
            before = len(receiver.got)
            deliver()
            tries += [timezone.now()] * (len(receiver.got) - before)
            clock.shift(timedelta(seconds=5))
        pauses = [(later - earlier).total_seconds() for earlier, later in pairwise(tries)]
        assert pauses[:4] == [10, 20, 40, 80]
        assert pauses == sorted(pauses)
        assert max(pauses) == 600
        client, _ = sign_in(Role.ADMINISTRATOR)
        page = text(client.get(webhook.get_absolute_url()))
        assert "localhost answered 500. Next try" in page
        assert f"Tried {len(tries)} times" in page
        receiver.behaves = "take"
        clock.shift(timedelta(minutes=11))
        assert deliver() == 1
        assert deliver() == 0
    bodies = {body for _, _, body in receiver.got}
    assert len(bodies) == 1
    assert len({headers["PMMI-Delivery"] for _, headers, _ in receiver.got}) == 1


def test_a_redirect_is_not_followed(receiver):
    made(receiver.address)
    approve()
    receiver.behaves = "redirect"
    assert deliver() == 0
    assert [path for path, _, _ in receiver.got] == ["/pmmi"]
    assert "answered 302: it leads elsewhere" in OutboxMessage.objects.get(channel="webhook").last_error


@pytest.mark.parametrize("behaves", ["wait", "drip"])
def test_a_slow_receiver_is_left_and_keeps_no_mail(receiver, behaves, mailoutbox):
    made(receiver.address)
    approve()
    approve()
    receiver.behaves = behaves
    from django.core.mail import EmailMessage

    outbox.put(EmailMessage("Words", "Words", to=["somebody@exampleshire.example"]), at=NOW)
    began = timezone.now()
    assert deliver() == 1
    assert timezone.now() - began < timedelta(seconds=3)
    assert len(mailoutbox) == 1
    assert len(receiver.got) == 1, "what else is for it waits with it"
    waiting = OutboxMessage.objects.filter(channel="webhook")
    assert {row.next_try_at > began for row in waiting} == {True}
    assert "gave no answer within 0.5 seconds" in " ".join(row.last_error for row in waiting)


def test_nothing_leaves_for_this_machine_or_the_networks_behind_it(receiver, monkeypatch):
    monkeypatch.undo()
    webhook = Webhook(address=receiver.address)
    with pytest.raises(outbox.NotTaken, match="not of the Internet"):
        wire.post(webhook.address, "{}", {}, hosts=[receiver.host])
    assert receiver.got == []


def test_a_certificate_of_nobody_is_not_believed(receiver, monkeypatch):
    monkeypatch.setattr(wire, "context", ssl.create_default_context)
    with pytest.raises(outbox.NotTaken, match="certificate of localhost cannot be trusted"):
        wire.post(receiver.address, "{}", {}, hosts=[receiver.host])


def test_a_host_that_the_settings_name_no_longer_is_told_nothing(receiver, settings):
    made(receiver.address)
    approve()
    settings.PMMI_WEBHOOK_HOSTS = []
    assert deliver() == 0
    assert receiver.got == []
    assert "does not name localhost" in OutboxMessage.objects.get(channel="webhook").last_error


def test_what_was_taken_or_given_up_can_be_sent_again(receiver):
    webhook = made(receiver.address)
    approve()
    client, _ = sign_in(Role.ADMINISTRATOR)
    delivery = Delivery.objects.get()
    page = f"/set-up/webhooks/sent/{delivery.pk}/again/"
    assert "still on its way" in text(client.post(page, follow=True))
    deliver()
    assert "It is sent again." in text(client.post(page, follow=True))
    deliver()
    assert [headers["PMMI-Delivery"] for _, headers, _ in receiver.got] == [str(delivery.pk)] * 2
    OutboxMessage.objects.filter(channel="webhook").update(next_try_at=None, sent_at=None, body="")
    client.post(page)
    assert deliver() == 1
    webhooks.end_webhook(by=acting_as(Role.ADMINISTRATOR.value), at=NOW, webhook=webhook)
    assert "nothing is sent to it any more" in text(client.post(page, follow=True))


def test_an_ended_webhook_is_told_nothing_not_even_what_waited(receiver):
    webhook = made(receiver.address)
    approve()
    client, _ = sign_in(Role.ADMINISTRATOR)
    for _ in range(2):
        client.post(f"/set-up/webhooks/{webhook.pk}/end/")
    approve()
    assert deliver() == 0
    assert receiver.got == []
    assert Delivery.objects.count() == 1
    assert Event.objects.filter(action="ended", thing_type="api.webhook").count() == 1
    assert "Given up. The webhook was ended." in text(client.get(webhook.get_absolute_url()))


def test_mail_is_counted_without_messages_to_other_systems():
    made()
    approve()
    assert outbox.waiting().count() == 0
    assert outbox.all_waiting().count() == 1


def test_messages_are_forgotten_after_a_month(receiver):
    made(receiver.address)
    approve()
    deliver()
    later = NOW + timedelta(days=31)
    outbox.remove_old(at=later)
    assert webhooks.remove_old(at=later) == 1
    assert not OutboxMessage.objects.exists()


def test_the_example_of_the_guide_knows_our_messages_from_others():
    guide = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text()
    names: dict[str, Any] = {}
    exec(re.findall(r"```python\n(.*?)```", guide, re.DOTALL)[0], names)  # the guide's own words are what is tested
    ours = names["is_from_pmmi"]
    headers = {"PMMI-Timestamp": "1000", "PMMI-Signature": signature("secret", 1000, '{"kind": "x"}')}
    assert ours("secret", headers, b'{"kind": "x"}', now=1100)
    assert not ours("secret", headers, b'{"kind": "y"}', now=1100)
    assert not ours("other", headers, b'{"kind": "x"}', now=1100)
    assert not ours("secret", headers, b'{"kind": "x"}', now=1301)
    assert not ours("secret", {**headers, "PMMI-Timestamp": "1001"}, b'{"kind": "x"}', now=1100)
