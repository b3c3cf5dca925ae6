"""Words as they are looked for, mended and marked."""

import pytest

from search.words import Part, looked_for, marked, most_alike, slips, snippet, stem, words_in


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Missed Bins", ["missed", "bins"]),
        ("how many bins were missed in the street", ["bins", "missed", "street"]),
        ("HS-12", ["hs", "12"]),
        ("children's services", ["childrens", "services"]),
        ("bins bins", ["bins"]),
        ("the who", ["the", "who"]),
        ("year 5", ["year", "5"]),
        ("!! ' \" * NEAR(", ["near"]),
        ("%_\\", []),
        ("a", []),
        ("", []),
        ("x\x00y zebra", ["zebra"]),
    ],
)
def test_what_is_looked_for(text: str, words: list[str]):
    assert looked_for(text) == words


@pytest.mark.parametrize(
    ("word", "without_ending"),
    [("bins", "bin"), ("libraries", "librar"), ("businesses", "business"), ("business", "business"), ("bus", "bus")],
)
def test_a_plural_is_found_by_what_is_one_and_the_other_way(word: str, without_ending: str):
    assert stem(word) == without_ending


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [("waste", "waste", 0), ("wsate", "waste", 1), ("wast", "waste", 1), ("wastee", "waste", 1), ("waist", "waste", 2)],
)
def test_slips_are_counted(one: str, other: str, count: int):
    assert slips(one, other) == slips(other, one) == count


def test_a_slip_is_mended_by_the_words_that_are_nearest():
    others = ["housing", "horse", "missed", "mixed"]
    assert most_alike("hosuing", others) == ["housing"]
    assert most_alike("missde", others) == ["missed"]
    assert most_alike("xyzzyq", others) == []
    assert most_alike("mis", others) == [], "a short word may be anything"


def test_words_that_begin_so_are_marked_whole():
    assert marked("Number of missed collections (bins)", ["missed collection", "bin"]) == [
        Part("Number of ", False), Part("missed collections", True), Part(" (", False), Part("bins", True),
        Part(")", False),
    ]  # fmt: skip
    assert marked("The cabinet", ["bin"]) == [Part("The cabinet", False)]
    assert marked("", ["bin"]) == []
    assert marked("Anything", []) == [Part("Anything", False)]


def test_a_snippet_tells_what_stands_around():
    text = f"{'before ' * 40}the missed bins {'after ' * 40}"
    found = snippet(text, ["bin"])
    assert "missed bins" in found
    assert found.startswith("… before")
    assert found.endswith("after …")
    assert snippet("Nothing of it", ["bin"]) == ""


def test_words_are_read_as_the_index_reads_them():
    assert words_in("Waste/Recycling: 50% of “bins”") == ["waste", "recycling", "50", "of", "bins"]
