"""Which measures join the set of the rating rule that a file names beside them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from foundation.words import listed
from indicators.imports.figures.lines import Line
from indicators.imports.limits import shown
from indicators.imports.named_rules import NamedRules
from indicators.imports.planned_changes import NewMember
from indicators.imports.rows import ImportRow
from indicators.imports.units_by_name import name_key
from indicators.judging.rules_in_force import members_of

_MOST_NAMED = 10


class RuleMembers:
    """Tells of each line whether its measure joins a set by it. Three statements, and none for a file without rules."""

    def __init__(self, rows: Iterable[ImportRow]) -> None:
        self.known = NamedRules.load() if any(row.rule for row in rows) else None
        ruled = [each.indicator_set for each in self.known.rules.values() if each.indicator_set] if self.known else []
        self.sets = {each.pk: each for each in ruled}
        self.of_measure: dict[int, list[int]] = defaultdict(list)
        for indicator, indicator_set in members_of(self.sets):
            self.of_measure[indicator].append(indicator_set)
        self.first: dict[str, str] = {}
        self.unknown: dict[str, list[str]] = defaultdict(list)
        self.others: dict[str, None] = {}

    def as_meant(self, rows: list[ImportRow]) -> list[ImportRow]:
        """The rows, in which a limit is a tolerance where the rule that they name says so."""
        if self.known is None:
            return rows
        tolerant = {each for each in {row.rule for row in rows} if each and self.known.has_tolerances(each)}
        return [
            replace(row, tolerance=row.threshold, threshold="")
            if row.rule in tolerant and row.threshold and not row.tolerance
            else row
            for row in rows
        ]

    def same_within(self, row: ImportRow) -> Decimal:
        """How large a change of a new measure counts as the same, by the rule that its row names."""
        return self.known.same_within(row.rule) if self.known and row.rule else Decimal(0)

    def joined(self, line: Line) -> NewMember | None:
        """The set that the measure of a line joins; None where it is in it already, and where it joins none. The first
        rule that is named beside a measure counts, and a set whose rule rates it already stays before others.
        """
        told = line.row.rule
        if self.known is None or not told or line.problems:
            return None
        first = self.first.setdefault(line.ref, told)
        if first is not told:
            if name_key(first) != name_key(told):
                self._stays(line, first, told)
            return None
        return self._joined(line, told)

    def _joined(self, line: Line, told: str) -> NewMember | None:
        wanted = self.known.set_of(told)
        within = self.of_measure.get(line.measure.pk or 0, [])
        if within:
            if wanted is None or within[0] != wanted.pk:
                self._stays(line, self.sets[within[0]].name, told)
            return None
        if wanted is None:
            if not self.known.is_councils(told):
                self.unknown[told].append(line.ref)
            return None
        return NewMember(line=line.number, ref=line.ref, set_pk=wanted.pk, name=wanted.name)

    def _stays(self, line: Line, by: str, told: str) -> None:
        self.others.setdefault(f"{line.ref} by {shown(by, 40)}, not {shown(told, 40)}")

    def notes(self) -> list[str]:
        """Sentences about rules that are not known here, and measures that are rated by another than is named."""
        said = [
            f"No rating rule is called {shown(name, 40)} here, so the council's rates {listed(refs, _MOST_NAMED)}. "
            "Import the rules first, and then this file again."
            for name, refs in self.unknown.items()
        ]
        if self.others:
            others = listed(list(self.others), _MOST_NAMED)
            said.append(f"Measures that are rated by another rule than the file names: {others}.")
        return said
