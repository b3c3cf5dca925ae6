"""Lighthouse's score of ten pages of the demo council as phones see them, beside a bare page of the same shell.

Each page is opened five times, all in turn, and the middle score counts. Prints a table; the exit status is 1 where
a page is more than five points below the bare one. ``make lighthouse``; PMMI_LIGHTHOUSE_RUNS for more runs or fewer.
"""

import json
import os
import runpy
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import django

SETTINGS = "tests.lighthouse.settings"
os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
django.setup()

from tests.conftest import browser_refusal, chromium  # noqa: E402  the settings come first
from tests.demo_site import ROOT, running_demo  # noqa: E402
from tests.lighthouse.pages import Measured, measured_pages  # noqa: E402

RUNS = int(os.environ.get("PMMI_LIGHTHOUSE_RUNS", "5"))
MOST_BELOW = 5
TRIES = 3
CLI = Path(__file__).parent / "node_modules" / "lighthouse" / "cli" / "index.js"
CHROMIUM_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-background-networking --disable-component-update --no-first-run"
)
# What the score is made of, with what turns Lighthouse's number into the one that is printed.
PARTS = {
    "first-contentful-paint": ("first paint, s", 1000),
    "largest-contentful-paint": ("largest paint, s", 1000),
    "speed-index": ("speed index, s", 1000),
    "total-blocking-time": ("blocked, ms", 1),
    "cumulative-layout-shift": ("shift", 1),
}
Report = Mapping[str, Any]


def main() -> int:
    if refusal := browser_refusal():
        sys.exit(refusal)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "site").mkdir()
        with running_demo(folder / "site", settings=SETTINGS) as site:
            pages = measured_pages(site)
            reports: dict[Measured, list[Report]] = {page: [] for page in pages}
            for turn in range(RUNS):
                for page in pages:
                    reports[page].append(report_of(page, folder))
                print(f"turn {turn + 1} of {RUNS} is done", flush=True)
    return told(pages, reports)


def report_of(page: Measured, folder: Path) -> Report:
    """What Lighthouse says of the page, opened once as its visitor. On a busy machine Chromium loses a trace now and
    then, so it is tried again. Raises RuntimeError where that does not help, or where another page answers.
    """
    headers, answer = folder / "headers.json", folder / "report.json"
    headers.write_text(json.dumps({"Cookie": page.cookies}))
    line = [
        *(*node(), str(CLI), page.address, "--quiet", "--only-categories=performance", "--form-factor=mobile"),
        *("--output=json", f"--output-path={answer}", f"--extra-headers={headers}"),
        f"--chrome-flags={CHROMIUM_FLAGS}",
    ]
    environment = {**os.environ, "CHROME_PATH": chromium() or ""}
    for _ in range(TRIES):
        done = subprocess.run(line, env=environment, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            break
    else:
        raise RuntimeError(f"Lighthouse ended with {done.returncode} on {page.address}:\n{done.stderr[-3000:]}")
    report: Report = json.loads(answer.read_text())
    if report["finalDisplayedUrl"] != page.address:
        raise RuntimeError(f"{page.address} led to {report['finalDisplayedUrl']}.")
    return report


def node() -> list[str]:
    """The command of the Node that the assets are built with."""
    build = runpy.run_path(str(ROOT / "static" / "build.py"))
    command, _ = build["system_node"]() or build["wheel_node"]()
    return list(command)


def told(pages: Sequence[Measured], reports: Mapping[Measured, Sequence[Report]]) -> int:
    """Print the table. 1 where a page is too far below the first of them, which is the bare one; else 0."""
    scores = {page: [each["categories"]["performance"]["score"] * 100 for each in reports[page]] for page in pages}
    least = median(scores[pages[0]]) - MOST_BELOW
    print("| page | as | score | of | " + " | ".join(name for name, _ in PARTS.values()) + " |")
    print("|---" * (len(PARTS) + 4) + "|")
    for page in pages:
        values = [median(scores[page]), *sorted(scores[page])]
        parts = [
            f"{median(each['audits'][part]['numericValue'] for each in reports[page]) / scale:.3g}"
            for part, (_, scale) in PARTS.items()
        ]
        middle, *each = (f"{value:.0f}" for value in values)
        print(f"| {page.name} | {page.who} | {middle} | {' '.join(each)} | " + " | ".join(parts) + " |")
    below = [page.name for page in pages if median(scores[page]) < least]
    if below:
        print(f"More than {MOST_BELOW} points below the bare page: {', '.join(below)}.")
    return 1 if below else 0


sys.exit(main())
