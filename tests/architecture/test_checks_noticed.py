"""Each check of a view's own taken out in turn: the table of routes must notice (hardening.md 3 i, mutation check).

What a role may do at all is test_permissions_noticed's; here the functions that ask about one object are made to
say yes to everybody.
"""

import importlib
import importlib.util
import inspect
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.roles import Role
from tests.architecture.access import TABLE
from tests.architecture.rows import Row
from tests.architecture.sweep import address, ask, typed
from tests.architecture.world import World
from tests.conftest import NOW
from tests.ours import APPS

pytestmark = pytest.mark.sweep

CHECKS = [
    f"{app}.permissions.{name}"
    for app in APPS
    if importlib.util.find_spec(f"{app}.permissions")
    for name, each in vars(importlib.import_module(f"{app}.permissions")).items()
    if name.startswith("check") and inspect.isfunction(each) and each.__module__ == f"{app}.permissions"
]
# A second lock on the same door. The forms of a plan and of a risk offer only units and registers for which the person
# may begin one (tests/plans/test_reviews.py, tests/risks/test_views.py).
ASKED_SECOND = {"plans.permissions.check_begin", "risks.permissions.check_raise"}
# Enough to stand for the rest: each is refused something that another may do.
KNOCKERS = (Role.DATA_OFFICER, Role.COUNCILLOR, Role.PARTNER)
Knock = tuple[Row, str, str, Role]


def check_called(name: str) -> Callable[..., Any]:
    module, _, function = name.rpartition(".")
    return getattr(sys.modules[module], function)


def replaced(patch: pytest.MonkeyPatch, name: str, by: Callable[..., Any]) -> None:
    """Everywhere it was imported to."""
    original = check_called(name)
    for module in list(sys.modules.values()):
        if (getattr(module, "__name__", "") or "").split(".")[0] in APPS:
            for key, value in list(vars(module).items()):
                if value is original:
                    patch.setattr(module, key, by)


@pytest.fixture(scope="module")
def refusals(world: World) -> dict[str, list[Knock]]:
    """The requests that each check refused."""
    found: dict[str, list[Knock]] = {name: [] for name in CHECKS}
    now: list[Knock] = []
    with pytest.MonkeyPatch.context() as patch, time_machine.travel(NOW):
        for name in CHECKS:
            replaced(patch, name, _noting(check_called(name), found[name], now))
        for knock in _knocks():
            now[:] = [knock]
            _send(world, knock)
    return found


def _noting(original: Callable[..., Any], refused: list[Knock], now: list[Knock]) -> Callable[..., Any]:
    def noting(*args: Any, **kwargs: Any) -> Any:
        try:
            return original(*args, **kwargs)
        except (PermissionDenied, Http404):
            refused.extend(now)
            raise

    return noting


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in CHECKS if name not in ASKED_SECOND])
def test_a_check_that_is_left_out_is_noticed(
    world: World, refusals: dict[str, list[Knock]], monkeypatch: pytest.MonkeyPatch, name: str
):
    replaced(monkeypatch, name, lambda actor, *_, **__: actor)
    assert any(_send(world, knock) for knock in refusals[name]), f"{len(refusals[name])} requests were refused by it"


def _knocks() -> Iterator[Knock]:
    for row in TABLE:
        for method, who, others in (("GET", row.get, row.their_get), ("POST", row.post, row.their_post)):
            for side, may in (("ours", who), ("theirs", others)):
                if may is not None and row.has_sides:
                    yield from ((row, method, side, role) for role in KNOCKERS if role not in may)


def _send(world: World, knock: Knock) -> bool:
    row, method, side, role = knock
    may = (row.post if side == "ours" else row.their_post) or frozenset()
    data = typed(world, row, min(may), side) if method == "POST" and may else None
    return ask(world, role.value, method, address(world, row, side), data).is_allowed
