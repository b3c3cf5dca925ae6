"""The golden thread as pages (A3)."""

import csv
import io
from datetime import date

import pytest
from django.test import Client

from accounts.models import Post
from accounts.roles import Role
from indicators.models import Contribution
from plans.models import Objective
from reporting.dashboards import thread as dashboard
from reporting.queries.measures_of_objectives import all_beneath, paths_up
from tests.factories import IndicatorFactory, LinkFactory, MilestoneFactory, ObjectiveFactory, PlanFactory, sign_in
from tests.factories.indicators import Q2
from tests.reporting.small_council import SmallCouncil, at_two_sizes, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> Client:
    return sign_in(Role.EMPLOYEE)[0]


def test_the_outline_goes_from_the_top_with_status_at_each_node(council: SmallCouncil, reader: Client) -> None:
    response = reader.get("/thread/")
    (root,) = response.context["roots"]
    assert (root.row.title, root.row.share, root.row.of) == ("Homes for all", "60% on target", "3 of 5 rated")
    assert [(row.title, row.of) for row in root.others] == [
        ("Housing objective", "2 of 3 rated"),
        ("Waste objective", "1 of 2 rated"),
    ]
    assert "3 objectives in 3 plans; 2 of them say what they contribute to." in text_of(response)


def test_a_measure_is_counted_once_however_many_ways_lead_to_it(council: SmallCouncil) -> None:
    Contribution.objects.create(
        indicator=council.measures["H1"], objective=council.objectives[council.waste.pk], made_on=date(2026, 2, 1)
    )
    read = dashboard.read_thread(Q2, reach=None)
    assert read.tally(council.priority.pk).measures == 9
    assert read.tally(council.objectives[council.waste.pk].pk).measures == 5


def test_a_node_shows_the_way_down_with_the_path_lit(council: SmallCouncil, reader: Client) -> None:
    response = reader.get("/thread/O-H/")
    steps = response.context["page"].steps
    assert [(step.row.title, step.row.level, step.is_here) for step in steps] == [
        ("Homes for all", "Corporate plan", False),
        ("Housing objective", "Service plan", True),
    ]
    assert [row.title for row in steps[1].others] == ["Waste objective"]
    text = text_of(response)
    assert "67% on target: 2 of 3 rated. Not counted: 1 no figure yet and 1 awaiting sign-off." in text
    assert f"Person {council.objectives[council.housing.pk].owner}" in text
    assert [row.ref for row in response.context["page"].own] == ["H1", "H2", "H3", "H4", "H5"]
    assert "Open the hostel" in text


def test_one_can_walk_down_and_up_again(council: SmallCouncil, reader: Client) -> None:
    html = reader.get("/thread/P1/").content.decode()
    assert f'href="/thread/O-W/?period={Q2.key}"' in html
    assert f'href="/thread/P1/?period={Q2.key}"' in reader.get("/thread/O-W/").content.decode()


@pytest.mark.parametrize("path", ["/thread/", "/thread/O-H/", "/thread/?tab=health", "/measures/H2/"])
def test_a_quarter_that_cannot_be_shown_is_said_to_be_another(council: SmallCouncil, reader: Client, path: str) -> None:
    said = f"This address asks for a quarter that is not over yet or that there is none of; showing {Q2.long_label}."
    joined = "&" if "?" in path else "?"
    for asked in ("nonsense", Q2.next().key):
        assert said in text_of(reader.get(f"{path}{joined}period={asked}"))
    for period in ("", f"{joined}period={Q2.key}"):
        assert "This address asks" not in text_of(reader.get(path + period))


def test_the_quarter_stays_from_tab_to_tab(council: SmallCouncil, reader: Client) -> None:
    page = reader.get(f"/thread/?period={Q2.previous().key}").content.decode()
    assert f'href="?period={Q2.previous().key}&amp;tab=health"' in page
    assert 'href="?tab=health"' in reader.get("/thread/").content.decode()


def test_what_else_it_contributes_to_is_told(council: SmallCouncil, reader: Client) -> None:
    other = ObjectiveFactory(plan=council.priority.plan, kind="priority", ref="P2", title="Clean streets")
    LinkFactory(child=council.objectives[council.housing.pk], parent=other, is_primary=False)
    response = reader.get("/thread/O-H/")
    assert [row.title for row in response.context["page"].others_above] == ["Clean streets"]
    assert "It also contributes to" in text_of(response)


def test_closed_plans_are_left_out_but_can_be_opened(council: SmallCouncil, reader: Client) -> None:
    plan = council.objectives[council.waste.pk].plan
    plan.state = "closed"
    plan.save()
    (root,) = reader.get("/thread/").context["roots"]
    assert [row.title for row in root.others] == ["Housing objective"]
    assert "plan closed" in text_of(reader.get("/thread/O-W/"))


def test_health_findings_filter_in_their_address(council: SmallCouncil, reader: Client) -> None:
    ObjectiveFactory(plan=council.objectives[council.housing.pk].plan, ref="O-LOOSE", title="Tidy the cupboard")
    IndicatorFactory(ref="ZZ", name="Loose measure")
    response = reader.get("/thread/?tab=health")
    found = [(row.label, row.ref) for row in response.context["rows"]]
    assert found == [
        ("Contributes to nothing above", "O-LOOSE"),
        ("Objective without a measure", "O-LOOSE"),
        ("Measure that serves no objective", "ZZ"),
    ]
    narrowed = reader.get("/thread/?tab=health&finding=no_link")
    assert [row.ref for row in narrowed.context["rows"]] == ["O-LOOSE"]
    assert "1 of 3 findings" in text_of(narrowed)
    of_plan = reader.get("/thread/", {"tab": "health", "plan": council.objectives[council.housing.pk].plan.ref})
    assert [row.ref for row in of_plan.context["rows"]] == ["O-LOOSE", "O-LOOSE"]


def test_a_sound_thread_has_nothing_to_mend(council: SmallCouncil, reader: Client) -> None:
    text = text_of(reader.get("/thread/?tab=health"))
    assert "Nothing to mend" in text
    assert "Health: 0 findings" in text


def test_findings_can_be_downloaded(council: SmallCouncil, reader: Client) -> None:
    IndicatorFactory(ref="ZZ", name="=1+1")
    response = reader.get("/thread/?tab=health&download=csv")
    (row,) = csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")))
    assert (row["Finding"], row["Title"]) == ("Measure that serves no objective", "'=1+1")


def test_findings_stand_on_the_node_they_are_about(council: SmallCouncil, reader: Client) -> None:
    ObjectiveFactory(plan=council.objectives[council.housing.pk].plan, ref="O-LOOSE", title="Tidy the cupboard")
    assert "Contributes to nothing above." in text_of(reader.get("/thread/O-LOOSE/"))


def test_an_empty_thread_says_what_to_do(reader: Client) -> None:
    assert "No plan has objectives yet" in text_of(reader.get("/thread/"))
    assert "Add the plans, their objectives" in text_of(reader.get("/thread/"))


def test_a_partner_sees_its_own_part_only(council: SmallCouncil) -> None:
    partner, _ = sign_in(Role.PARTNER, council.waste)
    assert partner.get("/thread/O-H/").status_code == partner.get("/thread/NONE/").status_code == 404
    response = partner.get("/thread/O-W/")
    assert [step.row.title for step in response.context["page"].steps] == ["Waste objective"]
    assert "Homes for all" not in text_of(response)
    assert [row.ref for row in response.context["page"].own] == ["W1", "W2", "W3", "W4"]


@pytest.mark.parametrize("path", ["/thread/", "/thread/P1/", "/thread/?tab=health"])
def test_statements_do_not_grow_with_the_thread(council: SmallCouncil, reader: Client, path: str) -> None:
    before, after = at_two_sizes(reader, path, council)
    assert before == after <= 15


def test_hostile_titles_are_text(council: SmallCouncil, reader: Client) -> None:
    attack = "<svg onload=alert(1)>"
    Objective.objects.update(title=attack)
    Post.objects.filter(pk=council.objectives[council.housing.pk].owner_id).update(title="<b>Chief</b>")
    for path in ("/thread/", "/thread/P1/", "/thread/O-H/", "/thread/?tab=health"):
        html = reader.get(path).content.decode()
        assert "<svg onload" not in html
        assert "<b>Chief" not in html


def test_links_in_a_circle_end(council: SmallCouncil, reader: Client) -> None:
    LinkFactory(child=council.priority, parent=council.objectives[council.housing.pk])
    assert reader.get("/thread/O-H/").status_code == 200
    found = all_beneath([council.priority.pk])[council.priority.pk]
    objectives, measures = found.objectives, found.measures
    assert len(objectives) == 3
    assert len(measures) == 9
    assert paths_up(council.measures["H1"].pk)


def test_beneath_an_objective_without_measures(council: SmallCouncil) -> None:
    lonely = ObjectiveFactory(plan=PlanFactory())
    MilestoneFactory(objective=lonely)
    assert all_beneath([lonely.pk])[lonely.pk].serving == {lonely.pk: set()}


def test_a_partner_is_told_of_what_it_may_read_only() -> None:
    partner, _ = sign_in(Role.PARTNER, (plan := PlanFactory(state="approved")).unit)
    ObjectiveFactory(plan=plan)
    text = text_of(partner.get("/thread/"))
    assert "1 objective in 1 plan that you may read." in text
    assert "plans of the council that are not open to you" in text
    assert "Add the plans" not in text
