"""A director, a head and an officer in one line, with a review of the officer's."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from accounts.actors import Actor, actor_for
from accounts.models import Post, Unit, User
from edr.models import Review
from foundation.dates import london_day
from tests.factories import AppointmentFactory, PostFactory, UnitFactory
from tests.factories.edr import ReviewFactory

AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)


@dataclass(slots=True)
class Line:
    unit: Unit
    top: Post
    head: Post
    officer: Post
    director: User
    manager: User
    person: User
    review: Review

    @staticmethod
    def acting(user: User, at: datetime = AT) -> Actor:
        return actor_for(user, today=london_day(at))


@pytest.fixture
def line(db) -> Line:
    unit = UnitFactory(name="Benefits")
    top = PostFactory(title="Director", role="director", unit=unit)
    head = PostFactory(title="Head", role="approver", reports_to=top, unit=unit)
    officer = PostFactory(title="Officer", role="data_officer", reports_to=head, unit=unit)
    director = AppointmentFactory(post=top, user__name="Dee Director").user
    manager = AppointmentFactory(post=head, user__name="May Manager").user
    person = AppointmentFactory(post=officer, user__name="Ed Employee").user
    review = ReviewFactory(person=person, post=officer, held=False)
    return Line(unit, top, head, officer, director, manager, person, review)
