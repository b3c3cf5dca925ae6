from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from reporting.models.cycle import Cycle
from reporting.models.run import Run
from reporting.workflow import FROZEN_STATES, REPORT_STATES, ReportState


class ReportKind(models.TextChoices):
    SERVICE = "service", "Service quarterly monitoring report"
    EXCEPTION = "exception", "Exception report"
    THEMED = "themed", "Themed report"


class Audience(models.TextChoices):
    MANAGEMENT_TEAM = "management_team", "Management team"
    CABINET = "cabinet", "Cabinet"
    SCRUTINY = "scrutiny", "Scrutiny committee"


class Frozen(Exception):  # noqa: N818 - it says what the report is
    """A released report was about to be changed. Build a new edition instead."""


class Freezing(models.QuerySet[models.Model]):
    """Refuses to change or delete what was released; ``state_path`` leads to the report's state."""

    state_path = "state"

    def update(self, **values: object) -> int:
        self.refuse_released()
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        self.refuse_released()
        return super().delete()

    def withdraw(self, **values: object) -> int:
        """The only change that a released report allows. Its document and its files stay."""
        return models.QuerySet.update(self.filter(state=ReportState.RELEASED), state=ReportState.WITHDRAWN, **values)

    def refuse_released(self) -> None:
        """Raises Frozen when one of these belongs to a released report."""
        if self.filter(**{f"{self.state_path}__in": FROZEN_STATES}).exists():
            raise Frozen("A released report never changes. Build the reports again: that makes a new edition.")


class FileFreezing(Freezing):
    state_path = "report__state"


class FrozenOnRelease(models.Model):
    """Guards single rows as ``Freezing`` guards many. Overrides ``save`` and ``delete``, as nothing else here does, so
    that not even a shell can change a released report.
    """

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.stored_report().refuse_released()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.stored_report().refuse_released()
        return super().delete(*args, **kwargs)

    def stored_report(self) -> Freezing:
        """The report's row, whose state decides."""
        return Report.objects.filter(pk=self.pk)


class Report(FrozenOnRelease):
    """One report of a quarter for one audience. Its ``document`` is the snapshot: everything as it stood.

    ``facts`` holds the same figures, targets, rules and statuses as plain data, by the measure's reference: what the
    next report is compared with to tell what has been restated. ``subject_*`` is what it is about: a plan (service
    report), an objective (themed), a committee (what belongs to its remit); empty for the whole council. Once
    released neither document nor files change, withdrawn or not: the next build makes a new edition.
    """

    # What tells a report from every other of its quarter; editions share it.
    KEY = ("kind", "audience", "subject_type", "subject_id", "committee_id")

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="reports")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=10, choices=ReportKind)
    audience = models.CharField(max_length=16, choices=Audience)
    subject_type = models.CharField(max_length=12, blank=True)
    subject_id = models.PositiveBigIntegerField(default=0)
    subject_name = models.CharField(max_length=300, blank=True)
    # The service a service report is about; null for all others.
    unit = models.ForeignKey("accounts.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The committee a scrutiny report is for; null for management team and cabinet.
    committee = models.ForeignKey(
        "accounts.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="reports"
    )
    edition = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=300)
    state = models.CharField(
        max_length=9, choices=[(s.value, d.word) for s, d in REPORT_STATES.items()], default=ReportState.DRAFT.value
    )
    document = models.JSONField()
    facts = models.JSONField(default=dict)
    checksum = models.CharField("SHA-256 of document and facts", max_length=64)
    built_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.TextField("why it was withdrawn", blank=True)

    objects = Freezing.as_manager()

    class Meta:
        indexes = [models.Index(fields=["cycle", "kind", "audience"], name="report_of_cycle")]
        constraints = [
            # However often a build runs, there is one report of each.
            models.UniqueConstraint(
                fields=["cycle", "kind", "audience", "subject_type", "subject_id", "edition"],
                condition=Q(committee=None),
                name="report_once",
            ),
            models.UniqueConstraint(
                fields=["cycle", "kind", "audience", "subject_type", "subject_id", "edition", "committee"],
                condition=Q(committee__isnull=False),
                name="report_once_a_committee",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", released_at=None)
                | Q(state__in=["released", "withdrawn"], released_at__isnull=False),
                name="report_released_has_date",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False) & ~Q(withdrawn_why="")
                | ~Q(state="withdrawn") & Q(withdrawn_at=None),
                name="report_withdrawn_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reporting:report-detail", args=[self.pk])

    @property
    def key(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.KEY)


class ReportFile(FrozenOnRelease):
    """A report as PDF or XLSX, written once with it, in the database so that both are there or neither."""

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        XLSX = "xlsx", "Excel"

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="files")
    format = models.CharField(max_length=4, choices=Format)
    content = models.BinaryField()
    checksum = models.CharField(max_length=64)

    objects = FileFreezing.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "format"], name="report_file_once")]

    def __str__(self) -> str:
        return f"{self.report} ({self.format})"

    def stored_report(self) -> Freezing:
        return Report.objects.filter(pk=self.report_id)
