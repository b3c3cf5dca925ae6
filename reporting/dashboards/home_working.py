"""Home blocks of those who make the figures: officers, approvers, the performance team, partners."""

from collections.abc import Sequence
from typing import NamedTuple

from django.urls import reverse

from accounts.models import UnitKind
from accounts.roles import Permission, Role
from indicators.judging.collection import collected
from indicators.judging.scorecard import measured
from indicators.models import Indicator
from indicators.views.return_summary import ToDo
from money.queries.books import book_on
from money.queries.lines import extracts
from reporting.dashboards import status_counts
from reporting.dashboards.home_block import Action, Block, HomeRead
from reporting.dashboards.rows import FirstOf, page_row
from reporting.models import Cycle
from reporting.queries.cycle_page import CollectionRow, ReportsTold, collection_rows, cycle_sentence, reports_told
from reporting.queries.cycles import collection, cycle_in_hand
from reporting.queries.measures import HISTORY
from reporting.standing.tally import tally_of

SHOWN_MEASURES, SHOWN_MONTHS = 20, 6


def work(read: HomeRead, to_do: Sequence[ToDo]) -> Block:
    """What needs the person: the first with its button, the rest as a list."""
    template = "reporting/_home_work.html"
    if not to_do:
        lead = "When the next quarter opens, what is due and by when is shown here."
        return Block(template, "Nothing waits for you", lead, _own_services(read), bare=True)
    first, *rest = to_do
    actions = [Action(first.button, first.url), *_own_services(read)]
    return Block(template, first.title, first.text, actions, late=first.is_late, facts=rest, bare=not rest)


def _own_services(read: HomeRead) -> list[Action]:
    """Links to the services in which the person enters or approves figures."""
    units = {
        grant.post.unit
        for grant in read.actor.grants
        if Role(grant.post.role) in (Role.DATA_OFFICER, Role.APPROVER) and grant.post.unit.kind == UnitKind.DEPARTMENT
    }
    return [
        Action(f"See {unit.name}", reverse("reporting:service", args=[unit.pk]), secondary=True)
        for unit in sorted(units, key=lambda unit: unit.name)
    ]


class Collecting(NamedTuple):
    """How a cycle's collection goes, and how many of its reports there are."""

    rows: list[CollectionRow]
    told: ReportsTold
    cycle: Cycle


def performance_team(read: HomeRead) -> Block:
    """How collection goes by service, what is late, what to release."""
    template = "reporting/_home_team.html"
    cycle = cycle_in_hand(at=read.at)
    if cycle is None:
        actions = [Action("Set the timetable", reverse("reporting:cycle-create"))]
        return Block(template, "No quarter has a timetable yet", "Returns open from it.", actions)
    rows = collection(cycle.period, at=read.at)
    actions = [Action(f"Open {cycle.period.label}", cycle.get_absolute_url())]
    facts = Collecting(collection_rows(rows, at=read.at), reports_told(cycle), cycle)
    late = any(row.progress.late for row in rows)
    headline = cycle_sentence(cycle, rows, at=read.at).rstrip(".")
    return Block(template, headline, cycle.period.long_label, actions, late=late, facts=facts)


def partner(read: HomeRead) -> Block:
    """A partner's own measures: nothing else of the council is shown."""
    own = read.units_of(Role.PARTNER)
    indicators = Indicator.objects.filter(service__in=own, pk__in=collected(read.period).order_by().values("pk"))
    found = measured(
        indicators.order_by("ref"),
        report_period=read.period,
        history=HISTORY,
        drafts_of=read.actor.reaches(Permission.DRAFT_READ),
    )
    counted = tally_of((each.assessment.status, each.assessment.previous_status) for each in found)
    services = {each.definition.service_id: each.definition.service_name for each in found}
    actions = [
        Action(name, reverse("reporting:service", args=[pk]) + read.query, secondary=True)
        for pk, name in sorted(services.items(), key=lambda item: item[1])
    ]
    actions.append(Action("What is due from us", reverse("reporting:due"), secondary=True))
    actions.append(Action("Shared with us", reverse("reporting:shared"), secondary=True))
    facts = FirstOf([page_row(each, read.query, is_late=False) for each in found[:SHOWN_MEASURES]], len(found))
    lead = status_counts.headline(counted, read.period.long_label)
    return Block("reporting/_home_partner.html", "Your measures", lead, actions, facts=facts)


def finance(read: HomeRead) -> Block:
    """The budget in hand and the last months of the ledger that were read in."""
    book, imports = book_on(read.today), reverse("indicators:import-create")
    actions = [
        Action("Import a month of the ledger", f"{imports}?kind=ledger-month"),
        Action("Import a budget", f"{imports}?kind=budget", secondary=True),
        Action("Import a month of the establishment", f"{imports}?kind=staff-month", secondary=True),
    ]
    lead = book.said if book else "No budget is read in yet: begin with it."
    return Block("reporting/_home_finance.html", "Money", lead, actions, facts=list(extracts()[:SHOWN_MONTHS]))
