from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import Post, Unit, User
from indicators.models.target import figure
from indicators.rules.vocabulary import RATED, Absence, Kept, Standing
from indicators.workflow import STATES, FigureState
from plans.fields import PeriodField


class Return(models.Model):
    """What one service owes for one quarter, and by when. Its state is that of its figures."""

    service = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="returns")
    period = PeriodField("report period")
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField()
    grace_ends_at = models.DateTimeField("late after")
    approval_due_at = models.DateTimeField()
    locks_at = models.DateTimeField()
    locked_at = models.DateTimeField(null=True, blank=True)
    # A named, dated exception to the lock.
    extended_to = models.DateTimeField(null=True, blank=True)
    extension_reason = models.CharField(max_length=250, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "period"], name="return_once"),
            models.CheckConstraint(
                condition=Q(due_at__gte=F("opens_at"))
                & Q(grace_ends_at__gte=F("due_at"))
                & Q(locks_at__gte=F("grace_ends_at")),
                name="return_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(extended_to=None) | ~Q(extension_reason=""), name="return_extension_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} return for {self.period.label}"

    def get_absolute_url(self) -> str:
        return reverse("indicators:return-edit", args=[self.pk])


class ObservationQuerySet(models.QuerySet["Observation"]):
    def standing(self) -> "ObservationQuerySet":
        """The figure that stands for each indicator and period: never a superseded or proposed revision."""
        return self.filter(is_current=True)

    def approved(self) -> "ObservationQuerySet":
        """What readers outside the service may see."""
        return self.filter(is_current=True, state=FigureState.APPROVED)


class Observation(models.Model):
    """One figure for one indicator and period. A correction is a new revision; the old one is kept as it was.

    ``is_current`` marks the revision that stands: the first from the start, a later one once approved.
    Value, absence and neither (not entered yet) are told apart; zero is a value.
    """

    indicator = models.ForeignKey("indicators.Indicator", on_delete=models.PROTECT, related_name="observations")
    period = PeriodField("data period")
    in_return = models.ForeignKey(Return, on_delete=models.PROTECT, null=True, blank=True, related_name="figures")
    revision = models.PositiveSmallIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    state = models.CharField(
        max_length=10, choices=[(s.value, d.word) for s, d in STATES.items()], default=FigureState.DUE.value
    )
    # Nobody entered it: changes.worked_out made it of other figures, and makes it anew when one of them changes.
    is_worked_out = models.BooleanField("worked out from other figures", default=False)
    value = figure()
    numerator = figure()
    denominator = figure()
    absence = models.CharField(
        "no figure because it is",
        max_length=14,
        blank=True,
        choices=[
            (Absence.NOT_AVAILABLE.value, "not available"),
            (Absence.NOT_APPLICABLE.value, "not applicable"),
            (Absence.WITHHELD.value, "withheld"),
        ],
    )
    absence_reason = models.CharField(max_length=250, blank=True)
    standing = models.CharField(
        max_length=11,
        choices=[(s.value, s.value) for s in Standing],
        default=Standing.FINAL.value,
    )
    judgement = models.CharField(
        "status by judgement", max_length=9, blank=True, choices=[(s.value, s.value) for s in RATED]
    )
    judgement_reason = models.TextField(blank=True)
    evidence = models.CharField("where the figure comes from", max_length=250, blank=True)
    warning_reason = models.CharField("why an unusual figure is right", max_length=250, blank=True)
    revision_reason = models.CharField("why it was revised", max_length=250, blank=True)
    note_back = models.TextField("approver's note", blank=True)
    # Who answers for it: who typed it or brought its file, or made the token of the system that sent it.
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The post as which another system sent it. Nobody looks figures up by it.
    entered_as = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    entered_at = models.DateTimeField(null=True, blank=True)
    # When the period's figure came in, which tells on time from late: a revision keeps that of the figure it revises.
    submitted_at = models.DateTimeField(null=True, blank=True)
    # Its own deadline, where it was sent back after coming in on time.
    back_by = models.DateTimeField("to be handed in again by", null=True, blank=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["indicator", "period", "value"], name="observation_cover"),
            # All that a page about the whole council asks of a period's figures, so that it reads the index alone.
            models.Index(
                fields=["period", "indicator", "is_current", "state", "value", "absence", "judgement"],
                name="observation_period",
            ),
            models.Index(fields=["in_return", "state"], name="observation_in_return"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "period", "revision"], name="observation_revision_once"),
            models.UniqueConstraint(
                fields=["indicator", "period"], condition=Q(is_current=True), name="observation_one_stands"
            ),
            models.CheckConstraint(condition=Q(value=None) | Q(absence=""), name="observation_value_or_absence"),
            models.CheckConstraint(
                condition=Q(absence="") | ~Q(absence_reason=""), name="observation_absence_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(judgement="") | ~Q(judgement_reason=""), name="observation_judgement_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(revision=1) | ~Q(revision_reason=""), name="observation_revision_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "approved"]) | ~Q(value=None, absence=""),
                name="observation_submitted_has_figure",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.ref} {self.period.label}"

    @property
    def enterer(self) -> str:
        """Who entered it, by name; "" where nobody did."""
        if self.entered_as_id:
            return "Another system"
        return self.entered_by.name if self.entered_by else ""


class Commentary(models.Model):
    """The four boxes: what happened, why, what we are doing (by whom, by when), what we expect next."""

    observation = models.OneToOneField(Observation, on_delete=models.CASCADE, related_name="commentary")
    happened = models.TextField("What happened", blank=True)
    why = models.TextField("Why", blank=True)
    action = models.TextField("What we are doing about it", blank=True)
    action_by = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, verbose_name="By whom", related_name="+"
    )
    action_by_on = models.DateField("By when", null=True, blank=True)
    outlook = models.TextField("What we expect next", blank=True)
    promise_kept = models.CharField(
        "Was what was promised last time done",
        max_length=4,
        blank=True,
        choices=[(Kept.YES.value, "Yes"), (Kept.PART.value, "In part"), (Kept.NO.value, "No")],
    )

    def __str__(self) -> str:
        return f"Commentary on {self.observation}"
