"""The first event whose digest needs the key follows those from before there was one, and so seals them."""

from django.db import migrations
from django.utils import timezone

from accounts.audit_chain import EVENT, content_of, sealed_digest


def seal(apps, schema_editor):
    Event = apps.get_model("accounts", "Event")
    last = Event.objects.order_by("-pk").first()
    if last is None:
        return
    event = Event(
        at=timezone.now(),
        by_name="The system",
        action="sealed",
        thing_type=EVENT,
        thing_id=str(last.pk),
        thing_name=f"number {last.pk} and all before it",
        page_type=EVENT,
        previous_digest=last.digest,
    )
    event.digest = sealed_digest(content_of(event))
    event.save()


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_versions'),
    ]

    operations = [
        migrations.RunPython(seal, migrations.RunPython.noop),
    ]
