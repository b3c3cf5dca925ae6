from django.db import models
from django.urls import reverse


class TagGroup(models.Model):
    """A framework by which a council looks across its plans: the perspectives of a balanced scorecard, equality strands
    (A13). Defined by the council, or chosen from those that are shipped.
    """

    name = models.CharField(max_length=80, unique=True)
    means = models.TextField("what it is for", blank=True)
    # Where a priority has none, thread health says so.
    is_balanced = models.BooleanField("every priority should have a measure of each tag", default=False)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("plans:tag-group-detail", args=[self.pk])


class Tag(models.Model):
    """One word of a group, such as “Learning and growth”: objectives and measures carry any number of them."""

    group = models.ForeignKey(TagGroup, on_delete=models.PROTECT, related_name="tags")
    name = models.CharField(max_length=80)
    means = models.CharField("what it stands for", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "name"], name="tag_once_in_its_group")]

    def __str__(self) -> str:
        return self.name
