"""What every measure's target would become in a new year, and what that would write."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet

from indicators.judging.rules_in_force import RulesInForce
from indicators.models import AnnualTarget, Indicator, PeriodTarget
from indicators.queries.easy_targets import Aims, easy_targets
from indicators.queries.targets import aim_words, find_targets, year_from
from indicators.rules.new_year import How, Sheet, YearAim, new_aim
from indicators.rules.rule import Target, rule_problems
from indicators.rules.softening import Doubt, Finding
from indicators.rules.vocabulary import Counting, Polarity, Profile, ValueKind
from plans.periods import Frequency, Period, YearBasis

PARTS = (PeriodTarget._meta.label_lower,)
"""What goes with a year's target when that is taken back."""


class Choice(NamedTuple):
    """What is to become of a target; ``is_own``: chosen for this measure, and not for all."""

    how: How
    by: Decimal | None = None
    is_own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RolledTarget:
    """A measure's target in the new year. ``annual`` and ``periods`` are not saved; None and empty where nothing is to
    be written, and ``note`` says why. ``before`` and ``after`` are the two years' targets in words; ``findings`` say
    why the new one looks too easy.
    """

    indicator: Indicator
    choice: Choice
    before: str
    after: str
    note: str = ""
    annual: AnnualTarget | None = None
    periods: Sequence[PeriodTarget] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def is_left(self) -> bool:
        return self.annual is None

    @property
    def is_softer(self) -> bool:
        """Whether it asks for less than a year before."""
        return any(each.doubt is Doubt.SOFTER for each in self.findings)

    @property
    def why_easy(self) -> str:
        """The findings in sentences."""
        return " ".join(each.words for each in self.findings)

    @property
    def facts(self) -> tuple[object, ...]:
        """All that would be written, so that two previews can be compared."""
        aim = self.annual
        if aim is None:
            return (self.indicator.pk,)
        whole = (aim.value, aim.low, aim.high, aim.text, aim.profile, aim.baseline)
        parts = tuple((p.period.key, p.value, p.low, p.high, p.green_limit, p.red_limit) for p in self.periods)
        return (self.indicator.pk, *map(str, whole), str(parts))


@dataclass(frozen=True, slots=True)
class _Old:
    """The year before: its target, and those of its periods."""

    annual: AnnualTarget | None
    periods: Mapping[Period, PeriodTarget]


def measures_of(first: int, *, words: str = "", **exactly: object) -> QuerySet[Indicator]:
    """The measures that have or want a target in the year that begins in ``first``, by service. Two statements."""
    return find_targets(reach=None, year=first, words=words, **exactly).order_by("service__name", "ref")


def rolled_targets(
    indicators: Iterable[Indicator], first: int, *, every: Choice, own: Mapping[int, Choice]
) -> list[RolledTarget]:
    """The targets of these measures (``measures_of``) in the new year. ``every`` is what was chosen for all, ``own``
    for single ones by their keys. Ten statements, eleven where a set has a rule of its own, however many measures.
    """
    asked = {each.pk: each for each in indicators}
    olds, rules = _olds(asked, first - 1), RulesInForce.load()
    rolled = [
        _rolled(each, first, olds.get(pk, _Old(None, {})), own.get(pk, every), rules) for pk, each in asked.items()
    ]
    aims = {each.indicator.pk: _aims(each) for each in rolled if not each.is_left}
    findings = easy_targets(asked.values(), first, aims)
    return [replace(each, findings=findings.get(each.indicator.pk, ())) for each in rolled]


def _aims(rolled: RolledTarget) -> Aims:
    year = rolled.annual
    parts = {each.period: Target(each.value, each.low, each.high) for each in rolled.periods}
    periods = year.year.parts(Frequency(rolled.indicator.frequency)) if year else ()
    whole = Target(year.value, year.low, year.high) if year else Target()
    return Aims(whole, [parts.get(period) for period in periods])


def _olds(asked: Mapping[int, Indicator], first: int) -> dict[int, _Old]:
    years = [Period(date(first, basis.first_month, 1), Frequency.YEAR, basis).key for basis in YearBasis]
    aims = AnnualTarget.objects.filter(year__in=years, indicator__in=asked)
    found = {}
    for aim in aims.prefetch_related("periods"):
        indicator = asked[aim.indicator_id]
        if aim.year == year_from(indicator, first):
            found[aim.indicator_id] = _Old(aim, {each.period: each for each in aim.periods.all()})
    return found


def _rolled(indicator: Indicator, first: int, old: _Old, choice: Choice, rules: RulesInForce) -> RolledTarget:
    year, aim = year_from(indicator, first), old.annual
    left = RolledTarget(indicator=indicator, choice=choice, before=aim_words(indicator, aim) if aim else "", after="")
    stored = next((each for each in indicator.of_year if each.year == year), None)
    if stored:
        return replace(left, after=aim_words(indicator, stored), note="Set already; it stays as it is.")
    if note := _why_left(choice, aim, year):
        return replace(left, note=note)
    sheet = _sheet(indicator)
    was = _aim_of(aim, old.periods, year.previous().parts(Frequency(indicator.frequency)))
    now = new_aim(was, choice.how, choice.by, sheet)
    if problem := _problem(indicator, year, now, sheet, rules):
        return replace(left, note=problem)
    annual = _annual(indicator, year, now, aim.text if aim else "", _rationale(choice, aim, sheet))
    return replace(
        left,
        after=aim_words(indicator, annual),
        note=_carried(choice, sheet, was, now),
        annual=annual,
        periods=_periods(indicator, year, now),
    )


def _annual(indicator: Indicator, year: Period, aim: YearAim, text: str, rationale: str) -> AnnualTarget:
    return AnnualTarget(
        indicator=indicator,
        year=year,
        value=aim.year.value,
        low=aim.year.low,
        high=aim.year.high,
        text=text,
        profile=aim.profile.value,
        baseline=aim.baseline,
        rationale=rationale,
    )


def _problem(indicator: Indicator, year: Period, aim: YearAim, sheet: Sheet, rules: RulesInForce) -> str:
    """Why the rule in force could not rate against these targets; "" when it can."""
    rule, _ = rules.applying(indicator.pk, year.parts(Frequency(indicator.frequency))[0])
    for each in aim.periods:
        if each and each.has_figure and (problems := rule_problems(rule, each, sheet.polarity, sheet.kind)):
            return problems[0]
    return ""


def _why_left(choice: Choice, old: AnnualTarget | None, year: Period) -> str:
    """Why nothing is written; "" where something is."""
    if choice.how is How.LEAVE:
        return "Left, to be set later."
    if choice.how is How.TYPED:
        return "" if choice.by is not None else "Nothing was typed."
    before = year.previous().label
    if old is None:
        return f"No target in {before} to carry."
    if old.is_not_rated and not choice.is_own:
        return f"Not rated in {before}, by decision. Decide anew for {year.label}."
    if old.value is None and old.low is None and not old.text:
        return f"No target in {before} to carry."
    return ""


def _carried(choice: Choice, sheet: Sheet, was: YearAim, now: YearAim) -> str:
    """Why a target that was to be more demanding is as it was; "" where it is not so."""
    if choice.how not in (How.PERCENT, How.AMOUNT):
        return ""
    if not sheet.can_move:
        return "Carried: there is no figure that more or less would be better for."
    return "The same: so little is lost in rounding." if choice.by and was.year.value == now.year.value else ""


def _rationale(choice: Choice, old: AnnualTarget | None, sheet: Sheet) -> str:
    """Why this target, as its own page says it."""
    before = old.year.label if old else ""
    if choice.how is How.TYPED:
        return "Typed when the year was rolled over."
    if choice.how is How.CARRY or choice.by is None or not sheet.can_move:
        said = f" {old.rationale}" if old and old.rationale else ""
        return f"Carried over from {before}.{said}"[:1000]
    by = f"{choice.by.normalize():f}"
    return f"{before} made more demanding by {by}{'%' if choice.how is How.PERCENT else ''}."


def _sheet(indicator: Indicator) -> Sheet:
    return Sheet(
        Polarity(indicator.polarity), ValueKind(indicator.kind), Counting(indicator.counting), indicator.decimals
    )


def _aim_of(annual: AnnualTarget | None, stored: Mapping[Period, PeriodTarget], periods: Sequence[Period]) -> YearAim:
    found = [stored.get(period) for period in periods]
    parts = [each and Target(each.value, each.low, each.high, each.green_limit, each.red_limit) for each in found]
    if annual is None:
        return YearAim(Target(), parts, Profile.LEVEL)
    return YearAim(Target(annual.value, annual.low, annual.high), parts, Profile(annual.profile), annual.baseline)


def _periods(indicator: Indicator, year: Period, aim: YearAim) -> list[PeriodTarget]:
    periods = year.parts(Frequency(indicator.frequency))
    return [
        PeriodTarget(
            indicator=indicator,
            period=period,
            value=each.value,
            low=each.low,
            high=each.high,
            green_limit=each.green_limit,
            red_limit=each.red_limit,
        )
        for period, each in zip(periods, aim.periods, strict=True)
        if each
    ]
