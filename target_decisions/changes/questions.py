"""A proposed target is questioned and the question answered; who took part in setting it is written down (C4, C18)."""

from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from accounts.changes.news import tell
from foundation.refusals import ChangeRefused
from foundation.versions import first_values, save_version
from target_decisions.changes.proposals import stored_proposal, take
from target_decisions.changes.told import answered, questioned
from target_decisions.models import Consulted, Proposal, TargetQuestion
from target_decisions.workflow import Stage, Step, after_answer


@transaction.atomic
def challenge(*, by: Actor, at: datetime, proposal: Proposal, question: str, asked_for: str = "") -> TargetQuestion:
    """Ask about a proposed target; until it is answered the target cannot be agreed. Raises ChangeRefused for nothing
    said, and once the target was decided.
    """
    stored = stored_proposal(proposal)
    if not question.strip():
        raise ChangeRefused("Enter your question.")
    stored.stage = take(stored, Step.CHALLENGE).value
    save_version(stored, version=stored.version, fields=["stage"])
    made = TargetQuestion.objects.create(
        proposal=stored, question=question.strip(), asked_for=asked_for.strip(), asked_by=by.user, asked_at=at
    )
    tell(by=by, at=at, news=questioned(made, by.name))
    changes = first_values(made, ("question", "asked_for"))
    audit.record(by=by, at=at, action="questioned", thing=made, page=stored, changes=changes)
    return made


@transaction.atomic
def answer(*, by: Actor, at: datetime, question: TargetQuestion, answer: str) -> TargetQuestion:
    """Answer a question. Raises ChangeRefused for nothing said, where it has an answer already, and once the target was
    decided or withdrawn.
    """
    stored = TargetQuestion.objects.select_for_update().get(pk=question.pk)
    proposal = stored.proposal = stored_proposal(stored.proposal)
    if not answer.strip():
        raise ChangeRefused("Enter your answer.")
    if stored.answer:
        raise ChangeRefused(
            "This question was answered meanwhile. Look at the proposal, and ask again if more is needed."
        )
    take(proposal, Step.ANSWER)
    stored.answer, stored.answered_by, stored.answered_at = answer.strip(), by.user, at
    stored.save(update_fields=["answer", "answered_by", "answered_at"])
    left = proposal.questions.filter(answered_at=None).count()
    if (stage := after_answer(left)) is not Stage(proposal.stage):
        proposal.stage = stage.value
        save_version(proposal, version=proposal.version, fields=["stage"])
    tell(by=by, at=at, news=answered(stored, by.name))
    audit.record(
        by=by, at=at, action="answered", thing=stored, page=proposal, changes={"answer": (None, stored.answer)}
    )
    return stored


@transaction.atomic
def say_consulted(
    *, by: Actor, at: datetime, proposal: Proposal, group: str, how: str, representative: str
) -> Consulted:
    """Write down who took part. Raises ChangeRefused for nothing said, and once the target was decided."""
    stored = stored_proposal(proposal)
    take(stored, Step.REVISE)
    if not how.strip():
        raise ChangeRefused("Enter how they took part and what they said.")
    made = Consulted.objects.create(proposal=stored, group=group, how=how.strip(), representative=representative)
    changes = first_values(made, ("group", "how", "representative"))
    audit.record(by=by, at=at, action="wrote down who took part in", thing=made, page=stored, changes=changes)
    return made
