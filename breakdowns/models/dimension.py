from datetime import date

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import User
from breakdowns.rules.suppression import LEAST, MOST, THRESHOLD

THRESHOLD_TOLD = f"Write 0 to hide nothing, or a number from {LEAST} to {MOST}."


def threshold_holds(field: str) -> Q:
    """The condition for a threshold that the rules of suppression can keep."""
    return Q(**{field: 0}) | Q(**{f"{field}__gte": LEAST, f"{field}__lte": MOST})


class Dimension(models.Model):
    """What measures are broken down by: ward, area, tenure, a group of residents, or whatever the council looks at.

    ``within``: each of its groups lies in one of the larger groups of that dimension, as wards lie in areas. The map is
    the grid that the shapes of its groups are drawn on (``breakdowns.rules.shapes``); the file itself is not kept.
    """

    name = models.CharField(max_length=60, unique=True)
    noun = models.CharField("one of them is called", max_length=40)
    nouns = models.CharField("several are called", max_length=40)
    description = models.TextField("what it is for", blank=True)
    threshold = models.PositiveSmallIntegerField(
        "hidden below", default=THRESHOLD, validators=[MaxValueValidator(MOST)]
    )
    within = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="smaller")
    map_width = models.PositiveIntegerField(null=True, editable=False)
    map_height = models.PositiveIntegerField(null=True, editable=False)
    map_source = models.CharField("where the borders come from", max_length=200, blank=True)
    map_at = models.DateTimeField(null=True, editable=False)
    map_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=threshold_holds("threshold"),
                name="dimension_threshold",
                violation_error_message=THRESHOLD_TOLD,
            ),
            models.CheckConstraint(condition=~Q(within=F("id")), name="dimension_not_within_itself"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("breakdowns:dimension-detail", args=[self.pk])


class Group(models.Model):
    """One ward, area, tenure or group of residents. Along with a small one the last that was made is hidden, wherever
    it stands in the order. ``shape``: its rings on the grid of the map.
    """

    dimension = models.ForeignKey(Dimension, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(max_length=80)
    code = models.CharField(max_length=20, blank=True)
    position = models.PositiveSmallIntegerField("place in the order", default=0)
    part_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    starts_on = models.DateField("from", null=True, blank=True)
    ends_on = models.DateField("until", null=True, blank=True)
    shape = models.JSONField(null=True, editable=False)

    aside = {"code": ""}

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["dimension", "name"], name="breakdown_group_name_once"),
            models.UniqueConstraint(fields=["dimension", "code"], condition=~Q(code=""), name="group_code_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="group_ends_after_start"),
            models.CheckConstraint(condition=~Q(part_of=F("id")), name="group_not_in_itself"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return self.dimension.get_absolute_url()

    def was_there(self, first: date, last: date) -> bool:
        """Whether it was there on some day from ``first`` to ``last``."""
        return (self.starts_on is None or self.starts_on <= last) and (self.ends_on is None or self.ends_on >= first)
