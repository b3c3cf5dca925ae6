"""What the source does not do, and how large its parts may grow (architecture.md, budgets)."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.sweep import routes
from tests.ours import FOLDERS

pytestmark = pytest.mark.sweep

ROOT = Path(__file__).resolve().parents[2]
FILE, FUNCTION, VIEW, TEMPLATE = 400, 40, 15, 120
PARAMETERS = 7
# Reviewed: over by a little, and no clearer in two. Whoever shortens one takes it out of the list.
LARGER_FILES: dict[str, int] = {}
LARGER_FUNCTIONS = {
    "indicators/imports/workbook/parts.py:_shared_texts": 41,
    "pmmi/demo/measures.py:_mole_valley_spec": 43,
}
LARGER_VIEWS = {
    "indicators/views/targets.py:target_edit": 20,
    "reporting/views/council.py:council": 20,
}
FORBIDDEN = {
    "marks text as safe": r"\bmark_safe\b|\bSafeString\(|\bSafeText\b|__html__",
    "escapes nothing": r"autoescape",
    "takes forms without their token": r"csrf_exempt",
    "writes SQL": r"\.raw\(|\.extra\(|RawSQL|cursor\(\)|(?<!def )\brows_of\(",
    "runs a shell": r"shell=True|os\.system|os\.popen",
    "evaluates text": r"(?<![\w.])(eval|exec)\(|pickle|yaml\.load\(",
    "reads the clock where it should be passed in": r"timezone\.now\(|localdate\(\)|datetime\.now\(|date\.today\(",
    "leaves work undone": r"TODO|FIXME|XXX",
    # One way to write a day: foundation/dates.py, and the formats that Django's templates use.
    "writes a date in its own way": r"%B %Y|%d %B|strftime\(",
    "finds the latest quarter in its own way": r"QUARTER\)\.previous\(\)",
    "asks whether something is late in its own way": r"[<>]=? \w+\.grace_ends_at|grace_ends_at__[lg]t\b",
}
# Reviewed: the file, and how often. Values are always parameters; what is formatted in are our own words.
ALLOWED: dict[str, dict[str, int]] = {
    "writes SQL": {
        "benchmarks/changes/kept.py": 1,
        "benchmarks/queries/standing.py": 3,
        "foundation/bulk.py": 2,
        "foundation/aside.py": 3,
        "accounts/actors.py": 1,
        "accounts/models/organisation.py": 3,
        "accounts/audit.py": 1,
        "accounts/audit_protection.py": 5,
        "accounts/changes/erasure.py": 1,
        "accounts/management/commands/grant_application_role.py": 2,
        "pmmi/backup/restoring.py": 3,
        "pmmi/running/preparing.py": 2,
        "edr/queries/counts.py": 1,
        "foundation/snapshot_cache.py": 1,
        "foundation/statements.py": 2,
        "indicators/judging/council_statuses.py": 2,
        "indicators/judging/plain_rows.py": 1,
        "indicators/judging/rules_in_force.py": 1,
        "reporting/queries/figure_notes.py": 1,
        "reporting/queries/figure_cautions.py": 1,
        "reporting/queries/filter_choices.py": 1,
        "reporting/queries/released.py": 1,
        "reporting/queries/measures_of_objectives.py": 2,
        "risks/queries/plain_facts.py": 1,
        "search/index.py": 3,
        "search/queries/holding.py": 3,
        "search/queries/matching.py": 1,
    },
    "writes a date in its own way": {
        "foundation/dates.py": 1,
        "foundation/forms.py": 1,
        "pmmi/formats/en_GB/formats.py": 2,
    },
    "finds the latest quarter in its own way": {"indicators/queries/quarters.py": 1},
    "asks whether something is late in its own way": {"indicators/queries/deadlines.py": 2},
    # Written as the key of what is kept, never read back.
    "evaluates text": {"foundation/templatetags/components.py": 2},
    # The edges: a request, a command, a task, and the sign-in library, which calls without a request.
    "reads the clock where it should be passed in": {
        "accounts/adapter.py": 1,
        "accounts/management/commands/erase_words.py": 1,
        "accounts/management/commands/first_administrator.py": 1,
        "accounts/middleware/actor.py": 1,
        "accounts/signals.py": 1,
        "foundation/outbox.py": 1,
        "benchmarks/management/commands/load_framework.py": 1,
        "indicators/management/commands/import_file.py": 1,
        "indicators/management/commands/import_performance.py": 1,
        "pmmi/management/commands/demo.py": 1,
        "pmmi/celery.py": 2,
        "pmmi/management/commands/backup.py": 1,
        "pmmi/management/commands/check_installation.py": 1,
        "pmmi/tasks.py": 4,
        "pmmi/wsgi.py": 1,
        "reporting/tasks.py": 3,
    },
}


# What used to be decided in several places, mostly alike, so that no page told: each has one function. A second of the
# same name is how the second place begins. (What told differently is put back in tests/agreement/faults.py.)
DECIDED_ONCE = {
    "status_shown": "indicators/rules/status.py",
    "is_judged": "indicators/rules/status.py",
    "is_due": "indicators/rules/collection.py",
    "collected": "indicators/judging/collection.py",
    "data_period": "indicators/judging/spans.py",
    "latest_quarter": "indicators/queries/quarters.py",
    "last_over": "indicators/queries/quarters.py",
    "due_periods": "indicators/queries/returns.py",
    "state_of": "indicators/queries/returns.py",
    "deadlines_of": "indicators/queries/deadlines.py",
    "due_words": "indicators/queries/deadlines.py",
    "approval_due": "indicators/queries/deadlines.py",
    "milestone_row": "plans/queries/milestones.py",
    "units_beneath": "reporting/queries/subjects.py",
    "rule_words": "indicators/rules/rule.py",
    "figure_marks": "indicators/judging/measure_row.py",
    "printed_pair": "indicators/judging/measure_row.py",
    "share_words": "reporting/standing/tally.py",
    "excerpt": "foundation/words.py",
    "day_words": "foundation/dates.py",
}


def source() -> list[Path]:
    return [path for app in FOLDERS for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_source_never(what: str):
    found = {name_of(path): len(re.findall(FORBIDDEN[what], code(path))) for path in source()}
    assert {name: number for name, number in found.items() if number} == ALLOWED.get(what, {})


def test_what_is_decided_once_is_defined_once():
    found: dict[str, list[str]] = {name: [] for name in DECIDED_ONCE}
    for path in source():
        for name in re.findall(r"^ *def (\w+)\(", code(path), re.MULTILINE):
            if name in found:
                found[name].append(name_of(path))
    assert found == {name: [place] for name, place in DECIDED_ONCE.items()}


@cache
def functions_of(path: Path) -> list[ast.FunctionDef]:
    """To be read, not changed."""
    return [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]


@cache
def code(path: Path) -> str:
    """The file without its comments and docstrings."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body[0] = ast.Pass()
    return ast.unparse(tree)


def test_no_file_outgrows_its_budget():
    budgets = dict.fromkeys(source(), FILE) | dict.fromkeys((ROOT / "templates").rglob("*.html"), TEMPLATE)
    lengths = {path: path.read_text().count("\n") for path in budgets}
    hold({name_of(path): length for path, length in lengths.items() if length > budgets[path]}, LARGER_FILES)


def test_no_function_outgrows_its_budget():
    hold({name: length for name, length, is_view in functions() if not is_view and length > FUNCTION}, LARGER_FUNCTIONS)


def test_no_function_takes_more_than_seven_parameters():
    """What belongs together is one value; a form's ``__init__`` takes what Django's does."""
    many = []
    for path in source():
        for node in functions_of(path):
            given = node.args
            names = [each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
            if node.name != "__init__" and len([name for name in names if name not in ("self", "cls")]) > PARAMETERS:
                many.append(f"{name_of(path)}:{node.name}")
    assert many == []


def test_no_view_outgrows_its_budget():
    hold({name: length for name, length, is_view in functions() if is_view and length > VIEW}, LARGER_VIEWS)


def hold(over: dict[str, int], reviewed: dict[str, int]) -> None:
    """Nothing is over its budget but what was reviewed, and that by no more; and the list names nothing else."""
    assert {name: length for name, length in over.items() if length > reviewed.get(name, 0)} == {}
    assert [name for name in reviewed if name not in over] == [], "no longer over its budget: take it out of the list"


def functions() -> Iterator[tuple[str, int, bool]]:
    """Each function, the lines of its body without the docstring, and whether it is a view."""
    views = {(route.callback.__module__, route.callback.__name__) for route in routes().values()}
    for path in source():
        module = name_of(path).removesuffix(".py").replace("/", ".")
        for node in functions_of(path):
            body = node.body[1:] if ast.get_docstring(node) is not None and len(node.body) > 1 else node.body
            lines = (node.end_lineno or 0) - body[0].lineno + 1
            yield f"{name_of(path)}:{node.name}", lines, (module, node.name) in views


def test_nothing_is_kept_that_is_made():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    kept = re.compile(r"\.(sqlite3?|pyc|pdf|xlsx|log|map)$|node_modules|^static/built|^var/|^\.venv")
    assert [name for name in tracked if kept.search(name)] == []
