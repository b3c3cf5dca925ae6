from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.actors import Actor
from accounts.models import Unit, User
from accounts.roles import Permission
from feedback.models.theme import Theme
from foundation.attachments import KINDS, LONGEST_NAME
from foundation.narrowing import within
from indicators.models import Indicator
from plans.fields import PeriodField
from plans.models import Objective
from target_decisions.models import Consulted


class Kind(models.TextChoices):
    COMPLAINT = "complaint", "Complaints"
    COMPLIMENT = "compliment", "Compliments"
    CASEWORK = "casework", "Members’ casework"
    CONCERN = "concern", "Concerns of staff"
    SURVEY = "survey", "Survey result"
    STORY = "story", "Story or case study"


COUNTED = (Kind.COMPLAINT, Kind.COMPLIMENT, Kind.CASEWORK, Kind.CONCERN)
"""Those that are counted by theme: a record of them may stand for many."""
PRIVATE = (Kind.CASEWORK, Kind.CONCERN)
"""Those whose words are for the service's own people and the performance team."""


def known_to(actor: Actor) -> Q:
    """The condition of ``visible_to``."""
    reach, own = actor.reaches(Permission.COUNCIL_READ), actor.reaches(Permission.FEEDBACK_RECORD)
    known = Q() if reach is None else Q(unit__in=reach)
    return known if own is None else known & (~Q(kind__in=PRIVATE) | Q(unit__in=own))


class RecordQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> Self:
        """Those that a person may open: of the units that they may read; casework and concerns of staff for those who
        record what people say of the unit.
        """
        return self.filter(known_to(actor))

    def open_to_all(self) -> Self:
        """Those whose words are for everybody who may read the unit, and may stand in a report."""
        return self.exclude(kind__in=PRIVATE)

    def within(self, units: frozenset[int] | None) -> Self:
        """Those of these units; None for all."""
        return within(self, units, "unit")


class Record(models.Model):
    """Something that people said of a service: of one day or of several, once or many times over. Nobody who uses a
    service is named.

    A survey holds its question, how many were asked, answered, and gave the ``answer`` that is told; shares are worked
    out. ``quarter`` is the one in which ``last_on`` lies, in which the record is counted.
    """

    kind = models.CharField(max_length=10, choices=Kind)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="service")
    title = models.CharField("in a few words", max_length=120)
    first_on = models.DateField("first day")
    last_on = models.DateField("last day")
    quarter = PeriodField()
    count = models.PositiveIntegerField("how many", default=1)
    words = models.TextField("what was said", blank=True)
    source = models.CharField("where it comes from", max_length=200, blank=True)
    themes = models.ManyToManyField(Theme, blank=True, related_name="records")
    measures = models.ManyToManyField(Indicator, blank=True, related_name="feedback")
    objectives = models.ManyToManyField(Objective, blank=True, related_name="feedback")
    question = models.CharField(max_length=300, blank=True)
    answer = models.CharField("answer that is told", max_length=200, blank=True)
    asked = models.PositiveIntegerField("how many were asked", null=True, blank=True)
    answered = models.PositiveIntegerField("how many answered", null=True, blank=True)
    said_so = models.PositiveIntegerField("how many gave that answer", null=True, blank=True)
    representative = models.CharField(
        "were they representative?", max_length=7, choices=Consulted.Representative, blank=True
    )
    how_known = models.CharField("how that is known", max_length=300, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = RecordQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "quarter", "kind"], name="record_of_unit"),
            models.Index(fields=["quarter", "kind"], name="record_of_quarter"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="record_ends_after_start"),
            models.CheckConstraint(condition=Q(count__gte=1), name="record_counts_something"),
            models.CheckConstraint(
                condition=~Q(kind=Kind.SURVEY)
                | (Q(asked__gte=F("answered"), said_so__lte=F("answered"), answered__gte=1) & ~Q(question="")),
                name="record_survey_is_whole",
            ),
        ]

    def __str__(self) -> str:
        # The trail and notices say no more of what only some may read.
        return f"{self.get_kind_display()} of {self.unit}" if self.is_private else self.title

    def get_absolute_url(self) -> str:
        return reverse("feedback:record", args=[self.pk])

    @property
    def is_private(self) -> bool:
        return self.kind in PRIVATE


class Attachment(models.Model):
    """A file beside a record, as ``foundation.attachments`` took it. Who may open the record may open it."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=LONGEST_NAME)
    kind = models.CharField(max_length=4, choices=[(each, each.upper()) for each in KINDS])
    size = models.PositiveIntegerField("bytes")
    content = models.BinaryField()
    about = models.CharField("what it shows", max_length=200)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["record", "added_at"], name="attachment_of_record")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("feedback:attachment", args=[self.pk])
