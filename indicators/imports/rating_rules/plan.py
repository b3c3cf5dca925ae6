"""Says what rules a file of rating rules would give the council, and in which words; writes nothing.

The first row is the rule of the whole council. Each further one is that of a set of its name, to which the measures
belong that a file of figures names it beside. What a council prints beside each target (a tolerance, a floor) comes in
with its figures as limits, so such a rule goes by those.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.queries.identity import council_name
from foundation.dates import day_words
from foundation.pace import Pace
from foundation.refusals import ChangeRefused
from indicators.changes.ratings import bands_problem, check_rule
from indicators.imports.council_rules import CouncilRule, council_rule
from indicators.imports.named_rules import NamedRules, is_meant_alike, reason_of
from indicators.imports.preview import Outcome, PlannedRow, Preview
from indicators.imports.rating_rules.columns import HEADINGS, REQUIRED, UNUSED
from indicators.imports.rows import text_of
from indicators.imports.units_by_name import name_key
from indicators.imports.workbook import Table
from indicators.imports.workbook.parent import read_table
from indicators.models import IndicatorSet, RatingRule, Scheme
from indicators.queries.usual_rules import usual_scheme
from indicators.rules.rule import rule_words
from indicators.rules.vocabulary import Basis, Status
from plans.periods import Frequency, containing

# Before any figure that a council brings along.
FIRST_DAY = date(2000, 4, 1)
_BASES = {
    "percent": Basis.PERCENT, "points": Basis.POINTS, "tolerance": Basis.VALUES, "floor": Basis.VALUES,
    "thresholds": Basis.VALUES,
}  # fmt: skip
_NOTHING = "The council prints no status by it, so it sets nothing."
_UNUSED = "Words for directions and for what is not rated are the product’s own: those of the file are left out."
_OTHERS = "is by its name the rule of another council than the file’s others. Leave it out."
_AGAIN = "is there twice. Keep one of the two."
_OF_SET = "Of the set {name}: the measures that a file of figures names it beside."


@dataclass(slots=True)
class PlanOfRules(Preview):
    """What a file of rules would do: ``rules`` are new, with schemes and sets that may be new too."""

    rules: list[RatingRule] = field(default_factory=list)

    @property
    def rule(self) -> RatingRule | None:
        """That of the whole council."""
        return next((rule for rule in self.rules if rule.indicator_set is None), None)

    @property
    def parts(self) -> Iterable[object]:
        for rule in self.rules:
            yield str(rule.indicator_set or ""), rule.as_rule(), rule.starts_on, rule.scheme.bands


def read_rules(data: bytes, filename: str) -> Table:
    """The table of an uploaded file. Raises FileRefused."""
    return read_table(data, filename, expected_headings=HEADINGS, required=REQUIRED)


def plan_rules(table: Table, filename: str, *, today: date, pace: Pace = iter) -> PlanOfRules:
    """What the rows of a file would do. ``pace`` is for the many rows of other kinds."""
    plan = PlanOfRules(filename)
    read = [(row.line, {name: text_of(cell) for name, cell in row.cells.items()}) for row in pace(table.rows)]
    rules = [(line, council_rule((cells.get("rule_id") or "").strip(), cells)) for line, cells in read]
    _Planner(plan, rules, today).run()
    plan.rows.sort(key=lambda row: row.line)
    plan.notes += table.notes
    if any(text_of(row.cells[name]) for row in table.rows for name in UNUSED if name in row.cells):
        plan.notes.append(_UNUSED)
    return plan


class _Planner:
    """Gives each rule of a file its scope, and holds it against the one that applies there last."""

    def __init__(self, plan: PlanOfRules, rules: Sequence[tuple[int, CouncilRule]], today: date) -> None:
        self.plan, self.rules, self.known = plan, rules, NamedRules.load()
        self.this_year = containing(today, Frequency.YEAR).start
        council = council_name()
        self.ours = [rule.rule_id for _, rule in rules if _is_named_after(rule, council)]
        usable = [rule.rule_id for _, rule in rules if not rule.problem and rule.basis != "none"]
        ours = [each for each in usable if each in self.ours or not self.ours]
        # What is the council's already stays so, and so does what is of sets; of a first file the first is.
        first = "" if any(map(self.known.set_of, ours)) else next(iter(ours), "")
        self.of_council = next((each for each in ours if self.known.is_councils(each)), first)
        self.seen: set[str] = set()

    def run(self) -> None:
        for line, rule in self.rules:
            self.plan.rows.append(self._planned(line, rule))
            self.seen.add(name_key(rule.rule_id))

    def _planned(self, line: int, rule: CouncilRule) -> PlannedRow:
        is_councils = rule.rule_id == self.of_council
        stored = self.known.rules.get("" if is_councils else name_key(rule.rule_id))
        starts_on = FIRST_DAY if stored is None else self.this_year

        def row(outcome: Outcome, name: str, **words: Any) -> PlannedRow:
            return PlannedRow(line, rule.rule_id, name, day_words(starts_on), outcome, **words)

        if rule.problem:
            return row(Outcome.REFUSED, "A rule", problems=(f"{rule.problem}. Correct it.",))
        if rule.basis == "none":
            return row(Outcome.UNCHANGED, "No rule", about=_NOTHING)
        wanted = _rule(rule, starts_on, self.plan.rules)
        if not is_councils:
            wanted.indicator_set = self.known.sets.get(name_key(rule.rule_id)) or IndicatorSet(name=rule.rule_id[:80])
        name = rule_words(wanted.as_rule())
        if problems := self._problems(rule, wanted):
            return row(Outcome.REFUSED, name, problems=tuple(problems))
        about = "" if is_councils else _OF_SET.format(name=rule.rule_id)
        if stored is not None and _is_like(stored, wanted):
            return row(Outcome.UNCHANGED, name, about=about)
        self.plan.rules.append(wanted)
        words = {
            "before": _words(stored.scheme.bands) if stored else "",
            "after": _words(wanted.scheme.bands),
            "target_after": wanted.reason,
        }
        return row(Outcome.CHANGED if stored else Outcome.NEW, name, about=about, **words)

    def _problems(self, rule: CouncilRule, wanted: RatingRule) -> list[str]:
        if name_key(rule.rule_id) in self.seen:
            return [f"{rule.rule_id} {_AGAIN}"]
        if self.ours and rule.rule_id not in self.ours:
            return [f"{rule.rule_id} {_OTHERS}"]
        stored = self.known.rules.get(name_key(str(wanted.indicator_set or "")))
        # A version of this year that is like it already is no second one.
        return [] if stored is not None and _is_like(stored, wanted) else list(_problems(wanted))


def _is_named_after(rule: CouncilRule, council: str) -> bool:
    """Whether a rule of a file of several councils is this one's: “CALDERDALE-2014” is that of Calderdale Council."""
    first, name = re.split(r"[^a-z]+", rule.rule_id.casefold())[0], re.sub(r"[^a-z]+", "", council.casefold())
    return bool(first) and name.startswith(first)


def _rule(rule: CouncilRule, starts_on: date, before: Sequence[RatingRule]) -> RatingRule:
    """The rule and its words, not stored. ``before``: those of the file so far, whose words it may share."""
    basis = Basis.JUDGEMENT if rule.is_forecast else _BASES[rule.basis]
    green = rule.green_cut or Decimal(0)
    amber = green if rule.amber_cut is None else rule.amber_cut
    if basis in (Basis.VALUES, Basis.JUDGEMENT):
        green = amber = Decimal(0)
    exceeding = (green or amber) if rule.has_band(Status.EXCEEDING) else None
    return RatingRule(
        basis=basis.value, green_cut=green, amber_cut=amber, exceeding_cut=exceeding, green_edge=rule.edge.value,
        red_edge=rule.edge.value, comparison=rule.comparison.value, starts_on=starts_on,
        reason=reason_of(
            rule.rule_id, are_tolerances=rule.basis == "tolerance", same_within=rule.dot_same_within
        ),
        scheme=_scheme(rule, [each.scheme for each in before]),
    )  # fmt: skip


def _scheme(rule: CouncilRule, before: Sequence[Scheme]) -> Scheme:
    """The council's words for each status that it prints, with the usual looks; a stored scheme where one is alike."""
    statuses = [status for status in Status if rule.has_band(status)]
    bands: dict[str, dict[str, str]] = usual_scheme(statuses).bands
    for status in statuses:
        bands[status.value]["word"] = rule.words[status][0]
    same = (each for each in (*Scheme.objects.order_by("pk"), *before) if each.bands == bands)
    return next(same, None) or Scheme(name=f"Words of {rule.rule_id}"[:80], bands=bands)


def _problems(rule: RatingRule) -> Iterator[str]:
    if problem := bands_problem(rule.scheme.bands):
        yield problem
        return
    try:
        check_rule(rule)
    except ChangeRefused as refusal:
        yield f"{refusal} Or make the rule under Rules."


def _is_like(stored: RatingRule, wanted: RatingRule) -> bool:
    return (
        stored.as_rule() == wanted.as_rule()
        and _words(stored.scheme.bands) == _words(wanted.scheme.bands)
        and is_meant_alike(stored, wanted)
    )


def _words(bands: Mapping[str, Mapping[str, str]]) -> str:
    return ", ".join(bands[status.value]["word"] for status in Status if status.value in bands)
