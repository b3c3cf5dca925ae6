"""Each file says what kind it is, and a large one waits until a worker has read it. Those stored held figures."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("indicators", "0008_whether_a_promise_was_kept")]

    operations = [
        migrations.AddField("importbatch", "kind", models.CharField(default="figures", max_length=20)),
        migrations.AlterField(
            "importbatch",
            "state",
            models.CharField(
                choices=[
                    ("waiting", "Waiting to be read"),
                    ("reading", "Being read"),
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
    ]
