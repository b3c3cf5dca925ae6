"""A member's briefing: what changed since the last visit, and five measures worth a question, each with the reason and
the question to ask (product.md 10).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from foundation.dates import day_words
from foundation.words import excerpt
from indicators.judging.council_statuses import Glance
from indicators.rules.moves import has_recovered, has_slipped, has_turned
from indicators.rules.vocabulary import Status
from plans.periods import Period
from reporting.dashboards.rows import FirstOf, GlanceLine, glance_line
from reporting.queries.briefing import Fresh, Said, said_of
from reporting.queries.figure_cautions import Cautions
from reporting.standing.tally import RATED_STATUSES

ASKED = 5
MOST_OF_A_SERVICE = 2
CANDIDATES = 15
SHOWN_CHANGES = 5

# What makes a measure worth a question, the heaviest first; a key measure weighs half a step more.
WEIGHTS = {"turned": 5, "promise": 4, "still": 3, "late": 3, "silent": 2, "slipped": 1, "recovered": 1}


@dataclass(slots=True)
class Candidate:
    """A measure with the codes of what makes it worth a question."""

    glance: Glance
    service: str
    codes: list[str] = field(default_factory=list)
    said: Said | None = None
    promised: Said | None = None

    @property
    def weight(self) -> float:
        return sum(WEIGHTS[code] for code in self.codes) + (0.5 if self.glance.is_key else 0)


class Asked(NamedTuple):
    """A measure worth asking about, why, and the question."""

    line: GlanceLine
    why: str
    question: str


@dataclass(frozen=True, slots=True)
class Changed(FirstOf[GlanceLine]):
    """One kind of change."""

    heading: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What is new: how many figures were signed off, and the kinds of change."""

    figures: int
    groups: list[Changed]


def five_to_ask(
    glances: Sequence[Glance], noted: Cautions, services: Mapping[int, str], *, today: date, query: str
) -> FirstOf[Asked]:
    """The five measures most worth a question, no more than two of one service, and how many stand out."""
    candidates = [found for each in glances if (found := _candidate(each, noted, services)) is not None]
    candidates.sort(key=lambda each: (-each.weight, each.glance.ref))
    looked_at = candidates[:CANDIDATES]
    _add_what_was_said(looked_at, today)
    looked_at.sort(key=lambda each: (-each.weight, each.glance.ref))
    return FirstOf([_asked(each, noted, query) for each in _spread(looked_at)], len(candidates))


def _candidate(glance: Glance, noted: Cautions, services: Mapping[int, str]) -> Candidate | None:
    status, was = glance.status, glance.was
    code = ""
    if status is Status.RED:
        code = "turned" if has_turned(was, status) else "still"
    elif status is Status.UNKNOWN:
        caution = noted.of(glance)
        code = "late" if caution is not None and caution.is_overdue else ""
    elif has_slipped(was, status):
        code = "slipped"
    elif has_recovered(was, status):
        code = "recovered"
    return Candidate(glance, services.get(glance.service_id, ""), [code]) if code else None


def _add_what_was_said(candidates: Sequence[Candidate], today: date) -> None:
    """Note promises whose day has passed, and measures off target that nobody explains; one statement for all."""
    periods = {period for each in candidates for period in (each.glance.period, each.glance.period.previous())}
    said = said_of([each.glance.pk for each in candidates], periods)
    for each in candidates:
        each.said = said.get((each.glance.pk, each.glance.period))
        before = said.get((each.glance.pk, each.glance.period.previous()))
        is_bad = each.glance.status is Status.RED
        if is_bad and before and before.action and before.action_by_on and before.action_by_on <= today:
            each.promised = before
            each.codes.append("promise")
        if is_bad and not (each.said and (each.said.why or each.said.happened)):
            each.codes.append("silent")


def _spread(candidates: Iterable[Candidate]) -> list[Candidate]:
    chosen: list[Candidate] = []
    for each in candidates:
        if sum(other.glance.service_id == each.glance.service_id for other in chosen) < MOST_OF_A_SERVICE:
            chosen.append(each)
        if len(chosen) == ASKED:
            break
    return chosen


def _asked(candidate: Candidate, noted: Cautions, query: str) -> Asked:
    mark = noted.mark(candidate.glance)
    return Asked(
        line=glance_line(candidate.glance, query=query, service=candidate.service, mark=mark),
        why=" ".join(_why(candidate, code) for code in candidate.codes),
        question=_question(candidate),
    )


def _why(candidate: Candidate, code: str) -> str:
    match code:
        case "turned":
            return "It turned off target this period."
        case "still":
            was = candidate.glance.was is Status.RED
            return "It is off target for the second period running." if was else "It is off target."
        case "slipped":
            return "It was on target and is now only near it."
        case "late":
            return "Its figure is late."
        case "recovered":
            return "It is back on target after being off it."
        case "silent":
            return "Nothing says why."
    due = candidate.promised.action_by_on if candidate.promised else None
    promised = f"An action was promised by {day_words(due)}"
    if due and due > candidate.glance.period.end:
        return f"{promised}, which has passed; this figure is from before that day."
    return f"{promised}, and the measure is {'still ' if candidate.glance.was is Status.RED else ''}off target."


def _question(candidate: Candidate) -> str:
    """The question to ask in the meeting, by the code that weighs most."""
    glance, service = candidate.glance, candidate.service or "the service"
    value, target = glance.value_and_target()
    stands = f"“{glance.name}” stands at {value} against {target}"
    if candidate.promised is not None:
        due, promise = day_words(candidate.promised.action_by_on), excerpt(candidate.promised.action or "")
        promise = promise.rstrip(".…; ")
        return f"By {due} {service} was to do this: “{promise}”. Was it done, and what came of it?"
    if "silent" in candidate.codes:
        return f"{stands}, and no explanation is given. What is the cause, and what is {service} doing about it?"
    match candidate.codes[0]:
        case "turned":
            return (
                f"{stands}. What changed since the quarter before, and when does {service} expect it on target again?"
            )
        case "still":
            return f"{stands}, off target again. What will {service} do differently next quarter?"
        case "late":
            return f"When will members see the figure for “{glance.name}”, and what does {service} know already?"
        case "slipped":
            return f"{stands}. What would stop it from going off target next quarter?"
    return f"{stands}, on target again. What worked, and could other services learn from it?"


def changes(glances: Sequence[Glance], fresh: Iterable[Fresh] | None, *, query: str) -> Changes:
    """What is new: turned off target, recovered, and figures revised. ``fresh`` None counts everything as new."""
    known = {each.pk: each for each in glances}
    new: dict[tuple[int, Period], int] | None = None
    if fresh is not None:
        new = {(each.indicator_id, each.period): each.revision for each in fresh if each.indicator_id in known}
    shown = [each for each in glances if new is None or (each.pk, each.period) in new]
    turned = [each for each in shown if has_turned(each.was, each.status)]
    recovered = [each for each in shown if has_recovered(each.was, each.status)]
    revised = {pk for (pk, _), revision in (new or {}).items() if revision > 1}
    return Changes(
        figures=len(new) if new is not None else sum(each.status in RATED_STATUSES for each in glances),
        groups=[
            _group("Turned off target", turned, query),
            _group("Recovered", recovered, query),
            _group("Revised since it was first reported", [known[pk] for pk in sorted(revised)], query),
        ],
    )


def _group(heading: str, found: Sequence[Glance], query: str) -> Changed:
    shown = sorted(found, key=lambda each: (not each.is_key, each.ref))[:SHOWN_CHANGES]
    return Changed([glance_line(each, query=query) for each in shown], len(found), heading)
