"""A reorganisation in mid-year: what is told of the time before reads as it was, of the time after anew."""

from collections.abc import Iterator
from typing import Any

import pytest

from accounts.changes.reorganisation import take_back
from accounts.models import ReorganisationKind
from accounts.roles import Role
from indicators.changes.returns import open_returns
from indicators.judging.collection import collected
from indicators.judging.council_statuses import glances
from indicators.judging.scorecard import measured
from indicators.models import Indicator, Observation, Return
from indicators.queries.deadlines import ReturnDates
from plans.models import Level
from plans.periods import Period
from reporting import audiences, snapshots
from reporting.queries.cycles import reporting_services
from scrutiny.models import Remit
from tests import factories
from tests.accounts.reorganised import AT, applied
from tests.factories.accounts import acting_as, sign_in
from tests.factories.indicators import Q2
from tests.reporting.small_council import SmallCouncil, small_council, statements, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
K = ReorganisationKind
Q1, Q3 = Q2.previous(), Q2.next()


@pytest.fixture
def council() -> SmallCouncil:
    """Housing and Waste, each with its service plan; a committee looks after Waste."""
    found = small_council()
    committee = factories.UnitFactory(name="Scrutiny", kind="committee", parent=found.root)
    Remit.objects.create(committee=committee, service=found.waste)
    Level.objects.filter(name="Service plan").update(is_reported=True)
    return found


@pytest.fixture
def by():
    return acting_as("administrator")


def told(period: Period) -> dict[str, Any]:
    """What each report of a quarter tells: title, measures with service, value and status."""
    live = snapshots.gather(period, at=AT)
    return {
        f"{order.title}, {order.audience}": sorted(
            (each["ref"], each["service"], each["value"], each["status"]["word"])
            for each in _measures(snapshots.make(order, live)[0])
        )
        for order in audiences.orders(period)
    }


def _measures(document: Any) -> Iterator[dict[str, Any]]:
    """Every measure that stands anywhere in a document."""
    if isinstance(document, dict):
        if "ref" in document and "service" in document:
            yield document
        for value in document.values():
            yield from _measures(value)
    elif isinstance(document, list | tuple):
        for value in document:
            yield from _measures(value)


def services(period: Period) -> dict[str, str]:
    found = measured(collected(period), report_period=period)
    return {each.definition.ref: each.definition.service_name for each in found}


def test_reports_built_before_and_after_a_merge_are_both_right(council, by):
    before = {period: told(period) for period in (Q1, Q2)}
    assert "Waste: quarterly monitoring report, management_team" in before[Q2]
    figures = {
        period: [(each.ref, each.status, each.was) for each in glances(report_period=period)] for period in (Q1, Q2, Q3)
    }
    done = applied(by, K.MERGE, units=[council.waste, council.housing], name="Places")
    for period in (Q1, Q2):
        assert told(period) == before[period]
    after = told(Q3)
    assert {service for rows in after.values() for _, service, *_ in rows} == {"Places"}
    titles = [title for title in after if "monitoring report, management" in title]
    assert titles == [f"{name} plan: quarterly monitoring report, management_team" for name in ("Housing", "Waste")]
    for period in (Q1, Q2, Q3):
        assert [(each.ref, each.status, each.was) for each in glances(report_period=period)] == figures[period]
    take_back(by=by, at=AT, reorganisation=done, why="Not agreed.")
    for period in (Q1, Q2):
        assert told(period) == before[period]
    assert set(services(Q3).values()) == {"Housing", "Waste"}


def test_the_tree_reads_as_it_was(council, by):
    """A committee looks after a directorate; a service goes from beneath it in mid-year."""
    old, new = (factories.UnitFactory(kind="directorate", name=name, parent=council.root) for name in ("Old", "New"))
    council.waste.parent = old
    council.waste.save()
    Remit.objects.update(service=old)
    applied(by, K.MOVE, units=[council.waste], into=new)
    (then,), (now,) = audiences.remits(Q2.end), audiences.remits(Q3.end)
    assert council.waste.pk in then.service_ids
    assert council.waste.pk not in now.service_ids


def test_a_split_tells_each_quarter_of_what_was_there(council, by):
    head = council.measures["W1"].owner
    Indicator.objects.filter(ref="W2").update(owner=head)
    applied(by, K.SPLIT, units=[council.waste], posts=[head], name="Recycling")
    assert {ref: name for ref, name in services(Q2).items() if ref[0] == "W"} == dict.fromkeys(
        ("W1", "W2", "W3", "W4"), "Waste"
    )
    assert {ref for ref, name in services(Q3).items() if name == "Recycling"} == {"W1", "W2"}
    assert {each.ref for each in glances(report_period=Q3) if each.service_id != council.housing.pk} == {
        "W1", "W2", "W3", "W4",
    }  # fmt: skip


def test_one_after_the_other_each_quarter_reads_as_it_was(council, by):
    applied(by, K.RENAME, units=[council.waste], name="Cleansing", starts_on=Q2.start)
    cleansing = Indicator.objects.get(ref="W1").service
    applied(by, K.MERGE, units=[cleansing], into=council.housing, starts_on=Q3.start)
    assert [services(period)["W1"] for period in (Q1, Q2, Q3)] == ["Waste", "Cleansing", "Housing"]


def test_returns_of_ended_periods_are_opened_under_the_old_name(council, by):
    """Q2 is over when the council is reorganised; its collection opens later."""
    dates = council.returns[council.waste.pk]
    Observation.objects.filter(period=Q2).delete()
    Return.objects.all().delete()
    applied(by, K.MERGE, units=[council.waste], into=council.housing)
    assert [unit.name for unit in reporting_services(Q2)] == ["Housing", "Waste"]
    assert [unit.name for unit in reporting_services(Q3)] == ["Housing"]
    given = ReturnDates(**{name: getattr(dates, name) for name in ReturnDates._fields})
    returns, _ = open_returns(services=reporting_services(Q2), period=Q2, dates=given)
    held = {each.service.name: sorted(f.indicator.ref for f in each.figures.all()) for each in returns}
    assert held["Waste"] == ["W1", "W2", "W3", "W4"]
    assert all(ref.startswith("H") for ref in held["Housing"])


@pytest.mark.parametrize("path", ["/council/", "/services/{waste}/"])
def test_pages_of_the_time_before_read_as_they_did(council, by, path):
    client, _ = sign_in(Role.DIRECTOR, council.root)
    asked = path.format(waste=council.waste.pk) + f"?period={Q2.key}"
    before = text_of(client.get(asked))
    applied(by, K.MERGE, units=[council.waste], into=council.housing)
    after = text_of(client.get(asked))
    assert "Waste" in after
    assert after.replace(" From 1 October 2026 its place is taken by Housing .", "") == before


def test_the_page_of_a_service_that_closed_opens_and_says_what_took_its_place(council, by):
    client, _ = sign_in(Role.DIRECTOR, council.root)
    applied(by, K.MERGE, units=[council.waste], into=council.housing, starts_on=Q2.start)
    page = text_of(client.get(f"/services/{council.waste.pk}/?period={Q2.key}"))
    assert "From 1 July 2026 its place is taken by Housing" in page
    assert "No measure belongs to this service yet." in page
    assert "W1" in text_of(client.get(f"/services/{council.housing.pk}/?period={Q2.key}"))
    assert "W1" not in text_of(client.get(f"/services/{council.housing.pk}/?period={Q1.key}"))
    assert "W1" in text_of(client.get(f"/services/{council.waste.pk}/?period={Q1.key}"))


def test_pages_ask_no_more_after_a_reorganisation(council, by):
    client, _ = sign_in(Role.DIRECTOR, council.root)
    paths = [f"/council/?period={Q2.key}", f"/services/{council.housing.pk}/?period={Q2.key}"]
    before = [statements(client, path) for path in paths]
    applied(by, K.MERGE, units=[council.waste], into=council.housing)
    # A service says what it was: one more for the names of the others.
    assert [statements(client, path) for path in paths] == [before[0], before[1] + 1]
