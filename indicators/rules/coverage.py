"""What a summary rests on: how many figures are in, and how many of those that are rated are on target.

Source: rules.md 9.1 (counts) and the coverage line that every summary carries.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from foundation.words import counted, together
from indicators.rules.vocabulary import RATED, STATUS_WORDS, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Counts of one summary's measures. Each measure that is due is in exactly one of the six after ``measures``.

    ``not_due`` are the rest. ``awaiting`` are figures that are in and not signed off. ``lagged`` (data of an earlier
    period, by design) and ``data_only`` (no target, by design) are counted above too. ``absence_reasons`` are the
    distinct reasons given for what is not available.
    """

    measures: int
    on_time: int = 0
    late: int = 0
    missing: int = 0
    not_available: int = 0
    not_applicable: int = 0
    withheld: int = 0
    lagged: int = 0
    awaiting: int = 0
    data_only: int = 0
    absence_reasons: tuple[str, ...] = ()

    @property
    def due(self) -> int:
        return self.on_time + self.late + self.missing + self.not_available + self.not_applicable + self.withheld

    @property
    def not_due(self) -> int:
        return self.measures - self.due

    def rows(self) -> list[tuple[str, int]]:
        """Every count with its label, for a table."""
        return [
            ("Measures", self.measures),
            ("Due", self.due),
            ("In on time", self.on_time),
            ("In late", self.late),
            ("Missing", self.missing),
            ("Not available, with reason", self.not_available),
            ("Not applicable", self.not_applicable),
            ("Withheld", self.withheld),
            ("Not due", self.not_due),
            ("Awaiting sign-off", self.awaiting),
            ("From an earlier period, by design", self.lagged),
            ("Data only, by design", self.data_only),
        ]


def coverage_sentence(coverage: Coverage) -> str:
    """The coverage line: what is in, what is not and why, ending in a full stop."""
    if not coverage.measures:
        return "No measures here."
    if not coverage.due:
        return f"None of {counted(coverage.measures, 'measure')} is due."
    reasons = "; ".join(reason.rstrip(".") for reason in coverage.absence_reasons)
    came_in = together(
        [
            _some(coverage.on_time, "in on time"),
            _some(coverage.late, "in late"),
            _some(coverage.missing, "missing"),
            _some(coverage.not_available, f"not available ({reasons})" if reasons else "not available"),
            _some(coverage.not_applicable, "not applicable"),
            _some(coverage.withheld, "withheld"),
        ]
    )
    waits = f"; {coverage.awaiting:,} of what came in await{'s' if coverage.awaiting == 1 else ''} sign-off"
    sentences = [f"Of {counted(coverage.due, 'measure')} due, {came_in}{waits if coverage.awaiting else ''}."]
    if coverage.not_due:
        sentences.append(f"{_are(coverage.not_due, 'not due')}.")
    # Both were counted above already.
    if among := together([_are(coverage.lagged, "from an earlier period"), _are(coverage.data_only, "data only")]):
        sentences.append(f"Among them, {among}, by design.")
    return " ".join(sentences)


@dataclass(frozen=True, slots=True)
class RollUp:
    """Counts of statuses (rules.md 9.1)."""

    met: int
    rated: int
    counts: Mapping[Status, int]

    @property
    def share(self) -> str:
        """Per cent of the rated that are met, as printed everywhere: whole, halves up; "" when nothing is rated."""
        return f"{(200 * self.met + self.rated) // (2 * self.rated)}%" if self.rated else ""

    @property
    def excluded(self) -> dict[Status, int]:
        """How many there are of each status that is not rated, only those that occur."""
        return {status: self.counts[status] for status in Status if not status.is_rated and self.counts.get(status)}

    def sentence(self, words: Mapping[Status, str] = STATUS_WORDS) -> str:
        """ "75% on target: 27 of 36 rated. Not counted: 3 not due and 4 data only." """
        left_out = together([_some(count, words[status]) for status, count in self.excluded.items()])
        not_counted = f" Not counted: {left_out}." if left_out else ""
        if not self.rated:
            return f"None rated.{not_counted}"
        return f"{self.share} {words[Status.GREEN]}: {self.met} of {self.rated} rated.{not_counted}"


def roll_up(statuses: Iterable[Status]) -> RollUp:
    """Count statuses: what exceeds its target is met, and nothing unrated is in the denominator."""
    counts = Counter(statuses)
    return RollUp(
        met=sum(count for status, count in counts.items() if status.is_met),
        rated=sum(counts[status] for status in RATED),
        counts=dict(counts),
    )


def _are(number: int, words: str) -> str:
    return _some(number, f"{'is' if number == 1 else 'are'} {words}")


def _some(number: int, words: str) -> str:
    return f"{number:,} {words}" if number else ""
