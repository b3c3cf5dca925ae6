"""Workbooks as files, read in the limited process: what is read of them, and what is refused as a whole."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.roles import Role
from indicators.imports.limits import FileRefused
from indicators.models import ImportBatch
from pmmi.workbook.filling import workbook_xlsx
from pmmi.workbook.kind import WORKBOOK
from pmmi.workbook.sheets import SHEETS
from tests.factories import UnitFactory, sign_in
from tests.pmmi.workbook.books import AT, book, planned, sheet

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
NEW = {"Name": "Waste", "Kind": "Department or service", "Lies beneath": "Exampleshire"}


def test_a_workbook_is_read_sheet_by_sheet() -> None:
    UnitFactory(name="Exampleshire", kind="council")
    counts = planned(workbook_xlsx(SHEETS, at=AT, is_filled=True), "w.xlsx").counts
    assert counts == {"new": 0, "changed": 0, "unchanged": counts["unchanged"], "refused": 0}
    assert counts["unchanged"] > 0


def test_one_sheet_as_csv_is_known_by_its_name() -> None:
    UnitFactory(name="Exampleshire", kind="council")
    assert planned(sheet([NEW]), "Units.csv").counts["new"] == 1
    with pytest.raises(FileRefused, match="“my list” is none: call it “Council”, “Units”"):
        planned(sheet([NEW]), "my list.csv")


BAD_FILES = {
    "a heading that is missing": (book({"Units": [{"Name": "Waste"}]}), "Sheet “Units”: Row 1 has headings, but not"),
    "no archive": (b"PK\x03\x04 and no more", "damaged"),
    "a way out of the archive": (book({"../Units": [NEW]}), "forbidden name"),
    "a sheet twice": (book({"a/Units": [NEW], "Units": [NEW]}), "“Units” is there twice"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_cannot_be_used_is_refused_with_what_to_do(name: str) -> None:
    content, sentence = BAD_FILES[name]
    with pytest.raises(FileRefused, match=sentence):
        WORKBOOK.read(content, "set-up.zip")
    client = sign_in(Role.ADMINISTRATOR)[0]
    url = f"{reverse('indicators:import-create')}?kind=workbook"
    assert client.post(url, {"file": SimpleUploadedFile("set-up.zip", content)}).status_code == 200
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(("kind", "takes_zip"), [("workbook", True), ("figures", False)])
def test_the_page_of_an_upload_says_which_files_it_takes(kind: str, *, takes_zip: bool) -> None:
    client = sign_in(Role.ADMINISTRATOR)[0]
    page = client.get(reverse("indicators:import-create"), {"kind": kind}).text
    assert ("a ZIP archive with a CSV file for each sheet" in page) is takes_zip
    assert (".zip" in page.partition('accept="')[2].partition('"')[0]) is takes_zip
    assert "of at most 20 MB and 100,000 rows" in page
