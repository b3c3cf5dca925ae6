"""A measure's page with all of it (cone, strip, groups, certificate, formula) against floor A, with 10 figures and with
10,000 (P23).
"""

import json
from collections.abc import Callable

import pytest

from tests.bench import table
from tests.bench.conftest import PORT, BenchCouncil, Page, script
from tests.bench.counting import ASKED, TOLD
from tests.bench.server import Browser, web_worker
from tests.bench.test_every_page import MOST, ROUNDS, measured

SHOWN = {
    "cone": b'id="outlook"',
    "strip": b'id="others"',
    "groups": b'id="breakdowns"',
    "certificate": b"checked on",
    "formula": b'id="calculated"',
}

pytestmark = [pytest.mark.bench, pytest.mark.real_clock]


@pytest.mark.enable_socket
def test_a_measures_page_with_all_of_it(make_bench_council: Callable[..., BenchCouncil]) -> None:
    council = make_bench_council(services=20, years=3)  # one of its own, because others count what is in theirs
    facts = json.loads(script("prepare_measure", council))
    assert [facts["counts"][facts[which]] for which in ("few", "many")] == [10, 10_000]
    statements = []
    with web_worker(PORT, database_url=council.database_url, var_dir=council.var_dir):
        for which, figures in (("few", "10"), ("many", "10,000")):
            path = f"/measures/{facts[which]}/"
            browser = Browser(PORT, council.cookie)
            body = browser.get(path)[1]
            assert [part for part, sign in SHOWN.items() if sign not in body] == []
            found = measured(Page(which, path, council.cookie), council.cookie)
            assert found is not None
            note = f", {found.statements} statements"
            table.ratio(
                "P23",
                f"a measure's page with all of it, {figures} figures",
                found.floors,
                floor="A",
                limit=MOST,
                note=note,
            )
            statements.append(min(asked(browser, path) for _ in range(ROUNDS)))
    table.amount("P23", "statements more with 10,000 figures", statements[1] - statements[0], "statements", limit=0)
    assert table.broken("P23") == []


def asked(browser: Browser, path: str) -> int:
    """Statements of a page; the fewest of some tell of it while nobody writes to the same server."""
    return int(browser.get(path, **{ASKED: "1"})[0].headers[TOLD])
