"""Whatever stands in an address: a page, a file or a plain refusal, never an error of ours, and nothing is written.

Which parameters a page knows is noticed while it reads them, so that a new filter is tried without being named here.
``PMMI_ODD_ADDRESSES=long`` tries every value under every name, each alone, and many more that nobody thought of.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import pytest
from django.http import QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.architecture.access import TABLE
from tests.architecture.rows import Row
from tests.architecture.sweep import MISSING_NUMBER, MISSING_WORD, address, ask, value_at
from tests.architecture.world import STRANGER, World
from tests.factories.indicators import Q2
from tests.hardening.attacks import DIRECTION, FORMULA, LINES, MARKUP, SQL, damage

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
IS_LONG = os.environ.get("PMMI_ODD_ADDRESSES") == "long"
PAGES = [row for row in TABLE if row.get and not row.query]
NAMED = [row for row in TABLE if row.args and (row.get or row.post)]
ATTACK = f"{FORMULA} {MARKUP} {SQL} {DIRECTION} {LINES}"
# What broke a page once, or comes close: the ends of the calendar, of the database's numbers and of Python's.
EDGES = (
    "0001-01-01QF", "9999-10-01QF", "9998-04-01YF", "0001-01-01", "9999-12-31", "9223372036854775808", "9" * 4500,
    "-1", "²", ATTACK,
)  # fmt: skip
MORE = (
    "0", "00", "2147483648", "9223372036854775807", "9" * 25, "+1", "1_0", "1.5", "1e400", "NaN", "٣", " 1 ",
    "0000-01-01QF", "0001-04-01YF", "9999-12-01MC", "1899-04-01QF", "2200-04-01QF", "2026-07-01QC", "2026-13-45QF",
    "2026-07-01", "٢٠٢٦-07-01QF", "1 January 0001", "31 December 9999", "30 February 2026", "1/1/1", "0000-00-00",
    "", "x", "--ref", "\n", "\x7f", "\ufeff", "\u202e", "é" * 300, "..", "../..", "//evil.example", "%", "{}",
)  # fmt: skip
ODD = EDGES + (MORE if IS_LONG else ())
# For the whole address: the others of its values would not be read.
RAW = (
    "odd=a%00b", "download=csv", "&=&?=%zz", "%ff=%fe", "page=%ff", "a;b", "page=1&page=x&page=", f"q={'x' * 9000}",
)  # fmt: skip


@contextmanager
def names_read() -> Iterator[set[str]]:
    """The names that are looked up in what a request sends."""
    found: set[str] = set()

    def noticing(usual):
        def noticed(self, name, *others):
            found.add(name)
            return usual(self, name, *others)

        return noticed

    with pytest.MonkeyPatch.context() as patch:
        for method in ("__getitem__", "__contains__", "get", "getlist"):
            patch.setattr(QueryDict, method, noticing(getattr(QueryDict, method)))
        yield found


def somebody(row: Row) -> str:
    may = (row.get or frozenset()) | (row.post or frozenset())
    return "administrator" if "administrator" in may else min(may - {STRANGER})


def fault(world: World, row: Row, url: str, method: str = "GET") -> str:
    """What is wrong with the answer; "" for a plain one."""
    try:
        answer = ask(world, somebody(row), method, url, {})
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    is_page = answer.headers.get("Content-Type", "").startswith("text/html")
    if answer.status >= 500:
        return str(answer.status)
    if method == "GET" and answer.wrote:
        return f"wrote {answer.wrote}"
    if not url_has_allowed_host_and_scheme(answer.location or "/", allowed_hosts=None):
        return f"leads to {answer.location}"
    return str(damage(answer.words) or "") if is_page else ""


def query(values: dict[str, str]) -> str:
    return "&".join(f"{quote(name)}={quote(value)}" for name, value in values.items())


def queries(names: list[str], values: list[str]) -> Iterator[str]:
    """Every name has had every value: all names at once, in turns, and in the long run each alone."""
    for turn in range(len(values)):
        yield query({name: values[(turn + place) % len(values)] for place, name in enumerate(names)})
    if IS_LONG:
        yield from (query({name: value}) for name in names for value in values)


@pytest.mark.parametrize("row", PAGES, ids=str)
def test_no_query_breaks_a_page(world: World, row: Row):
    url, side, faults = address(world, row), world.ours, {}
    # What is right elsewhere, and for these pages may not be.
    usual = (side.service.pk, side.head.pk, side.priority.ref, side.measure.ref, Q2.previous().key, "history")
    with names_read() as names:
        faults["odd=1"] = fault(world, row, f"{url}?odd=1")
    names.discard("odd")
    for asked in (*queries(sorted(names), [*ODD, *map(str, usual)]), *RAW) if names else ():
        faults[asked[:300]] = fault(world, row, f"{url}?{asked}")
    assert {asked: what for asked, what in faults.items() if what} == {}


@pytest.mark.parametrize("row", NAMED, ids=str)
def test_no_number_period_or_name_breaks_a_path(world: World, row: Row):
    faults = {}
    for pattern, missing in _patterns(world, row):
        for value in (*ODD, "%", "..", "é" * 300, "2026-13-45QF", Q2.key, "x\n", "a\x00b"):
            url = pattern.replace(missing, quote(value, safe=""))
            faults[url[:300]] = fault(world, row, url, "GET" if row.get else "POST")
    assert {url: what for url, what in faults.items() if what} == {}


def _patterns(world: World, row: Row) -> Iterator[tuple[str, str]]:
    """The row's address with each of its parts in turn that of nothing, and what stands for it there."""
    ours = {name: value_at(world, world.ours, path) for name, path in row.args}
    for name, value in ours.items():
        missing = MISSING_NUMBER if str(value).isdigit() else MISSING_WORD
        try:
            yield reverse(row.route, kwargs=ours | {name: missing}), str(missing)
        except NoReverseMatch:
            continue  # one of a few words, such as a file's kind: there is no address with another


@settings(max_examples=5000 if IS_LONG else 100)
@given(row=st.sampled_from(PAGES), asked=st.lists(st.tuples(st.text(max_size=9), st.text(max_size=40)), max_size=5))
def test_nothing_that_nobody_thought_of_breaks_a_page(world: World, row: Row, asked: list[tuple[str, str]]):
    with names_read() as names:
        fault(world, row, f"{address(world, row)}?odd=1")
    known = dict(zip(sorted(names), (value for _, value in asked), strict=False))
    assert fault(world, row, f"{address(world, row)}?{query(dict(asked) | known)}") == ""
