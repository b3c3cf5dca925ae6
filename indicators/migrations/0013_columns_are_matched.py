"""A council's own file waits until somebody has said what its columns are, and what was said is remembered."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("indicators", "0012_recovery_and_help"),
    ]

    operations = [
        migrations.AddField("importbatch", "layout", models.JSONField(blank=True, null=True)),
        migrations.AlterField(
            "importbatch",
            "state",
            models.CharField(
                choices=[
                    ("waiting", "Waiting to be read"),
                    ("reading", "Being read"),
                    ("matching", "Columns to be matched"),
                    ("unusable", "Not usable"),
                    ("previewed", "Previewed"),
                    ("queued", "Waiting to be applied"),
                    ("applying", "Being applied"),
                    ("applied", "Applied"),
                    ("discarded", "Discarded"),
                ],
                default="previewed",
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="ImportLayout",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("signature", models.CharField(max_length=64)),
                ("choices", models.JSONField()),
                ("filename", models.CharField(max_length=200, verbose_name="file it was said of")),
                ("chosen_at", models.DateTimeField()),
                (
                    "chosen_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("kind", "signature"), name="import_layout_once")],
            },
        ),
    ]
