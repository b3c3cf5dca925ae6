"""Asking for help with a milestone, and answering (requirement F8: it is the work that needs help, not a person).

What all requests have in common, whatever they are asked with, is here too: ``check_asked``, ``write_answer`` and
``write_closed``.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from accounts.changes.news import tell
from accounts.models import Post
from foundation.refusals import ChangeRefused
from foundation.versions import save_version
from plans.changes.told import help_answered, help_asked
from plans.models import HelpAsked, Milestone, PlanState, SupportRequest

ENDED = "This was answered or closed meanwhile. Look at the page it stands on, and ask again where more is needed."


def above(owner: Post, *others: Post | None) -> Post | None:
    """The post that an owner asks: the line manager, else the first of the others; None where each is the owner."""
    candidates: Iterable[Post | None] = (owner.reports_to, *others)
    return next((post for post in candidates if post is not None and post.pk != owner.pk), None)


def asked_of(milestone: Milestone) -> Post | None:
    """Who is asked: the line manager of the owner, else the owner of the plan; None where that is the owner too."""
    return above(milestone.owner, milestone.objective.plan.owner)


def check_asked(text: str, post: Post | None, nobody: str) -> Post:
    """The post that is asked. Raises ChangeRefused for nothing said, and with ``nobody`` where there is no post."""
    if not text.strip():
        raise ChangeRefused("Enter what would help.")
    if post is None:
        raise ChangeRefused(f"{nobody} The performance team can say whom the post reports to.")
    return post


def write_answer(stored: HelpAsked, *, by: Actor, at: datetime, version: int, answer: str) -> None:
    """Write the answer to an open request. Raises ChangeRefused for nothing said and where it was answered or closed;
    Conflict when somebody saved after ``version``.
    """
    check_open(stored)
    if not answer.strip():
        raise ChangeRefused("Enter your answer.")
    stored.answer, stored.answered_by, stored.answered_at = answer.strip(), by.user, at
    save_version(stored, version=version, fields=["answer", "answered_by", "answered_at"])


def write_closed(stored: HelpAsked, *, at: datetime) -> None:
    """Write that the help of an open request is no longer needed. Raises ChangeRefused where that has ended already."""
    check_open(stored)
    stored.closed_at = at
    save_version(stored, version=stored.version, fields=["closed_at"])


def check_open(stored: HelpAsked) -> None:
    """Raises ChangeRefused where it was answered or closed."""
    if not stored.is_open:
        raise ChangeRefused(ENDED)


@transaction.atomic
def ask_for_help(*, by: Actor, at: datetime, milestone: Milestone, text: str) -> SupportRequest:
    """Ask for help with a milestone. Raises ChangeRefused for nothing said, where nobody is above the owner, and on a
    closed or private plan.
    """
    _check_plan(milestone)
    nobody = f"{milestone.owner} reports to no other post, and owns the plan too, so there is nobody to ask."
    post = check_asked(text, asked_of(milestone), nobody)
    made = SupportRequest.objects.create(
        milestone=milestone, text=text.strip(), asked_by=by.user, asked_at=at, asked_of=post
    )
    tell(by=by, at=at, news=help_asked(made, by.name))
    changes = {"what would help": (None, made.text), "asked of": (None, post)}
    audit.record(by=by, at=at, action="asked for help with", thing=made, page=milestone, changes=changes)
    return made


@transaction.atomic
def answer_help(*, by: Actor, at: datetime, request: SupportRequest, version: int, answer: str) -> SupportRequest:
    """Answer a request. Raises ChangeRefused for nothing said and where it was answered or closed; Conflict when
    somebody saved after ``version``.
    """
    stored = _stored(request)
    write_answer(stored, by=by, at=at, version=version, answer=answer)
    tell(by=by, at=at, news=help_answered(stored, by.name))
    changes = {"answer": (None, stored.answer)}
    audit.record(by=by, at=at, action="answered", thing=stored, page=stored.milestone, changes=changes)
    return stored


@transaction.atomic
def close_help(*, by: Actor, at: datetime, request: SupportRequest) -> SupportRequest:
    """Say that help is no longer needed. Raises ChangeRefused where it was answered or closed."""
    stored = _stored(request)
    write_closed(stored, at=at)
    changes = {"no longer needed": (None, "yes")}
    audit.record(by=by, at=at, action="closed", thing=stored, page=stored.milestone, changes=changes)
    return stored


def _stored(request: SupportRequest) -> SupportRequest:
    stored: SupportRequest = SupportRequest.objects.select_related(
        "milestone__objective__plan__level", "milestone__owner"
    ).get(pk=request.pk)
    _check_plan(stored.milestone)
    return stored


def _check_plan(milestone: Milestone) -> None:
    plan = milestone.objective.plan
    if plan.level.is_private:
        raise ChangeRefused("A private plan is told to nobody, so nobody can be asked about it here.")
    if plan.state == PlanState.CLOSED:
        raise ChangeRefused("The plan of this milestone is closed. Reopen the plan first.")
