"""How objectives and measures cover one another, now and over the quarters (A3)."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.test import Client

from accounts.roles import Role
from indicators.models import Contribution, Indicator
from plans.models import Objective
from reporting.changes.coverage import keep_coverage
from reporting.changes.reports import Finished, release_drafts
from reporting.charts.shares import Line, shares_svg, shares_words
from reporting.dashboards.coverage import counts_by_unit
from reporting.dashboards.thread import read_thread
from reporting.models import CoverageCount
from reporting.queries.coverage_kept import Counts
from tests.factories import IndicatorFactory, LinkFactory, ObjectiveFactory, acting_as, sign_in
from tests.factories.indicators import Q2
from tests.factories.reporting import ReportFactory
from tests.reporting.small_council import SmallCouncil, at_two_sizes, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)


@pytest.fixture
def reader() -> Client:
    return sign_in(Role.EMPLOYEE)[0]


@pytest.fixture
def partly(council: SmallCouncil) -> SmallCouncil:
    """Housing has an objective more, without a measure, and an outcome with an output only; waste a loose measure."""
    plan = council.objectives[council.housing.pk].plan
    for ref, kind in (("O-N", "objective"), ("O-OUT", "outcome")):
        LinkFactory(
            child=ObjectiveFactory(plan=plan, ref=ref, title=f"More of {ref}", kind=kind), parent=council.priority
        )
    Contribution.objects.create(
        indicator=council.measures["H1"], objective=plan.objectives.get(ref="O-OUT"), made_on=AT.date()
    )
    IndicatorFactory(ref="ZZ", name="Loose measure", service=council.waste)
    return council


def labels(client: Client) -> list[tuple[str, str, str]]:
    rows = client.get("/thread/?tab=health").context["rows"]
    return [(row.label, row.ref, row.words) for row in rows if "full set" in row.label]


def test_an_outcome_needs_measures_of_what_changed_and_of_what_is_done(partly: SmallCouncil, reader: Client) -> None:
    what = "Outcome without a full set of measures"
    missing = "No measure tells what changed for people, or what they think of it."
    assert labels(reader) == [(what, "O-OUT", missing)]
    Indicator.objects.filter(ref="H1").update(tells="contextual")
    (only,) = labels(reader)
    assert only[2].endswith("nor what is done towards it.")
    Indicator.objects.filter(ref="H1").update(tells="perception")
    assert labels(reader) == [(what, "O-OUT", "No measure tells what is done towards it.")]
    child = ObjectiveFactory(plan=partly.priority.plan, ref="O-B", title="What is done")
    LinkFactory(child=child, parent=Objective.objects.get(ref="O-OUT"))
    Contribution.objects.create(indicator=partly.measures["W1"], objective=child, made_on=AT.date())
    assert labels(reader) == [], "what tells of the work may lie beneath"


def test_units_are_counted_both_ways(partly: SmallCouncil, reader: Client) -> None:
    found = counts_by_unit(read_thread(Q2, reach=None))
    assert found[partly.housing.pk] == Counts(2, 1, 1, 1, 5, 0)
    assert found[partly.waste.pk] == Counts(1, 0, 0, 0, 5, 1)
    response = reader.get("/thread/?tab=coverage")
    rows = {row.name: row.cells for row in response.context["page"].units}
    assert rows["Housing"] == ["1 of 2", "1 of 1", "0 of 5"]
    assert rows["Waste"] == ["0 of 1", "none there", "1 of 5"]
    text = text_of(response)
    assert "1 of 3 objectives have no measure, 1 of 1 outcomes lack part of their measures, 1 of 10 measures" in text
    assert "No quarter is kept yet: the first is with the next release." in text


def test_the_counts_are_kept_with_each_release_and_stay(partly: SmallCouncil, reader: Client) -> None:
    report = ReportFactory(cycle__period=Q2.previous(), state="draft", released_at=None, released_by=None)
    content = Finished(report.document, report.facts, report.checksum, {})
    release_drafts(by=acting_as("administrator"), at=AT, finished=[(report, content)])
    assert set(CoverageCount.objects.values_list("period", "unit__name", "measures")) == {
        (Q2.previous(), "Housing", 5),
        (Q2.previous(), "Waste", 5),
    }
    Contribution.objects.create(
        indicator=Indicator.objects.get(ref="ZZ"), objective=partly.objectives[partly.waste.pk], made_on=AT.date()
    )
    page = reader.get("/thread/?tab=coverage").context["page"]
    assert [(row.name, row.cells[2]) for row in page.quarters] == [
        (Q2.previous().label, "1 of 10"),
        ("Now", "0 of 10"),
    ]
    assert "Measures that serve an objective 100%" in page.picture
    assert "<polyline" in page.picture
    of_waste = reader.get(f"/thread/?tab=coverage&unit={partly.waste.pk}")
    assert [row.cells[0] for row in of_waste.context["page"].quarters] == ["0 of 1", "0 of 1"]
    assert "Over the quarters: Waste" in text_of(of_waste)


def test_a_later_release_of_the_quarter_takes_its_place(partly: SmallCouncil) -> None:
    with transaction.atomic():
        keep_coverage(Q2)
        keep_coverage(Q2)
    assert CoverageCount.objects.filter(period=Q2).count() == 2


def test_it_is_downloaded(partly: SmallCouncil, reader: Client) -> None:
    keep_coverage(Q2)
    response = reader.get("/thread/?tab=coverage&download=csv")
    lines = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert lines[0][:3] == ["Quarter", "Objectives", "Objectives without a measure"]
    assert lines[1:] == [[Q2.long_label, "3", "1", "1", "1", "10", "1"], ["Now", "3", "1", "1", "1", "10", "1"]]


def test_a_partner_sees_its_own_unit_only(partly: SmallCouncil) -> None:
    keep_coverage(Q2)
    partner, _ = sign_in(Role.PARTNER, partly.waste)
    response = partner.get("/thread/?tab=coverage")
    assert [row.name for row in response.context["page"].units] == ["Waste"]
    assert response.context["page"].quarters[0].cells[2] == "1 of 5"
    assert "Housing" not in text_of(partner.get(f"/thread/?tab=coverage&unit={partly.housing.pk}"))


def test_statements_do_not_grow(partly: SmallCouncil, reader: Client) -> None:
    keep_coverage(Q2)
    before, after = at_two_sizes(reader, "/thread/?tab=coverage", partly)
    assert before == after


def test_the_picture_says_its_shares_and_leaves_gaps() -> None:
    lines = [Line("One", [50, 100]), Line("Two", [None, 100]), Line("None", [None, None])]
    svg = shares_svg(["Q1", "Q2"], lines)
    assert shares_words(["Q1", "Q2"], lines) in svg
    assert svg.count("<circle") == 3
    assert svg.count("<polyline") == 1
    assert ("One 100%" in svg, "Two 100%" in svg, "None 0%" in svg) == (True, True, False)
    assert shares_svg([], []).count("<circle") == 0
