"""The first page of each person, by their posts."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actors import SYSTEM, actor_for
from accounts.models import Event, Identity, User
from accounts.roles import Role
from indicators.models import Commentary, Indicator, Observation
from reporting import audiences
from reporting.audiences import Remit, register_remits
from reporting.changes.briefing import mark_briefed
from reporting.models import Cycle
from tests.conftest import NOW
from tests.factories import AppointmentFactory, PostFactory, UnitFactory, UserFactory, sign_in
from tests.factories.indicators import Q2
from tests.factories.reporting import ReportFactory
from tests.reporting.small_council import Q1, SmallCouncil, at_two_sizes, grow, say, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def _no_remits() -> Iterator[None]:
    before = list(audiences._read_remits)
    yield
    audiences._read_remits[:] = before


@pytest.fixture
def _set_up() -> None:
    """The set-up guide would be the first page of administrators."""
    Identity.objects.create(is_set_up=True)


def home(role: Role, unit: object = None) -> str:
    return text_of(sign_in(role, unit)[0].get("/"))


def test_an_officer_sees_what_is_left_and_one_button(council: SmallCouncil) -> None:
    client, _ = sign_in(Role.DATA_OFFICER, council.housing)
    response = client.get("/")
    first = response.context["first"]
    assert first.headline == "1 of 5 measures left, late since Thursday 8 October 2026"
    assert first.actions[0].url == f"/indicators/returns/{council.returns[council.housing.pk].pk}/"
    assert first.late
    assert "See Housing" in text_of(response)


def test_an_officer_with_nothing_left_is_told_so(council: SmallCouncil) -> None:
    assert "Nothing waits for you" in home(Role.DATA_OFFICER, council.waste)


def test_an_approver_sees_what_waits(council: SmallCouncil) -> None:
    client, _ = sign_in(Role.APPROVER, council.housing)
    text = text_of(client.get("/"))
    assert "1 figure waits for your approval, by Monday 12 October 2026" in text
    assert "1 of 5 measures left" in text


@pytest.mark.usefixtures("_set_up")
def test_the_performance_team_sees_collection_by_service(council: SmallCouncil) -> None:
    response = sign_in(Role.ADMINISTRATOR, council.root)[0].get("/")
    rows = {row.service: row for row in response.context["first"].facts.rows}
    assert (rows["Housing"].to_do, rows["Housing"].waiting, rows["Housing"].mark["word"]) == (1, 1, "Late")
    assert rows["Waste"].mark["word"] == "Approved"
    assert "1 of 9 figures are still to come in" in text_of(response)
    assert "No drafts wait for release; 0 released." in text_of(response)


@pytest.mark.usefixtures("_set_up")
def test_the_performance_team_without_a_timetable_is_told_what_to_do() -> None:
    text = home(Role.ADMINISTRATOR)
    assert "No quarter has a timetable yet" in text
    assert "Set the timetable" in text


def test_a_promise_is_not_judged_by_a_figure_from_before_its_day(council: SmallCouncil) -> None:
    Commentary.objects.filter(observation__indicator__ref="H2", action_by_on=date(2026, 9, 30)).update(
        action_by_on=date(2026, 10, 1)
    )
    asked = sign_in(Role.COUNCILLOR)[0].get("/").context["first"].facts.asked.rows
    assert asked[0].why.endswith(
        "An action was promised by 1 October 2026, which has passed; this figure is from before that day."
    )


def test_a_councillor_gets_five_things_to_ask_and_why(council: SmallCouncil) -> None:
    response = sign_in(Role.COUNCILLOR)[0].get("/")
    asked = response.context["first"].facts.asked.rows
    assert [each.line.ref for each in asked] == ["H2", "H4", "W1"]
    assert asked[0].why == (
        "It turned off target this period. An action was promised by 30 September 2026, and the measure is off target."
    )
    assert asked[0].question == (
        "By 30 September 2026 Housing was to do this: “Hire two letting officers”. Was it done, and what came of it?"
    )
    assert asked[1].question.startswith("When will members see the figure for “Measure H4”")
    assert "Picked because:" in text_of(response)


@pytest.mark.parametrize(
    ("ref", "before", "now", "why", "question"),
    [
        ("H1", 92, 60, "It turned off target this period. Nothing says why.", "and no explanation is given"),
        ("H1", 60, 61, "It is off target for the second period running. Nothing says why.", "no explanation"),
        ("H1", 95, 85, "It was on target and is now only near it.", "What would stop it from going off target"),
        ("H1", 60, 95, "It is back on target after being off it.", "What worked"),
    ],
)
def test_each_reason_has_its_question(
    council: SmallCouncil, ref: str, before: int, now: int, why: str, question: str
) -> None:
    _only(council, ref)
    figures = Observation.objects.filter(indicator__ref=ref)
    figures.filter(period=Q1).update(value=before)
    figures.filter(period=Q2).update(value=now)
    (asked,) = sign_in(Role.COUNCILLOR)[0].get("/").context["first"].facts.asked.rows
    assert asked.why == why
    assert question in asked.question


@pytest.mark.parametrize(
    ("before", "question"), [(92, "What changed since the quarter before"), (60, "What will Housing do differently")]
)
def test_an_explained_miss_asks_about_the_future(council: SmallCouncil, before: int, question: str) -> None:
    _only(council, "H1")
    say(council, "H1", Q2, why="Demand rose")
    Observation.objects.filter(indicator__ref="H1", period=Q1).update(value=before)
    Observation.objects.filter(indicator__ref="H1", period=Q2).update(value=60)
    (asked,) = sign_in(Role.COUNCILLOR)[0].get("/").context["first"].facts.asked.rows
    assert question in asked.question


def _only(council: SmallCouncil, ref: str) -> None:
    Observation.objects.exclude(indicator__ref=ref).delete()
    others = Indicator.objects.exclude(ref=ref)
    others.update(ends_on=date(2020, 1, 1))


def test_no_more_than_two_questions_are_about_one_service(council: SmallCouncil) -> None:
    grow(council)
    asked = sign_in(Role.COUNCILLOR)[0].get("/").context["first"].facts.asked.rows
    assert len(asked) == 5
    services = [each.line.service for each in asked]
    assert max(services.count(service) for service in services) == 2


def test_what_changed_is_told_on_the_first_visit_and_then_since_it_was_read(council: SmallCouncil) -> None:
    client, actor = sign_in(Role.COUNCILLOR)
    facts = client.get("/").context["first"].facts
    assert {group.heading: [row.ref for row in group.rows] for group in facts.new.groups} == {
        "Turned off target": ["H2"],
        "Recovered": ["H3"],
        "Revised since it was first reported": [],
    }
    assert facts.since == ""
    assert "New this quarter" in text_of(client.get("/"))
    client.post("/home/read/")
    user = User.objects.get(pk=actor.user.pk)
    assert user.last_briefed_at is not None
    facts = client.get("/").context["first"].facts
    assert facts.since == "14 October 2026"
    assert facts.new.figures == 0
    assert all(group.count == 0 for group in facts.new.groups)


def test_a_figure_revised_since_the_last_visit_is_told(council: SmallCouncil) -> None:
    client, actor = sign_in(Role.COUNCILLOR)
    User.objects.filter(pk=actor.user.pk).update(last_briefed_at=datetime(2026, 10, 11, tzinfo=UTC))
    Observation.objects.filter(indicator__ref="H2", period=Q2).update(
        revision=2, revision_reason="A slip", approved_at=datetime(2026, 10, 12, tzinfo=UTC)
    )
    new = client.get("/").context["first"].facts.new
    assert new.figures == 1
    assert [(group.heading, group.count) for group in new.groups] == [
        ("Turned off target", 1),
        ("Recovered", 0),
        ("Revised since it was first reported", 1),
    ]


def test_reading_does_not_mark_as_read(council: SmallCouncil) -> None:
    client, actor = sign_in(Role.COUNCILLOR)
    client.get("/")
    assert User.objects.get(pk=actor.user.pk).last_briefed_at is None
    assert client.get("/home/read/").status_code == 405
    assert Client().post("/home/read/").status_code == 302


def test_marking_as_read_is_recorded(council: SmallCouncil) -> None:
    _, actor = sign_in(Role.COUNCILLOR)
    mark_briefed(by=actor, at=NOW)
    event = Event.objects.get()
    assert (event.action, event.by_name, event.thing_type) == ("read what is new", actor.name, "accounts.user")
    with pytest.raises(ValueError, match="Only a person"):
        mark_briefed(by=SYSTEM, at=NOW)


@pytest.mark.usefixtures("_no_remits")
def test_a_scrutiny_member_sees_the_committees_remit(council: SmallCouncil) -> None:
    committee = UnitFactory(name="Places committee", kind="committee")
    register_remits(lambda _: [Remit(committee.pk, "Places", frozenset(), frozenset({council.waste.pk}))])
    response = sign_in(Role.SCRUTINY_CHAIR, committee)[0].get("/")
    first = response.context["first"]
    assert first.headline == "What changed: your committee"
    assert first.lead.startswith("50% of rated measures are on target")
    assert [each.line.ref for each in first.facts.asked.rows] == ["W1"]


@pytest.mark.usefixtures("_no_remits")
def test_a_committee_without_remit_sees_the_whole_council(council: SmallCouncil) -> None:
    register_remits(lambda _: [])
    assert "What changed: the whole council" in home(Role.SCRUTINY_MEMBER, UnitFactory(kind="committee"))


def test_a_cabinet_member_sees_the_portfolio(council: SmallCouncil) -> None:
    client, actor = sign_in(Role.CABINET_MEMBER, UnitFactory(name="Cabinet", kind="cabinet"))
    council.priority.owner = actor.grants[0].post
    council.priority.save()
    first = client.get("/").context["first"]
    assert first.headline == "What changed: your portfolio"
    assert first.lead.startswith("60% of rated measures")


def test_a_director_sees_the_council_in_brief_and_the_own_services(council: SmallCouncil) -> None:
    directorate = UnitFactory(name="Place", kind="directorate", parent=council.root)
    council.waste.parent = directorate
    council.waste.save()
    response = sign_in(Role.DIRECTOR, directorate)[0].get("/")
    block = response.context["first"]
    assert block.headline == "The council in brief"
    assert [other.headline for other in response.context["others"]] == ["Nothing waits for you"]
    assert [(row.name, row.of) for row in block.facts.rows] == [("Waste", "1 of 2")]
    assert "Of 9 measures due, 6 in on time" in text_of(response)


def test_a_partner_sees_its_own_measures_only(council: SmallCouncil) -> None:
    response = sign_in(Role.PARTNER, council.waste)[0].get("/")
    text = text_of(response)
    blocks = [response.context["first"], *response.context["others"]]
    rows = next(block.facts.rows for block in blocks if block.headline == "Your measures")
    assert [row.ref for row in rows] == ["W1", "W2", "W3", "W4"]
    assert "Measure H1" not in text
    assert "Housing" not in text


def test_an_auditor_sees_what_was_revised(council: SmallCouncil) -> None:
    Observation.objects.filter(indicator__ref="H1", period=Q2).update(revision=2, revision_reason="A slip of the pen")
    text = home(Role.AUDITOR, council.root)
    assert "The audit trail" in text
    assert "Measure H1, 2026/27 Q2 , revision 2: A slip of the pen" in text


def test_an_employee_sees_how_the_teams_work_serves_the_council(council: SmallCouncil) -> None:
    team = UnitFactory(name="Lettings team", kind="team", parent=council.housing)
    text = home(Role.EMPLOYEE, team)
    assert "How your work serves the council" in text
    assert "Housing objective Housing plan serves Homes for all" in text
    assert "Waste objective" not in text
    assert "Your unit has no plan here yet." in home(Role.EMPLOYEE, UnitFactory(name="Elsewhere"))


def test_who_holds_no_post_is_told_whom_to_ask() -> None:
    user = UserFactory()
    client = Client()
    client.force_login(user)
    assert "Ask the performance team to appoint you." in text_of(client.get("/"))
    AppointmentFactory(post=PostFactory(role=Role.ADMINISTRATOR.value), user=UserFactory(name="Pat Perf"))
    text = text_of(client.get("/"))
    assert "You hold no post yet" in text
    assert "Ask Pat Perf to appoint you." in text


def test_several_posts_make_several_blocks_the_late_first(council: SmallCouncil) -> None:
    client, actor = sign_in(Role.COUNCILLOR)
    AppointmentFactory(user=actor.user, post__role=Role.DATA_OFFICER.value, post__unit=council.housing)
    AppointmentFactory(user=actor.user, post__role=Role.EMPLOYEE.value, post__unit=council.housing)
    response = client.get("/")
    blocks = [response.context["first"], *response.context["others"]]
    assert [block.template for block in blocks] == [
        "reporting/_home_work.html",
        "reporting/_home_member.html",
        "reporting/_home_employee.html",
    ]
    assert actor_for(actor.user, today=timezone.localdate()).roles == {
        Role.COUNCILLOR, Role.DATA_OFFICER, Role.EMPLOYEE
    }  # fmt: skip


@pytest.mark.sweep
@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_first_page_whose_statements_do_not_grow(council: SmallCouncil, role: Role) -> None:
    client, _ = sign_in(role, council.root if role is not Role.PARTNER else council.waste)
    before, after = at_two_sizes(client, "/", council)
    assert before == after
    assert after <= 25  # on PostgreSQL twelve for most: what is owned is kept while nothing is written


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_first_page_in_an_empty_council(role: Role) -> None:
    Cycle.objects.all().delete()
    assert sign_in(role)[0].get("/").status_code == 200


def test_hostile_text_is_text(council: SmallCouncil) -> None:
    attack = "<script>alert(1)</script>"
    Indicator.objects.filter(ref="H2").update(name=attack)
    Commentary.objects.update(action=attack, action_by_on=date(2026, 9, 1))
    html = sign_in(Role.COUNCILLOR)[0].get("/").content.decode()
    assert "<script>alert" not in html
    assert html.count("&lt;script&gt;alert(1)") >= 3


def test_strangers_are_sent_to_sign_in() -> None:
    assert Client().get("/").status_code == 302


def test_a_report_of_a_committee_is_not_said_twice_to_be_for_it(council: SmallCouncil) -> None:
    committee = UnitFactory(name="Housing Committee", kind="committee")
    cycle, released = Cycle.objects.get(period=Q2), {"state": "released", "released_at": NOW}
    for number, title in enumerate(("Housing Committee: exception report", "Bins: progress report")):
        ReportFactory(cycle=cycle, title=title, audience="scrutiny", committee=committee, subject_id=number, **released)
    ReportFactory(cycle=cycle, audience="cabinet", **released)
    text = home(Role.COUNCILLOR)
    assert "Housing Committee: exception report 2026/27 Q2, released on" in text
    assert "Bins: progress report, for Housing Committee 2026/27 Q2" in text
    assert "Exception report, for Cabinet 2026/27 Q2" in text
