"""What was sent back has a date of its own. Those sent back before this keep the date of their return."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("indicators", "0004_from_when_figures_are_expected")]

    operations = [
        migrations.AddField(
            "observation",
            "back_by",
            models.DateTimeField("to be handed in again by", blank=True, null=True),
        ),
    ]
