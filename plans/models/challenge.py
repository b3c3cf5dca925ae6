from django.conf import settings
from django.db import models
from django.db.models import Q

from plans.models.objective import Objective
from plans.models.plan import PartsOfPlans


class PriorityChallengeQuerySet(PartsOfPlans):
    plan = "objective__plan__"


class PriorityChallenge(models.Model):
    """That a priority was tested before its plan was approved: by whom, when, and what came of it (A21)."""

    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="challenges")
    challenged_by = models.CharField("who challenged it", max_length=200)
    challenged_on = models.DateField("when")
    outcome = models.TextField("what came of it")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = PriorityChallengeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["objective", "challenged_on"], name="challenge_of_priority")]
        constraints = [
            models.CheckConstraint(condition=~Q(challenged_by="") & ~Q(outcome=""), name="challenge_says_who_and_what")
        ]

    def __str__(self) -> str:
        return f"challenge of {self.objective}"

    def get_absolute_url(self) -> str:
        return f"{self.objective.get_absolute_url()}#challenges"
