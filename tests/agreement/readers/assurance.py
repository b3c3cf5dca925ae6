"""How sure the council is of its measures: the list, its file, a certificate, and beneath the figure."""

from collections.abc import Iterable, Iterator

from tests.agreement.claims import Said
from tests.agreement.council import Council
from tests.agreement.reading import Page, text_of
from tests.agreement.registry import reads

_GRADE, _MIND, _CHECKED, _REVIEW = "how good the data is", "what to bear in mind", "when it was checked", "its review"
_NONE = "No certificate"


@reads("assurance:list", at=lambda c: ["/quality/", "/quality/?standing=none", "/quality/?sort=-grade"])
def read_list(page: Page, council: Council) -> Iterator[Said]:
    for row in page.rows:
        if row.measure:
            (mark,) = page.find("app-status", row.marks["Data quality"])
            yield _GRADE, row.measure, text_of(mark)
            yield _MIND, row.measure, _words(row.cells["What to bear in mind"])


@reads("assurance:list", at=lambda c: ["/quality/?download=csv"])
def read_list_csv(page: Page, council: Council) -> Iterator[Said]:
    for line in page.lines:
        ref = line["Reference"]
        yield _GRADE, ref, line["Data quality"]
        yield _MIND, ref, line["What to bear in mind"]
        if line["Checked on"]:
            yield _CHECKED, ref, line["Checked on"]
            yield _REVIEW, ref, line["Review by"]


@reads("assurance:measure", at=lambda c: [f"/quality/measures/{ref}/" for ref in c.measures])
def read_certificate(page: Page, council: Council) -> Iterator[Said]:
    ref = page.address.split("/")[3]
    said = {text_of(row[0]): text_of(row[1]) for row in page.find("govuk-summary-list__row")}
    if not said:
        yield _GRADE, ref, _NONE
        return
    yield _GRADE, ref, text_of(page.find("app-status")[0])
    yield _MIND, ref, said.get("What to bear in mind", "")
    yield _CHECKED, ref, said["Checked"].split(", ")[1]
    yield _REVIEW, ref, said["To be reviewed by"].partition(" (")[0]


@reads("reporting:measure", at=lambda c: [f"/measures/{ref}/" for ref in c.measures])
def read_beneath_the_figure(page: Page, council: Council) -> Iterator[Said]:
    ref = page.address.split("/")[2]
    (told,) = page.main.xpath(".//*[@id='data-quality']")
    words = text_of(told)
    before, _, checked = words.partition(", checked on ")
    yield _GRADE, ref, before.removeprefix("Data quality: ") if checked else _NONE
    if checked:
        yield _CHECKED, ref, checked.partition(" The certificate")[0].rstrip(".").partition(" (")[0]
    mind = [text_of(each) for each in page.find("app-hero__lead") if text_of(each).startswith("Bear in mind:")]
    yield _MIND, ref, mind[0].removeprefix("Bear in mind:") if mind else ""


def caveat_facts(ref: str, texts: Iterable[str]) -> Iterator[Said]:
    """What to bear in mind of a measure, from the texts of a card or row that would say so."""
    said = (each.removeprefix("Bear in mind:") for each in texts if each.startswith("Bear in mind:"))
    yield _MIND, ref, next(said, "")


def _words(cell: str) -> str:
    return "" if cell == "–" else cell
