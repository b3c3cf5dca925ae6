"""Lines by hand, and what they serve; months that take each other's place."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from accounts.actors import SYSTEM
from accounts.models import Event, Notice
from foundation.refusals import ChangeRefused, Conflict
from money.changes.extracts import MOVED, MonthLine, MonthRead, read_month_in
from money.changes.lines import LineDetails, create_line, edit_line, link_line
from money.models import BudgetLine, Extract
from money.queries.stored import standing_extract
from plans.models import PlanState
from tests.factories import AppointmentFactory, LevelFactory, ObjectiveFactory, UnitFactory
from tests.factories.money import JULY, YEAR, BudgetLineFactory, ShareFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
BY = {"by": SYSTEM, "at": AT}


def details(**changed):
    given = {
        "code": "WR100", "name": "Refuse collection", "unit": UnitFactory(), "nature": "revenue", "flow": "spending",
        "planned": Decimal("1200.50"),
    }  # fmt: skip
    return LineDetails(**{**given, **changed})


def last_event():
    return Event.objects.order_by("-pk").first()


def test_a_line_is_made_once_a_year_and_recorded():
    line = create_line(**BY, year=YEAR, details=details())
    assert (str(line), line.planned) == ("WR100 Refuse collection", Decimal("1200.50"))
    assert (last_event().action, last_event().changes["planned"]) == ("made", [None, "1200.5"])
    with pytest.raises(ChangeRefused, match="WR100 is in the budget of 2026/27 already"):
        create_line(**BY, year=YEAR, details=details())
    assert create_line(**BY, year=YEAR.next(), details=details()).code == "WR100"


@pytest.mark.parametrize(
    ("flow", "planned"),
    [("income", "5"), ("spending", "-5")],
)
def test_a_sign_that_does_not_fit_is_refused(flow, planned):
    with pytest.raises(ChangeRefused, match="Write income with a minus"):
        create_line(**BY, year=YEAR, details=details(flow=flow, planned=Decimal(planned)))
    assert not BudgetLine.objects.exists()


def test_a_simultaneous_edit_is_refused_and_loses_nothing():
    line = create_line(**BY, year=YEAR, details=details())
    changed = edit_line(**BY, line=line, version=1, details=details(unit=line.unit, planned=Decimal(1300)))
    assert (changed.planned, changed.version) == (1300, 2)
    with pytest.raises(Conflict):
        edit_line(**BY, line=line, version=1, details=details(unit=line.unit, name="Other"))
    with pytest.raises(Conflict):
        link_line(**BY, line=line, version=1, shares={ObjectiveFactory(): Decimal(5)})


def test_what_a_line_serves_is_set_whole_and_recorded():
    line, first, second = BudgetLineFactory(), ObjectiveFactory(ref="A1"), ObjectiveFactory(ref="B2")
    linked = link_line(**BY, line=line, version=1, shares={first: Decimal("60.00"), second: Decimal("40.00")})
    assert last_event().changes["objectives"] == [None, "A1 60%; B2 40%"]
    link_line(**BY, line=line, version=linked.version, shares={second: Decimal("12.5")})
    assert last_event().changes["objectives"] == ["A1 60%; B2 40%", "B2 12.5%"]
    assert dict(line.shares.values_list("objective", "percent")) == {second.pk: Decimal("12.50")}
    number = Event.objects.count()
    link_line(**BY, line=line, version=99, shares={second: Decimal("12.50")})
    assert Event.objects.count() == number


def test_shares_that_cannot_be_are_refused():
    line, objective, other = BudgetLineFactory(), ObjectiveFactory(), ObjectiveFactory()
    private = ObjectiveFactory(plan__level=LevelFactory(name="Individual EDR plan", is_private=True))
    closed = ObjectiveFactory(plan__state=PlanState.CLOSED, plan__approved_on=AT.date())
    for shares, said in (
        ({objective: Decimal(60), other: Decimal(41)}, "The shares come to 101%"),
        ({objective: Decimal(0)}, "more than 0"),
        ({private: Decimal(5)}, "private plan"),
        ({closed: Decimal(5)}, "is closed"),
    ):
        with pytest.raises(ChangeRefused, match=said):
            link_line(**BY, line=line, version=1, shares=shares)
    assert not line.shares.exists()
    ShareFactory(line=line, objective=closed, percent=5)
    link_line(**BY, line=line, version=1, shares={closed: Decimal(5), objective: Decimal(5)})


def read_in(line, actual, *, replaces, whole=1):
    month = MonthLine(line.pk, line.planned, None, Decimal(actual), Decimal(130000))
    read = MonthRead(year=YEAR, month=JULY, lines=[month], replaces=replaces, whole=whole)
    read_month_in(**BY, filename="july.csv", read=read)


def test_who_answers_for_a_service_with_lines_is_told_of_its_month():
    """Of each reading and correction, once a service; an officer, and the head of another service, are not."""
    unit = UnitFactory(name="Waste")
    heads = [AppointmentFactory(post__role=role, post__unit=unit) for role in ("approver", "data_officer")]
    AppointmentFactory(post__role="approver")
    lines = [BudgetLineFactory(unit=unit) for _ in range(2)]
    for replaces, verb in ((None, "was read in"), (True, "was corrected")):
        amounts = [MonthLine(line.pk, Decimal(1), None, Decimal(1), Decimal(1)) for line in lines]
        before = standing_extract(JULY) if replaces else None
        read = MonthRead(year=YEAR, month=JULY, lines=amounts, replaces=before, whole=2)
        read_month_in(**BY, filename="july.csv", read=read)
        told = Notice.objects.latest("pk")
        assert (told.to, told.words) == (heads[0].user, f"The ledger of July 2026 {verb}: 2 lines of Waste.")
        assert told.path == f"/money/?unit={unit.pk}"
    assert Notice.objects.count() == 2


def test_a_corrected_month_stands_and_the_one_before_stays_on_record():
    line = BudgetLineFactory()
    read_in(line, "41000", replaces=None)
    assert last_event().action == "read in"
    read_in(line, "40000.25", replaces=standing_extract(JULY))
    assert (last_event().action, last_event().changes["actual"]) == ("corrected", ["41000", "40000.25"])
    assert list(Extract.objects.order_by("pk").values_list("is_standing", "actual")) == [
        (False, Decimal(41000)), (True, Decimal("40000.25")),
    ]  # fmt: skip
    assert [each.figures.get().actual for each in Extract.objects.order_by("pk")] == [41000, Decimal("40000.25")]


def test_a_month_is_not_written_over_what_somebody_else_did_meanwhile():
    line = BudgetLineFactory()
    read_in(line, "41000", replaces=None)
    for given in ({"replaces": None}, {"replaces": standing_extract(JULY), "whole": 2}):
        with pytest.raises(ChangeRefused) as refusal:
            read_in(line, "1", **given)
        assert str(refusal.value) == MOVED
    assert Extract.objects.get().actual == 41000
