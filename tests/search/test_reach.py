"""Whatever is looked for, each person finds only what opens to them, and is told of nothing else.

``SEARCH_QUERIES`` says how many queries are tried as each role: few with every run, a thousand with
``SEARCH_QUERIES=1000 pytest tests/search/test_reach.py``.
"""

import html
import os
from itertools import cycle, islice

import pytest
import time_machine

from accounts.actors import actor_for
from plans.models import Milestone, Objective, Plan
from search.index import ENTRIES
from search.kinds import KINDS, Reader
from search.queries.find import found_by
from search.words import words_in
from tests.architecture.conftest import _no_context_is_kept, _nothing_is_printed, world  # noqa: F401  fixtures
from tests.architecture.markers import MARKERS
from tests.architecture.sweep import ask
from tests.architecture.world import IDENTITIES, STRANGER, World
from tests.conftest import NOW
from tests.search.test_index import asked

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
QUERIES = int(os.environ.get("SEARCH_QUERIES", "40"))
PEOPLE = [name for name in IDENTITIES if name != STRANGER]
HOSTILE = (
    "' OR 1=1 --",
    '"',
    "a* OR b",
    "NEAR(x y)",
    "body : x",
    "-x ^y",
    "%",
    "\\",
    "x:*",
    "& | !",
    "SECRET",
    "PRIVATE",
)


def queries(number: int) -> list[str]:
    """Words of everything there is, whoever may know of it: whole, begun, with slips, two together, with operators."""
    words = sorted({word for (body,) in asked(f"SELECT body FROM {ENTRIES}") for word in words_in(body)})
    names = sorted({title.strip() for (title,) in asked(f"SELECT title FROM {ENTRIES}")})

    def made():
        for n in cycle(range(10_000)):
            word, other, name = words[(n * 7) % len(words)], words[(n * 13 + 5) % len(words)], names[n % len(names)]
            yield from (word, name, word[: max(2, len(word) // 2)], f"{word} {other}", word[1:2] + word[:1] + word[2:])
            yield from (f"{other} {HOSTILE[n % len(HOSTILE)]}", f"{name} {word}", word[:3] + word[4:])

    return list(islice(made(), number))


@pytest.fixture(scope="module")
def openings(world: World) -> dict[tuple[str, str], int]:  # noqa: F811
    """What came of each address, by who opened it."""
    return {}


@pytest.mark.parametrize("identity", PEOPLE)
def test_everything_that_is_found_opens(world: World, openings: dict[tuple[str, str], int], identity: str):  # noqa: F811
    reader = Reader(actor_for(world.users[identity], today=NOW.date()), NOW.date())
    hidden = {words for words, who in MARKERS.items() if identity not in who}
    wrong, hits = set(), 0
    with time_machine.travel(NOW, tick=False):
        for query in queries(QUERIES):
            found = found_by(query, reader=reader)
            for hit in (hit for group in found.groups for hit in group.hits):
                hits += 1
                if (identity, hit.url) not in openings:
                    openings[identity, hit.url] = ask(world, identity, "GET", hit.url).status
                said = "".join(part.text for part in hit.parts)
                if openings[identity, hit.url] != 200 or any(words in said for words in hidden):
                    wrong.add((query, hit.url, openings[identity, hit.url], said))
    assert wrong == set()
    assert hits > QUERIES // 2, "so little is found that nothing is shown"


@pytest.mark.parametrize("identity", PEOPLE)
def test_a_page_tells_of_nothing_else(world: World, identity: str):  # noqa: F811
    hidden = [words for words, who in MARKERS.items() if identity not in who]
    for words in hidden:
        answer = ask(world, identity, "GET", f"/search/?q={words.replace(' ', '+')}")
        shown = html.unescape(answer.words.partition('<div role="status">')[2])
        assert answer.status == 200
        # What was typed is said again, and nothing more of it.
        assert words not in shown.replace(f"“{words}”", "").replace(f'value="{words}"', "")


@pytest.mark.parametrize("identity", PEOPLE)
def test_what_is_hidden_is_all_but_what_is_visible(world: World, identity: str):  # noqa: F811
    """Search tells plans by what is left out where the pages tell them by what is there: both are one rule."""
    reader = Reader(actor_for(world.users[identity], today=NOW.date()), NOW.date())
    for kind in (kind for kind in KINDS if kind.model in (Plan, Objective, Milestone)):
        seen = set(kind.model.objects.visible_to(reader.actor).values_list("pk", flat=True))
        assert set(kind.readable(reader).values_list("pk", flat=True)) == seen


def test_whose_own_it_is_finds_what_is_private(world: World):  # noqa: F811
    for identity, count in (
        ("data_officer", 3),
        ("approver", 3),
        ("administrator", 0),
        ("director", 0),
        ("partner", 0),
    ):
        reader = Reader(actor_for(world.users[identity], today=NOW.date()), NOW.date())
        found = found_by("EDR-ours", reader=reader)
        private = [hit for group in found.groups for hit in group.hits if "EDR" in hit.url]
        assert len(private) == count, identity


def test_what_is_shown_of_a_thing_is_read_with_it(world: World, django_assert_num_queries):  # noqa: F811
    looked_at = set()
    for kind in (each for each in KINDS if not each.shown):
        for thing in list(kind.read()):
            with django_assert_num_queries(0):
                assert kind.named_as(thing)
                assert kind.url(thing)
                assert isinstance(kind.detail(thing), str)
                assert len([str(getattr(thing, name)) for name in kind.words]) == len(kind.words)
            looked_at.add(kind.name)
    assert looked_at == {kind.name for kind in KINDS if not kind.shown}
