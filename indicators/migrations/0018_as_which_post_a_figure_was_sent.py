import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_the_councils_name_and_set_up"),
        ("indicators", "0017_own_forecasts"),
    ]

    operations = [
        migrations.AddField(
            model_name="observation",
            name="entered_as",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.post",
            ),
        ),
    ]
