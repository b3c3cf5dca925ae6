"""Every route, twelve people, eight methods: what is allowed is answered, everything else is refused (E1, G2).

Every answer is also held against what it must not say and what it must tell the browser (``disclosure``), no page
writes anything, and every link of a page leads somewhere, for whoever is shown it.
"""

import re
from collections import deque
from functools import cache
from html import unescape
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.urls import resolve

from tests.architecture.access import TABLE
from tests.architecture.disclosure import SECRETS, headers_missing, told
from tests.architecture.rows import ANYONE, NOBODY, PARTNER, Row, Who
from tests.architecture.sweep import Answer, address, ask, look, routes, typed
from tests.architecture.world import IDENTITIES, STRANGER, World

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
every_row = pytest.mark.parametrize("row", TABLE, ids=str)
OTHER_METHODS = ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
REFUSED = (403, 404)
_LINK = re.compile(r'<a [^>]*href="(/[^"#?]*)')
_ANY_LINK = re.compile(r'<a [^>]*href="([/?][^"#]*)')
_FORM = re.compile(r'<form [^>]*method="post"[^>]* action="(/[^"#?]*)')
FIRST_ROWS = list({row.route: row for row in reversed(TABLE)}.values())


def test_every_route_has_its_row_and_every_row_its_route():
    assert {row.route for row in TABLE} == set(routes())


@every_row
def test_pages_open_for_those_and_only_those_who_may(world: World, row: Row):
    wrong, url = {}, address(world, row)
    for identity in IDENTITIES:
        answer = look(world, identity, url)
        if row.get is None:
            good = answer.status == 405
        else:
            good = answer.is_allowed if identity in row.get else is_refused(answer, identity)
        faults = [*faults_of(row, identity, answer), *offers_of_what_is_refused(identity, answer)]
        if not good or answer.wrote or faults:
            wrong[identity] = (answer.status, answer.location, answer.wrote, faults)
    assert wrong == {}


@every_row
def test_forms_are_taken_from_those_and_only_those_who_may(world: World, row: Row):
    wrong, url = {}, address(world, row)
    usual = typed(world, row, min(row.post)) if row.post else {}
    for identity in IDENTITIES:
        allowed = row.post is not None and identity in row.post
        answer = ask(world, identity, "POST", url, typed(world, row, identity) if allowed else usual)
        if row.post is None:
            # The sign-in library asks who it is before it looks at the method.
            good = answer.status == 405 or (row.is_library and is_refused(answer, identity))
        elif allowed:
            good = answer.is_allowed and (bool(answer.wrote) or not row.writes)
        else:
            good = is_refused(answer, identity)
        faults = faults_of(row, identity, answer)
        if not good or (answer.wrote and not allowed) or faults:
            wrong[identity] = (answer.status, answer.location, answer.wrote, faults)
    assert wrong == {}


@pytest.mark.parametrize("row", FIRST_ROWS, ids=str)
def test_no_other_method_is_answered(world: World, row: Row):
    url = address(world, row)
    for identity in IDENTITIES:
        for method in OTHER_METHODS:
            answer = ask(world, identity, method, url)
            usual = (200, 302, 405, *(REFUSED if row.get == NOBODY else ()))
            expected = usual if row.is_library else (302 if answer.asks_to_sign_in else 405, *REFUSED)
            assert answer.status in expected, (identity, method)
            assert not answer.wrote
            assert not faults_of(row, identity, answer)


@pytest.mark.parametrize("row", FIRST_ROWS, ids=str)
def test_head_is_answered_like_get_without_the_words(world: World, row: Row):
    url = address(world, row)
    for identity in _one_of_each(row):
        answer = ask(world, identity, "HEAD", url)
        assert answer.words == ""
        assert not answer.wrote
        if row.get is None or answer.status == 405:
            assert answer.status == 405
            assert row.get is None or row.post is not None
        else:
            assert answer.is_allowed is (identity in row.get), identity


@pytest.mark.parametrize("identity", sorted(set(IDENTITIES) - {STRANGER}))
def test_links_lead_somewhere(world: World, identity: str):
    """From the pages that the person may open on from link to link: each address and each of its tabs once."""
    pages = [address(world, row) for row in TABLE if row.get and identity in row.get and not row.is_library]
    own = frozenset(pages)  # which another test of this file has looked at, or will
    waiting, seen = deque((page, "") for page in pages), {place_of(page) for page in pages}
    dead = {}
    while waiting:
        page, shown_on = waiting.popleft()
        answer = look(world, identity, page) if page in own else ask(world, identity, "GET", page)
        if not answer.is_allowed:
            dead[page] = (answer.status, shown_on)
        linked = {urljoin(page, unescape(link)) for link in _ANY_LINK.findall(answer.words)}
        for link in sorted(linked if answer.status == 200 else ()):
            if place_of(link) not in seen:
                seen.add(place_of(link))
                waiting.append((link, page))
    assert dead == {}


def test_what_is_secret_is_there_to_be_read(world: World):
    """The sweeps would find nothing in an empty council either."""
    # Looked for from the end, where the packs are, until each that is for anybody was on a page.
    unseen = {secret for secret, may in SECRETS.items() if may}
    for row in (row for row in reversed(TABLE) if row.get and not row.is_library):
        # Of what is private to two, the one reads what the other does not.
        readers = ["administrator"] if "administrator" in row.get else sorted({min(row.get), max(row.get)})
        for side in ("ours", "theirs", "partners") if row.has_sides else ("ours",):
            for reader in readers if unseen else ():
                unseen -= set(_found(look(world, reader, address(world, row, side)).words))
    assert unseen == set()


def place_of(link: str) -> tuple[str, tuple[str, ...]]:
    """The page and the tab that a link leads to, however it is filtered or sorted there."""
    parts = urlsplit(link)
    return parts.path, tuple(parse_qs(parts.query).get("tab", ()))


def _one_of_each(row: Row) -> set[str]:
    """A stranger, somebody who may and somebody who may not: HEAD takes GET's way, which is swept for everybody."""
    may = (row.get or frozenset()) - {STRANGER}
    return {STRANGER, *sorted(may)[:1], *sorted(set(IDENTITIES) - may - {STRANGER})[:1]}


def is_refused(answer: Answer, identity: str) -> bool:
    return answer.asks_to_sign_in if identity == STRANGER else answer.status in REFUSED


def faults_of(row: Row, identity: str, answer: Answer) -> list[str]:
    is_private = row.get is None or row.get != ANYONE
    return [*told(identity, answer), *headers_missing(answer.headers, is_private=is_private)]


def offers_of_what_is_refused(identity: str, answer: Answer) -> list[str]:
    """Links and forms of a page that lead where nobody in that role may go, whosever the thing is."""
    linked = set(_LINK.findall(answer.words)) - {"/"}  # the council's name is the way to sign in
    sent = set(_FORM.findall(answer.words))
    return [
        *(path for path in sorted(linked) if identity not in _those_who_may("GET", path)),
        *(path for path in sorted(sent) if identity not in _those_who_may("POST", path)),
    ]


@cache
def _those_who_may(method: str, path: str) -> Who:
    route = resolve(path).view_name
    rows = [row for row in TABLE if row.route == route]
    partners = PARTNER if any(method in row.partner for row in rows) else NOBODY
    groups = (
        who for row in rows for who in ((row.get, row.their_get) if method == "GET" else (row.post, row.their_post))
    )
    return partners.union(*(who for who in groups if who))


def _found(words: str) -> list[str]:
    return told("nobody", Answer(200, "", words, (), {}))
