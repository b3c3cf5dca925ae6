from django.db import models

from accounts.models import Post
from plans.models import DatedAction
from risks.models.risk import Risk


class Control(models.Model):
    """What holds a risk down today, who keeps it, and when somebody last looked whether it works."""

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="controls")
    text = models.CharField("what it is", max_length=300)
    owner = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    checked_on = models.DateField("last checked on", null=True, blank=True)
    found = models.TextField("what the check found", blank=True)
    is_in_place = models.BooleanField("in place", default=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.text


class Mitigation(DatedAction):
    """An action that will bring a risk towards its target."""

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="mitigations")
