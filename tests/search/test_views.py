"""The page that searches, and the list of words that search knows."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Event
from accounts.roles import Role
from search.models import Synonym
from tests.factories import AppointmentFactory, IndicatorFactory

pytestmark = pytest.mark.django_db
SEARCH, WORDS = "/search/", "/search/words/"


@pytest.fixture
def team(client: Client) -> Client:
    client.force_login(AppointmentFactory(post__role=Role.ADMINISTRATOR).user)
    return client


def page(client: Client, **asked: str) -> str:
    answer = client.get(SEARCH, asked)
    assert answer.status_code == 200
    return answer.content.decode().partition("<main")[2]


def test_the_page_without_words_says_what_can_be_looked_for(team: Client):
    said = page(team)
    assert "Or look through" in said
    assert 'role="status"' not in said


def test_what_is_found_stands_under_its_kind_with_the_words_marked(team: Client):
    measure = IndicatorFactory(name="Library <b>visits</b>")
    said = page(team, q="library")
    assert "<h2" in said
    assert "Measures" in said
    assert "<mark>Library</mark> &lt;b&gt;visits&lt;/b&gt;" in said
    assert f'href="{measure.get_absolute_url()}"' in said
    assert 'value="library"' in said, "the words stay in the box"


def test_all_of_one_kind_page_by_page(team: Client):
    for n in range(30):
        IndicatorFactory(ref=f"L{n:02}", name=f"Library visits {n:02}")
    assert "All 30 measures" in page(team, q="library")
    assert page(team, q="library", of="measure").count("app-hit__name") == 25
    assert page(team, q="library", of="measure", page="2").count("app-hit__name") == 5
    assert page(team, q="library", of="measure", page="99").count("app-hit__name") == 25
    for odd in ("0", "-1", "x", "9" * 30):
        assert page(team, q="library", of="measure", page=odd).count("app-hit__name") == 25


def test_nothing_found_says_what_to_do(team: Client):
    said = page(team, q="xyzzy")
    assert "Nothing that you may open holds “xyzzy”" in said
    assert "Try fewer words" in said
    assert f"{reverse('search:synonym-create')}?typed=xyzzy" in said


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("x" * 201, "201 characters long, and search takes 200"),
        ("!!", "has no word to look for"),
        ("a", "has no word to look for"),
        ("a b c d e f g h", "has no word to look for"),
        ("one two three four five six seven eight nine ten", "“nine ten” were left out"),
    ],
)
def test_what_cannot_be_looked_for_is_answered_plainly(team: Client, typed: str, told: str):
    said = page(team, q=typed)
    assert told in said
    assert f'value="{typed}"' in said, "nothing typed is lost"


@pytest.mark.parametrize(
    "typed",
    [
        '"', "'", "''", '"open', "a* OR b*", "NEAR(ab cd, 2)", "title : x", "^word", "word\\", "%", "_%_", "ab & !cd",
        "ab:*", "(ab", "<ab>", "ab\u202ecd", "👩‍👩‍👧", "ab -cd", "; DROP TABLE search_entry; --", "%s %(x)s {0}",
        "１２", "ﬃ", "İ", "ẞ",
    ],
)  # fmt: skip
def test_signs_that_a_database_reads_otherwise_are_only_signs(team: Client, typed: str):
    for asked in (typed, f"library {typed}", f"{typed} library"):
        assert team.get(SEARCH, {"q": asked}).status_code == 200
    assert Synonym.objects.count() == 0


def test_the_box_is_on_every_page_and_sends_there(team: Client):
    said = team.get("/").content.decode()
    assert said.count(f'action="{SEARCH}"') == 1
    assert 'id="search-everywhere"' in said
    assert f'<a class="app-search-link" href="{SEARCH}"' in said
    assert 'id="search-everywhere"' not in Client().get("/about/").content.decode()


def test_a_word_is_added_changed_and_removed_and_the_trail_tells(team: Client):
    IndicatorFactory(name="Missed collections")
    team.post(f"{WORDS}new/", {"typed": " bins ", "means": "waste,,  missed   collections, waste"})
    word = Synonym.objects.get()
    assert (word.typed, word.means) == ("bins", "waste, missed collections")
    assert "<mark>Missed</mark>" in page(team, q="bins").replace(" collections</mark>", "</mark>")
    team.post(f"{WORDS}{word.pk}/change/", {"typed": "bins", "means": "refuse", "version": word.version})
    assert Synonym.objects.get().means == "refuse"
    assert "bins" in team.get(WORDS).content.decode()
    team.post(f"{WORDS}{word.pk}/remove/")
    assert not Synonym.objects.exists()
    told = Event.objects.filter(thing_type="search.synonym").order_by("pk")
    assert [each.action for each in told] == ["created", "changed", "removed"]
    assert told[1].changes == {"means": ["waste, missed collections", "refuse"]}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"typed": "BINS", "means": "waste"}, "Search knows “BINS” already"),
        ({"typed": "", "means": "waste"}, "Enter the word that people type"),
        ({"typed": "!!", "means": "waste"}, "has no word to look for"),
        ({"typed": "tip", "means": " , ,"}, "Enter what it is called here"),
        ({"typed": "tip", "means": "!!"}, "has no word to look for"),
    ],
)
def test_a_word_that_cannot_be_added_is_told_and_kept_in_its_box(team: Client, given: dict[str, str], told: str):
    Synonym.objects.create(typed="bins", means="waste")
    said = team.post(f"{WORDS}new/", given).content.decode()
    assert told in said
    assert Synonym.objects.count() == 1


def test_who_was_slower_is_shown_what_the_other_saved(team: Client):
    word = Synonym.objects.create(typed="bins", means="waste", version=2)
    said = team.post(f"{WORDS}{word.pk}/change/", {"typed": "bins", "means": "refuse", "version": "1"}).content.decode()
    assert "Somebody else saved this" in said
    assert Synonym.objects.get().means == "waste"
