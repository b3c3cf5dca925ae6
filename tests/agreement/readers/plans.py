"""Milestones wherever they stand: their list and page, the plan's page."""

from collections.abc import Iterator

from tests.agreement.claims import Said
from tests.agreement.council import Council
from tests.agreement.readers.risks import threat_facts
from tests.agreement.readers.rows import measure_facts, milestone_facts, risk_facts, sum_facts
from tests.agreement.reading import DAY, Page, first, text_of
from tests.agreement.registry import reads


@reads("reporting:plan-timeline", at=lambda c: [f"/timelines/plans/{plan.ref}/" for plan in c.plans.values()])
def read_plan_timeline(page: Page, council: Council) -> Iterator[Said]:
    yield from read_milestones(page, council)


@reads("reporting:objective-timeline", at=lambda c: [
    f"/timelines/objectives/{each.ref}/" for each in c.objectives.values()])  # fmt: skip
def read_objective_timeline(page: Page, council: Council) -> Iterator[Said]:
    yield from read_milestones(page, council)


@reads("plans:milestone-list", at=lambda c: ["/plans/milestones/?state="])
def read_milestones(page: Page, council: Council) -> Iterator[Said]:
    for row in page.rows:
        if row.milestone:
            yield from milestone_facts(row)
        yield from risk_facts(row)


@reads("plans:plan-detail", at=lambda c: [f"/plans/plan/{plan.ref}/" for plan in c.plans.values()])
def read_plan(page: Page, council: Council) -> Iterator[Said]:
    yield from read_milestones(page, council)
    for row in page.rows:
        for objective in council.objectives.values():
            if objective.title in row.name and row.cells.get("Risk"):
                yield from threat_facts(f"objective {objective.ref}", row.cells["Risk"], page.reader)


@reads("reporting:plan-paper", at=lambda c: [f"/plan-papers/{plan.ref}/" for plan in c.plans.values()])
def read_paper(page: Page, council: Council) -> Iterator[Said]:
    yield from read_plan(page, council)


@reads(
    "plans:objective-detail",
    at=lambda c: [f"/plans/objectives/{each.ref}/" for each in (*c.priorities, *c.objectives.values())],
)
def read_objective(page: Page, council: Council) -> Iterator[Said]:
    yield from read_milestones(page, council)
    ref = page.address.split("/")[3]
    scope = f"priority {ref}" if ref.startswith("PR") else f"objective {ref}"
    for said in page.find("app-summed-up"):
        yield from sum_facts(scope, page.quarter.label, text_of(said), page.reader)
    for row in page.rows:
        if row.measure and "Status" in row.cells:
            yield from measure_facts(page, row, quarter=page.quarter.label)


@reads("plans:milestone-detail", at=lambda c: [f"/plans/milestones/ML{n:02}/" for n in range(len(c.spec.milestones))])
def read_milestone(page: Page, council: Council) -> Iterator[Said]:
    ref = page.address.split("/")[3]
    facts = {text_of(term): text_of(term.getnext()) for term in page.main.iter("dt")}
    yield "milestone status", ref, text_of(page.find("app-status")[0])
    yield "milestone due", ref, first(DAY, facts["Due"])
    yield "milestone complete", ref, facts["Complete"].split(" ")[0]
