"""How targets came about: the list, its file, each decision, and what stands beside the targets of a measure."""

import re
from collections.abc import Iterator

from target_decisions.models import Proposal
from tests.agreement.claims import Said
from tests.agreement.council import Council
from tests.agreement.readers.rows import plain
from tests.agreement.reading import MEASURE, Page, TableRow, first, text_of
from tests.agreement.registry import reads

STAGE, AGREED, PROPOSED, TARGET = "stage of a target", "who agreed a target", "proposed target", "target of the year"
_YEAR = "2026/27"
_NONE = ("Set, without a decision on record", "No decision on record")
_NOTE = re.compile(
    r"(?:Agreed by (?P<who>.+?) \((?P<meeting>.+?)\), (?P<day>\d+ \w+ \d{4})|Proposed, (?P<stage>[\w ]+))\."
)
_AGREED = re.compile(r"Agreed by (?P<who>.+?) at the meeting “(?P<meeting>.+?)” on (?P<day>\d+ \w+ \d{4})\.")
_SINCE = re.compile(r"^set to (.+) since$")


def _lead(row: TableRow, name: str) -> str:
    """What stands in a cell before the details beneath it."""
    return " ".join((row.marks[name].text or "").split())


def _details(page: Page, row: TableRow, name: str) -> list[str]:
    return [text_of(each) for each in page.find("app-measure__detail", row.marks[name])]


def _stage(word: str) -> str:
    return "none on record" if word in _NONE else word


@reads("target_decisions:target-list", at=lambda c: ["/targets/?year=2026", "/targets/?year=2026&sort=-stage"])
def read_list(page: Page, council: Council) -> Iterator[Said]:
    for row in page.rows:
        if row.measure:
            about, target = f"{row.measure} in {_YEAR}", f"Target for {_YEAR}"
            yield TARGET, about, plain(_lead(row, target))
            for proposed in _details(page, row, target):
                yield PROPOSED, about, plain(proposed.removesuffix(" proposed"))
            yield STAGE, about, _stage(text_of(page.find("app-status", row.marks["Stage"])[0]))
            yield AGREED, about, row.cells["Agreed by"].removeprefix("–")


@reads("target_decisions:target-list", at=lambda c: ["/targets/?year=2026&download=csv"])
def read_csv(page: Page, council: Council) -> Iterator[Said]:
    for line in page.lines:
        if line["Year"] != _YEAR:
            continue
        about = f"{line['Reference']} in {_YEAR}"
        yield TARGET, about, plain(line["Target"] or "not set yet")
        yield STAGE, about, _stage(line["Stage"])
        if line["Proposed"]:
            yield PROPOSED, about, plain(line["Proposed"])
        if line["Meeting"]:
            yield "meeting that agreed a target", about, line["Meeting"]
        elif not line["Agreed by"]:
            yield AGREED, about, ""


def _decisions(council: Council) -> list[str]:
    known = Proposal.objects.exclude(stage="withdrawn").order_by("pk")
    return [f"/targets/{pk}/" for pk in known.values_list("pk", flat=True)]


@reads("target_decisions:proposal-detail", at=_decisions)
def read_decision(page: Page, council: Council) -> Iterator[Said]:
    ref = first(MEASURE, text_of(page.find("govuk-caption-l")[0]))
    about = f"{ref} in {_YEAR}"
    yield STAGE, about, text_of(page.find("app-status")[0])
    agreed = _AGREED.search(page.text)
    yield AGREED, about, f"{agreed['who']}, {agreed['day']}" if agreed else ""
    if agreed:
        yield "meeting that agreed a target", about, agreed["meeting"]
    for row in page.tables["What is proposed"]:
        since = [found[1] for each in _details(page, row, "Target") if (found := _SINCE.match(each))]
        told = since[0] if since else _lead(row, "Target")
        yield TARGET if agreed else PROPOSED, f"{ref} in {row.name}", plain(told)
    for row in page.tables["Results and targets of earlier years"]:
        year = row.name.removesuffix(", expected")
        if row.cells["Target"] not in ("", "–", "no target", "none"):
            yield TARGET, f"{ref} in {year}", plain(row.cells["Target"])


def _sheets(council: Council) -> list[str]:
    return [f"/indicators/definitions/{ref}/?tab=targets" for ref in list(council.measures)[1::3]]


@reads("indicators:indicator-detail", at=_sheets)
def read_beside_the_targets(page: Page, council: Council) -> Iterator[Said]:
    """Who agreed each target of a measure, beneath it."""
    ref = page.address.split("/")[3]
    for each in page.main.iter("p"):
        words = text_of(each)
        if not words.endswith(f" for {_YEAR}") or not (found := _NOTE.search(words)):
            continue
        about = f"{ref} in {_YEAR}"
        yield STAGE, about, found["stage"] or "Agreed"
        yield AGREED, about, f"{found['who']}, {found['day']}" if found["who"] else ""
        if found["meeting"]:
            yield "meeting that agreed a target", about, found["meeting"]
