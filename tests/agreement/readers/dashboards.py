"""The pages that sum up: home, council, priority, service and thread, and the downloads of their lists."""

import re
from collections import Counter
from collections.abc import Iterator

from tests.agreement.claims import Said
from tests.agreement.council import Q1, Q2, Council
from tests.agreement.readers.money import cost_facts
from tests.agreement.readers.returns import collection_facts
from tests.agreement.readers.risks import risk_lines, standing_out_facts, threat_facts
from tests.agreement.readers.rows import (
    STATUSES,
    count_facts,
    earlier,
    forecast_facts,
    group_facts,
    had,
    late_facts,
    looked_back,
    measure_facts,
    milestone_facts,
    risk_facts,
    share_in,
    status_facts,
    status_word,
    sum_facts,
    target_facts,
    value_facts,
)
from tests.agreement.reading import DAY, MEASURE, MILESTONE, RISK, Page, first, period_in, text_of
from tests.agreement.registry import reads

COUNCIL = "the council"
QUARTERS = (Q2, Q1)
_PRIORITY = re.compile(r"\b(PR\d)\b")
_SCORE_NOW = re.compile(r"now (\d+), target")
_NODE = re.compile(r"\b((?:PR|OB)\d)\b")
_RISKS_TO_IT = re.compile(r"· (\d+ risks?(?:, \d+ above appetite)?(?:, \d+ risen)?)")
_OVERDUE = re.compile(r"(\d+|None) of \d+ (?:is|are) overdue")


@reads("reporting:council", at=lambda c: [f"/council/?period={quarter.key}" for quarter in QUARTERS])
def read_council(page: Page, council: Council) -> Iterator[Said]:
    quarter = page.quarter.label
    yield from count_facts(COUNCIL, quarter, page)
    yield from headline_facts(COUNCIL, quarter, page)
    yield from _measure_rows(page)
    yield from _groups(page, council)
    yield from changed_facts(page, quarter)
    yield from hero_facts(COUNCIL, quarter, page)
    yield from wall_facts(page, quarter)
    yield from heat_facts(page)
    yield from standing_out_facts(page)
    yield from cost_facts(page, COUNCIL)
    for row in page.find("app-wall__row"):
        threats = page.find("app-wall__risks", row)
        if threats:
            ref = first(_NODE, text_of(page.find("app-wall__name", row)[0]))
            yield from threat_facts(_scope_of(ref), text_of(threats[0]), page.reader)


@reads("reporting:council", at=lambda c: [f"/council/?period={quarter.key}&status={status}"
    for quarter in QUARTERS[:1] for status in ("green", "amber", "red", "exceeding", "unknown")])  # fmt: skip
def read_council_list(page: Page, council: Council) -> Iterator[Said]:
    """The measures themselves; the counts above them are of the whole council all the same, and so is the wall."""
    yield from _measure_rows(page)
    yield from hero_facts(COUNCIL, page.quarter.label, page)
    yield from wall_facts(page, page.quarter.label)
    yield from count_facts(COUNCIL, page.quarter.label, page)
    yield from headline_facts(COUNCIL, page.quarter.label, page)


@reads("reporting:council", at=lambda c: [f"/council/?period={Q2.key}&service={c.units['Housing'].pk}"])
def read_council_service(page: Page, council: Council) -> Iterator[Said]:
    """Chosen are the lines; what is counted is the council."""
    yield from read_council_list(page, council)


@reads("reporting:council", at=lambda c: [f"/council/?download=csv&period={quarter.key}" for quarter in QUARTERS])
def read_council_csv(page: Page, council: Council) -> Iterator[Said]:
    for line in page.lines:
        yield from listed_facts(line, page.quarter.label)


@reads("reporting:council", at=lambda c: [f"/council/?download=xlsx&period={quarter.key}" for quarter in QUARTERS])
def read_council_workbook(page: Page, council: Council) -> Iterator[Said]:
    for rows in page.sheets.values():
        for line in rows:
            if first(MEASURE, line.get("Reference", "")):
                yield from listed_facts(line, page.quarter.label)


@reads("reporting:measure-list", at=lambda c: [f"/measures/?period={quarter.key}" for quarter in QUARTERS])
def read_measure_list(page: Page, council: Council) -> Iterator[Said]:
    yield from _measure_rows(page)


@reads("reporting:measure-list", at=lambda c: [f"/measures/?download=csv&period={Q2.key}"])
def read_measure_list_csv(page: Page, council: Council) -> Iterator[Said]:
    yield from read_council_csv(page, council)


@reads("reporting:priority", at=lambda c: [
    f"/priorities/{each.ref}/?period={quarter.key}" for each in c.priorities for quarter in QUARTERS])  # fmt: skip
def read_priority(page: Page, council: Council) -> Iterator[Said]:
    ref = page.address.split("/")[2]
    yield from _narrowed(page, f"priority {ref}")
    yield from cost_facts(page, next(each.title for each in council.priorities if each.ref == ref))


@reads("reporting:service", at=lambda c: [
    f"/services/{c.units[name].pk}/?period={quarter.key}" for name in c.posts for quarter in QUARTERS])  # fmt: skip
def read_service(page: Page, council: Council) -> Iterator[Said]:
    names = {str(unit.pk): name for name, unit in council.units.items()}
    name = names[page.address.split("/")[2]]
    yield from _narrowed(page, f"service {name}")
    yield from cost_facts(page, name)


@reads("home", at=lambda c: ["/"])
def read_home(page: Page, council: Council) -> Iterator[Said]:
    """What a member of a committee sees is of its remit."""
    scope = f"remit of {council.committee.name}" if page.reader.startswith("scrutiny") else COUNCIL
    if page.find("app-counts__list"):
        yield from count_facts(scope, page.quarter.label, page)
    yield from _measure_rows(page)
    yield from _groups(page, council)
    yield from changed_facts(page, page.quarter.label)
    yield from collection_facts(page, council)


@reads("reporting:thread", at=lambda c: [f"/thread/?period={quarter.key}" for quarter in QUARTERS])
def read_thread(page: Page, council: Council) -> Iterator[Said]:
    yield from _nodes(page)


def _nodes_of(council: Council) -> list[str]:
    return [f"/thread/{each.ref}/" for each in (*council.priorities, *council.objectives.values())]


@reads("reporting:thread-node", at=_nodes_of)
def read_node(page: Page, council: Council) -> Iterator[Said]:
    yield from _nodes(page)
    ref = page.address.split("/")[2]
    yield from count_facts(_scope_of(ref), page.quarter.label, page)
    yield from _said_of(_scope_of(ref), page)
    yield from _measure_rows(page)


@reads("reporting:shared", at=lambda c: [f"/shared/?period={quarter.key}" for quarter in QUARTERS])
def read_shared(page: Page, council: Council) -> Iterator[Said]:
    """What a partner is shown is what everybody sees."""
    yield from _measure_rows(page)
    for row in page.rows:
        if row.milestone:
            yield from milestone_facts(row)
        yield from risk_facts(row)
    for heading in page.main.iter("h3"):
        if share := share_in(text_of(heading.getnext())):
            yield "share on target", f"{_scope_of(first(_NODE, text_of(heading)))} in {page.quarter.label}", share
        told = heading.getnext().getnext()
        if told is not None and told.tag == "p" and page.find("app-status", told):
            scope = _scope_of(first(_NODE, text_of(heading)))
            yield from sum_facts(scope, page.quarter.label, text_of(told), "everybody")


def _parts_of(council: Council) -> list[str]:
    return ["/part/", *(f"/part/{posts[0].pk}/" for posts in council.posts.values())]


@reads("reporting:own-part", "reporting:part", at=_parts_of)
def read_part(page: Page, council: Council) -> Iterator[Said]:
    yield from _nodes(page)
    for line in page.find("app-thread__line"):
        text, status = text_of(line), page.find("app-status", line)
        if ref := first(MEASURE, text):
            yield from status_facts(ref, "", page.quarter.label, text_of(status[0]))
        elif ref := first(MILESTONE, text):
            yield "milestone status", ref, text_of(status[0])
            yield "milestone due", ref, first(DAY, text)
        elif (ref := first(RISK, text)) and status:
            yield "risk score", ref, first(_SCORE_NOW, text)
            yield "risk band", ref, text_of(status[0])


def _nodes(page: Page) -> Iterator[Said]:
    for line in page.find("app-thread__line"):
        text = text_of(line)
        share = share_in(text)
        ref = first(_NODE, text)
        if found := _RISKS_TO_IT.search(text):
            yield from threat_facts(_scope_of(ref), found[1], page.reader)
        if share:
            yield "share on target", f"{_scope_of(ref)} in {page.quarter.label}", share
        yield from sum_facts(_scope_of(ref), page.quarter.label, text, page.reader)


def _scope_of(ref: str) -> str:
    return f"priority {ref}" if ref.startswith("PR") else f"objective {ref}"


def _said_of(scope: str, page: Page) -> Iterator[Said]:
    """How a page says that what it is about is summed up."""
    for said in page.find("app-summed-up")[:1]:
        yield from sum_facts(scope, page.quarter.label, text_of(said), page.reader)


def _narrowed(page: Page, scope: str) -> Iterator[Said]:
    quarter = page.quarter.label
    yield from _said_of(scope, page)
    yield from count_facts(scope, quarter, page)
    yield from headline_facts(scope, quarter, page)
    yield from hero_facts(scope, quarter, page)
    yield from _measure_rows(page)
    for story in page.find("app-story"):
        text, status = text_of(story), page.find("app-status", story)
        ref = first(MEASURE, text)
        if ref and status:
            yield from status_facts(ref, "", quarter, text_of(status[0]))
            yield from looked_back(ref, quarter, text)
            yield from late_facts(ref, quarter, text)
    overdue = _OVERDUE.search(page.text)
    if overdue:
        yield "milestones overdue", scope, overdue[1].replace("None", "0")
    yield from risk_lines(page, all_stand_out=False)


ON_TARGET = re.compile(r"(\d+ of \d+) rated measures (?:is|are) on target|on target in [^:]*: (\d+ of \d+)")
_STEPS = re.compile(r"(\d+) of \d+ milestones (?:is|are) overdue")


def headline_facts(scope: str, quarter: str, page: Page) -> Iterator[Said]:
    """The one thing to know: the share on target, and what is overdue."""
    for lead in page.find("app-lead")[:1]:
        text = text_of(lead)
        if share := ON_TARGET.search(text):
            yield "share on target", f"{scope} in {quarter}", share[1] or share[2]
        if (overdue := first(_STEPS, text)) and quarter == Q2.label:
            yield "milestones overdue", scope, overdue


_OFF = re.compile(r"\. (\S+) (?:is|are) off it")
_NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_MOVED = re.compile(r"(\d+) (?:stayed|from [a-z ]+? to) ((?:on|near|off) target)")


def hero_facts(scope: str, quarter: str, page: Page) -> Iterator[Said]:
    """What the finding says of those off target, and what the picture says in words: all groups on its later side."""
    for words in page.find("app-hero__words"):
        if number := first(_OFF, text_of(words)):
            word = number.casefold()
            count = str(_NUMBERS.index(word)) if word in _NUMBERS else word.replace(",", "")
            yield "count", f"off target of {scope} in {quarter}", count
    for picture in page.find("app-hero__picture"):
        counts: Counter[str] = Counter()
        for count, status in _MOVED.findall(picture.get("alt")):
            counts[status] += int(count)
        names = {"on target": "met target", "near target": "near target", "off target": "off target"}
        for status, name in names.items():
            if counts[status]:
                yield "count", f"{name} of {scope} in {quarter}", str(counts[status])


_ASKED = re.compile(r"(\d+) measures? (?:newly )?off target\b")


def asked_facts(text: str, scope: str, quarter: str) -> Iterator[Said]:
    """What a paper asks its meeting to note: how many are off target."""
    for number in _ASKED.findall(" ".join(text.split())):
        yield "count", f"off target of {scope} in {quarter}", number


_TILE = re.compile(r"\((\w+)\): ([a-z ]+), ")


def wall_facts(page: Page, quarter: str, *, whole: bool = True) -> Iterator[Said]:
    """The marks of the wall, each with its sentence; of ``whole`` rows, how many are on target too."""
    for words in page.find("app-tile__words"):
        text = text_of(words)
        if said := _TILE.search(text):
            yield from status_facts(said[1], "", quarter, said[2])
            yield from looked_back(said[1], quarter, text)
    for row in page.find("app-wall__row") if whole else ():
        ref = first(_PRIORITY, text_of(page.find("app-wall__name", row)[0]))
        met = text_of(page.find("app-wall__met", row)[0])
        if ref and met != "none rated":
            yield "share on target", f"priority {ref} in {quarter}", met
        for said in page.find("app-wall__sum", row):
            yield from sum_facts(f"priority {ref}", quarter, text_of(said), page.reader)


def heat_facts(page: Page) -> Iterator[Said]:
    """Quarter by quarter: what a cell says of a priority."""
    for table in page.find("app-heat"):
        columns = [text_of(cell) for cell in table.xpath("./thead/tr/th")]
        for row in table.xpath("./tbody/tr"):
            name, *cells = [text_of(cell) for cell in row]
            for quarter, cell in zip(columns, cells, strict=True):
                scope = f"priority {first(_PRIORITY, name)} in {quarter}"
                if share := share_in(cell):
                    yield "share on target", scope, share
                if cell != "No entry":
                    word = status_word(cell.split(":")[0])
                    yield "cell of the quarters", scope, "one status" if word in STATUSES else "counts"


def changed_facts(page: Page, quarter: str) -> Iterator[Said]:
    """ "Turned off target", "Recovered": each measure named there with what it was before."""
    for heading in page.main.iter("h3"):
        title = text_of(heading).casefold()
        kind = next((word for word in ("turned off target", "recovered") if title.startswith(word)), "")
        items = heading.getnext()
        if not kind or items is None or items.tag != "ul":
            continue
        for item in items:
            text = text_of(item)
            ref, was = first(MEASURE, text), first(re.compile(r", was ([a-z ]+?)(?: ·|$)"), text)
            if was:
                yield "status in the quarter", earlier(ref, quarter), had(was)
            if kind == "turned off target":
                yield "status in the quarter", f"{ref} in {quarter}", "off target"


def listed_facts(line: dict[str, str], quarter: str) -> Iterator[Said]:
    """A line of a downloaded list of measures."""
    ref, period = line["Reference"], period_in(line["Data period"])
    yield from status_facts(ref, period, quarter, line["Status"])
    marks = f" {line['Standing']}" if line.get("Standing") else ""
    yield from value_facts(ref, period, line["Result"] + marks)
    yield from target_facts(ref, period, line["Target"])
    if "Status the quarter before" in line:
        yield "status in the quarter", earlier(ref, quarter), had(line["Status the quarter before"])
    if "Year-end forecast" in line:
        told = f"{ref} in {quarter}"
        yield from forecast_facts(told, line["Year-end forecast"], line["Expected at the year's end"])


def _measure_rows(page: Page) -> Iterator[Said]:
    for row in page.rows:
        if row.measure and "Status" in row.cells:
            yield from measure_facts(page, row, quarter=page.quarter.label)
            yield from looked_back(row.measure, page.quarter.label, row.name)
        elif row.milestone and "Status" in row.cells:
            yield from milestone_facts(row)
        yield from risk_facts(row)


def _groups(page: Page, council: Council) -> Iterator[Said]:
    for row in page.rows:
        if "Share on target" in row.cells:
            ref = first(_PRIORITY, row.name)
            yield from group_facts(f"priority {ref}" if ref else f"service {row.name}", page.quarter.label, row.cells)
            yield from sum_facts(f"priority {ref}", page.quarter.label, row.name, page.reader)
