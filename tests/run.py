"""All tests, as `make test` runs them: the fast suite with the sweeps, PostgreSQL and Redis, and those in a browser.

Where PostgreSQL is there, what asks for a database runs on both: the fast suite twice, and of the sweeps that go from
page to page each on the one that is its lot (``tests/conftest.py``). What asks for none (rules, words, dates, charts,
papers, reading of files: four tests in ten) runs once, and so do whole councils on each.

The browser's tests and those of the services wait a good deal, so they run beside each other; the fast suite has both
cores to itself before them. Services or a browser that cannot be reached skip their tests with a reason; with
PMMI_REQUIRE_SERVICES=1 that is an error. Exit status 0 only when every part passed.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests import services

FAST = "not browser and not services and not bench and not nu and not faults and not drill"
AGREEMENT = "tests/agreement/test_agreement.py"
STORY = "tests/browser"


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the tests. ``waits``: beside the others of that sort, printed once it is done."""

    name: str
    arguments: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    part: Part
    code: int
    seconds: float
    printed: str


def parts() -> list[Part]:
    """Every test is in one of them."""
    real = {} if services.refusal() else {"DATABASE_URL": services.DATABASE_URL, "REDIS_URL": services.REDIS_URL}
    # Whole councils are read on PostgreSQL too.
    on_postgres = ["-m", "services or agreement" if real else "services", *files_with("services"), AGREEMENT]
    pages = [name for name in files_with("browser") if not name.startswith(STORY)]
    both = ["-n", "2", "--dist", "loadscope"]
    again = Part(
        "fast suite and sweeps on PostgreSQL",
        [*both, "--with-database-only", "--by-lot", "-m", f"{FAST} and not agreement"],
        real,
    )
    return [
        Part("fast suite, sweeps and whole councils on SQLite", [*both, *(["--by-lot"] if real else []), "-m", FAST]),
        *([again] if real else []),
        Part("the story in a browser", ["-m", "browser", STORY], waits=True),
        Part("PostgreSQL and Redis", on_postgres, real, waits=True),
        Part("pages in the Nu checker", ["-m", "nu", *files_with("nu")], waits=True),
        Part("pages in a browser", ["-m", "browser", *pages], waits=True),
    ]


def files_with(mark: str) -> list[str]:
    """The test files that hold a test with that mark: collecting all of them takes nine seconds."""
    return sorted(str(path) for path in Path("tests").rglob("test_*.py") if f"pytest.mark.{mark}" in path.read_text())


def run(part: Part) -> Result:
    """The part's tests in a process of its own. What Python compiles is kept, whatever the environment says: some
    fifty processes are started, and each would compile everything anew.
    """
    started = time.monotonic()
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", "pytest", "-q", *part.arguments, *sys.argv[1:]]
    done = subprocess.run(
        command,
        env={**environment, **part.environment},
        check=False,
        stdout=subprocess.PIPE if part.waits else None,
        stderr=subprocess.STDOUT if part.waits else None,
        text=True,
    )
    return Result(part, done.returncode, time.monotonic() - started, done.stdout or "")


def main() -> int:
    results = []
    for part in parts():
        if not part.waits:
            print(f"\n=== {part.name}", flush=True)
            results.append(run(part))
    waiting = [part for part in parts() if part.waits]
    # One for each core: the story takes as long as all the others after each other.
    with ThreadPoolExecutor(max_workers=2) as beside:
        for result in beside.map(run, waiting):
            print(f"\n=== {result.part.name}\n{result.printed}", flush=True)
            results.append(result)
    print("\n=== summary")
    for result in results:
        print(f"{'passed' if result.code == 0 else 'FAILED'}  {result.part.name}  {result.seconds:.0f} s")
    return 1 if any(result.code != 0 for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
