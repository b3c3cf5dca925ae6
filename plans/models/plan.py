from collections.abc import Collection
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.actors import Actor
from accounts.models import Post, Unit
from accounts.roles import Permission
from foundation.narrowing import one_of_these, within
from plans.workflow import BEFORE_APPROVAL, OPEN, STATES, PlanState


class Level(models.Model):
    """A level of the thread, from community strategy (position 1) down to the individual.

    A council renames the levels it uses and puts the rest out of use; nothing is deleted with them.
    """

    name = models.CharField(max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(unique=True)
    in_use = models.BooleanField(default=True)
    # Service plans are reported on each quarter.
    is_reported = models.BooleanField("reported on each quarter", default=False)
    # For a plan's owner and the owner's line of managers only; such plans are no longer made here.
    is_private = models.BooleanField("private to the owner and the line of managers", default=False)
    guidance = models.TextField(blank=True)
    # Where not every plan is reviewed: each comes round within so many years (``plans.sampling``).
    sampled_over = models.PositiveSmallIntegerField("years within which each plan is sampled", null=True, blank=True)
    aside = {"position": F("position") + 10_000}  # while levels change places

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sampled_over=None) | Q(sampled_over__gte=1, is_reported=False, is_private=False),
                name="level_sampled_or_all_reviewed",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("plans:level-detail", args=[self.pk])

    @property
    def is_reviewed(self) -> bool:
        """Whether its plans are submitted and signed off before approval: those that the council reports on."""
        return self.is_reported and not self.is_private


class PartsOfPlans(models.QuerySet[Any]):
    """Plans, or what belongs to them. ``plan`` is the way from the model to its plan: "", "plan__"."""

    plan = ""

    def visible_to(self, actor: Actor) -> Self:
        """Those that a person may know of: private plans for the owner and the owner's line of managers, others for
        everybody who may read the unit.
        """
        return self.filter(known_to(actor, self.plan))

    def visible_within(self, reach: Collection[int] | None, line: models.QuerySet[Post]) -> Self:
        """The same, for a question that is written once: of who reads these units (None: all) and whose line has these
        posts.
        """
        return self.filter(known_within(reach, line, self.plan))

    def not_private(self) -> Self:
        """What the council's own pages and papers show, whoever reads them."""
        return self.filter(**{f"{self.plan}level__is_private": False})

    def shared_with(self, actor: Actor) -> Self:
        """Of those on the council's own pages, what a person may know of: ``visible_to`` asks for owners besides, which
        only private plans need.
        """
        return self.not_private().within(actor.reaches(Permission.COUNCIL_READ))

    def shared_within(self, units: Collection[int]) -> Self:
        """The same, for a question that is written once: of who reads these units, or all where none is named
        (``asked_of``).
        """
        return one_of_these(self.not_private(), f"{self.plan}unit", units)

    def within(self, reach: frozenset[int] | None) -> Self:
        """Those of the units that a permission reaches: ``reach`` as ``Actor.reaches`` gives it, None for all."""
        return within(self, reach, f"{self.plan}unit")

    def hidden_from(self, actor: Actor) -> Self:
        """Private ones that the person may not know of."""
        private = self.filter(**{f"{self.plan}level__is_private": True})
        return private.exclude(**{f"{self.plan}owner__in": actor.line(Permission.PRIVATE_EDIT)})


def known_to(actor: Actor, plan: str = "") -> Q:
    """The condition of ``visible_to``, for joins."""
    return known_within(actor.reaches(Permission.COUNCIL_READ), actor.line(Permission.PRIVATE_EDIT), plan)


def known_within(reach: Collection[int] | None, line: models.QuerySet[Post], plan: str = "") -> Q:
    """The same of who reads these units (None: all) and whose line has these posts."""
    readable = {f"{plan}level__is_private": False} | ({} if reach is None else {f"{plan}unit__one_of": reach})
    return Q(**readable) | Q(**{f"{plan}level__is_private": True, f"{plan}owner__in": line})


RENEWED_DRAFT = Q(plan__follows__isnull=False, plan__state__in=BEFORE_APPROVAL)
"""Objectives of a plan that was started from another: they come into the golden thread with its approval."""


class PlanQuerySet(PartsOfPlans):
    def current(self, day: date) -> "PlanQuerySet":
        """Plans that run on a day and are not closed."""
        return self.filter(starts_on__lte=day, ends_on__gte=day).exclude(state=PlanState.CLOSED)


class Plan(models.Model):
    """A document with a period, a unit and an owner: community strategy, corporate plan, service plan."""

    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="plans")
    ref = models.CharField("reference", max_length=20, unique=True)
    title = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="plans")
    owner = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(
        max_length=10, choices=[(s.value, d.word) for s, d in STATES.items()], default=PlanState.DRAFT.value
    )
    approved_on = models.DateField(null=True, blank=True)
    purpose = models.TextField("why this plan exists", blank=True)
    # The plan that it was started from. Until it is approved that one stands in the golden thread alone.
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")
    is_model = models.BooleanField("kept as a model", default=False)
    modelled_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The draw by which it is quality assured, though not all plans of its level are; and why it was drawn.
    sampled = models.ForeignKey("SampleDraw", on_delete=models.PROTECT, null=True, blank=True, related_name="chosen")
    sampled_why = models.CharField("why it was drawn", max_length=200, blank=True)
    reviewer = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = PlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="plan_ends_after_start"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "submitted", "signed_off"]) | Q(approved_on__isnull=False),
                name="plan_approved_has_date",
            ),
            models.CheckConstraint(
                condition=Q(is_model=False) | Q(state__in=["approved", "closed"]), name="plan_model_was_approved"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("plans:plan-detail", args=[self.ref])

    @property
    def is_waiting(self) -> bool:
        """Whether the plan that it was started from stands in the golden thread for both (``RENEWED_DRAFT``)."""
        return self.follows_id is not None and self.state in BEFORE_APPROVAL

    @property
    def is_reviewed(self) -> bool:
        """Whether it is submitted and signed off before approval: as every plan of its level, or since it was drawn."""
        return self.level.is_reviewed or self.sampled_id is not None

    @property
    def is_open(self) -> bool:
        """Whether it can be changed: neither with a reviewer nor closed."""
        return self.state in OPEN

    @property
    def is_approved(self) -> bool:
        """Whether it was approved, closed since or not."""
        return self.state not in BEFORE_APPROVAL

    @property
    def may_be_approved(self) -> bool:
        """Whether its state allows approval: signed off, or a draft that asks for no review."""
        return self.state == (PlanState.SIGNED_OFF if self.is_reviewed else PlanState.DRAFT)

    @property
    def stands(self) -> str:
        """The sentence that its page says of its state."""
        return STATES[PlanState(self.state)].now
