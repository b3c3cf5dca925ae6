from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import Post, User
from reporting.models.cycle import Cycle
from reporting.workflow import RUN_STATES, RunState


class Purpose(models.TextChoices):
    BUILD = "build", "Build drafts"
    RELEASE = "release", "Release"


class Run(models.Model):
    """One build, or one release, of a quarter's reports. The row decides: a message of the broker may be lost.

    A worker owns the run until ``lease_ends_at`` and renews it as it goes. A run whose lease has ended is taken by
    another worker; after ``MAX_ATTEMPTS`` it fails. Its results are written all at once, at the end.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="runs")
    purpose = models.CharField(max_length=7, choices=Purpose, default=Purpose.BUILD)
    # Which kinds of report to build (empty: all); which reports to release.
    kinds = models.JSONField(default=list)
    report_ids = models.JSONField(default=list)
    state = models.CharField(
        max_length=8, choices=[(s.value, d.word) for s, d in RUN_STATES.items()], default=RunState.QUEUED.value
    )
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    # The post whose deputy asked, where one did.
    on_behalf_of = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField()
    # When a worker was last sent a message about it.
    woken_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    lease_ends_at = models.DateTimeField(null=True, blank=True)
    # Changes with every claim, so that a worker that lost its lease can no longer write.
    lease_token = models.CharField(max_length=32, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    steps_done = models.PositiveSmallIntegerField(default=0)
    steps_total = models.PositiveSmallIntegerField(default=0)
    step = models.CharField("now working on", max_length=300, blank=True)
    # Finished steps of this attempt, oldest first: [name, seconds].
    timings = models.JSONField(default=list)
    reason = models.TextField("why it failed", blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "lease_ends_at"], name="run_lease")]
        constraints = [
            # Pressing the button twice asks for one build.
            models.UniqueConstraint(
                fields=["cycle"], condition=Q(state__in=["queued", "running"]), name="run_one_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(reason=""), name="run_failed_has_reason"),
        ]

    def __str__(self) -> str:
        return f"Reports of {self.cycle}"

    def get_absolute_url(self) -> str:
        return reverse("reporting:run-detail", args=[self.pk])
