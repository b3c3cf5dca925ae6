"""A target is proposed, revised and withdrawn (C3, C4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from django.db import IntegrityError, transaction

from accounts import audit
from accounts.actors import Actor
from accounts.changes.news import tell
from accounts.models import Post
from foundation.refusals import ChangeRefused
from foundation.versions import first_values, save_version, set_fields
from indicators.changes.targets import TargetValues, checked_periods, of_parts
from indicators.models import AnnualTarget, Indicator
from indicators.queries.targets import aim_words, figure_text
from plans.models import Plan
from plans.periods import Frequency, Period
from target_decisions.changes.told import decided, proposed
from target_decisions.models import Proposal, ProposedPeriod, ProposedYear
from target_decisions.workflow import OPEN, MoveError, Stage, Step, move

_FIELDS = ("reasons", "plan", "action_plan", "responsible", "counter_measure", "counter_words")
_OF_YEAR = ("value", "low", "high", "text", "profile", "baseline", "green_limit", "red_limit")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalDetails:
    """What is said of a proposed target beside its figures."""

    reasons: str
    plan: Plan | None = None
    action_plan: str = ""
    responsible: Post | None = None
    counter_measure: Indicator | None = None
    counter_words: str = ""


@dataclass(frozen=True, slots=True)
class YearAim:
    """What a year is to reach. ``values.parts`` where it is set by numerator and denominator."""

    year: Period
    values: TargetValues = field(default_factory=TargetValues)


@transaction.atomic
def propose(
    *, by: Actor, at: datetime, indicator: Indicator, details: ProposalDetails, years: Sequence[YearAim]
) -> Proposal:
    """Propose the targets of a year or of several in a row. Raises ChangeRefused: nothing said, a year left out or in
    another open proposal, and what could not be set as a target.
    """
    _check(indicator, details, years)
    first = years[0].year
    made = Proposal(indicator=indicator, first_year=first, proposed_by=by.user, proposed_at=at)
    set_fields(made, _values(details))
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise ChangeRefused(_open_already(first)) from error
    changes = {**first_values(made, _FIELDS), **_write_years(made, years, before={})}
    tell(by=by, at=at, news=proposed(made))
    audit.record(by=by, at=at, action="proposed", thing=made, changes=changes)
    return made


@transaction.atomic
def revise(
    *, by: Actor, at: datetime, proposal: Proposal, version: int, details: ProposalDetails, years: Sequence[YearAim]
) -> Proposal:
    """Change what is proposed while nothing is decided. Raises ChangeRefused, as ``propose`` does and once it was
    decided; Conflict when somebody saved after ``version``.
    """
    stored = stored_proposal(proposal)
    take(stored, Step.REVISE)
    _check(stored.indicator, details, years, own=stored.pk)
    before = {each.year: words_of(each) for each in stored.years.all()}
    changes = set_fields(stored, {**_values(details), "first_year": years[0].year})
    wanted = {each.year: year_words(stored.indicator, each) for each in years}
    if not changes and wanted == before:
        return stored
    save_version(stored, version=version, fields=[*_FIELDS, "first_year"])
    stored.years.exclude(year__in=[each.year.key for each in years]).delete()
    changes |= _write_years(stored, years, before=before)
    audit.record(by=by, at=at, action="changed", thing=stored, changes=changes)
    return stored


@transaction.atomic
def withdraw(*, by: Actor, at: datetime, proposal: Proposal, version: int, why: str) -> Proposal:
    """Take a proposal back: it is kept, and comes to nothing. Raises ChangeRefused without a reason and once it was
    decided; Conflict when somebody saved after ``version``.
    """
    stored = stored_proposal(proposal)
    if not why.strip():
        raise ChangeRefused("Enter why it is withdrawn. The reason stays with the proposal.")
    changes = set_fields(stored, {"stage": take(stored, Step.WITHDRAW).value, "withdrawn_why": why.strip()})
    save_version(stored, version=version, fields=["stage", "withdrawn_why"])
    tell(by=by, at=at, news=decided(stored, f"was withdrawn: {why.strip().removesuffix('.')}"))
    audit.record(by=by, at=at, action="withdrew", thing=stored, changes=changes, why=why.strip())
    return stored


def stored_proposal(proposal: Proposal) -> Proposal:
    """The row as it is now, with what its words are made of."""
    found = Proposal.objects.select_related("indicator__owner", "responsible", "plan", "counter_measure")
    return found.get(pk=proposal.pk)


def take(proposal: Proposal, step: Step) -> Stage:
    """The stage after a step. Raises ChangeRefused where it cannot be taken."""
    try:
        return move(Stage(proposal.stage), step)
    except MoveError as error:
        raise ChangeRefused(str(error)) from error


def values_of_year(year: ProposedYear, **more: str) -> TargetValues:
    """A stored year as ``indicators`` sets it. ``more``: its rationale."""
    given = {name: getattr(year, name) for name in _OF_YEAR}
    parts = list(year.periods.all())
    pairs = [(each.numerator, each.denominator) for each in parts]
    if pairs and all(top is not None and bottom is not None for top, bottom in pairs):
        kept = {name: given[name] for name in ("text", "green_limit", "red_limit")}
        return of_parts(year.proposal.indicator, pairs, **kept, **more)
    typed = [each.value for each in parts if each.value is not None]
    return TargetValues(**given, typed=typed, **more)


def words_of(year: ProposedYear) -> str:
    """A stored year's target in words, with what was typed for its periods."""
    typed = {each.period: (each.value, each.numerator, each.denominator) for each in year.periods.all()}
    return _words(year.proposal.indicator, year, typed)


def year_words(indicator: Indicator, aim: YearAim) -> str:
    """The same of what is about to be stored."""
    return _words(indicator, aim.values, _typed(indicator, aim))


def part_words(numerator: Decimal, denominator: Decimal) -> str:
    """ "180 of 200"."""
    return f"{numerator.normalize():,f} of {denominator.normalize():,f}"


Typed = dict[Period, tuple[Decimal | None, Decimal | None, Decimal | None]]


def _words(indicator: Indicator, aim: ProposedYear | TargetValues, typed: Typed) -> str:
    whole = aim_words(indicator, AnnualTarget(value=aim.value, low=aim.low, high=aim.high, text=aim.text))
    profile = AnnualTarget(profile=aim.profile).get_profile_display().lower()
    told = [f"{whole}, {profile}"]
    if aim.baseline is not None:
        told.append(f"from {figure_text(indicator, aim.baseline)}")
    for name, limit in (("green to", aim.green_limit), ("red beyond", aim.red_limit)):
        if limit is not None:
            told.append(f"{name} {figure_text(indicator, limit)}")
    for period, (value, top, bottom) in typed.items():
        if top is not None and bottom is not None:
            told.append(f"{period.label}: {part_words(top, bottom)}")
        elif value is not None:
            told.append(f"{period.label}: {figure_text(indicator, value)}")
    return "; ".join(told)


def _typed(indicator: Indicator, aim: YearAim) -> Typed:
    periods = aim.year.parts(Frequency(indicator.frequency))
    if aim.values.parts:
        return {period: (None, *part) for period, part in zip(periods, aim.values.parts, strict=True)}
    return {period: (value, None, None) for period, value in zip(periods, aim.values.typed, strict=False)}


def _check(indicator: Indicator, details: ProposalDetails, years: Sequence[YearAim], *, own: int | None = None) -> None:
    if not details.reasons.strip():
        raise ChangeRefused("Enter why this target: who challenges it, and who agrees it, starts from your reasons.")
    if not years:
        raise ChangeRefused("Enter a target for at least one year.")
    if details.counter_measure == indicator:
        raise ChangeRefused("A measure cannot stand against its own side effects. Choose another, or say it in words.")
    for aim, following in pairwise(years):
        if following.year != aim.year.next():
            raise ChangeRefused(f"Enter a target for {aim.year.next().label} too: the years follow one another.")
    asked = ProposedYear.objects.filter(
        proposal__indicator=indicator, proposal__stage__in=OPEN, year__in=[each.year.key for each in years]
    ).exclude(proposal=own)
    if found := asked.first():
        raise ChangeRefused(_open_already(found.year))
    for aim in years:
        checked_periods(indicator, aim.year, aim.values)


def _open_already(year: Period) -> str:
    return f"A target for {year.label} is proposed already. Change that proposal, or withdraw it first."


def _values(details: ProposalDetails) -> dict[str, object]:
    values = {name: getattr(details, name) for name in _FIELDS}
    return {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}


def _write_years(
    proposal: Proposal, years: Iterable[YearAim], before: dict[Period, str]
) -> dict[str, tuple[object, object]]:
    """Write the years, and say what of them is new: by year from and to."""
    indicator, changes = proposal.indicator, {}
    for aim in years:
        values = {name: getattr(aim.values, name) for name in _OF_YEAR}
        year, _ = ProposedYear.objects.update_or_create(proposal=proposal, year=aim.year, defaults=values)
        year.periods.all().delete()
        ProposedPeriod.objects.bulk_create(
            ProposedPeriod(year=year, period=period, value=value, numerator=top, denominator=bottom)
            for period, (value, top, bottom) in _typed(indicator, aim).items()
        )
        words = year_words(indicator, aim)
        if words != before.get(aim.year):
            changes[aim.year.label] = (before.get(aim.year), words)
    gone = set(before) - {aim.year for aim in years}
    return {**{year.label: (before[year], None) for year in sorted(gone)}, **changes}
