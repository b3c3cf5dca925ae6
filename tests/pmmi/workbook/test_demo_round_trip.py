"""The demo council by workbook: out, into an empty installation, out again, and taken back."""

import pytest

from accounts.actors import Actor
from accounts.models import Identity, User
from indicators.models import ImportState, SeriesBreak
from plans.periods import Frequency
from pmmi.demo.council import load_demo_council
from pmmi.running.mode import DEMO_DOMAIN
from pmmi.workbook.planning import EXAMPLE
from pmmi.workbook.sheets.decided import DECIDED_TARGETS
from target_decisions.models import ProposedPeriod
from tests.pmmi.workbook.books import AT, applied, planned, row_counts, taken_back
from tests.pmmi.workbook.test_round_trip import empty_all, packed, tables

pytestmark = [pytest.mark.sweep, pytest.mark.django_db]


def test_the_demo_council_moves_out_and_in_and_leaves_nothing_once_it_is_taken_back() -> None:
    load_demo_council(now=AT, report=lambda _: None, reported_quarters=0)
    _fill_the_rest()
    before = tables()
    assert [name for name, rows in before.items() if rows[1][0].startswith(EXAMPLE)] == [], "sheets that hold nothing"
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


def _fill_the_rest() -> None:
    """What the demo council has none of: a name in its own words, a break, and periods of a target that is decided."""
    Identity.objects.update(name="Exampleshire Council", colour="#12305c")
    year = next(iter(DECIDED_TARGETS.stored()))
    measure = year.proposal.indicator
    first = year.year.parts(Frequency(measure.frequency))[0]
    ProposedPeriod.objects.create(year=year, period=first, value=year.value)
    SeriesBreak.objects.create(indicator=measure, period=first, note="Counted anew")
