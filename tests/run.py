"""All tests, as `make test` runs them: the fast suite, the tests on PostgreSQL and Redis, then the browser.

Services or a browser that cannot be reached skip their tests with a reason; with PMMI_REQUIRE_SERVICES=1 that is an
error. Exit status 0 only when every part that ran passed.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests import services

FAST = "not browser and not services and not bench"


def parts() -> list[tuple[str, list[str], dict[str, str]]]:
    """Each part's name, pytest arguments and environment."""
    real = {} if services.refusal() else {"DATABASE_URL": services.DATABASE_URL, "REDIS_URL": services.REDIS_URL}
    browser_file = str(Path(tempfile.mkdtemp()) / "browser.sqlite3")
    return [
        ("fast suite on SQLite", ["-n", "2", "-m", FAST], {}),
        ("PostgreSQL and Redis", ["-m", "services"], real),
        ("browser", ["-m", "browser"], {"PMMI_TEST_SQLITE_FILE": browser_file}),
    ]


def main() -> int:
    results = []
    for name, arguments, environment in parts():
        print(f"\n=== {name}", flush=True)
        started = time.monotonic()
        command = [sys.executable, "-m", "pytest", "-q", *arguments, *sys.argv[1:]]
        code = subprocess.run(command, env={**os.environ, **environment}, check=False).returncode
        results.append((name, code, time.monotonic() - started))
    print("\n=== summary")
    for name, code, seconds in results:
        print(f"{'passed' if code == 0 else 'FAILED'}  {name}  {seconds:.0f} s")
    return 1 if any(code != 0 for _, code, _ in results) else 0


if __name__ == "__main__":
    sys.exit(main())
