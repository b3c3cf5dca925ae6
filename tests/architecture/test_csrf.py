"""No form is taken without its token, nor from another site (hardening.md 3 vi)."""

from typing import Any

import pytest
from django.test import Client

from tests.architecture.access import TABLE
from tests.architecture.rows import Row
from tests.architecture.sweep import address, ask, kept_apart, rewound, typed
from tests.architecture.world import STRANGER, World

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
POSTED = [row for row in TABLE if row.post]
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


@pytest.mark.parametrize("row", POSTED, ids=str)
def test_nothing_is_taken_without_its_token_or_from_another_site(world: World, row: Row):
    sender, url = min(row.post or ()), address(world, row)
    data = typed(world, row, sender)
    for method in UNSAFE:
        answer = ask(world, sender, method, url, data, enforce_csrf_checks=True)
        assert answer.status == 403 or (answer.status == 405 and method != "POST"), method
        assert not answer.wrote
    client = world.client(sender, enforce_csrf_checks=True)
    client.get("/account/sign-out/" if sender != STRANGER else "/account/sign-in/")
    data = {**data, "csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    is_taken, wrote = _sent(client, url, data, "http://testserver")
    assert is_taken
    assert wrote or not row.writes
    assert _sent(client, url, data, "http://elsewhere.example") == (False, False)


def _sent(client: Client, url: str, data: dict[str, Any], origin: str) -> tuple[bool, bool]:
    """Whether the form was taken, and whether anything was written."""
    rewound(data)
    with kept_apart() as wrote:
        answer = client.post(url, data, headers={"origin": origin})
    return answer.status_code != 403, bool(wrote)
