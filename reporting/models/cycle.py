from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import User
from foundation.models import OutboxMessage
from plans.fields import PeriodField


class Cycle(models.Model):
    """One quarter's timetable: collection, approval, then management team, cabinet and scrutiny (D10)."""

    untouched: ClassVar = {"opened_at": None}
    """What a quarter holds until collection opens: with its returns it stays (``foundation.undoing``)."""

    period = PeriodField(unique=True)
    opens_on = models.DateField("collection opens")
    due_on = models.DateField("figures due")
    late_after = models.DateField("late after")
    approval_due_on = models.DateField("approval due")
    locks_on = models.DateField("returns lock")
    management_team_on = models.DateField("management team")
    cabinet_on = models.DateField("cabinet")
    scrutiny_on = models.DateField("scrutiny")
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("opens_on"))
                & Q(late_after__gte=F("due_on"))
                & Q(approval_due_on__gte=F("due_on"))
                & Q(locks_on__gte=F("approval_due_on"))
                & Q(locks_on__gte=F("late_after"))
                & Q(management_team_on__gte=F("opens_on"))
                & Q(cabinet_on__gte=F("management_team_on"))
                & Q(scrutiny_on__gte=F("opens_on")),
                name="cycle_dates_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.period.label

    def get_absolute_url(self) -> str:
        return reverse("reporting:cycle-detail", args=[self.period.key])


class Reminder(models.Model):
    """One digest sent to one person on one day, with what it listed."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="reminders")
    to = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    lines = models.JSONField()
    # What became of it; None once it was sent and its row was removed after its time.
    message = models.OneToOneField(OutboxMessage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["to", "day"], name="reminder_one_digest_a_day")]

    def __str__(self) -> str:
        return f"Reminder to {self.to} on {self.day}"
