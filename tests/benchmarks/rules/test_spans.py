"""Periods of published figures: one year, several, and two years where one is wanted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.rules.spans import read_span


@pytest.mark.parametrize(
    ("text", "key", "label"),
    [
        ("2022-23", "2022-04-01YF", "2022/23"),
        ("2022/23", "2022-04-01YF", "2022/23"),
        ("2022/2023", "2022-04-01YF", "2022/23"),
        ("2022", "2022-01-01YC", "2022"),
        ("2022/23 Q2", "2022-07-01QF", "2022/23 Q2"),
        ("July to September 2026 (2026/27 Q2)", "2026-07-01QF", "2026/27 Q2"),
        ("2022-23 academic", "2022-09-01YA", "2022/23 (academic)"),
    ],
)
@pytest.mark.parametrize("may_span", [False, True])
def test_one_period_however_it_is_written(text, key, label, may_span):
    found = read_span(text, may_span=may_span)
    assert (found.period.key, found.years, found.label) == (key, 1, label)


@pytest.mark.parametrize(
    ("text", "key", "years", "label"),
    [
        ("2019-22", "2021-04-01YF", 3, "2019/20 to 2021/22"),
        ("2021–2023", "2022-04-01YF", 2, "2021/22 to 2022/23"),
        ("1999-02", "2001-04-01YF", 3, "1999/00 to 2001/02"),
        ("2019-24", "2023-04-01YF", 5, "2019/20 to 2023/24"),
    ],
)
def test_a_span_is_stored_as_the_year_that_it_ends_with(text, key, years, label):
    found = read_span(text, may_span=True)
    assert (found.period.key, found.years, found.label) == (key, years, label)


@pytest.mark.parametrize("text", ["2021-22; 2022-23", "2021/22 and 2022/23", "2021 2022", "2021/22 to 2022/23"])
@pytest.mark.parametrize("may_span", [False, True])
def test_two_years_in_one_cell_are_refused(text, may_span):
    with pytest.raises(ValueError, match=r"names more than one year\. Write one year in a cell"):
        read_span(text, may_span=may_span)


def test_what_names_two_years_is_quoted_as_far_as_it_fits():
    text = "2021/22 and 2022/23, the first of which was restated"
    with pytest.raises(ValueError, match=f"“{text[:40]}” names more"):
        read_span(text)


def test_a_span_is_refused_where_figures_are_of_one_year():
    with pytest.raises(
        ValueError, match=r"figures of this measure are of one.* covers the years until 2021/22, say so"
    ):
        read_span("2019-22")


@pytest.mark.parametrize("text", ["", "last year", "2019-2030", "2019-25", "2022/1925", "9996-01", "1996-01x", "22"])
def test_what_is_no_period_says_what_to_write(text):
    with pytest.raises(ValueError, match="not a period"):
        read_span(text, may_span=True)


@given(st.text(max_size=40), st.booleans())
def test_any_text_is_a_period_or_refused(text, may_span):
    try:
        found = read_span(text, may_span=may_span)
    except ValueError:
        return
    assert found.label
