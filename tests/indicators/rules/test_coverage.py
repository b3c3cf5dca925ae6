"""The coverage line and the counts that a summary rests on (rules.md 9.1)."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.rules.coverage import Coverage, coverage_sentence, roll_up
from indicators.rules.vocabulary import RATED, STATUS_WORDS, Status


@pytest.mark.parametrize(
    ("coverage", "expected"),
    [
        (Coverage(measures=0), "No measures here."),
        (Coverage(measures=1), "None of 1 measure is due."),
        (Coverage(measures=3), "None of 3 measures is due."),
        (Coverage(measures=1, on_time=1), "Of 1 measure due, 1 in on time."),
        (Coverage(measures=2, on_time=1), "Of 1 measure due, 1 in on time. 1 is not due."),
        (Coverage(measures=3, on_time=1), "Of 1 measure due, 1 in on time. 2 are not due."),
        (
            Coverage(measures=4, on_time=2, late=1, missing=1),
            "Of 4 measures due, 2 in on time, 1 in late and 1 missing.",
        ),
        (
            Coverage(measures=6, on_time=5, not_available=1, absence_reasons=("new system.", "boundary change")),
            "Of 6 measures due, 5 in on time and 1 not available (new system; boundary change).",
        ),
        (
            Coverage(
                measures=40,
                on_time=30,
                late=2,
                missing=1,
                not_available=1,
                not_applicable=1,
                withheld=1,
                lagged=3,
                awaiting=2,
                data_only=5,
            ),
            "Of 36 measures due, 30 in on time, 2 in late, 1 missing, 1 not available, 1 not applicable and 1 withheld;"
            " 2 of what came in await sign-off. 4 are not due. "
            "Among them, 3 are from an earlier period and 5 are data only, by design.",
        ),
    ],
)
def test_the_coverage_line_hides_nothing(coverage: Coverage, expected: str) -> None:
    assert coverage_sentence(coverage) == expected


def test_the_rows_of_the_coverage_table_add_up() -> None:
    rows = dict(Coverage(measures=9, on_time=3, late=1, missing=2, not_available=1).rows())
    assert rows["Due"] + rows["Not due"] == rows["Measures"] == 9
    due = ("In on time", "In late", "Missing", "Not available, with reason", "Not applicable", "Withheld")
    assert sum(rows[label] for label in due) == rows["Due"] == 7


def test_what_is_not_counted_is_nought() -> None:
    assert {label for label, number in Coverage(measures=0).rows() if number} == set()


def test_per_cent_on_target_is_met_out_of_rated() -> None:
    statuses = [Status.GREEN] * 26 + [Status.EXCEEDING] + [Status.AMBER] * 5 + [Status.RED] * 4 + [Status.NOT_DUE] * 3
    counted = roll_up([*statuses, *[Status.DATA_ONLY] * 4])
    assert (counted.met, counted.rated, counted.share) == (27, 36, "75%")
    assert counted.sentence() == "75% on target: 27 of 36 rated. Not counted: 3 not due and 4 data only."


def test_per_cent_is_shown_whole_and_kept_unrounded() -> None:
    counted = roll_up([Status.GREEN, Status.GREEN, Status.RED])
    assert counted.share == "67%"
    assert roll_up([*[Status.GREEN] * 5, *[Status.RED] * 3]).share == "63%"  # 62.5: halves up
    assert counted.sentence() == "67% on target: 2 of 3 rated."


def test_with_nothing_rated_there_is_no_per_cent() -> None:
    counted = roll_up([Status.UNKNOWN])
    assert counted.share == ""
    assert counted.sentence() == "None rated. Not counted: 1 no figure yet."
    assert roll_up([]).sentence() == "None rated."


def test_the_words_are_the_schemes_own() -> None:
    words = {**STATUS_WORDS, Status.GREEN: "achieved"}
    assert roll_up([Status.GREEN]).sentence(words) == "100% achieved: 1 of 1 rated."


@given(st.lists(st.sampled_from(list(Status))))
def test_everything_is_either_rated_or_counted_beside(statuses: list[Status]) -> None:
    counted = roll_up(statuses)
    assert counted.rated + sum(counted.excluded.values()) == len(statuses)
    assert counted.rated == sum(Counter(statuses)[status] for status in RATED)
    assert 0 <= counted.met <= counted.rated
