"""One measure: its page, its table of periods, the picture's own table, and the definition sheet."""

import re
from collections.abc import Iterator

from tests.agreement.claims import Said
from tests.agreement.council import Q1, Q2, Council
from tests.agreement.readers.rows import (
    PERIOD_BEFORE,
    STANDS_OUT_AHEAD,
    YEAR_AGO,
    callout_facts,
    direction_facts,
    drawn_facts,
    had,
    plain,
    sentence_facts,
    status_facts,
    status_word,
    target_facts,
    value_facts,
    year_end_facts,
)
from tests.agreement.reading import Page, first, period_in, text_of
from tests.agreement.registry import Addresses, reads

MET, MISSED = ("on target", "exceeding target"), ("near target", "off target")
_SIGNAL = re.compile(r"The run of figures is (a change for the worse|an improvement),? beyond normal variation")


def _pages(query: str) -> Addresses:
    return lambda council: [f"/measures/{ref}/{query}" for ref in council.measures]


def ref_of(page: Page) -> str:
    return page.address.split("/")[2]


@reads("reporting:measure", at=_pages(""))
def read_measure(page: Page, council: Council) -> Iterator[Said]:
    ref, facts = ref_of(page), _facts(page)
    period = period_in(facts.get("Data period", ""))
    now = page.find("app-now")[0]
    yield from status_facts(ref, period, "", text_of(page.find("app-status", now)[0]))
    is_draft = "[draft]" in facts.get("Result", "")
    if facts.get("Result"):
        yield from value_facts(ref, period, facts["Result"])
    if facts.get("Target"):
        yield from target_facts(ref, period, facts["Target"])
    if not is_draft:
        for lead in page.find("app-lead")[:1]:
            yield from sentence_facts(ref, period, text_of(lead))
    for line in now.findall("p"):
        if text_of(line).startswith("Against the period before"):
            yield from direction_facts(ref, period, line, PERIOD_BEFORE, is_draft=is_draft)
        elif text_of(line).startswith("Against the same period"):
            yield from direction_facts(ref, period, line, YEAR_AGO, is_draft=is_draft)
    yield from _process(page, ref, period, now)
    yield from _outlook(page, ref)
    yield from callout_facts(f"{ref} in {page.quarter.label}", " ".join(map(text_of, page.find("app-strip__callout"))))
    yield from _picture(page, ref)
    for row in page.tables.get("What released reports said", []):
        if row.cells.get("Known now", "").casefold() == "as reported":
            word = row.cells["Reported"].rpartition(", ")[2]
            yield "status", f"{ref} in {period_in(row.name)}", status_word(word)
        elif "," in row.cells.get("Known now", ""):
            yield "status", f"{ref} in {period_in(row.name)}", status_word(row.cells["Known now"].rpartition(", ")[2])


@reads("reporting:measure", at=_pages("?tab=table"))
def read_measure_table(page: Page, council: Council) -> Iterator[Said]:
    ref = ref_of(page)
    for row in page.tables.get("Figures by period", []):
        period = period_in(row.name)
        yield "status", f"{ref} in {period}", row.cells["Status"]
        yield "state of the figure", f"{ref} in {period} to the {page.reader}", row.cells["State"]
        is_draft = not row.cells["State"].startswith(("Approved", "Not expected", "Missing", "To enter"))
        yield from value_facts(ref, period, row.cells["Result"] + (" [draft]" if is_draft else ""))
        yield from target_facts(ref, period, row.cells["Target"])


def _sheets(council: Council) -> list[str]:
    return [f"/indicators/definitions/{ref}/?tab=targets" for ref in list(council.measures)[::4]]


@reads("indicators:indicator-detail", at=_sheets)
def read_targets(page: Page, council: Council) -> Iterator[Said]:
    """Its targets, year by year."""
    ref = page.address.split("/")[3]
    for row in page.rows:
        period = period_in(row.name)
        if period and "Target" in row.cells:
            yield "target of the year", f"{ref} in {period}", plain(row.cells["Target"])


def _outlook(page: Page, ref: str) -> Iterator[Said]:
    """How its year is expected to end."""
    for section in page.find("app-section"):
        if section.get("id") != "outlook":
            continue
        marks = [text_of(each) for each in page.find("app-pair__mark", section)]
        told = f"{ref} in {page.quarter.label}"
        if marks:
            yield "status in the quarter", told, had(marks[0])
            yield "expected status", told, status_word(marks[1])
        yield from year_end_facts(told, text_of(section))
        if marks and text_of(section).startswith("How 2026/27 is expected"):
            chance = first(_CHANCE, text_of(section))
            yield STANDS_OUT_AHEAD, told, _stands_out(*map(status_word, marks), chance)


_CHANCE = re.compile(r"Chance of missing the target: .*?(\d+) in 100")


def _stands_out(now: str, then: str, chance: str) -> str:
    """By what the rules say (rules.md 14): on target and at risk, or near it and expected to be off it."""
    if now in MET and (then in MISSED or int(chance or 0) >= 50):
        return "on target"
    return now if (now, then) == ("near target", "off target") else "no"


def _at_risk(council: Council) -> list[str]:
    return [f"/at-risk/?period={quarter.key}" for quarter in (Q2, Q1)]


@reads("reporting:at-risk", at=_at_risk)
def read_at_risk(page: Page, council: Council) -> Iterator[Said]:
    for row in page.rows:
        if row.measure:
            told, cells = f"{row.measure} in {page.quarter.label}", row.cells
            yield "status in the quarter", told, had(cells["Now"])
            yield "expected status", told, status_word(cells["Expected"])
            end, _, target = cells["At the year’s end"].partition("against")
            yield "expected end", told, plain(end)
            yield "target of what is expected", told, plain(target or "no target")
            if "in 100" in cells["Chance of missing"]:
                yield "chance of missing", told, cells["Chance of missing"].removesuffix(" in 100")


@reads("reporting:at-risk", at=lambda c: [f"/at-risk/?download=csv&period={Q2.key}"])
def read_at_risk_csv(page: Page, council: Council) -> Iterator[Said]:
    for line in page.lines:
        told = f"{line['Reference']} in {page.quarter.label}"
        yield "status in the quarter", told, had(line["Status now"])
        yield "expected status", told, status_word(line["Expected status"])
        yield "expected end", told, plain(line["Expected at the year's end"])


def _picture(page: Page, ref: str) -> Iterator[Said]:
    """The figures behind the chart."""
    for rows in page.tables.values():
        for row in rows:
            if {"Period", "Result", "Target", "Status"} <= row.cells.keys() and "State" not in row.cells:
                period = period_in(row.cells["Period"])
                yield "status", f"{ref} in {period}", row.cells["Status"]
                yield from drawn_facts(ref, period, row.cells["Result"])
                yield from target_facts(ref, period, row.cells["Target"])


def _process(page: Page, ref: str, period: str, now: object) -> Iterator[Said]:
    """A move that is drawn as real never says the opposite of the sentence on the process."""
    signal = _SIGNAL.search(text_of(now))
    if not signal:
        return
    for line in now.findall("p"):
        real = page.find("app-direction__arrow--real", line)
        word = text_of(line).casefold()
        if real and text_of(line).startswith("Against the period before"):
            yield "which way it really moved", f"{ref} in {period}", "better" if ": better" in word else "worse"
            yield "which way it really moved", f"{ref} in {period}", "worse" if "worse" in signal[1] else "better"


def _facts(page: Page) -> dict[str, str]:
    """The terms and descriptions beneath "What this figure is made of"."""
    found = {}
    for term in page.main.iter("dt"):
        described = term.getnext()
        if described is not None:
            found.setdefault(text_of(term), text_of(described))
    return found
