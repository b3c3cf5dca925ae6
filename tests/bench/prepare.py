"""Makes the bench council in the database of the environment; prints a session cookie, a service and its return."""

import os
from datetime import date

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  the settings come first
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from accounts.models import Appointment, Post, Unit, User  # noqa: E402
from indicators.models import Return  # noqa: E402
from tests.bench.council import make_council  # noqa: E402


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    service = make_council(services=20, measures=35, years=5)[0]
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
    print(f"sessionid={cookie}", service.pk, Return.objects.get(service=service).pk)


main()
