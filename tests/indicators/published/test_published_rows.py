"""Rows of published tables, and councils' rules."""

from decimal import Decimal

import pytest

from indicators.imports.council_rules import CouncilRule, TableRefused, council_rule, council_rules
from indicators.published.published_rows import COLUMNS, missing_headings, published_row, same_word
from indicators.rules.vocabulary import Comparison, Direction, Edge, Status


def test_a_row_stands_as_printed():
    row = published_row(7, {"actual": " £1,234 ", "target": None, "published_rag": "Green", "other": "x"})
    assert (row.line, row.actual, row.target, row.published_rag, row.indicator) == (7, "£1,234", "", "Green", "")
    assert len(COLUMNS) == 20


def test_missing_headings():
    assert missing_headings(["rule_id", "actual", "published_rag", "more"]) == ["target"]


def test_a_rule_with_every_column():
    rule = council_rule(
        "ER",
        {
            "basis": "Percent",
            "green_cut": "2.5",
            "amber_cut": "10%",
            "boundary": "WORSE",
            "last_year_clause": "no_worse",
            "forecast": "yes",
            "exceeds": "Star",
            "green": "Green | On target",
            "amber": "Amber",
            "red": "Red",
            "not_rated": "Data only|n/a",
            "dot_base": "previous_period",
            "dot_same_within": "0.5",
            "better": "Improving|↑",
            "same": "↔",
            "worse": "↓",
            None: None,
        },
    )
    assert rule == CouncilRule(
        rule_id="ER",
        basis="percent",
        green_cut=Decimal("2.5"),
        amber_cut=Decimal(10),
        edge=Edge.WORSE,
        comparison=Comparison.NO_WORSE,
        is_forecast=True,
        words={
            Status.EXCEEDING: ("Star",),
            Status.GREEN: ("Green", "On target"),
            Status.AMBER: ("Amber",),
            Status.RED: ("Red",),
        },
        not_rated=("Data only", "n/a"),
        dot_base="previous_period",
        dot_same_within=Decimal("0.5"),
        dot_words={Direction.BETTER: ("Improving", "↑"), Direction.SAME: ("↔",), Direction.WORSE: ("↓",)},
    )


def test_a_rule_with_hardly_anything():
    rule = council_rule("X", {"basis": ""})
    assert (rule.basis, rule.edge, rule.comparison, rule.is_forecast) == ("none", "better", "none", False)
    assert (rule.green_cut, rule.dot_same_within, rule.problem) == (None, 0, "")
    assert rule.words[Status.GREEN] == ("Green",)
    assert not rule.has_band(Status.EXCEEDING)


def test_with_some_words_a_band_without_one_is_not_there():
    rule = council_rule("X", {"basis": "percent", "green": "Met", "red": "Not met"})
    assert [rule.has_band(status) for status in (Status.GREEN, Status.AMBER, Status.RED)] == [True, False, True]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"basis": "vibes"}, "basis is “vibes”"),
        ({"basis": "percent", "green_cut": "five"}, "green_cut is “five”"),
        ({"basis": "percent", "amber_cut": "-5"}, "from 0 up"),
        ({"basis": "percent", "amber_cut": "NaN"}, "from 0 up"),
        ({"basis": "percent", "green_cut": "10", "amber_cut": "5"}, "below green_cut"),
        ({"basis": "percent", "boundary": "middle"}, "not one of better, worse"),
        ({"basis": "percent", "last_year_clause": "always"}, "last_year_clause"),
        ({"basis": "percent", "forecast": "maybe"}, "forecast"),
        ({"basis": "percent", "dot_base": "yesterday"}, "dot_base"),
        ({"basis": "percent", "dot_same_within": "a bit"}, "dot_same_within"),
    ],
)
def test_a_mistake_in_a_rule_is_kept_with_it(cells, said):
    assert said in council_rule("X", cells).problem


def test_rules_by_id():
    rules = council_rules([(2, {"rule_id": "A", "basis": "none"}), (3, {"rule_id": " B ", "basis": "floor"})])
    assert [rule.basis for rule in rules.values()] == ["none", "floor"]
    assert set(rules) == {"A", "B"}


@pytest.mark.parametrize(("second", "said"), [("A", "repeats"), ("", "no rule_id")])
def test_rules_that_cannot_be_told_apart_are_refused(second, said):
    with pytest.raises(TableRefused, match=said):
        council_rules([(2, {"rule_id": "A"}), (3, {"rule_id": second})])


def test_words_are_compared_generously():
    assert same_word(" ON-TARGET. ", "on  target")
    assert same_word("“Green”", "green")
    assert not same_word("Green", "Greens")
    assert same_word("↑", " ↑")
    assert same_word("↑", "↑\ufe0f")  # the same arrow, drawn as a picture
    assert same_word("↑\ufe0e", "↑")
