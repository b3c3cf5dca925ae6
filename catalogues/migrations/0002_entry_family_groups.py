from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogues", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="grouping",
            field=models.CharField(
                blank=True, default="", max_length=160, verbose_name="family groups that hold for it"
            ),
        ),
    ]
