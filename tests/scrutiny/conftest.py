"""What a committee's tests start from: a committee with a remit, its people, and a pack for its next meeting."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from accounts.actors import Actor
from accounts.models import Unit
from accounts.roles import Role
from indicators.models import Indicator
from reporting.document import section
from reporting.models import Cycle, Report
from scrutiny.models import Meeting, Pack
from tests.conftest import NOW
from tests.factories import CycleFactory, sign_in
from tests.factories.indicators import Q2
from tests.factories.reporting import ReportFactory, RunFactory, empty_document, measured_service
from tests.factories.scrutiny import CommitteeFactory, MeetingFactory, PackFactory, RemitFactory
from tests.reporting.sample_document import mark, measure, milestone

AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
RELEASED = datetime(2026, 10, 13, 9, tzinfo=UTC)


@dataclass
class Scene:
    """``on_target``, ``near`` and ``off`` are measures of the remit's one service."""

    committee: Unit
    service: Unit
    measures: list[Indicator]
    pack: Pack
    people: dict[Role | str, tuple[Client, Actor]] = field(default_factory=dict)

    @property
    def meeting(self) -> Meeting:
        return self.pack.meeting

    def client(self, role: Role | str) -> Client:
        return self.people[role][0]

    def actor(self, role: Role | str) -> Actor:
        return self.people[role][1]


@pytest.fixture(scope="module")
def untouched(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    """The scene, made once for all tests of a file; what each of them does to it is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(NOW):
            made = _made()
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def scene(untouched: Scene, db: None) -> Scene:
    """The test's own copy, since objects remember what was done to them."""
    return deepcopy(untouched)


def _made() -> Scene:
    """Q2 figures of one service, a committee that looks after it, and an empty pack for its meeting in December."""
    service, _, _, measures = measured_service()
    committee = CommitteeFactory(name="Environment Scrutiny Committee")
    RemitFactory(committee=committee, service=service)
    pack = PackFactory(meeting=MeetingFactory(committee=committee))
    made = Scene(committee, service, measures, pack)
    for role in (Role.SCRUTINY_CHAIR, Role.SCRUTINY_MEMBER):
        made.people[role] = sign_in(role, committee)
    for role in (Role.ADMINISTRATOR, Role.COUNCILLOR, Role.AUDITOR, Role.PARTNER, Role.DIRECTOR):
        made.people[role] = sign_in(role)
    made.people["another chair"] = sign_in(Role.SCRUTINY_CHAIR, CommitteeFactory(name="People Scrutiny Committee"))
    made.people["another member"] = sign_in(Role.SCRUTINY_MEMBER, CommitteeFactory())
    return made


@pytest.fixture
def statements(db):
    """How many statements a function makes of the database."""

    def count(read) -> int:
        with CaptureQueriesContext(connection) as made:
            read()
        return len(made)

    return count


def sections(words: str = "", *, refs: tuple[str, ...] = ("RP 01", "RP 02")) -> list[dict]:
    """A report's sections, two levels deep, with every part that sections have; ``words`` begin each text."""

    def say(text: str) -> str:
        return f"{words} {text}".strip()

    cards = [
        measure(ref, name=say(f"Frozen {ref}"), sentence=say(f"{ref} stood at 95.1%."), value_raw="95.1")
        for ref in refs
    ]
    table = {"caption": say("Rules"), "columns": ["Rule", "Items"], "rows": [[say("Off target"), "2"]]}
    return [
        section("why", say("Why these"), paragraphs=[say("Two stand out.")], table=table),
        section("attention", say("Needs attention"), bullets=[say("Bins were missed.")], measures=cards),
        section("late", say("Late milestones"), 2, milestones=[milestone(title=say("Open the tip"))]),
        section("well", say("Doing well"), paragraphs=[say("Nothing stands out.")]),
    ]


def released_report(committee: Unit | None = None, *, words: str = "", **fields: object) -> Report:
    """A released Q2 report with sections; for the committee where one is given."""
    title = fields.pop("title", f"{words} Exception report".strip())
    document = empty_document(
        title=title,
        released="Released by Alex Morgan on 13 October 2026, 10:00",
        headline=f"{words} 4 of 6 are on target.".strip(),
        coverage={"sentence": f"{words} 6 figures were due and 6 arrived.".strip(), "rows": []},
        key=[{**mark("green"), "meaning": "As good as the target, or better."}],
        sections=fields.pop("sections", None) or sections(words),
        restatements=fields.pop("restatements", []),
    )
    cycle = fields.pop("cycle", None) or _cycle()
    return ReportFactory(
        cycle=cycle,
        run=RunFactory(cycle=cycle, state="done"),
        audience="scrutiny" if committee else "cabinet",
        committee=committee,
        title=title,
        document=document,
        state="released",
        released_at=RELEASED,
        **fields,
    )


def _cycle():
    return Cycle.objects.filter(period=Q2).first() or CycleFactory(period=Q2)
