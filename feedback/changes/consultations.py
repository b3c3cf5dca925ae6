"""Who took part in setting what the council is measured by."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from feedback.models import Consultation
from foundation.dates import london_day
from foundation.refusals import ChangeRefused
from foundation.versions import first_values, save_version, set_fields, values_of
from indicators.models import Indicator
from plans.models import Objective
from plans.periods import Period
from target_decisions.models import Consulted


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationDetails:
    """Who took part, when and how. ``year``: in setting the target of that year; ``how_many`` None where nobody
    counted.
    """

    group: str
    how: str
    held_on: date
    year: Period | None = None
    how_many: int | None = None
    representative: str = Consulted.Representative.UNKNOWN
    how_known: str = ""


@transaction.atomic
def record_consultation(
    *, by: Actor, at: datetime, about: Objective | Indicator, details: ConsultationDetails
) -> Consultation:
    """Write down who took part. Raises ChangeRefused."""
    _check(about, details, today=london_day(at))
    field = "objective" if isinstance(about, Objective) else "measure"
    made = Consultation.objects.create(**{field: about}, recorded_by=by.user, recorded_at=at, **values_of(details))
    changes = first_values(made, values_of(details))
    audit.record(by=by, at=at, action="wrote down who took part in", thing=made, page=about, changes=changes)
    return made


@transaction.atomic
def edit_consultation(
    *, by: Actor, at: datetime, consultation: Consultation, version: int, details: ConsultationDetails
) -> Consultation:
    """Change what was written down. Raises ChangeRefused; Conflict when somebody saved after ``version``."""
    stored = Consultation.objects.select_related("objective", "measure").get(pk=consultation.pk)
    _check(stored.about, details, today=london_day(at))
    values = values_of(details)
    if changes := set_fields(stored, values):
        save_version(stored, version=version, fields=values)
        audit.record(by=by, at=at, action="changed", thing=stored, page=stored.about, changes=changes)
    return stored


def _check(about: Objective | Indicator, details: ConsultationDetails, *, today: date) -> None:
    if not details.how.strip():
        raise ChangeRefused("Enter how they took part and what they said.")
    if details.held_on > today:
        raise ChangeRefused("That day has not come yet. Write it down once they took part.")
    if details.year and isinstance(about, Objective):
        raise ChangeRefused("An objective has no target. Choose the measure.")
    if details.representative == Consulted.Representative.YES and not details.how_known.strip():
        raise ChangeRefused("Say how it is known that they were representative.")
