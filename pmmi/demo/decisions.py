"""Targets of Exampleshire on their way: proposed, challenged, agreed, reviewed and withdrawn. All invented."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from accounts.actors import Actor, actor_for
from indicators.changes.targets import TargetValues
from indicators.forms.targets import default_profile
from indicators.models import Indicator
from plans.models import Plan
from plans.periods import Frequency, Period, containing
from pmmi.demo.organisation import Organisation
from target_decisions.changes.decisions import Meeting, agree, review
from target_decisions.changes.proposals import ProposalDetails, YearAim, propose, withdraw
from target_decisions.changes.questions import answer, challenge, say_consulted
from target_decisions.models import Proposal


class Told(NamedTuple):
    """A proposal: its measure, the years' targets from ``first`` on (0 this year, 1 the next; none: as the year's is
    set), and what is said of it.

    ``asked`` and ``answered``: a question by somebody for a panel, and its answer ("" for none yet). ``meeting``: name,
    who agreed it there, and how many days ago that was. ``ends`` is "reviewed", "withdrawn" or "".
    """

    measure: str
    first: int
    targets: tuple[str, ...]
    reasons: str
    plan: bool = True
    action: str = ""
    beside: str = ""
    counter: str = ""
    asked: tuple[str, str, str] | None = None
    answered: str = ""
    meeting: tuple[str, str, int] | None = None
    took_part: tuple[tuple[str, str, str], ...] = ()
    ends: str = ""


SCRUTINY = "the Overview and Scrutiny Panel"
TARGETS = (
    Told("RB08", 1, ("7", "6.5", "6"), "Residents wait for their money: a change reported today should count within a week. The steps follow the new online form.",
         action="Changes of circumstances move online by June; two assessors are trained for the peaks.", counter="Fifty decided changes a month are checked for accuracy.",
         took_part=(("residents", "Survey of 420 claimants: most would wait a week, few two", "partly"), ("staff", "Workshop with assessors", "yes"))),
    Told("RB02", 1, ("92",), "The target has been met each year; two points more keep the pressure on.", beside="RB01",
         asked=("Cllr Margaret Hewitt", SCRUTINY, "It has been above 92% for three years. Why not 95%?")),
    Told("CS02b", 1, ("88", "90"), "The new telephone system lets us see queues as they build.", action="Two more advisers at lunch time from April.",
         asked=("Cllr Raj Patel", SCRUTINY, "Do callers get an answer, or just picked up?"), answered="Quality is scored monthly (CS01), and stands beside this target from now on.", beside="CS01",
         took_part=(("members", "Casework of nine members: calls cut off at noon", "no"),)),
    Told("HS16", 1, ("60", "75", "90"), "Ninety homes a year by the plan’s end, as sites come forward.", plan=False),
    Told("IT02", 1, ("93",), "Contract renewal lets us ask for more.", action="Second engineer on call.", counter="Incidents reopened within a week are counted as missed.",
         meeting=("Cabinet", "the Cabinet", 12), took_part=(("staff", "Users’ group of 14 services", "yes"),)),
    Told("HR05", 0, (), "Complex questions hold up people’s pay and leave.", counter="Ten closed cases a month are looked at again.",
         meeting=("Budget Council", "full Council", 270), took_part=(("staff", "Unions and three staff networks", "yes"),)),
    Told("PS02", 0, (), "Five points above the national floor.", beside="PS05", meeting=("Cabinet", "the Cabinet", 262)),
    Told("RB01", -1, (), "An error costs more to put right than to avoid.", beside="RB08", meeting=("Cabinet", "the Cabinet", 630), ends="raise"),
    Told("HS01", -1, (), "Families should know within three weeks.", meeting=("Scrutiny and Cabinet together", "the Cabinet", 640), ends="keep"),
    Told("LS05", 1, ("5",), "Projects should be ahead of plan.", plan=False, ends="withdrawn"),
)  # fmt: skip


def make_decisions(
    organisation: Organisation, indicators: Mapping[str, Indicator], *, by: Actor, now: datetime
) -> None:
    """Proposals of the services' heads, at each stage; who answers for the measure answers for the target."""
    this_year = containing(now.date(), Frequency.YEAR)
    for told in TARGETS:
        indicator = indicators[told.measure]
        head = _head(organisation, indicator, now)
        days = told.meeting[2] + 40 if told.meeting else 30
        proposal = _propose(
            told, indicator, indicators, this_year.next(told.first), by=head, at=now - timedelta(days=days)
        )
        for group, how, representative in told.took_part:
            given = {"group": group, "how": f"{how}.", "representative": representative}
            say_consulted(by=head, at=now - timedelta(days=days - 2), proposal=proposal, **given)
        if told.asked:
            _question(told, proposal, organisation, head, now)
        _end(told, proposal, by=by, head=head, now=now)


def _propose(
    told: Told, indicator: Indicator, indicators: Mapping[str, Indicator], first: Period, *, by: Actor, at: datetime
) -> Proposal:
    plan = Plan.objects.filter(unit=indicator.service, level__is_private=False).order_by("-starts_on").first()
    details = ProposalDetails(
        reasons=told.reasons, plan=plan if told.plan else None, action_plan=told.action, responsible=indicator.owner,
        counter_measure=indicators[told.beside] if told.beside else None, counter_words=told.counter,
    )  # fmt: skip
    profile = default_profile(indicator.counting).value
    years = [
        YearAim(first.next(n), TargetValues(value=Decimal(value), profile=profile))
        for n, value in enumerate(told.targets or [indicator.annual_targets.get(year=first.key).value])
    ]
    return propose(by=by, at=at, indicator=indicator, details=details, years=years)


def _question(told: Told, proposal: Proposal, organisation: Organisation, head: Actor, now: datetime) -> None:
    who, panel, question = told.asked or ("", "", "")
    asker = actor_for(organisation.users[who], today=now.date())
    asked = challenge(by=asker, at=now - timedelta(days=15), proposal=proposal, question=question, asked_for=panel)
    if told.answered:
        answer(by=head, at=now - timedelta(days=9), question=asked, answer=told.answered)


def _end(told: Told, proposal: Proposal, *, by: Actor, head: Actor, now: datetime) -> None:
    proposal.refresh_from_db()
    if told.ends == "withdrawn":
        given = {"version": proposal.version, "why": "Being ahead of plan is no aim of its own."}
        withdraw(by=head, at=now - timedelta(days=20), proposal=proposal, **given)
    if told.meeting:
        name, who, days = told.meeting
        held = now - timedelta(days=days)
        meeting = Meeting(name=name, met_on=held.date(), agreed_by=who)
        agree(by=by, at=held + timedelta(days=1), proposal=proposal, version=proposal.version, meeting=meeting)
    if told.ends in ("keep", "raise"):
        proposal.refresh_from_db()
        year = proposal.years.get()
        given = {"version": proposal.version, "verdict": told.ends, "why": _WHY[told.ends]}
        review(by=by, at=max(now - timedelta(days=150), _after(year.year, now)), proposal=proposal, year=year, **given)


_WHY = {"keep": "It stretches the service as it is.", "raise": "It was met with ease in each quarter."}


def _after(year: Period, now: datetime) -> datetime:
    return now.replace(year=year.end.year, month=year.end.month, day=year.end.day) + timedelta(days=20)


def _head(organisation: Organisation, indicator: Indicator, now: datetime) -> Actor:
    """The head of the measure's service."""
    for user in organisation.users.values():
        actor = actor_for(user, today=now.date())
        own = [grant for grant in actor.grants if grant.post.pk == indicator.approver_id]
        if own:
            return actor
    return actor_for(organisation.users["Alex Morgan"], today=now.date())
