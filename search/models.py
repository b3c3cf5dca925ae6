from django.db import models
from django.urls import reverse


class Synonym(models.Model):
    """A word that people type, and what the council's own plans, measures and reports call it."""

    typed = models.CharField("what people type", max_length=60, unique=True)
    means = models.CharField("what it is called here", max_length=200)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"“{self.typed}”"

    def get_absolute_url(self) -> str:
        return reverse("search:synonym-edit", args=[self.pk])

    @property
    def meanings(self) -> list[str]:
        """Each of the things that it means, as it was written."""
        return [each.strip() for each in self.means.split(",") if each.strip()]
