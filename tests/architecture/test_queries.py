"""Every page makes a number of statements that does not grow with what it lists; ``pytest -s`` prints the numbers."""

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.architecture.access import TABLE
from tests.architecture.growth import (
    grow,
    put_one_compared_without_our_figure,
    put_one_off_target,
    put_two_alike,
)
from tests.architecture.rows import Row
from tests.architecture.sweep import address
from tests.architecture.world import STRANGER, World
from tests.conftest import NOW

pytestmark = pytest.mark.sweep

PAGES = [row for row in TABLE if row.get and not row.is_library]
FIXED = "accounts:role-list"  # the roles are the same for every council
LISTS = [
    row
    for row in PAGES
    if (row.route.endswith("-list") and row.route != FIXED) or row.route in ("reporting:council", "accounts:audit")
]
Counts = dict[Row, tuple[int, int]]  # statements, and bytes of the page


@pytest.fixture(scope="module")
def counts(world: World) -> tuple[Counts, Counts]:
    """The statements of every page, in the small council and in one three times as large."""
    # The clock stands: a session notes now and then that it is still used.
    with time_machine.travel(NOW, tick=False), transaction.atomic():
        put_one_off_target(world)
        put_one_compared_without_our_figure(world)
        put_two_alike(world)
        for row in PAGES:
            _counted(world, row)  # what is read once in the life of a process is read now
        small = {row: _counted(world, row) for row in PAGES}
        grow(world)
        large = {row: _counted(world, row) for row in PAGES}
        transaction.set_rollback(True)
    return small, large


@pytest.mark.django_db
@pytest.mark.parametrize("row", PAGES, ids=str)
def test_a_page_asks_no_more_of_a_larger_council(counts: tuple[Counts, Counts], row: Row):
    small, large = counts
    print(f"{row}: {large[row][0]} statements, in the small council {small[row][0]}")
    assert large[row][0] <= small[row][0]


@pytest.mark.django_db
@pytest.mark.parametrize("row", LISTS, ids=str)
def test_the_larger_council_makes_longer_lists(counts: tuple[Counts, Counts], row: Row):
    small, large = counts
    assert large[row][1] > small[row][1]


def _counted(world: World, row: Row) -> tuple[int, int]:
    """As the person who sees most of it."""
    who = "administrator" if "administrator" in (row.get or ()) else min((row.get or frozenset()) - {STRANGER})
    client = world.client(who)
    connection.queries_log.clear()  # it holds so many of all pages together, and no more
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address(world, row))
    assert answer.status_code == 200, row
    return len(asked), len(answer.content)
