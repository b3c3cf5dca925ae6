"""Money wherever it stands: list, file and a line's own page."""

import re
from collections.abc import Iterator
from decimal import Decimal

from tests.agreement.claims import Said
from tests.agreement.council import Council
from tests.agreement.reading import BUDGET_LINE, Page, first, text_of
from tests.agreement.registry import reads


@reads("money:line-list", at=lambda c: ["/money/", "/money/?state=over", "/money/?linked=part"])
def read_lines(page: Page, council: Council) -> Iterator[Said]:
    for row in page.rows:
        if code := first(BUDGET_LINE, row.name):
            yield "planned money", code, row.cells["Planned"]
            yield "money spent", code, row.cells["Actual to date"]
            yield "money forecast", code, row.cells["Forecast"]
            (mark,) = page.find("app-status", row.marks["Variance"])
            yield "how the forecast stands", code, text_of(mark)
            yield "variance", code, row.cells["Variance"].removeprefix(text_of(mark)).strip()
            yield "money linked", code, first(_LINKED, row.name) or "0%"


@reads("money:line-list", at=lambda c: ["/money/?download=csv"])
def read_lines_csv(page: Page, council: Council) -> Iterator[Said]:
    for line in page.lines:
        code = line["Cost centre"]
        yield "planned money", code, _pounds(line["Planned for the year"])
        yield "money due", code, _pounds(line["Planned to date"])
        yield "money spent", code, _pounds(line["Actual to date"])
        yield "money forecast", code, _pounds(line["Forecast for the year"])
        yield "how the forecast stands", code, line["Forecast"]
        yield "money linked", code, f"{Decimal(line['Linked, per cent']).normalize():f}%"


@reads("money:line-detail", at=lambda c: [f"/money/lines/{line.pk}/" for line in c.lines.values()])
def read_line(page: Page, council: Council) -> Iterator[Said]:
    code = first(BUDGET_LINE, page.text)
    (figures,) = page.main.xpath(".//*[@id='figures']")
    said = {text_of(row[0]): text_of(row[1]) for row in page.find("govuk-summary-list__row", figures)}
    yield "planned money", code, said["Planned for the year"]
    yield "money due", code, said["Planned to date"]
    yield "money spent", code, said["Actual to date"].partition(" (")[0]
    forecast, _, variance = said["Forecast for the year"].partition(" (")
    yield "money forecast", code, forecast
    yield "variance", code, variance.removesuffix(")")
    yield "how the forecast stands", code, text_of(page.find("app-status")[0])


def sheet_facts(line: dict[str, str], page: Page, whole: str) -> Iterator[Said]:
    """A row of a workbook's sheet of money; the sheet of texts says until when."""
    until = next((first(_UNTIL, each["Text"]) for each in page.sheets["Text"] if first(_UNTIL, each["Text"])), "")
    name = line["What it pays for"]
    reader = f", as the {page.reader} knows it" if page.reader == "partner" else ""
    subject = f"{whole if name.startswith('The whole ') else name} {line['Money']} {until}{reader}"
    yield "cost planned", subject, _pounds(line["Planned for the year"])
    yield "cost forecast", subject, _pounds(line["Forecast for the year"])
    yield "cost against plan", subject, f"{line['Forecast']} {line['Variance']}"


def cost_facts(page: Page, whole: str) -> Iterator[Said]:
    """What something costs, wherever a table says so, until the month that the page names. ``whole`` is what a page
    or paper is about. A partner knows the own lines alone.
    """
    until = first(_UNTIL, page.text)
    reader = f", as the {page.reader} knows it" if page.reader == "partner" else ""
    for row in page.rows:
        found = _NATURE.search(row.name)
        against = row.cells.get("Variance") or row.cells.get("Against plan")
        if found and against and "Forecast" in row.cells:
            name = row.name[: found.start()].strip()
            of = whole if not name or name.startswith("The whole ") else _REF.sub("", name)
            subject = f"{of} {found[1]} {until}{reader}"
            yield "cost planned", subject, row.cells["Planned"]
            yield "cost forecast", subject, row.cells["Forecast"]
            yield "cost against plan", subject, against


_UNTIL = re.compile(r"to the end of (\w+ \d{4})")
_NATURE = re.compile(r"\b(Revenue|Capital)(?:, [\d.]+% of all \w+)?$")
_REF = re.compile(r"^[A-Z]+\S*\d\S* ")


@reads("money:team-list", at=lambda c: ["/money/staff/", "/money/staff/?sort=-vacant"])
def read_teams(page: Page, council: Council) -> Iterator[Said]:
    for row in page.rows:
        for heading in ("Established", "Filled", "Vacant"):
            yield (
                f"posts {heading.lower()}",
                text_of(page.find("app-measure__link", row.marks["Team"])[0]),
                row.cells[heading],
            )


@reads("money:team-list", at=lambda c: ["/money/staff/?download=csv"])
def read_teams_csv(page: Page, council: Council) -> Iterator[Said]:
    for line in page.lines:
        yield "posts established", line["Team"], f"{Decimal(line['Posts established']):,.1f}"
        yield "posts filled", line["Team"], f"{Decimal(line['Posts filled']):,.1f}"
        yield "posts vacant", line["Team"], f"{Decimal(line['Vacant']):,.1f}"


@reads("money:team-detail", at=lambda c: [f"/money/staff/{unit.pk}/" for unit in c.units.values()])
def read_team(page: Page, council: Council) -> Iterator[Said]:
    name = text_of(page.main.xpath(".//h1")[0]).removeprefix("Staff ")
    for row in page.rows:
        for heading in ("Established", "Filled", "Vacant"):
            yield f"posts {heading.lower()}", name, row.cells[heading]


_LINKED = re.compile(r"([\d.]+%) linked to objectives")


def _pounds(amount: str) -> str:
    value = Decimal(amount)
    return f"{'−' if value < 0 else ''}£{abs(value):,.2f}"
