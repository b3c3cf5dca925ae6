"""What is told of risks, to whom, and why. Of an exempt risk nobody is told anything: a notice leaves by e-mail too."""

from collections.abc import Mapping
from datetime import date

from accounts.changes.news import News
from accounts.models import NoticeKind, Post
from accounts.watchable import Key
from foundation.dates import day_words
from risks.models import Control, Mitigation, Register, Risk
from risks.queries.risks import risk_row


def risk_raised(risk: Risk) -> list[News]:
    """A new risk, for who owns it from now on, and for who watches what it threatens."""
    words = f"The risk “{risk.title}” was raised in {risk.register}. {risk.owner} owns it."
    return _news(NoticeKind.RISK, risk, words, {risk.owner_id: f"are {risk.owner}"})


def risk_given(risk: Risk) -> list[News]:
    """A risk, for whoever owns it from now on."""
    words = f"The risk “{risk.title}” is given to {risk.owner} to own."
    return _news(NoticeKind.GIVEN, risk, words, {risk.owner_id: f"are {risk.owner}"}, {})


def risk_told(risk: Risk, said: str) -> list[News]:
    """Something that happened to a risk; ``said`` ends the sentence "The risk “…” …"."""
    return _news(NoticeKind.RISK, risk, f"The risk “{risk.title}” {said}.", _owner(risk))


def risk_moved(risk: Risk, before: Register, why: str) -> list[News]:
    """A risk that stands in another register now: it went up, or down again."""
    return risk_told(risk, f"moved from {before} to {risk.register}: {why.strip().removesuffix('.')}")


def risk_assessed(risk: Risk, *, today: date) -> list[News]:
    """How a risk stands after an assessment, in the words of its page."""
    row = risk_row(risk, today=today)
    now = row.scores.current
    above = ", above appetite" if now and now.is_above_appetite else ""
    moved = row.moved_words[:1].lower() + row.moved_words[1:]
    said = f"was assessed at {now.said}{above}: {moved}" if now else "was assessed"
    return risk_told(risk, said)


def control_given(control: Control) -> list[News]:
    """A control, for the post that keeps it from now on."""
    risk, owner = control.risk, control.owner
    words = f"The control “{control.text}”, against the risk “{risk.title}”, is given to {owner} to keep."
    return _part_given(risk, words, owner)


def mitigation_given(action: Mitigation) -> list[News]:
    """An action, for the post that is to do it from now on."""
    words = (
        f"The action “{action.title}”, against the risk “{action.risk.title}” and due {day_words(action.due_on)}, is "
        f"given to {action.owner} to do."
    )
    return _part_given(action.risk, words, action.owner)


def _part_given(risk: Risk, words: str, owner: Post) -> list[News]:
    return _news(NoticeKind.GIVEN, risk, words, {owner.pk: f"are {owner}"}, {})


def _owner(risk: Risk) -> dict[int, str]:
    return {risk.owner_id: f"own this risk as {risk.owner}"}


def _news(
    kind: NoticeKind, risk: Risk, words: str, posts: Mapping[int, str], watched: Mapping[Key, str] | None = None
) -> list[News]:
    """Without ``watched``: also for who watches the risk, or an objective that it threatens."""
    if risk.is_exempt:
        return []
    about = ("risk", risk.pk)
    if watched is None:
        keys = risk.objectives.values_list("pk", flat=True)
        watched = {about: "watch this risk"} | {
            ("objective", pk): "watch an objective that it threatens" for pk in keys
        }
    return [
        News(
            kind=kind, words=words, path=risk.get_absolute_url(), about=about, unit_id=risk.register.unit_id,
            posts=posts, watched=watched,
        )
    ]  # fmt: skip
