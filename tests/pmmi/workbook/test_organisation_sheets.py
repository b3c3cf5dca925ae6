"""A council's own structure by workbook: made, corrected, refused, taken back."""

from dataclasses import replace
from typing import Any

import pytest

from accounts.actors import Actor
from accounts.models import Appointment, Event, Identity, Post, Unit, User
from accounts.roles import ROLES, Permission, Reach, Role
from indicators.imports import kinds
from indicators.imports.kinds import ReadyImport
from indicators.models import ImportState
from pmmi.workbook.kind import WORKBOOK
from pmmi.workbook.sheets import SHEETS
from tests.factories import AppointmentFactory, PostFactory, UnitFactory, sign_in
from tests.pmmi.workbook.books import applied, planned, problems, row_counts, taken_back

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
UNITS = (
    {"Name": "Waste", "Kind": "Department or service", "Lies beneath": "Place"},
    {"Name": "Place", "Kind": "Directorate", "Lies beneath": "Exampleshire", "Since": "1 April 2020"},
)
POSTS = (
    {"Post": "Head of Waste", "Unit": "Waste", "Role": "Head of service", "Reports to": "Director"},
    {"Post": "Director", "Unit": "Place", "Role": "Director"},
)
PEOPLE = ({"E-mail": "Dee@exampleshire.example", "Name": "Dee Rae"},)
APPOINTED = ({"Post": "Director", "Person": "dee@exampleshire.example", "First day": "01/09/2026"},)
WHOLE = {"Units": UNITS, "Posts": POSTS, "People": PEOPLE, "Appointments": APPOINTED}


@pytest.fixture
def by() -> Actor:
    return sign_in(Role.ADMINISTRATOR, UnitFactory(name="Exampleshire", kind="council"))[1]


def test_who_may_upload_a_workbook_administers_what_each_sheet_holds() -> None:
    """The whole workbook is one kind of import, with one permission."""
    for role in ROLES.values():
        if role.reach(Permission.ORGANISATION_EDIT) is Reach.COUNCIL:
            assert {sheet.title for sheet in SHEETS if role.reach(sheet.needs) is not Reach.COUNCIL} == set()


def test_a_structure_is_made_whatever_the_order_of_rows(by: Actor) -> None:
    batch = applied(by, WHOLE)
    assert batch.state == ImportState.APPLIED, batch.reason
    waste, head = Unit.objects.get(name="Waste"), Post.objects.get(title="Head of Waste")
    assert [str(each) for each in waste.ancestors()] == ["Exampleshire", "Place"]
    assert (head.unit, str(head.reports_to), head.role) == (waste, "Director", Role.APPROVER)
    person = User.objects.get(email="dee@exampleshire.example")
    assert person.is_active
    assert not person.has_usable_password()
    assert str(Appointment.objects.get(user=person)) == "Dee Rae as Director"
    event = Event.objects.get(action="imported", thing_type="accounts.post", thing_id=str(head.pk))
    assert (event.by, event.source) == (by.user, "set-up.zip, sheet Posts, row 2")
    assert event.changes["reports_to"] == [None, "Director"]
    assert planned(WHOLE).counts == {"new": 0, "changed": 0, "unchanged": 6, "refused": 0}


def test_only_what_differs_is_changed(by: Actor) -> None:
    applied(by, WHOLE)
    batch = applied(by, {"Posts": [{**POSTS[0], "Role": "Data officer", "Reports to": ""}]})
    head = Post.objects.get(title="Head of Waste")
    assert (batch.summary["counts"]["changed"], head.role, head.reports_to, head.version) == (
        1,
        "data_officer",
        None,
        2,
    )
    event = Event.objects.get(action="changed", thing_id=str(head.pk), thing_type="accounts.post")
    assert event.changes == {"role": ["Head of service", "Data officer"], "reports_to": ["Director", None]}


def test_a_column_that_is_left_out_stays_as_it_is(by: Actor) -> None:
    applied(by, WHOLE)
    without = {name: each for name, each in POSTS[0].items() if name != "Reports to"}
    assert planned({"Posts": [without]}).counts["unchanged"] == 1


def test_the_name_and_the_colour_of_the_council(by: Actor) -> None:
    applied(by, {"Council": [{"Name": "Exampleshire Council", "Colour": "#12305c"}]})
    (row,) = planned({"Council": [{"Name": "Another"}]}).rows
    assert row.name == "The council’s name and look"  # no cell says which it is
    assert Identity.objects.values_list("name", "colour").get() == ("Exampleshire Council", "#12305c")
    assert "white" in problems({"Council": [{"Name": "Exampleshire Council", "Colour": "#ffffcc"}]})[0]


BAD = {
    "a unit beneath itself": (
        {"Units": [*UNITS, {"Name": "Exampleshire", "Kind": "Council", "Lies beneath": "Waste"}]},
        "Units, cell C2 (Lies beneath) would put the unit beneath itself. Choose another.",
    ),
    "a unit twice": (
        {"Units": [*UNITS, {"Name": "waste", "Kind": "Department or service"}]},
        "Units, cell A4 (Name) is the same unit as row 2. Keep one of them.",
    ),
    "a kind of unit that there is not": (
        {"Units": [{"Name": "Waste", "Kind": "Branch"}]},
        "Units, cell B2 (Kind) is none of the words for it. Write one of: Council, Directorate, Department or service",
    ),
    "a post in a unit that there is not": (
        {"Posts": [{"Post": "Head", "Unit": "Wastes", "Role": "Director"}]},
        "Posts, cell B2 (Unit) says “Wastes”, and there is no unit of that name. Correct it, or add it",
    ),
    "a post without a role": (
        {"Posts": [{"Post": "Head", "Unit": "Exampleshire", "Role": ""}]},
        "Posts, cell C2 (Role) is blank. Fill it in.",
    ),
    "a post that reports to itself": (
        {"Units": UNITS, "Posts": [POSTS[0], {**POSTS[1], "Reports to": "Head of Waste"}]},
        "Posts, cell D2 (Reports to) would make the post report to itself. Choose another.",
    ),
    "a person twice": (
        {"People": [*PEOPLE, {"E-mail": "DEE@exampleshire.example", "Name": "Dee"}]},
        "People, cell A3 (E-mail) is the same person as row 2. Keep one of them.",
    ),
    "an address that is none": (
        {"People": [{"E-mail": "dee at home", "Name": "Dee"}]},
        "People, cell A2 (E-mail) cannot be kept. Enter a valid email address.",
    ),
    "an appointment that ends before it starts": (
        {**WHOLE, "Appointments": [{**APPOINTED[0], "Last day": "31/08/2026"}]},
        "Appointments, cell D2 (Last day) is before the day on which it starts. Check both dates.",
    ),
    "an appointment twice": (
        {**WHOLE, "Appointments": [*APPOINTED, {**APPOINTED[0], "First day": "01/10/2026"}]},
        "Appointments, cell C3 (First day) is in days in which the person holds the post already. Keep one of the two.",
    ),
    "a day that is none": (
        {**WHOLE, "Appointments": [{**APPOINTED[0], "First day": "31/09/2026"}]},
        "Appointments, cell C2 (First day) is no day that can be kept. Enter a date such as 17 July 2026.",
    ),
    "a title that is too long": (
        {"Posts": [{"Post": "x" * 121, "Unit": "Exampleshire", "Role": "Director"}]},
        "Posts, cell A2 (Post) cannot be kept. Ensure this value has at most 120 characters (it has 121).",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_is_refused_at_its_cell_and_nothing_is_written(by: Actor, name: str) -> None:
    sheets, sentence = BAD[name]
    before = row_counts()
    assert any(each.startswith(sentence) for each in problems(sheets)), problems(sheets)
    assert row_counts() == before


def test_two_units_of_one_name_are_told_apart_by_their_kind(by: Actor) -> None:
    UnitFactory(name="Waste", kind="department")
    UnitFactory(name="Waste", kind="committee")
    (problem,) = problems({"Posts": [{"Post": "Chair", "Unit": "Waste", "Role": "Scrutiny chair"}]})
    assert "Write “Waste (Committee)” or “Waste (Department or service)”" in problem
    batch = applied(by, {"Posts": [{"Post": "Chair", "Unit": "Waste (Committee)", "Role": "Scrutiny chair"}]})
    assert batch.state == ImportState.APPLIED
    assert Post.objects.get(title="Chair").unit.kind == "committee"


def test_the_last_administrator_stays_one(by: Actor) -> None:
    (grant,) = by.grants
    row = {"Post": grant.post.title, "Unit": "Exampleshire", "Role": "Director"}
    assert problems({"Posts": [row]}) == [
        "Posts, cell C2 (Role) would leave the council without an administrator. Appoint another one first."
    ]
    AppointmentFactory(post__role=Role.ADMINISTRATOR.value, post__unit=grant.post.unit)
    assert problems({"Posts": [row]}) == []


def test_taken_back_it_leaves_nothing_behind(by: Actor) -> None:
    kept = PostFactory(title="Officer", unit=Unit.objects.get(name="Exampleshire"), role=Role.EMPLOYEE.value)
    before = row_counts()
    changed = {"Post": "Officer", "Unit": "Exampleshire", "Role": "Data officer"}
    batch = applied(by, {**WHOLE, "Posts": [*POSTS, changed]})
    assert row_counts() != before
    batch = taken_back(by, batch)
    kept.refresh_from_db()
    assert (batch.state, row_counts(), kept.role, kept.version) == (ImportState.UNDONE, before, "employee", 3)
    told = Event.objects.filter(source="import set-up.zip, taken back").values_list("thing_name", "changes")
    assert list(told) == [("Officer", {"role": ["Data officer", "Employee"]})]
    event = Event.objects.get(action="took back")
    assert event.changes["Post removed"] == [None, "2"]


def test_what_was_built_on_it_keeps_it_from_being_taken_back(by: Actor) -> None:
    batch = applied(by, WHOLE)
    PostFactory(title="Waste officer", unit=Unit.objects.get(name="Waste"))
    batch = taken_back(by, batch)
    assert batch.state == ImportState.APPLIED
    assert "1 row of “Post” came to rest on it." in batch.reason


@pytest.mark.parametrize("made", [True, False])
def test_what_was_changed_since_keeps_it_from_being_taken_back(by: Actor, *, made: bool) -> None:
    applied(by, WHOLE)
    batch = applied(by, {"Units": [{**UNITS[0], "Since": "1 May 2021"}, {"Name": "Parks", "Kind": "Team"}]})
    Unit.objects.filter(name="Parks" if made else "Waste").update(starts_on="2022-01-01", version=7)
    batch = taken_back(by, batch)
    assert batch.state == ImportState.APPLIED
    assert f"1 thing changed since: {'Parks' if made else 'Waste'}." in batch.reason


def test_what_somebody_changed_while_it_was_applied_stops_it(by: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    applied(by, WHOLE)

    def meanwhile(**asked: Any) -> ReadyImport:
        ready = WORKBOOK.prepare(**asked)
        Unit.objects.filter(name="Waste").update(name="Refuse")
        return ready

    monkeypatch.setitem(kinds._KINDS, WORKBOOK.key, replace(WORKBOOK, prepare=meanwhile))
    batch = applied(by, {"Units": [{**UNITS[0], "Since": "1 May 2021"}]})
    assert batch.state == ImportState.PREVIEWED
    assert "Somebody changed what this workbook is about" in batch.reason
