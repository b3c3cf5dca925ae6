"""A return as a workbook: what is filled in elsewhere and sent back is the same as typed (C7)."""

import io
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.roles import Role
from indicators.models import Observation
from tests.factories import IndicatorFactory, ObservationFactory, PostFactory, UnitFactory, period_target, sign_in
from tests.factories.indicators import Q2
from tests.indicators.imports.conftest import files_are_read_here  # noqa: F401  a fixture
from tests.indicators.returns.pages import autosave, edit_url, figures, form_of, make_return
from tests.office import needs_calc, saved_by_calc

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_are_read_here"), pytest.mark.sweep]
FORTY = 40
KINDS = ("percentage", "number", "money", "yes_no", "grade", "duration", "date", "ratio")
LOCKED = ("Reference", "Measure", "Period", "Last four periods", "Target", "Leave as it is")
TYPED = {
    "percentage": "45.2", "number": "1,234", "money": "£1.2m", "yes_no": "Yes", "grade": "Good",
    "duration": "2:30:00", "date": "17 July 2026", "ratio": "20:1",
}  # fmt: skip


@pytest.fixture
def to(service):
    """A return with a measure of each kind, and one that is worked out from two parts."""
    to = make_return(service, 0)
    for n, kind in enumerate(KINDS):
        add(to, f"K{n}", kind)
    period_target(add(to, "P1", "percentage", has_parts=True, numerator="Done", denominator="All"), Q2, 90)
    return to


def add(to, ref, kind, **more):
    """One more measure in a return."""
    more |= {"grades": "Poor\nFair\nGood"} if kind == "grade" else {}
    indicator = IndicatorFactory(service=to.service, ref=ref, name=f"{ref} of kind {kind}", kind=kind, **more)
    ObservationFactory(indicator=indicator, in_return=to, state="due", value=None)
    return indicator


def url(to):
    return reverse("indicators:return-workbook", args=[to.pk])


def book_of(client, to):
    answer = client.get(url(to))
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def places(sheet):
    """The line of the headings, and the column of each."""
    line = next(row for row in sheet.iter_rows() if row[0].value == "Reference")
    return line[0].row, {cell.value: cell.column for cell in line}


def fill(book, filled):
    """Put texts into the cells of measures: {reference: {heading: value}}."""
    sheet = book["Return"]
    top, columns = places(sheet)
    for row in range(top + 1, sheet.max_row + 1):
        for heading, value in filled.get(sheet.cell(row, 1).value, {}).items():
            sheet.cell(row, columns[heading]).value = value
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def send(client, to, content, name="return.xlsx", **more):
    return client.post(url(to), {"file": SimpleUploadedFile(name, content)}, **more)


def stored(to):
    fields = ("indicator__ref", "state", "value", "numerator", "denominator", "absence", "absence_reason", "standing")
    return list(Observation.objects.filter(in_return=to).order_by("indicator__ref").values_list(*fields))


FILLED = {f"K{n}": {"Figure": TYPED[kind]} for n, kind in enumerate(KINDS)} | {
    "P1": {"Numerator": 30, "Denominator": 40, "Standing": "Provisional [p]", "What happened": "Two lines\nof words"},
}


def test_a_return_that_is_filled_in_and_sent_back_is_the_same_as_typed(officer, to):
    book = book_of(officer, to)
    answer = send(officer, to, fill(book, FILLED), follow=True)
    assert "Saved 9 figures from the file." in answer.content.decode()
    sent = stored(to)
    assert typed(officer, to, FILLED) == sent
    assert [row[2] for row in sent if row[0] == "P1"] == [Decimal(75)]


def typed(client, to, filled):
    """What is stored once the same is typed into the return, which is as empty as it was."""
    Observation.objects.filter(in_return=to).update(
        state="due", value=None, numerator=None, denominator=None, standing="final"
    )
    data = form_of(client, f"{edit_url(to)}?open={figures(to)[-1].pk}")
    for figure in figures(to):
        for heading, text in filled[figure.indicator.ref].items():
            name = {"Figure": "value", "Numerator": "numerator", "Denominator": "denominator", "Standing": "standing",
                    "What happened": "happened"}[heading]  # fmt: skip
            data[f"f{figure.pk}-{name}"] = "provisional" if heading == "Standing" else str(text)
    client.post(edit_url(to), data)
    return stored(to)


@needs_calc
def test_forty_measures_that_are_filled_in_and_saved_by_another_program_are_the_same_as_typed(officer, to, tmp_path):
    filled = dict(FILLED)
    for n in range(FORTY - len(FILLED)):
        kind = KINDS[n % len(KINDS)]
        filled[add(to, f"M{n:02}", kind).ref] = {"Figure": TYPED[kind]}
    content = saved_by_calc(fill(book_of(officer, to), filled), tmp_path)
    assert f"Saved {FORTY} figures from the file." in send(officer, to, content, follow=True).content.decode()
    sent = stored(to)
    assert len({row[2] for row in sent}) > len(KINDS)
    assert typed(officer, to, filled) == sent


def test_only_what_is_to_be_filled_in_is_open_and_offers_its_words(officer, to):
    sheet = book_of(officer, to)["Return"]
    top, columns = places(sheet)
    assert sheet.protection.sheet
    for heading, column in columns.items():
        is_locked = sheet.cell(top + 1, column).protection.locked
        assert is_locked is (
            heading in ("Reference", "Measure", "Period", "Last four periods", "Target", "Leave as it is")
        )
    offered = {str(each.sqref): each.formula1 for each in sheet.data_validations.dataValidation}
    assert '"Yes,No"' in offered.values()
    assert '"Poor,Fair,Good"' in offered.values()
    assert sum("Words to choose from" in formula for formula in offered.values()) == 5


def test_the_same_file_again_changes_nothing(officer, to):
    content = fill(book_of(officer, to), FILLED)
    send(officer, to, content)
    versions = [figure.version for figure in figures(to)]
    again = fill(book_of(officer, to), {})
    assert "The file says what is stored already." in send(officer, to, again, follow=True).content.decode()
    assert [figure.version for figure in figures(to)] == versions


def test_what_somebody_else_saved_meanwhile_is_shown_beside_it(officer, to):
    content = fill(book_of(officer, to), {"K0": {"Figure": 50}})
    first = figures(to)[0]
    other, _ = sign_in(Role.DATA_OFFICER, to.service)
    assert autosave(other, to, first, value="51").json()["outcome"] == "saved"
    page = send(officer, to, content).content.decode()
    assert "saved another text. Choose which to keep." in page
    first.refresh_from_db()
    assert first.value == Decimal(51)


def test_an_action_is_given_to_a_post_by_its_title(officer, to):
    PostFactory(title="Fleet Manager", unit=to.service)
    send(officer, to, fill(book_of(officer, to), {"K0": {"Figure": 50, "By whom": "Fleet Manager"}}))
    assert figures(to)[0].commentary.action_by.title == "Fleet Manager"


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        ({"K0": {"Figure": "many"}}, "“many” is not a figure"),
        ({"K0": {"Figure": 50, "Standing": "Quite sure"}}, "“Quite sure” under “Standing” is none of the words"),
        ({"K0": {"Figure": 50, "By whom": "The Mayor"}}, "“The Mayor” under “By whom” is none of the words"),
        ({"P1": {"Figure": 75}}, "P1 takes no “Figure”. Fill in its numerator and denominator instead."),
        ({"K1": {"Numerator": 3}}, "K1 takes no “Numerator”. Fill in “Figure” instead."),
        ({"K0": {"Reference": "K1", "Figure": 5}}, "K1 is there twice"),
        ({"K0": {"Reference": "X9", "Figure": 5}}, "X9, 2026/27 Q2, is no figure that is to be entered"),
        ({"K0": {"Figure": "#DIV/0!"}}, "#DIV/0!"),
        ({"K0": {"Figure": 5, "By when": "31 February 2027"}}, "By when"),
    ],
)
def test_a_bad_cell_is_named_and_nothing_is_written(officer, to, filled, said):
    before = stored(to)
    good = {"K4": {"Figure": "Fair"}}
    page = send(officer, to, fill(book_of(officer, to), good | filled)).content.decode()
    assert said in page.replace("&#x27;", "'").replace("&quot;", '"')
    assert "<title>Error: " in page
    assert stored(to) == before
    assert '<option value="Fair" selected>' in page  # what the file says besides is not lost


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "return.xlsx", "empty"),
        (b"Some text", "return.csv", "Reference"),
        (b"Reference\n" + b"K0\n" * 2001, "return.csv", "more than 2,000 rows"),
        (b"PK\x03\x04 not a workbook", "return.xlsx", "damaged or incomplete"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(officer, to, content, name, said):
    page = send(officer, to, content, name).content.decode()
    assert "<title>Error: " in page
    assert said in page
    assert all(row[2] is None for row in stored(to))


def test_a_csv_file_with_references_and_figures_is_enough(officer, to):
    send(officer, to, b'Reference,Figure\nK0,45.2\nK1,"1,234"\n', "mine.csv")
    assert [row[2] for row in stored(to) if row[0] in ("K0", "K1")] == [Decimal("45.2"), Decimal(1234)]


def test_a_closed_return_gives_and_takes_no_file(officer, to):
    to.locked_at = to.opens_at
    to.save()
    for answer in (officer.get(url(to), follow=True), send(officer, to, b"Reference\n", "a.csv", follow=True)):
        assert "was locked on" in answer.content.decode()


def test_who_only_reads_gets_none(approver, to):
    other, _ = sign_in(Role.DATA_OFFICER, UnitFactory(name="Parks"))
    assert other.get(url(to)).status_code in (403, 404)
