"""Dashboards of this checkout and of another in turn: ``python -m tests.bench.compare ../other``.

Each is measured against its own floor D, on a database of its own, as it was made by its own bench. Both need their
assets built and the environment of this one.
"""

import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from itertools import product
from pathlib import Path

from tests.bench.conftest import PORT, fresh_database
from tests.bench.server import Browser, p50, web_worker

ROUNDS, WARM_UP = 40, 5
FLOOR = "floor D"
PAGES = (FLOOR, "service dashboard", "council dashboard", "entry grid")
AFTER = ", first after a write"


def main(other: str) -> None:
    os.environ["BENCH_CLOCK"] = "real"
    found: dict[tuple[str, str], list[float]] = {}
    with ExitStack() as running:
        sides = {}
        for n, (name, checkout) in enumerate({"other": other, "this": "."}.items()):
            sides[name] = _started(running, name, Path(checkout).resolve(), PORT + n)
        for written in (False, True):
            for turn in range(ROUNDS + WARM_UP):
                for page, name in product(PAGES, sides):
                    browser, paths = sides[name]
                    if written:
                        browser.page("/floor/write/")
                    elapsed = browser.page(paths[page])
                    if turn >= WARM_UP:
                        found.setdefault((name, f"{page}{AFTER * written}"), []).append(elapsed)
    print(f"{'floors D at the median':36}  other   this  this/other")
    for page in dict.fromkeys(page for _, page in found):
        other_floors, floors = (p50(found[name, page]) / p50(found[name, FLOOR]) for name in ("other", "this"))
        print(f"{page:36}  {other_floors:5.2f}  {floors:5.2f}  {floors / other_floors:10.2f}")


def _started(running: ExitStack, name: str, checkout: Path, port: int) -> tuple[Browser, dict[str, str]]:
    """A council made by the checkout and its web worker: a browser, and the address of each page."""
    url, var_dir = fresh_database(f"pmmi_bench_{name}"), running.enter_context(tempfile.TemporaryDirectory())
    (Path(var_dir) / "static").mkdir()
    environment = {**os.environ, "DATABASE_URL": url, "PMMI_VAR_DIR": var_dir}
    line = [sys.executable, "-m", "tests.bench.prepare"]
    said = subprocess.run(line, env=environment, cwd=checkout, check=True, stdout=subprocess.PIPE, text=True).stdout
    cookie, service, in_return = said.split()
    running.enter_context(web_worker(port, database_url=url, var_dir=var_dir, checkout=str(checkout)))
    paths = (
        f"/floor/d/{service}/",
        f"/services/{service}/?period=2026-07-01QF",
        "/council/?period=2026-07-01QF",
        f"/indicators/returns/{in_return}/",
    )
    return Browser(port, cookie), dict(zip(PAGES, paths, strict=True))


if __name__ == "__main__":
    main(*sys.argv[1:])
