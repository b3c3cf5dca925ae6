"""Whoever reads only a part of the council is told of nothing beyond it, by whatever way they come to a page."""

import html
import re
from urllib.parse import unquote_plus, urlencode, urljoin, urlsplit

import pytest
from django.apps import apps
from django.urls import resolve

from tests.architecture.access import TABLE
from tests.architecture.disclosure import told
from tests.architecture.markers import MARKERS, READERS, SIDES, WORDLESS, words_of
from tests.architecture.sweep import MISSING_NUMBER, Answer, address, ask
from tests.architecture.world import IDENTITIES, STRANGER, World, own_address
from tests.ours import APPS

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
SEARCH = 'name="q"'
# Finds things that hold some of the words, and slips of them: tests/search/test_reach.py looks into what it finds.
FORGIVING = "search:search"
LINK = re.compile(r'href="(/[^"#]*|\?[^"#]*)')
ELSEWHERE = re.compile(r"^/(static|account)/|[?&]sort=")
# What the partner may open and no link leads to: it follows a button, or a script asks for it.
BY_BUTTON = {"indicators:return-submit", "indicators:return-submitted", "indicators:return-words"}
SELECT = re.compile(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', re.DOTALL)
VALUE = re.compile(r'<option value="([^"]*)"')
KINDS = [model for app in APPS for model in apps.get_app_config(app).get_models()]


def test_every_kind_of_thing_has_words_or_says_why_it_has_none():
    wordless = [name for names in WORDLESS.values() for name in names]
    assert sorted([*READERS, *wordless]) == sorted(model.__name__ for model in KINDS)


@pytest.mark.parametrize("model", [model for model in KINDS if model.__name__ in READERS], ids=lambda m: m.__name__)
def test_the_words_of_each_kind_stand_in_a_thing_of_each_side(world: World, model):
    stored = "".join(str(_text(value)) for row in model._base_manager.values_list() for value in row)
    assert [side for side in SIDES if words_of(model.__name__, side) not in stored] == []


@pytest.mark.parametrize("identity", [name for name in IDENTITIES if name != STRANGER])
def test_a_search_finds_nothing_that_is_for_others(world: World, identity: str):
    """Looked for by its words, what somebody may not know of is answered like what does not exist."""
    hidden = [words for words, who in MARKERS.items() if identity not in who]
    hidden += [] if identity == "administrator" else [own_address("officer.theirs")]
    searched = [url for url in _pages(world, identity) if SEARCH in _main(ask(world, identity, "GET", url))]
    found = set()
    for url in searched:
        nothing = _searched(world, identity, url, "no words of nobody")
        found |= {(url, words) for words in hidden if _searched(world, identity, url, words) != nothing}
    assert searched
    assert found == set()


def test_no_list_is_narrowed_by_what_is_not_the_partners(world: World):
    """A filter set to something that its page does not offer is answered like one set to nothing that there is."""
    asked, told_apart = 0, set()
    for url in _pages(world, "partner"):
        everything = _choices(ask(world, "administrator", "GET", url))
        for name, offered in _choices(ask(world, "partner", "GET", url)).items():
            nothing = _narrowed(world, "partner", url, name, str(MISSING_NUMBER))
            for value in everything.get(name, set()) - offered:
                asked += 1
                if _narrowed(world, "partner", url, name, value) != nothing:
                    told_apart.add((url, name, value))
    assert asked
    assert told_apart == set()


def test_wherever_links_lead_the_partner_is_told_of_its_own_alone(world: World):
    """Every page, tab, file and list narrowed by a link that it comes to from its first page on, sorted one way."""
    wrong, known, waiting = {}, {"/"}, ["/"]
    while waiting:
        url = waiting.pop()
        answer = ask(world, "partner", "GET", url)
        secrets = told("partner", answer)
        if answer.status != 200 or secrets:
            wrong[url] = (answer.status, secrets)
        leads = {urljoin(url, link) for link in LINK.findall(html.unescape(answer.words))} - known
        new = [each for each in sorted(leads) if not ELSEWHERE.search(each)]
        known.update(new)
        waiting += new
    assert wrong == {}
    reached = {resolve(urlsplit(url).path).view_name for url in known}
    assert {row.route for row in TABLE if "GET" in row.partner} - reached == BY_BUTTON


def _pages(world: World, identity: str) -> list[str]:
    rows = [row for row in TABLE if row.query == "" and identity in (row.get or ()) and row.route != FORGIVING]
    return [address(world, row) for row in rows]


def _main(answer: Answer) -> str:
    """The page without its header, which has a search box on every page."""
    return answer.words.partition("<main")[2]


def _searched(world: World, identity: str, url: str, words: str) -> str:
    """What a search answers, without the words that were looked for."""
    answer = ask(world, identity, "GET", f"{url}?{urlencode({'q': words})}")
    assert answer.status == 200
    return unquote_plus(html.unescape(answer.words)).replace(words, "")


def _choices(answer: Answer) -> dict[str, set[str]]:
    """The values that each filter of a page offers."""
    return {name: set(VALUE.findall(options)) for name, options in SELECT.findall(answer.words)}


def _narrowed(world: World, identity: str, url: str, name: str, value: str) -> str:
    asked = urlencode({name: value})
    return ask(world, identity, "GET", f"{url}?{asked}").words.replace(asked, "")


def _text(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value
