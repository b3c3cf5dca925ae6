"""What other systems are told with a token: one more reader of the same facts."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from tests.agreement.claims import Said
from tests.agreement.council import Q1, Q2, Council
from tests.agreement.readers.rows import (
    PERIOD_BEFORE,
    UNSCORED,
    YEAR_AGO,
    earlier,
    had,
    plain,
    sentence_facts,
    status_facts,
    target_facts,
    value_facts,
)
from tests.agreement.reading import DRAFT_MARK, MEASURE, RISK, Page, first
from tests.agreement.registry import reads

PLACE = "api:api-v1:"
QUARTERS = (Q2, Q1)
_MET = ("exceeding", "green")
_MARKS = {"provisional": "[p]", "revised": "[r]", "estimated": "[e]"}


def _items(page: Page, pattern: Any, name: str) -> Sequence[dict[str, Any]]:
    answer = json.loads(page.content)
    assert answer["pages"] == 1
    return [each for each in answer["items"] if first(pattern, each[name])]


@reads(f"{PLACE}list_statuses", at=lambda c: [f"/api/v1/statuses?per_page=200&period={q.key}" for q in QUARTERS])
def read_statuses(page: Page, council: Council) -> Iterator[Said]:
    for each in _items(page, MEASURE, "measure"):
        ref, period, quarter = each["measure"], each["period"]["label"], each["report_period"]["label"]
        shown = f"{each['value_words']} {each['marks']}"
        yield from status_facts(ref, period, quarter, each["status"]["word"])
        yield from value_facts(ref, period, shown)
        yield from target_facts(ref, period, each["target_words"])
        if each["previous_status"]:
            yield "status in the quarter", earlier(ref, quarter), had(each["previous_status"]["word"])
        if DRAFT_MARK not in shown:
            yield from sentence_facts(ref, period, each["sentence"])
            for fact, name in ((PERIOD_BEFORE, "direction"), (YEAR_AGO, "year_ago")):
                word = each[name]["word"].casefold()
                yield fact, f"{ref} in {period}", "no change" if word == "same" else word


@reads(f"{PLACE}read_summary", at=lambda c: [f"/api/v1/summary?period={q.key}" for q in QUARTERS])
def read_summary(page: Page, council: Council) -> Iterator[Said]:
    said = json.loads(page.content)
    if page.reader == "partner":
        return  # who counts its own alone
    scope = f"the council in {said['report_period']['label']}"
    if said["rated"]:
        yield "share on target", scope, f"{said['met']} of {said['rated']}"
    yield "count", f"met target of {scope}", str(sum(said["counts"].get(key, 0) for key in _MET))
    for key, word in (("amber", "near target"), ("red", "off target"), ("unknown", "no figure yet")):
        if said["counts"].get(key):
            yield "count", f"{word} of {scope}", str(said["counts"][key])


@reads(f"{PLACE}list_figures", at=lambda c: ["/api/v1/figures?per_page=200&state=approved"])
def read_figures(page: Page, council: Council) -> Iterator[Said]:
    """Values are bare of signs, so only what needs no printing is compared."""
    for each in json.loads(page.content)["items"]:
        if each["value"] is not None:
            yield "standing", f"{each['measure']} in {each['period']['label']}", _MARKS.get(each["standing"], "final")


@reads(f"{PLACE}list_targets", at=lambda c: [f"/api/v1/targets?per_page=200&year={Q2.year.key}"])
def read_targets(page: Page, council: Council) -> Iterator[Said]:
    """A year's target as a bare number; the list prints some with words and signs around them."""
    for each in _items(page, MEASURE, "measure"):
        if each["value"] is not None and council.measures[each["measure"]].kind == "percentage":
            yield "target of the year", f"{each['measure']} in 2026/27", f"{plain(each['value'])}%"


@reads(f"{PLACE}list_risks", at=lambda c: ["/api/v1/risks?per_page=200"])
def read_risks(page: Page, council: Council) -> Iterator[Said]:
    for each in _items(page, RISK, "ref"):
        if each["ref"] == UNSCORED:
            continue
        before, now, target = (each[name] for name in ("inherent", "current", "target"))
        yield "risk score", each["ref"], str(now["value"])
        yield "risk band", each["ref"], now["band"]
        yield "risk above appetite", each["ref"], "yes" if now["above_appetite"] else "no"
        ends = (str(score["value"]) if score else "–" for score in (before, target))
        yield "risk before controls and target", each["ref"], " ".join(ends)
        yield "how a risk moved", each["ref"], each["moved"].split(" since ")[0]
