"""The status of priorities and objectives by their rule, wherever it is told: pages, pictures, reports (rules.md 9)."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from indicators.models import SummingChoice
from plans.models import Objective
from reporting.charts import thread_map_svg, thread_svg
from reporting.charts.thread import Column, Knot
from reporting.charts.thread_map import Twig
from reporting.dashboards.council import council_page, read_council
from reporting.dashboards.thread import read_thread, whole_picture
from reporting.queries.filter_choices import narrowings
from tests import factories
from tests.factories import sign_in
from tests.factories.indicators import Q2
from tests.factories.reporting import measured_service
from tests.factories.summing import SummingChoiceFactory, weigh
from tests.reporting.sample_document import mark
from tests.reporting.test_snapshots import AT, _no_remits, document, section  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
# Targets of 90, red beyond 9 short of them: 95 scores 8.5, 85 scores 4.8, 50 scores 0. Their mean is 4.4.
SAID = "Near target by weighted basket. It scores 4.4 of 10; 100% of the weight was scored."


@pytest.fixture
def priority():
    """A basket of one objective, whose three measures weigh the same."""
    *_, made, _ = measured_service()
    SummingChoiceFactory(objective=made)
    return made


def test_a_themed_report_opens_with_the_status_of_its_priority_part_by_part(priority):
    made = document("themed")
    part = section(made, "summed-up")
    assert made["sections"][0] is part
    assert part["paragraphs"][0] == SAID
    assert part["table"]["columns"] == ["Part", "Status", "Score of 10", "Weight", "Share of the score"]
    objective = priority.downward.get().child
    assert part["table"]["rows"] == [[f"{objective.title} ({objective.ref})", "Near target", "4.4", "1", "100.0%"]]


def test_an_exception_report_lists_the_priorities_and_a_service_report_its_objectives(priority):
    SummingChoiceFactory(objective=priority.downward.get().child, rule="worst")
    (row,) = section(document("exception"), "by-rule")["table"]["rows"]
    assert row[:3] == [priority.title, "Off target", "by weighted basket, 100% of the weight scored"]
    (row,) = section(document("service"), "by-rule")["table"]["rows"]
    assert row == [
        priority.downward.get().child.title,
        "Off target",
        "by worst part",
        "Off target by worst part. 1 on target, 1 near target and 1 off target, of 3 rated parts.",
    ]


def test_reports_say_nothing_of_it_where_all_goes_by_counts():
    measured_service()
    for kind in ("themed", "exception", "service"):
        assert not {"summed-up", "by-rule"} & {each["id"] for each in document(kind)["sections"]}


def test_a_report_that_a_partner_reads_apart_names_no_objective_that_others_serve(priority):
    objective = priority.downward.get().child
    SummingChoiceFactory(objective=objective, rule="worst")
    officer = factories.PostFactory(unit=objective.plan.unit, role=Role.PARTNER.value)
    factories.AppointmentFactory(post=officer)
    assert "by-rule" not in {each["id"] for each in document("service", title=objective.plan.unit.name)["sections"]}


def test_every_page_says_it(client, priority):
    sign_in(Role.COUNCILLOR, client=client)
    said = SAID.removeprefix("Near target ")
    for route in ("reporting:priority", "reporting:thread-node", "plans:objective-detail"):
        assert said in client.get(reverse(route, args=[priority.ref])).content.decode(), route
    assert "by weighted basket, 100% of the weight scored" in client.get(reverse("reporting:thread")).content.decode()


def test_the_councils_page_has_it_on_the_wall_and_in_the_table(priority):
    page = council_page(read_council(Q2, narrowings(today=date(2026, 10, 14)), at=AT), {})
    assert page.priorities[0].sum.status["word"] == "Near target"
    assert page.wall[0].group.sum.by == "by weighted basket, 100% of the weight scored"
    # The counts beside it are as they were.
    assert (page.priorities[0].share, page.priorities[0].of) == ("33%", "1 of 3")


def test_each_of_several_priorities_has_its_own(priority):
    other = factories.ObjectiveFactory(kind="priority", plan=priority.plan)
    objective = factories.ObjectiveFactory(plan=priority.downward.get().child.plan)
    factories.LinkFactory(child=objective, parent=other)
    best = priority.downward.get().child.contributions.order_by("pk").first().indicator
    objective.contributions.create(indicator=best, made_on=AT.date())
    SummingChoiceFactory(objective=other)
    page = council_page(read_council(Q2, narrowings(today=date(2026, 10, 14)), at=AT), {})
    assert {each.name: each.sum.status["word"] for each in page.priorities} == {
        priority.title: "Near target",
        other.title: "On target",
    }


def test_weights_change_the_status_and_never_the_counts(client, priority):
    objective = priority.downward.get().child
    best = objective.contributions.order_by("pk").first().indicator
    others = [each.indicator for each in objective.contributions.order_by("pk")[1:]]
    weigh(objective, {best: 10, **dict.fromkeys(others, 0)})
    SummingChoiceFactory(objective=objective)
    page = council_page(read_council(Q2, narrowings(today=date(2026, 10, 14)), at=AT), {})
    assert page.priorities[0].sum.status["word"] == "On target"
    assert page.priorities[0].of == "1 of 3"
    SummingChoice.objects.all().delete()
    page = council_page(read_council(Q2, narrowings(today=date(2026, 10, 14)), at=AT), {})
    assert page.priorities[0].sum is None
    assert page.priorities[0].of == "1 of 3"


def test_pictures_of_the_thread_have_a_bead_with_the_status(priority):
    picture = whole_picture(read_thread(Q2, reach=None))
    assert "Near target · 33%" in picture
    assert picture.count("<circle") > 0
    with_bead = thread_svg([Column("Level", Knot("One", "Near target · 33%", mark("amber")), [])])
    assert with_bead.count("<circle") == thread_svg([Column("Level", Knot("One", "33%"), [])]).count("<circle") + 2
    assert "Near target" in thread_map_svg(["Level"], [Twig("One", "Near target · 33%", 3, (), mark("amber"))])


def test_a_reader_of_a_part_is_told_of_the_parts_that_they_may_read(client, priority):
    """The priority is in nobody's reach but the council's; the partner's own objective is summed up from its own."""
    objective = priority.downward.get().child
    SummingChoiceFactory(objective=objective, rule="worst")
    elsewhere = factories.IndicatorFactory()
    objective.contributions.create(indicator=elsewhere, made_on=date(2026, 4, 1))
    sign_in(Role.PARTNER, objective.plan.unit, client=client)
    text = client.get(reverse("reporting:thread-node", args=[objective.ref])).content.decode()
    assert "of 3 rated parts" in text
    assert elsewhere.name not in text
    assert client.get(reverse("reporting:priority", args=[priority.ref])).status_code == 404
    assert Objective.objects.count() == 2


def test_statements_do_not_grow_with_what_is_summed_up(priority):
    SummingChoiceFactory(level=priority.plan.level)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            whole_picture(read_thread(Q2, reach=None))
        return len(queries)

    before = asked()
    for number in range(3):
        *_, made, _ = measured_service(f"Service {number}")
        SummingChoiceFactory(objective=made.downward.get().child, rule="worst")
    assert asked() == before
