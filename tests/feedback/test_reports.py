"""What a service's report tells of what people say."""

from datetime import UTC, date, datetime

import pytest

from reporting.audiences import orders
from reporting.sections import problems
from reporting.snapshots import gather, make
from tests.factories import UnitFactory
from tests.factories.feedback import SURVEY, RecordFactory, ThemeFactory
from tests.factories.indicators import Q2
from tests.factories.reporting import measured_service

pytestmark = pytest.mark.django_db
BEFORE = date(2026, 6, 3)


def told(service):
    """The sections on what people say of the service's report, as it is made now."""
    order = next(each for each in orders(Q2) if each.kind == "service" and each.subject.unit_id == service.pk)
    made, _ = make(order, gather(Q2, at=datetime(2026, 10, 14, 9, 30, tzinfo=UTC)))
    assert problems(made) == []
    return [each for each in made["sections"] if each["id"] == "people-say"]


def test_themes_with_counts_and_at_most_three_stories_and_nothing_that_is_private():
    *_, (measure, _, _) = measured_service()
    service = measure.service
    assert told(service) == [], "where nothing is recorded nothing is said"
    missed, staff = ThemeFactory(name="Missed bins"), ThemeFactory(name="Workload")
    beneath = UnitFactory(parent=service)
    RecordFactory(unit=service, count=10, themes=[missed])
    RecordFactory(unit=beneath, count=4, themes=[missed])
    RecordFactory(unit=service, count=9, themes=[missed], last_on=BEFORE)
    RecordFactory(unit=UnitFactory(), count=50, themes=[missed])
    RecordFactory(unit=service, kind="casework", count=1, themes=[missed], words="Ms Smith’s flat")
    RecordFactory(unit=service, kind="concern", count=6, themes=[staff], words="My manager shouts.")
    RecordFactory(unit=beneath, kind="concern", count=4, themes=[staff])
    RecordFactory(unit=service, kind="concern", count=4, themes=[missed])
    for number in range(3):
        RecordFactory(unit=service, kind="story", title=f"Story {number}", words="It went well.")
    RecordFactory(unit=service, **SURVEY, title="Survey")
    RecordFactory(unit=service, kind="story", title="Old story", last_on=BEFORE)
    (section,) = told(service)
    assert section["table"]["rows"] == [
        ["Missed bins", "Complaints", "14", "9"],
        ["Missed bins", "Members’ casework", "1", "0"],
        ["Workload", "Concerns of staff", "6", "–"],
    ]
    assert section["bullets"] == [
        "Survey: 72% said “Satisfied”: 360 of 500 who answered. 1,000 were asked, and 50% answered.",
        "Story 2: It went well.",
        "Story 1: It went well.",
    ]
    assert "Smith" not in str(section)
    assert "shouts" not in str(section)
