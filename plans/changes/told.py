"""What is told of plans, objectives and milestones, to whom, and why. Of a private plan nobody is told anything."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from accounts.changes.news import News
from accounts.models import NoticeKind, Post
from accounts.watchable import Key
from foundation.dates import day_words
from plans.models import Milestone, MilestoneState, Objective, Plan, PlanComment, SupportRequest
from plans.queries.authors import authors_of
from plans.queries.reviews import reviewers_of_plans

_NEWS_OF_A_MILESTONE = {"state", "due_on", "forecast_on", "title"}


def plan_told(plan: Plan, said: str) -> list[News]:
    """Something that happened to a plan; ``said`` ends the sentence "“The plan” …"."""
    words = f"“{plan.title}” {said}."
    about = ("plan", plan.pk)
    return _news(plan, words, plan.get_absolute_url(), about, plan.owner, "own this plan", {about: "watch this plan"})


def plan_submitted(plan: Plan, by: str) -> list[News]:
    """A plan, for who is to review it, or all who review plans, besides its owner and who watches it."""
    posts = [plan.reviewer] if plan.reviewer else reviewers_of_plans()
    return _told_besides(plan, plan_told(plan, f"was submitted for review by {by}"), posts)


def plan_sampled(plan: Plan, why: str) -> list[News]:
    """That a plan was drawn for quality assurance, for its owner, who watches it and who is to review it."""
    said = f"was drawn for quality assurance: {why[:1].lower()}{why[1:]}. Submit it for review before it is approved"
    return _told_besides(plan, plan_told(plan, said), [plan.reviewer] if plan.reviewer else [])


def review_given(plan: Plan) -> list[News]:
    """A plan that is to be reviewed, for the post to which it is given."""
    told = plan_told(plan, f"is given to {plan.reviewer} to review")
    return _told_besides(plan, [replace(each, posts={}, watched={}) for each in told], [plan.reviewer])


def review_told(plan: Plan, said: str) -> list[News]:
    """What came of a review, for who submitted the plan besides its owner and who watches it."""
    last = plan.reviews.order_by("-number").values_list("submitted_by", flat=True).first()
    return [replace(each, people={last: "submitted this plan"} if last else {}) for each in plan_told(plan, said)]


def plan_commented(comment: PlanComment, by: str) -> list[News]:
    """A comment, for those who write the plan besides its owner and who watches it."""
    plan = comment.plan
    about = (
        f" on “{comment.question}”" if comment.question else f" on “{comment.objective}”" if comment.objective else ""
    )
    path = f"{plan.get_absolute_url()}#comment-{comment.pk}"
    people = dict.fromkeys(authors_of(plan), "write this plan")
    return [
        replace(each, people=people, path=path)
        for each in plan_told(plan, f"has a comment{about} by {by}: “{comment.text}”")
    ]


def comment_answered(comment: PlanComment) -> list[News]:
    """What the authors did with a comment, for who made it."""
    plan = comment.plan
    said = f"answers your comment: “{comment.answer}”"
    path = f"{plan.get_absolute_url()}#comment-{comment.pk}"
    people = {comment.by_id: "commented on this plan"} if comment.by_id else {}
    return [replace(each, people=people, posts={}, watched={}, path=path) for each in plan_told(plan, said)]


def _told_besides(plan: Plan, news: list[News], posts: Iterable[Post]) -> list[News]:
    besides = {post.pk: f"review plans as {post}" for post in posts if post.pk != plan.owner_id}
    return [replace(each, posts={**each.posts, **besides}) for each in news]


def plan_given(plan: Plan) -> list[News]:
    """A plan, for whoever owns it from now on."""
    words = f"The plan “{plan.title}” is given to {plan.owner} to own."
    return _given(plan, words, plan.get_absolute_url(), ("plan", plan.pk), plan.owner)


def objective_told(objective: Objective, said: str) -> list[News]:
    """Something that happened to an objective of a plan; ``said`` ends the sentence "“The objective” …"."""
    words, about = f"“{objective.title}” {said}.", ("objective", objective.pk)
    watched = {about: "watch this objective", ("plan", objective.plan_id): "watch its plan"}
    owner = objective.owner
    return _news(objective.plan, words, objective.get_absolute_url(), about, owner, "own this objective", watched)


def objective_given(objective: Objective) -> list[News]:
    """An objective, for whoever owns it from now on."""
    words = f"The objective “{objective.title}” is given to {objective.owner} to own."
    about = ("objective", objective.pk)
    return _given(objective.plan, words, objective.get_absolute_url(), about, objective.owner)


def milestone_given(milestone: Milestone) -> list[News]:
    """A milestone, for whoever owns it from now on."""
    words = (
        f"The milestone “{milestone.title}”, due {day_words(milestone.due_on)}, is given to {milestone.owner} to own."
    )
    about = ("objective", milestone.objective_id)
    return _given(milestone.objective.plan, words, milestone.get_absolute_url(), about, milestone.owner)


def milestone_told(milestone: Milestone, changed: set[str]) -> list[News]:
    """How a milestone stands now, where more than its words changed."""
    if not changed & _NEWS_OF_A_MILESTONE:
        return []
    state = MilestoneState(milestone.state).label.lower()
    due = f"due {day_words(milestone.due_on)}"
    late = f", expected on {day_words(milestone.forecast_on)}" if milestone.forecast_on else ""
    words = f"The milestone “{milestone.title}” is {state}, {due}{late}."
    if milestone.state == MilestoneState.COMPLETE:
        words = f"The milestone “{milestone.title}” was completed on {day_words(milestone.completed_on)}, {due}."
    objective, about = milestone.objective, ("objective", milestone.objective_id)
    watched = {about: "watch its objective", ("plan", objective.plan_id): "watch its plan"}
    owner = milestone.owner
    return _news(objective.plan, words, milestone.get_absolute_url(), about, owner, "own this milestone", watched)


def help_asked(request: SupportRequest, by: str) -> list[News]:
    """That help is asked for with a milestone, for whoever holds the post that is asked."""
    milestone, asked_of = request.milestone, request.asked_of
    words = f"{by} asks for help with the milestone “{milestone.title}”: “{request.text}”"
    about = ("objective", milestone.objective_id)
    return _news(milestone.objective.plan, words, request.get_absolute_url(), about, asked_of, "are asked", {})


def help_answered(request: SupportRequest, by: str) -> list[News]:
    """The answer, for the owner of the milestone and for who asked."""
    milestone = request.milestone
    words = f"{by} answers your request for help with the milestone “{milestone.title}”: “{request.answer}”"
    about = ("objective", milestone.objective_id)
    plan, owner, path = milestone.objective.plan, milestone.owner, request.get_absolute_url()
    people = {request.asked_by_id: "asked for help"} if request.asked_by_id else {}
    return [replace(each, people=people) for each in _news(plan, words, path, about, owner, "own this milestone", {})]


def _news(
    plan: Plan, words: str, path: str, about: Key, owner: Post, does: str, watched: Mapping[Key, str]
) -> list[News]:
    if plan.level.is_private:
        return []
    posts = {owner.pk: f"{does} as {owner}"}
    return [
        News(
            kind=NoticeKind.PLAN,
            words=words,
            path=path,
            about=about,
            unit_id=plan.unit_id,
            posts=posts,
            watched=watched,
        )
    ]


def _given(plan: Plan, words: str, path: str, about: Key, owner: Post) -> list[News]:
    if plan.level.is_private:
        return []
    posts = {owner.pk: f"are {owner}"}
    return [News(kind=NoticeKind.GIVEN, words=words, path=path, about=about, unit_id=plan.unit_id, posts=posts)]
