"""Home blocks of those who read the figures: members, directors, auditors, employees, and who holds no post."""

from datetime import date
from typing import NamedTuple

from django.urls import reverse

from accounts.models import Appointment
from accounts.roles import Role
from foundation.dates import day_words
from indicators.judging.council_statuses import Glance
from indicators.models import Observation
from reporting.audiences import remits
from reporting.dashboards.briefing import Asked, Changes, changes, five_to_ask
from reporting.dashboards.home_block import Action, Block, HomeRead
from reporting.dashboards.nearest import nearest_objectives
from reporting.dashboards.risks import SHOWN_OUT, RisksHere, risks_here
from reporting.dashboards.rows import FirstOf
from reporting.dashboards.status_counts import (
    GroupRow,
    Summary,
    bands_of,
    headline,
    rated_marks,
    service_rows,
    service_tallies,
    summary_of,
)
from reporting.document import Count, Mark
from reporting.queries.briefing import approved_since, portfolio
from reporting.queries.figure_cautions import coverage_at_a_glance
from reporting.queries.measures_of_objectives import measures_serving
from reporting.standing.tally import STANDING, status_counts, tally_of
from risks.queries.risks import risk_rows, risks_about

SHOWN_OBJECTIVES, SHOWN_REVISIONS, SHOWN_ASKED = 6, 6, 3


class Briefing(NamedTuple):
    """A member's briefing. ``since`` is the day of the last visit, "" where there was none."""

    since: str
    new: Changes
    asked: FirstOf[Asked]
    counts: list[Count]


def member(read: HomeRead) -> Block:
    """What changed since the last visit, and five things to ask about, within the person's own remit."""
    scope, found = _remit(read)
    since = read.actor.user.last_briefed_at if read.actor.user else None
    new = changes(found, approved_since(since) if since else None, query=read.query)
    services = {each.pk: each.name for each in read.names.services}
    tally = tally_of(map(STANDING, found))
    council = reverse("reporting:council") + read.query
    facts = Briefing(
        since=day_words(since),
        new=new,
        asked=five_to_ask(found, read.noted, services, today=read.today, query=read.query),
        counts=status_counts(tally, bands_of(found)),
    )
    actions = [Action("See the whole council", council, secondary=True)]
    lead = headline(tally, read.period.long_label)
    return Block("reporting/_home_member.html", f"What changed: {scope}", lead, actions, reading=True, facts=facts)


def _remit(read: HomeRead) -> tuple[str, list[Glance]]:
    """What to call the measures a member looks after, and these measures; the whole council where no remit is known."""
    priorities: set[int] = set()
    services: set[int] = set()
    if read.has(Role.SCRUTINY_CHAIR, Role.SCRUTINY_MEMBER):
        committees = read.units_of(Role.SCRUTINY_CHAIR, Role.SCRUTINY_MEMBER)
        for remit in remits():
            if remit.committee_id in committees:
                priorities |= remit.priority_ids
                services |= remit.service_ids
    if read.has(Role.CABINET_MEMBER):
        own = [grant.post.pk for grant in read.actor.grants if grant.post.role == Role.CABINET_MEMBER]
        priorities |= portfolio(own)
    if not priorities and not services:
        return "the whole council", read.glances
    serving = set().union(*measures_serving(priorities).values())
    found = [each for each in read.glances if each.pk in serving or each.service_id in services]
    return ("your committee" if services or not read.has(Role.CABINET_MEMBER) else "your portfolio"), found


class InBrief(NamedTuple):
    """The council's summary, the own services with the marks that head their columns, and the risks to them."""

    summary: Summary
    rows: list[GroupRow]
    columns: list[Mark]
    risks: RisksHere


def director(read: HomeRead) -> Block:
    """The council in brief, the own services, and what threatens them."""
    found, bands = read.glances, bands_of(read.glances)
    own = read.units_of(Role.DIRECTOR)
    by_service = service_tallies(each for each in found if each.service_id in own)
    coverage = coverage_at_a_glance(found, read.noted, report_period=read.period)
    summary = summary_of(tally_of(map(STANDING, found)), bands, coverage, read.period)
    rows = service_rows(read.names.services, by_service, bands, read.query)
    risks = risk_rows(risks_about(actor=read.actor, units=own), today=read.today)
    facts = InBrief(summary, rows, rated_marks(bands), risks_here(risks, most=SHOWN_OUT))
    actions = [Action("Council on a page", reverse("reporting:council") + read.query, secondary=True)]
    return Block("reporting/_home_director.html", "The council in brief", summary.headline, actions, facts=facts)


class Revised(NamedTuple):
    """A figure that was revised."""

    name: str
    url: str
    period: str
    revision: int
    why: str
    by: str


class Serves(NamedTuple):
    """An objective of the own plan, and what it contributes to from the top down."""

    title: str
    url: str
    plan: str
    path: list[str]


def auditor() -> Block:
    """The trail, the definitions, and the figures revised most recently."""
    revised = (
        Observation.objects.approved()
        .filter(revision__gt=1)
        .select_related("indicator", "approved_by")
        .order_by("-approved_at", "pk")[:SHOWN_REVISIONS]
    )
    rows = [
        Revised(
            name=each.indicator.name,
            url=reverse("indicators:figure-history", args=[each.indicator.ref, each.period.key]),
            period=each.period.label,
            revision=each.revision,
            why=each.revision_reason,
            by=each.approved_by.name if each.approved_by else "",
        )
        for each in revised
    ]
    actions = [
        Action("The audit trail", reverse("accounts:audit")),
        Action("Definitions", reverse("indicators:indicator-list"), secondary=True),
    ]
    lead = "Every figure leads to who entered and approved it, when, and by which rule it was judged."
    return Block("reporting/_home_auditor.html", "Definitions, evidence and trail", lead, actions, facts=rows)


STAFF = (Role.EMPLOYEE, Role.HUMAN_RESOURCES)


def employee(read: HomeRead) -> Block:
    """What the own team's plan is for: each of its objectives with what it contributes to."""
    live = [node for node in read.thread.nodes.values() if node.is_live]
    units = [grant.post.unit for grant in read.actor.grants if grant.post.role in STAFF]
    own, above = {unit.pk for unit in units}, {unit.parent_id for unit in units if unit.parent_id}
    nearest = nearest_objectives(live, own, read.units_of(*STAFF), above)
    rows = [
        Serves(
            title=node.title,
            url=reverse("reporting:thread-node", args=[node.ref]),
            plan=node.plan_title,
            path=[step.title for step in read.thread.primary_path(node.pk)[:-1]],
        )
        for node in nearest[:SHOWN_OBJECTIVES]
    ]
    actions = [Action("See the whole thread", reverse("reporting:thread"), secondary=True)]
    lead = "Each objective of your plan, and what it contributes to." if rows else "Your unit has no plan here yet."
    template, title = "reporting/_home_employee.html", "How your work serves the council"
    return Block(template, title, lead, actions, reading=True, facts=rows)


def nobody(read: HomeRead) -> Block:
    """Whom to ask for a post."""
    asked = _performance_team(read.today)
    names = ", ".join(asked) if asked else "the performance team"
    lead = f"Ask {names} to appoint you. What you can open and do here comes from the posts you hold."
    return Block("reporting/_home_nobody.html", "You hold no post yet", lead)


def _performance_team(today: date) -> list[str]:
    holders = Appointment.objects.on(today).filter(post__role=Role.ADMINISTRATOR, user__is_active=True)
    return list(holders.order_by("is_deputy", "user__name").values_list("user__name", flat=True)[:SHOWN_ASKED])
