"""One report's document and facts, from what is live; and the same document once it is released."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from accounts.queries.identity import council_name
from foundation.dates import moment_words
from foundation.words import counted
from indicators.rules.coverage import roll_up
from indicators.rules.vocabulary import Status
from plans.queries.milestones import MilestoneRow
from reporting.audiences import JOINT, Order
from reporting.document import SCHEMA, Document, Facts, Restatement, Section
from reporting.models import ReportKind
from reporting.queries.coverage import coverage_of, coverage_words
from reporting.snapshots import report_sections
from reporting.snapshots.at_a_glance import Group, Shown, at_a_glance, of_item
from reporting.snapshots.contents import exception_sections, service_sections, themed_sections
from reporting.snapshots.facts import facts_of
from reporting.snapshots.items import Item
from reporting.snapshots.live import Live
from reporting.snapshots.noted import ASKED, noted
from reporting.snapshots.report_sections import MONEY
from reporting.snapshots.restatements import last_released, restatements
from risks.queries.risks import RiskRow, above_words, counts_of, few_words


def make(order: Order, live: Live) -> tuple[Document, Facts]:
    """The document of an ordered report as things stand, and its facts. It opens with what has been restated."""
    scope, steps, risks = _about(order, live), _steps(order, live), _risks(order, live)
    items = _selected(order, scope)
    sections = _SECTIONS[order.kind](order, live, items, steps, risks)
    earlier = last_released(order.key, live.period)
    changed: list[Restatement] = []
    if earlier is not None:
        then = live.then(earlier.cycle.period)
        told = {ref: each for ref, each in then.items() if live.is_for(order.subject.unit_id, each)}
        changed = restatements(earlier.facts, told, since=earlier.built_at)
    coverage = coverage_of([item.measured for item in scope], live.noted, report_period=live.period)
    found = [of_item(item) for item in scope]
    asked = noted(found, items, steps, risks, coverage=coverage, restated=len(changed), sections=sections)
    document: Document = {
        "schema": SCHEMA,
        "kind": order.kind.value,
        "title": order.title,
        "subtitle": _subtitle(order, sections),
        "council": council_name(),
        "audience": order.audience_name,
        "period": live.period.long_label,
        "as_at": f"As at {moment_words(live.at)}",
        "released": "",
        # A share of a selection would flatter or alarm, so what is counted is all that the report is about.
        "headline": " ".join(filter(None, [headline(scope, steps, risks), _shown(order, scope, items)])),
        "coverage": coverage_words(coverage),
        "counts": report_sections.count_marks(item.row["status"] for item in scope),
        "key": report_sections.key(scope),
        "restatements": changed,
        "notes": [*report_sections.NOTES, f"For {order.audience_name}. {order.depth.words}"],
        "sections": sections,
        "at_a_glance": at_a_glance(found, _wall(order, live, found, risks), asked=ASKED, noted=asked),
    }
    return document, facts_of(item.measured for item in items)


def _subtitle(order: Order, sections: Sequence[Section]) -> str:
    """What it is about is a part of, and that it is the joint report where it tells of money."""
    joint = JOINT.get(order.kind, "") if any(each["id"] == MONEY for each in sections) else ""
    return " · ".join(filter(None, [order.subject.detail, joint]))


def released(document: Document, *, by_name: str, at: datetime) -> Document:
    """The same document with the line that says who released it and when."""
    return {**document, "released": f"Released by {by_name} on {moment_words(at)}"}


def checksum(document: Document, facts: Facts) -> str:
    """SHA-256 of document and facts, the same whatever database they were kept in."""
    # PostgreSQL gives back 5.0 and 1e16 in other spellings of the same number.
    text = json.dumps(_settled([document, facts]), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _settled(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _settled(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_settled(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def headline(items: Sequence[Item], steps: Sequence[MilestoneRow], risks: Sequence[RiskRow] = ()) -> str:
    """The one thing to know: how many of the rated measures are on target, how many off it, milestones overdue, risks
    above appetite.
    """
    rolled = roll_up(item.measured.assessment.status for item in items)
    off = sum(item.measured.assessment.status is Status.RED for item in items)
    sentences = []
    if rolled.rated:
        off_words = f"; {off} {_is(off)} off target" if off else ""
        rated = f"{rolled.met} of {rolled.rated} rated measures {_is(rolled.met)} on target ({rolled.share})"
        sentences.append(f"{rated}{off_words}.")
    elif items:
        sentences.append("None of the measures is rated this quarter.")
    overdue = sum(step.judgement.is_overdue for step in steps)
    if overdue:
        sentences.append(f"{overdue} of {len(steps)} milestones {_is(overdue)} overdue.")
    if above := above_words(counts_of(risks)):
        sentences.append(above)
    return " ".join(sentences) or "Nothing is measured here this quarter."


def _shown(order: Order, scope: Sequence[Item], items: Sequence[Item]) -> str:
    """How many of the measures are shown and why these; "" where all are."""
    why = [order.depth.because]
    if order.kind == ReportKind.EXCEPTION:
        items = [item for item in items if item.reasons]
        why.append("stand out by a rule of exceptions")
    if len(items) == len(scope):
        return ""
    reasons = ", and ".join(filter(None, why))
    return f"{len(items)} of {counted(len(scope), 'measure')} {_is(len(items))} shown: those that {reasons}."


def _wall(order: Order, live: Live, found: Sequence[Shown], risks: Sequence[RiskRow]) -> list[Group]:
    """The rows of the wall, most off target first: what lies beneath a priority, else the council's priorities, each
    with those of the report's risks that threaten it. At the end what belongs to none of them.
    """
    if order.kind == ReportKind.THEMED:
        rows = [(node.pk, node.title, refs) for node, refs in live.by_child(order.subject.pk)]
        rest = "The priority itself"
    else:
        rows = [
            (pk, name, {live.items[each].ref for each in serving if each in live.items})
            for pk, name, serving in live.priorities
        ]
        rest = "Serving no priority"
    named = set().union(*(refs for _, _, refs in rows))
    told = {each.pk for each in risks}
    groups = []
    for pk, name, refs in rows:
        against = [each for each in live.risks_to(live.and_beneath([pk])) if each.pk in told]
        groups.append(Group(name, [each for each in found if each.row["ref"] in refs], few_words(counts_of(against))))
    groups.sort(key=lambda group: -sum(each.status is Status.RED for each in group.shown))
    return [*groups, Group(rest, [each for each in found if each.row["ref"] not in named])]


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def _selected(order: Order, scope: list[Item]) -> list[Item]:
    """The measures the report is about, narrowed to what its audience reads."""
    chosen = order.depth.only_key_or
    if not chosen:
        return scope
    return [each for each in scope if each.measured.definition.is_key or each.measured.assessment.status in chosen]


def _about(order: Order, live: Live) -> list[Item]:
    """All the measures the report is about, whoever reads it."""
    match order.kind:
        case ReportKind.SERVICE:
            unit_id = order.subject.unit_id
            units = live.beneath.get(unit_id or 0, frozenset())
            found = live.measures_of(units, live.objectives_of_plan(order.subject.pk))
            return [each for each in found if live.is_for(unit_id, each.measured)]
        case ReportKind.THEMED:
            return live.under([order.subject.pk])
    if order.remit is None:
        return list(live.items.values())
    return live.measures_of(order.remit.service_ids, live.and_beneath(order.remit.priority_ids))


def _steps(order: Order, live: Live) -> list[MilestoneRow]:
    """All the milestones the report is about."""
    match order.kind:
        case ReportKind.SERVICE:
            return live.steps_of(live.objectives_of_plan(order.subject.pk))
        case ReportKind.THEMED:
            return live.steps_of(live.and_beneath([order.subject.pk]))
    if order.remit is None:
        return list(live.steps.values())
    nodes = live.thread.nodes.values()
    own = {node.pk for node in nodes if node.unit_id in order.remit.service_ids}
    return live.steps_of(live.and_beneath(own | order.remit.priority_ids))


def _risks(order: Order, live: Live) -> list[RiskRow]:
    """All the risks the report is about, the highest first; no exempt one."""
    match order.kind:
        case ReportKind.SERVICE:
            unit_id = order.subject.unit_id
            units = live.beneath.get(unit_id or 0, frozenset())
            found = live.risks_to(live.objectives_of_plan(order.subject.pk), units)
            return [each for each in found if live.is_within(unit_id, each.unit_id)]
        case ReportKind.THEMED:
            return live.risks_to(live.and_beneath([order.subject.pk]))
    if order.remit is None:
        return list(live.threats.rows.values())
    own = {node.pk for node in live.thread.nodes.values() if node.unit_id in order.remit.service_ids}
    return live.risks_to(live.and_beneath(own | order.remit.priority_ids), order.remit.service_ids)


Contents = Callable[[Order, Live, Sequence[Item], Sequence[MilestoneRow], Sequence[RiskRow]], list[Section]]
_SECTIONS: Mapping[str, Contents] = {
    "service": service_sections,
    "exception": exception_sections,
    "themed": themed_sections,
}
