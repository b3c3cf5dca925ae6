"""The catalogues that come with the product: complete, marked, and taken in once."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from accounts.roles import Role
from catalogues.models import Catalogue, Entry
from catalogues.shipped import SHIPPED, offered, plan_shipped, take_in
from foundation.refusals import ChangeRefused
from indicators.imports.preview import Outcome
from tests.factories import sign_in

pytestmark = pytest.mark.django_db
AT, TODAY = datetime(2026, 10, 14, 9, tzinfo=UTC), date(2026, 10, 14)
DATA = Path(__file__).parents[2] / "catalogues" / "data"


def taken(each):
    by = sign_in(Role.ADMINISTRATOR)[1]
    return take_in(by=by, at=AT, today=TODAY, shipped=each)


@pytest.mark.parametrize("each", SHIPPED, ids=lambda each: each.key)
def test_each_row_of_a_file_is_an_entry_as_it_stands_there(each):
    with (DATA / f"{each.key}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    catalogue = taken(each)
    entries = list(catalogue.entries.order_by("position"))
    assert (each.entries, len(entries)) == (len(rows), len(rows))
    for row, entry in zip(rows, entries, strict=True):
        told = row.get("metric") or row["title"]
        assert entry.title == " ".join(told.split())
        assert entry.code == (row.get("ni_code") or row.get("bvpi_code") or "")
        assert entry.theme == (row.get("outcome") or row.get("theme") or "")
        assert entry.polarity == row.get("polarity", "")
        assert entry.title_check == row.get("title_check", "")
        assert entry.source_url == row.get("source_url", "")
        assert entry.is_placeholder is (row.get("status") == "placeholder")
    assert (catalogue.is_part, catalogue.short) == (each.is_part, each.short)
    assert "Open Government Licence" in catalogue.licence


def test_what_was_not_checked_stays_marked():
    unchecked = {each.key: taken(each).entries.unchecked().count() for each in SHIPPED}
    assert unchecked == {
        "local_outcomes_framework": 0,
        "national_indicators": 175,
        "best_value_performance_indicators": 3,
    }
    marked = sum("not checked against a stored source" in each.marks for each in Entry.objects.all())
    assert marked == 178


def test_one_that_is_here_is_not_offered_and_not_taken_in_twice():
    first = SHIPPED[0]
    assert first in offered()
    taken(first)
    assert first not in offered()
    assert {row.outcome for row in plan_shipped(first, today=TODAY).rows} == {Outcome.UNCHANGED}
    with pytest.raises(ChangeRefused, match="is here already"):
        taken(first)
    assert Catalogue.objects.count() == 1


def test_the_read_me_names_each_file_and_its_licence():
    words = (DATA / "README.md").read_text(encoding="utf-8")
    assert {path.name for path in DATA.glob("*.csv")} == {f"{each.key}.csv" for each in SHIPPED}
    assert all(f"`{each.key}.csv`" in words for each in SHIPPED)
    assert words.count("Open Government Licence") == len(SHIPPED)
