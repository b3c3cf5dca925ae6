"""Catalogues by workbook: what others publish, and which measures of ours answer to it."""

from datetime import date

import pytest

from accounts.actors import Actor
from catalogues.models import Catalogue, Entry, EntryMapping
from indicators.models import ImportState
from tests.factories import IndicatorFactory
from tests.pmmi.workbook.books import TODAY, applied, kept, planned, row_counts, taken_back, taken_otherwise

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]

FRAMEWORK = {"Name": "Local Benchmarks", "Short name": "LB", "Address": "https://example.org/lb", "Only a part": "Yes"}
HOMES = {"Catalogue": "Local Benchmarks", "Title": "Homes let", "Code": "H1", "Position": "1", "Good is": "High",
         "Title checked": "Not checked against a source"}  # fmt: skip
WASTE = {**HOMES, "Title": "Waste recycled", "Code": "", "Position": "2"}
MAPPED = {"Entry": "LB H1", "Measure": "HO1", "How ours differs": "Ours counts flats too", "Linked": ""}
WHOLE = {
    "Catalogues": [FRAMEWORK],
    "Catalogue entries": [HOMES, WASTE],
    "Catalogue mappings": [MAPPED, {**MAPPED, "Entry": "LB: Waste recycled"}],
}


@pytest.fixture(autouse=True)
def measure(by: Actor) -> None:
    IndicatorFactory(ref="HO1")


def test_all_of_it_comes_in_at_once_and_is_taken_back(by: Actor) -> None:
    before = row_counts()
    batch = applied(by, WHOLE)
    assert batch.state == ImportState.APPLIED, batch.reason
    assert Catalogue.objects.get().is_part
    assert Entry.objects.unchecked().count() == 2
    mapped = EntryMapping.objects.order_by("pk")
    assert [(str(each), each.made_on, each.was_adopted) for each in mapped] == [
        ("HO1 answers to H1 Homes let", TODAY, False), ("HO1 answers to Waste recycled", TODAY, False)
    ]  # fmt: skip
    counts = planned(WHOLE).counts
    assert (counts["new"], counts["changed"], counts["refused"]) == (0, 0, 0)
    assert taken_back(by, batch).state == ImportState.UNDONE
    assert row_counts() == before


def test_a_mapping_is_taken_away_again(by: Actor) -> None:
    kept(by, WHOLE)
    batch = applied(by, {"Catalogue mappings": [{**MAPPED, "Linked": "No"}]})
    assert batch.state == ImportState.APPLIED, batch.reason
    assert EntryMapping.objects.get().entry.title == "Waste recycled"
    assert taken_back(by, batch).state == ImportState.UNDONE
    assert EntryMapping.objects.count() == 2


def test_what_no_screen_takes_is_refused_with_its_cell(by: Actor) -> None:
    IndicatorFactory(ref="HO2", ends_on=date(2025, 3, 31))
    entries, mappings = "Catalogue entries", "Catalogue mappings"
    bad = {
        "no address": ({"Catalogues": [{**FRAMEWORK, "Address": "example"}]}, "Catalogues, cell C2 (Address) is no"),
        "one code": ({**WHOLE, entries: [HOMES, {**WASTE, "Code": "h1"}]}, f"{entries}, cell C2 (Code) is the code"),
        "a title twice": ({**WHOLE, entries: [HOMES, {**HOMES, "Code": "H2"}]}, f"{entries}, cell A3 (Catalogue) is"),
        "an unknown entry": ({**WHOLE, mappings: [{**MAPPED, "Entry": "LB H9"}]}, f"{mappings}, cell A2 (Entry) says"),
        "retired": ({**WHOLE, mappings: [{**MAPPED, "Measure": "HO2"}]}, f"{mappings}, cell B2 (Measure) is collected"),
        "unknown": ({**WHOLE, mappings: [{**MAPPED, "Measure": "HO9"}]}, f"{mappings}, cell B2 (Measure) says"),
        "mapped twice": ({**WHOLE, mappings: [MAPPED, MAPPED]}, f"{mappings}, cell A3 (Entry) is the same mapping"),
    }  # fmt: skip
    assert taken_otherwise(bad) == {}
    assert not Catalogue.objects.exists()
