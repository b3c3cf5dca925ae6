"""An officer says whether what was promised last time was done. Nothing is said of what was written before this."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("indicators", "0007_an_import_is_a_job")]

    operations = [
        migrations.AddField(
            "commentary",
            "promise_kept",
            models.CharField(
                "Was what was promised last time done",
                blank=True,
                choices=[("yes", "Yes"), ("part", "In part"), ("no", "No")],
                default="",
                max_length=4,
            ),
            preserve_default=False,
        ),
    ]
