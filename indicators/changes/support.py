"""Asking for help with a measure, and answering (requirement F8): it is the work that needs help, not a person."""

from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from accounts.changes.news import tell
from accounts.models import Post
from indicators.changes.told import measure_help_answered, measure_help_asked
from indicators.models import Indicator, MeasureHelp
from plans.changes.support import above, check_asked, write_answer, write_closed


def asked_of(indicator: Indicator) -> Post | None:
    """Who is asked: the line manager of the owner, else who signs off its figures; None where that is the owner too."""
    return above(indicator.owner, indicator.approver)


@transaction.atomic
def ask_for_help(*, by: Actor, at: datetime, indicator: Indicator, text: str) -> MeasureHelp:
    """Ask for help with a measure. Raises ChangeRefused for nothing said, and where nobody is above the owner."""
    nobody = f"{indicator.owner} reports to no other post, and signs off the figures too, so there is nobody to ask."
    post = check_asked(text, asked_of(indicator), nobody)
    about = {"asked_by": by.user, "asked_at": at, "asked_of": post}
    made = MeasureHelp.objects.create(indicator=indicator, text=text.strip(), **about)
    tell(by=by, at=at, news=[measure_help_asked(made, by.name)])
    changes = {"what would help": (None, made.text), "asked of": (None, post)}
    audit.record(by=by, at=at, action="asked for help with", thing=made, page=indicator, changes=changes)
    return made


@transaction.atomic
def answer_help(*, by: Actor, at: datetime, request: MeasureHelp, version: int, answer: str) -> MeasureHelp:
    """Answer a request. Raises ChangeRefused for nothing said and where it was answered or closed; Conflict when
    somebody saved after ``version``.
    """
    stored = _stored(request)
    write_answer(stored, by=by, at=at, version=version, answer=answer)
    tell(by=by, at=at, news=[measure_help_answered(stored, by.name)])
    changes = {"answer": (None, stored.answer)}
    audit.record(by=by, at=at, action="answered", thing=stored, page=stored.indicator, changes=changes)
    return stored


@transaction.atomic
def close_help(*, by: Actor, at: datetime, request: MeasureHelp) -> MeasureHelp:
    """Say that help is no longer needed. Raises ChangeRefused where it was answered or closed."""
    stored = _stored(request)
    write_closed(stored, at=at)
    changes = {"no longer needed": (None, "yes")}
    audit.record(by=by, at=at, action="closed", thing=stored, page=stored.indicator, changes=changes)
    return stored


def _stored(request: MeasureHelp) -> MeasureHelp:
    return MeasureHelp.objects.select_related("indicator__owner").get(pk=request.pk)
