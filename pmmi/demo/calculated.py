"""A measure of the demo council that is worked out from two published ones: nobody types it."""

from collections.abc import Mapping
from datetime import datetime

from accounts.actors import Actor
from indicators.changes.formulas import FormulaDetails, set_formula
from indicators.models import Contribution, Indicator, Observation

YOUNG, ALL = "LG-YOUNG", "LG-CLAIM"
REF = "LG-GAP"


def make_calculated(indicators: Mapping[str, Indicator], *, by: Actor, now: datetime) -> None:
    """How much more often young people claim than all of working age, in each month that both were published for."""
    young = indicators[YOUNG]
    made = Indicator.objects.create(
        ref=REF,
        name="How much more often young people claim out-of-work benefits",
        purpose="A gap that widens says that help reaches others sooner than the young.",
        definition="The share of people aged 16 to 24 who claim, less that of all people of working age.",
        formula="Calculated from the two measures, which are published monthly.",
        kind="number",
        unit="points",
        polarity="low",
        frequency=young.frequency,
        counting="rate",
        tells="contextual",
        data_source=young.data_source,
        service=young.service,
        owner=young.owner,
        data_provider=young.data_provider,
        approver=young.approver,
    )
    made.sets.set(young.sets.all())
    for link in young.contributions.all():
        Contribution.objects.create(indicator=made, objective=link.objective, made_on=link.made_on)
    first = Observation.objects.filter(indicator=young).order_by("period").values_list("period", flat=True)[0]
    details = FormulaDetails(
        first=first, text=f"[{YOUNG}] - [{ALL}]", why="The two were read beside each other until now."
    )
    set_formula(by=by, at=now, indicator=made, version=made.version, details=details)
    _as_published(made, young)


def _as_published(made: Indicator, young: Indicator) -> None:
    """Each figure stands since its inputs do, not since the demo was made."""
    published = dict(Observation.objects.filter(indicator=young).values_list("period", "approved_at"))
    figures = list(Observation.objects.filter(indicator=made))
    for figure in figures:
        figure.approved_at = published[figure.period]
    Observation.objects.bulk_update(figures, ["approved_at"], batch_size=200)
