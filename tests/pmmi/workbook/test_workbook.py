"""The workbook as a file and on its pages, whatever its sheets hold."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Event, Unit
from accounts.roles import Role
from indicators.imports.jobs import perform_import
from indicators.imports.undo import forget
from indicators.models import ImportBatch, ImportState
from pmmi.workbook.filling import workbook_xlsx, workbook_zip
from pmmi.workbook.sheets import SHEETS
from tests.factories import UnitFactory, sign_in
from tests.pages import words_of
from tests.pmmi.workbook.books import AT, applied, book, planned

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
NEW = {"Name": "Waste", "Kind": "Department or service", "Lies beneath": "Exampleshire"}


@pytest.fixture
def client() -> Client:
    return sign_in(Role.ADMINISTRATOR, UnitFactory(name="Exampleshire", kind="council"))[0]


def uploaded(client: Client, content: bytes, name: str) -> ImportBatch | None:
    url = f"{reverse('indicators:import-create')}?kind=workbook"
    client.post(url, {"file": SimpleUploadedFile(name, content)})
    return ImportBatch.objects.order_by("-pk").first()


@pytest.mark.parametrize("suffix", ["xlsx", "zip"])
def test_filled_and_uploaded_again_it_changes_nothing(client: Client, suffix: str) -> None:
    response = client.get(reverse("workbook"), {"file": suffix, "filled": "yes"})
    assert response["Content-Disposition"] == f'attachment; filename="set-up-workbook.{suffix}"'
    assert Event.objects.filter(action="downloaded", thing_name=f"set-up-workbook.{suffix}").exists()
    counts = planned(response.content, f"w.{suffix}").counts
    assert (counts["new"], counts["changed"], counts["refused"]) == (0, 0, 0)
    assert counts["unchanged"] > 0


@pytest.mark.parametrize("suffix", ["xlsx", "zip"])
def test_empty_it_explains_itself_and_its_examples_are_not_read(client: Client, suffix: str) -> None:
    content = client.get(reverse("workbook"), {"file": suffix}).content
    plan = planned(content, f"w.{suffix}")
    assert plan.counts == {"new": 0, "changed": 0, "unchanged": 0, "refused": 0}
    assert [*plan.sheets] == [each.title for each in SHEETS]
    assert plan.makes == []
    assert plan.notes == []


def test_every_word_of_a_list_is_one_that_is_read() -> None:
    """The lists that a spreadsheet offers stand on a sheet of their own, at the cells that the sheets name."""
    content = workbook_xlsx(SHEETS, at=AT, is_filled=False)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        written = "".join(archive.read(name).decode() for name in archive.namelist() if "sheet" in name)
    offered = [column for each in SHEETS for column in each.columns if column.kind.choices]
    assert written.count('type="list"') == len(offered) > 2


def test_the_page_tells_what_each_sheet_holds(client: Client) -> None:
    text = words_of(client.get(reverse("workbook")))
    for each in SHEETS:
        assert each.purpose in text


def test_uploaded_applied_and_taken_back_by_screen(client: Client) -> None:
    batch = uploaded(client, book({"Units": [NEW]}), "set-up.zip")
    page = reverse("indicators:import-detail", args=[batch.pk])
    text = words_of(client.get(page))
    assert "Units: 1 new." in text
    assert "Lies beneath: Exampleshire" in text
    client.post(reverse("indicators:import-apply", args=[batch.pk]))
    perform_import(batch_id=batch.pk, clock=lambda: AT)
    assert Unit.objects.filter(name="Waste").exists()
    assert "Take this import back" in words_of(client.get(page))
    client.post(reverse("indicators:import-undo", args=[batch.pk]))
    assert "It is being taken back" in words_of(client.get(page))
    perform_import(batch_id=batch.pk, clock=lambda: AT)
    assert not Unit.objects.filter(name="Waste").exists()
    text = words_of(client.get(page))
    assert "Taken back on" in text
    assert "Take this import back" not in text


def test_rows_that_are_refused_cannot_be_left_out(client: Client) -> None:
    batch = uploaded(client, book({"Units": [NEW, {"Name": "Parks", "Kind": "Garden"}]}), "set-up.zip")
    text = words_of(client.get(reverse("indicators:import-detail", args=[batch.pk])))
    assert "Leave the refused rows out" not in text
    assert "Correct the file and upload it again." in text
    client.post(reverse("indicators:import-apply", args=[batch.pk]), {"without_refused": "yes"})
    perform_import(batch_id=batch.pk, clock=lambda: AT)
    batch.refresh_from_db()
    assert batch.state == ImportState.PREVIEWED
    assert not Unit.objects.filter(name="Waste").exists()


def test_a_day_later_it_is_not_taken_back(client: Client) -> None:
    by = sign_in(Role.ADMINISTRATOR)[1]
    batch = applied(by, {"Units": [NEW]})
    ImportBatch.objects.update(applied_at="2026-10-13T12:00:00Z")
    page = reverse("indicators:import-detail", args=[batch.pk])
    assert "Take this import back" not in words_of(client.get(page))
    response = client.post(reverse("indicators:import-undo", args=[batch.pk]), follow=True)
    assert "on the day on which it was applied, and no later" in words_of(response)
    assert Unit.objects.filter(name="Waste").exists()


def test_what_is_no_sheet_is_told_and_left_alone(client: Client) -> None:
    content = book({"Units": [NEW], "Notes to self": [{"a": "b"}]})
    plan = planned(content)
    assert plan.notes == ["Not read, for no sheet of the workbook is called so: “Notes to self”."]
    assert plan.counts["new"] == 1


def test_an_empty_sheet_changes_nothing(client: Client) -> None:
    content = workbook_zip([each for each in SHEETS if each.title == "Units"], is_filled=False)
    batch = uploaded(client, content, "set-up.zip")
    assert batch is not None
    assert "There is nothing to do" in words_of(client.get(reverse("indicators:import-detail", args=[batch.pk])))


def test_with_the_day_goes_by_what_it_could_be_taken_back_and_whom_it_named(client: Client) -> None:
    by = sign_in(Role.ADMINISTRATOR)[1]
    batch = applied(by, {"People": [{"E-mail": "dee@exampleshire.example", "Name": "Dee Rae"}]})
    assert forget(at=AT) == 0
    assert forget(at=AT + timedelta(days=1)) == 2
    batch.refresh_from_db()
    assert (batch.done, batch.summary.get("rows")) == (None, None)
    assert batch.summary["counts"]["new"] == 1
    assert "dee@exampleshire" not in str(batch.summary)
    page = words_of(client.get(reverse("indicators:import-detail", args=[batch.pk])))
    assert "People: 1 new." in page
    assert forget(at=AT + timedelta(days=2)) == 0
