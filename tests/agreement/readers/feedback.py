"""How many said so: the counts of a service, their file, the service's report, and beside measures and objectives."""

from collections import Counter
from collections.abc import Iterator

from lxml import html

from feedback.models import Record
from tests.agreement.claims import Said
from tests.agreement.council import Council
from tests.agreement.reading import Page, text_of
from tests.agreement.registry import reads

_MANY = "how many said so"
_HIDDEN, _SO_FAR = "–", " so far"
COUNTED = "What people said, by theme"


def _about(kind: str, theme: str, scope: str, quarter: str) -> str:
    return f"{kind} on {theme} of {scope} in {quarter}"


def _services(query: str = "") -> list[str]:
    return [f"/feedback/?unit={unit}{query}" for unit in Record.objects.values_list("unit", flat=True).distinct()]


def _scope(page: Page, council: Council) -> str:
    """What a list is narrowed to."""
    name, _, value = page.address.partition("?")[2].partition("&")[0].partition("=")
    return next(each.name for each in council.units.values() if str(each.pk) == value) if name == "unit" else value


@reads(
    "feedback:record-list",
    at=lambda c: [
        *_services(),
        *(f"/feedback/?measure={ref}" for ref in c.measures),
        *(f"/feedback/?objective={each.ref}" for each in c.objectives.values()),
    ],
)
def read_list(page: Page, council: Council) -> Iterator[Said]:
    for body in page.main.xpath(".//*[@id='counts']//tbody"):
        yield from _of_kind(body, _scope(page, council))


def _of_kind(body: html.HtmlElement, scope: str) -> Iterator[Said]:
    kind, quarters = text_of(body.xpath("./tr[1]/th")[0]), body.xpath("../thead/tr/th")[1:]
    for row in body.xpath("./tr")[1:]:
        theme = text_of(row.xpath("./th")[0])
        for quarter, cell in zip(quarters, row.xpath("./td"), strict=False):
            if text_of(cell) != _HIDDEN:
                yield _MANY, _about(kind, theme, scope, text_of(quarter).removesuffix(_SO_FAR)), text_of(cell)


@reads("feedback:record-list", at=lambda c: _services("&download=csv"))
def read_list_csv(page: Page, council: Council) -> Iterator[Said]:
    """Each record of itself: what is counted of them is their sum."""
    sums: Counter[tuple[str, str, str]] = Counter()
    for line in page.lines:
        for theme in filter(None, line["Themes"].split(", ")):
            if line["How many"]:
                sums[line["Kind"], theme, line["Quarter"]] += int(line["How many"])
    for (kind, theme, quarter), number in sums.items():
        yield _MANY, _about(kind, theme, _scope(page, council), quarter), f"{number:,}"


@reads("reporting:measure", at=lambda c: [f"/measures/{ref}/" for ref in c.measures])
def read_beside_measure(page: Page, council: Council) -> Iterator[Said]:
    yield from _beside(page, page.address.split("/")[2])


@reads("plans:objective-detail", at=lambda c: [f"/plans/objectives/{each.ref}/" for each in c.objectives.values()])
def read_beside_objective(page: Page, council: Council) -> Iterator[Said]:
    yield from _beside(page, page.address.split("/")[3])


def _beside(page: Page, scope: str) -> Iterator[Said]:
    for row in page.tables.get("Most spoken of, by theme", ()):
        (kind,) = page.find("app-measure__detail", row.marks["Theme"])
        theme = row.name.removesuffix(text_of(kind)).strip()
        for quarter, number in row.cells.items():
            if quarter != "Theme":
                yield _MANY, _about(text_of(kind), theme, scope, quarter), number


def said_facts(page: Page, scope: str) -> Iterator[Said]:
    """The counts of a service's report."""
    for row in page.tables.get(COUNTED, ()):
        for quarter, number in row.cells.items():
            if quarter not in ("Theme", "Kind") and number != _HIDDEN:
                yield _MANY, _about(row.cells["Kind"], row.name, scope, quarter), number
