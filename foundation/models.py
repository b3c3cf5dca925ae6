from django.db import models
from django.db.models import Q


class Heartbeat(models.Model):
    """When a part of the installation last showed that it lives."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class OutboxMessage(models.Model):
    """A message on its way out: waiting, sent, or given up. Its words are removed as soon as they are not needed."""

    # How it leaves: as an e-mail, or by what an app above registered (foundation.outbox).
    channel = models.CharField(max_length=10, default="mail")
    # What makes it one message, here and in the reader's mailbox, however often it is tried.
    message_id = models.CharField(max_length=250, unique=True)
    to = models.JSONField()
    subject = models.TextField()
    body = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    # None once it was sent or given up. Who sends it moves this on first, which keeps every other pass from it.
    next_try_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(next_try_at=None), name="outbox_what_was_sent_waits_no_more"
            )
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(next_try_at__isnull=False), name="outbox_waiting"),
        ]

    def __str__(self) -> str:
        return self.subject
