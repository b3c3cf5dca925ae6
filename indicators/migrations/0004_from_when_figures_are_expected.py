"""Where nobody says from when a measure is collected: the day after it was made, or its first figure's period."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import migrations, models


def fill(apps: Any, _: Any) -> None:
    indicators = apps.get_model("indicators", "Indicator").objects
    events = apps.get_model("accounts", "Event").objects.filter(
        thing_type="indicators.indicator", action__in=["created", "imported"]
    )
    made = dict(events.order_by("-at").values_list("thing_id", "at"))
    figures = apps.get_model("indicators", "Observation").objects.filter(state__in=["approved", "superseded"])
    first = dict(figures.values_list("indicator").annotate(first=models.Min("period")))
    for indicator in indicators.all():
        at = made.get(str(indicator.pk))
        if at is None:
            continue  # made before there was a trail: due in every period, as until now
        indicator.expected_from = at.astimezone(ZoneInfo("Europe/London")).date() + timedelta(days=1)
        if indicator.pk in first:
            key = getattr(first[indicator.pk], "key", first[indicator.pk])
            indicator.expected_from = min(indicator.expected_from, date.fromisoformat(key[:10]))
        indicator.save(update_fields=["expected_from"])


class Migration(migrations.Migration):
    dependencies = [("indicators", "0003_an_edge_of_its_own_for_each_cut"), ("accounts", "0001_initial")]

    operations = [
        migrations.AddField("indicator", "expected_from", models.DateField(blank=True, editable=False, null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
