from django.db import models
from django.db.models import Q
from django.urls import reverse


class CouncilType(models.TextChoices):
    UNITARY = "unitary", "Unitary"
    COUNTY = "county", "County"
    DISTRICT = "district", "District"
    METROPOLITAN = "metropolitan", "Metropolitan district"
    LONDON = "london", "London borough"
    SCOTTISH = "scottish", "Scottish council"
    WELSH = "welsh", "Welsh council"
    NORTHERN_IRISH = "ni", "Northern Irish district"
    OTHER = "other", "Other"


class Council(models.Model):
    """A council whose figures are compared. One of them is our own; it is not a unit of the organisation."""

    name = models.CharField(max_length=120, unique=True)
    code = models.CharField("official code", max_length=20, blank=True)
    type = models.CharField(max_length=12, choices=CouncilType, default=CouncilType.OTHER)
    region = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=40, blank=True)
    is_own = models.BooleanField("our own council", default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="council_code_once"),
            models.UniqueConstraint(fields=["is_own"], condition=Q(is_own=True), name="council_one_is_ours"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("benchmarks:council-list")


class GroupKind(models.TextChoices):
    ALL = "all", "All councils"
    TYPE = "type", "Councils of one type"
    REGION = "region", "Councils of one region"
    FAMILY = "family", "Family group"
    NEIGHBOURS = "neighbours", "Nearest neighbours"
    NAMED = "named", "Group of our own"


FOLLOWING = (GroupKind.ALL, GroupKind.TYPE, GroupKind.REGION)
"""Groups whose members follow from what is stored of each council."""


class Group(models.Model):
    """Councils that are compared with each other. Neighbours are those of one council (``of``), which is one of them
    itself: they are not symmetric. A family group may hold for some measures alone: those of the same ``grouping``.
    """

    kind = models.CharField(max_length=10, choices=GroupKind)
    name = models.CharField(max_length=120)
    grouping = models.CharField("measures that it holds for", max_length=160, blank=True)
    of = models.ForeignKey(Council, on_delete=models.PROTECT, null=True, blank=True, related_name="neighbourhoods")
    members = models.ManyToManyField(Council, through="Membership", related_name="groups")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "name", "grouping"], name="group_name_once"),
            models.CheckConstraint(
                condition=Q(kind="neighbours", of__isnull=False) | (~Q(kind="neighbours") & Q(of__isnull=True)),
                name="group_neighbours_of_one",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("benchmarks:group-detail", args=[self.pk])


class Membership(models.Model):
    """That a council is in a group."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships", db_index=False)
    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="memberships")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "council"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.council} in {self.group}"
