from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import User
from assurance.rules.grades import ASKS, WORDS, Grade
from foundation.attachments import KINDS, LONGEST_NAME
from indicators.models import Indicator
from plans.fields import PeriodField

GRADES = [(each.value, WORDS[each]) for each in Grade]


class Sharing(models.TextChoices):
    """Whose data a figure is made of, beside the council's own counts."""

    NONE = "", "Neither personal data nor a partner’s"
    PERSONAL = "personal", "Personal data"
    PARTNER = "partner", "A partner’s data"
    BOTH = "both", "Personal data of a partner"


class Certificate(models.Model):
    """What somebody found who checked a measure's figures of a year, and by when they are checked again. It is never
    changed: another one takes its place, and those before stay as they were.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="certificates")
    year = PeriodField("figures of the year")
    grade = models.CharField("overall grade", max_length=6, choices=GRADES)
    limitations = models.CharField("what to bear in mind", max_length=500, blank=True)
    uses = models.CharField("what it is made of", max_length=8, choices=Sharing, blank=True)
    sharing_note = models.TextField("how data is shared and kept safe", blank=True)
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField()
    checked_on = models.DateField()
    review_on = models.DateField("to be reviewed by")
    is_current = models.BooleanField("stands", default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator"], condition=Q(is_current=True), name="certificate_one_stands"),
            models.CheckConstraint(condition=Q(review_on__gt=F("checked_on")), name="certificate_reviewed_later"),
            models.CheckConstraint(condition=Q(uses="") | ~Q(sharing_note=""), name="certificate_shared_data_has_note"),
        ]

    def __str__(self) -> str:
        return f"Data quality of {self.indicator}"

    def get_absolute_url(self) -> str:
        return reverse("assurance:measure", args=[self.indicator.ref])


class Judged(models.Model):
    """The grade of one dimension, and why."""

    certificate = models.ForeignKey(Certificate, on_delete=models.CASCADE, related_name="dimensions")
    dimension = models.CharField(max_length=12, choices=[(each.value, each.capitalize()) for each in ASKS])
    grade = models.CharField(max_length=6, choices=GRADES)
    words = models.CharField("what was found", max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["certificate", "dimension"], name="judged_once")]

    def __str__(self) -> str:
        return f"{self.get_dimension_display()}: {self.get_grade_display()}"


class Evidence(models.Model):
    """A file that a certificate rests on, as ``foundation.attachments`` took it."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="evidence")
    name = models.CharField(max_length=LONGEST_NAME)
    kind = models.CharField(max_length=4, choices=[(each, each.upper()) for each in KINDS])
    size = models.PositiveIntegerField("bytes")
    content = models.BinaryField()
    about = models.CharField("what it shows", max_length=200)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["certificate", "added_at"], name="evidence_of_certificate")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("assurance:evidence", args=[self.pk])
