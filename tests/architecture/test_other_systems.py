"""What other systems are told with a token: nothing without one, nothing beyond its scopes, and of each thing what the
pages tell the holder of the post that it acts as.
"""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Post
from api.rules.scopes import Scope
from api.v1.routes import description
from tests.api.factories import Caller
from tests.architecture.disclosure import headers_missing, told
from tests.architecture.sweep import MACHINES, Answer, kept_apart, machine_routes
from tests.architecture.world import IDENTITIES, STRANGER, World
from tests.factories.indicators import Q2

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
LISTS = ("/measures?state=all", "/statuses", "/summary", "/figures", "/targets", "/units", "/plans", "/objectives",
         "/risks?state=all")  # fmt: skip
METHODS = ("get", "post", "put", "patch", "delete", "options", "head")
PERSONS = sorted(set(IDENTITIES) - {STRANGER})


def posts_of(world: World, identity: str) -> Any:
    return Post.objects.filter(appointments__user=world.users[identity]).select_related("unit")


def operations() -> list[tuple[str, str]]:
    return [(path, method) for path, found in description()["paths"].items() for method in found]


def filled(path: str, world: World, side: str) -> str:
    measure = world.side(side).measure.ref if side != "nobody" else "NONE"
    plan = world.side(side).plan.ref if side != "nobody" else "NONE"
    place = path.replace("/plans/{ref}", f"/plans/{plan}")
    return place.replace("{ref}", measure).replace("{key}", Q2.key)


def test_every_route_is_described_and_in_the_first_version():
    described = {path for path, _ in operations()}
    assert {reverse(name) for name in machine_routes() if name.endswith(("read_token", "read_description"))} == {
        "/api/v1/token", "/api/v1/openapi.json",
    }  # fmt: skip
    routed = {f"/api/v1/{route.pattern!s}" for route in machine_routes().values()}
    assert routed - {"/api/v1/", "/api/v1/openapi.json"} == {
        path.replace("{ref}", "<str:ref>").replace("{key}", "<period:key>") for path in described
    }
    assert Client().get("/api/v1/").status_code == 404  # the library's own, which tells nothing
    assert all(name.startswith(MACHINES) for name in machine_routes())


@pytest.mark.parametrize(("path", "method"), operations())
def test_without_a_token_nothing_is_told_and_nothing_written(world: World, path: str, method: str):
    here, nowhere = (filled(path, world, side) for side in ("ours", "nobody"))
    with kept_apart() as wrote:
        for client in (Client(), world.client("administrator"), Client(headers={"Authorization": "Bearer pmmi_no"})):
            answers = [getattr(client, method)(url, {}, content_type="application/json") for url in (here, nowhere)]
            assert [each.status_code for each in answers] == [401, 401]
            assert answers[0].content == answers[1].content
    assert [each for each in wrote if "accounts_tries" not in each] == []


@pytest.mark.parametrize(("path", "method"), operations())
def test_no_other_method_is_answered(world: World, path: str, method: str):
    system = Caller(world.ours.head)
    described = {each for where, each in operations() if where == path}
    for other in sorted(set(METHODS) - described):
        answer = getattr(system.client, other)(filled(path, world, "ours"))
        assert answer.status_code == 405, other


@pytest.mark.parametrize(
    ("path", "method"), [each for each in operations() if each[0] not in ("/api/v1/token", "/api/v1/units")]
)
def test_a_token_without_scopes_is_told_nothing(world: World, path: str, method: str):
    system = Caller(world.ours.head)
    system.token.scopes = []
    system.token.save()
    bodies = {"patch": {"value": "1"}, "post": {"version": 1}}
    said = []
    for side in ("ours", "nobody"):
        ask = getattr(system.client, method)
        answer = ask(filled(path, world, side), bodies.get(method), content_type="application/json")
        said.append((answer.status_code, answer.content))
    assert said[0] == said[1]
    assert said[0][0] == 403


@pytest.mark.parametrize("identity", PERSONS)
def test_each_post_reads_what_its_holder_reads_and_no_more(world: World, identity: str):
    for post in posts_of(world, identity):
        system = Caller(post)
        for path in LISTS:
            answer = system.client.get(
                f"/api/v1{path}{'&' if '?' in path else '?'}{'' if path == '/summary' else 'per_page=200'}"
            )
            assert answer.status_code == 200, path
            assert told(identity, said(answer)) == [], (path, post)
            assert headers_missing(answer.headers, is_private=True) == []
        _one_by_one(world, identity, system)


@pytest.mark.parametrize("identity", PERSONS)
def test_whatever_a_thing_refers_to_is_told_to_the_same_token(world: World, identity: str):
    """A reference alone has no words that would tell whose it is."""
    for post in posts_of(world, identity):
        system = Caller(post)
        objectives, measures, plans = (
            listed(system, path) for path in ("/objectives", "/measures?state=all", "/plans")
        )
        named = {name: {ref for each in objectives for ref in each[name]} for name in ("contributes_to", "measures")}
        assert named["contributes_to"] <= refs_of(objectives)
        assert named["measures"] <= refs_of(measures)
        assert {each["plan"] for each in objectives} <= refs_of(plans)
        told_of = [*listed(system, "/figures"), *listed(system, "/targets")]
        assert {each["measure"] for each in told_of} <= refs_of(measures)


def listed(system: Caller, path: str) -> list[dict[str, Any]]:
    """All that is on a list."""
    answer = system.client.get(f"/api/v1{path}{'&' if '?' in path else '?'}per_page=200").json()
    assert answer["pages"] <= 1
    return answer["items"]


def refs_of(things: list[dict[str, Any]]) -> set[str]:
    return {each["ref"] for each in things}


def said(answer: Any) -> Answer:
    """What was answered, with percentages as the pages print them, by which the sweeps know what is not approved."""
    words = json.dumps(answer.json(), ensure_ascii=False)
    return Answer(200, "", re.sub(r'"(6[123]\.7)"', r'"\1%"', words), (), {})


def _one_by_one(world: World, identity: str, system: Caller) -> None:
    """Each thing of each side by its own address: there, or answered like what does not exist."""
    for path in ("/measures/{ref}", "/figures/{ref}/{key}", "/plans/{ref}"):
        nothing = system.client.get(f"/api/v1{filled(path, world, 'nobody')}")
        assert nothing.status_code == 404
        for side in ("ours", "theirs", "partners"):
            answer = system.client.get(f"/api/v1{filled(path, world, side)}")
            assert told(identity, said(answer)) == []
            assert answer.status_code == 200 or answer.content == nothing.content


@pytest.mark.parametrize("identity", PERSONS)
def test_no_post_enters_what_its_holder_may_not(world: World, identity: str):
    """What the page of the figure would refuse is refused; nothing of it is written."""
    for post in posts_of(world, identity):
        system = Caller(post)
        for side in ("ours", "theirs", "partners"):
            for state, figure in world.side(side).figures.items():
                place = f"/figures/{figure.indicator.ref}/{figure.period.key}"
                page = world.client(identity).get(
                    reverse("indicators:return-figure", args=[world.side(side).in_return.pk, *place.split("/")[2:]])
                )
                with kept_apart() as wrote:
                    answer = system.patch(place, {"value": "1", "version": figure.version})
                if page.status_code in (403, 404) or answer.status_code in (403, 404):
                    assert answer.status_code == page.status_code, (side, state)
                    assert not [each for each in wrote if "indicators_" in each]


def test_no_scope_is_about_reviews():
    assert not [scope for scope in Scope if "review" in scope or "edr" in scope]
