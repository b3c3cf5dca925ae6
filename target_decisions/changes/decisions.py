"""A proposed target is agreed at a meeting and so becomes the measure's; a year that is over is reviewed (C4)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from accounts.changes.news import tell
from foundation.dates import day_words, london_day
from foundation.refusals import ChangeRefused
from foundation.versions import save_version, set_fields
from indicators.changes.targets import set_target
from indicators.models import AnnualTarget
from target_decisions.changes.proposals import stored_proposal, take, values_of_year
from target_decisions.changes.told import decided
from target_decisions.models import Proposal, ProposedYear
from target_decisions.queries.outcomes import came_words
from target_decisions.workflow import Agreement, Step, Verdict, after_review, faults_of, review_fault

_AGREED = ("stage", "meeting", "agreed_by", "agreed_on", "recorded_by")
_REVIEWED = ("came", "verdict", "review_why", "reviewed_on", "reviewed_by")
_MOST_LETTERS = 1000  # of why a target is what it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """Where a target was agreed: "Cabinet", on a day, by whom."""

    name: str
    met_on: date
    agreed_by: str


@transaction.atomic
def agree(*, by: Actor, at: datetime, proposal: Proposal, version: int, meeting: Meeting) -> Proposal:
    """Record that a meeting agreed the target, and set it: the targets of all its years are written with it or not at
    all. Raises ChangeRefused: a meeting that has not been held, no action plan or nobody who answers for it, a question
    without an answer, the proposer's own word, and what cannot be set; Conflict when somebody saved after ``version``.
    """
    stored = stored_proposal(proposal)
    stage = take(stored, Step.AGREE)
    if not (meeting.name.strip() and meeting.agreed_by.strip()):
        raise ChangeRefused("Enter which meeting agreed the target, and who agreed it there.")
    if faults := faults_of(_agreement(stored, meeting, by), today=london_day(at)):
        raise ChangeRefused(" ".join(faults))
    values = {
        "stage": stage.value, "meeting": meeting.name.strip(), "agreed_by": meeting.agreed_by.strip(),
        "agreed_on": meeting.met_on, "recorded_by": by.user,
    }  # fmt: skip
    changes = set_fields(stored, values)
    save_version(stored, version=version, fields=_AGREED)
    _set_targets(stored, by=by, at=at)
    tell(by=by, at=at, news=decided(stored, f"was agreed by {agreed_words(stored)}"))
    audit.record(by=by, at=at, action="agreed", thing=stored, changes=changes)
    return stored


@transaction.atomic
def review(
    *, by: Actor, at: datetime, proposal: Proposal, version: int, year: ProposedYear, verdict: str, why: str
) -> Proposal:
    """Say of an agreed year that is over what came of its target, and what it is to be from now on. Raises
    ChangeRefused before its end, without a reason and where it was reviewed; Conflict when somebody saved after
    ``version``.
    """
    stored = stored_proposal(proposal)
    take(stored, Step.REVIEW)
    found = stored.years.get(pk=year.pk)
    found.proposal = stored
    if fault := review_fault(found.year.label, found.year.end, today=london_day(at)):
        raise ChangeRefused(fault)
    if found.reviewed_on is not None:
        raise ChangeRefused(f"{found.year.label} was reviewed already.")
    if not why.strip():
        raise ChangeRefused("Enter why. Next year’s target starts from it.")
    values = {
        "came": came_words(stored.indicator, found.year), "verdict": Verdict(verdict).value,
        "review_why": why.strip(), "reviewed_on": london_day(at), "reviewed_by": by.user,
    }  # fmt: skip
    changes = set_fields(found, values)
    found.save(update_fields=_REVIEWED)
    stored.stage = after_review(stored.years.filter(reviewed_on=None).count()).value
    save_version(stored, version=version, fields=["stage"])
    tell(by=by, at=at, news=decided(stored, f"was reviewed: {found.get_verdict_display().lower()}"))
    audit.record(by=by, at=at, action="reviewed", thing=found, page=stored, changes=changes)
    return stored


def agreed_words(proposal: Proposal) -> str:
    """ "the Cabinet at its meeting Cabinet of 3 February 2027": who agreed it, where and when."""
    day = day_words(proposal.agreed_on) if proposal.agreed_on else ""
    return f"{proposal.agreed_by} ({proposal.meeting}, {day})"


def _agreement(proposal: Proposal, meeting: Meeting, by: Actor) -> Agreement:
    return Agreement(
        met_on=meeting.met_on,
        has_action_plan=proposal.has_action_plan,
        has_post=proposal.responsible_id is not None,
        is_own=by.user is not None and by.user.pk == proposal.proposed_by_id,
    )


def _set_targets(proposal: Proposal, *, by: Actor, at: datetime) -> None:
    """Write what was agreed as the measure's targets. What was set by hand before gives way; the history says so."""
    indicator, why = proposal.indicator, f"Agreed by {agreed_words(proposal)}."
    keys = [each.year.key for each in proposal.years.all()]
    versions = dict(AnnualTarget.objects.filter(indicator=indicator, year__in=keys).values_list("year", "version"))
    for each in proposal.years.prefetch_related("periods"):
        each.proposal = proposal
        set_target(
            by=by, at=at, indicator=indicator, year=each.year, version=versions.get(each.year, 0),
            values=values_of_year(each, rationale=proposal.reasons[:_MOST_LETTERS]), why=why,
        )  # fmt: skip
