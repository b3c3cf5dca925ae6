"""Adds to the bench council until there are 10,000 things to be found; prints queries as people type them, as JSON.

Names are made of words that councils published, without random numbers: the same on every machine.
"""

import csv
import json
import os
from datetime import UTC, date, datetime
from itertools import cycle, islice
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
django.setup()

from django.db import connection  # noqa: E402  the settings come first

from accounts.models import Appointment, Post, Unit, User  # noqa: E402
from indicators.models import Indicator  # noqa: E402
from plans.models import Milestone, Objective, Plan  # noqa: E402
from search.models import Synonym  # noqa: E402
from search.words import looked_for  # noqa: E402

MEASURES, OBJECTIVES, MILESTONES, PEOPLE = 3000, 3000, 2000, 570  # and as many posts as people; the council has 900
QUERIES = 200


def main() -> None:
    names = _names()
    units, posts = list(Unit.objects.filter(kind="department")), list(Post.objects.order_by("pk"))
    like = Indicator.objects.order_by("pk").first()
    shared = {name: getattr(like, name) for name in ("kind", "polarity", "frequency", "counting")}
    Indicator.objects.bulk_create(
        Indicator(
            ref=f"S{n:04}", name=name, purpose=f"So that residents have {other}.", definition=f"{other}. {name}.",
            service=units[n % len(units)], owner=posts[0], data_provider=posts[0], approver=posts[0], **shared,
        )
        for n, (name, other) in enumerate(islice(names, MEASURES))
    )  # fmt: skip
    plans = list(Plan.objects.order_by("pk"))
    objectives = Objective.objects.bulk_create(
        Objective(
            plan=plans[n % len(plans)], kind="task", ref=f"T{n:04}", title=name, description=other, owner=posts[0]
        )
        for n, (name, other) in enumerate(islice(names, OBJECTIVES))
    )
    days = {name: date(2026, 4, 1) for name in ("starts_on", "due_on", "first_due_on")}
    Milestone.objects.bulk_create(
        Milestone(
            objective=objectives[n], ref=f"TM{n:04}", title=name, owner=posts[0], updated_at=datetime.now(UTC), **days
        )
        for n, (name, _) in enumerate(islice(names, MILESTONES))
    )
    _people(units)
    means = {"bins": "waste, missed collections", "crime": "burglary, anti-social", "tip": "recycling"}
    for typed in means:
        Synonym.objects.create(typed=typed, means=means[typed])
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT COUNT(*) FROM search_entry")
        assert cursor.fetchone()[0] >= 10_000
    print(json.dumps(list(islice(_queries(), QUERIES))))


def _published() -> list[str]:
    """The names of measures and actions that councils printed."""
    folder = Path("pmmi/demo/data")
    found: dict[str, None] = {}
    for file in sorted(folder.glob("*.csv")):
        for row in csv.DictReader(file.read_text().splitlines()):
            if text := row.get("indicator") or row.get("title"):
                found[text[:200]] = None
    return list(found)


def _names():
    """Pairs of names: half of one, half of another, with a place."""
    texts = _published()
    places = ("the north", "the south", "town centres", "villages", "schools", "care homes", "parks", "estates")
    for n in cycle(range(len(texts) * 97)):
        one, other = texts[n % len(texts)], texts[(n * 31 + 7) % len(texts)]
        half = " ".join(one.split()[: 3 + n % 7])
        yield f"{half} and {' '.join(other.split()[-4:])} in {places[n % 8]}"[:250], other


def _people(units: list[Unit]) -> None:
    first = ("Ann", "Ben", "Cara", "Dev", "Ella", "Femi", "Grace", "Hugh", "Iris", "Jon", "Kofi")
    last = [
        "Adeyemi",
        "Becket",
        "Clarke",
        "Dunmore",
        "Ellis",
        "Farrow",
        "Grant",
        "Hale",
        "Iqbal",
        "Jones",
        "Khan",
        "Lowe",
    ]
    users = User.objects.bulk_create(
        User(email=f"p{n}@mail.example", name=f"{first[n % 11]} {last[n % 12]} {last[(n // 12) % 12]}", password="!")
        for n in range(PEOPLE)
    )
    posts = Post.objects.bulk_create(
        Post(title=f"Officer {n} for {last[n % 12]} Road", unit=units[n % len(units)], role="employee")
        for n in range(PEOPLE)
    )
    Appointment.objects.bulk_create(
        Appointment(post=post, user=user, starts_on=date(2020, 4, 1)) for post, user in zip(posts, users, strict=True)
    )


def _queries():
    """One word, two words, a name begun, a reference, a slip, a word of the council's list, a question, nothing."""
    texts = _published()
    for n in cycle(range(len(texts))):
        words = looked_for(texts[(n * 13) % len(texts)]) or ["waste"]
        word = max(words, key=len)
        yield word
        yield " ".join(words[:2])
        yield " ".join(words[-3:])
        yield word[: max(3, len(word) // 2)]
        yield f"S{(n * 37) % 3000:04}"
        yield word[:2] + word[3] + word[2] + word[4:] if len(word) > 4 else word
        yield ("bins", "tip", "crime", "Service 07", "Grace Adeyemi")[n % 5]
        yield f"how many {' '.join(words[:4])} were there last year"
        yield ("percentage", "number", "xyzzyqwv", "service")[n % 4]


main()
