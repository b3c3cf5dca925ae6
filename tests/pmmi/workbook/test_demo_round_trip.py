"""The demo council by workbook: out, into an empty installation, out again, and taken back."""

import pytest

from accounts.actors import Actor
from accounts.models import User
from indicators.models import ImportState
from pmmi.demo.council import load_demo_council
from pmmi.running.mode import DEMO_DOMAIN
from tests.pmmi.workbook.books import AT, applied, planned, row_counts, taken_back
from tests.pmmi.workbook.test_round_trip import empty_all, packed, tables

pytestmark = [pytest.mark.sweep, pytest.mark.django_db]


def test_the_demo_council_moves_out_and_in_and_leaves_nothing_once_it_is_taken_back() -> None:
    load_demo_council(now=AT, report=lambda _: None, reported_quarters=0)
    before = tables()
    assert [name for name, rows in before.items() if len(rows) == 1] == []
    by = Actor(user=User.objects.get(email=f"administrator@{DEMO_DOMAIN}"))
    empty_all()
    nothing = row_counts()
    batch = applied(by, packed(before), "set-up.zip")
    assert batch.state == ImportState.APPLIED, batch.reason
    after = tables()
    for name, rows in before.items():
        assert after[name] == rows, name
    counts = planned(packed(before), "set-up.zip").counts
    assert (counts["new"], counts["changed"], counts["refused"]) == (0, 0, 0)
    assert taken_back(by, batch).state == ImportState.UNDONE, batch.reason
    assert row_counts() == nothing
