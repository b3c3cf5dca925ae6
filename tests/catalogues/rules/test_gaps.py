"""The gap of a catalogue against an independent count, and what is said of it."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogues.rules.gaps import Gap, ThemeGap, gap_of, short_name


@given(st.dictionaries(st.integers(), st.sampled_from("abc"), max_size=30), st.sets(st.integers(), max_size=30))
def test_themes_add_up_to_what_a_count_by_hand_gives(themes, measured):
    gap = gap_of(themes, measured)
    assert (gap.entries, gap.measured, gap.missing) == (
        len(themes), len(themes.keys() & measured), len(themes.keys() - measured),
    )  # fmt: skip
    assert gap.share == (Fraction(len(themes.keys() & measured), len(themes)) if themes else None)
    for row in gap.themes:
        of = [key for key, theme in themes.items() if theme == row.theme]
        assert (row.entries, row.missing) == (len(of), sum(key not in measured for key in of))
    assert [row.theme for row in gap.themes] == list(dict.fromkeys(themes.values()))


@pytest.mark.parametrize(
    ("entries", "measured", "is_part", "expected"),
    [
        (0, 0, False, "LOF holds no entry yet."),
        (30, 12, True, "We do not measure 18 of the 30 entries of LOF held here."),
        (198, 0, False, "We measure none of the 198 entries of LOF."),
        (2, 0, False, "We measure none of the 2 entries of LOF."),
        (2, 2, False, "We measure all of the 2 entries of LOF."),
        (1, 1, False, "We measure the one entry of LOF."),
        (1, 0, True, "We do not measure the one entry of LOF held here."),
    ],
)
def test_a_part_never_speaks_of_the_whole(entries, measured, is_part, expected):
    gap = Gap(entries, measured, [ThemeGap("", entries, measured)])
    assert gap.said("LOF", is_part=is_part) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("LGBF", "LGBF"),
        ("Local Government Benchmarking Framework", "LGBF"),
        ("our own long lower case name", "our own long"),
        ("Statistics (Housing)  in  Wales", "SHW"),
        ("Statistics ( Housing ) in Wales", "SHW"),
        ("Best Value indicators", "BV"),
        ("Outcomes for all of us", "Outcomes for"),
        ("Local People", "Local People"),  # as long as a short name may be
    ],
)
def test_a_short_name_is_the_initials_of_a_long_one(name, expected):
    assert short_name(name) == expected
