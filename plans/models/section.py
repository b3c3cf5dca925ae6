from django.db import models

from accounts.models import Unit
from plans.models.plan import Level, PartsOfPlans, Plan


class SectionTemplate(models.Model):
    """A question that the plans of a level answer: of all of them, or of those of one unit and what lies beneath it.

    One that is asked no more is put out of use; what was answered stays with its plan.
    """

    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="questions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    question = models.CharField(max_length=200)
    guidance = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField()
    in_use = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["level", "position"], name="question_of_level")]

    def __str__(self) -> str:
        return self.question


class PlanSectionQuerySet(PartsOfPlans):
    plan = "plan__"


class PlanSection(models.Model):
    """What a plan answers to one question. It keeps the question as it was when it was last answered."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="sections")
    template = models.ForeignKey(SectionTemplate, on_delete=models.PROTECT, related_name="answers")
    question = models.CharField(max_length=200)
    answer = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = PlanSectionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "template"], name="section_once")]

    def __str__(self) -> str:
        return f"{self.question} ({self.plan})"
