"""The quarter of a pack is stored with it.

Until now it was worked out anew on every reading: the latest quarter that had released reports, whomever they were
for. Each pack keeps the quarter that it showed: a published one when it was published, one in work now.
"""

from datetime import datetime

from django.db import migrations
from django.db.models import Max
from django.utils import timezone

import plans.fields
from plans.periods import Frequency, Period, containing
from foundation.dates import london_day


def keep_quarters(apps, schema_editor):
    pack_model, cycle_model = apps.get_model("scrutiny", "Pack"), apps.get_model("reporting", "Cycle")
    now = timezone.now()
    for pack in pack_model.objects.only("pk", "published_at"):
        pack_model.objects.filter(pk=pack.pk).update(period=_shown(cycle_model, pack.published_at or now))


def _shown(cycle_model, at: datetime) -> Period:
    """The quarter that packs showed at a moment."""
    released = cycle_model.objects.filter(reports__state="released", reports__released_at__lte=at)
    newest = released.aggregate(newest=Max("period"))["newest"]
    return newest or containing(london_day(at), Frequency.QUARTER).previous()


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0001_initial"),
        ("scrutiny", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="pack",
            name="period",
            field=plans.fields.PeriodField(null=True, verbose_name="quarter"),
        ),
        migrations.RunPython(keep_quarters, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="pack",
            name="period",
            field=plans.fields.PeriodField(verbose_name="quarter"),
        ),
    ]
