"""Reviews whose time is over are removed, with all that belongs to them; nothing else is."""

from datetime import UTC, datetime

import pytest

from accounts.models import Event, Notice
from edr.changes.removal import remove_old
from edr.models import BreakGlass, DevelopmentNeed, Review, ReviewObjective, Signature, Statement
from tests.factories import UserFactory
from tests.factories.edr import (
    YEAR,
    BreakGlassFactory,
    DevelopmentNeedFactory,
    ReviewFactory,
    ReviewObjectiveFactory,
    StatementFactory,
    sign_stages,
)

pytestmark = pytest.mark.django_db


def whole(**fields):
    review = ReviewFactory(**fields)
    StatementFactory(review=review, objective=ReviewObjectiveFactory(review=review))
    StatementFactory(review=review, side="employee")
    DevelopmentNeedFactory(review=review)
    BreakGlassFactory(review=review)
    sign_stages(review, manager=UserFactory())
    return review


def test_years_after_the_end_of_its_year_a_review_goes_with_all_of_it():
    old, kept = whole(year=YEAR), whole(year=YEAR.next())
    Notice.objects.create(
        to=old.person, at=datetime(2027, 1, 1, tzinfo=UTC), by_name="x", kind="review", words="w", path="/",
        because="b", about="review", about_id=old.pk, needs="council_read",
    )  # fmt: skip
    assert remove_old(at=datetime(2030, 3, 31, 9, tzinfo=UTC), years=3) == 0
    assert remove_old(at=datetime(2030, 4, 1, 9, tzinfo=UTC), years=3) == 1
    assert list(Review.objects.all()) == [kept]
    for model in (ReviewObjective, Statement, DevelopmentNeed, BreakGlass, Signature):
        assert set(model.objects.values_list("review", flat=True)) == {kept.pk}
    assert not Notice.objects.exists()
    told = Event.objects.get()
    assert (told.action, told.thing_name, told.by_name) == (
        "removed what is over:", "1 development review of 2026/27", "The system",
    )  # fmt: skip
