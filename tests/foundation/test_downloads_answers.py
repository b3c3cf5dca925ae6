"""Lists of people, plans and returns as files: what the screen shows, as it is filtered and sorted."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from accounts.roles import Role
from tests.factories import (
    AppointmentFactory,
    IndicatorFactory,
    ObservationFactory,
    PlanFactory,
    PostFactory,
    ReturnFactory,
    UnitFactory,
    UserFactory,
    sign_in,
)

pytestmark = pytest.mark.django_db
FORMULA = "=1+1"


@pytest.fixture
def service():
    return UnitFactory(name="Waste")


@pytest.fixture
def admin():
    client, _ = sign_in(Role.ADMINISTRATOR)
    return client


def rows(client, route, **chosen):
    answer = client.get(reverse(route), {**chosen, "download": "csv"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_people(admin, service):
    someone = UserFactory(name=FORMULA, email="a@exampleshire.example")
    post = PostFactory(title="Head of Waste", unit=service, role="approver")
    AppointmentFactory(user=someone, post=post)
    AppointmentFactory(
        user=someone, post=PostFactory(title="Fleet Manager", unit=service, role="employee"), is_deputy=True
    )
    UserFactory(name="Zoe", email="z@exampleshire.example", is_active=False)
    assert rows(admin, "accounts:person-list", unit=service.pk) == [
        {
            "Name": "'=1+1",
            "Email": "a@exampleshire.example",
            "May sign in": "Yes",
            "Posts held today": f"Head of Waste (Waste, {post.get_role_display()}); "
            "Fleet Manager, deputy (Waste, Employee)",
        }
    ]
    assert [(row["Name"], row["May sign in"]) for row in rows(admin, "accounts:person-list", state="disabled")] == [
        ("Zoe", "No")
    ]
    names = [row["Name"] for row in rows(admin, "accounts:person-list", sort="-name")]
    assert names == sorted(names, reverse=True)
    assert len(names) > 2


def test_plans(admin, service):
    plan = PlanFactory(ref="SP1", title=FORMULA, unit=service)
    PlanFactory(ref="SP2", title="Other")
    (row,) = rows(admin, "plans:plan-list", unit=service.pk)
    assert row == {
        "Reference": "SP1",
        "Plan": "'=1+1",
        "Level": plan.level.name,
        "Unit": "Waste",
        "Owner": plan.owner.title,
        "Starts on": plan.starts_on.isoformat(),
        "Ends on": plan.ends_on.isoformat(),
        "State": plan.get_state_display(),
        "Objectives": "0",
    }
    assert [row["Reference"] for row in rows(admin, "plans:plan-list", q="SP", sort="-title")] == ["SP2", "SP1"]


def test_returns(admin, service):
    late = ReturnFactory(
        service=service, grace_ends_at=datetime(2026, 10, 5, tzinfo=UTC), due_at=datetime(2026, 10, 4, tzinfo=UTC)
    )
    for state, value in (("due", None), ("submitted", 95), ("approved", 95)):
        ObservationFactory(indicator=IndicatorFactory(service=service), in_return=late, state=state, value=value)
    ReturnFactory(service=UnitFactory(name=FORMULA))
    found = rows(admin, "indicators:return-list")
    assert [row["Service"] for row in found] == ["'=1+1", "Waste"]
    assert found[1] == {
        "Service": "Waste",
        "Period": "2026/27 Q2",
        "State": "Late, 1 left",
        "Figures": "3",
        "Handed in": "2",
        "Left": "1",
        "To approve": "1",
        "Due": "2026-10-04",
    }
    assert [row["Service"] for row in rows(admin, "indicators:return-list", state="todo")] == ["Waste"]
    assert [row["Service"] for row in rows(admin, "indicators:return-list", sort="-service")] == ["Waste", "'=1+1"]


def test_returns_of_others_stay_out(service):
    mine = ReturnFactory(service=service)
    ReturnFactory(service=UnitFactory(name="Parks"))
    client, _ = sign_in(Role.DATA_OFFICER, mine.service)
    assert [row["Service"] for row in rows(client, "indicators:return-list")] == ["Waste"]


@pytest.mark.parametrize(
    ("page", "file"),
    [("accounts:person-list", "people"), ("plans:plan-list", "plans"), ("indicators:return-list", "returns")],
)
def test_the_list_offers_its_file_with_its_filters(admin, page, file):
    text = admin.get(reverse(page), {"state": "x", "page": 1}).content.decode()
    assert 'href="?state=x&amp;download=xlsx"' in text
    assert 'href="?state=x&amp;download=csv"' in text
    answer = admin.get(reverse(page), {"state": "x", "download": "xlsx"})
    assert answer.content[:2] == b"PK"
    assert answer["Content-Disposition"] == f'attachment; filename="{file}.xlsx"'
