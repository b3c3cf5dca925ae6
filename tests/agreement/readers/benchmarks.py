"""Where we stand among other councils: the list, a measure among them, their files, and the strip on our own page."""

import re
from collections.abc import Callable, Iterator

from benchmarks.models import Group
from benchmarks.rules.verdicts import QUARTILE_WORDS
from tests.agreement.claims import Said
from tests.agreement.compared import NEAR
from tests.agreement.council import Q2, Council
from tests.agreement.readers.rows import callout_facts, had
from tests.agreement.reading import Page, TableRow, text_of
from tests.agreement.registry import reads

EVERY = "All councils"
RANK, QUARTILE, CALLED = "rank among councils", "quartile among councils", "called out among councils"
FIGURE, MEDIAN, GAP, TREND = "figure of a council", "median of councils", "gap to the median", "trend of the gap"
REPORTING = "councils reporting"
_OURS = "Exampleshire"
_NONE = ("", "–")
_STRIP = re.compile(
    r"^(?P<own>.+?)(?P<basis> \(our outturn\))? in (?P<period>\d{4}/\d\d)(?:: rank (?P<rank>\d+ of \d+)"
    r"(?:, (?P<quartile>\w+ quartile))?)?, (?P<gap>.+? the median) \((?P<median>.+?)\)\. (?P<reporting>\d+ of \d+)"
)
_NO_FIGURE = re.compile(
    r"^No figure of ours in (?P<period>\d{4}/\d\d); the median is (?P<median>.+?)\. (?P<reporting>\d+ of \d+)"
)


def _lens(page: Page) -> str:
    return NEAR if "group=" in page.address else EVERY


def _near() -> str:
    return f"group={Group.objects.get(name=NEAR).pk}"


def _of(code: str, period: str, lens: str, council: str = _OURS) -> str:
    return f"{council} by {code} in {period} among {lens}"


def _measured(cell: str) -> str:
    return "" if cell in _NONE else cell


def _lead(row: TableRow, name: str) -> str:
    """What stands in a cell before the details beneath it."""
    return " ".join((row.marks[name].text or "").split())


@reads("benchmarks:measure-list", at=lambda c: ["/benchmarks/", f"/benchmarks/?{_near()}", "/benchmarks/?sort=-rank"])
def read_list(page: Page, council: Council) -> Iterator[Said]:
    for row in page.rows:
        details = {name: [text_of(each) for each in page.find("app-measure__detail", row.marks[name])]
                   for name in ("Our figure", "Rank", "Gap")}  # fmt: skip
        ref, code, period = text_of(page.find("app-measure__detail", row.marks["Measure"])[0]).split(" · ")
        about = _of(code, period, _lens(page))
        yield FIGURE, about, _lead(row, "Our figure")
        yield MEDIAN, about, _lead(row, "Median")
        yield RANK, about, _measured(_lead(row, "Rank"))
        yield GAP, about, _measured(_lead(row, "Gap"))
        yield TREND, about, details["Gap"][0]
        yield REPORTING, about, details["Rank"][0].removesuffix(" councils reporting")
        marks = page.find("app-status", row.marks["Quartile"])
        yield QUARTILE, about, text_of(marks[0]) if marks else ""
        called = page.find("app-strip__callout", row.marks["Measure"])
        yield CALLED, about, text_of(called[0]) if called else ""
        if _lens(page) == EVERY:
            yield from callout_facts(f"{ref} in {Q2.label}", row.name)
        for detail in details["Our figure"]:
            if detail.startswith("here: "):
                yield "status in the quarter", f"{ref} in {Q2.label}", had(detail.removeprefix("here: "))


@reads("benchmarks:measure-list", at=lambda c: ["/benchmarks/?download=csv", f"/benchmarks/?download=csv&{_near()}"])
def read_list_csv(page: Page, council: Council) -> Iterator[Said]:
    for line in page.lines:
        about = _of(line["Publisher’s code"], line["Period"], _lens(page))
        yield RANK, about, f"{line['Rank']} of {line['Of']}" if line["Rank"] else ""
        yield REPORTING, about, f"{line['Councils reporting']} of {line['Councils']}"
        yield QUARTILE, about, _quartile(line)
        yield TREND, about, line["Trend of the gap"]
        yield CALLED, about, line["Called out"]
        if _lens(page) == EVERY:
            yield from callout_facts(f"{line['Reference']} in {Q2.label}", line["Called out"])
        if line["Status here"]:
            yield "status in the quarter", f"{line['Reference']} in {Q2.label}", had(line["Status here"])


def _quartile(line: dict[str, str]) -> str:
    return QUARTILE_WORDS[int(line["Quartile"])] if line["Quartile"] else ""


def _pages(query: Callable[[], str]) -> Callable[[Council], list[str]]:
    return lambda council: [f"/benchmarks/measures/{each.pk}/?{query()}" for each in council.compared.values()]


def _code(page: Page, council: Council) -> str:
    pk = int(page.address.split("/")[3])
    return next(code for code, each in council.compared.items() if each.pk == pk)


@reads("benchmarks:measure", at=lambda c: [*_pages(str)(c), *_pages(_near)(c)])
def read_measure(page: Page, council: Council) -> Iterator[Said]:
    code, lens = _code(page, council), _lens(page)
    period = text_of(page.main.xpath(".//*[@id='strip']//h2")[0]).rpartition(", ")[2]
    yield from _strip_facts(page, code, lens)
    yield REPORTING, _of(code, period, lens), _aside(page).removesuffix(" councils reporting")
    ranked = sum(bool(_measured(row.cells["Rank"])) for row in page.tables["Councils"])
    for row in page.tables["Councils"]:
        yield from _council_facts(row, _of(code, period, lens, _name(row)), ranked)
    for row in page.tables["Periods"]:
        about = _of(code, row.name, lens)
        yield MEDIAN, about, row.cells["Median"]
        if row.cells["Our figure"] not in _NONE:
            yield FIGURE, about, row.cells["Our figure"]
        yield "how many councils report", about, row.cells["Councils reporting"]
        if row.name == period:
            yield "how many councils report", about, _aside(page).split(" of ")[0]


def _aside(page: Page) -> str:
    return text_of(page.main.xpath(".//*[@id='councils']//*[contains(@class, 'app-head__aside')]")[0])


def _name(row: TableRow) -> str:
    return row.name.removesuffix("Our own council").strip()


def _council_facts(row: TableRow, about: str, ranked: int) -> Iterator[Said]:
    """Of a council in the order. What is not published of ours our own outturn may stand for, elsewhere."""
    if row.cells["Figure"] == "Not reporting":
        return
    yield FIGURE, about, row.cells["Figure"]
    yield GAP, about, _measured(row.cells["Gap"])
    yield QUARTILE, about, _measured(row.cells["Quartile"])
    rank = _measured(row.cells["Rank"])
    yield RANK, about, f"{rank} of {ranked}" if rank else ""


def _strip_facts(page: Page, code: str, lens: str) -> Iterator[Said]:
    for strip in page.find("app-strip"):
        for words in page.find("app-strip__words", strip):
            found = _STRIP.match(text_of(words)) or _NO_FIGURE.match(text_of(words))
            assert found, f"The strip of {code} says {text_of(words)!r}, which nobody reads."
            said = found.groupdict()
            about = _of(code, said["period"], lens)
            yield MEDIAN, about, said["median"]
            yield REPORTING, about, said["reporting"]
            yield FIGURE, about, said.get("own") or "no figure"
            yield GAP, about, said.get("gap") or ""
            yield RANK, about, said.get("rank") or ""
            yield QUARTILE, about, said.get("quartile") or ""


@reads("benchmarks:measure", at=_pages(lambda: "download=csv"))
def read_measure_csv(page: Page, council: Council) -> Iterator[Said]:
    """The councils in order; a file does not say of which period, which is the last."""
    code = _code(page, council)
    ranked = sum(bool(line["Rank"]) for line in page.lines)
    for line in page.lines:
        if line["Figure"]:
            about = _of(code, "2025/26", EVERY, line["Council"])
            yield RANK, about, f"{line['Rank']} of {ranked}" if line["Rank"] else ""
            yield QUARTILE, about, _quartile(line)


@reads("reporting:measure", at=lambda c: [f"/measures/{ref}/" for ref in c.measures])
def read_beside_our_own(page: Page, council: Council) -> Iterator[Said]:
    """The strip on the page of the measure that it is one of ours."""
    ref = page.address.split("/")[2]
    code = next((code for code, each in council.compared.items() if each.indicator.ref == ref), "")
    if code:
        yield from _strip_facts(page, code, EVERY)
        called = page.find("app-strip__callout")
        yield CALLED, _of(code, "2025/26", EVERY), text_of(called[0]) if called else ""
