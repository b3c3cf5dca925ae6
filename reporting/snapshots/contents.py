"""What each kind of report says, section by section."""

from collections import Counter
from collections.abc import Sequence

from foundation.words import counted, together
from indicators.judging.sum_words import sum_words
from money.rules.cost import Cost
from plans.queries.milestones import MilestoneRow
from reporting.audiences import Order
from reporting.document import Section, section
from reporting.queries.exceptions import reasons_of_milestone
from reporting.snapshots import report_sections
from reporting.snapshots.groups import by_group
from reporting.snapshots.items import Item
from reporting.snapshots.live import Live
from reporting.snapshots.quality import quality_section
from reporting.snapshots.worth import value_for_money
from risks.queries.risks import RiskRow
from risks.rules.exceptions import ABOVE_APPETITE, RISEN

_OF_RISKS = {ABOVE_APPETITE: "A risk is above appetite.", RISEN: "A risk has risen."}
_NOTHING = "Nothing stands out by a rule of exceptions."


def service_sections(
    order: Order, live: Live, items: Sequence[Item], steps: Sequence[MilestoneRow], risks: Sequence[RiskRow]
) -> list[Section]:
    """A service's quarter (D1): what happened, what needs attention, milestones, every measure with its commentary."""
    rest = [item for item in items if not (item.is_bad or item.is_good)]
    found = [
        report_sections.developments(items, steps, live),
        report_sections.issues(items),
        report_sections.scorecard("scorecard", "Scorecard", items),
        *report_sections.attention(items, steps),
        report_sections.successes(items),
        report_sections.risks("risks", "Risks", risks, live, unit_id=order.subject.unit_id),
        *_objectives_by_rule(order, live),
        *_service_money(order, live),
        *_directorate_value(order, live),
        report_sections.milestones(
            "milestones", "Milestones", live.with_waits(steps, order.subject.unit_id), today=live.today
        ),
    ]
    found += report_sections.people_say(live.said, live.beneath.get(order.subject.unit_id or 0, ()))
    if rest:
        found.append(section("other-measures", "Other measures", measures=[item.row for item in rest]))
    found += by_group(items, live.groups)
    return found + _quality(order, live, items)


def exception_sections(
    order: Order, live: Live, items: Sequence[Item], steps: Sequence[MilestoneRow], risks: Sequence[RiskRow]
) -> list[Section]:
    """What stands out, good as well as bad, each with the rule that made it an exception (D3)."""
    return [
        _reasons(items, steps, risks),
        *report_sections.attention(items, steps),
        *report_sections.risks_standing_out(risks, live),
        report_sections.successes(items),
        *_priorities_by_rule(order, live),
        *_priorities_money(order, live),
        *value_for_money(live.values, order.remit.service_ids if order.remit else None),
        *_quality(order, live, items),
    ]


def themed_sections(
    order: Order, live: Live, items: Sequence[Item], steps: Sequence[MilestoneRow], risks: Sequence[RiskRow]
) -> list[Section]:
    """A priority (D4): what stands out first, then every measure and milestone by what it serves beneath."""
    found = [
        *report_sections.summed_up(sum_words(live.sums, order.subject.pk)),
        report_sections.developments(items, steps, live),
        *report_sections.attention(items, steps),
        *report_sections.risks_standing_out(risks, live),
        report_sections.successes(items),
    ]
    told: set[str] = set()
    for node, beneath in live.by_child(order.subject.pk):
        own, own_steps = [item for item in items if item.ref in beneath], live.steps_of(live.and_beneath([node.pk]))
        told |= beneath
        threats = live.risks_to(live.and_beneath([node.pk]))
        if own or own_steps or threats:
            found.append(report_sections.scorecard(f"beneath-{node.pk}", node.title, own))
        if threats:
            heading = f"Risks to {node.title}"
            found.append(report_sections.risks(f"risks-{node.pk}", heading, threats, live, unit_id=None, level=2))
        if own_steps:
            rows, heading = live.with_waits(own_steps, None), f"Milestones of {node.title}"
            slug = f"milestones-{node.pk}"
            found.append(report_sections.milestones(slug, heading, rows, today=live.today, level=2))
    found += _priority_money(order, live)
    direct = [item for item in items if item.ref not in told]
    if direct:
        found.append(report_sections.scorecard("beneath-itself", "Measures of the priority itself", direct))
    return found + _quality(order, live, items)


def _objectives_by_rule(order: Order, live: Live) -> list[Section]:
    """The objectives of a service's plan that have a status by a rule. A service that is read apart is told of none,
    since others may contribute to them.
    """
    if order.subject.unit_id in live.apart:
        return []
    own = [node for node in live.thread.nodes.values() if node.plan_id == order.subject.pk]
    found = ((node.title, sum_words(live.sums, node.pk)) for node in own)
    return report_sections.statuses_by_rule("Status of its objectives", "Objective", found)


def _priorities_by_rule(order: Order, live: Live) -> list[Section]:
    """The priorities that have a status by a rule: all of them, or those of the committee's remit."""
    mine = order.remit.priority_ids if order.remit else {pk for pk, *_ in live.priorities}
    found = ((name, sum_words(live.sums, pk)) for pk, name, _ in live.priorities if pk in mine)
    return report_sections.statuses_by_rule("Status of the priorities", "Priority", found)


def _service_money(order: Order, live: Live) -> list[Section]:
    """The whole budget of a service, and what each objective of its plan costs. A service that is read apart is told of
    its own lines alone, so of no objective that others may pay for.
    """
    unit_id = order.subject.unit_id
    whole = live.cost_of_units(live.beneath.get(unit_id or 0, ()))
    own = () if unit_id in live.apart else sorted(live.objectives_of_plan(order.subject.pk))
    nodes = [live.thread.nodes[pk] for pk in own if pk in live.thread.nodes and pk in live.costs.whole]
    each = [(node.ref, node.title, live.costs.whole[node.pk]) for node in sorted(nodes, key=lambda node: node.ref)]
    staff = live.workforce.of_units(live.beneath.get(unit_id or 0, ()))
    return report_sections.money([("", "The whole service", whole), *each], live, whole=whole, staff=staff)


def _directorate_value(order: Order, live: Live) -> list[Section]:
    """Value for money of the services of a directorate; nothing for a service by itself."""
    return value_for_money(live.values, live.beneath.get(order.subject.unit_id or 0, frozenset()))


def _priority_money(order: Order, live: Live) -> list[Section]:
    """What a priority costs, and what lies right beneath it by primary links."""
    whole = live.costs.whole.get(order.subject.pk, Cost())
    below = live.thread.children(order.subject.pk, primary_only=True)
    each = [(node.ref, node.title, live.costs.whole[node.pk]) for node in below if node.pk in live.costs.whole]
    staff = live.workforce.whole.get(order.subject.pk)
    return report_sections.money([("", "The whole priority", whole), *each], live, whole=whole, staff=staff)


def _priorities_money(order: Order, live: Live) -> list[Section]:
    """What each priority costs: all of them, or those of the committee's remit."""
    mine = order.remit.priority_ids if order.remit else {pk for pk, *_ in live.priorities}
    named = [(pk, name) for pk, name, _ in live.priorities if pk in mine]
    each = [(live.thread.nodes[pk].ref, name, live.costs.whole[pk]) for pk, name in named if pk in live.costs.whole]
    whole = None if order.remit else live.cost_of_units(live.unit_costs)
    staff = None if order.remit else live.workforce.of_units(list(live.workforce.by_unit))
    return report_sections.money(each, live, whole=whole, staff=staff)


def _quality(order: Order, live: Live, items: Sequence[Item]) -> list[Section]:
    return [quality_section(items, live)] if order.depth.data_quality else []


def _reasons(items: Sequence[Item], steps: Sequence[MilestoneRow], risks: Sequence[RiskRow]) -> Section:
    """How many items each rule picked, so that a reader sees what "exception" means here."""
    picked = Counter((reason["good"], reason["sentence"]) for item in items for reason in item.reasons)
    for step in steps:
        for reason in reasons_of_milestone(step):
            words = "A milestone is overdue." if reason["code"] == "milestone_overdue" else "A milestone is off track."
            picked[(False, words)] += 1
    for row in risks:
        for reason in row.reasons:
            picked[(False, _OF_RISKS[reason["code"]])] += 1
    rows = [
        [sentence, "Good news" if good else "Needs attention", str(number)]
        for (good, sentence), number in sorted(picked.items(), key=lambda entry: (entry[0][0], -entry[1]))
    ]
    measures = sum(bool(item.reasons) for item in items)
    bad = sum(bool(reasons_of_milestone(step)) for step in steps)
    out = sum(bool(row.reasons) for row in risks)
    numbers = [counted(measures, "measure"), counted(bad, "milestone"), counted(out, "risk") if out else ""]
    told = f"{together(numbers)}, by these rules." if rows else _NOTHING
    table = {"caption": "Why items are in this report", "columns": ["Rule", "Kind", "Items"], "rows": rows}
    return section("why", "Why these items", paragraphs=[told], table=table if rows else None)
