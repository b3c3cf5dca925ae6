"""What the page of a proposal says of its years."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from accounts.actors import Actor
from foundation.statements import written_once
from indicators.models import AnnualTarget, Indicator
from indicators.queries.targets import aim_words, figure_text
from plans.models import Plan
from plans.periods import Period
from target_decisions.models import Proposal, ProposedYear
from target_decisions.workflow import Stage


@dataclass(frozen=True, slots=True)
class YearRow:
    """A year of a proposal. ``set_now`` is the target as it stands where that is another than was agreed, "" otherwise;
    ``can_review``: its year is over and nobody has reviewed it.
    """

    year: ProposedYear
    label: str
    target: str
    spread: str
    periods: Sequence[tuple[str, str]]
    set_now: str
    can_review: bool


def year_rows(proposal: Proposal, years: Sequence[ProposedYear], *, today: date) -> list[YearRow]:
    """The years of a proposal, with their periods fetched. One statement."""
    stored = AnnualTarget.objects.filter(indicator=proposal.indicator_id, year__in=[each.year.key for each in years])
    annual = {each.year: each for each in stored}
    return [_row(proposal, each, annual.get(each.year), today) for each in years]


def target_before(indicator: Indicator, year: Period) -> AnnualTarget | None:
    """The latest target that is set for an earlier year: what a proposal starts from. One statement."""
    return next(iter(_targets_before(indicator.pk, year.key)), None)


@written_once
def _targets_before(measure: int, year: str) -> QuerySet[AnnualTarget]:
    return AnnualTarget.objects.filter(indicator=measure, year__lt=year).order_by("-year")[:1]


def plan_known(proposal: Proposal, *, actor: Actor) -> Plan | None:
    """The plan that says what is done, for who may know of it. One statement, none without a plan."""
    if proposal.plan_id is None:
        return None
    return Plan.objects.visible_to(actor).filter(pk=proposal.plan_id).first()


def part_words(year: ProposedYear) -> list[tuple[str, str]]:
    """What was typed for the periods of a year: "180 of 200", or the figure."""
    indicator, told = year.proposal.indicator, []
    for each in year.periods.all():
        if each.numerator is not None and each.denominator is not None:
            told.append((each.period.label, f"{each.numerator.normalize():,f} of {each.denominator.normalize():,f}"))
        elif each.value is not None:
            told.append((each.period.label, figure_text(indicator, each.value)))
    return told


def _row(proposal: Proposal, year: ProposedYear, annual: AnnualTarget | None, today: date) -> YearRow:
    words = aim_words(proposal.indicator, year)
    now = aim_words(proposal.indicator, annual) if annual else "none"
    is_decided = proposal.stage in (Stage.AGREED, Stage.REVIEWED)
    return YearRow(
        year=year,
        label=year.year.label,
        target=words,
        spread=year.get_profile_display(),
        periods=part_words(year),
        set_now=now if is_decided and now != words else "",
        can_review=proposal.stage == Stage.AGREED and year.reviewed_on is None and year.year.is_over(today),
    )
