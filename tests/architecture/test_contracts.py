"""The import contracts hold, and notice when they are broken."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ours import FOLDERS

pytestmark = pytest.mark.sweep

ROOT = Path(__file__).resolve().parents[2]
# One sentence that breaks each kind of contract: the file it is written to, and the contract that must notice.
BREACHES = {
    "an app that depends upwards": ("plans/views/plans.py", "import reporting.models", "Apps depend downwards"),
    "an app that knows the project": ("accounts/models/user.py", "import pmmi.settings", "Apps depend downwards"),
    "a query that writes": ("indicators/queries/figures.py", "import indicators.changes", "Within indicators"),
    "a model that knows forms": ("accounts/models/user.py", "import accounts.forms", "Within accounts"),
    "a new kind of file": ("plans/helpers.py", "", "Within plans"),
    "a rule that knows Django": ("indicators/rules/rating.py", "import django", "Rules, workflows, periods"),
    "a workflow that knows Celery": ("reporting/workflow.py", "import celery", "Rules, workflows, periods"),
    "a chart that queries": ("reporting/charts/line.py", "import reporting.models", "Charts, PDF and exports"),
    "a build that knows Celery": ("reporting/builds.py", "import celery", "Only tasks know Celery"),
    "a view that prints": ("reporting/views/reports.py", "import typst", "Only reporting.pdf"),
    "a dashboard that reads the frozen": ("reporting/dashboards/rows.py", "import reporting.snapshots", "Live never"),
    "source that knows the tests": ("scrutiny/models/pack.py", "import tests.factories", "Apps depend downwards"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    wide = {**os.environ, "COLUMNS": "200"}  # a contract's name and its verdict on one line
    return subprocess.run(command, cwd=folder, env=wide, capture_output=True, text=True, check=False)


def test_the_contracts_hold():
    found = lint(ROOT)
    assert found.returncode == 0, found.stdout


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source as it is, to be broken: compiled files, assets and data left behind."""
    folder = tmp_path_factory.mktemp("source")
    ignore = shutil.ignore_patterns("__pycache__", "*.csv", "node_modules", "built")
    for app in (*FOLDERS, "tests"):
        shutil.copytree(ROOT / app, folder / app, ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


@pytest.mark.sweep
@pytest.mark.parametrize("what", BREACHES)
def test_a_breach_is_noticed(copy: Path, what: str):
    name, sentence, contract = BREACHES[what]
    path = copy / name
    before = path.read_text() if path.exists() else None
    path.write_text(f"{before or ''}\n{sentence}\n")
    try:
        found = lint(copy)
    finally:
        path.write_text(before) if before is not None else path.unlink()
    assert found.returncode == 1, found.stdout
    broken = [line for line in found.stdout.splitlines() if line.startswith(contract)]
    assert any(line.endswith("BROKEN") for line in broken), found.stdout
