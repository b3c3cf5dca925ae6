"""``manage.py check_forecasts``: it measures what it says, and a worse method or a file that cannot be read fails."""

import random
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from indicators.published import forecast_check
from indicators.published.forecast_check import Score, score, series_of
from indicators.rules.forecast import Forecast
from tests.published import XMR_REFERENCE


def printed(tmp_path: Path, series: dict[str, list[object]]) -> str:
    lines = [f"{name},{n},{value}" for name, values in series.items() for n, value in enumerate(values, 1)]
    path = tmp_path / "series.csv"
    path.write_text("\n".join(["series,index,value", *lines]), encoding="utf-8")
    return str(path)


def noise(seed: int, count: int = 30) -> list[object]:
    draw = random.Random(seed)
    return [round(draw.gauss(100, 8), 1) for _ in range(count)]


def test_the_forecasts_of_the_reference_series_are_good_enough(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("check_forecasts", str(XMR_REFERENCE))
    said = capsys.readouterr().out
    assert said.startswith("1 ahead: 162 forecasts of 12 series; error 0.7")
    assert "\n4 ahead: 127 forecasts of 11 series; error 0.9" in said


def test_same_as_last_time_itself_is_not(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(forecast_check, "forecast", lambda values, ahead: Forecast(values[-1], values[-1], values[-1]))
    with pytest.raises(SystemExit) as ended:
        call_command("check_forecasts", printed(tmp_path, {"A": noise(1), "B": noise(2)}))
    assert ended.value.code == 1
    assert "error 1.000 of “same as last time”" in capsys.readouterr().out


@pytest.mark.parametrize(("error", "held"), [(0.93, 0.8), (0.9, 0.69), (0.9, 0.91)])
def test_what_is_not_good_enough(error: float, held: float) -> None:
    assert Score(1, 5, 50, 0.92, 0.9).is_good
    assert Score(1, 5, 50, 0.92, 0.7).is_good
    assert not Score(1, 5, 50, error, held).is_good


def test_each_series_counts_alike_however_far_it_moves() -> None:
    small, large = ([Decimal(str(value)) for value in noise(seed)] for seed in (3, 4))
    alone = [score([values], 1) for values in (small, large)]
    together = score([small, [value * 1000 for value in large]], 1)
    assert together is not None
    assert min(each.error for each in alone if each) <= together.error <= max(each.error for each in alone if each)


def test_series_that_never_move_count_for_their_intervals_alone() -> None:
    still = [Decimal(5)] * 10
    assert score([still], 1) is None
    moving = [Decimal(str(value)) for value in noise(5)]
    both, one = score([moving, still], 1), score([moving], 1)
    assert both is not None
    assert one is not None
    assert (both.error, both.forecasts) == (one.error, one.forecasts + 2)
    assert both.held > one.held


def test_the_order_of_the_lines_does_not_matter() -> None:
    rows = [(n, {"series": "A", "index": str(10 - n), "value": str(n)}) for n in range(9)]
    assert series_of(rows) == ({"A": [Decimal(8 - n) for n in range(9)]}, [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("series,index\nA,1", "the column “value” is missing"),
        ("series,index,value\nA,1,many", "series.csv:2: index and value have to be numbers."),
        ("series,index,value\nA,1,NaN", "series.csv:2: index and value have to be numbers."),
        ("series,index,value\nA,1,5\nA,1,6", "series.csv:3: series A has index 1 twice."),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_place(tmp_path, text, said) -> None:
    path = tmp_path / "series.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match=said):
        call_command("check_forecasts", str(path))


def test_a_file_that_is_not_there_and_series_that_are_too_short_say_so(tmp_path, capsys) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("check_forecasts", str(tmp_path / "none.csv"))
    with pytest.raises(SystemExit):
        call_command("check_forecasts", printed(tmp_path, {"A": [1, 2, 3]}))
    assert "1 ahead: no series is long enough, and moves." in capsys.readouterr().out
