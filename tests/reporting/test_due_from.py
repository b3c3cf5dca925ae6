"""A partner's own timetable: all that is due from its organisation, by day (A14)."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from accounts.roles import Role
from reporting.queries.due_from import due_from
from tests.factories import (
    CycleFactory,
    IndicatorFactory,
    LevelFactory,
    MilestoneFactory,
    ObservationFactory,
    PlanFactory,
    PlanTimetableFactory,
    PostFactory,
    ReturnFactory,
    UnitFactory,
    sign_in,
)
from tests.factories.indicators import Q2, RecoveryActionFactory
from tests.factories.risks import MitigationFactory, RegisterFactory, RiskFactory

AT = datetime(2026, 10, 14, 9, tzinfo=UTC)
EXEMPT = {"is_exempt": True, "exempt_paragraph": 3, "exempt_reason": "A contract."}
ADDRESS = reverse("reporting:due")

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner():
    return UnitFactory(name="Health Trust", kind="partner")


@pytest.fixture
def person(partner):
    return sign_in(Role.PARTNER, partner)


def told(partner, person):
    return [(row.on, row.what, row.kind, row.is_late) for row in due_from([partner.pk], person[1], at=AT)]


def test_all_that_is_due_stands_by_day_and_what_is_late_is_marked(partner, person):
    owner, level = PostFactory(unit=partner), LevelFactory(is_reported=True)
    plan = PlanFactory(unit=partner, owner=owner, level=level, title="Trust plan", state="draft", approved_on=None)
    PlanTimetableFactory(level=level, submit_on=date(2026, 10, 10))
    MilestoneFactory(objective__plan=PlanFactory(unit=partner), ref="M1", title="Train", due_on=date(2026, 12, 1))
    MilestoneFactory(objective__plan=plan, title="Done", state="cancelled", reason="No.")
    risk = RiskFactory(register=RegisterFactory(unit=partner), ref="R1", title="Floods", review_on=date(2026, 11, 2))
    MitigationFactory(risk=risk, title="Raise the wall", due_on=date(2026, 11, 20))
    assert told(partner, person) == [
        (date(2026, 10, 10), "Trust plan: to be submitted", "Plan", True),
        (date(2026, 11, 2), "R1 Floods: to be reviewed", "Risk", False),
        (date(2026, 11, 20), "Raise the wall (risk R1)", "Action against a risk", False),
        (date(2026, 12, 1), "M1 Train", "Milestone", False),
    ]


def test_figures_are_due_of_open_returns_and_of_quarters_whose_day_is_set(partner, person):
    measure = IndicatorFactory(service=partner)
    owed = ReturnFactory(service=partner, period=Q2)
    ObservationFactory(indicator=measure, period=Q2, in_return=owed, state="draft")
    coming = CycleFactory(period=Q2.next(), opened_at=None)
    found = told(partner, person)
    assert {(what, kind) for _, what, kind, _ in found} == {
        (f"Figures of {Q2.label}", "Return"),
        (f"Figures of {Q2.next().label}", "Return"),
    }
    assert coming.due_on in {on for on, *_ in found}


def test_what_is_on_hold_is_not_late_and_what_is_done_about_measures_is_there(partner, person):
    plan, past = PlanFactory(unit=partner), {"starts_on": date(2026, 8, 1), "due_on": date(2026, 9, 1)}
    MilestoneFactory(objective__plan=plan, ref="M1", title="Train", state="on_hold", reason="No room.", **past)
    RecoveryActionFactory(indicator=IndicatorFactory(service=partner, ref="TR1"), title="Hire", **past)
    assert told(partner, person) == [
        (date(2026, 9, 1), "Hire (measure TR1)", "Recovery action", True),
        (date(2026, 9, 1), "M1 Train", "Milestone", False),
    ]


def test_nothing_of_others_and_nothing_exempt_is_there(partner, person):
    MilestoneFactory()
    RiskFactory()
    RiskFactory(register=RegisterFactory(unit=partner), **EXEMPT)
    assert told(partner, person) == []
    assert "Nothing is due" in person[0].get(ADDRESS).content.decode()


def test_it_is_for_partners_and_comes_as_a_file(partner, person):
    MilestoneFactory(objective__plan=PlanFactory(unit=partner), ref="M1", title="Train", due_on=date(2026, 9, 1))
    text = person[0].get(ADDRESS).content.decode()
    assert "1 is late." in text
    assert "M1 Train" in person[0].get(f"{ADDRESS}?download=csv").content.decode("utf-8-sig")
    assert sign_in(Role.DIRECTOR)[0].get(ADDRESS).status_code == 403
