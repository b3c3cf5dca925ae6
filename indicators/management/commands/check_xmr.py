"""``manage.py check_xmr FILE…``: compare our process limits and signals with printed ones. Reads no database."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand

from indicators.published.plain_csv import TableError, read_table
from indicators.published.xmr_check import Difference, check_rows, file_difference, heading_problems


class Command(BaseCommand):
    help = (
        "Compares the process limits, signals and assurance printed in CSV files with ours, row by row. "
        "Exit status 1 on any difference."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="a CSV file with a row for each point of a series")
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")

    def handle(self, *, files: list[str], json: bool, **_options: object) -> None:
        count, differences = 0, []
        for name in files:
            rows, found = _check(name)
            count += rows
            differences += found
        self.stdout.write(_as_json(count, differences) if json else _as_text(count, differences))
        if differences:
            raise SystemExit(1)


def _check(name: str) -> tuple[int, list[Difference]]:
    """How many rows of a file were compared, and all differences in it."""
    try:
        table = read_table(Path(name).read_bytes())
    except (OSError, TableError) as error:
        return 0, [file_difference(name, 1, f"the file cannot be read: {error}")]
    wrong = [file_difference(name, 1, problem) for problem in heading_problems(table.headings)]
    wrong += [file_difference(name, line, problem) for line, problem in table.problems.items()]
    if not wrong and not table.rows:
        wrong = [file_difference(name, 1, "the file has no rows")]
    return (0, wrong) if wrong else (len(table.rows), check_rows(name, table.rows))


def _as_text(count: int, differences: list[Difference]) -> str:
    lines = [str(each) for each in differences]
    differing = len({(each.file, each.line) for each in differences})
    return "\n".join([*lines, f"{count} rows compared, {differing} with a difference."])


def _as_json(count: int, differences: list[Difference]) -> str:
    differing = len({(each.file, each.line) for each in differences})
    answer = {"rows": count, "disagree": differing, "differences": [asdict(each) for each in differences]}
    return json.dumps(answer, ensure_ascii=False, indent=2)
