"""What of a file of plans is stored already, read in a fixed number of statements."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from indicators.imports.hierarchy.columns import SAME_LEVEL
from indicators.imports.hierarchy.rows import Above, Row, Sort, level_key, measure_ref
from indicators.imports.limits import shown
from indicators.imports.units_by_name import name_key
from indicators.models import Contribution, Indicator
from plans.models import Level, Milestone, Objective, Plan, PlanState


@dataclass(frozen=True, slots=True)
class Stored:
    """Things by their references, the levels in use from the top down, and which measure serves which objective."""

    levels: tuple[Level, ...]
    plans: Mapping[str, Plan]
    objectives: Mapping[str, Objective]
    milestones: Mapping[str, Milestone]
    measures: Mapping[str, Indicator]
    serving: frozenset[tuple[str, str]]

    @classmethod
    def load(cls, rows: Mapping[str, Row], parents: Collection[str]) -> "Stored":
        """Six statements."""
        refs = {*rows, *parents}
        measures = Indicator.objects.filter(ref__in={measure_ref(r) for r in rows.values() if r.sort is Sort.MEASURE})
        objectives = Objective.objects.not_private().filter(ref__in=refs).select_related("plan__unit")
        serving = Contribution.objects.filter(indicator__in=measures, objective__ref__in=refs)
        return cls(
            tuple(Level.objects.filter(in_use=True).order_by("position")),
            {each.ref: each for each in Plan.objects.filter(ref__in=refs)},
            {each.ref: each for each in objectives},
            {each.ref: each for each in Milestone.objects.filter(ref__in=refs)},
            {each.ref: each for each in measures},
            frozenset(serving.values_list("indicator__ref", "objective__ref")),
        )

    def above(self, ref: str) -> Above | None:
        """The stored objective as what a row stands beneath; None where there is none."""
        if ref not in self.objectives:
            return None
        plan = self.objectives[ref].plan
        return Above(plan.ref, ("", plan.unit.name), (plan.starts_on, plan.ends_on))

    def is_closed(self, ref: str) -> bool:
        """Whether the stored objective stands in a plan that is closed."""
        return ref in self.objectives and self.objectives[ref].plan.state == PlanState.CLOSED

    def has(self, row: Row) -> bool:
        """Whether all of the row is stored. Where its reference is and its words are others, the row says so."""
        if row.sort is Sort.MEASURE:
            return (measure_ref(row), row.parent) in self.serving
        same = {Sort.PLAN: self.plans, Sort.OBJECTIVE: self.objectives, Sort.MILESTONE: self.milestones}[row.sort]
        found = same.get(row.id)
        if found is None and row.sort is Sort.PLAN and row.id in self.objectives:
            found = self.objectives[row.id]
        if found is not None and name_key(found.title) != name_key(row.title):
            row.problems.append(
                f"id: “{row.id}” is “{shown(found.title)}” here. Give this row another id, or change that on its page."
            )
        return found is not None

    def level(self, row: Row) -> Level | None:
        """The level of a plan's row; where there is none, the row says what can be written."""
        if not self.levels:
            row.problems.append("level: there are no levels of plans yet. Make them under Plans, Levels first.")
            return None
        asked = SAME_LEVEL.get(row.level, row.level)
        named = {level_key(level.name): level for level in self.levels}
        found = named.get(asked) or next((level for name, level in named.items() if name.endswith(f" {asked}")), None)
        if found is None:
            names = ", ".join(level.name for level in self.levels)
            row.problems.append(
                f"level: “{shown(row.texts['level'])}” is none of your levels ({names}), and nothing that stands in a "
                "plan, such as priority, outcome, objective, action or indicator."
            )
        elif found.is_private:
            row.problems.append(f"level: {found.name} is private to one person, and is not taken from a file.")
        return found
