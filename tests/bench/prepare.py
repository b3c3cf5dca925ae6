"""Makes the bench council in the database of the environment; prints a session cookie, a service and its return.

``BENCH_SERVICES`` and ``BENCH_YEARS`` say how large it is. ``compare`` runs this in other checkouts too, so what it
prints stays as it is.
"""

import os
from datetime import UTC, date, datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  the settings come first
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from accounts.models import Appointment, Post, Unit, User  # noqa: E402
from indicators.models import Return  # noqa: E402
from indicators.workflow import FigureState  # noqa: E402
from tests.bench.council import make_council  # noqa: E402

FAR_OFF = datetime(2099, 3, 31, tzinfo=UTC)


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    services, years = int(os.environ.get("BENCH_SERVICES", "20")), int(os.environ.get("BENCH_YEARS", "5"))
    service, entering = make_council(services=services, measures=35, years=years)[:2]
    in_return = Return.objects.get(service=entering)
    # On the machine's clock this return is open, with every figure of it still to be handed in.
    in_return.figures.update(state=FigureState.DRAFT, submitted_at=None, approved_at=None)
    Return.objects.filter(pk=in_return.pk).update(due_at=FAR_OFF, grace_ends_at=FAR_OFF, locks_at=FAR_OFF)
    person = User.objects.create_user(email="bench@exampleshire.example", name="Bench")
    council = Unit.objects.get(kind="council")
    post = Post.objects.create(title="Performance manager", unit=council, role="administrator")
    Appointment.objects.create(post=post, user=person, starts_on=date(2020, 4, 1))
    with connection.cursor() as cursor:
        # What PostgreSQL does by itself some time after so many rows were written.
        cursor.execute("VACUUM ANALYZE")
    client = Client()
    client.force_login(person)
    cookie = client.cookies["sessionid"].value
    print(f"sessionid={cookie}", service.pk, in_return.pk)


main()
