from django.db import migrations, models
from django.db.models import Q


def mark_private_levels(apps, schema_editor):
    """What is promised to be private is the review of one person: by the level's name, or by what its guidance says."""
    promised = Q(name__icontains="EDR") | Q(guidance__icontains="private to the person")
    apps.get_model("plans", "Level").objects.filter(promised).update(is_private=True)


class Migration(migrations.Migration):
    dependencies = [("plans", "0002_versions")]

    operations = [
        migrations.AddField(
            model_name="level",
            name="is_private",
            field=models.BooleanField(default=False, verbose_name="private to the owner and the line of managers"),
        ),
        migrations.RunPython(mark_private_levels, migrations.RunPython.noop),
    ]
