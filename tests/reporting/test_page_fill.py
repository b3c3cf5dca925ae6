"""No page of a paper is left nearly empty, whatever stands in it: measured on the pages as they are drawn."""

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from reporting.document import section
from reporting.pdf import render_pdf
from tests.reporting.pdf_reading import WHEN, needs_fonts
from tests.reporting.sample_document import at_a_glance, document, measure, milestone

pytestmark = [
    needs_fonts,
    pytest.mark.sweep,
    pytest.mark.skipif(not shutil.which("pdftoppm"), reason="no pdftoppm: apt-get install poppler-utils"),
]
LEAST = 1 / 3
HEAD, FOOT = 20 / 297, 24 / 297  # of a page: running head with its rule, running foot
INK = 200  # darker than this is drawn on


def fills(pdf: bytes) -> list[float]:
    """How far down each page is drawn on, of the room between head and foot."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["pdftoppm", "-r", "24", "-gray", "-", f"{folder}/page"]
        subprocess.run(command, input=pdf, check=True, capture_output=True)
        return [_fill(path.read_bytes()) for path in sorted(Path(folder).glob("*.pgm"))]


def _fill(picture: bytes) -> float:
    _, size, _, pixels = picture.split(b"\n", 3)
    width, height = map(int, size.split())
    top, bottom = round(height * HEAD), round(height * (1 - FOOT))
    rows = (pixels[row * width : (row + 1) * width] for row in range(top, bottom))
    drawn = [i for i, row in enumerate(rows, 1) if min(row) < INK]
    return max(drawn, default=0) / (bottom - top)


def told(letters: int) -> dict[str, str]:
    words = ("The contractor changed its rounds. " * 20)[:letters]
    return dict.fromkeys(["happened", "why", "action", "outlook"], words) | {"action_by": "Head of Waste"}


def report(cards: int, letters: int, **changes: object) -> dict:
    """A report as the product makes them: a scorecard, cards, milestones, quality, and all that stands around them."""
    found = [measure(f"ENV {i:02d}", commentary=told(letters) if i % 3 else None) for i in range(cards)]
    steps = [milestone(f"M{i}", narrative="Work goes on. " * (i % 4)) for i in range(cards)]
    rows = [[each["ref"], each["service"], "Came in after the days of grace"] for each in found]
    table = {"caption": "Figures to treat with care", "columns": ["Measure", "Service", "Why"], "rows": rows}
    half = len(found) // 2
    parts = [
        section("developments", "Key developments", bullets=["Recycling rose."] * (cards % 4)),
        section("scorecard", "Scorecard", measures=found, measures_as="table"),
        section("attention", "Needs attention", measures=found[:half]),
        section("milestones", "Milestones", milestones=steps),
        section("other", "Other measures", measures=found[half:]),
        section("data-quality", "Data quality", table=table),
    ]
    return document(sections=parts, **changes)


@pytest.mark.parametrize(
    ("cards", "letters"), [(0, 0), (1, 60), (3, 240), (5, 90), (8, 500), (11, 30), (14, 160), (17, 330)]
)
def test_no_page_but_the_last_is_less_than_a_third_full(cards, letters):
    found = fills(render_pdf(report(cards, letters), timestamp=WHEN))
    assert [(page, round(fill, 2)) for page, fill in enumerate(found[:-1], 1) if fill < LEAST] == []


def test_a_report_of_thirteen_pages_has_none_that_is_nearly_empty():
    found = fills(render_pdf(report(12, 160), timestamp=WHEN))
    assert len(found) >= 13
    assert min(found[:-1]) >= LEAST


def test_a_cover_is_one_page_whatever_its_title():
    long = {
        "title": "Corporate effectiveness and efficient delivery: progress report " * 3,
        "subtitle": "Of a plan " * 18,
    }
    finding = at_a_glance(finding="More than three rated measures in five are on target. " * 4)
    first, second, *_ = fills(render_pdf(document(**long, at_a_glance=finding), timestamp=WHEN))
    assert first > 0.9
    assert second >= LEAST


def test_what_is_nearly_empty_is_found():
    torn = [section(f"s{i}", f"Part {i}", paragraphs=["A line."], page_break=True) for i in range(3)]
    found = fills(render_pdf(document(sections=torn), timestamp=WHEN))
    assert sum(fill < LEAST for fill in found) >= 2
