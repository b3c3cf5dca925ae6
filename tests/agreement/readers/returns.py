"""Returns: how far each is, whether it is late, by when it is due."""

import re
from collections.abc import Iterator
from datetime import date

from indicators.models import Return
from tests.agreement.claims import Said
from tests.agreement.council import Q2, Council
from tests.agreement.readers.rows import target_facts
from tests.agreement.reading import DAY, Page, first, number_in, period_in, text_of
from tests.agreement.registry import Addresses, reads

_OF_SERVICE = re.compile(rf"([A-Z][\w ]+), {re.escape(Q2.long_label)}")
UNTIL, SIGN_OFF = "hand-in due", "sign-off due"
PARTNER = "Health Trust"


def _returns(path: str = "") -> Addresses:
    return lambda council: [f"{each.get_absolute_url()}{path}" for each in Return.objects.filter(period=Q2)]


@reads("indicators:return-list", at=lambda c: ["/indicators/returns/"])
def read_returns(page: Page, council: Council) -> Iterator[Said]:
    for row in page.rows:
        name, state = row.name.split(",")[0].strip(), row.cells.get("State", "")
        if period_in(row.cells.get("Period", "")) != Q2.label:
            continue
        yield from _lateness(name, state)
        yield UNTIL, name, first(DAY, row.cells["Due"])
        yield "figures left to hand in", name, row.cells["Left"]
        waiting = row.cells["To approve"]
        yield "figures to approve", name, "0" if waiting == "none" else number_in(waiting)


@reads("indicators:return-list", at=lambda c: ["/indicators/returns/?download=csv"])
def read_returns_csv(page: Page, council: Council) -> Iterator[Said]:
    for line in page.lines:
        if line["Period"] == Q2.label:
            yield from _lateness(line["Service"], line["State"])
            yield "figures left to hand in", line["Service"], line["Left"]
            yield "figures to approve", line["Service"], line["To approve"]
            yield UNTIL, line["Service"], _day(line["Due"])


@reads(
    "indicators:return-edit", "indicators:return-handed-in", at=lambda c: [*_returns()(c), *_returns("handed-in/")(c)]
)
def read_return(page: Page, council: Council) -> Iterator[Said]:
    name = _service(page)
    for line in page.find("app-return__progress"):
        yield from header_facts(name, text_of(line), text_of(page.find("app-status", line)[0]))
    for row in page.rows:
        if row.measure and row.cells.get("Target") and "Figure" in row.cells:
            period = period_in(row.name) or Q2.label
            if council.specs[row.measure].frequency == "Q" or period != Q2.label:
                yield from target_facts(row.measure, period, row.cells["Target"])


@reads("indicators:return-workbook", at=_returns("workbook/"))
def read_return_workbook(page: Page, council: Council) -> Iterator[Said]:
    for row in () if page.is_html else page.sheets["Return"]:
        yield from target_facts(row["Reference"], row["Period"], row["Target"])


def _to_sign_off(council: Council) -> list[str]:
    """Those whose head or director is among the readers."""
    returns = Return.objects.filter(period=Q2, service__name__in=("Housing", "Waste"))
    return [f"{each.get_absolute_url()}approve/" for each in returns]


@reads("indicators:return-approve", at=_to_sign_off)
def read_sign_off(page: Page, council: Council) -> Iterator[Said]:
    yield from read_return(page, council)


@reads("indicators:return-milestones", at=_returns("milestones/"))
def read_milestones(page: Page, council: Council) -> Iterator[Said]:
    for item in page.find("app-return__milestones"):
        for each in item:
            text = text_of(each)
            ref = first(re.compile(r"\b(ML\d\d)\b"), text)
            yield "milestone due", ref, first(DAY, text)
            yield "milestone complete", ref, first(re.compile(r"(\d+%) complete"), text)


@reads("inbox", at=lambda c: ["/inbox/?show=needs"])
def read_inbox(page: Page, council: Council) -> Iterator[Said]:
    """What needs its reader. What happened is told as it was at the time, so it is no fact of today."""
    for item in (each for listed in page.find("app-todo") for each in listed):
        told, name = text_of(item), first(_OF_SERVICE, text_of(item))
        if name not in council.posts:
            continue
        if found := re.search(r"(\d+) of \d+ measures left", told):
            yield "figures left to hand in", name, found[1]
            yield "is late", name, "yes" if told.startswith("Late") else "no"
        if found := re.search(r"(\d+) figures? waits? for", told):
            yield "figures to approve", name, found[1]


@reads("reporting:cycle-detail", at=lambda c: [c.cycle.get_absolute_url()])
def read_cycle(page: Page, council: Council) -> Iterator[Said]:
    yield from collection_facts(page, council)


@reads("reporting:cycle-reminders", at=lambda c: [f"{c.cycle.get_absolute_url()}reminders/"])
def read_reminders(page: Page, council: Council) -> Iterator[Said]:
    for row in page.rows:
        yield from duty_facts(row.cells.get("What waits", ""))


@reads("reporting:due", at=lambda c: ["/shared/due/"])
def read_due(page: Page, council: Council) -> Iterator[Said]:
    """A partner's own timetable: its return, its milestones."""
    for row in page.rows:
        told = row.cells["Due on"]
        if row.milestone:
            yield "milestone due", row.milestone, first(DAY, told)
        if row.name == f"Figures of {Q2.label}":
            yield UNTIL, PARTNER, first(DAY, told)
            yield "is late", PARTNER, "yes" if told.endswith("Late") else "no"


def header_facts(name: str, words: str, state: str) -> Iterator[Said]:
    """The line beneath a return's heading."""
    yield from _lateness(name, state)
    if found := re.search(r"(\d+) left", words):
        yield "figures left to hand in", name, found[1]
    elif "handed in" in words:
        yield "figures left to hand in", name, "0"
    if found := re.search(r"(?:reopened until|(?:was )?due) \w+ (\d+ \w+ \d{4})", words):
        yield UNTIL, name, found[1]
    if found := re.search(r"late since \w+ (\d+ \w+ \d{4})", words):
        yield "late since", name, found[1]


def collection_facts(page: Page, council: Council) -> Iterator[Said]:
    """The table of how far each service's return is."""
    for row in page.tables.get("Collection by service", []):
        name, cells = row.name, row.cells
        if name not in council.posts:
            continue
        yield from _lateness(name, cells["State"])
        yield "figures left to hand in", name, cells.get("To hand in") or cells.get("To enter", "")
        yield "figures to approve", name, cells.get("Waiting for approval") or cells.get("To approve", "")


def duty_facts(text: str) -> Iterator[Said]:
    """ "Housing: 7 figures to hand in, late since 6 October 2026, 1 of them sent back with a note"."""
    for name, number, rest in re.findall(r"([A-Z][\w ]+): (\d+) figures? to hand in, ([^:]*)", text):
        yield "figures left to hand in", name, number
        if rest.startswith("late since"):
            yield "late since", name, first(DAY, rest)
            yield "is late", name, "yes"
        else:
            yield UNTIL, name, first(DAY, rest)
            yield "is late", name, "no"
    for name, number, rest in re.findall(r"([A-Z][\w ]+): (\d+) figures? waits? for approval, ([^:]*)", text):
        yield "figures to approve", name, number
        yield SIGN_OFF, name, first(DAY, rest)


def _lateness(name: str, state: str) -> Iterator[Said]:
    """A locked return says that it is locked; the others say whether they are late."""
    state = state.casefold()
    if state.startswith("late"):
        yield "is late", name, "yes"
    elif state and not state.startswith("locked") and "waiting" not in state and "approved" not in state:
        yield "is late", name, "no"


def _service(page: Page) -> str:
    return Return.objects.select_related("service").get(pk=page.address.split("/")[3]).service.name


def _day(text: str) -> str:
    day = date.fromisoformat(text[:10])
    return f"{day.day} {day:%B %Y}"
