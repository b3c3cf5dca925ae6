"""What the two write at mid-year and end-year, their signatures, and reopening what was signed."""

from collections.abc import Mapping
from datetime import datetime
from types import SimpleNamespace

from django.db import transaction
from django.db.models import F

from accounts.actors import SYSTEM, Actor
from accounts.changes.news import tell
from edr.changes.held import check_open, hold, record, signatures_of
from edr.changes.told import waits_for_the_other
from edr.models import Review, Signature, Statement
from edr.workflow import STAGE_WORDS, Side, Stage, stage_now, stages_done, taken_back, why_not_sign
from foundation.refusals import ChangeRefused, Conflict

CHANGED_MEANWHILE = "This review was changed while you had it open. Read it again, then sign."


@transaction.atomic
def write_statements(
    *, by: Actor, at: datetime, review: Review, side: Side, stage: Stage, texts: Mapping[int | None, str], version: int
) -> Review:
    """What one side says at mid-year or end-year: by the number of an objective, and of the whole under None. Raises
    ChangeRefused where it is not the time for it; Conflict with what stands, by the names of the form's fields, where
    somebody of the same side saved after ``version``: what ``statements_of`` gave.
    """
    stored = hold(review)
    check_open(stage, signatures_of(stored))
    before, now = statements_of(stored, side, stage)
    if version != now:
        theirs = SimpleNamespace(version=now, **{field_of(objective): text for objective, text in before.items()})
        raise Conflict("Somebody else saved this while you had it open. Nothing was overwritten.", stored=theirs)
    changes: dict[str, tuple[object, object]] = {}
    for objective, text in texts.items():
        old = before.get(objective, "")
        if text.strip() != old:
            changes[field_of(objective)] = (old, text.strip())
            _write(stored, side, stage, objective, text.strip())
    if changes:
        record(by=by, at=at, action=f"wrote the {STAGE_WORDS[stage]} of", thing=stored, review=stored, changes=changes)
    return stored


def _write(review: Review, side: Side, stage: Stage, objective: int | None, text: str) -> None:
    place = {"review": review, "objective_id": objective, "stage": stage, "side": side}
    if not Statement.objects.filter(**place).update(text=text, version=F("version") + 1):
        Statement.objects.create(**place, text=text)


def statements_of(review: Review, side: Side, stage: Stage) -> tuple[dict[int | None, str], int]:
    """What one side says at a stage, by objective and None for the whole, and its version. One statement."""
    found = list(review.statements.filter(stage=stage, side=side))
    return {each.objective_id: each.text for each in found}, sum(each.version for each in found)


def field_of(objective: int | None) -> str:
    """The name under which forms hold what is said of an objective, or of the whole."""
    return f"objective_{objective}" if objective else "overall"


@transaction.atomic
def sign(*, by: Actor, at: datetime, review: Review, side: Side, version: int) -> Signature:
    """Sign the stage that is being worked on, as it stood in that version. Raises ChangeRefused where it changed since,
    and with the reason where this side cannot sign.
    """
    stored = hold(review)
    if stored.version != version + 1 or by.user is None:
        raise ChangeRefused(CHANGED_MEANWHILE)
    signed = signatures_of(stored)
    stage = stage_now(signed)
    has_words = bool(stage) and stored.statements.filter(stage=stage, side=Side.MANAGER).exclude(text="").exists()
    has_objectives = stored.objectives.exists()
    refusal = why_not_sign(side, signed, has_objectives=has_objectives, has_words=has_words)
    if refusal or stage is None:
        raise ChangeRefused(refusal)
    made = Signature.objects.create(review=stored, stage=stage, side=side, signed_by=by.user, signed_at=at)
    record(by=by, at=at, action=f"signed the {STAGE_WORDS[stage]} of", thing=stored, review=stored)
    tell(by=SYSTEM, at=at, news=waits_for_the_other(stored, side, at=at))
    return made


@transaction.atomic
def reopen(*, by: Actor, at: datetime, review: Review, side: Side, stage: Stage, why: str) -> Review:
    """Take back the signatures on a stage and on all that came after, so that both change and sign it again. Raises
    ChangeRefused where nobody has signed it, or no reason is given.
    """
    stored = hold(review)
    signed = signatures_of(stored)
    if not why.strip():
        raise ChangeRefused("Enter why it is reopened: the two of you read it here.")
    gone = taken_back(stage, signed)
    if not any(each is stage for each, _ in gone) or list(Stage).index(stage) > stages_done(signed):
        raise ChangeRefused(f"Nobody has signed the {STAGE_WORDS[stage]}. It can be changed as it is.")
    for each, whose in gone:
        stored.signatures.filter(stage=each, side=whose, taken_back_at=None).update(
            taken_back_at=at, taken_back_by=by.user, taken_back_why=why.strip()
        )
    record(by=by, at=at, action=f"reopened the {STAGE_WORDS[stage]} of", thing=stored, review=stored)
    tell(by=SYSTEM, at=at, news=waits_for_the_other(stored, side, at=at))
    return stored
