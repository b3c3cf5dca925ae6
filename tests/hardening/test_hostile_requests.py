"""Whatever is typed, posted or put into an address: a page or a plain refusal, never an error of ours."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.db import DataError, connection
from django.utils.http import url_has_allowed_host_and_scheme

from tests.architecture.access import TABLE
from tests.architecture.rows import Row
from tests.architecture.sweep import MISSING_NUMBER, MISSING_WORD, address, ask, typed
from tests.architecture.world import STRANGER, World
from tests.hardening.attacks import DIRECTION, FORMULA, LINES, MARKUP, SQL, damage

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
VALUES = {
    "nothing": "", "text": f"{FORMULA} {MARKUP} {SQL} {DIRECTION} {LINES}", "nul": "a\x00b", "large number": "9" * 25,
    "larger number": "9" * 5000, "huge power": "1e400", "not a number": "NaN", "negative": "-1", "a square": "²",
    "padded year": "0020001", "long": "x" * 30_000,
}  # fmt: skip
PARAMETERS = (
    "q", "unit", "role", "state", "kind", "action", "person", "thing", "from_day", "to_day", "sort", "page", "period",
    "priority", "service", "set", "status", "download", "tab", "now", "level", "concern", "cycle", "audience", "key",
    "user", "post", "parent", "next", "form", "plan", "owner", "year", "indicator", "committee",
)  # fmt: skip
PAGES = [row for row in TABLE if row.get and not row.query]
FORMS = [row for row in TABLE if row.post]
NAMED = [row for row in TABLE if row.args and (row.get or row.post) and not row.is_library]


def somebody(row: Row) -> str:
    may = (row.get or frozenset()) | (row.post or frozenset())
    return "administrator" if "administrator" in may else min(may - {STRANGER})


@pytest.mark.parametrize("row", PAGES, ids=str)
def test_no_parameter_breaks_a_page(world: World, row: Row):
    url = address(world, row)
    for what, value in VALUES.items():
        if what in ("nothing", "huge power", "long", "larger number"):
            continue  # an address is cut at 4,000 characters here, and none of its parameters is a decimal
        query = "&".join(f"{name}={quote(value[:4000])}" for name in PARAMETERS)
        answer = ask(world, somebody(row), "GET", f"{url}?{query}")
        assert answer.status < 500, what
        if answer.headers["Content-Type"].startswith("text/html"):
            assert damage(answer.words) == (), what
        assert not answer.wrote, what
        assert url_has_allowed_host_and_scheme(answer.location or "/", allowed_hosts=None), what


@pytest.mark.parametrize("row", FORMS, ids=str)
def test_nothing_typed_breaks_a_form(world: World, row: Row):
    url = address(world, row)
    usual = typed(world, row, _sender(row))
    for what, data in _bodies(usual):
        answer = ask(world, _sender(row), "POST", url, data)
        assert answer.status < 500, (what, data)
        if answer.headers["Content-Type"].startswith("text/html"):
            assert damage(answer.words) == (), what


@pytest.mark.parametrize("row", NAMED, ids=str)
def test_no_name_in_an_address_breaks_it(world: World, row: Row):
    url = address(world, row, "nobody") if "'" not in row.args[0][1] else address(world, row)
    for value in ("\x00", "a\x00b", "..", "%", "²", "é" * 300, "'\"><x>", "2026-13-45QF", "2026-07-01QF", "x\n"):
        for missing in (MISSING_WORD, str(MISSING_NUMBER)):
            if missing in url:
                method = "GET" if row.get else "POST"
                answer = ask(world, somebody(row), method, url.replace(missing, quote(value, safe="")), {})
                assert answer.status in (200, 302, 400, 403, 404), repr(value)


def test_the_database_itself_refuses_what_the_tests_above_send():
    """So that they prove something: on PostgreSQL a NUL that gets through is an error."""
    if connection.vendor == "postgresql":
        with pytest.raises((DataError, ValueError)), connection.cursor() as cursor:
            cursor.execute("SELECT %s::text", ["a\x00b"])


def _sender(row: Row) -> str:
    return min(row.post or ())


def _bodies(usual: dict[str, object]) -> Iterator[tuple[str, dict[str, object]]]:
    """Each value in every field, and in those alone that are typed; the same body is sent once."""
    sent = set()
    for what, value in VALUES.items():
        # To a list of choices one wrong number is like another.
        everywhere = {} if what in ("huge power", "negative", "padded year", "long") else dict.fromkeys(usual, value)
        for data in (everywhere, _words_only(usual, value)):
            if data and repr(data) not in sent:
                sent.add(repr(data))
                yield what, data


def _words_only(usual: dict[str, object], value: str) -> dict[str, object]:
    """What is chosen from a list stays as it is; what is typed becomes the attack."""
    chosen = {name for name, each in usual.items() if str(each).strip("[']").isdigit() or name.endswith("version")}
    return {name: each if name in chosen else value for name, each in usual.items()}
