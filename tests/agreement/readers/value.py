"""Value for money: the list, its file, and each service's own page."""

from collections.abc import Iterator

from tests.agreement.claims import Said
from tests.agreement.council import Q1, Q2, Council
from tests.agreement.readers.rows import measure_facts
from tests.agreement.reading import MEASURE, Page, TableRow, first, text_of
from tests.agreement.registry import reads

GROUPS = ("Cost", "Performance", "Satisfaction")


def _of(name: str, page: Page) -> str:
    return f"{name} in {page.quarter.label}"


@reads("reporting:value-list", at=lambda c: [f"/value/?period={quarter.key}" for quarter in (Q2, Q1)])
def read_values(page: Page, council: Council) -> Iterator[Said]:
    for row in page.rows:
        if "What it says" not in row.cells:
            continue
        name = text_of(page.find("app-measure__link", row.marks["Service"])[0])
        yield "value for money", _of(name, page), row.cells["What it says"]
        for group in GROUPS:
            (word,) = page.find("app-status", row.marks[group]) or page.find("app-quiet", row.marks[group])
            yield f"how {group.lower()} stands", _of(name, page), text_of(word)


@reads("reporting:value-list", at=lambda c: [f"/value/?download=csv&period={Q2.key}"])
def read_values_csv(page: Page, council: Council) -> Iterator[Said]:
    for line in page.lines:
        name = line["Service"]
        yield "value for money", _of(name, page), line["Reading"]
        yield "what cost and performance say", _of(name, page), line["What it says"]
        for group in GROUPS:
            yield f"how {group.lower()} stands", _of(name, page), line[group]


def service_facts(row: TableRow, page: Page, quarter: str) -> Iterator[Said]:
    """A service read together, as a report prints it."""
    (name,) = map(text_of, page.find("app-measure__link", row.marks["Service"]))
    yield "value for money", f"{name} in {quarter}", row.cells["Reading"]
    said = [text_of(each) for each in page.find("app-measure__detail", row.marks["Service"])][-1]
    yield "what cost and performance say", f"{name} in {quarter}", said
    for group in GROUPS:
        marks = [text_of(each) for each in page.find("app-status", row.marks[group])]
        yield f"how {group.lower()} stands", f"{name} in {quarter}", marks[0] if marks else row.cells[group]


@reads("reporting:value", at=lambda c: [f"/value/{unit.pk}/?period={Q2.key}" for unit in c.units.values()])
def read_value(page: Page, council: Council) -> Iterator[Said]:
    name = text_of(page.main.xpath(".//h1")[0]).removeprefix(text_of(page.find("govuk-caption-l")[0])).strip()
    lead = page.find("app-lead")[0]
    if marks := page.find("app-status", lead):
        yield "value for money", _of(name, page), text_of(marks[0])
        yield "what cost and performance say", _of(name, page), text_of(lead).removeprefix(text_of(marks[0])).strip()
    for row in page.rows:
        if row.cells.get("Score") is not None and marks:
            group = next(each for each in GROUPS if row.name.startswith(each))
            yield f"how {group.lower()} stands", _of(name, page), row.cells["Status"]
        elif first(MEASURE, row.name):
            yield from measure_facts(page, row, quarter=page.quarter.label)
