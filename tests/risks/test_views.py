"""Pages and forms of risks: what they show to whom, and how bad input is told."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.roles import Role
from risks.models import Assessment, Control, Matrix, Mitigation, Register, Risk
from risks.rules.matrix import grid_to_json
from risks.rules.shipped import SHIPPED
from tests.factories import AppointmentFactory, ObjectiveFactory, PlanFactory, PostFactory, UnitFactory
from tests.factories.risks import ControlFactory, MatrixFactory, RegisterFactory, RiskFactory, assess
from tests.risks.test_queries import EXEMPT

pytestmark = pytest.mark.django_db
REGISTER = "/risks/"


def as_role(client, role, unit=None):
    post = PostFactory(role=role.value, unit=unit or UnitFactory())
    client.force_login(AppointmentFactory(post=post).user)
    return client


def text(answer):
    return answer.content.decode()


def typed(**changes):
    values = {
        "ref": "R-9", "title": "Flood", "cause": "Rain.", "event": "The river rises.", "effect": "Homes are lost.",
        "assessed_on": "1 October 2026", "review_on": "1 January 2030",
    }  # fmt: skip
    for kind, place in (("inherent", (4, 4)), ("current", (3, 4)), ("target", (2, 3))):
        values |= {f"{kind}_likelihood": place[0], f"{kind}_impact": place[1], f"{kind}_why": f"Why {kind}."}
    return {**values, **changes}


@pytest.fixture
def raising():
    """What a form needs besides words: register, owner and objective."""
    MatrixFactory()
    return {"register": RegisterFactory().pk, "owner": PostFactory().pk, "objective_1": ObjectiveFactory().pk}


def test_the_register_opens_with_its_finding_and_says_the_same_in_picture_and_table(client):
    as_role(client, Role.COUNCILLOR)
    RiskFactory(title="Care market fails", scores={"inherent": (5, 4), "current": (4, 4), "target": (3, 3)})
    page = text(client.get(REGISTER))
    assert "1 of 1 risk stands above appetite." in page
    assert "1 risk by likelihood and impact; the table beside it has every score" in page
    assert "Care market fails" in page
    assert "Raise a risk" not in page


def test_the_register_is_narrowed_and_sorted_in_the_address(client):
    as_role(client, Role.COUNCILLOR)
    risen = RiskFactory(title="Alpha", scores={"current": (2, 2)})
    assess(risen, "current", 4, 4, on=date(2026, 8, 1))
    RiskFactory(title="Beta", scores={"current": (5, 5)})
    page = text(client.get(REGISTER))
    assert page.index("Beta") < page.index("Alpha")
    page = text(client.get(REGISTER, {"sort": "title"}))
    assert page.index(">Alpha<") < page.index(">Beta<")
    page = text(client.get(REGISTER, {"concern": "risen"}))
    assert ">Alpha<" in page
    assert ">Beta<" not in page
    assert "1 of 2 risks shown, because of Concern: Risen" in page


def test_an_exempt_risk_is_in_no_file_not_even_of_who_may_read_it(client):
    as_role(client, Role.AUDITOR)
    RiskFactory(title="Hidden claim", **EXEMPT)
    RiskFactory(title="Open risk")
    assert "Hidden claim" in text(client.get(REGISTER))
    file = text(client.get(REGISTER, {"download": "csv"}))
    assert "Open risk" in file
    assert "Hidden claim" not in file
    assert "Hidden claim" not in text(client.get("/search/", {"q": "hidden claim"})).partition("<main")[2].replace(
        'value="hidden claim"', ""
    )


def test_risks_of_an_earlier_matrix_wait_and_are_not_drawn(client):
    as_role(client, Role.COUNCILLOR)
    RiskFactory()
    MatrixFactory(number=2)
    page = text(client.get(REGISTER))
    assert "1 risk waits for a new assessment, because the matrix changed." in page
    assert "1 has no score on this matrix yet" in page
    assert "1 risk waits for a new assessment" in " ".join(text(client.get("/risks/matrix/")).split())


def test_a_risk_is_raised_from_its_form(client, raising):
    as_role(client, Role.ADMINISTRATOR)
    answer = client.post("/risks/new/", typed(**raising), follow=True)
    assert "R-9 is raised." in text(answer)
    risk = Risk.objects.get()
    assert (risk.assessments.count(), risk.objectives.count()) == (3, 1)
    page = text(client.get(risk.get_absolute_url()))
    for said in ("Possible (3) × Major (4)", "Why current.", "The river rises.", "5 by 5, version 1"):
        assert said in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"objective_1": ""}, "Choose at least one objective that the risk threatens"),
        ({"review_on": "1 September 2026"}, "The review must come after the assessment."),
        ({"current_why": ""}, "Enter why, now (current)"),
        ({"current_impact": "9"}, "Choose the impact, now (current) from the list"),
        ({"is_exempt": "on"}, "Enter the paragraph of Schedule 12A"),
        ({"owner": ""}, "Select the owner"),
    ],
)
def test_bad_input_is_told_writes_nothing_and_loses_nothing_typed(client, raising, changes, said):
    as_role(client, Role.ADMINISTRATOR)
    page = text(client.post("/risks/new/", typed(**raising) | changes))
    assert said in page
    assert "The river rises." in page
    assert not Risk.objects.exists()


def test_a_target_above_the_score_now_is_saved_and_warned_of(client, raising):
    as_role(client, Role.ADMINISTRATOR)
    warned = "The target, 25, High, is above the score now, 12, Medium. Set a lower target."
    target = {"target_likelihood": "5", "target_impact": "5"}
    answer = client.post("/risks/new/", typed(**raising, **target), follow=True)
    assert f"what will be done. {warned}" in text(answer)
    risk = Risk.objects.get()
    words = typed(**target, current_likelihood="1", current_impact="1", version=str(risk.version))
    answer = client.post(f"{risk.get_absolute_url()}assess/", words | {"assessed_on": "2 October 2026"}, follow=True)
    assert "The target, 25, High, is above the score now, 1, Low. Set a lower target." in text(answer)
    assert "Target above current" in text(client.get("/risks/?concern=target_above_current"))


def test_a_reference_that_is_taken_is_told(client, raising):
    as_role(client, Role.ADMINISTRATOR)
    RiskFactory(ref="R-9")
    assert "The reference is already in use" in text(client.post("/risks/new/", typed(**raising)))


def test_a_head_of_service_raises_risks_in_their_own_register_alone(client, raising):
    unit = UnitFactory()
    as_role(client, Role.APPROVER, unit)
    page = text(client.post("/risks/new/", typed(**raising)))
    assert "Choose the register from the list" in page
    assert "The river rises." in page
    own = RegisterFactory(unit=unit)
    client.post("/risks/new/", typed(**raising) | {"register": own.pk})
    assert Risk.objects.get().register == own


def test_a_partner_gives_a_risk_to_no_post_that_it_may_not_know_of(client, raising):
    unit = UnitFactory(kind="partner")
    as_role(client, Role.PARTNER, unit)
    own = {
        "register": RegisterFactory(unit=unit).pk,
        "objective_1": ObjectiveFactory(plan=PlanFactory(unit=unit)).pk,
    }
    page = text(client.post("/risks/new/", typed(**raising) | own))
    assert "Choose the owner from the list" in page
    assert not Risk.objects.exists()


def test_a_change_keeps_objectives_that_the_reader_may_not_know_of(client):
    unit = UnitFactory(kind="partner")
    as_role(client, Role.PARTNER, unit)
    own, other = ObjectiveFactory(plan=PlanFactory(unit=unit)), ObjectiveFactory()
    risk = RiskFactory(register__unit=unit, owner__unit=unit, threatens=[own, other])
    address = reverse("risks:risk-edit", args=[risk.ref])
    assert other.title not in text(client.get(address))
    values = {name: getattr(risk, name) for name in ("ref", "title", "cause", "event", "effect", "version")}
    values |= {"register": risk.register_id, "owner": risk.owner_id, "objective_1": ""}
    client.post(address, values | {"title": "Renamed"})
    assert (Risk.objects.get().title, list(risk.objectives.all())) == ("Renamed", [other])


def test_two_people_who_assess_at_once_are_told(client):
    as_role(client, Role.ADMINISTRATOR)
    risk = RiskFactory()
    Risk.objects.update(version=2)
    values = {name: value for name, value in typed().items() if "_" in name}
    page = text(client.post(reverse("risks:risk-assess", args=[risk.ref]), values | {"version": 1}))
    assert "Somebody else saved this while you had it open" in page
    assert "Why current." in page
    assert Assessment.objects.count() == 3


def test_the_assess_form_begins_with_what_stands_but_not_on_another_matrix(client):
    as_role(client, Role.ADMINISTRATOR)
    risk = RiskFactory()
    address = reverse("risks:risk-assess", args=[risk.ref])
    assert text(client.get(address)).count(" selected") == 6
    MatrixFactory(number=2, grid=grid_to_json(SHIPPED["4x4"][1]))
    page = text(client.get(address))
    assert page.count('<option value="" selected>') == 6
    assert "Why current." in page


def test_a_control_without_an_owner_is_told(client):
    as_role(client, Role.ADMINISTRATOR)
    risk = RiskFactory()
    page = text(client.post(reverse("risks:control-create", args=[risk.ref]), {"text": "Watch the river"}))
    assert "Select the post that keeps the control" in page
    assert "Watch the river" in page
    assert not Control.objects.exists()


def test_an_action_that_ends_before_it_starts_is_told(client):
    as_role(client, Role.ADMINISTRATOR)
    risk = RiskFactory()
    values = {"title": "Raise the bank", "owner": PostFactory().pk, "starts_on": "1 June 2026", "due_on": "1 May 2026"}
    values |= {"state": "not_started", "percent_complete": "0"}
    page = text(client.post(reverse("risks:mitigation-create", args=[risk.ref]), values))
    assert "The day it is due must be on or after the day work starts" in page
    assert "Raise the bank" in page
    assert not Mitigation.objects.exists()


def test_a_closed_risk_is_reopened_from_its_page(client):
    as_role(client, Role.ADMINISTRATOR)
    risk = RiskFactory()
    address = reverse("risks:risk-close", args=[risk.ref])
    client.post(address, {"why": "Over.", "version": 1})
    assert "Closed on" in text(client.get(risk.get_absolute_url()))
    assert risk.title not in text(client.get(REGISTER)).partition("<main")[2]
    client.post(address, {"why": "It is not.", "version": 2})
    assert Risk.objects.get().closed_on is None


def test_the_matrix_is_changed_in_words_and_a_fault_is_told_with_its_line(client):
    as_role(client, Role.ADMINISTRATOR)
    address = reverse("risks:matrix-edit")
    form = client.get(f"{address}?from=4x4").context["form"]
    values = {name: form[name].value() or "" for name in form.fields}
    assert "nothing would be within it" in text(client.post(address, values | {"appetite": "L"}))
    page = text(client.post(address, values | {"likelihoods": "Rare"}))
    assert "Line 1, “Rare”, could not be read. Write it like Rare = 1" in page
    assert not Matrix.objects.exists()
    client.post(address, values)
    assert Matrix.objects.get().painted == SHIPPED["4x4"][1]
    page = text(client.post(address, values | {"paint": "M H H H\nM H H H\nL M H H\nL L M M"}))
    assert "Enter why the matrix changes" in page


def test_registers_are_added_and_changed(client):
    as_role(client, Role.ADMINISTRATOR)
    values = {"level": "corporate", "name": "Corporate risks", "unit": UnitFactory().pk}
    client.post("/risks/registers/new/", values)
    register = Register.objects.get()
    client.post(reverse("risks:register-edit", args=[register.pk]), values | {"name": "Strategic", "version": 1})
    assert "Strategic" in text(client.get("/risks/registers/"))


def test_an_objective_shows_what_threatens_it_or_that_it_was_looked_at(client):
    unit = UnitFactory()
    as_role(client, Role.APPROVER, unit)
    objective = ObjectiveFactory(plan=PlanFactory(unit=unit))
    address = objective.get_absolute_url()
    assert "Not looked at yet" in text(client.get(address))
    client.post(reverse("risks:objective-clear", args=[objective.ref]), {"why": "Nothing came up."})
    assert "Nothing came up." in text(client.get(address))
    RiskFactory(title="Flood on the Wey", threatens=[objective])
    for page in (address, reverse("reporting:thread-node", args=[objective.ref])):
        shown = text(client.get(page))
        assert "Flood on the Wey" in shown
        assert "Nothing came up." not in shown


def test_the_page_of_a_risk_shows_what_is_wrong_with_it(client):
    as_role(client, Role.COUNCILLOR)
    risk = RiskFactory()
    assert "Current below inherent without a control" in text(client.get(risk.get_absolute_url()))
    ControlFactory(risk=risk)
    page = text(client.get(risk.get_absolute_url()))
    assert "Current below inherent without a control" not in page
    assert "Checked on 1 September 2026" in page
