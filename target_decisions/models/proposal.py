from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import Post
from indicators.models import Indicator
from plans.fields import PeriodField
from plans.models import Plan
from target_decisions.workflow import OPEN, STAGES, Stage


class Proposal(models.Model):
    """What a measure is to reach, as somebody proposes it, with all that was said of it until it was agreed and after.

    It covers a year, or several one after the other: the target of the last and the steps there. Once agreed, the
    targets themselves are ``indicators.AnnualTarget``; this row says how they came about.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="target_proposals")
    first_year = PeriodField()
    stage = models.CharField(
        max_length=10, choices=[(each.value, STAGES[each].word) for each in Stage], default=Stage.PROPOSED.value
    )
    reasons = models.TextField("why this target")
    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="plan that says what is done to reach it",
    )  # fmt: skip
    action_plan = models.TextField("what is done to reach it", blank=True)
    responsible = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="who answers for it"
    )
    counter_measure = models.ForeignKey(
        Indicator, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name="measure that is read beside it",
    )  # fmt: skip
    counter_words = models.CharField("what stands against side effects", max_length=300, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    proposed_at = models.DateTimeField()
    meeting = models.CharField("meeting that agreed it", max_length=200, blank=True)
    agreed_by = models.CharField("who agreed it", max_length=200, blank=True)
    agreed_on = models.DateField("day of the meeting", null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    withdrawn_why = models.TextField("why it was withdrawn", blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["stage", "indicator"], name="proposal_by_stage")]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "first_year"], condition=Q(stage__in=[str(each) for each in OPEN]),
                name="proposal_open_once",
            ),
            models.CheckConstraint(
                condition=Q(agreed_on=None, meeting="") | (Q(agreed_on__isnull=False) & ~Q(meeting="")),
                name="proposal_agreed_somewhere",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.indicator.ref} target proposed for {self.first_year.label}"

    def get_absolute_url(self) -> str:
        return reverse("target_decisions:proposal-detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.stage in OPEN

    @property
    def has_action_plan(self) -> bool:
        return bool(self.plan_id or self.action_plan)

    @property
    def has_counter_measure(self) -> bool:
        return bool(self.counter_measure_id or self.counter_words)
