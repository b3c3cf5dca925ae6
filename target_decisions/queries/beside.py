"""What is said beside a measure's targets on its definition sheet: who agreed each, and what stands against gaming."""

from collections.abc import Sequence

from django.urls import reverse

from accounts.actors import Actor
from accounts.roles import Permission
from foundation.dates import day_words
from indicators.models import Indicator
from indicators.queries.beside_targets import NotedTargets, TargetNote
from plans.periods import Period
from target_decisions.models import ProposedYear
from target_decisions.workflow import OPEN, STAGES, Stage


def decisions_beside(actor: Actor, indicator: Indicator, years: Sequence[Period]) -> NotedTargets:
    """What was decided of each year, the newest last, and which years the reader may propose. One statement."""
    rows = ProposedYear.objects.filter(proposal__indicator=indicator).exclude(proposal__stage=Stage.WITHDRAWN.value)
    found = list(rows.select_related("proposal__counter_measure", "proposal__indicator").order_by("proposal_id"))
    newest = {each.year: each for each in found}
    notes = [
        TargetNote(
            year,
            _words(each, actor),
            "See the proposal" if each.proposal.is_open else "How it was decided",
            each.proposal.get_absolute_url(),
        )
        for year, each in newest.items()
    ]
    open_years = {each.year for each in found if each.proposal.stage in OPEN}
    if indicator.is_data_only or not actor.may(Permission.TARGET_PROPOSE, indicator.service_id):
        return NotedTargets(notes)
    address = reverse("target_decisions:proposal-create", args=[indicator.ref])
    offered = [
        (f"Propose a target for {year.label}", f"{address}?year={year.key}") for year in years if year not in open_years
    ]
    return NotedTargets(notes, offered)


def _words(year: ProposedYear, actor: Actor) -> str:
    """ "Agreed by the Cabinet, 3 February 2027. Against side effects: …"."""
    proposal = year.proposal
    words = STAGES[Stage(proposal.stage)].word
    if proposal.agreed_on:
        words = f"Agreed by {proposal.agreed_by} ({proposal.meeting}), {day_words(proposal.agreed_on)}"
    elif proposal.is_open:
        words = f"Proposed, {words[0].lower()}{words[1:]}"
    beside = proposal.counter_measure
    against = [beside.name] if beside and actor.may(Permission.COUNCIL_READ, beside.service_id) else []
    against += [proposal.counter_words.removesuffix(".")] if proposal.counter_words else []
    return f"{words}. Against side effects: {'; '.join(against)}." if against else f"{words}."
