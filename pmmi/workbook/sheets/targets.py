"""What measures are to reach, by the end of each year and of each period."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from accounts.roles import Permission
from foundation.refusals import ChangeRefused
from indicators.changes.targets import TargetValues, ends_problem, period_targets
from indicators.forms.targets import default_profile
from indicators.models import AnnualTarget, PeriodTarget
from indicators.rules.rule import limit_problems
from indicators.rules.vocabulary import Counting, Polarity, Profile
from pmmi.workbook.cells import YES_NO, To, Words, choices_of
from pmmi.workbook.checks import not_kept
from pmmi.workbook.names import Named
from pmmi.workbook.of_measure import FIGURE, PERIOD, YEAR, of_measures
from pmmi.workbook.sheet import Along, Column, Row, Sheet, apart


def _settle_target(row: Row) -> None:
    if "profile" in row.values and row.values["profile"] is None and row.values.get("indicator"):
        row.values["profile"] = default_profile(row.values["indicator"].counting or Counting.RATE).value


def _profile(row: Row, at: datetime, named: Named) -> dict[str, Any]:  # noqa: ARG001
    """How a new target is spread, where the file has no column for it."""
    return {} if "profile" in row.values else {"profile": default_profile(row.values["indicator"].counting).value}


def _ends(row: Row) -> None:
    if problem := ends_problem(row.get("low"), row.get("high")):
        not_kept(row, "Highest good value", problem)


def _targets() -> Iterable[AnnualTarget]:
    return AnnualTarget.objects.select_related("indicator").order_by("indicator__ref", "year")


def _spread(row: Row, at: datetime, named: Named) -> Along:  # noqa: ARG001
    """The targets of a new year's periods as on screen, where the workbook does not say them itself."""
    annual = row.thing
    said = named.once("years with periods", lambda: {_year_of(each) for each in named.new("period-targets")})
    is_typed = annual.profile == Profile.TYPED
    is_said = not row.is_new or (id(annual.indicator), annual.year) in said
    if is_said or is_typed or (annual.value is None and annual.low is None):
        return Along()
    values = TargetValues(**{name: getattr(annual, name) for name in ("value", "low", "high", "profile", "baseline")})
    try:
        spread = period_targets(annual.indicator, annual.year, values)
    except ChangeRefused as refusal:
        raise ChangeRefused(f"Annual targets, row {row.line} (Profile) does not fit. {refusal}") from refusal
    for each in spread:
        each.annual = annual
    return Along(new=spread)


def _year_of(target: PeriodTarget) -> tuple[int, Any]:
    return id(target.indicator), target.period.year


TARGETS = Sheet(
    key="targets",
    title="Annual targets",
    thing="annual target",
    purpose="What each measure is to reach by the end of a year. A new one is spread over the year’s periods as its "
    "profile says, unless sheet Period targets says it.",
    model=AnnualTarget,
    needs=Permission.TARGET_EDIT,
    by=("indicator", "year"),
    stored=_targets,
    name=lambda target: f"{target.indicator.ref} {target.year.label}",
    page=lambda target: target.indicator,
    columns=(
        Column("Measure", "indicator", To("measures"), "Its reference", needed=True, example="HS07"),
        Column("Year", "year", **YEAR, meaning="The measure’s own year", needed=True, example="2026/27"),
        Column("Target", "value", **FIGURE, meaning="What it is to reach, as a figure of the measure", example="90"),
        Column("Lowest good value", "low", **FIGURE, meaning="Of a measure that is good within a range"),
        Column("Highest good value", "high", **FIGURE, meaning="Of a measure that is good within a range"),
        Column("Target in words", "text", Words(), "Where it is no figure, such as “top quartile”"),
        Column("Profile", "profile", choices_of(AnnualTarget, "profile"),
               "How it is spread over the year; as the measure is counted where blank",
               example="The same level all year"),
        Column("Baseline", "baseline", **FIGURE, meaning="Where a straight line starts"),
        Column("Why this target", "rationale", Words(), "What it was held against"),
        Column("Not rated", "is_not_rated", YES_NO, "Yes where it is not rated this year, by decision", blank=False),
    ),
    settle=_settle_target,
    made=_profile,
    along=_spread,
    checks=(_ends,),
)  # fmt: skip


def _annual(row: Row, named: Named) -> Any:
    return named.find("targets", f"{row.values['indicator'].ref} {row.values['period'].year.label}")


def _of_annual(row: Row, at: datetime, named: Named) -> dict[str, Any]:  # noqa: ARG001
    return {"annual": _annual(row, named)}


def _has_annual(rows: Sequence[Row], named: Named) -> None:
    """Refuses the target of a period whose year has none."""
    known = {(apart(each.indicator), each.year) for each in named.known("targets")}
    for row in rows:
        year = row.values["period"].year
        if row.is_new and (apart(row.values["indicator"]), year) not in known:
            row.refuse("Period", f"lies in {year.label}, for which there is no target. Add it to sheet Annual targets.")


def _limits(row: Row) -> None:
    _ends(row)
    green, red = row.get("green_limit"), row.get("red_limit")
    aim = row.get("value") if green is None else green
    polarity = Polarity(row.values["indicator"].polarity or Polarity.NONE)
    if aim is not None and red is not None and (problems := limit_problems(aim, red, polarity)):
        not_kept(row, "Red beyond", " ".join(problems))


PERIOD_TARGETS = Sheet(
    key="period-targets",
    title="Period targets",
    thing="period target",
    purpose="Where each measure should be by the end of each period.",
    model=PeriodTarget,
    needs=Permission.TARGET_EDIT,
    by=("indicator", "period"),
    stored=lambda: of_measures(PeriodTarget.objects.order_by("indicator__ref", "period")),
    made=_of_annual,
    page=lambda target: target.indicator,
    columns=(
        Column("Measure", "indicator", To("measures"), "Its reference", needed=True, example="HS07"),
        Column("Period", "period", **PERIOD, meaning="One of the measure’s periods", needed=True, example="2026/27 Q1"),
        Column("Target", "value", **FIGURE, meaning="What it is to reach by then", example="88"),
        Column("Lowest good value", "low", **FIGURE, meaning="Of a measure that is good within a range"),
        Column("Highest good value", "high", **FIGURE, meaning="Of a measure that is good within a range"),
        Column("Green to", "green_limit", **FIGURE, meaning="Only for a rule by explicit values"),
        Column("Red beyond", "red_limit", **FIGURE, meaning="Only for a rule by explicit values"),
    ),
    checks=(_limits,),
    checks_all=(_has_annual,),
)  # fmt: skip

SHEETS: Iterable[Sheet] = (TARGETS, PERIOD_TARGETS)
