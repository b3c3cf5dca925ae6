"""Samples for internal audit: drawn once, and what was found in each measure of one."""

from datetime import date, datetime

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from assurance.models import Finding, Sample, Sampled
from assurance.queries.samples import risks_of
from assurance.rules.draw import drawn
from assurance.rules.risk import points_of
from foundation.refusals import ChangeRefused
from plans.periods import Period


@transaction.atomic
def draw_sample(*, by: Actor, at: datetime, today: date, year: Period, seed: int, size: int) -> Sample:
    """Draw measures by their risk. Raises ChangeRefused where no measure has a figure in that year."""
    risks = {measure.ref: (measure, reasons) for measure, reasons in risks_of(by, year=year, today=today).items()}
    if not risks:
        raise ChangeRefused(f"No measure has a figure in {year} yet. Choose another year.")
    sample = Sample.objects.create(year=year, seed=seed, size=size, among=len(risks), drawn_by=by.user, drawn_at=at)
    refs = drawn({ref: points_of(reasons) for ref, (_, reasons) in risks.items()}, seed=seed, size=size)
    Sampled.objects.bulk_create(
        Sampled(
            sample=sample, indicator=risks[ref][0], place=place, points=points_of(risks[ref][1]),
            reasons=", ".join(each.words for each in risks[ref][1]),
        )
        for place, ref in enumerate(refs, 1)
    )  # fmt: skip
    changes = {"year": (None, str(year)), "seed": (None, seed), "drawn": (None, ", ".join(refs))}
    audit.record(by=by, at=at, action="drawn", thing=sample, changes=changes)
    return sample


@transaction.atomic
def record_finding(*, by: Actor, at: datetime, row: Sampled, version: int, finding: str, words: str) -> Sampled:
    """Say what was found. Raises ChangeRefused; Conflict when somebody saved after ``version``."""
    if finding != Finding.OPEN and not words:
        raise ChangeRefused("Say in a sentence what was found.")
    stored = Sampled.objects.select_related("indicator", "sample").get(pk=row.pk)
    values = {"finding": finding, "words": words, "found_by": by.user, "found_at": at}
    audit.save(by=by, at=at, thing=stored, values=values, version=version)
    return stored
