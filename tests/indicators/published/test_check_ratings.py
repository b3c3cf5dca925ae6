"""``manage.py check_ratings``: counts, both answers, reasons, explanations and exit status."""

import csv
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from indicators.published.explanations import COLUMNS as EXPLANATION_COLUMNS
from indicators.published.published_rows import COLUMNS
from tests.published import RATING_RULES, TABLES

ROOT = Path(__file__).parents[3]

RULES = """\
rule_id,basis,green_cut,amber_cut,boundary,last_year_clause,forecast,exceeds,green,amber,red,not_rated,dot_base,\
dot_same_within,better,same,worse,certainty
PCT,percent,0,10,better,,,,Green|On target,Amber,Red,Info only,previous_period,0.5,Up,Steady,Down,stated
YEAR,percent,10,10,better,no_worse,,,Green,Amber,Red,,same_period_last_year,,Better,,Worse,stated
STARS,tolerance,,,better,,,Star,Circle,,Triangle,,,,,,,stated
FLOOR,floor,,,better,,,,Green,Amber,Red,,,,,,,stated
STRICT,points,0,5,worse,,,,Green,Amber,Red,,,,,,,stated
STEPS,thresholds,,,better,,,,Green,Amber,Red,,,,,,,stated
LATER,percent,0,10,better,,yes,,Green,Amber,Red,,,,,,,stated
ODD,percent,0,ten,better,,,,Green,Amber,Red,,,,,,,stated
"""


@pytest.fixture
def rules(tmp_path) -> str:
    path = tmp_path / "rules.csv"
    path.write_text(RULES, encoding="utf-8")
    return str(path)


def table(tmp_path: Path, *rows: dict[str, str], name: str = "a.csv", columns=COLUMNS, encoding="utf-8") -> str:
    path = tmp_path / name
    with path.open("w", newline="", encoding=encoding) as file:
        writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return str(path)


def row(rule_id: str, actual: str, target: str, published_rag: str, **cells: str) -> dict[str, str]:
    plain = {"indicator_ref": "A1", "indicator": "Bins emptied", "period": "2025/26 Q1", "polarity": "high"}
    return {**plain, "rule_id": rule_id, "actual": actual, "target": target, "published_rag": published_rag, **cells}


def run(*arguments: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("check_ratings", *arguments, stdout=out, stderr=err)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def answers(*arguments: str) -> tuple[int, dict]:
    status, out, _ = run(*arguments, "--json")
    return status, json.loads(out)


def counts(of_kind: dict) -> dict[str, int]:
    return {name: count for name, count in of_kind.items() if name != "results"}


def test_one_council_of_each_basis(tmp_path, rules):
    path = table(
        tmp_path,
        row("PCT", "95", "100", "amber"),
        row("PCT", "£1,234", "£1,200", " ON TARGET"),
        row("YEAR", "60", "80", "Amber", prev_year_actual="55"),
        row("YEAR", "60", "80", "Red", prev_year_actual="61"),
        row("STARS", "106", "100", "Star", threshold="5"),
        row("STARS", "96", "100", "circle", threshold="5"),
        row("STARS", "94", "100", "Triangle", threshold="5"),
        row("FLOOR", "12 days", "10 days", "Amber", threshold="15 days", polarity="low"),
        row("STRICT", "95", "100", "Red"),
        row("STEPS", "91%", "100%", "Amber", threshold="90%;95%"),
    )
    status, found = answers(path, "--rules", rules)
    assert status == 0
    assert counts(found["rating"]) == {"agree": 10, "disagree": 0, "unexplained": 0, "not_rateable": 0}
    assert all(result["published"] == result["computed"] for result in found["rating"]["results"])
    assert counts(found["direction"])["not_rateable"] == 10


def test_a_disagreement_gives_both_answers_and_the_reason(tmp_path, rules):
    path = table(tmp_path, row("PCT", "95", "100", "Green"))
    status, found = answers(path, "--rules", rules)
    assert status == 1
    assert set(found) == {"rating", "direction"}
    assert counts(found["rating"]) == {"agree": 0, "disagree": 1, "unexplained": 1, "not_rateable": 0}
    (result,) = found["rating"]["results"]
    assert result == {
        "file": path,
        "line": 2,
        "indicator_ref": "A1",
        "indicator": "Bins emptied",
        "period": "2025/26 Q1",
        "published": "Green",
        "computed": "Amber",
        "reason": result["reason"],
    }
    assert "5 (5%) below the target of 100" in result["reason"]


def test_the_first_of_the_councils_words_stands_for_a_status(tmp_path, rules):
    path = table(tmp_path, row("PCT", "100", "100", "Red"), row("STARS", "100", "100", "Triangle", threshold="1"))
    _, found = answers(path, "--rules", rules)
    assert [result["computed"] for result in found["rating"]["results"]] == ["Green", "Circle"]


def test_a_status_without_a_word_has_our_own(tmp_path):
    rules = tmp_path / "rules.csv"
    rules.write_text(
        "rule_id,basis,green_cut,amber_cut,green,red,dot_base,better,worse\n"
        "X,percent,0,10,Met,Missed,previous_period,Better,Worse\n"
    )
    path = table(tmp_path, row("X", "95", "100", "Met", published_dot="Better", prev_period_actual="95"), name="t.csv")
    _, found = answers(path, "--rules", str(rules))
    assert found["rating"]["results"][0]["computed"] == "amber"
    assert found["direction"]["results"][0]["computed"] == "same"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (row("PCT", "95", "100", ""), "no status is printed"),
        (row("PCT", "95", "100", "info only"), "which is not a rating"),
        (row("PCT", "95", "100", "Purple"), "“Purple” is not among the words of the rule PCT"),
        (row("PCT", "", "100", "Green"), "no actual is printed"),
        (row("PCT", "95", "", "Green"), "no target is printed"),
        (row("PCT", "n/a", "100", "Green"), "which is no figure"),
        (row("PCT", "95", "100", "Green", polarity="none"), "no polarity"),
        (row("LATER", "95", "100", "Green"), "year end"),
        (row("ODD", "95", "100", "Green"), "amber_cut is “ten”"),
        (row("OTHER", "95", "100", "Green"), "“OTHER” is not in the rules file"),
        (row("", "95", "100", "Green"), "no rule is named"),
        (row("STARS", "95", "100", "Circle"), "needs a tolerance"),
    ],
)
def test_what_cannot_be_rated_says_why_and_fails_nothing(tmp_path, rules, cells, said):
    status, found = answers(table(tmp_path, cells), "--rules", rules)
    assert status == 0
    assert counts(found["rating"]) == {"agree": 0, "disagree": 0, "unexplained": 0, "not_rateable": 1}
    (result,) = found["rating"]["results"]
    assert result["computed"] is None
    assert said in result["reason"]


@pytest.mark.parametrize(
    ("dot", "previous", "computed"),
    [
        ("up", "94", "up"),
        ("Steady", "94.5", "Steady"),
        ("Down", "94", "Up"),
        ("Steady", "96", "Down"),
    ],
)
def test_direction(tmp_path, rules, dot, previous, computed):
    path = table(tmp_path, row("PCT", "95", "100", "Amber", published_dot=dot, prev_period_actual=previous))
    status, found = answers(path, "--rules", rules)
    (result,) = found["direction"]["results"]
    assert (result["published"], result["computed"]) == (dot, computed)
    assert status == counts(found["direction"])["unexplained"] == int(dot != computed)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"published_dot": ""}, "no direction is printed"),
        ({"published_dot": "Sideways", "prev_period_actual": "90"}, "“Sideways” is not among the words"),
        ({"published_dot": "Up"}, "no previous figure is printed"),
        ({"published_dot": "Up", "prev_period_actual": "90", "polarity": ""}, "no polarity"),
        ({"published_dot": "Up", "prev_period_actual": "90", "rule_id": "FLOOR"}, "prints no direction"),
    ],
)
def test_no_direction_says_why(tmp_path, rules, cells, said):
    path = table(tmp_path, {**row("PCT", "95", "100", "Amber"), **cells})
    _, found = answers(path, "--rules", rules)
    assert said in found["direction"]["results"][0]["reason"]


def test_files_as_they_come(tmp_path, rules):
    path = Path(
        table(
            tmp_path,
            {**row("PCT", "95", "100", "Amber"), "note": "extra"},
            {},
            row("PCT", "90", "100", "Amber"),
            columns=("rule_id", "actual", "target", "published_rag", "polarity", "note"),
            encoding="utf-8-sig",
        )
    )
    path.write_bytes(path.read_bytes() + b"PCT,95,100,Amber,high,,,too,many\r\n")
    status, found = answers(str(path), "--rules", rules)
    assert status == 0
    assert counts(found["rating"]) == {"agree": 2, "disagree": 0, "unexplained": 0, "not_rateable": 1}
    assert [result["line"] for result in found["rating"]["results"]] == [2, 4, 5]
    assert "9 cells under 6 headings" in found["rating"]["results"][2]["reason"]


def test_text_says_the_same(tmp_path, rules):
    path = table(
        tmp_path,
        row("PCT", "95", "100", "Green"),
        row("PCT", "95", "100", "Amber"),
        row("PCT", "", "100", "Amber"),
        row("PCT", "", "100", "Amber"),
    )
    status, out, _ = run(path, "--rules", rules)
    assert status == 1
    assert "a.csv:2 rating unexplained: A1 Bins emptied 2025/26 Q1: printed Green, computed Amber: 5 (5%)" in out
    assert "a.csv:3 rating agree: " in out
    assert "a.csv:4 rating not_rateable: no actual is printed (lines 4, 5)" in out
    assert "Rating: 1 agree, 1 disagree (1 unexplained), 2 cannot be rated." in out
    assert "Direction: 0 agree, 0 disagree (0 unexplained), 4 cannot be rated." in out


# Explanations

HEADINGS = "file,line,indicator_ref,indicator,period,kind,published,computed,explanation\n"


def explained(tmp_path: Path, text: str) -> str:
    path = tmp_path / "explanations.csv"
    path.write_text(HEADINGS + text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("cells", "fits"),
    [
        ("a.csv,2,,,,rating,,,A slip.", True),
        (",,A1,,2025/26 Q1,rating,,,A slip.", True),
        (",,,Bins emptied,2025/26 q1,Rating,,,A slip.", True),
        ("a.csv,2,A1,Bins emptied,2025/26 Q1,rating,Green,Amber,A slip.", True),
        ("a.csv,3,,,,rating,,,A slip.", False),
        ("b.csv,2,,,,rating,,,A slip.", False),
        ("a.csv,2,,,,direction,,,A slip.", False),
        ("a.csv,2,,,,rating,Red,,A slip.", False),
        ("a.csv,2,,,,rating,,Red,A slip.", False),
        (",,A2,,2025/26 Q1,rating,,,A slip.", False),
        (",,A1,,2025/26 Q2,rating,,,A slip.", False),
    ],
)
def test_only_what_explains_a_disagreement_keeps_it_from_failing(tmp_path, rules, cells, fits):
    path = table(tmp_path, row("PCT", "95", "100", "Green"))
    status, found = answers(path, "--rules", rules, "--explanations", explained(tmp_path, cells))
    assert status == (0 if fits else 1)
    assert counts(found["rating"]) == {"agree": 0, "disagree": 1, "unexplained": 0 if fits else 1, "not_rateable": 0}
    assert found["rating"]["results"][0]["reason"].endswith("Explained: A slip.") is fits


def test_an_explanation_that_fits_no_more_is_said_and_fails_nothing(tmp_path, rules):
    path = table(tmp_path, row("PCT", "95", "100", "Amber"))
    text = "a.csv,2,,,,rating,,,A slip.\nother.csv,2,,,,rating,,,Not asked about.\n"
    status, _, err = run(path, "--rules", rules, "--explanations", explained(tmp_path, text))
    assert status == 0
    assert "explanations.csv:2: fits no disagreement" in err
    assert "csv:3" not in err


@pytest.mark.parametrize(
    "cells",
    [
        "a.csv,,,,,rating,,,A slip.",
        ",2,,,,rating,,,A slip.",
        ",,A1,,,rating,,,A slip.",
        ",,,,2025/26 Q1,rating,,,A slip.",
        "a.csv,2,,,,rating,,,",
        "a.csv,2,,,,colour,,,A slip.",
    ],
)
def test_an_explanation_has_to_say_what_and_why(tmp_path, rules, cells):
    path = table(tmp_path, row("PCT", "95", "100", "Green"))
    with pytest.raises(CommandError, match="does not say enough"):
        run(path, "--rules", rules, "--explanations", explained(tmp_path, cells))


# Files that are something else


def test_a_folder_gives_its_tables_and_names_the_rest(tmp_path, rules):
    table(tmp_path, row("PCT", "95", "100", "Amber"))
    status, out, err = run(str(tmp_path), "--rules", rules)
    assert status == 0
    assert "Rating: 1 agree" in out
    assert "rules.csv: left out, because these columns are missing: actual, target, published_rag." in err


def test_files_that_cannot_be_used(tmp_path, rules):
    path = table(tmp_path, row("PCT", "95", "100", "Amber"))
    twice, nameless, empty = (tmp_path / name for name in ("twice.csv", "nameless.csv", "empty.csv"))
    twice.write_text("rule_id,basis\nA,none\nA,none\n")
    nameless.write_text("rule,basis\nA,none\n")
    empty.write_text("")
    shifted = tmp_path / "shifted.csv"
    shifted.write_text("rule_id,basis,green_cut\nA,percent,1,000\n")
    unclosed, doubled, doubled_rules, doubled_reasons = (
        tmp_path / f"{name}.csv" for name in ("unclosed", "doubled", "doubled_rules", "doubled_reasons")
    )
    unclosed.write_text('rule_id,actual,target,published_rag\nPCT,"95,100,Amber\nPCT,95,100,Red\n')
    doubled.write_text("rule_id,actual,target,published_rag,Target\nPCT,95,100,Amber,90\n")
    doubled_rules.write_text("rule_id,basis,green_cut,green_cut\nA,none,0,5\n")
    doubled_reasons.write_text(",".join((*EXPLANATION_COLUMNS, "line")) + "\n")
    for arguments, said in (
        ((rules, "--rules", rules), "No published table"),
        ((path, "--rules", str(tmp_path / "absent.csv")), "cannot be read"),
        ((path, "--rules", path), "not a file of rules"),
        ((path, "--rules", str(twice)), "repeats the rule A"),
        ((path, "--rules", str(nameless)), "missing: rule_id"),
        ((str(unclosed), "--rules", rules), "unclosed.csv cannot be read: The row that starts on line 2 "),
        ((path, str(doubled), "--rules", rules), "doubled.csv: the column “target” is there 2 times. Keep one."),
        ((path, "--rules", str(doubled_rules)), "doubled_rules.csv: the column “green_cut” is there 2 times."),
        ((path, "--rules", str(shifted)), "shifted.csv: line 2: the row has 4 cells under 3 headings. Correct it."),
        ((path, "--rules", rules, "--explanations", str(doubled_reasons)), "the column “line” is there 2 times."),
        ((str(empty), "--rules", rules), "is empty"),
        ((path, "--rules", rules, "--explanations", rules), "missing from the explanations"),
    ):
        with pytest.raises(CommandError, match=said):
            run(*arguments)


# What was published


def test_every_published_row_is_rated_as_printed_or_explained():
    status, out, err = run(
        *map(str, TABLES),
        "--rules",
        str(RATING_RULES),
        "--explanations",
        str(ROOT / "docs/explanations.csv"),
        "--json",
    )
    found = json.loads(out)
    assert status == 0
    assert "fits no disagreement" not in err
    assert counts(found["rating"]) == {"agree": 76, "disagree": 9, "unexplained": 0, "not_rateable": 94}
    rated = [result for result in found["rating"]["results"] if result["file"].endswith("hart.csv")]
    assert sum(result["published"] == result["computed"] for result in rated) == 74
    assert sum(result["computed"] is not None for result in rated) == 83
