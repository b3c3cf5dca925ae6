"""Each page says in its title what it is: who has many open, or hears them read out, tells them apart."""

import re
from collections import defaultdict
from html import unescape

import pytest

from tests.architecture.access import TABLE
from tests.architecture.sweep import address, ask
from tests.architecture.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_PART = re.compile(r"\b(?:tab|part)=\w+")
# The same page before one has confirmed who one is, and things that this council names alike.
_SAME = ("Confirm that it is you", "PRIVATE WORDS")


def test_no_two_kinds_of_page_have_the_same_title(world: World):
    kinds = defaultdict(set)
    for row in TABLE:
        if not row.get or "download=" in row.query:
            continue
        who = "administrator" if "administrator" in row.get else sorted(row.get)[0]
        answer = ask(world, who, "GET", address(world, row))
        found = _TITLE.search(answer.words)
        if answer.status == 200 and found:
            title, council = " ".join(unescape(found[1]).split()).rsplit(" - ", 1)
            assert title, f"{row} has no title"
            assert council, f"{row} does not name the council"
            kinds[title].add(" ".join([row.route, *_PART.findall(row.query)]))
    assert len(kinds) > 80
    assert {
        title: sorted(found) for title, found in kinds.items() if len(found) > 1 and not title.startswith(_SAME)
    } == {}
