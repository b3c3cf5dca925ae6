"""All targets of a year with how they came about: the list, its filters, its sums and its file."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.urls import reverse

from foundation.dates import day_words
from foundation.downloads.cells import Cell
from foundation.measure_words import Mark
from foundation.words import capitalised
from indicators.models import Indicator
from indicators.queries.easy_targets import Aims, easy_targets, set_aims
from indicators.queries.targets import aim_words, find_targets, year_from
from indicators.rules.rule import Target
from indicators.rules.softening import Finding
from target_decisions.models import Proposal, ProposedYear
from target_decisions.workflow import OPEN, STAGES, Stage

UNDECIDED, MISSING = "undecided", "missing"
STATES = {
    **{each.value: STAGES[each].word for each in Stage if each is not Stage.WITHDRAWN},
    UNDECIDED: "Set, without a decision on record",
    MISSING: "No target yet",
}
"""What a measure's target of a year can be, in the order of its way."""
SORTS = {"name": ["name", "ref"], "service": ["service__name", "ref"], "stage": ["stage"]}
COLUMNS = (
    "Reference", "Measure", "Service", "Year", "Target", "Proposed", "Stage", "Agreed by", "Meeting", "Agreed on",
    "Who answers for it", "Has an action plan", "Looks too easy", "Against side effects",
)  # fmt: skip
_UNSAID = {
    UNDECIDED: Mark({"key": UNDECIDED, "word": "No decision on record", "shape": "dash", "colour": "grey"}),
    MISSING: Mark({"key": MISSING, "word": "No target yet", "shape": "dots", "colour": "plain"}),
}


@dataclass(frozen=True)
class TargetLine:
    """A measure's target of a year. ``year`` and ``proposal`` are those of the newest proposal, None for none."""

    indicator: Indicator
    label: str
    target: str
    proposed: str
    proposal: Proposal | None
    is_reviewed: bool
    findings: Sequence[Finding]

    @cached_property
    def stage(self) -> str:
        if self.proposal is None:
            return UNDECIDED if self.target else MISSING
        return Stage.REVIEWED.value if self.is_reviewed else self.proposal.stage

    @property
    def mark(self) -> Mark:
        """The stage as ``components/status.html`` draws it."""
        return _UNSAID.get(self.stage) or stage_mark(self.stage)

    @property
    def has_action_plan(self) -> bool:
        return self.proposal is not None and self.proposal.has_action_plan

    @property
    def has_counter_measure(self) -> bool:
        return self.proposal is not None and self.proposal.has_counter_measure

    @property
    def url(self) -> str:
        """Its proposal, or the definition sheet's targets where there is none."""
        if self.proposal is not None:
            return self.proposal.get_absolute_url()
        return f"{reverse('indicators:indicator-detail', args=[self.indicator.ref])}?tab=targets"

    @property
    def lacks(self) -> str:
        """What a proposal has yet to say, in words."""
        if self.proposal is None or self.proposal.stage not in OPEN:
            return ""
        missing = [
            *([] if self.has_action_plan else ["no action plan"]),
            *([] if self.proposal.responsible_id else ["nobody answers for it"]),
        ]
        return capitalised(", ".join(missing))

    @property
    def easy(self) -> str:
        return ", ".join(each.label for each in self.findings)

    @property
    def agreed(self) -> str:
        """ "The Cabinet, 3 February 2027"; "" where nobody has."""
        found = self.proposal
        return capitalised(f"{found.agreed_by}, {day_words(found.agreed_on)}") if found and found.agreed_on else ""


class TargetRow(NamedTuple):
    """A line as the list draws it."""

    url: str
    ref: str
    name: str
    service: str
    label: str
    target: str
    proposed: str
    mark: Mark
    lacks: str
    agreed: str
    easy: str


def target_row(line: TargetLine) -> TargetRow:
    """The line in the words of the list."""
    return TargetRow(
        line.url, line.indicator.ref, line.indicator.name, line.indicator.service_name, line.label, line.target,
        line.proposed, line.mark, line.lacks, line.agreed, line.easy,
    )  # fmt: skip


def stage_mark(stage: str) -> Mark:
    """A stage as ``components/status.html`` draws it."""
    told = STAGES[Stage(stage)]
    return {"key": stage, "word": told.word, "shape": told.shape, "colour": told.colour}


def read_lines(
    indicators: QuerySet[Indicator], first: int, findings: Mapping[int, Sequence[Finding]]
) -> list[TargetLine]:
    """The measures of ``find_targets`` with their decisions. Three statements, however many measures."""
    found = list(indicators)
    years = newest_years(found, first)
    return [_line(each, first, years.get(each.pk), findings.get(each.pk, ())) for each in found]


def newest_years(indicators: Iterable[Indicator], first: int) -> dict[int, ProposedYear]:
    """What was proposed last for each measure's year, unless it was withdrawn, with its proposal. One statement."""
    own = {each.pk: year_from(each, first) for each in indicators}
    rows = ProposedYear.objects.filter(year__in={year.key for year in own.values()})
    rows = rows.exclude(proposal__stage=Stage.WITHDRAWN).select_related("proposal__responsible", "proposal__plan")
    found = {}
    for each in rows.order_by("proposal_id"):
        if own.get(each.proposal.indicator_id) == each.year:
            found[each.proposal.indicator_id] = each
    return found


def read_findings(first: int) -> dict[int, tuple[Finding, ...]]:
    """Why targets of the year look too easy, of the whole council: of what is proposed where that is open, else of what
    is set. Fifteen statements at most, however many measures.
    """
    indicators = list(find_targets(reach=None, year=first))
    aims = set_aims(indicators, first)
    for pk, year in newest_years(indicators, first).items():
        if year.proposal.stage in OPEN:
            aims[pk] = Aims(Target(year.value, year.low, year.high, text=year.text))
    return easy_targets(indicators, first, aims)


def chosen(lines: Iterable[TargetLine], *, stage: str = "", doubt: str = "", lacks: str = "") -> list[TargetLine]:
    """The lines with that stage, that doubt ("any" for one at all), and that lack "plan" or "counter"."""
    return [
        each for each in lines
        if stage in ("", each.stage)
        and (not doubt or any(doubt in ("any", found.doubt.value) for found in each.findings))
        and not (lacks == "plan" and each.has_action_plan)
        and not (lacks == "counter" and each.has_counter_measure)
    ]  # fmt: skip


def in_order(lines: list[TargetLine], *, by_stage: str) -> list[TargetLine]:
    """By the stages on a target's way, where that is asked for: "stage", or "-stage" for the last first."""
    places = {name: place for place, name in enumerate(STATES)}
    if by_stage.removeprefix("-") != "stage":
        return lines
    return sorted(lines, key=lambda each: places[each.stage], reverse=by_stage.startswith("-"))


def counts_of(lines: Iterable[TargetLine]) -> list[tuple[str, str, int]]:
    """How many targets are at each stage: key, words, number."""
    found = Counter(each.stage for each in lines)
    return [(name, words, found[name]) for name, words in STATES.items()]


def file_rows(lines: Iterable[TargetLine]) -> list[Sequence[Cell]]:
    """The lines under ``COLUMNS``."""
    return [
        [
            each.indicator.ref, each.indicator.name, each.indicator.service_name, each.label, each.target,
            each.proposed, STATES[each.stage], *_agreed_cells(each.proposal), each.has_action_plan,
            " ".join(found.words for found in each.findings), each.has_counter_measure,
        ]
        for each in lines
    ]  # fmt: skip


def _agreed_cells(proposal: Proposal | None) -> list[Any]:
    if proposal is None:
        return ["", "", None, ""]
    post = proposal.responsible.title if proposal.responsible else ""
    return [proposal.agreed_by, proposal.meeting, proposal.agreed_on, post]


def _line(indicator: Indicator, first: int, year: ProposedYear | None, findings: Sequence[Finding]) -> TargetLine:
    own = year_from(indicator, first)
    annual = next((each for each in indicator.of_year if each.year == own), None)
    is_open = year is not None and year.proposal.stage in OPEN
    return TargetLine(
        indicator=indicator,
        label=own.label,
        target=aim_words(indicator, annual) if annual else "",
        proposed=aim_words(indicator, year) if year is not None and is_open else "",
        proposal=year.proposal if year else None,
        is_reviewed=year is not None and year.reviewed_on is not None,
        findings=findings,
    )
