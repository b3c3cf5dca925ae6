"""Staff: read in as money is, and told beside what things cost."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.conf import settings

from accounts.actors import SYSTEM
from accounts.models import Event
from accounts.roles import Role
from foundation.refusals import ChangeRefused, Conflict
from indicators.imports import jobs
from indicators.imports.batches import Upload
from indicators.imports.reading import receive
from indicators.models import ImportState
from money.changes.staff import StaffRead, TeamRead, link_team, read_staff_in
from money.imports.columns import STAFF_COLUMNS, STAFF_EXAMPLES, names
from money.imports.staff import plan_staff, read_staff_file
from money.models import StaffExtract, StaffShare
from money.queries.staff import read_workforce
from tests.factories import LinkFactory, ObjectiveFactory, UnitFactory, acting_as, sign_in
from tests.factories.money import JULY, staff_month
from tests.indicators.imports.conftest import files_are_read_here
from tests.money.imports.ledgers import TODAY, as_csv, faults
from tests.reporting.test_snapshots import _no_remits, document  # noqa: F401 - a fixture
from tests.reporting.test_snapshots import section as section_of

__all__ = ["files_are_read_here"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_are_read_here")]
AT = datetime(2026, 8, 6, 9, 30, tzinfo=UTC)
BY = {"by": SYSTEM, "at": AT}


def text(answer):
    return " ".join(answer.content.decode().split())


def rows(*changes):
    """The template's rows with the cells of some changed; None takes a row away."""
    found = [dict(zip(names(STAFF_COLUMNS), each, strict=True)) for each in STAFF_EXAMPLES]
    for number, changed in changes:
        found[number] = changed and found[number] | changed
    return [each for each in found if each]


def planned(*changes):
    return plan_staff(read_staff_file(as_csv(rows(*changes)), "staff.csv"), "staff.csv", today=TODAY)


@pytest.fixture
def teams():
    return [UnitFactory(name=name) for name in ("Waste and Recycling", "Planning Services")]


def test_the_template_can_be_imported_as_it_is(teams):
    _, by = sign_in(Role.ADMINISTRATOR)
    upload = Upload(filename="staff.csv", content=as_csv(rows()), kind="staff-month")
    batch = receive(by=by, at=AT, upload=upload, wake=lambda _: None)
    assert batch.summary["makes"] == ["July 2026: 2 teams. The total agrees: 95.5 posts established, 84.6 filled."]
    jobs.request_import(by=by, at=AT, batch=batch, wake=lambda _: None)
    jobs.perform_import(batch_id=batch.pk, clock=lambda: AT)
    batch.refresh_from_db()
    assert batch.state == ImportState.APPLIED
    extract = StaffExtract.objects.get()
    assert (extract.read_by, extract.established, extract.figures.count()) == (by.user, Decimal("95.5"), 2)
    (event,) = Event.objects.filter(thing_type="money.staffextract")
    assert (event.action, event.changes["in_post"]) == ("read in", [None, "84.6"])
    assert "takes the place of what" in planned().makes[1]


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        ((0, {"Team": "Bins"}), 2, "Team: there is no “Bins”. Write the name as it stands under Organisation."),
        ((0, {"Team": ""}), 2, "Team: it is empty"),
        ((0, {"Team": "Planning Services"}), 3, "stands in line 2 already"),
        ((0, {"Team": "planning services"}), 3, "it stands in line 2 already"),
        ((0, {"Posts filled": "-1"}), 2, "Posts filled: “-1” is no number of posts or days"),
        ((0, {"Posts filled": ""}), 2, "Posts filled: there is no amount"),
        ((0, {"Month": "June 2026"}), 3, "June 2026"),
        ((2, {"Posts filled": "85"}), 4, "Posts filled: the lines come to 84.6, the total says 85.0: 0.4 too much."),
        ((2, None), 0, "The last line, Total, is missing"),
        ((0, {"Month": "July 2027"}), 2, "July 2027"),
    ],
)
def test_each_fault_is_told_with_its_line_and_what_to_do(teams, change, line, said):
    plan = planned(change)
    found = faults(plan)
    assert said in found.get(line, "") or said in " ".join(found.values())
    assert plan.read is None


def test_a_month_is_corrected_and_not_written_over_what_somebody_else_did():
    unit = UnitFactory()
    read = StaffRead(month=JULY, teams=[TeamRead(unit.pk, Decimal(12), Decimal(10))])
    read_staff_in(**BY, filename="staff.csv", read=read)
    with pytest.raises(ChangeRefused, match="Nothing was written"):
        read_staff_in(**BY, filename="staff.csv", read=read)
    first = StaffExtract.objects.get()
    again = StaffRead(month=JULY, teams=[TeamRead(unit.pk, Decimal(12), Decimal(11))], replaces=first)
    read_staff_in(**BY, filename="staff.csv", read=again)
    assert list(StaffExtract.objects.order_by("pk").values_list("is_standing", flat=True)) == [False, True]
    assert read_workforce(today=TODAY).by_unit[unit.pk].in_post == 11


def test_what_a_team_works_on_is_set_whole_recorded_and_kept_from_a_simultaneous_edit():
    unit, objective = UnitFactory(), ObjectiveFactory(ref="A1")
    link_team(**BY, unit=unit, version=unit.version, shares={objective: Decimal("62.5")})
    assert Event.objects.order_by("-pk").first().changes == {"works on": [None, "A1 62.5%"]}
    with pytest.raises(Conflict):
        link_team(**BY, unit=unit, version=unit.version, shares={objective: Decimal(5)})
    with pytest.raises(ChangeRefused, match="The shares come to 101%"):
        link_team(**BY, unit=unit, version=2, shares={objective: Decimal(60), ObjectiveFactory(): Decimal(41)})
    assert StaffShare.objects.get().percent == Decimal("62.5")


@pytest.fixture
def work():
    """A team of 12 posts, half of which work on an objective beneath a priority."""
    link = LinkFactory(parent__kind="priority", parent__ref="P1", child__ref="WR1")
    staff_month((link.child.plan.unit, "12", "10"), (UnitFactory(name="Elsewhere"), "4", "4"))
    StaffShare.objects.create(unit=link.child.plan.unit, objective=link.child, percent=50)
    return link.child


def test_an_objective_and_a_priority_tell_who_works_on_them(work):
    client, _ = sign_in(Role.COUNCILLOR)
    said = "Staff at the end of July 2026: 5.0 of 6.0 posts filled, 1.0 vacant, 16.7%."
    for address in (work.get_absolute_url(), "/priorities/P1/"):
        assert said in text(client.get(address))
    service = text(client.get(f"/services/{work.plan.unit_id}/"))
    assert "Staff at the end of July 2026: 10.0 of 12.0 posts filled, 2.0 vacant, 16.7%." in service


def test_the_list_and_a_team_tell_their_posts(work):
    client, _ = sign_in(Role.COUNCILLOR)
    page = text(client.get("/money/staff/"))
    assert "At the end of July 2026, 14.0 of 16.0 posts filled, 2.0 vacant, 12.5%." in page
    assert "50% linked to objectives" in page
    team = text(client.get(f"/money/staff/{work.plan.unit_id}/"))
    assert "50%: <a" in team
    assert "50% of them are linked to no objective." in team
    lines = client.get("/money/staff/?download=csv").content.decode("utf-8-sig").splitlines()
    assert lines[1] == "Elsewhere,4.00,4.00,0.00,,0"
    assert "No month yet" in text(sign_in(Role.PARTNER)[0].get("/money/staff/"))


def test_a_head_of_service_says_what_the_own_team_works_on(work):
    client, _ = sign_in(Role.APPROVER, work.plan.unit)
    address = f"/money/staff/{work.plan.unit_id}/serves/"
    typed = {"objective_1": work.pk, "percent_1": "70", "version": work.plan.unit.version}
    assert client.post(address, typed).status_code == 302
    assert StaffShare.objects.get().percent == 70
    assert "The share of line 1 must be 100 or less" in text(client.post(address, typed | {"percent_1": "101"}))
    assert sign_in(Role.APPROVER)[0].get(address).status_code == 403


def test_a_partner_knows_the_own_posts_alone(work):
    assert set(read_workforce(today=TODAY, actor=acting_as("partner", unit=work.plan.unit)).by_unit) == {
        work.plan.unit_id
    }


def test_a_report_tells_of_the_posts_of_its_quarter(work):
    plan = work.plan
    plan.level.is_reported, plan.state, plan.approved_on = True, "approved", date(2026, 3, 1)
    plan.starts_on, plan.ends_on = date(2026, 4, 1), date(2027, 3, 31)
    plan.level.save(), plan.save()
    part = section_of(document("service"), "money")
    assert part["paragraphs"] == ["Staff at the end of July 2026: 10.0 of 12.0 posts filled, 2.0 vacant, 16.7%."]


def test_the_guide_explains_each_column_as_the_page_does():
    guide = (settings.BASE_DIR / "docs/import.md").read_text()
    for column in STAFF_COLUMNS:
        assert f"| `{column.name}` | {'yes ' if column.is_required else ''}| {column.meaning} |" in guide
