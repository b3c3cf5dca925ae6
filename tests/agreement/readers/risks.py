"""Risks wherever they stand: register, file, own page and matrix; and how many, as each reader knows them."""

import re
from collections.abc import Iterator

from tests.agreement.claims import Said
from tests.agreement.council import Council
from tests.agreement.readers.rows import UNSCORED, risk_facts, risk_said
from tests.agreement.reading import RISK, Page, first, text_of
from tests.agreement.registry import reads

_ABOVE = re.compile(r"\b(\d+|None) of (\d+) risks? stands? above appetite")
_WAIT = re.compile(r"\b(\d+) risks? waits? for a new assessment")
_OUT = re.compile(r"Risks standing out: (\d+)")


def register_facts(page: Page, scope: str) -> Iterator[Said]:
    """How many there are and how many stand above appetite: of those that the reader may know of."""
    if found := _ABOVE.search(page.text):
        subject = f"{scope}, as the {page.reader} knows them"
        yield "risks", subject, found[2]
        yield "risks above appetite", subject, found[1].replace("None", "0")


def share_facts(page: Page, scope: str) -> Iterator[Said]:
    """Every sentence of a page that says how many of them stand above appetite, each of the same risks."""
    for found in _ABOVE.finditer(page.text):
        yield "share of risks above appetite", scope, f"{found[1].replace('None', '0')} of {found[2]}"


def _lead(page: Page, scope: str) -> Iterator[Said]:
    found = _WAIT.search(page.text)
    yield "risks that wait", f"{scope}, as the {page.reader} knows them", found[1] if found else "0"


@reads("reporting:risk-register", at=lambda c: ["/risks/"])
def read_register(page: Page, council: Council) -> Iterator[Said]:
    for row in page.rows:
        yield from risk_facts(row)
    yield from register_facts(page, "the council")
    yield from _lead(page, "the council")


@reads("reporting:risk-register", at=lambda c: ["/risks/?concern=exception"])
def read_standing_out(page: Page, council: Council) -> Iterator[Said]:
    rows = [row for row in page.rows if "Score" in row.cells]
    for row in rows:
        yield from risk_facts(row)
        if row.risk:
            yield "stands out", row.risk, "yes"
    yield "risks that stand out", f"the council, as the {page.reader} knows them", str(len(rows))


@reads("reporting:risk-register", at=lambda c: ["/risks/?download=csv"])
def read_register_csv(page: Page, council: Council) -> Iterator[Said]:
    for line in page.lines:
        ref, now = line["Reference"], line["Now"]
        yield "risk score", ref, now
        yield "risk band", ref, line["Band now"]
        yield "risk before controls and target", ref, f"{line['Inherent']} {line['Target']}"
        yield "how a risk moved", ref, line["Since the assessment before"].split(" since ")[0]
        yield "risk above appetite", ref, line["Above appetite"]


@reads("risks:matrix-detail", at=lambda c: ["/risks/matrix/"])
def read_matrix(page: Page, council: Council) -> Iterator[Said]:
    yield from _lead(page, "the council")


@reads("risks:risk-detail", at=lambda c: [f"/risks/risk/{ref}/" for ref in c.risks])
def read_risk(page: Page, council: Council) -> Iterator[Said]:
    ref = page.address.split("/")[3]
    values = {
        text_of(page.find("app-scored__word", part)[0]): text_of(page.find("app-scored__value", part)[0])
        for part in page.find("app-scored")
    }
    (now,) = page.find("app-scored--now")
    yield "risk score", ref, values["Now"]
    yield "risk before controls and target", ref, f"{values['Before controls']} {values['Target']}"
    yield "risk band", ref, text_of(page.find("app-status", now)[0])
    yield "risk above appetite", ref, "yes" if "above appetite" in text_of(now) else "no"
    (why,) = page.main.xpath(".//*[@id='why']")
    yield "how a risk moved", ref, text_of(page.find("app-head__aside", why)[0]).split(" since ")[0]
    yield "waits", ref, "yes" if "It waits for a new assessment" in page.text else "no"


def risk_lines(page: Page, *, all_stand_out: bool) -> Iterator[Said]:
    """The risks in a few lines each, on a page that is about something else."""
    for line in page.find("app-risk-line"):
        (link,) = line.xpath(".//a")
        ref = first(RISK, link.get("href", ""))
        if ref == UNSCORED:
            continue
        yield "risk score", ref, text_of(page.find("app-risk-line__score", line)[0])
        yield "risk band", ref, text_of(page.find("app-status", line)[0])
        yield from risk_said(ref, text_of(page.find("app-risk-line__why", line)[0]))
        if all_stand_out:
            yield "stands out", ref, "yes"


def standing_out_facts(page: Page) -> Iterator[Said]:
    """What the council's page has above appetite or rising, and how many."""
    yield from risk_lines(page, all_stand_out=True)
    if found := _OUT.search(page.text):
        yield "risks that stand out", f"the council, as the {page.reader} knows them", found[1]


def threat_facts(scope: str, words: str, reader: str) -> Iterator[Said]:
    """What is said in a few words beside the status of a priority or objective."""
    yield "risks to it", f"{scope}, as the {reader} knows them", words


__all__ = ["register_facts", "risk_lines", "share_facts", "standing_out_facts", "threat_facts"]
