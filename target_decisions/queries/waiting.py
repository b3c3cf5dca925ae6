"""What of decisions on targets waits for somebody: a question for an answer, a proposal for a meeting, a year for its
review.
"""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import QuerySet

from accounts.duties import Duty
from accounts.models import Post
from accounts.roles import Role
from foundation.statements import written_once
from foundation.words import excerpt, one_line
from plans.periods import Period
from target_decisions.models import Proposal, ProposedYear, TargetQuestion
from target_decisions.workflow import Stage


def decisions_waiting(today: date, posts: Collection[int] | None = None) -> list[Duty]:
    """What waits for the holders of these posts (None: of all). Three statements, four where something waits for the
    performance team.
    """
    found = [duty for duty in _to_answer() if posts is None or duty.post_id in posts]
    to_agree, to_review = list(_to_agree()), [each for each in _to_review() if each.year.is_over(today)]
    if not (to_agree or to_review):
        return found
    for post in _team():
        if posts is None or post.pk in posts:
            found += [_agreeing(post, each) for each in to_agree]
            found += [_reviewing(post, each) for each in to_review]
    return found


def _to_answer() -> Iterable[Duty]:
    for each in _open_questions():
        proposal = each.proposal
        post = proposal.responsible or proposal.indicator.owner
        text = f"Question about the target of {_named(proposal)}: “{excerpt(one_line(each.question), most=120)}”"
        yield Duty(post.pk, post.title, text, proposal.get_absolute_url(), "answer for this target")


@written_once
def _open_questions() -> QuerySet[TargetQuestion]:
    asked = TargetQuestion.objects.filter(answer="", proposal__stage=Stage.CHALLENGED.value)
    return asked.select_related("proposal__responsible", "proposal__indicator__owner").order_by("asked_at", "pk")


@written_once
def _to_agree() -> QuerySet[Proposal]:
    return Proposal.objects.filter(stage=Stage.PROPOSED.value).select_related("indicator").order_by("pk")


@written_once
def _to_review() -> QuerySet[ProposedYear]:
    waits = ProposedYear.objects.filter(reviewed_on=None, proposal__stage=Stage.AGREED.value)
    return waits.select_related("proposal__indicator").order_by("year", "pk")


@written_once
def _team() -> QuerySet[Post]:
    return Post.objects.filter(role=Role.ADMINISTRATOR.value, ends_on=None).order_by("pk")


def _agreeing(post: Post, proposal: Proposal) -> Duty:
    text = f"Target of {_named(proposal)}: to be agreed at a meeting"
    return Duty(post.pk, post.title, text, proposal.get_absolute_url(), "set targets")


def _reviewing(post: Post, year: ProposedYear) -> Duty:
    text = f"Target of {_named(year.proposal, year.year)}: the year is over, to be reviewed"
    return Duty(post.pk, post.title, text, year.proposal.get_absolute_url(), "set targets")


def _named(proposal: Proposal, year: Period | None = None) -> str:
    return f"{proposal.indicator.ref}, {(year or proposal.first_year).label}"
