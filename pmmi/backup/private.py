"""What a backup never holds, and what one for a demo does: figures and plans, without people and private words."""

from dataclasses import dataclass, field

# What is true of one moment and one installation: an ended session must not come back with a restore, nor a lock-out or
# an address that waited to be confirmed; and mail that was on its way must not leave a second time. Passwords and
# second steps are in every full backup: without them a restore would let people in by less than they had chosen. Which
# devices people use is known to these devices alone, by their cookies.
NEVER = {
    "sessions.session",
    "usersessions.usersession",
    "accounts.tries",
    "account.emailconfirmation",
    "foundation.heartbeat",
    "foundation.outboxmessage",
    "api.delivery",
    "api.sentonce",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A table in a backup for a demo: ``only`` these rows, without the ``people`` in them, and of ``words`` that
    somebody wrote in confidence only that there were some.
    """

    only: dict[str, object] = field(default_factory=dict)
    people: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


# What is not named here is left out, so a new table is private until somebody decides otherwise.
FOR_DEMO: dict[str, Kept] = {
    "contenttypes.contenttype": Kept(),
    "auth.permission": Kept(),
    "accounts.unit": Kept(),
    "accounts.post": Kept(),
    "plans.level": Kept(),
    "plans.sampledraw": Kept(people=("by_id",)),
    "plans.plan": Kept(only={"level__is_private": False}),
    "plans.sectiontemplate": Kept(),
    "plans.plantimetable": Kept(),
    "plans.plansection": Kept(only={"plan__level__is_private": False}),
    "plans.planreview": Kept(people=("submitted_by_id", "reviewer_id"), words=("note", "remarks")),
    "plans.objective": Kept(only={"plan__level__is_private": False}),
    "plans.prioritychallenge": Kept(
        only={"objective__plan__level__is_private": False},
        people=("recorded_by_id",),
        words=("challenged_by", "outcome"),
    ),
    "plans.link": Kept(only={"child__plan__level__is_private": False, "parent__plan__level__is_private": False}),
    "plans.milestone": Kept(only={"objective__plan__level__is_private": False}, words=("narrative", "reason")),
    "indicators.indicatorset": Kept(),
    "indicators.indicator": Kept(),
    "indicators.indicator_sets": Kept(),
    "indicators.contribution": Kept(only={"objective__plan__level__is_private": False}),
    "indicators.seriesbreak": Kept(),
    "plans.supportrequest": Kept(
        only={"milestone__objective__plan__level__is_private": False},
        people=("asked_by_id", "answered_by_id"),
        words=("text", "answer"),
    ),
    "plans.milestonewait": Kept(only={"milestone__objective__plan__level__is_private": False}),
    "indicators.summingchoice": Kept(),
    "indicators.weightset": Kept(only={"objective__plan__level__is_private": False}),
    "indicators.partweight": Kept(only={"weight_set__objective__plan__level__is_private": False}),
    "indicators.measurehelp": Kept(people=("asked_by_id", "answered_by_id"), words=("text", "answer")),
    "indicators.ownforecast": Kept(people=("said_by_id",), words=("basis",)),
    "indicators.recoveryaction": Kept(words=("narrative",)),
    "indicators.annualtarget": Kept(words=("rationale",)),
    "indicators.periodtarget": Kept(),
    "indicators.return": Kept(words=("extension_reason",)),
    "indicators.observation": Kept(
        only={"state": "approved"},
        people=("entered_by_id", "approved_by_id"),
        words=(
            "absence_reason",
            "judgement_reason",
            "evidence",
            "warning_reason",
            "revision_reason",
            "note_back",
        ),
    ),
    "indicators.scheme": Kept(),
    "indicators.ratingrule": Kept(words=("reason",)),
    "reporting.cycle": Kept(),
    "scrutiny.remit": Kept(),
}
