"""The sheets of levels, tags and plans. Nothing private is on them, and nobody is told of what they change, as of an
import of plans.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from accounts.changes.news import have_moved
from accounts.roles import Permission
from plans.changes.levels import SAMPLED_TOO
from plans.changes.sections import core_questions
from plans.forms.plans import MOST_YEARS, REF_RULE
from plans.models import Level, Plan, PlanReview, ReviewOutcome, Tag, TagGroup
from plans.workflow import BEFORE_APPROVAL, IN_REVIEW, STATES, PlanState
from pmmi.workbook.cells import WHOLE, YES_NO, Day, OneOf, To, Words
from pmmi.workbook.checks import a_place, follows, in_order, no_loops, not_taken, not_to_come, standing
from pmmi.workbook.names import Named
from pmmi.workbook.sheet import Along, Column, Row, Sheet

_PLANS = Permission.PLAN_EDIT
_MOST_LEVELS = 999
OWNER = "The post that answers for it"


def _level_is_sound(row: Row) -> None:
    """As the form of a level and its changes have it."""
    years = row.get("sampled_over")
    if years and row.get("is_reported"):
        row.refuse("Sampled over", f"cannot stand beside a quarterly report. {SAMPLED_TOO}")
    elif years is not None and not 1 <= years <= MOST_YEARS:
        row.refuse("Sampled over", f"is no number of years from 1 to {MOST_YEARS}. Correct it, or clear the cell.")


def _level_places(rows: Sequence[Row], named: Named) -> None:  # noqa: ARG001
    """Refuses two levels at one place; those that no workbook holds have theirs too."""
    read = {row.thing.pk for row in rows if not row.is_new}
    at: dict[int, str] = {each.position: each.name for each in Level.objects.exclude(pk__in=read)}
    for row in sorted(rows, key=lambda each: "position" in each.changed):
        place = row.get("position")
        if at.setdefault(place, row.get("name")) != row.get("name"):
            row.refuse("Position", f"is the place of “{at[place]}”. Give each level its own.")


def _asked(row: Row, at: datetime, named: Named) -> Along:  # noqa: ARG001
    """Plans that are reported on are asked the core questions, as ``plans.changes.levels`` has it, where the workbook
    does not say itself what they are asked.
    """
    said = named.once("levels with questions", lambda: {each.level.pk for each in named.new("questions")})
    return Along() if row.thing.pk in said else Along(new=core_questions([row.thing]))


LEVELS = Sheet(
    key="levels",
    title="Levels",
    thing="level",
    purpose="The levels of the golden thread from the top down. One that is used no more is put out of use.",
    model=Level,
    needs=_PLANS,
    by=("name",),
    stored=lambda: Level.objects.filter(is_private=False).order_by("position"),
    name=str,
    columns=(
        Column("Name", "name", Words(), "The council’s word for it", needed=True, example="Departmental service plan"),
        Column("Position", "position", WHOLE, "1 at the top; each its own", needed=True, example="4"),
        Column("In use", "in_use", YES_NO, "Yes where new plans can be made at it, and where blank", blank=True),
        Column("Reported on each quarter", "is_reported", YES_NO, "Yes or no; no where blank", blank=False),
        Column("Guidance", "guidance", Words(), "Shown to those who write plans at this level"),
        Column("Sampled over", "sampled_over", WHOLE, "Years within which each plan is reviewed; blank where all are"),
    ),
    checks=(_level_is_sound, a_place(_MOST_LEVELS, "The highest level")),
    checks_all=(not_taken("name", "Name"), _level_places),
    along=_asked,
)

TAG_GROUPS = Sheet(
    key="tag_groups",
    title="Tag groups",
    thing="group of tags",
    purpose="Frameworks by which the council looks across its plans, such as a balanced scorecard.",
    model=TagGroup,
    needs=_PLANS,
    by=("name",),
    stored=lambda: TagGroup.objects.order_by("name"),
    name=str,
    columns=(
        Column("Name", "name", Words(), "Its name", needed=True, example="Balanced scorecard"),
        Column("What it is for", "means", Words(), "One sentence for those who tag"),
        Column(
            "Balanced", "is_balanced", YES_NO, "Yes where every priority should have a measure of each tag", blank=False
        ),
    ),
    checks_all=(not_taken("name", "Name"),),
)

TAGS = Sheet(
    key="tags",
    title="Tags",
    thing="tag",
    purpose="The words of each group. Objectives and measures carry any number of them.",
    model=Tag,
    needs=_PLANS,
    by=("group", "name"),
    stored=lambda: Tag.objects.select_related("group").order_by("group__name", "position", "name"),
    name=lambda tag: f"{tag.group.name}: {tag.name}",
    short=lambda tag: tag.name,
    page=lambda tag: tag.group,
    columns=(
        Column("Group", "group", To("tag_groups"), "The group", needed=True, example="Balanced scorecard"),
        Column("Tag", "name", Words(), "Its name", needed=True, example="Learning and growth"),
        Column("What it stands for", "means", Words(), "In a few words", example="People, skills and ways to improve"),
        Column("Position", "position", WHOLE, "Its place in the group, from 0; 0 where blank", blank=0, example="3"),
    ),
)


def _plan_stands(row: Row) -> None:
    """What the state of a new plan asks for, as its way through the product would have left it."""
    if not row.is_new:
        return
    state, approved = PlanState(row.get("state")), row.get("approved_on")
    word = STATES[state].word
    if state in BEFORE_APPROVAL:
        if approved:
            row.refuse(
                "Approved on", f"is filled in, and the state is {word}. Clear it, or write Approved as its state."
            )
        if row.get("is_model"):
            row.refuse("Kept as a model", "is Yes, and the plan is not approved. Keep it as a model once it is.")
    elif not approved:
        row.refuse("Approved on", f"is blank, and the state is {word}. Enter the day on which it was approved.")


def _level_is_used(row: Row) -> None:
    """A level out of use takes no plans but those that a file brings along with it."""
    level = row.values.get("level")
    if "level" in row.changed and level.pk and not level.in_use:
        row.refuse("Level", "is out of use. Choose another level, or put it back in use first.")


def check_plan(plan: Any, row: Row) -> None:
    """Refuses to change a stored plan that is with a reviewer, waits for approval or is closed, or what is its own."""
    if plan.pk and not plan.is_open:
        told = STATES[PlanState(plan.state)]
        row.refuse(row.first, f"changes a plan that is {told.word.lower()}. {told.meaning}")


def _plan_is_open(row: Row) -> None:
    if not row.is_new:
        check_plan(row.thing, row)


def _submitted(row: Row, at: datetime, named: Named) -> Along:  # noqa: ARG001
    """The round of review that a plan is in, or came through: without one nobody could decide on it."""
    if not row.is_new or row.thing.state not in IN_REVIEW:
        return Along()
    review = PlanReview(plan=row.thing, number=1, submitted_at=at, note=_BROUGHT)
    if row.thing.state == PlanState.SIGNED_OFF:
        review.outcome, review.reviewed_at = ReviewOutcome.SIGNED_OFF, at
    return Along(new=[review])


_BROUGHT = "It stood so when it was brought here with the set-up workbook."


def _plan_moved(row: Row) -> None:
    """What was told of it stays within the reach of those who may open it."""
    if "unit" in row.changed and not row.is_new:
        plan = row.thing
        have_moved("plan", [plan.pk], plan.unit_id)
        have_moved("objective", list(plan.objectives.values_list("pk", flat=True)), plan.unit_id)


PLANS = Sheet(
    key="plans",
    title="Plans",
    thing="plan",
    purpose="Every plan that is not private: community strategy, corporate plan, service plans and those beneath.",
    model=Plan,
    needs=_PLANS,
    by=("ref",),
    stored=lambda: Plan.objects.not_private().select_related("level", "unit", "owner").order_by("ref"),
    name=lambda plan: plan.ref,
    columns=(
        Column("Reference", "ref", Words(), "Short and lasting", needed=True, example="SP-HOUSING-26"),
        Column("Title", "title", Words(), "Its title", needed=True, example="Housing service plan 2026/27"),
        Column("Level", "level", To("levels"), "Where it stands", needed=True, example="Departmental service plan"),
        Column("Unit", "unit", To("units"), "Whose plan it is", needed=True, example="Housing"),
        Column("Owner", "owner", To("posts"), OWNER, needed=True, example="Head of Housing"),
        Column("Starts on", "starts_on", Day(), "Its first day", needed=True, example="1 April 2026"),
        Column("Ends on", "ends_on", Day(), "Its last day", needed=True, example="31 March 2027"),
        Column("Why this plan exists", "purpose", Words(), "Why are we here, and where do we need to be?"),
        Column(
            "State", "state", OneOf({state.value: each.word for state, each in STATES.items()}),
            "Where it is on its way; Draft where blank", blank=PlanState.DRAFT.value, only_new=True, example="Approved",
        ),
        Column("Approved on", "approved_on", Day(), "Of one that is approved or closed", only_new=True),
        Column(
            "Started from", "follows", To("plans"), "The plan that it was started from",
            only_new="what a plan was started from stays so",
        ),
        Column("Kept as a model", "is_model", YES_NO, "Yes or no; no where blank", blank=False, only_new=True),
        Column(
            "Model it was started from", "modelled_on", To("plans"), "Where it was started from a model",
            only_new="what a plan was started from stays so",
        ),
        Column("To be reviewed by", "reviewer", To("posts"), "Where one post is to review it", only_new=True),
    ),
    checks=(
        follows(REF_RULE, "ref", "Reference"),
        in_order("starts_on", "ends_on", "Ends on"),
        not_to_come("approved_on", "Approved on"),
        standing("unit", "Unit"),
        standing("owner", "Owner"),
        _plan_stands,
        _level_is_used,
        _plan_is_open,
    ),
    checks_all=(
        not_taken("ref", "Reference"),
        no_loops("follows", "Started from", says="would have the plan follow itself."),
        no_loops("modelled_on", "Model it was started from", says="would have the plan start from itself."),
    ),
    along=_submitted,
    wrote=_plan_moved,
)  # fmt: skip

SHEETS: Iterable[Sheet] = (LEVELS, TAG_GROUPS, TAGS, PLANS)
