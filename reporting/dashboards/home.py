"""The first page of a person: one block for each of the person's kinds of role, the most urgent first."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import QuerySet

from accounts.roles import Role
from foundation.dates import day_words
from foundation.narrowing import asked_of
from foundation.statements import written_once
from indicators.views.return_summary import ToDo
from reporting.dashboards.home_block import Block, HomeRead
from reporting.dashboards.home_reading import STAFF, auditor, director, employee, member, nobody
from reporting.dashboards.home_working import finance, partner, performance_team, work
from reporting.models import Report
from reporting.permissions import reach_of_released, released_within
from reporting.queries.reports import title_words

MEMBERS = (Role.CABINET_MEMBER, Role.SCRUTINY_CHAIR, Role.SCRUTINY_MEMBER, Role.COUNCILLOR)
OFFICERS = (Role.DATA_OFFICER, Role.APPROVER, Role.DIRECTOR, Role.PARTNER)
SHOWN_REPORTS = 5


def home_blocks(read: HomeRead, to_do: Sequence[ToDo]) -> list[Block]:
    """The person's blocks, the most urgent first. ``to_do`` is what needs the person, the most urgent first."""
    if not read.actor.grants:
        return [nobody(read)]
    found = []
    if to_do or read.has(*OFFICERS):
        found.append(work(read, to_do))
    if read.has(Role.ADMINISTRATOR):
        found.append(performance_team(read))
    if read.has(*MEMBERS):
        found.append(member(read))
    if read.has(Role.DIRECTOR):
        found.append(director(read))
    if read.has(Role.PARTNER):
        found.append(partner(read))
    if read.has(Role.AUDITOR):
        found.append(auditor())
    if read.has(Role.FINANCE):
        found.append(finance(read))
    if read.has(*STAFF):
        found.append(employee(read))
    # The late first, then those with something to do.
    return sorted(found, key=lambda block: (not block.late, not block.actions))


class ReportLine(NamedTuple):
    """A released report, of its quarter."""

    title: str
    url: str
    period: str
    released: str


def recent_reports(read: HomeRead) -> list[ReportLine]:
    """The released reports of the latest quarter that the person may read, the exception reports first."""
    newest: list[Report] = asked_of(_newest, within=reach_of_released(read.actor))
    return [
        ReportLine(title_words(each), each.get_absolute_url(), each.cycle.period.label, day_words(each.released_at))
        for each in newest
    ]


@written_once
def _newest(*units: int) -> QuerySet[Report]:
    reports = released_within(units).defer("document", "facts")
    newest = reports.select_related("cycle", "committee").order_by("-cycle__period", "kind", "title", "pk")
    return newest[:SHOWN_REPORTS]
