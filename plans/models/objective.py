from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import Post
from plans.models.plan import PartsOfPlans, Plan
from plans.models.tag import Tag
from plans.workflow import PlanState


class ObjectiveKind(models.TextChoices):
    PRIORITY = "priority", "Priority"
    FOCUS = "focus", "Area of focus"
    OUTCOME = "outcome", "Outcome"
    OBJECTIVE = "objective", "Objective"
    TASK = "task", "Task"


class Basis(models.TextChoices):
    """Why the council does what serves nothing above it (A10)."""

    STATUTORY = "statutory", "Statutory: the law asks for it"
    USUAL = "usual", "Business as usual: the service could not run without it"
    STOPPING = "stopping", "To be stopped"


class ObjectiveQuerySet(PartsOfPlans):
    plan = "plan__"

    def not_merged(self) -> Self:
        """Those that did not become part of another."""
        return self.filter(merged_into=None)


class Objective(models.Model):
    """Anything in a plan that objectives further down the golden thread can contribute to."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="objectives")
    kind = models.CharField(max_length=10, choices=ObjectiveKind)
    ref = models.CharField("reference", max_length=20, unique=True)
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    owner = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    basis = models.CharField("if it serves nothing above", max_length=10, choices=Basis, blank=True)
    basis_why = models.TextField("why the council does it, or how it will be stopped", blank=True)
    tags = models.ManyToManyField(Tag, blank=True, related_name="objectives")
    # It stood twice: all that hung on it went to the other, and it is worked on no longer.
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    version = models.PositiveIntegerField(default=1)

    objects = ObjectiveQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["plan", "position"], name="objective_in_plan")]
        constraints = [
            models.CheckConstraint(condition=Q(basis="") | ~Q(basis_why=""), name="objective_basis_has_reason"),
            models.CheckConstraint(condition=~Q(merged_into=F("pk")), name="objective_not_merged_into_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("plans:objective-detail", args=[self.ref])

    @property
    def is_worked_on(self) -> bool:
        """Whether it stands for itself in a plan that is not closed, so that measures may be chosen for it."""
        return self.merged_into_id is None and self.plan.state != PlanState.CLOSED


class Link(models.Model):
    """What an objective contributes to one level up: one primary link, any number of secondary ones.

    ``made_on`` shows a link that was added after the plan was approved ("retrofitted").
    """

    child = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="upward")
    parent = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="downward")
    is_primary = models.BooleanField(default=True)
    made_on = models.DateField()
    aside = {"is_primary": False}  # while another becomes the primary one

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["child", "parent"], name="link_once"),
            models.UniqueConstraint(fields=["child"], condition=Q(is_primary=True), name="link_one_primary"),
            models.CheckConstraint(condition=~Q(child=F("parent")), name="link_not_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.child} contributes to {self.parent}"
