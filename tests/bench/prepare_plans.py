"""Adds to the bench council a whole golden thread: 600 objectives in its service plans, 300 risks against them, and
5,000 people in the teams of its services, each with a review of three objectives.
"""

import os
from datetime import date

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
django.setup()

from django.db import connection  # noqa: E402  the settings come first

from accounts.models import Appointment, Post, Unit, User  # noqa: E402
from edr.models import Review, ReviewObjective  # noqa: E402
from plans.models import Link, Objective, Plan  # noqa: E402
from plans.periods import Frequency, containing  # noqa: E402
from risks.models import Assessment, Matrix, Register, Risk  # noqa: E402
from risks.rules.matrix import grid_to_json  # noqa: E402
from risks.rules.shipped import SHIPPED  # noqa: E402

OBJECTIVES, RISKS, EMPLOYEES = 600, 300, 5_000
MADE_ON = date(2026, 2, 1)


def main() -> None:
    objectives = _objectives(list(Plan.objects.filter(ref__startswith="SP").order_by("pk")))
    _risks(objectives)
    _reviews(objectives)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _objectives(plans: list[Plan]) -> list[Objective]:
    """As many in each service plan, each contributing to a priority or to one beside it."""
    priorities = list(Objective.objects.filter(kind="priority").order_by("pk"))
    made = Objective.objects.bulk_create(
        Objective(
            plan=plans[n % len(plans)],
            kind=("outcome", "objective", "objective", "task")[n // len(plans) % 4],
            ref=f"OB{n:03}",
            title=f"Have request {n} answered within the agreed standard by the end of the year",
            owner_id=plans[n % len(plans)].owner_id,
            position=n,
        )
        for n in range(OBJECTIVES)
    )
    above = [priorities[n % len(priorities)] if n < 120 else made[n % 120] for n in range(OBJECTIVES)]
    Link.objects.bulk_create(
        Link(child=child, parent=parent, made_on=MADE_ON) for child, parent in zip(made, above, strict=True)
    )
    return made


def _risks(objectives: list[Objective]) -> None:
    grid = SHIPPED["5x5"][1]
    matrix = Matrix.objects.create(number=1, name="5 by 5", grid=grid_to_json(grid), adopted_on=date(2026, 1, 1))
    units, owner = list(Unit.objects.filter(kind="department").order_by("pk")), Post.objects.order_by("pk").first()
    registers = [Register.objects.create(level="service", name=f"{unit} register", unit=unit) for unit in units]
    risks = Risk.objects.bulk_create(
        Risk(
            register=registers[n % len(registers)], ref=f"RK{n:03}", title=f"Supplier {n} fails in the winter",
            cause="Costs rise.", event="It hands its contract back.", effect="Residents wait.", owner=owner,
            raised_on=MADE_ON, review_on=date(2027, 1, 31),
        )
        for n in range(RISKS)
    )  # fmt: skip
    ties = Risk.objectives.through
    ties.objects.bulk_create(ties(risk=risk, objective=objectives[n]) for n, risk in enumerate(risks))
    Assessment.objects.bulk_create(
        Assessment(
            risk=risk, matrix=matrix, kind=kind, likelihood=1 + (n + step) % 5, impact=1 + (n * 3 + step) % 5,
            rationale="As it stands.", assessed_on=date(2026, 2 + step, 1),
        )
        for n, risk in enumerate(risks)
        for step, kind in enumerate(("inherent", "current", "current", "target"))
    )  # fmt: skip


def _reviews(objectives: list[Objective]) -> None:
    """Each person in a post of their own under the head of their service, with three objectives for the year."""
    heads = list(Post.objects.filter(unit__kind="department").order_by("pk"))
    people = User.objects.bulk_create(
        User(email=f"employee{n}@bench.example", name=f"Employee {n}") for n in range(EMPLOYEES)
    )
    posts = Post.objects.bulk_create(
        Post(title=f"Officer {n}", unit_id=(head := heads[n % len(heads)]).unit_id, role="employee", reports_to=head)
        for n in range(EMPLOYEES)
    )
    held = zip(people, posts, strict=True)
    Appointment.objects.bulk_create(Appointment(user=who, post=post, starts_on=MADE_ON) for who, post in held)
    year = containing(MADE_ON, Frequency.YEAR).next()
    reviews = Review.objects.bulk_create(
        Review(person=who, post=post, year=year, begun_on=MADE_ON) for who, post in zip(people, posts, strict=True)
    )
    ReviewObjective.objects.bulk_create(
        ReviewObjective(review=review, position=n, title="Answer requests within ten days", serves=objectives[n])
        for review in reviews
        for n in range(3)
    )


main()
