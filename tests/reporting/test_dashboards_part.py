"""A person's part of the whole (A2, A8)."""

import re
from base64 import b64decode
from datetime import date
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import Post
from accounts.roles import Role
from plans.models import Objective
from tests.factories import (
    AppointmentFactory,
    IndicatorFactory,
    LevelFactory,
    LinkFactory,
    MilestoneFactory,
    ObjectiveFactory,
    PlanFactory,
    PostFactory,
    UnitFactory,
    UserFactory,
    sign_in,
)
from tests.factories.indicators import Q2
from tests.factories.risks import RegisterFactory, RiskFactory
from tests.reporting.small_council import SmallCouncil, at_two_sizes, statements, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> Client:
    return sign_in(Role.EMPLOYEE)[0]


def picture_of(response: HttpResponse) -> list[str]:
    svg = b64decode(re.findall(r"image/svg\+xml;base64,([^\"]+)", response.content.decode())[-1]).decode()
    return [unescape(text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", svg)]


def titles(beads: list) -> list:
    return [(bead.row.title, bead.is_own, [each.ref for each in bead.things], titles(bead.beneath)) for bead in beads]


@pytest.fixture
def manager(council: SmallCouncil) -> Post:
    """Owns the objective of housing, its measure H2, a milestone and a risk; answers to a director."""
    director = PostFactory(title="Director of Homes", unit=council.root, role="director")
    post = PostFactory(title="Housing Manager", unit=council.housing, reports_to=director, role="approver")
    AppointmentFactory(post=post, user=UserFactory(name="Ada Keeper"))
    PostFactory(title="Lettings Officer", unit=council.housing, reports_to=post)
    council.measures["H2"].owner = post
    council.measures["H2"].save()
    housing = council.objectives[council.housing.pk]
    Objective.objects.filter(pk=housing.pk).update(owner=post)
    MilestoneFactory(objective=housing, owner=post, ref="M-OWN", title="Open two more", due_on=date(2026, 12, 1))
    RiskFactory(ref="R-OWN", title="Builders fail", owner=post, threatens=[housing],
                register=RegisterFactory(unit=council.housing))  # fmt: skip
    return post


def test_what_a_post_owns_is_lit_up_to_the_top(council: SmallCouncil, manager: Post, reader: Client) -> None:
    response = reader.get(f"/part/{manager.pk}/")
    page = response.context["page"]
    assert titles(page.beads) == [
        ("Homes for all", False, [], [("Housing objective", True, ["H2", "M-OWN", "R-OWN"], [])]),
    ]
    assert page.beads[0].others == 1, "the objective of waste is counted, not shown"
    text = text_of(response)
    assert "1 objective, 1 measure, 1 milestone and 1 risk, leading up to Homes for all." in text
    assert "Housing Manager: part of the whole" in text
    assert "Off target" in text
    assert "now 12, target 6" in text


def test_picture_and_outline_say_the_same(council: SmallCouncil, manager: Post, reader: Client) -> None:
    response = reader.get(f"/part/{manager.pk}/")
    text, drawn = text_of(response), picture_of(response)
    nodes = {"Homes for all", "60% on target", "Housing objective", "67% on target"}
    assert nodes | {"Measure H2", "1 other"} <= set(drawn)
    for words in drawn:
        for part in words.rstrip("…").split(", "):
            if part != "Measures, milestones, risks":
                assert part in text or part in ("Measures", "milestones", "risks"), words


def test_the_line_of_responsibility_goes_from_the_portfolio_to_the_individual(
    council: SmallCouncil, manager: Post, reader: Client
) -> None:
    member = PostFactory(title="Member for Homes", unit=UnitFactory(kind="cabinet"), role="cabinet_member")
    Objective.objects.filter(pk=council.priority.pk).update(owner=member)
    page = reader.get(f"/part/{manager.pk}/").context["page"]
    (answering,) = page.answering
    assert [(row.title, row.is_here, row.owns) for row in answering.line] == [
        ("Director of Homes", False, ""),
        ("Housing Manager", True, "1 objective and 1 measure"),
    ]
    assert [row.title for row in answering.beneath] == ["Lettings Officer"]
    assert [holder.name for holder in answering.line[1].held] == ["Ada Keeper"]
    assert [(row.title, row.why) for row in page.portfolios] == [
        ("Member for Homes", "Answers in public for Homes for all")
    ]


def test_ones_own_part_is_that_of_all_posts_held_today(council: SmallCouncil, manager: Post) -> None:
    client, actor = sign_in(Role.DATA_OFFICER, council.waste)
    other = council.measures["W1"].owner
    for post in (manager, other):
        AppointmentFactory(post=post, user=actor.user, is_deputy=post == other)
    response = client.get("/part/")
    assert "My part of the whole" in text_of(response)
    assert [row.title for each in response.context["page"].answering for row in each.line if row.is_here].count(
        "Housing Manager"
    ) == 1
    (root,) = titles(response.context["page"].beads)
    assert [(title, things) for title, _, things, _ in root[3]] == [
        ("Housing objective", ["H2", "M-OWN", "R-OWN"]),
        ("Waste objective", ["W1"]),
    ]


def test_who_owns_nothing_sees_what_their_unit_is_for(council: SmallCouncil) -> None:
    team = UnitFactory(name="Lettings team", kind="team", parent=council.housing)
    client, _ = sign_in(Role.EMPLOYEE, team)
    response = client.get("/part/")
    assert titles(response.context["page"].beads) == [
        ("Homes for all", False, [], [("Housing objective", False, [], [])])
    ]
    (bead,) = response.context["page"].beads[0].beneath
    assert bead.is_units
    assert "Owned here" not in text_of(response)
    said = "Nothing in the plans is owned here yet. These are the unit’s objectives, leading up to Homes for all."
    assert said in text_of(response)


def test_without_a_plan_it_says_when_something_shows(reader: Client) -> None:
    response = reader.get("/part/")
    text = text_of(response)
    assert "No objective, measure, milestone or risk in the plans is owned here yet." in text
    assert "Nothing of the thread is lit." in text
    assert "shows here once it is owned by Post " in text
    assert "LinePost" not in text
    assert response.context["picture"] == ""


def test_what_leads_nowhere_is_named_with_its_remedy(council: SmallCouncil, manager: Post, reader: Client) -> None:
    IndicatorFactory(ref="ZZ", name="Loose measure", owner=manager)
    RiskFactory(ref="R-LOOSE", owner=manager, threatens=[], register=RegisterFactory(unit=council.housing))
    nowhere = reader.get(f"/part/{manager.pk}/").context["page"].nowhere
    assert [(each.why, [thing.ref for thing in each.things]) for each in nowhere] == [
        ("Measures that serve no objective of the thread", ["ZZ"]),
        ("Risks that threaten no objective of the thread", ["R-LOOSE"]),
    ]


def test_closed_plans_and_ended_posts_are_left_out(council: SmallCouncil, manager: Post, reader: Client) -> None:
    PostFactory(title="Gone", unit=council.housing, reports_to=manager, ends_on=date(2026, 1, 1))
    closed = PlanFactory(state="closed", unit=council.housing)
    ObjectiveFactory(plan=closed, owner=manager, ref="O-OLD")
    MilestoneFactory(objective__plan=closed, owner=manager, ref="M-OLD")
    page = reader.get(f"/part/{manager.pk}/").context["page"]
    assert titles(page.beads)[0][3] == [("Housing objective", True, ["H2", "M-OWN", "R-OWN"], [])]
    assert [row.title for row in page.answering[0].beneath] == ["Lettings Officer"]


def test_it_shows_no_more_than_the_reader_may_see(council: SmallCouncil, manager: Post) -> None:
    private = PlanFactory(level=LevelFactory(name="Personal", is_private=True), unit=council.housing, owner=manager)
    MilestoneFactory(objective=ObjectiveFactory(plan=private, owner=manager, ref="O-PRIV"), owner=manager, ref="M-PRIV")
    RiskFactory(ref="R-EX", title="Hushed", owner=manager, is_exempt=True, exempt_paragraph=3, exempt_reason="Money",
                threatens=[council.objectives[council.housing.pk]],
                register=RegisterFactory(unit=council.housing))  # fmt: skip
    text = text_of(sign_in(Role.COUNCILLOR)[0].get(f"/part/{manager.pk}/"))
    assert "1 risk," in text
    assert "Hushed" not in text
    assert "O-PRIV" not in text
    assert "M-PRIV" not in text
    partner, _ = sign_in(Role.PARTNER, council.waste)
    assert partner.get(f"/part/{manager.pk}/").status_code == 404
    assert "Homes for all" not in text_of(partner.get("/part/"))
    own = council.measures["W1"].owner
    theirs = partner.get(f"/part/{own.pk}/")
    assert titles(theirs.context["page"].beads) == [("Waste objective", False, ["W1"], [])]
    assert theirs.context["page"].beads[0].owner_url == ""


def test_the_quarter_stays_and_links_lead_on(council: SmallCouncil, manager: Post, reader: Client) -> None:
    html = reader.get(f"/part/{manager.pk}/?period={Q2.previous().key}").content.decode()
    assert f'href="/thread/O-H/?period={Q2.previous().key}"' in html
    assert f'href="/part/{manager.reports_to_id}/?period={Q2.previous().key}"' in html
    assert f'href="/part/{manager.pk}/' in reader.get("/thread/O-H/").content.decode()
    assert f'href="/part/{manager.pk}/"' in reader.get(f"/organisation/posts/{manager.pk}/").content.decode()
    for path in ("/", "/thread/"):
        assert 'href="/part/' in reader.get(path).content.decode()


def test_statements_do_not_grow(council: SmallCouncil, manager: Post, reader: Client) -> None:
    before, after = at_two_sizes(reader, f"/part/{manager.pk}/", council)
    assert before == after
    assert after <= statements(reader, "/thread/") + 5, "after the thread itself: posts, holders, and what they own"


def test_links_and_lines_in_a_circle_end(council: SmallCouncil, manager: Post, reader: Client) -> None:
    LinkFactory(child=council.priority, parent=council.objectives[council.housing.pk])
    Post.objects.filter(pk=manager.reports_to_id).update(reports_to=manager)
    assert reader.get(f"/part/{manager.pk}/").status_code == 200


def test_hostile_names_are_text(council: SmallCouncil, manager: Post, reader: Client) -> None:
    attack = "<svg onload=alert(1)>"
    Objective.objects.update(title=attack)
    Post.objects.filter(pk=manager.pk).update(title="<b>Chief</b>")
    html = reader.get(f"/part/{manager.pk}/").content.decode()
    assert "<svg onload" not in html
    assert "<b>Chief" not in html
