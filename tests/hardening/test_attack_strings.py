"""Attack strings in every text field: pages, files and messages show them as text (hardening.md 3 vi)."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

import openpyxl
import pytest
import time_machine
from django.core.mail import EmailMessage
from django.db import transaction

from accounts.actors import SYSTEM
from accounts.models import Notice
from foundation.outbox import deliver
from reporting.builds import perform_run
from reporting.changes.runs import request_run
from reporting.models import Reminder, Report, ReportFile
from reporting.reminders import send_digests
from tests.architecture.access import TABLE
from tests.architecture.rows import Row
from tests.architecture.sweep import address, ask
from tests.architecture.world import IDENTITIES, STRANGER, World
from tests.conftest import NOW
from tests.hardening.attacks import ATTACKS, damage, plant

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
PAGES = [row for row in TABLE if row.get and not row.is_library]
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Planted:
    name: str
    world: World
    text: str


@pytest.fixture(scope="module", params=sorted(ATTACKS))
def planted(request: pytest.FixtureRequest, world: World) -> Iterator[Planted]:
    """The council with the attack in every text, and the service reports of the quarter built from that."""
    with time_machine.travel(NOW), transaction.atomic():
        assert plant(request.param, world) > 60
        run = request_run(by=SYSTEM, at=NOW, cycle=world.cycle, kinds=["service"], wake=lambda _: None)
        assert perform_run(run_id=run.pk, clock=lambda: NOW)
        yield Planted(request.param, world, ATTACKS[request.param])
        transaction.set_rollback(True)


def test_every_page_shows_it_as_text(planted: Planted):
    harmed = {}
    for row in PAGES:
        answer = ask(planted.world, _who(row), "GET", address(planted.world, row))
        found = [f"answered {answer.status}"] if answer.status != 200 else []
        if answer.headers["Content-Type"].startswith("text/html"):
            found += damage(answer.words)
        if found:
            harmed[str(row)] = found
    assert harmed == {}


def test_every_persons_first_page_shows_it_as_text(planted: Planted):
    for identity in set(IDENTITIES) - {STRANGER}:
        answer = ask(planted.world, identity, "GET", "/")
        assert answer.status == 200, identity
        assert damage(answer.words) == (), identity


def test_it_is_there_to_be_seen(planted: Planted):
    """The sweep above would pass on empty pages as well."""
    words = ask(planted.world, "administrator", "GET", planted.world.ours.plan.get_absolute_url()).words
    marks = {"markup": "&lt;pmmi-x", "formula": "=HYPERLINK(&quot;", "text": "DROP TABLE", "long": "Donaudampfschiff"}
    assert marks[planted.name] in words


def test_no_cell_of_a_csv_file_is_a_formula(planted: Planted):
    for row in (row for row in PAGES if "csv" in address(planted.world, row)):
        answer = ask(planted.world, _who(row), "GET", address(planted.world, row))
        rows = list(csv.reader(io.StringIO(answer.words.removeprefix("\ufeff"))))
        assert len(rows) > 1
        for cell in (cell for line in rows for cell in line):
            assert not cell.startswith(FORMULA_STARTS) or _is_number(cell), cell[:40]


def test_no_cell_of_a_workbook_is_a_formula(planted: Planted):
    client = planted.world.client("administrator")
    books = [client.get(address(planted.world, row)).content for row in PAGES if "xlsx" in address(planted.world, row)]
    books += [bytes(each.content) for each in _built("xlsx")]
    books = [content for content in books if content.startswith(b"PK")]  # the earlier reports' files are not real
    assert len(books) >= 4
    for content in books:
        for sheet in openpyxl.load_workbook(io.BytesIO(content)):
            assert not [cell.coordinate for line in sheet.iter_rows() for cell in line if cell.data_type == "f"]


def test_no_pdf_reads_a_file_or_carries_one(planted: Planted):
    files = _built("pdf")
    assert len(files) >= 3
    for each in files:
        content = bytes(each.content)
        assert content.startswith(b"%PDF")
        for sign in (b"/EmbeddedFile", b"/JavaScript", b"/JS ", b"/Launch", b"root:x:0"):
            assert sign not in content


def test_no_message_gets_another_header_or_another_reader(planted: Planted, mailoutbox: list[EmailMessage]):
    Reminder.objects.all().delete()
    assert send_digests(at=NOW) == deliver(clock=lambda: NOW) == len(mailoutbox) > 0
    messages = [each.message() for each in mailoutbox]
    told = set(Reminder.objects.values_list("to__email", flat=True))
    assert {sent["To"] for sent in messages} == told | set(Notice.objects.values_list("to__email", flat=True))
    for sent in messages:
        assert {name.lower() for name in sent} <= {
            "content-type", "mime-version", "content-transfer-encoding", "subject", "from", "to", "date", "message-id",
        }  # fmt: skip
        assert "\n" not in sent["Subject"]


def _who(row: Row) -> str:
    return "administrator" if "administrator" in (row.get or ()) else min((row.get or frozenset()) - {STRANGER})


def _built(file_format: str) -> list[ReportFile]:
    reports = Report.objects.filter(run__state="done", kind="service", state="draft")
    return list(ReportFile.objects.filter(report__in=reports, format=file_format))


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
