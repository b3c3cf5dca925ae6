from django.db import models
from django.db.models import Q

from risks.models.risk import Risk
from risks.rules.matrix import Grid, grid_from_json
from risks.rules.scoring import Kind


class Matrix(models.Model):
    """A version of the council's matrix. It is never changed: a new one is a new version, and the last one counts.

    ``grid`` is what ``risks.rules.matrix.grid_to_json`` makes.
    """

    number = models.PositiveIntegerField(unique=True)
    name = models.CharField(max_length=80)
    grid = models.JSONField()
    adopted_on = models.DateField()
    why = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.name}, version {self.number}"

    @property
    def painted(self) -> Grid:
        return grid_from_json(self.grid)


class ScoreKind(models.TextChoices):
    INHERENT = Kind.INHERENT.value, "Inherent"
    CURRENT = Kind.CURRENT.value, "Current"
    TARGET = Kind.TARGET.value, "Target"


class Assessment(models.Model):
    """One score of a risk on a day, with why, on the version of the matrix that stood then. It is never changed: the
    last of each kind counts, and the others are the history.
    """

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="assessments")
    matrix = models.ForeignKey(Matrix, on_delete=models.PROTECT, related_name="assessments")
    kind = models.CharField(max_length=8, choices=ScoreKind)
    likelihood = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    rationale = models.TextField()
    assessed_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["risk", "kind", "assessed_on"], name="assessment_of_risk")]
        constraints = [
            models.CheckConstraint(condition=Q(likelihood__gte=1, impact__gte=1), name="assessment_in_a_matrix"),
            models.CheckConstraint(condition=~Q(rationale=""), name="assessment_has_rationale"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} score of {self.risk}"
