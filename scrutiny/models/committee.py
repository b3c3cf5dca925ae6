from datetime import date

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.models import Post, Unit
from foundation.dates import day_words, london_day
from plans.models import Objective


class Remit(models.Model):
    """What a committee looks after: a priority or a service. A committee is a unit of that kind."""

    committee = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="remits")
    priority = models.ForeignKey(Objective, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    service = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(priority=None, service__isnull=False) | Q(priority__isnull=False, service=None),
                name="remit_priority_or_service",
            ),
            models.UniqueConstraint("committee", Coalesce("priority", 0), Coalesce("service", 0), name="remit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.committee}: {self.priority or self.service}"


class Meeting(models.Model):
    committee = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="meetings")
    held_at = models.DateTimeField("date and time")
    place = models.CharField(max_length=120, blank=True)
    # A cancelled meeting is kept and shown as such: people may have had it in their diaries.
    cancelled_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "held_at"], condition=Q(cancelled_at=None), name="meeting_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.committee}, {day_words(self.day)}"

    def get_absolute_url(self) -> str:
        return reverse("scrutiny:meeting-detail", args=[self.pk])

    @property
    def day(self) -> date:
        """The day it is held, in London."""
        return london_day(self.held_at)


class MeetingAction(models.Model):
    """Something agreed at a meeting; the next pack shows what became of it."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agreed")
    text = models.TextField("what was agreed")
    owner = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=4, choices=State, default=State.OPEN)
    progress = models.TextField("what became of it", blank=True)
    done_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        return reverse("scrutiny:action-edit", args=[self.pk])
