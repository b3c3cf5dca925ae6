"""What was said of a draft, and what its reviewers found: an appendix to its paper, for those who ask for it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from accounts.models import User
from foundation.dates import day_words, london_day
from plans.models import Plan, PlanComment, PlanReview
from plans.queries.comments import Talk, talk_about
from plans.queries.reviews import rounds_of
from plans.queries.sections import sections_of
from reporting.document import Section, Table, section

_ASKED_NO_MORE = "A question that is asked no more"


def appendix(plan: Plan) -> Iterator[Section]:
    """Comments on the draft and each round of its review. Nothing of a plan that was approved: what is published then
    is the plan, and not how it came about.
    """
    if plan.is_approved:
        return
    yield from _comments(plan, talk_about(plan))
    yield from _reviews(rounds_of(plan))


def _comments(plan: Plan, talk: Talk) -> Iterator[Section]:
    heading = "Appendix: comments on the draft"
    if not talk.count:
        yield section("comments", heading, paragraphs=["Nobody has commented yet."])
        return
    questions = {each.key: f"“{each.question}”" for each in sections_of(plan)}
    said = [
        *((questions.get(key, _ASKED_NO_MORE), each) for key, group in talk.by_question.items() for each in group),
        *((str(each.objective) if each.objective else "The plan as a whole", each) for each in talk.others),
    ]
    columns = ["About", "Who said it", "Comment", "What was done with it"]
    table: Table = {"caption": heading, "columns": columns, "rows": [_row(about, each) for about, each in said]}
    yield section("comments", heading, table=table)


def _row(about: str, comment: PlanComment) -> list[str]:
    did = (
        f"{comment.answer} ({_who(comment.answered_by, comment.answered_at)})" if comment.answer else "Not answered yet"
    )
    return [about, _who(comment.by, comment.at), comment.text, did]


def _reviews(rounds: Sequence[PlanReview]) -> Iterator[Section]:
    """The rounds, the latest first."""
    heading = "Appendix: quality assurance"
    if not rounds:
        yield section("reviews", heading, paragraphs=["It was not submitted yet."])
        return
    yield section("reviews", heading)
    for each in rounds:
        told = [f"Submitted by {_who(each.submitted_by, each.submitted_at)}."]
        if each.reviewed_at:
            told.append(f"{each.get_outcome_display()} by {_who(each.reviewer, each.reviewed_at)}.")
        told += [line for line in each.remarks.splitlines() if line.strip()]
        found = [f"{item.words}: {item.reason}" for item in each.findings]
        yield section(f"review-{each.number}", f"Round {each.number}", 2, paragraphs=told, bullets=found)


def _who(user: User | None, at: datetime) -> str:
    return f"{user.name if user else 'the system'}, {day_words(london_day(at))}"
