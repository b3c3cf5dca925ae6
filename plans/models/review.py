from django.conf import settings
from django.db import models
from django.db.models import Q

from plans.models.plan import PartsOfPlans, Plan


class ReviewOutcome(models.TextChoices):
    WAITING = "waiting", "Waiting for its reviewer"
    WITHDRAWN = "withdrawn", "Taken back"
    SENT_BACK = "sent_back", "Sent back"
    SIGNED_OFF = "signed_off", "Signed off"


class PlanReviewQuerySet(PartsOfPlans):
    plan = "plan__"


class PlanReview(models.Model):
    """One round of quality assurance: who submitted the plan when, and what its reviewer found. Every round is kept."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="reviews")
    number = models.PositiveSmallIntegerField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField()
    note = models.TextField("note to the reviewer", blank=True)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=ReviewOutcome, default=ReviewOutcome.WAITING)
    remarks = models.TextField("what the reviewer found", blank=True)

    objects = PlanReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="review_number_once"),
            # The same round cannot be opened twice, nor two at once.
            models.UniqueConstraint(fields=["plan"], condition=Q(outcome="waiting"), name="review_one_waiting"),
            models.CheckConstraint(
                condition=Q(outcome="waiting") | Q(reviewed_at__isnull=False), name="review_decided_has_day"
            ),
            models.CheckConstraint(condition=~Q(outcome="sent_back") | ~Q(remarks=""), name="review_back_has_remarks"),
        ]

    def __str__(self) -> str:
        return f"Review {self.number} of {self.plan}"


class ReviewItem(models.Model):
    """One line of the checklist as a reviewer found it: worked out of the plan as it stood, or judged."""

    review = models.ForeignKey(PlanReview, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=20)
    words = models.CharField(max_length=200)
    is_met = models.BooleanField()
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "key"], name="review_item_once"),
            models.CheckConstraint(condition=Q(is_met=True) | ~Q(reason=""), name="review_item_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.words} ({self.review})"
