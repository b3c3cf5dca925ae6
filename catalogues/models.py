"""Catalogues of measures that others publish, and which measures of ours answer to which of their entries (C1)."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from catalogues.rules.entries import Published, entry_name, web_address
from foundation.narrowing import within
from indicators.models import Indicator
from indicators.rules.vocabulary import Polarity


class Catalogue(models.Model):
    """A framework or a set: who publishes it, under which licence, and whether what is here is the whole of it."""

    name = models.CharField(max_length=120, unique=True)
    short = models.CharField("short name", max_length=12)
    about = models.TextField("what it is", blank=True)
    source = models.CharField("where it comes from", max_length=250, blank=True)
    source_url = models.CharField("address", max_length=500, blank=True)
    licence = models.CharField(max_length=250, blank=True)
    is_part = models.BooleanField("only a part of it is here", default=False)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("catalogues:catalogue-detail", args=[self.pk])

    @property
    def address(self) -> str:
        """Where it can be read; "" where that is no address of the web."""
        return web_address(self.source_url)


class EntryQuerySet(models.QuerySet[Any]):
    def with_ours(self, reach: frozenset[int] | None, *, today: date) -> Self:
        """Each with ``is_adopted`` and ``is_mapped``: whether a measure in use that the reader may know of was made
        from it, and whether one answers to it at all.
        """
        mapped = EntryMapping.objects.of_measures_in_use(reach, today=today).filter(entry=OuterRef("pk"))
        return self.annotate(is_adopted=Exists(mapped.filter(was_adopted=True)), is_mapped=Exists(mapped))

    def unchecked(self) -> Self:
        """Those whose title nobody checked, as ``rules.entries.is_unchecked`` has it."""
        return self.filter(title_check__istartswith="not checked")


class Entry(models.Model):
    """A measure of a catalogue as it is published. Its publisher's words for kind and frequency stay as they are;
    ``title_check`` says whether somebody held its title against a source.
    """

    catalogue = models.ForeignKey(Catalogue, on_delete=models.CASCADE, related_name="entries")
    position = models.PositiveIntegerField()
    code = models.CharField(max_length=30, blank=True)
    title = models.CharField(max_length=250)
    theme = models.CharField("theme or outcome", max_length=120, blank=True)
    kind = models.CharField("type as published", max_length=60, blank=True)
    polarity = models.CharField(
        "good is",
        max_length=5,
        blank=True,
        choices=[
            (Polarity.HIGH.value, "high"),
            (Polarity.LOW.value, "low"),
            (Polarity.RANGE.value, "within a range"),
            (Polarity.PLAN.value, "exactly as planned"),
        ],
    )
    best = models.DecimalField("best value", max_digits=15, decimal_places=4, null=True, blank=True)
    frequency = models.CharField("how often, as published", max_length=60, blank=True)
    numerator = models.CharField("what the numerator counts", max_length=250, blank=True)
    denominator = models.CharField("what the denominator counts", max_length=250, blank=True)
    data_source = models.CharField("whose statistics", max_length=120, blank=True)
    is_placeholder = models.BooleanField("placeholder", default=False)
    title_check = models.CharField("how its title was checked", max_length=120, blank=True)
    source_url = models.CharField("source", max_length=500, blank=True)
    grouping = models.CharField("family groups that hold for it", max_length=160, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["catalogue", "position"], name="entry_in_order")]
        constraints = [
            models.UniqueConstraint(fields=["catalogue", "code"], condition=~Q(code=""), name="entry_code_once"),
            models.UniqueConstraint(fields=["catalogue", "title"], name="entry_title_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()

    def get_absolute_url(self) -> str:
        return reverse("catalogues:entry-detail", args=[self.pk])

    @property
    def named(self) -> str:
        """As it is called beside a measure of ours, with its catalogue read: "LGBF ENV03c"."""
        return entry_name(self.catalogue.short, self.code, self.title)

    @property
    def address(self) -> str:
        """Where it was seen; "" where that is no address of the web."""
        return web_address(self.source_url)

    @property
    def published(self) -> Published:
        """What it says, as the rules take it."""
        return Published(**{name: getattr(self, name) for name in Published._fields})

    @property
    def marks(self) -> list[str]:
        """What a reader has to know of it wherever it stands."""
        return self.published.marks


class EntryMappingQuerySet(models.QuerySet[Any]):
    def within(self, reach: frozenset[int] | None) -> Self:
        """Those of measures that the reader may know of."""
        return within(self, reach, "measure__service")

    def of_measures_in_use(self, reach: frozenset[int] | None, *, today: date) -> Self:
        """Of these, those of measures that are collected today: what is retired measures nothing any more."""
        return self.within(reach).filter(Q(measure__ends_on=None) | Q(measure__ends_on__gte=today))


class EntryMapping(models.Model):
    """A measure of ours that answers to an entry; ``was_adopted``: it was made from it. One of ours may answer to
    several entries, and several of ours to one.
    """

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="mappings")
    measure = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="+")
    was_adopted = models.BooleanField("made from it", default=False)
    note = models.CharField("how ours differs", max_length=250, blank=True)
    made_on = models.DateField()

    objects = EntryMappingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "measure"], name="mapping_once")]

    def __str__(self) -> str:
        return f"{self.measure.ref} answers to {self.entry}"
