"""A plan beside the one that it was started from: what was added, dropped and changed. Pure: no Django."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

_YEAR = re.compile(r"-\d\d(\.\d+)?$")


class Change(StrEnum):
    ADDED = "added"
    DROPPED = "dropped"
    CHANGED = "changed"
    KEPT = "kept"

    @property
    def word(self) -> str:
        return {"added": "New", "dropped": "No longer there", "changed": "Changed", "kept": "As before"}[self.value]


@dataclass(frozen=True, slots=True)
class Aim:
    """An objective as it is compared."""

    ref: str
    title: str
    kind: str
    owner: str
    url: str


@dataclass(frozen=True, slots=True)
class AimBeside:
    """An objective before and now; None where it was not there. ``told`` names what changed."""

    change: Change
    before: Aim | None
    now: Aim | None
    told: str = ""


@dataclass(frozen=True, slots=True)
class AnswerBeside:
    """What was answered to a question before and now, "" for nothing."""

    question: str
    before: str
    now: str

    @property
    def change(self) -> Change:
        if self.before == self.now:
            return Change.KEPT
        if self.before and self.now:
            return Change.CHANGED
        return Change.ADDED if self.now else Change.DROPPED


def compare_aims(before: Sequence[Aim], now: Sequence[Aim]) -> list[AimBeside]:
    """The objectives of today's plan in their order, each beside the one that it comes from: the same title, or the
    same reference but for the year at its end. Then those that are no longer there.
    """
    left = list(before)
    found = []
    for aim in now:
        earlier = next((each for each in left if each.title == aim.title), None)
        earlier = earlier or next((each for each in left if _base(each.ref) == _base(aim.ref)), None)
        if earlier:
            left.remove(earlier)
        found.append(_beside(earlier, aim))
    return [*found, *(AimBeside(Change.DROPPED, each, None) for each in left)]


def compare_answers(before: dict[str, str], now: dict[str, str]) -> list[AnswerBeside]:
    """Every question of either plan, today's first, with both answers."""
    questions = [*now, *(each for each in before if each not in now)]
    return [AnswerBeside(each, before.get(each, ""), now.get(each, "")) for each in questions]


def _base(ref: str) -> str:
    return _YEAR.sub("", ref)


def _beside(before: Aim | None, now: Aim) -> AimBeside:
    if before is None:
        return AimBeside(Change.ADDED, None, now)
    parts = (("title", before.title, now.title), ("kind", before.kind, now.kind), ("owner", before.owner, now.owner))
    told = ", ".join(name for name, earlier, later in parts if earlier != later)
    return AimBeside(Change.CHANGED if told else Change.KEPT, before, now, told)
