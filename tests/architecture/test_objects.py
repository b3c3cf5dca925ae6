"""Another service's and another committee's things: who may not know of one is answered as if it did not exist (G2)."""

from dataclasses import replace

import pytest

from accounts.roles import ROLES, Permission, Role
from tests.architecture.access import TABLE
from tests.architecture.disclosure import told
from tests.architecture.rows import COUNCIL, PARTNER, Row
from tests.architecture.sweep import MISSING_NUMBER, Answer, address, ask, mixed_address, typed
from tests.architecture.world import IDENTITIES, STRANGER, World

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
SIDED = [row for row in TABLE if row.has_sides]
CASES = [
    pytest.param(row, method, id=f"{method} {row}")
    for row in SIDED
    for method, answered in (("GET", row.get), ("POST", row.post))
    if answered is not None
]
# The first part of the address names a thing, rather than a file's format.
NAMED = [row for row in TABLE if row.args and "'" not in row.args[0][1]]
# A part of the thing that the address names first: a figure of a return, an item of a pack.
PARTS = [
    pytest.param(row, name, id=f"{row} {name}")
    for row in NAMED
    for name, path in row.args[1:]
    if not path.startswith("'") and name != "key" and row.has_sides
]


def refused_alike(refused: Answer, missing: Answer) -> bool:
    """Neither the status nor a word tells what is hidden from what is not there."""
    return (refused.status, refused.words) == (missing.status, missing.words)


@pytest.mark.parametrize(("row", "method"), CASES)
def test_their_things_are_for_those_who_reach_them_and_hidden_from_the_others(world: World, row: Row, method: str):
    theirs, nobodys = address(world, row, "theirs"), address(world, row, "nobody")
    may = {"GET": row.their_get, "POST": row.their_post}[method] or frozenset()
    wrong = {}
    for identity in IDENTITIES:
        data = _typed(world, row, "theirs", identity, method)
        answer = ask(world, identity, method, theirs, data)
        if identity in may:
            good = answer.is_allowed and (bool(answer.wrote) or method == "GET" or not row.writes)
        elif identity == STRANGER:
            good = answer.asks_to_sign_in
        else:
            alike = refused_alike(answer, ask(world, identity, method, nobodys, data))
            good = alike or (identity in row.knows and answer.status == 403)
        if not good or (answer.wrote and identity not in may) or told(identity, answer):
            wrong[identity] = (answer.status, answer.location, answer.wrote)
    assert wrong == {}


@pytest.mark.parametrize(("row", "method"), CASES)
def test_the_partner_gets_at_its_own_and_cannot_tell_ours_from_nothing(world: World, row: Row, method: str):
    (partner,) = PARTNER
    own = ask(world, partner, method, address(world, row, "partners"), _typed(world, row, "partners", partner, method))
    assert own.is_allowed == (method in row.partner.split()), own.status
    assert told(partner, own) == []
    data = _typed(world, row, "ours", "administrator", method)
    ours = ask(world, partner, method, address(world, row, "ours"), data)
    assert refused_alike(ours, ask(world, partner, method, address(world, row, "nobody"), data)), ours.status
    assert not ours.wrote


# What the whole council may do, or the director for all of it, such as to comment on a draft or to ask about a target,
# is no matter of a unit.
OF_A_UNIT = [row for row in SIDED if row.post and "director" not in (row.their_post or ())]


@pytest.mark.parametrize("row", OF_A_UNIT, ids=str)
def test_whatever_a_role_may_do_in_its_unit_it_may_do_there_only(
    world: World, monkeypatch: pytest.MonkeyPatch, row: Row
):
    director = ROLES[Role.DIRECTOR]
    monkeypatch.setitem(ROLES, Role.DIRECTOR, replace(director, unit=frozenset(Permission)))
    data = _typed(world, row, "theirs", "administrator", "POST")
    answer = ask(world, "director", "POST", address(world, row, "theirs"), data)
    assert answer.status in (403, 404)
    assert not answer.wrote


@pytest.mark.parametrize(("row", "part"), PARTS)
def test_a_part_of_theirs_is_not_reached_through_ours(world: World, row: Row, part: str):
    method = "GET" if row.get else "POST"
    sender = max(row.get or row.post or COUNCIL)
    data = typed(world, row, sender) if method == "POST" else None
    theirs = ask(world, sender, method, mixed_address(world, row, part), data)
    nobodys = ask(world, sender, method, mixed_address(world, row, part, missing=True), data)
    assert theirs.status == 404
    assert refused_alike(theirs, nobodys)


@pytest.mark.parametrize("row", NAMED, ids=str)
def test_what_does_not_exist_is_not_found_however_its_number_looks(world: World, row: Row):
    method = "GET" if row.get is not None else "POST"
    identity = min((row.get or row.post or COUNCIL) - {STRANGER})
    assert ask(world, identity, method, address(world, row, "nobody"), {}).status == 404
    if str(MISSING_NUMBER) in address(world, row, "nobody"):
        for number in ("0", "9" * 25):
            url = address(world, row, "nobody").replace(str(MISSING_NUMBER), number)
            assert ask(world, identity, method, url, {}).status == 404, number


def _typed(world: World, row: Row, side: str, identity: str, method: str) -> dict[str, object] | None:
    if method == "GET":
        return None
    may = {"ours": row.post, "theirs": row.their_post, "partners": row.post}[side] or frozenset()
    filler = identity if identity in may else min(may or {"administrator"})
    return typed(world, row, identity if side == "partners" else filler, side)
