"""A file waits in the inbox of whoever uploaded it, until it is matched and decided on, and of nobody else."""

from datetime import UTC, datetime

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.actors import Actor, actor_for
from accounts.changes.identity import finish_set_up
from accounts.models import Post, Unit
from accounts.roles import Role
from foundation.outbox import deliver
from indicators.imports.batches import discard_batch
from indicators.imports.waiting import imports_waiting
from indicators.models import ImportBatch, ImportState
from reporting.dashboards.needs_you import needs_you
from reporting.reminders import send_digests
from tests.factories import CycleFactory, sign_in
from tests.indicators.imports.import_files import csv_file
from tests.pages import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_are_read_here")]
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
OURS = csv_file({})
THEIRS = b"PI code,When,Result of it\nCS01,Q1 2026/27,91\n"


@pytest.fixture
def team(council: Unit) -> tuple[Client, Actor]:
    return sign_in(Role.ADMINISTRATOR, council)


def uploaded(client: Client, content: bytes, name: str = "outturn.csv") -> ImportBatch:
    client.post(reverse("indicators:import-create"), {"file": SimpleUploadedFile(name, content)})
    return ImportBatch.objects.latest("pk")


def waits(by: Actor) -> list[tuple[str, str]]:
    return [(each.text, each.path) for each in imports_waiting(by, AT)]


def test_it_waits_to_be_matched_then_to_be_decided_on(team: tuple[Client, Actor]) -> None:
    client, by = team
    theirs = uploaded(client, THEIRS, "own headings.csv")
    assert theirs.state == ImportState.MATCHING
    page = reverse("indicators:import-match", args=[theirs.pk])
    assert waits(by) == [("Say what the columns are: own headings.csv", page)]
    ours = uploaded(client, OURS)
    words = "Look at what it would do, and apply or discard it: outturn.csv"
    first, second = waits(by)
    assert first == (words, reverse("indicators:import-detail", args=[ours.pk]))
    assert second[1] == page
    inbox = words_of(client.get(reverse("inbox")))
    assert f"{words} " in inbox
    assert "nothing of it is written yet." in inbox
    assert words in words_of(client.get("/"))  # the set-up guide
    finish_set_up(by=by, at=AT, is_finished=True)
    assert words in words_of(client.get("/"))
    discard_batch(by=by, at=AT, batch=ours)
    assert waits(by) == [second]


def test_it_waits_for_nobody_else(team: tuple[Client, Actor], council: Unit) -> None:
    uploaded(team[0], OURS)
    assert waits(sign_in(Role.ADMINISTRATOR, council)[1]) == []


def test_who_imports_no_more_is_not_asked(
    team: tuple[Client, Actor], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client, by = team
    uploaded(client, OURS)
    Post.objects.update(role=Role.DATA_OFFICER.value)
    left = actor_for(by.user, today=AT.date())
    with django_assert_num_queries(0):
        assert waits(left) == []


def test_no_reminder_tells_of_it(team: tuple[Client, Actor]) -> None:
    client, by = team
    uploaded(client, OURS)
    CycleFactory()
    send_digests(at=AT)
    deliver(clock=lambda: AT)
    assert not any("outturn.csv" in str(message.body) for message in mail.outbox)
    assert [each.title for each in needs_you(by, at=AT)] == [waits(by)[0][0]]


@pytest.mark.parametrize("number", [1, 3])
def test_it_takes_one_statement(
    team: tuple[Client, Actor], number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client, by = team
    for _ in range(number):
        uploaded(client, OURS)
    with django_assert_num_queries(1):
        assert len(waits(by)) == number
