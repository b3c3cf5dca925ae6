"""A catalogue's file: what it would do, what is wrong with it by cell, and the same file once more."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Event
from accounts.roles import Role
from catalogues.imports.columns import COLUMNS
from catalogues.imports.plan import plan_entries, read_catalogue_file
from catalogues.models import Catalogue, Entry
from indicators.imports import jobs
from indicators.imports.batches import Upload
from indicators.imports.limits import HeadingsRefused
from indicators.imports.preview import Outcome
from indicators.imports.reading import receive
from indicators.models import ImportState
from tests.catalogues.imports.files import LGBF, as_csv, rows
from tests.factories import sign_in
from tests.factories.catalogues import CatalogueFactory, EntryFactory, EntryMappingFactory
from tests.pmmi.workbook import books

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_are_read_here")]
AT = datetime(2026, 8, 6, 9, 30, tzinfo=UTC)
TODAY = date(2026, 8, 6)
NAME = "Benchmarking framework"


def planned(*changes):
    return plan_entries(read_catalogue_file(as_csv(rows(*changes)), "c.csv"), "c.csv", today=TODAY)


def faults(plan):
    return {row.line: " ".join(row.problems) for row in plan.rows if row.problems}


def imported(by, content, filename="c.csv", **about):
    upload = Upload(filename=filename, content=content, kind="catalogue")
    batch = receive(by=by, at=AT, upload=upload, wake=lambda _: None)
    jobs.request_import(by=by, at=AT, batch=batch, wake=lambda _: None, **about)
    jobs.perform_import(batch_id=batch.pk, clock=lambda: AT)
    batch.refresh_from_db()
    return batch


@pytest.fixture
def by():
    return sign_in(Role.ADMINISTRATOR)[1]


def test_the_template_is_imported_as_it_is_and_the_same_again_changes_nothing(by):
    plan = planned()
    assert [(row.ref, row.outcome, row.about) for row in plan.rows] == [
        ("ENV03c", Outcome.NEW, "New entry"),
        ("ENV01a", Outcome.NEW, "New entry"),
    ]
    assert plan.makes == ["A new catalogue: Benchmarking framework, called Benchmarking before a code."]
    assert imported(by, as_csv(rows())).state == ImportState.APPLIED
    first, second = Entry.objects.order_by("position")
    assert (first.code, first.polarity, first.source_url, second.kind) == (
        "ENV03c",
        "high",
        "https://example.org/env03c",
        "Cost",
    )
    again = planned()
    assert {row.outcome for row in again.rows} == {Outcome.UNCHANGED}
    assert (again.entries, again.makes) == ([], [])
    made = Event.objects.filter(page_type="catalogues.catalogue", action="made")
    assert {event.page_id for event in made} == {str(Catalogue.objects.get().pk)}


def test_what_changed_is_written_and_told_with_what_it_was(by):
    imported(by, as_csv(rows()))
    plan = planned((0, {"Theme": "Streets", "Good is": "", "Best value": "0.5"}))
    changed = plan.rows[0]
    assert (changed.outcome, changed.before, changed.after) == (Outcome.CHANGED, "Environmental services", "Streets")
    assert "high is good" in changed.target_before
    assert "high is good" not in changed.target_after
    assert imported(by, as_csv(rows((0, {"Theme": "Streets", "Good is": "", "Best value": "0.5"})))).state == "applied"
    entry = Entry.objects.get(code="ENV03c")
    assert (entry.theme, entry.polarity, entry.best, entry.version) == ("Streets", "", Decimal("0.5"), 2)


def test_an_entry_without_a_code_is_known_by_its_title_and_gets_a_code_later(by):
    imported(by, as_csv(rows((0, {"Code": ""}))))
    plan = planned()
    assert [(row.outcome, row.ref) for row in plan.rows] == [(Outcome.CHANGED, "ENV03c"), (Outcome.UNCHANGED, "ENV01a")]


def test_a_file_that_lacks_a_column_leaves_it_as_it_is_and_what_it_does_not_name_stays(by):
    imported(by, as_csv(rows()))
    short = [{"Catalogue": NAME.upper(), "Title": rows()[0]["Title"], "Code": "ENV03c"}]
    plan = plan_entries(read_catalogue_file(as_csv(short), "c.csv"), "c.csv", today=TODAY)
    assert [row.outcome for row in plan.rows] == [Outcome.UNCHANGED]
    assert plan.notes == ["1 entry of Benchmarking framework that the file does not name stays as before."]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"Catalogue": " "}, "Catalogue: it is empty. Write the name of the framework or set."),
        ({"Catalogue": "C" * 121}, "Catalogue: it is longer than 120 characters. Shorten it."),
        ({"Title": ""}, "Title: it is empty. Write what the entry measures."),
        ({"Title": "T" * 251}, "Title: it is longer than 250 characters. Shorten it."),
        ({"Good is": "sideways"}, "Good is: “sideways” is none. Write high, low or in range, or leave it empty."),
        ({"Best value": "half"}, "Best value: “half” is no number. Write one such as 0.5, or leave it empty."),
        ({"Best value": "NaN"}, "Best value: “NaN” is no number."),
        ({"Best value": "1e99"}, "Best value: “1e99” is no number."),
        ({"Standing": "maybe"}, "Standing: “maybe” is none. Write available or placeholder."),
        ({"Source address": "javascript:alert(1)"}, "is no address. Begin it with https://"),
        ({"Code": "env01A"}, ""),
    ],
)
def test_each_fault_is_told_with_its_line_its_column_and_what_to_do(change, said):
    plan = planned((0, change))
    assert said in faults(plan).get(2, "")
    refused = [row.line for row in plan.rows if row.outcome is Outcome.REFUSED]
    assert refused == ([2] if said else [3])


def test_what_stands_twice_and_what_another_entry_has_is_refused():
    assert (
        faults(planned((1, {"Code": "env03C"})))[3]
        == "Code: “env03C” stands in line 2 already. Keep one of the two lines."
    )
    catalogue = CatalogueFactory(name=NAME)
    EntryFactory(catalogue=catalogue, code="ENV03c", title="Something else")
    EntryFactory(catalogue=catalogue, code="OLD", title=rows()[0]["Title"])
    assert "Title: Benchmarking framework has “OLD Street" in faults(planned())[2]


def test_the_other_lines_are_written_where_those_that_are_refused_are_left_out(by):
    batch = imported(by, as_csv(rows((0, {"Good is": "sideways"}))), without_refused=True)
    assert batch.state == ImportState.APPLIED
    assert list(Entry.objects.values_list("code", flat=True)) == ["ENV01a"]


def test_a_file_that_does_not_name_its_catalogue_is_one_to_ask_about():
    with pytest.raises(HeadingsRefused):
        read_catalogue_file(LGBF.encode(), "lgbf.csv")


def test_marks_are_said_of_a_file_before_it_is_written():
    plan = planned((0, {"Title checked": "not checked against a stored source"}))
    assert plan.notes == [
        "1 title in the file: not checked against a stored source. Each stays marked so on every page."
    ]
    assert plan.rows[0].target_after.endswith("not checked against a stored source")


def test_an_import_is_taken_back_while_nothing_rests_on_it(by):
    kept = imported(by, as_csv(rows()))
    EntryMappingFactory(entry=Entry.objects.get(code="ENV03c"))
    assert "1 row of “Mapping to an entry” came to rest on it" in books.taken_back(by, kept, at=AT).reason
    assert Entry.objects.count() == 2
    Entry.objects.get(code="ENV03c").mappings.all().delete()
    kept.refresh_from_db()
    books.taken_back(by, kept, at=AT)
    assert (Entry.objects.count(), Catalogue.objects.count()) == (0, 0)


def test_a_preview_that_no_longer_holds_writes_nothing(by):
    upload = Upload(filename="c.csv", content=as_csv(rows()), kind="catalogue")
    batch = receive(by=by, at=AT, upload=upload, wake=lambda _: None)
    jobs.request_import(by=by, at=AT, batch=batch, wake=lambda _: None)
    CatalogueFactory(name=NAME)
    jobs.perform_import(batch_id=batch.pk, clock=lambda: AT)
    batch.refresh_from_db()
    assert (batch.state, Entry.objects.count()) == (ImportState.PREVIEWED, 0)
    assert batch.reason == jobs.OTHERWISE


def test_reading_takes_the_same_statements_however_many_entries_there_are():
    def statements(number):
        EntryFactory.create_batch(number, catalogue=CatalogueFactory())
        with CaptureQueriesContext(
            connection,
        ) as asked:
            planned()
        return len(asked)

    assert statements(2) == statements(60)


def test_the_guide_explains_each_column_as_the_page_does():
    guide = (settings.BASE_DIR / "docs/import.md").read_text()
    for column in COLUMNS:
        assert f"| `{column.name}` | {'yes ' if column.is_required else ''}| {column.meaning} |" in guide


def test_a_publishers_file_is_read_by_command_too(tmp_path):
    path = tmp_path / "lgbf.csv"
    path.write_text(LGBF)
    said = ["Catalogue=LGBF", "family_grouping=out"]
    call_command("import_file", "catalogue", str(path), match=said, stdout=StringIO())
    assert [each.named for each in Entry.objects.order_by("position")] == ["LGBF ENV03c", "LGBF CORP03b", "LGBF HSN05a"]
