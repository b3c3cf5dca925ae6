from django.db import migrations, models


def keep_as_it_is(apps, _schema_editor):
    """Who already works with the product has set it up: their first page stays theirs."""
    if apps.get_model("accounts", "User").objects.exists():
        identity = apps.get_model("accounts", "Identity")
        if not identity.objects.update(is_set_up=True):
            identity.objects.create(is_set_up=True)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_finance")]

    operations = [
        migrations.AddField(
            model_name="identity",
            name="is_set_up",
            field=models.BooleanField(default=False, verbose_name="set-up is finished"),
        ),
        migrations.AddField(
            model_name="identity",
            name="name",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AlterField(
            model_name="identity",
            name="colour",
            field=models.CharField(blank=True, max_length=7),
        ),
        migrations.AddField(
            model_name="user",
            name="invited_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(keep_as_it_is, migrations.RunPython.noop),
    ]
