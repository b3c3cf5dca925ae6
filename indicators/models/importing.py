from django.db import models
from django.db.models import Q

from accounts.models import Post, User


class ImportState(models.TextChoices):
    WAITING = "waiting", "Waiting to be read"
    READING = "reading", "Being read"
    MATCHING = "matching", "Columns to be matched"
    UNUSABLE = "unusable", "Not usable"
    PREVIEWED = "previewed", "Previewed"
    QUEUED = "queued", "Waiting to be applied"
    APPLYING = "applying", "Being applied"
    APPLIED = "applied", "Applied"
    DISCARDED = "discarded", "Discarded"
    TO_UNDO = "to_undo", "Waiting to be taken back"
    UNDOING = "undoing", "Being taken back"
    UNDONE = "undone", "Taken back"


class ImportBatch(models.Model):
    """An uploaded file between preview and decision. ``plan_digest`` ties the decision to what was previewed.

    A large file is read by a worker. Once somebody decides to apply it, it is a job again, like a ``Run``: a worker
    claims it and owns it until ``lease_ends_at``, and the last transaction writes everything, only for the worker that
    holds it. Where that is not to be, it is a preview again, and ``reason`` says why.
    """

    kind = models.CharField(max_length=20, default="figures")  # ``imports.kinds``
    filename = models.CharField(max_length=200)
    content = models.BinaryField()
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.PREVIEWED)
    # What a person has said of its columns (``imports.matching.layout``); null where its headings are our own.
    layout = models.JSONField(null=True, blank=True)
    summary = models.JSONField(default=dict)
    plan_digest = models.CharField(max_length=64, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)

    # The decision: rows left out, figures that stand as imported and why; by whom, and for which post a deputy acted.
    without_refused = models.BooleanField(default=False)
    as_imported = models.BooleanField(default=False)
    why = models.TextField("why figures stand as imported", blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    # All that it wrote (``foundation.undoing.Done``), by which it can be taken back; and who did that.
    done = models.JSONField(null=True, blank=True)
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    # The job. ``steps_done`` counts those of ``imports.jobs.STEPS``.
    woken_at = models.DateTimeField(null=True, blank=True)
    lease_ends_at = models.DateTimeField(null=True, blank=True)
    lease_token = models.CharField(max_length=32, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    steps_done = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField("why it was not applied, or not taken back", blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "lease_ends_at"], name="import_lease")]
        constraints = [
            models.CheckConstraint(condition=Q(as_imported=False) | ~Q(why=""), name="import_stands_for_a_reason")
        ]

    def __str__(self) -> str:
        return self.filename


class ImportLayout(models.Model):
    """What somebody has said of the columns of a file, so that the next file with these headings asks nothing."""

    kind = models.CharField(max_length=20)  # ``imports.kinds``
    signature = models.CharField(max_length=64)  # ``imports.matching.layout``
    choices = models.JSONField()
    filename = models.CharField("file it was said of", max_length=200)
    chosen_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "signature"], name="import_layout_once")]

    def __str__(self) -> str:
        return f"Columns as in {self.filename}"
