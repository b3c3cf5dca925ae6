from django.db import models
from django.urls import reverse


class Theme(models.Model):
    """What people speak about, of a list that the council makes: "Missed bins". One that is archived is offered no
    more, and stays with the records that have it.
    """

    name = models.CharField(max_length=60, unique=True)
    about = models.CharField("what belongs to it", max_length=200, blank=True)
    is_archived = models.BooleanField("archived", default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("feedback:theme-list")
