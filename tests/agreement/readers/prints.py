"""What is printed: the text of a report's and a pack's PDF. Where there is no pdftotext or no font, nothing is read."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import lru_cache

from reporting.models import Report, ReportFile
from reporting.pdf import FONTS
from scrutiny.packs.files import make_pdf
from tests.agreement.claims import Claim, Said, claimed
from tests.agreement.council import NOW, Council
from tests.agreement.readers.dashboards import COUNCIL, ON_TARGET, asked_facts
from tests.agreement.readers.reports import scope_of
from tests.agreement.readers.rows import STATUSES, status_facts
from tests.agreement.reading import Page, first
from tests.agreement.registry import reads
from tests.agreement.reports import NOT_PRINTED

CAN_READ = bool(shutil.which("pdftotext")) and any(FONTS.glob("*.ttf"))
_WORD = "|".join(word.capitalize() for word in STATUSES)
_COUNT = re.compile(rf"(?<!of )\b(\d+) ({'|'.join(STATUSES)})\b")
_LINE = re.compile(rf"^(MM\d\d) .*? ({_WORD})\b", re.MULTILINE)
_REPORT = re.compile(r"/reports/(\d+)/")


def _printed(council: Council) -> list[str]:
    files = ReportFile.objects.filter(format="pdf").values_list("report", "content") if CAN_READ else ()
    return [f"/reports/{pk}/report.pdf" for pk, content in files if bytes(content) != NOT_PRINTED]


@reads("reporting:report-file", at=_printed)
def read_report_pdf(page: Page, council: Council) -> Iterator[Said]:
    report = Report.objects.get(pk=first(_REPORT, page.address))
    yield from _text_facts(_text(page.content), scope_of(report), report.cycle.period.label)


def read_pack_pdf(council: Council) -> Iterator[Claim]:
    """The version with what is exempt; it has the page's own proof that the other holds none of that."""
    if council.pack and CAN_READ:
        made = make_pdf(council.pack, is_public=False, at=NOW)
        said = _text_facts(_text(made.content), COUNCIL, council.pack.period.label)
        yield from claimed(said, where="the pack's PDF", reader="committee")


def _text_facts(text: str, scope: str, quarter: str) -> Iterator[Said]:
    for number, word in _COUNT.findall(text):
        if word in ("near target", "off target", "exceeding target", "no figure yet", "awaiting sign-off"):
            yield "count", f"{word} of {scope} in {quarter}", number
    yield from asked_facts(text, scope, quarter)
    if share := ON_TARGET.search(" ".join(text.split())):
        yield "share on target", f"{scope} in {quarter}", share[1] or share[2]
    for ref, word in _LINE.findall(text):
        yield from status_facts(ref, "", quarter, word)


@lru_cache(maxsize=8)
def _text(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()
