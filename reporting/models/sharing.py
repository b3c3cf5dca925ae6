from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Unit
from indicators.models import Indicator
from plans.models import Objective
from risks.models import Risk

THINGS = ("measure", "objective", "risk")


def _of_one_kind() -> Q:
    """A row is about one thing."""
    found = Q()
    for kind in THINGS:
        found |= Q(**{f"{each}__isnull": each != kind for each in THINGS})
    return found


class Sharing(models.Model):
    """A measure, objective or risk of the council that a partner organisation is shown (A14).

    It opens no other page to them: the page *Shared with us* alone shows it.
    """

    partner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    measure = models.ForeignKey(Indicator, on_delete=models.CASCADE, null=True, related_name="+")
    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, null=True, related_name="+")
    risk = models.ForeignKey(Risk, on_delete=models.CASCADE, null=True, related_name="+")
    shared_on = models.DateField()
    shared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_of_one_kind(), name="sharing_is_of_one_thing"),
            *(models.UniqueConstraint(fields=["partner", kind], name=f"sharing_{kind}_once") for kind in THINGS),
        ]

    def __str__(self) -> str:
        return f"{self.thing} with {self.partner}"

    @property
    def thing(self) -> Indicator | Objective | Risk:
        """What is shared."""
        return next(getattr(self, kind) for kind in THINGS if getattr(self, f"{kind}_id"))
