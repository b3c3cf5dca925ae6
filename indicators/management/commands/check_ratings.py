"""``manage.py check_ratings FILE… --rules RULES``: compare the engine with printed statuses. Reads no database."""

import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from indicators.imports.council_rules import REQUIRED_OF_RULES, CouncilRule, TableRefused, council_rules
from indicators.published.explanations import KINDS, Explanation, explanations
from indicators.published.plain_csv import PlainTable, TableError, read_table
from indicators.published.published_rows import COLUMNS, REQUIRED, missing_headings, published_row, repeated_headings
from indicators.published.ratings_check import Outcome, Result, check_row, explain

PRINTED = ("file", "line", "indicator_ref", "indicator", "period", "published", "computed", "reason")


class Command(BaseCommand):
    help = (
        "Rates every row of councils' published tables by the council's own rule and compares the answer with what "
        "the council printed. Exit status 1 if a disagreement is not explained."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="a published table in CSV, or a folder of them")
        parser.add_argument("--rules", required=True, help="the councils' rules in CSV")
        parser.add_argument("--explanations", help="why single rows disagree, in CSV")
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")

    def handle(self, *, files: list[str], rules: str, explanations: str | None, json: bool, **_options: object) -> None:
        known = _rules(rules)
        explained = _explanations(explanations) if explanations else []
        tables = self._tables(files)
        results = [
            result
            for name, table in tables.items()
            for line, cells in table.rows
            for result in check_row(name, published_row(line, cells), known, table.problems.get(line, ""))
        ]
        results, unused = explain(results, explained)
        self.stdout.write(_as_json(results) if json else _as_text(results))
        for stale in unused:
            if any(stale.is_about(Path(name).name) for name in tables):
                self.stderr.write(f"{explanations}:{stale.at}: fits no disagreement any more, so it can go.")
        if any(result.outcome is Outcome.UNEXPLAINED for result in results):
            raise SystemExit(1)

    def _tables(self, files: Sequence[str]) -> dict[str, PlainTable]:
        """Tables by file name. A table of another kind is left out with a message; it is an error if none is left."""
        tables = {}
        for name in _listed(files):
            table = _table(name)
            missing = missing_headings(table.headings)
            if missing:
                self.stderr.write(f"{name}: left out, because these columns are missing: {', '.join(missing)}.")
            else:
                _refuse_repeated(name, table, COLUMNS)
                tables[name] = table
        if not tables:
            raise CommandError(f"No published table was given. It needs at least the columns {', '.join(REQUIRED)}.")
        return tables


def _listed(names: Sequence[str]) -> list[str]:
    """The named files; a folder stands for its CSV files."""
    listed = []
    for name in names:
        path = Path(name)
        listed += sorted(str(each) for each in path.glob("*.csv")) if path.is_dir() else [name]
    return listed


def _table(name: str) -> PlainTable:
    try:
        return read_table(Path(name).read_bytes())
    except (OSError, TableError) as error:
        raise CommandError(f"{name} cannot be read: {error}") from error


def _refuse_repeated(name: str, table: PlainTable, columns: Iterable[str]) -> None:
    """It is never guessed which of two columns with one heading is meant."""
    if repeated := repeated_headings(table.headings, columns):
        raise CommandError(f"{name}: {'; '.join(repeated)}. Keep one.")


def _table_of_ours(name: str) -> PlainTable:
    """A file of rules or explanations, in which no row may have a problem."""
    table = _table(name)
    _refuse_repeated(name, table, table.headings)
    for line, problem in table.problems.items():
        raise CommandError(f"{name}: line {line}: {problem}. Correct it.")
    return table


def _rules(name: str) -> dict[str, CouncilRule]:
    table = _table_of_ours(name)
    missing = missing_headings(table.headings, REQUIRED_OF_RULES)
    if missing:
        raise CommandError(f"{name} is not a file of rules: these columns are missing: {', '.join(missing)}.")
    try:
        return council_rules(table.rows)
    except TableRefused as error:
        raise CommandError(f"{name}: {error}") from error


def _explanations(name: str) -> list[Explanation]:
    table = _table_of_ours(name)
    try:
        return explanations(table.rows, table.headings)
    except TableRefused as error:
        raise CommandError(f"{name}: {error}") from error


def _counts(results: Sequence[Result]) -> dict[str, int]:
    found = Counter(result.outcome for result in results)
    return {
        "agree": found[Outcome.AGREE],
        "disagree": found[Outcome.EXPLAINED] + found[Outcome.UNEXPLAINED],
        "unexplained": found[Outcome.UNEXPLAINED],
        "not_rateable": found[Outcome.NOT_RATEABLE],
    }


def _as_json(results: Sequence[Result]) -> str:
    answer = {}
    for kind in KINDS:
        of_kind = [result for result in results if result.kind == kind]
        rows = [{column: getattr(result, column) for column in PRINTED} for result in of_kind]
        answer[kind] = {**_counts(of_kind), "results": rows}
    return json.dumps(answer, ensure_ascii=False, indent=2)


def _as_text(results: Sequence[Result]) -> str:
    lines = []
    for kind in KINDS:
        of_kind = [result for result in results if result.kind == kind]
        lines += [_line(result) for result in of_kind if result.outcome is not Outcome.NOT_RATEABLE]
        lines += _not_rateable(of_kind)
        counts = _counts(of_kind)
        lines.append(
            f"{kind.capitalize()}: {counts['agree']} agree, {counts['disagree']} disagree "
            f"({counts['unexplained']} unexplained), {counts['not_rateable']} cannot be rated."
        )
    return "\n".join(lines)


def _line(result: Result) -> str:
    name = " ".join(filter(None, (result.indicator_ref, result.indicator, result.period)))
    place = f"{result.file}:{result.line} {result.kind} {result.outcome}"
    return f"{place}: {name}: printed {result.published}, computed {result.computed}: {result.reason}"


def _not_rateable(results: Sequence[Result]) -> list[str]:
    """The rows that cannot be rated, grouped by the reason."""
    places: dict[tuple[str, str], list[int]] = {}
    for result in results:
        if result.outcome is Outcome.NOT_RATEABLE:
            places.setdefault((result.file, result.reason), []).append(result.line)
    return [
        f"{file}:{lines[0]} {results[0].kind} not_rateable: {reason}"
        + (f" (lines {', '.join(map(str, lines))})" if len(lines) > 1 else "")
        for (file, reason), lines in places.items()
    ]
