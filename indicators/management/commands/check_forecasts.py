"""``manage.py check_forecasts FILE…``: how good our forecasts are on printed series. Reads no database."""

from argparse import ArgumentParser
from decimal import Decimal
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from indicators.published.forecast_check import MOST_ERROR, heading_problems, score, series_of
from indicators.published.plain_csv import TableError, read_table


class Command(BaseCommand):
    help = (
        "Forecasts each figure of series in CSV files (columns series, index, value) from those before it, one and "
        "four periods ahead, and says how far off that is against “same as last time” and how much lay within the "
        "interval. Exit status 1 where it is not good enough."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="a CSV file with a row for each point of a series")

    def handle(self, *, files: list[str], **_options: object) -> None:
        series = [values for name in files for values in _series(name)]
        scores = [score(series, ahead) for ahead in MOST_ERROR]
        for ahead, each in zip(MOST_ERROR, scores, strict=True):
            self.stdout.write(str(each) if each else f"{ahead} ahead: no series is long enough, and moves.")
        if not all(each and each.is_good for each in scores):
            raise SystemExit(1)


def _series(name: str) -> list[list[Decimal]]:
    try:
        table = read_table(Path(name).read_bytes())
    except (OSError, TableError) as error:
        raise CommandError(f"{name} cannot be read: {error}") from error
    if wrong := heading_problems(table.headings):
        raise CommandError(f"{name}: {'; '.join(wrong)}.")
    found, problems = series_of(table.rows)
    if problems := [*table.problems.items(), *problems]:
        line, problem = problems[0]
        raise CommandError(f"{name}:{line}: {problem}.")
    return list(found.values())
