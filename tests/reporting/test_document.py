"""The schema of a report document: what is sound, what is not and where, and heading levels that never skip."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.document import levelled, section
from reporting.sections import problems
from tests.reporting.sample_document import document, measure, series


def test_a_whole_document_is_sound_and_survives_json():
    assert problems(document()) == []
    assert problems(json.loads(json.dumps(document()))) == []


def test_optional_parts_are_sound():
    meeting = {"committee": "Scrutiny", "date": "12 November 2026", "place": "Town Hall"}
    assert problems(document(kind="pack", meeting=meeting, about=[["Chair", "A. Invented"]])) == []
    assert problems(document(meeting=None)) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": "letter"}, "document.kind is 'letter', expected one of service, exception, themed, pack, plan"),
        ({"title": None}, "document.title is NoneType, expected str"),
        ({"notes": "one"}, "document.notes is str, expected a list"),
        ({"counts": [{"key": "red"}]}, "document.counts[0].colour is missing"),
        ({"exmpt": "x"}, "document.exmpt is not part of the schema"),
        ({"coverage": []}, "document.coverage is list, expected Coverage"),
        ({"schema": True}, "document.schema is bool, expected int"),
        ({"schema": 2}, "document.schema is 2, this version reads 1"),
        ({"meeting": "Tuesday"}, "document.meeting is str, expected Meeting"),
        ({"sections": [section("a", "A", 4)]}, "document.sections[0].level is 4, expected 1, 2 or 3"),
    ],
)
def test_each_fault_is_named_with_its_place(changes, said):
    assert said in problems(document(**changes))


def test_a_missing_key_is_named():
    short = document()
    del short["headline"]
    assert problems(short) == ["document.headline is missing"]


def test_a_ragged_table_is_refused():
    ragged = {"caption": "", "columns": ["A", "B"], "rows": [["1"]]}
    found = problems(document(sections=[section("t", "T", table=ragged)]))
    assert found == ["document.sections[0].table has a row that is not as long as its columns"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"targets": []}, "targets has 0 entries for 8 labels"),
        ({"signals": ["common_cause"]}, "signals has 1 entries for 8 labels"),
        ({"breaks": [8]}, "breaks names a point that is not there"),
    ],
)
def test_series_that_do_not_fit_their_labels_are_refused(changes, said):
    sections = [section("m", "M", measures=[measure(series=series(**changes))])]
    assert problems(document(sections=sections)) == [f"document.sections[0].measures[0].series.{said}"]


def test_whole_numbers_stand_for_figures():
    sections = [section("m", "M", measures=[measure(series=series(lower=86, values=[1, 2, 3, 4, 5, 6, 7, 8]))])]
    assert problems(document(sections=sections)) == []


def test_skipped_levels_are_closed_up_and_siblings_stay_siblings():
    levels = [2, 3, 3, 1, 3, 3, 2]
    sections = [section(str(i), "Heading", level) for i, level in enumerate(levels)]
    assert [each["level"] for each in levelled(sections)] == [1, 2, 2, 1, 2, 2, 2]


@given(st.lists(st.integers(1, 3)))
def test_levels_begin_at_one_and_never_skip(levels):
    repaired = [each["level"] for each in levelled([section("s", "S", level) for level in levels])]
    assert all(now <= before + 1 for before, now in zip([0, *repaired], repaired, strict=False))
    assert all(1 <= now <= asked for now, asked in zip(repaired, levels, strict=True))
