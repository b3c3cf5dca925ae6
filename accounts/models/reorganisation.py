from django.db import models
from django.urls import reverse

from accounts.models.user import User


class ReorganisationKind(models.TextChoices):
    """What is reorganised. ``UNITS`` are those that change where measures and plans stand."""

    MOVE = "move", "Move units"
    MERGE = "merge", "Merge units"
    SPLIT = "split", "Split a unit"
    RENAME = "rename", "A successor under a new name"
    ABOLISH = "abolish", "Abolish posts"
    HAND_OVER = "hand_over", "Hand over what a post owns"


OF_POSTS = (ReorganisationKind.ABOLISH, ReorganisationKind.HAND_OVER)


class ReorganisationState(models.TextChoices):
    PREPARED = "prepared", "Being prepared"
    DONE = "done", "Done"
    TAKEN_BACK = "taken_back", "Taken back"


class Reorganisation(models.Model):
    """Units or posts changed from a day on, all at once. What is chosen is kept until it is applied; ``written`` and
    ``removed`` hold what was made and taken away with it, ``moves`` what was moved, so that it can be taken back.
    """

    kind = models.CharField(max_length=9, choices=ReorganisationKind)
    state = models.CharField(max_length=10, choices=ReorganisationState, default=ReorganisationState.PREPARED)
    starts_on = models.DateField("from")
    why = models.TextField()
    chosen = models.JSONField(default=dict)  # units, posts and what becomes of them, by their keys
    written = models.JSONField(default=dict)  # keys of what was made, by kind
    removed = models.JSONField(default=list)  # rows that were left empty, as they were
    told = models.JSONField(default=dict)  # what was done, in numbers and words
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_why = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(why=""), name="reorganisation_has_reason")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.told.get('title', '')}".rstrip(": ")

    def get_absolute_url(self) -> str:
        return reverse("accounts:reorganisation-detail", args=[self.pk])


class Move(models.Model):
    """One field of one thing, as a reorganisation found it and as it left it; values as text, "" for none.

    Kept while it stands, for the past is read from it (``queries.stood``). What is taken back leaves none.
    """

    reorganisation = models.ForeignKey(Reorganisation, on_delete=models.CASCADE, related_name="moves")
    kind = models.CharField(max_length=40)  # the model's label
    key = models.PositiveBigIntegerField()
    field = models.CharField(max_length=40)
    was = models.CharField(max_length=130, blank=True)
    became = models.CharField(max_length=130, blank=True)
    starts_on = models.DateField()  # that of its reorganisation, so that one table answers

    class Meta:
        indexes = [models.Index(fields=["kind", "field", "key", "starts_on"], name="move_of_thing")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}: {self.field}"
