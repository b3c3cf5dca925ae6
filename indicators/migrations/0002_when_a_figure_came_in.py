"""A revision keeps the time at which the figure it revises was handed in: a correction does not make a figure late."""

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery


def keep_first(apps: Any, _: Any) -> None:
    observations = apps.get_model("indicators", "Observation").objects
    first = observations.filter(indicator=OuterRef("indicator"), period=OuterRef("period"), revision=1)
    revisions = observations.filter(revision__gt=1)
    revisions.update(submitted_at=Subquery(first.values("submitted_at")[:1]))


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_initial")]

    operations = [migrations.RunPython(keep_first, migrations.RunPython.noop)]
