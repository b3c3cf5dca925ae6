"""What is told of decisions on targets, to whom, and why."""

from accounts.changes.news import News
from accounts.models import NoticeKind
from target_decisions.models import Proposal, TargetQuestion


def proposed(proposal: Proposal) -> list[News]:
    """A new proposal: for who owns the measure and who answers for the target."""
    return [_news(proposal, f"{_of(proposal)} is proposed.")]


def questioned(question: TargetQuestion, by: str) -> list[News]:
    """A question: for who proposed the target, and who answers for it and for the measure."""
    whom = f" for {question.asked_for}" if question.asked_for else ""
    words = f"{by} asks{whom} about {_of(question.proposal, starts=False)}: “{question.question}”"
    return [_news(question.proposal, words, to_proposer=True)]


def answered(question: TargetQuestion, by: str) -> list[News]:
    """An answer, for whoever asked."""
    words = f"{by} answered your question about {_of(question.proposal, starts=False)}: “{question.answer}”"
    news = _news(question.proposal, words)
    people = {question.asked_by_id: "asked"} if question.asked_by_id else {}
    return [News(kind=news.kind, words=words, path=news.path, about=news.about, unit_id=news.unit_id, people=people)]


def decided(proposal: Proposal, said: str) -> list[News]:
    """What became of a proposal: ``said`` ends the sentence "The target of “…” proposed for … …"."""
    return [_news(proposal, f"{_of(proposal)} {said}.", to_proposer=True)]


def _of(proposal: Proposal, *, starts: bool = True) -> str:
    the = "The" if starts else "the"
    return f"{the} target of “{proposal.indicator.name}” for {proposal.first_year.label}"


def _news(proposal: Proposal, words: str, *, to_proposer: bool = False) -> News:
    indicator, post = proposal.indicator, proposal.responsible
    posts = {indicator.owner_id: f"own this measure as {indicator.owner}"}
    if post is not None:
        posts = {post.pk: f"answer for this target as {post}"} | posts
    people = {proposal.proposed_by_id: "proposed it"} if to_proposer and proposal.proposed_by_id else {}
    return News(
        kind=NoticeKind.SHEET,
        words=words,
        path=proposal.get_absolute_url(),
        about=("measure", indicator.pk),
        unit_id=indicator.service_id,
        people=people,
        posts=posts,
        watched={("measure", indicator.pk): "watch this measure"},
    )
