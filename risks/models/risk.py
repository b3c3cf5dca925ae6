from collections.abc import Hashable
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.actors import Actor
from accounts.models import Post, Unit
from accounts.roles import Permission
from foundation.narrowing import within
from plans.models import Objective


class RegisterLevel(models.TextChoices):
    CORPORATE = "corporate", "Corporate"
    DIRECTORATE = "directorate", "Directorate"
    SERVICE = "service", "Service"
    PROJECT = "project", "Project"
    PARTNERSHIP = "partnership", "Partnership"


class Register(models.Model):
    """A list of risks at one level, kept by a unit; who may read the unit may read it."""

    level = models.CharField(max_length=12, choices=RegisterLevel)
    name = models.CharField(max_length=120, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('reporting:risk-register')}?register={self.pk}"


def known_to(actor: Actor, risk: str = "") -> Q:
    """The condition of ``visible_to``; ``risk`` is the way from the model to its risk: "", "risk__"."""
    reach, exempt = actor.reaches(Permission.COUNCIL_READ), actor.reaches(Permission.EXEMPT_RISK_READ)
    readable = Q() if reach is None else Q(**{f"{risk}register__unit__in": reach})
    if exempt is None:
        return readable
    opened = Q(**{f"{risk}register__unit__in": exempt}) | Q(**{f"{risk}owner__in": actor.post_ids})
    return readable & (Q(**{f"{risk}is_exempt": False}) | opened)


def knows_all(actor: Actor) -> bool:
    """Whether a person may know of every risk, so that ``known_to`` narrows nothing."""
    return actor.reaches(Permission.COUNCIL_READ) is None and actor.reaches(Permission.EXEMPT_RISK_READ) is None


def knowledge(actor: Actor) -> Hashable:
    """What decides which risks a person may know of: for the key of an answer that is kept."""
    reach, exempt = actor.reaches(Permission.COUNCIL_READ), actor.reaches(Permission.EXEMPT_RISK_READ)
    return reach, exempt, frozenset(actor.post_ids)


class RiskQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> Self:
        """Those that a person may know of: of the units that they may read; exempt ones for those whom their post lets
        read them there, and for their owner.
        """
        return self.filter(known_to(actor))

    def within(self, reach: frozenset[int] | None) -> Self:
        """Those of the units that a permission reaches: ``reach`` as ``Actor.reaches`` gives it, None for all."""
        return within(self, reach, "register__unit")

    def told_openly(self) -> Self:
        """Those that are not exempt: searches, files, inboxes and public papers know no others, whoever reads them."""
        return self.filter(is_exempt=False)

    def standing(self) -> Self:
        return self.filter(closed_on=None)


class Risk(models.Model):
    """Something that may keep the council from an objective: what may cause it, what may happen, what would follow.

    An exempt one has the paragraph of Schedule 12A and why, and is told of on no page, list or file but to those who
    may read it.
    """

    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="risks")
    ref = models.CharField("reference", max_length=20, unique=True)
    title = models.CharField(max_length=200)
    cause = models.TextField()
    event = models.TextField("what may happen")
    effect = models.TextField()
    owner = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    objectives = models.ManyToManyField(Objective, related_name="risks", blank=True)
    raised_on = models.DateField()
    review_on = models.DateField("to be reviewed by")
    is_exempt = models.BooleanField("exempt", default=False)
    exempt_paragraph = models.PositiveSmallIntegerField("paragraph of Schedule 12A", null=True, blank=True)
    exempt_reason = models.TextField("why it is exempt", blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closed_why = models.TextField("why it was closed", blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = RiskQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["register", "closed_on"], name="risk_in_register")]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_exempt=False, exempt_paragraph=None)
                | (Q(is_exempt=True, exempt_paragraph__gte=1, exempt_paragraph__lte=7) & ~Q(exempt_reason="")),
                name="risk_exempt_has_paragraph_and_reason",
            ),
            models.CheckConstraint(condition=Q(closed_on=None) | ~Q(closed_why=""), name="risk_closed_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("risks:risk-detail", args=[self.ref])


class Clearance(models.Model):
    """That an objective was looked at and no significant risk was found, and why."""

    objective = models.OneToOneField(Objective, on_delete=models.CASCADE, related_name="clearance")
    recorded_on = models.DateField()
    why = models.TextField()

    def __str__(self) -> str:
        return f"No significant risk to {self.objective}"
