from django.db import migrations, models
from django.db.models import F


def both_as_one(apps, schema_editor):
    apps.get_model("indicators", "RatingRule").objects.update(red_edge=F("green_edge"))


class Migration(migrations.Migration):
    dependencies = [("indicators", "0002_when_a_figure_came_in")]

    operations = [
        migrations.RenameField("ratingrule", "boundary", "green_edge"),
        migrations.AlterField(
            "ratingrule",
            "green_edge",
            models.CharField(
                "a figure exactly on the green cut is",
                max_length=6,
                choices=[("better", "green"), ("worse", "not green")],
                default="better",
            ),
        ),
        migrations.AddField(
            "ratingrule",
            "red_edge",
            models.CharField(
                "a figure exactly on the amber cut is",
                max_length=6,
                choices=[("better", "amber"), ("worse", "red")],
                default="better",
            ),
        ),
        # Undone, the green edge stays as the one boundary.
        migrations.RunPython(both_as_one, migrations.RunPython.noop),
    ]
