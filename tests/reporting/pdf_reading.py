"""Reading a PDF back in tests: its structure through pikepdf, its text through poppler where that is installed."""

import io
import shutil
import subprocess
from functools import cache
from xml.etree import ElementTree

import pikepdf
import pytest

from reporting.pdf import FONTS, render_pdf
from tests.reporting.sample_document import document

WHEN = 1_784_000_000
EXEMPT = "Exempt: paragraph 3 of Schedule 12A"

needs_fonts = pytest.mark.skipif(not any(FONTS.glob("*.ttf")), reason=f"no fonts in {FONTS}: make assets")


@cache
def sample() -> bytes:
    return render_pdf(document(), timestamp=WHEN)


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def tags(pdf: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    """Every structure element, in reading order."""
    found, waiting = [], [pdf.Root.StructTreeRoot]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting.extend(reversed(list(node)))
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append(node)
            if "/K" in node and not isinstance(node.K, int):
                waiting.append(node.K)
    return found


def text_of(pdf: bytes, *options: str) -> str:
    if not shutil.which("pdftotext"):
        pytest.skip("no pdftotext: apt-get install poppler-utils")
    done = subprocess.run(["pdftotext", *options, "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def text_boxes(pdf: bytes) -> list[ElementTree.Element]:
    """Every page with the box of each word on it."""
    if not shutil.which("pdftotext"):
        pytest.skip("no pdftotext: apt-get install poppler-utils")
    done = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True)
    return list(ElementTree.fromstring(done.stdout.decode()).iter("{http://www.w3.org/1999/xhtml}page"))
