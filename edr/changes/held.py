"""What every change to a review begins and ends with: the review held, the trail told without words."""

from collections.abc import Mapping
from datetime import datetime

from django.db import models
from django.db.models import F

from accounts import audit
from accounts.actors import Actor
from accounts.audit_redaction import without_words
from edr.models import Review
from edr.workflow import STAGE_WORDS, Side, Signed, Stage, is_open, stage_now, takes_needs
from foundation.refusals import ChangeRefused

# What the trail may tell as it is: none of it is anybody's words.
_PLAIN = {"due_on", "by_on", "done_on", "position", "is_well_set", "year", "post", "begun_on"}


def hold(review: Review) -> Review:
    """The review as it is stored, locked until the transaction ends and with its next version: whoever signs names the
    version that they read, so nobody signs what they have not seen.
    """
    Review.objects.filter(pk=review.pk).update(version=F("version") + 1)
    return Review.objects.select_related("post", "person").get(pk=review.pk)


def signatures_of(review: Review) -> set[tuple[Stage, Side]]:
    """The signatures that stand. One statement."""
    rows = review.signatures.filter(taken_back_at=None).values_list("stage", "side")
    return {(Stage(stage), Side(side)) for stage, side in rows}


def check_open(stage: Stage, signed: Signed) -> None:
    """Raises ChangeRefused where what belongs to the stage may not be changed now."""
    if is_open(stage, signed):
        return
    now, words = stage_now(signed), STAGE_WORDS[stage]
    if now is not None and list(Stage).index(stage) > list(Stage).index(now):
        raise ChangeRefused(f"The {STAGE_WORDS[now]} must be signed by both before the {words} is written.")
    raise ChangeRefused(
        f"The {words} cannot be changed: it is signed. Reopen it first; both are then asked to sign again."
    )


def check_takes_needs(signed: Signed) -> None:
    """Raises ChangeRefused where development needs may not be changed any more."""
    if not takes_needs(signed):
        raise ChangeRefused("The end-year review is signed, and the development needs with it. Reopen it first.")


def record(
    *,
    by: Actor,
    at: datetime,
    action: str,
    thing: models.Model,
    review: Review,
    changes: Mapping[str, tuple[object, object]] | None = None,
) -> None:
    """Tell the trail what was done, and of every text only how many words it has."""
    told = changes or {}
    kept = without_words(told, set(told) - _PLAIN)
    audit.record(by=by, at=at, action=action, thing=thing, page=review, changes=kept)
