"""What a report asks its meeting to note, each with the section that tells of it."""

from collections.abc import Container, Iterator, Sequence

from foundation.words import counted, together
from indicators.rules.coverage import Coverage
from indicators.rules.vocabulary import Status
from plans.queries.milestones import MilestoneRow
from reporting.document import Noted, Section
from reporting.snapshots.at_a_glance import Shown, points_of
from reporting.snapshots.items import Item
from reporting.standing.tally import tally_of
from risks.queries.risks import RiskRow

ASKED = "The meeting is asked to note"
RESTATED = "restated"
_NOTHING = "that nothing stands out by a rule of exceptions"


def noted(
    found: Sequence[Shown],
    items: Sequence[Item],
    steps: Sequence[MilestoneRow],
    risks: Sequence[RiskRow] = (),
    *,
    coverage: Coverage,
    restated: int,
    sections: Sequence[Section],
) -> list[Noted]:
    """What stands out among all measures (``found``), those shown (``items``), the milestones and the risks."""
    there = {each["id"] for each in sections} | ({RESTATED} if restated else set())
    said = [
        *((text, "attention") for text in _off(found, items)),
        *((text, "milestones-attention") for text in _late_steps(steps)),
        *((text, _risk_section(there)) for text in _standing_out(risks)),
        *((text, "data-quality") for text in _not_in(coverage)),
        *((text, RESTATED) for text in _restated(restated)),
        *((text, "doing-well") for text in _good(items)),
    ]
    return points_of(said or [(_NOTHING, "")], there)


def _off(found: Sequence[Shown], items: Sequence[Item]) -> Iterator[str]:
    tally = tally_of((each.status, each.was) for each in found)
    off, new = tally.counts.get(Status.RED, 0), tally.turned
    if off:
        fresh = f", {new} of them new" if 0 < new < off else ""
        about = "it" if off == 1 else "each"
        newly = "newly " if new == off else ""
        yield f"{counted(off, 'measure')} {newly}off target{fresh}, and what is being done about {about}"
    others = sum(item.is_bad and item.measured.assessment.status is not Status.RED for item in items)
    if others:
        yield f"{others} more that {'needs' if others == 1 else 'need'} attention, though not off target"


def _late_steps(steps: Sequence[MilestoneRow]) -> Iterator[str]:
    late = sum(step.judgement.is_overdue for step in steps)
    if late:
        yield f"{late} of {counted(len(steps), 'milestone')} overdue"


def _standing_out(risks: Sequence[RiskRow]) -> Iterator[str]:
    out = sum(bool(each.reasons) for each in risks)
    if out:
        yield f"{counted(out, 'risk')} above appetite or rising"


def _risk_section(there: Container[str]) -> str:
    return "risks-attention" if "risks-attention" in there else "risks"


def _not_in(coverage: Coverage) -> Iterator[str]:
    waits = f"{coverage.awaiting} awaiting sign-off" if coverage.awaiting else ""
    missing = f"{counted(coverage.missing, 'figure')} not handed in" if coverage.missing else ""
    late = f"{counted(coverage.late, 'figure')} that came in late" if coverage.late else ""
    if told := together([missing, late, waits]):
        yield told


def _restated(number: int) -> Iterator[str]:
    if number:
        yield f"{counted(number, 'change')} to what was reported before"


def _good(items: Sequence[Item]) -> Iterator[str]:
    good = sum(item.is_good for item in items)
    if good:
        yield f"{counted(good, 'measure')} doing better than expected"
