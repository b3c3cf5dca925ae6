"""Measures by ward and tenure: a measure's own page of them, its file, the page of a group, and in brief."""

import re
from collections.abc import Callable, Iterator

from breakdowns.models import Breakdown, Group
from tests.agreement.claims import Said
from tests.agreement.council import Council
from tests.agreement.readers.rows import bare, drawn_facts, plain, status_facts, target_facts
from tests.agreement.reading import MEASURE, Page, first, number_in, period_in, text_of
from tests.agreement.registry import reads

FIGURE, STATUS, TARGET, BEHIND = "figure of a group", "status of a group", "target of a group", "people behind a group"
GAP, ENDS, HIDDEN, LEFT = "gap between groups", "best and worst group", "groups not shown", "groups behind a good total"
COUNT = "measures by a dimension"
NOT_SHOWN = "not shown"
_PEOPLE = "People or cases behind it"
_GAP = re.compile(
    r"(?P<gap>\S.*?) between (?P<first>\S+) \((?P<one>.+?), (?:best|highest)\) and (?P<last>\S+) \((?P<other>.+?), "
    r"(?:worst|lowest)\)"
)
_WAS = re.compile(r"since (?P<before>[^,]+), when it was (?P<was>.+?)\.(?: |$)")
_LEFT = re.compile(r"and (\d+) \w+ (?:is|are) not: (.+?)\.(?: |$)")
_WHOLE = re.compile(r"^(?P<period>.+?): (?P<value>.+?) for the whole(?: against (?P<target>.+?))?\. (?P<status>.+)$")


def _pages(query: str) -> Callable[[Council], list[str]]:
    def addresses(council: Council) -> list[str]:
        found = Breakdown.objects.order_by("pk").select_related("indicator")
        return [f"/breakdowns/measures/{each.indicator.ref}/{each.dimension_id}/{query}" for each in found]

    return addresses


def _of(group: str, ref: str, period: str) -> str:
    return f"{group} of {ref} in {period}"


def _group_facts(group: str, ref: str, period: str, told: dict[str, str]) -> Iterator[Said]:
    about = _of(group, ref, period)
    yield FIGURE, about, bare(told["value"])
    yield STATUS, about, told["status"]
    yield TARGET, about, plain(told["target"])


def _whole_facts(ref: str, period: str, told: dict[str, str]) -> Iterator[Said]:
    yield from drawn_facts(ref, period, told["value"])
    yield from status_facts(ref, period, "", told["status"])


def _gap_facts(ref: str, noun: str, period: str, words: str) -> Iterator[Said]:
    """What the sentences on the gap say: now, and a year or a period before."""
    about = f"{ref} by {noun} in {period}"
    if found := _GAP.search(words):
        yield GAP, about, found["gap"]
        yield ENDS, about, f"{found['first']} {found['one']}, {found['last']} {found['other']}"
        for group, value in ((found["first"], found["one"]), (found["last"], found["other"])):
            yield FIGURE, _of(group, ref, period), value
    if was := _WAS.search(words):
        yield GAP, f"{ref} by {noun} in {was['before']}", was["was"]


def _left_facts(ref: str, noun: str, period: str, words: str) -> Iterator[Said]:
    found = _LEFT.search(words)
    yield LEFT, f"{ref} by {noun} in {period}", found[2] if found else "none"


@reads("breakdowns:breakdown", at=lambda c: [*_pages("")(c), *_pages("?sort=-value")(c)])
def read_breakdown(page: Page, council: Council) -> Iterator[Said]:
    ref, noun = text_of(page.find("govuk-caption-l")[0]).split(" by ")
    whole = next((found for each in page.main.iter("p") if (found := _WHOLE.match(text_of(each)))), None)
    if whole is None:
        return
    period = next((period_in(name) for name in page.tables if " by " in name), "")
    if not period:
        return  # nothing is told of its groups, which the page says
    yield from _whole_facts(ref, period, whole.groupdict())
    yield from target_facts(ref, period, whole["target"] or "no target")
    told, hidden = _rows(page), 0
    for group, each in told.items():
        hidden += each["value"].casefold() == NOT_SHOWN
        yield from _group_facts(group, ref, period, each)
        if each["parts"]:
            yield BEHIND, _of(group, ref, period), each["parts"]
    about = f"{ref} by {noun} in {period}"
    yield HIDDEN, about, str(hidden)
    notes = " ".join(text_of(each) for each in page.find("app-note"))
    if "not shown: " in notes:
        yield HIDDEN, about, "1" if notes.startswith("One ") else number_in(notes)
    yield from _gap_facts(ref, noun, period, _gap_words(page))
    yield from _left_facts(ref, noun, period, " ".join(text_of(each) for each in page.find("app-callout")))
    yield from _over_time(page, ref, noun)


def _rows(page: Page) -> dict[str, dict[str, str]]:
    """The table of groups, by their names."""
    found = {}
    for row in page.rows:
        if "Result" in row.marks and "Status" in row.marks:
            details = [text_of(each) for each in page.find("app-measure__detail", row.marks["Result"])]
            (value,) = page.find("app-measure__value", row.marks["Result"])
            found[row.name] = {
                "value": text_of(value), "parts": " ".join(details), "status": row.cells["Status"],
                "target": row.cells["Target"],
            }  # fmt: skip
    return found


def _gap_words(page: Page) -> str:
    return " ".join(text for each in page.main.iter("p") if (text := text_of(each)).startswith("The gap: "))[9:]


def _over_time(page: Page, ref: str, noun: str) -> Iterator[Said]:
    """The small pictures in words, and the table of gaps."""
    for each in page.find("app-multiple"):
        group = text_of(page.find("app-multiple__name", each)[0])
        for words in text_of(page.find("govuk-visually-hidden", each)[0]).split("; "):
            period, _, value = words.partition(": ")
            yield FIGURE, _of(group, ref, period), value
    for row in page.tables.get("The gap over time", []):
        ends = [row.cells.get(name) or row.cells[other] for name, other in (("Best", "Highest"), ("Worst", "Lowest"))]
        about = f"{ref} by {noun} in {row.name}"
        yield GAP, about, row.cells["Gap"]
        yield ENDS, about, ", ".join(each.replace(", ", " ") for each in ends)


@reads("breakdowns:breakdown", at=_pages("?download=csv"))
def read_breakdown_csv(page: Page, council: Council) -> Iterator[Said]:
    names = set(Group.objects.values_list("name", flat=True))
    hidden: dict[tuple[str, str, str], int] = {}
    for line in page.lines:
        ref, period = line["Reference"], line["Period"]
        told = {"value": line["Result"], "status": line["Status"], "target": line["Target"]}
        noun = "ward" if "Ward" in line else "tenure"
        group = line[noun.capitalize()]
        if group == "All":
            yield from _whole_facts(ref, period, told)
            yield from target_facts(ref, period, told["target"])
            continue
        assert group in names
        is_hidden = told["value"].casefold() == NOT_SHOWN
        hidden[ref, noun, period] = hidden.get((ref, noun, period), 0) + is_hidden
        yield from _group_facts(group, ref, period, told)
        if is_hidden:
            said = "its number" if line["Result as a number"] or line[_PEOPLE] else "nothing"
            yield "what a file says of a hidden group", _of(group, ref, period), said
        elif line[_PEOPLE]:
            yield BEHIND, _of(group, ref, period), f"of {line[_PEOPLE]}"
    for (ref, noun, period), number in hidden.items():
        yield HIDDEN, f"{ref} by {noun} in {period}", str(number)


def _groups(query: str) -> Callable[[Council], list[str]]:
    return lambda council: [f"/breakdowns/groups/{pk}/{query}" for pk in Group.objects.values_list("pk", flat=True)]


@reads("breakdowns:group-detail", at=_groups(""))
def read_group(page: Page, council: Council) -> Iterator[Said]:
    group = text_of(page.main.xpath(".//h1")[0]).removeprefix(text_of(page.find("govuk-caption-l")[0])).strip()
    for row in page.rows:
        ref, period = row.measure, period_in(row.name.rpartition(" · ")[2])
        (value,) = page.find("app-measure__value", row.marks["Result here"])
        parts = [text_of(each) for each in page.find("app-measure__detail", row.marks["Result here"])]
        told = {"value": text_of(value), "status": row.cells["Status here"], "target": row.cells["Target"]}
        yield from _group_facts(group, ref, period, told)
        if parts:
            yield BEHIND, _of(group, ref, period), parts[0]
        (status,) = page.find("app-measure__detail", row.marks["The whole"])
        whole = {"value": row.cells["The whole"].removesuffix(text_of(status)), "status": text_of(status)}
        yield from _whole_facts(ref, period, whole)


@reads("breakdowns:group-detail", at=_groups("?download=csv"))
def read_group_csv(page: Page, council: Council) -> Iterator[Said]:
    group = Group.objects.get(pk=page.address.split("/")[3]).name
    for line in page.lines:
        ref, period = line["Reference"], line["Period"]
        told = {"value": line["Result"], "status": line["Status"], "target": line["Target"]}
        yield from _group_facts(group, ref, period, told)
        yield from _whole_facts(ref, period, {"value": line["The whole"], "status": line["Its status"]})


@reads("reporting:measure", at=lambda c: [f"/measures/{ref}/" for ref in c.measures])
def read_in_brief(page: Page, council: Council) -> Iterator[Said]:
    """Who is behind the number."""
    ref = page.address.split("/")[2]
    for section in page.main.xpath(".//*[@id='breakdowns']"):
        for heading in section.findall("h3"):
            noun, _, period = text_of(heading).removeprefix("By ").partition(", ")
            following = []
            for each in heading.itersiblings():
                if each.tag == "h3":
                    break
                following.append(text_of(each))
            *behind, gap = following
            if period and _GAP.search(gap):
                yield from _gap_facts(ref, noun, period, gap)
                yield from _left_facts(ref, noun, period, " ".join(behind))


@reads("breakdowns:dimension-list", at=lambda c: ["/breakdowns/"])
def read_dimensions(page: Page, council: Council) -> Iterator[Said]:
    for row in page.rows:
        yield COUNT, f"{row.name} to the {page.reader}", row.cells["Measures"]
        yield "groups of a dimension", row.name, row.cells["Groups"]


@reads("breakdowns:dimension-list", at=lambda c: ["/breakdowns/?download=csv"])
def read_dimensions_csv(page: Page, council: Council) -> Iterator[Said]:
    for line in page.lines:
        yield COUNT, f"{line['Broken down by']} to the {page.reader}", line["Measures"]
        yield "groups of a dimension", line["Broken down by"], line["Groups"]


def _dimensions(council: Council) -> list[str]:
    return [f"/breakdowns/{pk}/" for pk in sorted(set(Group.objects.values_list("dimension", flat=True)))]


@reads("breakdowns:dimension-detail", at=_dimensions)
def read_dimension(page: Page, council: Council) -> Iterator[Said]:
    name = text_of(page.main.xpath(".//h1")[0]).removeprefix(text_of(page.find("govuk-caption-l")[0])).strip()
    listed = [row for row in page.tables.get("Measures", []) if first(MEASURE, row.name)]
    yield COUNT, f"{name} to the {page.reader}", str(len(listed))
    yield "groups of a dimension", name, str(len(page.tables["Groups"]))
