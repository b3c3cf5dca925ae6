"""Whatever is typed or posted: a page or a plain refusal, never an error of ours. Addresses: test_odd_addresses."""

from collections.abc import Iterator

import pytest
from django.db import DataError, connection

from tests.architecture.access import TABLE
from tests.architecture.rows import Row
from tests.architecture.sweep import address, ask, typed
from tests.architecture.world import World
from tests.hardening.attacks import DIRECTION, FORMULA, LINES, MARKUP, SQL, damage

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
VALUES = {
    "nothing": "", "text": f"{FORMULA} {MARKUP} {SQL} {DIRECTION} {LINES}", "nul": "a\x00b", "large number": "9" * 25,
    "larger number": "9" * 5000, "huge power": "1e400", "not a number": "NaN", "negative": "-1", "a square": "²",
    "padded year": "0020001", "first day": "1 January 0001", "last day": "31/12/9999", "long": "x" * 30_000,
}  # fmt: skip
# To a list of choices one wrong number is like another.
TYPED_ONLY = ("huge power", "negative", "padded year", "first day", "last day", "long")
FORMS = [row for row in TABLE if row.post]


@pytest.mark.parametrize("row", FORMS, ids=str)
def test_nothing_typed_breaks_a_form(world: World, row: Row):
    url = address(world, row)
    usual = typed(world, row, _sender(row))
    for what, data in _bodies(usual):
        answer = ask(world, _sender(row), "POST", url, data)
        assert answer.status < 500, (what, data)
        if answer.headers["Content-Type"].startswith("text/html"):
            assert damage(answer.words) == (), what


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
        everywhere = {} if what in TYPED_ONLY else dict.fromkeys(usual, value)
        for data in (everywhere, _words_only(usual, value)):
            if data and repr(data) not in sent:
                sent.add(repr(data))
                yield what, data


def _words_only(usual: dict[str, object], value: str) -> dict[str, object]:
    """What is chosen from a list stays as it is; what is typed becomes the attack."""
    chosen = {name for name, each in usual.items() if str(each).strip("[']").isdigit() or name.endswith("version")}
    return {name: each if name in chosen else value for name, each in usual.items()}
