"""Run as a process of its own by the drills, in the database of the environment: makes a small council, or asks it for
something. The argument says which.
"""

import sys

import django

PEOPLE = 80  # who may forget their passwords
SERVICES = 2
LETTERS = 20
SUBJECT = "Something waits for you"


def email_of(number: int) -> str:
    return f"person{number}@council.example"


def make() -> str:
    """The council; the cookie of a signed-in administrator."""
    from django.core.management import call_command
    from django.test import Client

    from accounts.models import User
    from tests.factories import AppointmentFactory, CycleFactory
    from tests.factories.reporting import measured_service

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    for number in range(SERVICES):
        measured_service(f"Drilled service {number}", values=(95, 85, 50, 70), periods=10)
    CycleFactory()
    for number in range(PEOPLE):
        User.objects.create_user(email=email_of(number), name=f"Person {number}", password=None)
    client = Client()
    client.force_login(AppointmentFactory(post__role="administrator").user)
    return f"sessionid={client.cookies['sessionid'].value}"


def write() -> str:
    """Messages in the outbox, as the digests are."""
    from django.core.mail import send_mail

    for number in range(LETTERS):
        send_mail(SUBJECT, "Enter your figures.", None, [email_of(number)])
    return str(LETTERS)


def build() -> str:
    from django.utils import timezone

    from accounts.actors import SYSTEM
    from reporting.changes.runs import request_run
    from reporting.models import Cycle
    from reporting.tasks import wake_worker

    return str(request_run(by=SYSTEM, at=timezone.now(), cycle=Cycle.objects.get(), wake=wake_worker).pk)


def hurry() -> str:
    """Moves all times of waiting messages ten minutes back, as if so much time had passed; how many were moved. One
    that is being tried just now is left.
    """
    from datetime import timedelta

    from django.db.models import F

    from foundation.outbox import UNFINISHED, all_waiting

    earlier = {name: F(name) - timedelta(minutes=10) for name in ("created_at", "next_try_at")}
    return str(all_waiting().exclude(last_error=UNFINISHED).update(**earlier))


ANSWERS = {each.__name__: each for each in (make, write, build, hurry)}

if __name__ == "__main__":
    django.setup()
    print(ANSWERS[sys.argv[1]]())
