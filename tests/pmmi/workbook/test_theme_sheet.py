"""The themes of what people say, by workbook."""

import pytest

from accounts.actors import Actor
from feedback.models import Theme
from indicators.models import ImportState
from tests.pmmi.workbook.books import applied, kept, planned, problems, row_counts, taken_back

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stored"), pytest.mark.sweep]

BINS = {"Name": "Missed bins", "What belongs to it": "Not collected on the day", "Archived": ""}


def test_a_theme_comes_in_is_changed_and_is_taken_back(by: Actor) -> None:
    before = row_counts()
    batch = applied(by, {"Themes": [BINS]})
    assert batch.state == ImportState.APPLIED, batch.reason
    counts = planned({"Themes": [BINS]}).counts
    assert (counts["new"], counts["changed"], counts["unchanged"], counts["refused"]) == (0, 0, 1, 0)
    assert taken_back(by, batch).state == ImportState.UNDONE
    assert row_counts() == before
    kept(by, {"Themes": [BINS]})
    kept(by, {"Themes": [{**BINS, "Archived": "Yes"}]})
    assert Theme.objects.values_list("name", "about", "is_archived").get() == (
        "Missed bins", "Not collected on the day", True,
    )  # fmt: skip


def test_one_without_a_name_and_one_twice_are_refused_with_their_cells(by: Actor) -> None:
    assert "Name" in problems({"Themes": [{**BINS, "Name": ""}]})[0]
    assert problems({"Themes": [BINS, BINS]})
    assert not Theme.objects.exists()


def test_a_theme_in_other_letters_is_the_same(by: Actor) -> None:
    kept(by, {"Themes": [BINS]})
    counts = planned({"Themes": [{**BINS, "Name": "missed BINS"}]}).counts
    assert (counts["new"], counts["refused"]) == (0, 0)
