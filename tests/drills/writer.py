"""Run as a process of its own: renames a team again and again, each time with its line in the trail."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.db import transaction  # noqa: E402  the settings come first
from django.utils import timezone  # noqa: E402

from accounts import audit  # noqa: E402
from accounts.actors import SYSTEM  # noqa: E402
from accounts.models import Unit  # noqa: E402


def main(name: str) -> None:
    unit = Unit.objects.create(name=f"Written by {name}", kind="team")
    number = 0
    while True:
        number += 1
        with transaction.atomic():
            audit.save(by=SYSTEM, at=timezone.now(), thing=unit, values={"name": f"Written by {name}: {number}"})


if __name__ == "__main__":
    main(sys.argv[1])
