"""Every link that a page shows leads somewhere, for whoever is shown it: all pages, states and people."""

import re
from collections import deque
from html import unescape
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest

from tests.architecture.access import TABLE
from tests.architecture.sweep import address, ask
from tests.architecture.world import IDENTITIES, STRANGER, World

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
_LINK = re.compile(r'<a [^>]*href="([/?][^"#]*)')


@pytest.mark.parametrize("identity", sorted(set(IDENTITIES) - {STRANGER}))
def test_links_lead_somewhere(world: World, identity: str):
    """From the pages that the person may open on from link to link: each address and each of its tabs once."""
    pages = [address(world, row) for row in TABLE if row.get and identity in row.get and not row.is_library]
    waiting, seen = deque((page, "") for page in pages), {place_of(page) for page in pages}
    dead = {}
    while waiting:
        page, shown_on = waiting.popleft()
        answer = ask(world, identity, "GET", page)
        if not answer.is_allowed:
            dead[page] = (answer.status, shown_on)
        linked = {urljoin(page, unescape(link)) for link in _LINK.findall(answer.words)}
        for link in sorted(linked if answer.status == 200 else ()):
            if place_of(link) not in seen:
                seen.add(place_of(link))
                waiting.append((link, page))
    assert dead == {}


def place_of(link: str) -> tuple[str, tuple[str, ...]]:
    """The page and the tab that a link leads to, however it is filtered or sorted there."""
    parts = urlsplit(link)
    return parts.path, tuple(parse_qs(parts.query).get("tab", ()))
