"""Says what rule a file of rating rules would give the council, and in which words; writes nothing.

One row is the rule of the whole council. What a council prints beside each target (a tolerance, a floor) comes in with
its figures as limits, so such a rule goes by those.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.queries.identity import council_name
from foundation.dates import day_words
from foundation.pace import Pace
from foundation.refusals import ChangeRefused
from indicators.changes.ratings import bands_problem, check_rule
from indicators.imports.council_rules import CouncilRule, council_rule
from indicators.imports.preview import Outcome, PlannedRow, Preview
from indicators.imports.rating_rules.columns import HEADINGS, REQUIRED, UNUSED
from indicators.imports.rows import text_of
from indicators.imports.workbook import Table
from indicators.imports.workbook.parent import read_table
from indicators.models import RatingRule, Scheme
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
_SECOND = (
    "is a second rule. One is for the whole council: keep it, and give others to their sets or measures under Rules."
)


@dataclass(slots=True)
class PlanOfRules(Preview):
    """What a file of rules would do; ``rule`` is the council's, with a scheme that may be new too."""

    rule: RatingRule | None = None

    @property
    def parts(self) -> Iterable[object]:
        yield None if self.rule is None else (self.rule.as_rule(), self.rule.starts_on, self.rule.scheme.bands)


def read_rules(data: bytes, filename: str) -> Table:
    """The table of an uploaded file. Raises FileRefused."""
    return read_table(data, filename, expected_headings=HEADINGS, required=REQUIRED)


def plan_rules(table: Table, filename: str, *, today: date, pace: Pace = iter) -> PlanOfRules:
    """What the rows of a file would do. ``pace`` is for the many rows of other kinds."""
    plan = PlanOfRules(filename)
    stored = _stored()
    starts_on = FIRST_DAY if stored is None else containing(today, Frequency.YEAR).start
    read = [(row.line, {name: text_of(cell) for name, cell in row.cells.items()}) for row in pace(table.rows)]
    rules = [(line, council_rule(cells.get("rule_id") or "", cells)) for line, cells in read]
    council = council_name()
    for line, rule in sorted(rules, key=lambda each: not _is_named_after(each[1], council)):
        plan.rows.append(_planned(plan, line, rule, starts_on, stored))
    plan.rows.sort(key=lambda row: row.line)
    plan.notes += table.notes
    if any(text_of(row.cells[name]) for row in table.rows for name in UNUSED if name in row.cells):
        plan.notes.append(_UNUSED)
    return plan


def _is_named_after(rule: CouncilRule, council: str) -> bool:
    """Whether a rule of a file of several councils is this one's: “CALDERDALE-2014” is that of Calderdale Council."""
    first, name = re.split(r"[^a-z]+", rule.rule_id.casefold())[0], re.sub(r"[^a-z]+", "", council.casefold())
    return bool(first) and name.startswith(first)


def _stored() -> RatingRule | None:
    """The council's own rule that applies last."""
    own = RatingRule.objects.filter(indicator_set=None, indicator=None, target=None).select_related("scheme")
    return own.order_by("-starts_on").first()


def _planned(plan: PlanOfRules, line: int, rule: CouncilRule, starts_on: date, stored: RatingRule | None) -> PlannedRow:
    def row(outcome: Outcome, name: str, **words: Any) -> PlannedRow:
        return PlannedRow(line, rule.rule_id, name, day_words(starts_on), outcome, **words)

    if rule.problem:
        return row(Outcome.REFUSED, "A rule", problems=(f"{rule.problem}. Correct it.",))
    if rule.basis == "none":
        return row(Outcome.UNCHANGED, "No rule", about=_NOTHING)
    wanted = _rule(rule, starts_on)
    name = rule_words(wanted.as_rule())
    if stored is not None and _is_like(stored, wanted):
        return row(Outcome.UNCHANGED, name)
    problems = list(_problems(wanted))
    if plan.rule is not None:
        problems = [f"{rule.rule_id} {_SECOND}"]
    if problems:
        return row(Outcome.REFUSED, name, problems=tuple(problems))
    plan.rule = wanted
    before = _words(stored.scheme.bands) if stored else ""
    words = {"before": before, "after": _words(wanted.scheme.bands), "target_after": wanted.reason}
    return row(Outcome.CHANGED if stored else Outcome.NEW, name, **words)


def _rule(rule: CouncilRule, starts_on: date) -> RatingRule:
    """The rule and its words, not stored."""
    basis = Basis.JUDGEMENT if rule.is_forecast else _BASES[rule.basis]
    green = rule.green_cut or Decimal(0)
    amber = green if rule.amber_cut is None else rule.amber_cut
    if basis in (Basis.VALUES, Basis.JUDGEMENT):
        green = amber = Decimal(0)
    exceeding = (green or amber) if rule.has_band(Status.EXCEEDING) else None
    return RatingRule(
        basis=basis.value, green_cut=green, amber_cut=amber, exceeding_cut=exceeding, green_edge=rule.edge.value,
        red_edge=rule.edge.value, comparison=rule.comparison.value, starts_on=starts_on, scheme=_scheme(rule),
        reason=f"Read in as the rule {rule.rule_id}.",
    )  # fmt: skip


def _scheme(rule: CouncilRule) -> Scheme:
    """The council's words for each status that it prints, with the usual looks; a stored scheme where one is alike."""
    statuses = [status for status in Status if rule.has_band(status)]
    bands: dict[str, dict[str, str]] = usual_scheme(statuses).bands
    for status in statuses:
        bands[status.value]["word"] = rule.words[status][0]
    same = (each for each in Scheme.objects.order_by("pk") if each.bands == bands)
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
    return stored.as_rule() == wanted.as_rule() and _words(stored.scheme.bands) == _words(wanted.scheme.bands)


def _words(bands: Mapping[str, Mapping[str, str]]) -> str:
    return ", ".join(bands[status.value]["word"] for status in Status if status.value in bands)
