"""Each permission taken from each role in turn: the table of routes must notice (hardening.md 3 i, mutation check)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import time_machine

from accounts.actors import Actor
from accounts.roles import ROLES, Permission, Role
from pmmi import navigation
from tests.architecture.access import TABLE
from tests.architecture.rows import COUNCIL, Row
from tests.architecture.sweep import address, ask, typed
from tests.architecture.world import World
from tests.conftest import NOW

pytestmark = pytest.mark.sweep

HELD = [
    pytest.param(role, permission, id=f"{role} {permission}")
    for role in Role
    for permission in sorted(ROLES[role].council | ROLES[role].unit)
]
ENOUGH = 4
Knock = tuple[Row, str, dict[str, Any] | None]


@pytest.fixture(scope="module")
def asked(world: World) -> dict[tuple[Role, Permission], list[Knock]]:
    """For each role and permission, the requests in which it was asked for and had. The menu asks on every page
    without deciding anything, so it is left out.
    """
    found: dict[tuple[Role, Permission], list[Knock]] = {}
    with pytest.MonkeyPatch.context() as patch, time_machine.travel(NOW):
        patch.setattr(navigation, "menu", lambda *_: [])
        for role in Role:
            for knock in _knocks(world, role):
                if _is_plain(knock) and len(found.get((role, Permission.COUNCIL_READ), [])) >= ENOUGH:
                    continue
                had: set[Permission] = set()
                for name in ("may", "may_anywhere", "reaches"):
                    patch.setattr(Actor, name, _noting(_ASKS[name], had))
                _send(world, role, knock)
                for permission in had:
                    found.setdefault((role, permission), []).append(knock)
    return found


def _is_plain(knock: Knock) -> bool:
    """A page for everybody: a few of them tell all there is to tell."""
    row, method, _ = knock
    return method == "GET" and row.get is not None and row.get >= COUNCIL


_ASKS = {name: getattr(Actor, name) for name in ("may", "may_anywhere", "reaches")}


def _noting(ask_actor: Callable[..., Any], had: set[Permission]) -> Callable[..., Any]:
    def noting(actor: Actor, permission: Permission, *args: Any) -> Any:
        answer = ask_actor(actor, permission, *args)
        if answer or answer is None:  # None: the whole council
            had.add(permission)
        return answer

    return noting


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "permission"), HELD)
def test_a_permission_taken_away_is_noticed(
    world: World, asked: dict[Any, list[Knock]], monkeypatch: pytest.MonkeyPatch, role: Role, permission: Permission
):
    told = ROLES[role]
    less = replace(told, council=told.council - {permission}, unit=told.unit - {permission})
    monkeypatch.setitem(ROLES, role, less)
    knocks = asked.get((role, permission), [])
    assert any(not _send(world, role, knock) for knock in knocks), f"{len(knocks)} requests asked for it"


def _knocks(world: World, role: Role) -> list[Knock]:
    found: list[Knock] = []
    for row in TABLE:
        if role in (row.get or ()) or (role is Role.PARTNER and "GET" in row.partner):
            found.append((row, "GET", None))
        if role in (row.post or ()) or (role is Role.PARTNER and "POST" in row.partner):
            found.append((row, "POST", typed(world, row, role.value, _side(role, row))))
    return found


def _send(world: World, role: Role, knock: Knock) -> bool:
    row, method, data = knock
    return ask(world, role.value, method, address(world, row, _side(role, row)), data).is_allowed


def _side(role: Role, row: Row) -> str:
    return "partners" if role is Role.PARTNER and row.partner else "ours"
