"""Reports and packs: on screen and as a workbook. A report tells of its own quarter as it stood."""

import re
from collections.abc import Iterator

from reporting.models import Report
from tests.agreement.claims import Said
from tests.agreement.council import Council
from tests.agreement.readers.assurance import caveat_facts
from tests.agreement.readers.dashboards import COUNCIL, asked_facts, headline_facts, wall_facts
from tests.agreement.readers.feedback import said_facts
from tests.agreement.readers.money import cost_facts, sheet_facts
from tests.agreement.readers.risks import share_facts
from tests.agreement.readers.rows import (
    PERIOD_BEFORE,
    YEAR_AGO,
    ahead_facts,
    callout_facts,
    count_facts,
    direction_facts,
    forecast_facts,
    late_facts,
    looked_back,
    measure_facts,
    milestone_facts,
    risk_facts,
    status_facts,
    status_word,
    sum_facts,
    target_facts,
    value_facts,
    year_end_facts,
)
from tests.agreement.readers.value import service_facts
from tests.agreement.reading import MEASURE, MILESTONE, Page, first, period_in, text_of
from tests.agreement.registry import Addresses, reads

_JUDGED = re.compile(r"\bJudged (exceeding target|on target|near target|off target)\b")
_REPORT = re.compile(r"/reports/(\d+)/")


def _reports(file: str = "") -> Addresses:
    return lambda council: [f"/reports/{pk}/{file}" for pk in Report.objects.values_list("pk", flat=True)]


def _packs(council: Council) -> list[str]:
    return [f"/scrutiny/packs/{council.pack.pk}/{version}" for version in ("", "?version=full")]


@reads("reporting:report-detail", at=_reports())
def read_report(page: Page, council: Council) -> Iterator[Said]:
    report = Report.objects.get(pk=first(_REPORT, page.address))
    scope, quarter = scope_of(report), report.cycle.period.label
    yield from count_facts(scope, quarter, page)
    yield from headline_facts(scope, quarter, page)
    if report.kind == "service":  # its one section of risks has all of them, as its headline counts them
        yield from share_facts(page, f"report {report.pk}")
        yield from said_facts(page, report.unit.name)
    yield from cost_facts(page, report.unit.name if report.kind == "service" else report.subject_name)
    yield from _by_rule(scope, quarter, page)
    yield from first_page_facts(scope, quarter, page, whole=scope == COUNCIL)
    yield from document_facts(page, quarter, is_new=report.cycle_id == council.cycle.pk)


def _by_rule(scope: str, quarter: str, page: Page) -> Iterator[Said]:
    """The status of what a report is about, or of the priorities and objectives that it lists, each by its rule."""
    for row in page.rows:
        if "How it came about" in row.cells:
            kind = "priority" if "PR" in row.name else "objective"
            about = f"{kind} {row.name.rsplit(' ', 1)[-1]}"
            yield from sum_facts(about, quarter, row.cells["How it came about"], page.reader)
            yield from sum_facts(about, quarter, f"{row.cells['Status']} {row.cells['Rule']}", page.reader)
    if scope.startswith("priority"):
        said = [each for each in map(text_of, page.main.iter("p")) if " by " in each and "of the weight" in each]
        for each in said[:1]:
            yield from sum_facts(scope, quarter, each, page.reader)


@reads("scrutiny:pack-detail", at=_packs)
def read_pack(page: Page, council: Council) -> Iterator[Said]:
    yield from document_facts(page, council.pack.period.label, is_new=True)
    yield from first_page_facts(COUNCIL, council.pack.period.label, page, whole=False)
    yield from count_facts(COUNCIL, council.pack.period.label, page)


@reads("scrutiny:committee-detail", "scrutiny:committee-list", at=lambda c: [
    f"/scrutiny/committees/{c.committee.pk}/", "/scrutiny/"])  # fmt: skip
def read_committee(page: Page, council: Council) -> Iterator[Said]:
    """What stands out of the quarter reported last."""
    yield from notable_facts(page)


@reads("scrutiny:pack-edit", at=lambda c: [f"/scrutiny/packs/{c.pack.pk}/edit/"])
def read_pack_builder(page: Page, council: Council) -> Iterator[Said]:
    yield from notable_facts(page)


def notable_facts(page: Page) -> Iterator[Said]:
    for each in page.find("app-notable"):
        text, status = text_of(each), page.find("app-status", each)
        links = each.xpath(".//a/@href")
        quarter = next((q for q in ("2026-07-01QF", "2026-04-01QF") if any(q in link for link in links)), "")
        label = {"2026-07-01QF": "2026/27 Q2", "2026-04-01QF": "2026/27 Q1"}.get(quarter, "")
        ref = first(MEASURE, text)
        if ref and status and label:
            yield from status_facts(ref, "", label, text_of(status[0]))
            yield from looked_back(ref, label, text)
            yield from late_facts(ref, label, text)


@reads("reporting:report-file", at=_reports("report.xlsx"))
def read_workbook(page: Page, council: Council) -> Iterator[Said]:
    report = Report.objects.get(pk=first(_REPORT, page.address))
    scope, quarter = scope_of(report), report.cycle.period.label
    for sheet, rows in page.sheets.items():
        for line in rows:
            if first(MEASURE, line.get("Ref", "")) and "Status" in line:
                yield from _line_facts(line, quarter)
                if report.cycle_id == council.cycle.pk and "What to bear in mind" in line:
                    yield from caveat_facts(line["Ref"], [f"Bear in mind: {line['What to bear in mind']}"])
            elif first(MILESTONE, line.get("Ref", "")) and "Status" in line and report.cycle_id == council.cycle.pk:
                yield "milestone status", line["Ref"], line["Status"]
            elif sheet == "Risks" and report.cycle_id == council.cycle.pk:
                yield "risk score", line["Ref"], line["Now"]
                yield "risk band", line["Ref"], line["Band now"]
                yield "risk above appetite", line["Ref"], line["Above appetite"]
                yield "risk before controls and target", line["Ref"], f"{line['Inherent']} {line['Target']}"
            elif sheet == "Money":
                yield from sheet_facts(
                    line, page, report.unit.name if report.kind == "service" else report.subject_name
                )
            elif sheet == "Coverage":
                label, number = (*line.values(), "", "")[:2]
                yield "coverage", f"{label} of {scope} in {quarter}", number


def first_page_facts(scope: str, quarter: str, page: Page, *, whole: bool) -> Iterator[Said]:
    """What a meeting reads first: what it is asked, the marks of the wall, and what is off target."""
    for asked in page.find("app-report-first__asked"):
        yield from asked_facts(text_of(asked), scope, quarter)
    yield from wall_facts(page, quarter, whole=whole)
    for row in page.find("app-report-first__off"):
        for line in row.xpath("./tbody/tr"):
            ref = first(MEASURE, text_of(line))
            yield from status_facts(ref, "", quarter, text_of(page.find("app-status", line)[0]))


def document_facts(page: Page, quarter: str, *, is_new: bool) -> Iterator[Said]:
    """``is_new``: it was just made, so that milestones, risks and certificates are as they are."""
    for row in page.rows:
        if row.measure and "Status" in row.cells:
            yield from measure_facts(page, row, quarter=quarter)
            if is_new and "Result" in row.cells:
                details = page.find("app-measure__detail", row.marks["Measure"])
                yield from caveat_facts(row.measure, map(text_of, details))
        elif row.milestone and "Status" in row.cells and is_new:
            yield from milestone_facts(row)
        elif {"Reading", "Satisfaction"} <= row.cells.keys():
            yield from service_facts(row, page, quarter)
        elif row.measure and "Why" in row.cells:
            yield from _care_facts(row.measure, row.cells["Why"], quarter)
        elif is_new:
            yield from risk_facts(row)
    for card in page.find("app-report-card"):
        yield from _card_facts(page, card, quarter)
        if is_new:
            ref = first(MEASURE, text_of(page.find("app-measure__detail", card)[0]))
            yield from caveat_facts(ref, map(text_of, page.find("app-report-card__caveat", card)))


def _care_facts(ref: str, why: str, quarter: str) -> Iterator[Said]:
    if why.startswith("Due, and not handed in"):
        yield "how the figure came in", f"{ref} in {quarter}", "not handed in"
    elif why.startswith("Came in after"):
        yield "how the figure came in", f"{ref} in {quarter}", "late"


def _card_facts(page: Page, card: object, quarter: str) -> Iterator[Said]:
    detail = text_of(page.find("app-measure__detail", card)[0])
    ref, period, text = first(MEASURE, detail), period_in(detail), text_of(card)
    facts = page.find("app-report-card__facts", card)[0]
    yield from status_facts(ref, period, quarter, text_of(page.find("app-status", facts)[0]))
    yield from value_facts(ref, period, text_of(page.find("app-report-card__value", facts)[0]))
    spans = [text_of(each) for each in facts.findall("span")]
    yield from target_facts(ref, period, next(t for t in spans if t.startswith("Target ")).removeprefix("Target "))
    fact = YEAR_AGO if "since a year ago" in text_of(facts) else PERIOD_BEFORE
    yield from direction_facts(ref, period, facts, fact)
    judged = first(_JUDGED, text)
    if judged:
        yield "status", f"{ref} in {period}", status_word(judged)
    yield from looked_back(ref, quarter, text)
    yield from late_facts(ref, quarter, text)
    for line in page.find("app-report-card__forecast", card):
        word = " ".join(map(text_of, page.find("app-status", line)))
        yield from forecast_facts(f"{ref} in {quarter}", word, "")
        yield from year_end_facts(f"{ref} in {quarter}", text_of(line))
        yield from ahead_facts(f"{ref} in {quarter}", text)
    yield from callout_facts(f"{ref} in {quarter}", text)
    if "A change for the worse, beyond normal variation" in text and page.find("app-direction__arrow--real", facts):
        is_better = any(t.casefold().startswith("better") for t in spans)
        yield "which way it really moved", f"{ref} in {period}", "worse"
        yield "which way it really moved", f"{ref} in {period}", "better" if is_better else "worse"


def _line_facts(line: dict[str, str], quarter: str) -> Iterator[Said]:
    ref, period = line["Ref"], period_in(line["Period"])
    yield from status_facts(ref, period, quarter, line["Status"])
    if line.get("Direction of travel"):
        word = line["Direction of travel"].casefold()
        yield PERIOD_BEFORE, f"{ref} in {period}", "no change" if word in ("same", "the same") else word
    if line.get("Expected at the year's end"):
        told = f"{ref} in {quarter}"
        yield from forecast_facts(told, line["Year-end forecast"], line["Expected at the year's end"])
        yield from year_end_facts(told, line["Forecast in words"])
        yield from ahead_facts(told, line["Why it is reported"])
    yield from callout_facts(f"{ref} in {quarter}", line["Why it is reported"])


def scope_of(report: Report) -> str:
    """What an audience's report tells of: its whole scope, whatever it selects from it."""
    if report.kind == "exception":
        return f"remit of {report.committee.name}" if report.committee else COUNCIL
    if report.kind == "service":
        return f"service {report.unit.name}"
    return f"priority {report.subject_name.rsplit(' ', 1)[-1]}"
