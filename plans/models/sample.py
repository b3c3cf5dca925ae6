from django.conf import settings
from django.db import models
from django.db.models import Q

from plans.fields import PeriodField
from plans.models.plan import Level


class SampleDraw(models.Model):
    """A draw of the plans of a level that are quality assured in a year, where not all are. Plans that begin later are
    drawn from by a further one. ``over`` and ``plans`` are what it went by: years, and how many plans the year had.
    """

    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="draws")
    year = PeriodField()
    over = models.PositiveSmallIntegerField()
    plans = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["level", "year"], name="draw_of_level")]
        constraints = [models.CheckConstraint(condition=Q(over__gte=1), name="draw_over_a_year_or_more")]

    def __str__(self) -> str:
        return f"sample of {self.level}, {self.year.label}"
