from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from foundation.happenings import FIGURES_APPROVED, REPORT_RELEASED
from foundation.models import OutboxMessage

KINDS = {FIGURES_APPROVED: "Figures are approved", REPORT_RELEASED: "A report is released"}


class Webhook(models.Model):
    """An address of another system that is told when something happened. Its secret is worked out anew from the key of
    the installation and ``salt``: who reads the database has none.
    """

    address = models.CharField(max_length=300)
    kinds = models.JSONField("is told when")
    salt = models.CharField(max_length=43)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["address"], condition=Q(ended_at=None), name="webhook_address_once")
        ]

    def __str__(self) -> str:
        return f"Webhook {self.address}"

    def get_absolute_url(self) -> str:
        return reverse("api:webhook-detail", args=[self.pk])


class Delivery(models.Model):
    """One message to a webhook: references alone, no figure, name or word of anybody. It leaves as a message of the
    outbox, and stays as long as that; sent again it gets another one.
    """

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    kind = models.CharField(max_length=20)
    body = models.TextField()
    made_at = models.DateTimeField()
    message = models.OneToOneField(OutboxMessage, on_delete=models.SET_NULL, null=True, related_name="+")
    answered = models.PositiveSmallIntegerField(null=True, blank=True)  # the status of HTTP

    class Meta:
        indexes = [models.Index(fields=["webhook", "-made_at"], name="delivery_of_webhook")]

    def __str__(self) -> str:
        return f"{self.kind} to {self.webhook.address}"
