"""bandit, and semgrep with our own rules (``rules.yml``), on the code and the templates.

``make scan-code``, and part of ``make check``. Fails where they do not find what is planted in ``weak_code``, find in
the product what ``reviewed.py`` does not name, or no longer find what it names.
"""

import json
import os
import re
import subprocess
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.ours import FOLDERS
from tests.scanners.reviewed import IN_CODE

ROOT = Path(__file__).resolve().parents[2]
CODE = (*FOLDERS, "static/build.py", "manage.py")
WEAK = "tests/scanners/weak_code"
RULES = ROOT / "tests/scanners/rules.yml"
Found = tuple[str, str, int]  # rule, file, line


def main(scanners: Path) -> int:
    with ThreadPoolExecutor() as both:
        found = set().union(*both.map(lambda scanner: scanner(scanners), (semgrep, bandit)))
    if missed := sorted(planted() - found):
        print(f"not found in the weak code: {missed}")
        return 1
    if unproved := set(re.findall(r"- id: (\S+)", RULES.read_text())) - {rule for rule, _, _ in planted()}:
        print(f"no line of the weak code breaks {', '.join(unproved)}")
        return 1
    numbers = Counter((rule, file) for rule, file, _ in found if not file.startswith(WEAK))
    named = {(rule, file): number for rows in IN_CODE.values() for rule, file, number in rows}
    for rule, file in sorted(numbers.keys() | named):
        there, expected = numbers[rule, file], named.get((rule, file), 0)
        if there != expected:
            lines = sorted(line for each, name, line in found if (each, name) == (rule, file))
            print(f"{rule} in {file}: found {there} (lines {lines}), reviewed {expected} (tests/scanners/reviewed.py)")
    print(f"{len(planted())} planted findings, {sum(named.values())} reviewed")
    return 0 if dict(numbers) == named else 1


def planted() -> set[Found]:
    """What the comments of the weak code say that its lines are found for."""
    rows = set()
    for path in sorted((ROOT / WEAK).iterdir()):
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            _, mark, rules = line.partition("# ")
            rows |= {(rule, f"{WEAK}/{path.name}", number) for rule in re.findall(r"[\w-]+", rules) if mark}
    return rows


def semgrep(scanners: Path) -> set[Found]:
    weak = [f"{WEAK}/{path.name}" for path in (ROOT / WEAK).iterdir()]  # by name: it leaves folders of tests out
    options = ["--config", str(RULES), "--metrics", "off", "--disable-version-check", "--disable-nosem"]
    report = _report([str(scanners / "semgrep"), "scan", *options, "--quiet", "--json", *CODE, "templates", *weak])
    return {(each["check_id"].rpartition(".")[2], each["path"], each["start"]["line"]) for each in report["results"]}


def bandit(scanners: Path) -> set[Found]:
    report = _report([str(scanners / "bandit"), "-q", "--exit-zero", "--ignore-nosec", "-f", "json", "-r", *CODE, WEAK])
    return {(each["test_id"], str(Path(each["filename"])), each["line_number"]) for each in report["results"]}


def _report(command: list[str]) -> dict[str, Any]:
    """What the scanner says as JSON; it keeps nothing in the home of the person who runs it."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "HOME": home}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr}{done.stdout}")
    return json.loads(done.stdout)
