"""Setting a measure's target for a year and spreading it over the year's periods (C3, rules.md 6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from accounts import audit
from accounts.actors import Actor
from accounts.changes.news import tell
from foundation.dates import london_day
from foundation.refusals import ChangeRefused, Conflict
from foundation.versions import first_values, save_version, set_fields
from indicators.changes.told import target_set
from indicators.models import AnnualTarget, Indicator, PeriodTarget
from indicators.queries.ratings import rule_in_force
from indicators.queries.targets import figures_of_year, period_words, said_of_target
from indicators.rules.profile import Part, ProfileError, quotients, spread, whole_of_parts
from indicators.rules.rule import Target, rule_problems
from indicators.rules.vocabulary import Basis, Counting, Polarity, Profile, ValueKind
from plans.periods import Frequency, Period

_FIELDS = ("value", "low", "high", "text", "profile", "baseline", "rationale", "is_not_rated")
_UNSPREAD = (ValueKind.YES_NO, ValueKind.DATE, ValueKind.GRADE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetValues:
    """A year's target as it was entered. ``typed`` holds the periods' own figures where the profile is "typed".

    ``green_limit`` and ``red_limit`` are the year's explicit limits, spread as the target is. ``parts`` are numerator
    and denominator of each period, where the target is set by them: ``value`` is then what they come to in the year
    (``of_parts``).
    """

    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    text: str = ""
    profile: str = Profile.LEVEL.value
    baseline: Decimal | None = None
    typed: Sequence[Decimal] = field(default_factory=tuple)
    parts: Sequence[Part] = field(default_factory=tuple)
    green_limit: Decimal | None = None
    red_limit: Decimal | None = None
    rationale: str = ""
    is_not_rated: bool = False


def of_parts(indicator: Indicator, parts: Sequence[Part], **values: Any) -> TargetValues:
    """The target of a year that is set by its parts in each period. Raises ChangeRefused where they give none."""
    try:
        whole = whole_of_parts(parts, Counting(indicator.counting), ValueKind(indicator.kind))
    except ProfileError as error:
        raise ChangeRefused(str(error)) from error
    return TargetValues(value=whole, parts=tuple(parts), profile=Profile.TYPED.value, **values)


def checked_periods(indicator: Indicator, year: Period, values: TargetValues) -> list[PeriodTarget]:
    """The targets of the year's periods, not saved, once all is well: raises ChangeRefused where nothing is entered,
    where it cannot be spread so, and where the rule in force could not rate against it.
    """
    _check_complete(indicator, values)
    targets = period_targets(indicator, year, values)
    problems = target_problems(indicator, year, targets)
    if problems:
        raise ChangeRefused(" ".join(problems))
    return targets


def period_targets(indicator: Indicator, year: Period, values: TargetValues) -> list[PeriodTarget]:
    """The targets of the year's periods, not saved. Raises ChangeRefused where the target cannot be spread so."""
    periods = year.parts(Frequency(indicator.frequency))
    try:
        aims = _spread(indicator, year, values, values.value)
        greens, reds = (_limits(indicator, year, values, limit) for limit in (values.green_limit, values.red_limit))
    except ProfileError as error:
        raise ChangeRefused(str(error)) from error
    return [
        PeriodTarget(
            indicator=indicator,
            period=period,
            value=aims[n],
            low=values.low,
            high=values.high,
            green_limit=greens[n],
            red_limit=reds[n],
        )
        for n, period in enumerate(periods)
    ]


def target_problems(indicator: Indicator, year: Period, targets: Sequence[PeriodTarget]) -> list[str]:
    """Why the rule in force cannot rate against these targets, in sentences; empty when it can."""
    rule, _ = rule_in_force(indicator, year.parts(Frequency(indicator.frequency))[0])
    polarity, kind = Polarity(indicator.polarity), ValueKind(indicator.kind)
    problems = []
    for each in targets:
        target = Target(each.value, each.low, each.high, each.green_limit, each.red_limit)
        if target.has_figure:
            problems += rule_problems(rule, target, polarity, kind)
    has_limits = any(each.green_limit is not None or each.red_limit is not None for each in targets)
    if has_limits and rule.basis is not Basis.VALUES:
        problems.append("The rule in force does not use explicit limits. Leave them empty, or give the measure a rule "
                        "with explicit values first.")  # fmt: skip
    return list(dict.fromkeys(problems))


@transaction.atomic
def set_target(
    *,
    by: Actor,
    at: datetime,
    indicator: Indicator,
    year: Period,
    version: int,
    values: TargetValues,
    why: str = "",
) -> AnnualTarget:
    """Set a year's target and its periods. ``version`` is that of the target which was opened, 0 where there was none.

    Once the year's first period is over it is a restatement and needs a reason, as does a decision not to rate.
    Raises ChangeRefused for these, for a profile that does not fit and for what the rule in force cannot rate;
    Conflict when somebody else saved it in between.
    """
    targets = checked_periods(indicator, year, values)
    stored = AnnualTarget.objects.filter(indicator=indicator, year=year).first()
    if stored is not None and stored.version != version:
        raise Conflict("Somebody else saved this target while you had it open. Nothing was overwritten.", stored=stored)
    before = {each.period: period_words(indicator, each) for each in stored.periods.all()} if stored else {}
    annual = stored or AnnualTarget(indicator=indicator, year=year)
    wanted = {name: getattr(values, name) for name in _FIELDS}
    was_rated = not annual.is_not_rated
    changes = set_fields(annual, wanted) if stored else {}
    changes |= _period_changes(indicator, before, targets) if stored else {}
    if stored and not changes:
        return stored
    _check_reason(year, indicator, at, why, is_decision=values.is_not_rated and was_rated)
    if stored:
        save_version(annual, version=version, fields=_FIELDS)
    else:
        _save_first(annual, wanted)
        changes = {**first_values(annual, _FIELDS), **_period_changes(indicator, before, targets)}
    _write_periods(annual, targets)
    tell(by=by, at=at, news=[target_set(annual, indicator, is_new=stored is None, why=why.strip())])
    action = "changed" if stored else "set"
    changes = said_of_target(indicator, changes)
    audit.record(by=by, at=at, action=action, thing=annual, page=indicator, changes=changes, why=why.strip())
    return annual


def _save_first(annual: AnnualTarget, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        setattr(annual, name, value)
    try:
        with transaction.atomic():
            annual.save()
    except IntegrityError as error:
        stored = AnnualTarget.objects.get(indicator=annual.indicator_id, year=annual.year)
        raise Conflict("Somebody else set this target while you had it open.", stored=stored) from error


def _spread(indicator: Indicator, year: Period, values: TargetValues, aim: Decimal | None) -> Sequence[Decimal | None]:
    """A figure in each period; none where there is nothing to spread."""
    periods = len(year.parts(Frequency(indicator.frequency)))
    if aim is None:
        return [None] * periods
    if values.parts:
        return quotients(values.parts, periods, ValueKind(indicator.kind))
    if ValueKind(indicator.kind) in _UNSPREAD or Polarity(indicator.polarity) is Polarity.RANGE:
        return [aim] * periods
    profile = Profile(values.profile)
    given = _last_year(indicator, year) if profile is Profile.LAST_YEAR else values.typed
    return spread(
        aim,
        profile,
        Counting(indicator.counting),
        periods,
        indicator.decimals,
        given=given,
        baseline=values.baseline,
    )


def _limits(
    indicator: Indicator, year: Period, values: TargetValues, limit: Decimal | None
) -> Sequence[Decimal | None]:
    """A limit in each period: as far from that period's target as the year's limit is from the year's."""
    aims = _spread(indicator, year, values, values.value)
    if limit is None or values.value is None:
        return [limit] * len(aims)
    if Counting(indicator.counting) in (Counting.FLOW, Counting.CUMULATIVE) and values.value:
        return [limit * aim / values.value for aim in aims if aim is not None]
    return [aim + (limit - values.value) for aim in aims if aim is not None]


def _last_year(indicator: Indicator, year: Period) -> list[Decimal]:
    figures = figures_of_year(indicator, year.previous())
    return [figures[period] for period in year.previous().parts(Frequency(indicator.frequency)) if period in figures]


def ends_problem(low: Decimal | None, high: Decimal | None) -> str:
    """Why these are not the ends of a range; "" where they are, or there is none."""
    if (low is None) != (high is None):
        return "Enter both the lowest and the highest good value."
    if low is not None and high is not None and low > high:
        return "The lowest good value cannot be above the highest."
    return ""


def _check_complete(indicator: Indicator, values: TargetValues) -> None:
    if problem := ends_problem(values.low, values.high):
        raise ChangeRefused(problem)
    is_empty = values.value is None and values.low is None and not values.text
    if is_empty and not values.is_not_rated:
        raise ChangeRefused("Enter a target as a figure or in words, or decide that it is not rated this year.")
    if indicator.is_data_only and not is_empty:
        raise ChangeRefused("This measure has no target, by design. Change that on its definition sheet first.")


def _check_reason(year: Period, indicator: Indicator, at: datetime, why: str, *, is_decision: bool) -> None:
    if why.strip():
        return
    first = year.parts(Frequency(indicator.frequency))[0]
    if is_decision:
        raise ChangeRefused("Enter why it is not rated this year. The reason stays in the history.")
    if first.is_over(london_day(at)):
        raise ChangeRefused(
            f"Enter why. {first.long_label} is over, so this changes what figures are held against: the next report "
            "shows it as a restatement, with this reason."
        )


def _period_changes(
    indicator: Indicator, before: Mapping[Period, str], targets: Sequence[PeriodTarget]
) -> dict[str, tuple[object, object]]:
    return {
        each.period.label: (before.get(each.period), words)
        for each in targets
        if (words := period_words(indicator, each)) != before.get(each.period)
    }


def _write_periods(annual: AnnualTarget, targets: Sequence[PeriodTarget]) -> None:
    for each in targets:
        each.annual = annual
    annual.periods.exclude(period__in=[each.period.key for each in targets]).delete()
    PeriodTarget.objects.bulk_create(
        targets,
        update_conflicts=True,
        unique_fields=["indicator", "period"],
        update_fields=["annual", "value", "low", "high", "green_limit", "red_limit"],
    )
