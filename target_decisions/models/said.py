from django.conf import settings
from django.db import models
from django.db.models import Q

from target_decisions.models.proposal import Proposal


class TargetQuestion(models.Model):
    """A question about a proposal, and its answer."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="questions")
    question = models.TextField()
    asked_for = models.CharField("on behalf of", max_length=200, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="") | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="target_question_answered_whole",
            )
        ]

    def __str__(self) -> str:
        return f"Question about the {self.proposal}"


class Consulted(models.Model):
    """Who took part in setting a target, and whether they stood for all whom it concerns (C18, C20)."""

    class Group(models.TextChoices):
        RESIDENTS = "residents", "Residents and users of the service"
        STAFF = "staff", "Staff"
        PARTNERS = "partners", "Partners"
        MEMBERS = "members", "Councillors"
        OTHERS = "others", "Others"

    class Representative(models.TextChoices):
        YES = "yes", "Representative"
        PARTLY = "partly", "Representative in part"
        NO = "no", "Not representative"
        UNKNOWN = "unknown", "Not known whether representative"

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="consulted")
    group = models.CharField("who", max_length=9, choices=Group)
    how = models.CharField("how, and what they said", max_length=500)
    representative = models.CharField(
        "were they representative?", max_length=7, choices=Representative, default=Representative.UNKNOWN
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_group_display()} on the {self.proposal}"
