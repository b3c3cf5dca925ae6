"""``manage.py check_xmr``: every altered cell is noticed, and nothing else."""

import csv
import io
import json
from itertools import groupby
from pathlib import Path

import pytest
from django.core.management import call_command

from indicators.published.xmr_check import COLUMNS, check_rows
from indicators.rules.spc import xmr
from tests.published import XMR_REFERENCE

SERIES = {
    "A": ("increase", "52", [50.1, 49.2, 51.3, 50.4, 52.5, 48.6, 50.7, 51.8, 49.9, 62.1]),
    "B": ("decrease", "1.5", [10, 11, 12, 13, 14, 15, 16, 17, 9, 10, 11, 10]),
    "C": ("neutral", "300", [361.1] * 9),
}


def rows_of(name: str) -> list[dict[str, str]]:
    direction, target, values = SERIES[name]
    found = xmr(values, direction, float(target))

    def printed(number: float | None) -> str:
        return "" if number is None else f"{number:.15g}"

    return [
        {
            "series": name,
            "kind": "made",
            "n_points": str(len(values)),
            "improvement_direction": direction,
            "index": str(index),
            "value": str(point.value),
            "target": target,
            "mean": printed(found.mean),
            "lpl": printed(found.lower),
            "upl": printed(found.upper),
            "special_cause": point.special_cause,
            "point_type": point.signal.value,
            "assurance": found.assurance.value if found.assurance else "",
        }
        for index, point in enumerate(found.points, 1)
    ]


@pytest.fixture
def rows() -> list[dict[str, str]]:
    return [row for name in SERIES for row in rows_of(name)]


def write(path: Path, rows: list[dict[str, str]], columns=COLUMNS) -> str:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return str(path)


def run(*arguments: str) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("check_xmr", *arguments, stdout=out)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_an_unaltered_file_agrees(tmp_path, rows):
    assert run(write(tmp_path / "a.csv", rows)) == (0, "31 rows compared, 0 with a difference.\n")


def test_rows_in_another_order_and_further_columns_are_no_difference(tmp_path, rows):
    noted = [{**row, "note": "x"} for row in reversed(rows)]
    assert run(write(tmp_path / "a.csv", noted, (*COLUMNS, "note")))[0] == 0


ALTERED = {
    "series": "A2",
    "kind": "other",
    "n_points": "11",
    "improvement_direction": "increase?",
    "index": "4",
    "value": "50.15",
    "target": "52.01",
    "mean": "51.6600001",
    "lpl": "44.1",
    "upl": "58.99",
    "special_cause": "2 in 3 Above CL",
    "point_type": "special_cause_concern",
    "assurance": "consistent_pass",
}


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("place", [0, 2, 9])
def test_any_one_altered_cell_is_noticed(tmp_path, rows, column, place):
    assert rows[place][column] != ALTERED[column]
    rows[place] = {**rows[place], column: ALTERED[column]}
    status, text = run(write(tmp_path / "a.csv", rows))
    assert status == 1
    assert f"a.csv:{place + 2} " in text


@pytest.mark.parametrize("column", [column for column in COLUMNS if column not in ("kind", "assurance", "mean")])
@pytest.mark.parametrize("text", ["", "NaN", "x", "1e999", "inf"])
def test_any_unreadable_cell_is_noticed(tmp_path, rows, column, text):
    rows[3] = {**rows[3], column: text}
    status, output = run(write(tmp_path / "a.csv", rows))
    assert status == 1
    assert "a.csv:5 " in output


def test_a_slip_in_the_last_digit_of_one_value_of_a_long_series_is_noticed():
    values = [300 + (place * 37 % 100) / 10 for place in range(60)]
    SERIES["long"] = ("increase", "305", values)
    try:
        rows = rows_of("long")
    finally:
        del SERIES["long"]
    assert check_rows("a.csv", list(enumerate(rows, 2))) == []
    rows[30]["value"] = str(values[30] + 0.001)
    assert check_rows("a.csv", list(enumerate(rows, 2)))


@pytest.mark.parametrize("printed", ["0", "0.000000000000000", "1.38777878078145e-19"])
def test_a_mean_in_which_the_values_cancel_out_may_be_printed_as_nought(printed):
    SERIES["nought"] = ("neutral", "1", [0.1, 0.2, -0.3, 0.3, -0.2, -0.1, 0.7, -0.4, -0.2, -0.1])
    try:
        rows = [{**row, "mean": printed} for row in rows_of("nought")]
    finally:
        del SERIES["nought"]
    assert check_rows("a.csv", list(enumerate(rows, 2))) == []
    rows = [{**row, "mean": "0.00000000001"} for row in rows]
    assert len(check_rows("a.csv", list(enumerate(rows, 2)))) == len(rows)


@pytest.mark.parametrize("printed", ["51.66", "51.660", "51.66000"])
def test_fewer_digits_are_agreed_to_as_far_as_they_go(rows, printed):
    assert rows[0]["mean"] == "51.66"
    same = [{**row, "mean": printed} if row["series"] == "A" else row for row in rows]
    assert check_rows("a.csv", list(enumerate(same, 2))) == []


def test_a_whole_series_with_something_unreadable_says_what(tmp_path, rows):
    for column, text, said in (
        ("improvement_direction", "upwards", "increase, decrease, neutral"),
        ("target", "half", "not a number"),
        ("n_points", "20", "10 rows"),
    ):
        altered = [{**row, column: text} if row["series"] == "A" else row for row in rows]
        status, output = run(write(tmp_path / "a.csv", altered))
        assert (status, output.count("\n")) == (1, 2)
        assert said in output


def test_without_a_target_there_is_no_assurance(rows):
    for written in ("", "NA"):
        bare = [{**row, "target": written, "assurance": written} for row in rows]
        assert check_rows("a.csv", list(enumerate(bare, 2))) == []


@pytest.mark.parametrize("column", COLUMNS)
def test_a_missing_column_is_noticed(tmp_path, rows, column):
    status, text = run(write(tmp_path / "a.csv", rows, [each for each in COLUMNS if each != column]))
    assert status == 1
    assert f"“{column}” is missing" in text


def test_files_that_cannot_be_compared(tmp_path, rows):
    empty, bare, twice, wide = (tmp_path / name for name in ("empty.csv", "bare.csv", "twice.csv", "wide.csv"))
    empty.write_bytes(b"")
    write(bare, [])
    twice.write_text(",".join((*COLUMNS, "mean")) + "\n")
    wide.write_text(Path(write(wide, rows)).read_text().replace("inconsistent", "inconsistent,more", 1))
    good = write(tmp_path / "good.csv", rows)
    for path, said in (
        (empty, "empty"),
        (bare, "no rows"),
        (twice, "2 times"),
        (wide, "14 cells under 13 headings"),
        (tmp_path / "absent.csv", "cannot be read"),
    ):
        status, text = run(good, str(path))
        assert status == 1
        assert said in text
        assert str(path) in text


def test_json(tmp_path, rows):
    rows[9]["point_type"] = "common_cause"
    path = write(tmp_path / "a.csv", rows)
    status, text = run(path, "--json")
    assert status == 1
    answer = json.loads(text)
    assert (answer["rows"], answer["disagree"]) == (31, 1)
    assert answer["differences"] == [
        {
            "file": path,
            "line": 11,
            "series": "A",
            "index": "10",
            "column": "point_type",
            "printed": "common_cause",
            "computed": "special_cause_improvement",
        }
    ]


def test_the_reference_results(tmp_path):
    assert run(str(XMR_REFERENCE)) == (0, "290 rows compared, 0 with a difference.\n")
    with XMR_REFERENCE.open(newline="", encoding="utf-8") as file:
        rows = list(enumerate(csv.DictReader(file), 2))
    for _, group in groupby(rows, key=lambda row: row[1]["series"]):
        series = list(group)
        line, row = series[len(series) // 2]
        altered = [
            (at, {**each, "value": str(float(row["value"]) + 0.01)} if at == line else each) for at, each in series
        ]
        assert check_rows("a.csv", altered)
