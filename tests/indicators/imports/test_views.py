"""Imports on screen: upload, preview, decision, result (C17)."""

import re
import zipfile
from io import BytesIO

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Event
from accounts.roles import Role
from indicators.forms import imports as forms
from indicators.imports.columns import COLUMN_HELP
from indicators.imports.figures.lines import REQUIRED
from indicators.imports.jobs import perform_import
from indicators.imports.rows import COLUMNS
from indicators.models import ImportBatch, Indicator, Observation
from tests.factories import IndicatorFactory, ObservationFactory, UnitFactory, sign_in
from tests.indicators.imports.import_files import csv_file
from tests.indicators.opened import address

pytestmark = [pytest.mark.django_db, pytest.mark.real_clock, pytest.mark.sweep]
PERIOD = {"period": "2025/26 Q1"}
AS_IMPORTED = {"as_imported": "on", "why": "Reported to cabinet in 2025."}
EVIL = "<script>alert(1)</script>"


@pytest.fixture
def admin():
    UnitFactory(name="Exampleshire", kind="council")
    return sign_in(Role.ADMINISTRATOR)[0]


def upload(client, content, name="q1.csv"):
    return client.post(address("import-create"), {"file": SimpleUploadedFile(name, content)}, follow=True)


def text_of(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def cells(text, label):
    """What stands in a column of the preview."""
    return [cell.strip() for cell in re.findall(f'data-label="{label}">(.*?)</td>', text, re.DOTALL)]


def apply(client, batch, **decision):
    """Decide, have the worker do it, and look at what became of it."""
    client.post(address("import-apply", batch.pk), {**AS_IMPORTED, **decision})
    perform_import(batch_id=batch.pk, clock=timezone.now)
    return text_of(client.get(address("import-detail", batch.pk)))


def preview(client, *rows):
    text = text_of(upload(client, csv_file(*({**PERIOD, **row} for row in rows))))
    return ImportBatch.objects.latest("pk"), text


# Who


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ADMINISTRATOR, Role.FINANCE)])
def test_only_the_performance_team_imports(role):
    """Finance imports money: tests/money/imports/test_who.py."""
    batch = ImportBatch.objects.create(
        filename="q1.csv", content=b"x", summary={}, created_by=sign_in(Role.ADMINISTRATOR)[1].user,
        created_at="2026-10-01T00:00Z",
    )  # fmt: skip
    client, _ = sign_in(role)
    for name, *arguments in (("import-list",), ("import-create",), ("import-detail", batch.pk)):
        assert client.get(address(name, *arguments)).status_code == 403
    for name in ("import-apply", "import-discard"):
        assert client.post(address(name, batch.pk)).status_code == 403
    assert client.get(address("import-create"), {"download": "csv"}).status_code == 403
    assert "Imports" not in client.get(address("indicator-list")).content.decode()


def test_a_stranger_is_sent_to_sign_in():
    assert Client().get(address("import-list")).status_code == 302


def test_decisions_are_only_posted(admin):
    batch, _ = preview(admin, {})
    assert {admin.get(address(name, batch.pk)).status_code for name in ("import-apply", "import-discard")} == {405}


# From upload to result


def test_a_file_is_previewed_applied_and_shown(admin):
    batch, text = preview(admin, {}, {"period": "2025/26 Q2", "actual": "80"})
    for words in (
        "Preview of an import",
        "Nothing is written yet",
        "78.5%",
        "2 rows",
        "Apply the import",
        "What it makes",
        "Makes the service “Customer Services” and the post “Head of Customer Services”.",
        "CS01 Calls answered in 15 seconds",
        "New measure",
    ):
        assert words in text, words
    assert not Indicator.objects.exists()
    text = apply(admin, batch)
    assert "Applied on" in text
    assert Observation.objects.count() == 2
    batch.refresh_from_db()
    assert (batch.state, bytes(batch.content)) == ("applied", b"")
    assert list(
        Event.objects.filter(thing_type="indicators.importbatch").order_by("pk").values_list("action", flat=True)
    ) == ["uploaded", "applied"]
    assert {event.source for event in Event.objects.filter(thing_type="indicators.observation")} == {
        "import q1.csv, line 2", "import q1.csv, line 3",
    }  # fmt: skip


def test_the_same_file_again_has_nothing_to_do(admin):
    batch, _ = preview(admin, {})
    apply(admin, batch)
    again, text = preview(admin, {})
    assert "There is nothing to do: everything in it is stored already." in text
    assert "Apply the import" not in text
    assert "There is nothing to do" in text_of(admin.post(address("import-apply", again.pk), follow=True))


def test_refused_rows_stop_everything_unless_they_are_left_out_by_choice(admin):
    batch, text = preview(admin, {}, {"period": "Q9"})
    assert 'aria-disabled="true"' in text
    assert "1 row is refused. Correct the file and upload it again, or leave them out." in text
    assert "period: “Q9” is not a period" in text
    assert "Some rows cannot be used" in text_of(admin.post(address("import-apply", batch.pk), follow=True))
    assert not Indicator.objects.exists()
    apply(admin, batch, without_refused="yes")
    assert Observation.objects.count() == 1


def test_a_refused_row_shows_what_the_file_says_not_what_is_stored(admin):
    batch, _ = preview(admin, {"actual": "57.1%", "target": "70"})
    apply(admin, batch)
    _, text = preview(admin, {"actual": "abc", "target": "7o"}, {"actual": "70.1%", "target": ""})
    assert "2</span> refused" in text
    assert cells(text, "Figure") == ["abc", "70.1%"]
    assert cells(text, "Target") == ["7o", ""]
    _, text = preview(admin, {"period": "Q9", "actual": EVIL, "target": "x" * 80})
    assert EVIL not in text
    assert cells(text, "Target") == ["x" * 59 + "…"]


def test_a_file_of_refused_rows_only_can_only_be_discarded(admin):
    batch, text = preview(admin, {"period": "Q9"})
    assert "Leave the refused rows out" not in text
    text = text_of(admin.post(address("import-discard", batch.pk), follow=True))
    assert "is discarded. Nothing of it was written." in text
    batch.refresh_from_db()
    assert (batch.state, bytes(batch.content)) == ("discarded", b"")
    assert "Discarded: nothing of it was written" in text_of(admin.get(address("import-detail", batch.pk)))


def test_a_decision_is_made_once(admin):
    batch, _ = preview(admin, {})
    apply(admin, batch)
    for name in ("import-apply", "import-discard"):
        assert "was applied already" in text_of(admin.post(address(name, batch.pk), follow=True))
    assert Observation.objects.count() == 1


def test_data_that_moved_in_between_is_shown_before_anything_is_written(admin):
    service = UnitFactory(parent_id=1) if False else UnitFactory()
    indicator = IndicatorFactory(ref="CS01", service=service)
    figure = ObservationFactory(indicator=indicator, period="2025-04-01QF", value=70)
    batch, text = preview(admin, {})
    assert "70.0%" in text
    Observation.objects.filter(pk=figure.pk).update(value=71, version=2)
    text = apply(admin, batch)
    assert "Somebody changed what this file is about" in text
    assert "71.0%" in text
    assert Observation.objects.count() == 1
    assert "Somebody changed" not in apply(admin, batch)
    assert Observation.objects.count() == 2


def test_the_preview_narrows_by_what_happens_and_by_words(admin):
    batch, _ = preview(
        admin,
        {},
        {"indicator_ref": "HS07", "indicator": "Homes let"},
        {"indicator_ref": "HS08", "indicator": EVIL, "period": EVIL},
    )
    url = address("import-detail", batch.pk)
    text = text_of(admin.get(url, {"outcome": "refused"}))
    assert "1 of 3 rows" in text
    assert EVIL not in text
    assert "&lt;script&gt;" in text
    assert "Homes let" not in text.partition("Row by row")[2]
    assert "1 of 3 rows" in text_of(admin.get(url, {"q": "hs07"}))
    assert "No rows like that" in text_of(admin.get(url, {"q": "nowhere"}))


# Files that are none


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("q1.xlsx", b"%PDF-1.7", "is a PDF document, whatever its name says"),
        ("q1.csv", b"", "The submitted file is empty"),
        ("q1.csv", b"something,else\n1,2\n", "No row of headings was found"),
        ("q1.xlsm", b"PK", "macros"),
        ("q1.exe", b"MZ\x90", "is a program"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_plain_words(admin, name, content, words):
    text = text_of(upload(admin, content, name))
    assert words in text
    assert not ImportBatch.objects.exists()


def test_a_zip_bomb_is_not_opened(admin):
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    assert "unpacks to far more than it seems to hold" in text_of(upload(admin, file.getvalue(), "q1.xlsx"))


def test_a_file_that_is_too_large_is_not_even_read(admin, monkeypatch):
    monkeypatch.setattr(forms, "MOST_BYTES", 10)
    assert "at most 20 MB are read" in text_of(upload(admin, csv_file({})))


def test_no_file_is_asked_for(admin):
    assert "Select the file" in text_of(admin.post(address("import-create")))


# Lists and help


def test_earlier_imports_are_listed_with_their_counts(admin):
    batch, _ = preview(admin, {}, {"period": "Q9"})
    preview(admin, {})
    admin.post(address("import-discard", batch.pk))
    text = text_of(admin.get(address("import-list"), {"state": "discarded"}))
    assert "1 of 2 imports" in text
    assert text.count('<tr class="govuk-table__row app-measure">') == 1
    assert 'data-label="Refused">1</td>' in text


def test_an_empty_list_says_how_to_begin(admin):
    assert "Begin with one quarter of one service" in text_of(admin.get(address("import-list")))


def test_pages_do_not_grow_in_statements(admin):
    def statements(url):
        with CaptureQueriesContext(connection) as captured:
            text_of(admin.get(url))
        return len(captured)

    small, _ = preview(admin, {})
    lists = statements(address("import-list"))
    details = statements(address("import-detail", small.pk))
    large, text = preview(admin, *({"indicator_ref": f"X{n}", "indicator": f"Measure {n}"} for n in range(130)))
    assert statements(address("import-list")) == lists <= 15
    assert statements(address("import-detail", large.pk)) == details <= 15
    assert 'aria-label="Pagination"' in text


def test_the_guide_explains_each_column_as_the_page_does():
    guide = (settings.BASE_DIR / "docs/import.md").read_text()
    for column in COLUMN_HELP:
        assert f"| `{column.name}` | {'yes ' if column.is_required else ''}| {column.meaning} |" in guide


def test_every_column_that_is_read_is_explained(admin):
    assert {column.name for column in COLUMN_HELP} == set(COLUMNS)
    assert {column.name for column in COLUMN_HELP if column.is_required} == set(REQUIRED)
    assert "What happened." in text_of(admin.get(address("import-create")))


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_the_template_is_read_and_its_examples_are_refused(admin, file_format):
    template = admin.get(address("import-create"), {"download": file_format})
    text = text_of(upload(admin, template.content, f"template.{file_format}"))
    assert "2 rows are refused" in text
    assert text.count("this is the template&#x27;s example. Delete the row.") == 2
