"""A service writes its own plan; somebody else reviews it; it is signed off and approved (A7, B3)."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.actors import SYSTEM, actor_for
from accounts.models import Event, Notice
from accounts.roles import Role
from foundation.refusals import ChangeRefused
from plans.changes.objectives import ObjectiveDetails, create_objective, edit_objective
from plans.changes.plans import approve_plan
from plans.changes.reviews import Judged, send_back_plan, sign_off_plan, submit_plan, withdraw_plan
from plans.models import Objective, PlanReview
from plans.quality import JUDGEMENTS, Verdict
from plans.queries.authors import authors_of
from plans.queries.quality import checks_of
from tests.factories import (
    AppointmentFactory,
    IndicatorFactory,
    LevelFactory,
    MilestoneFactory,
    ObjectiveFactory,
    PlanFactory,
    PlanReviewFactory,
    PostFactory,
    QuestionFactory,
    UnitFactory,
    sign_in,
)
from tests.factories.risks import ClearanceFactory
from tests.pages import page

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
TODAY = date(2026, 10, 14)
ALL = {key: Judged(is_met=True) for key, _ in JUDGEMENTS}
YES = dict.fromkeys(ALL, "yes")
BACK = {"outcome": "send_back", "remarks": "Say who does it."}


def holder(role, unit=None):
    post = PostFactory(role=role, **({"unit": unit} if unit else {}))
    return actor_for(AppointmentFactory(post=post).user, today=TODAY)


def address(name, *arguments):
    return reverse(f"plans:{name}", args=arguments)


@pytest.fixture
def level():
    return LevelFactory(name="Service plan", is_reported=True)


@pytest.fixture
def draft(level):
    plan = PlanFactory(level=level, title="Parks plan", state="draft", approved_on=None)
    ClearanceFactory(objective=ObjectiveFactory(plan=plan, ref="P1", title="More trees"))
    return plan


@pytest.fixture
def head(draft):
    return holder("approver", draft.unit)


@pytest.fixture
def reviewer():
    return holder("administrator")


def submit(plan, by, note=""):
    return submit_plan(by=by, at=AT, plan=plan, note=note)


def sign_off(plan, by, remarks="Small, and good enough.", judged=None):
    return sign_off_plan(by=by, at=AT, plan=plan, remarks=remarks, judged=ALL if judged is None else judged)


def test_a_plan_goes_from_its_service_through_review_to_approval_with_who_and_when(draft, head, reviewer):
    submit(draft, head, "Ready.")
    send_back_plan(by=reviewer, at=AT, plan=draft, remarks="No outcome.")
    submit(draft, head)
    sign_off(draft, reviewer)
    approve_plan(by=reviewer, at=AT, plan=draft, approved_on=TODAY)
    draft.refresh_from_db()
    assert (draft.state, draft.approved_on) == ("approved", TODAY)
    rounds = draft.reviews.order_by("number").values_list("number", "outcome", "submitted_by", "reviewer", "remarks")
    assert list(rounds) == [
        (1, "sent_back", head.user.pk, reviewer.user.pk, "No outcome."),
        (2, "signed_off", head.user.pk, reviewer.user.pk, "Small, and good enough."),
    ]
    done = Event.objects.filter(page_id=str(draft.pk), page_type="plans.plan").order_by("pk")
    assert [each.action for each in done] == ["submitted", "sent back", "submitted", "signed off", "approved"]


def test_who_wrote_in_the_plan_or_submitted_it_does_not_review_it(draft, head, reviewer):
    details = ObjectiveDetails(kind="objective", ref="P9", title="Safe paths", owner=draft.owner)
    ClearanceFactory(objective=create_objective(by=reviewer, at=AT, plan=draft, details=details))
    submit(draft, head)
    for decide in (send_back_plan, sign_off_plan):
        with pytest.raises(ChangeRefused, match="You wrote in this plan or submitted it, so somebody else"):
            decide(by=reviewer, at=AT, plan=draft, remarks="Fine.", judged=ALL)
    sign_off(draft, holder("administrator"))


def test_who_submitted_a_plan_of_others_does_not_review_it(draft, reviewer):
    submit(draft, reviewer)
    with pytest.raises(ChangeRefused, match="nobody signs off their own work"):
        sign_off(draft, reviewer)


def test_reviewing_approving_and_what_a_job_wrote_make_nobody_an_author(draft, head, reviewer):
    Event.objects.create(
        at=AT, by=reviewer.user, by_name="R", action="created", thing_type="plans.plan", thing_id=str(draft.pk),
        thing_name="P", page_type="plans.plan", page_id=str(draft.pk), source="new year 2026/27",
        previous_digest="a", digest="b",
    )  # fmt: skip
    submit(draft, head)
    send_back_plan(by=reviewer, at=AT, plan=draft, remarks="No outcome.")
    assert authors_of(draft) == {head.user.pk}


def test_two_who_submit_one_plan_make_one_round_and_the_second_is_told_by_whom_and_when(draft, head):
    submit(draft, head)
    with pytest.raises(ChangeRefused) as refused:
        submit(draft, holder("data_officer", draft.unit), "Mine too.")
    assert str(refused.value).startswith(
        f"{head.user.name} submitted this plan on 14 October 2026, 10:30: it waits for its reviewer. Nothing of yours"
    )
    assert draft.reviews.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanReviewFactory(plan=draft, number=2)


def test_the_second_of_two_who_submit_keeps_what_they_typed(draft, head):
    client, _ = sign_in(Role.APPROVER, draft.unit)
    submit(draft, head)
    text = client.post(address("plan-submit", draft.ref), {"note": "The trees are costed."}).content.decode()
    assert "it waits for its reviewer" in text
    assert "The trees are costed." in text
    assert PlanReview.objects.count() == 1


def test_a_plan_with_objectives_that_nobody_looked_at_for_risk_is_not_submitted_and_they_are_named(draft, head):
    ObjectiveFactory(plan=draft, ref="P2", title="Safe paths", position=2)
    with pytest.raises(ChangeRefused) as refused:
        submit(draft, head)
    assert str(refused.value) == (
        "The plan cannot be submitted yet. This has no risk assessment: “Safe paths” (P2). Open it, and raise a risk "
        "or record no significant risk."
    )
    assert not draft.reviews.exists()


def test_a_plan_without_objectives_is_not_submitted(level, head):
    plan = PlanFactory(level=level, state="draft", approved_on=None)
    with pytest.raises(ChangeRefused, match="A plan without objectives cannot be submitted"):
        submit(plan, head)


def test_a_private_plan_is_submitted_to_nobody(head):
    plan = PlanFactory(level=LevelFactory(name="EDR", is_private=True), state="draft", approved_on=None)
    with pytest.raises(ChangeRefused, match="A private plan is not submitted"):
        submit(plan, head)


def test_a_plan_of_a_service_is_approved_only_once_it_was_signed_off(draft, head, reviewer):
    with pytest.raises(ChangeRefused, match="Submit it; once its reviewer signed it off"):
        approve_plan(by=reviewer, at=AT, plan=draft, approved_on=TODAY)
    submit(draft, head)
    with pytest.raises(ChangeRefused, match="This plan is submitted already"):
        approve_plan(by=reviewer, at=AT, plan=draft, approved_on=TODAY)


def test_what_waits_for_review_stands_as_it_was_handed_in_until_it_is_taken_back(draft, head):
    objective = draft.objectives.get()
    details = ObjectiveDetails(kind="objective", ref="P1", title="Fewer trees", owner=draft.owner)
    submit(draft, head)
    with pytest.raises(ChangeRefused, match=r"The plan was submitted meanwhile\. It waits for its reviewer"):
        edit_objective(by=head, at=AT, objective=objective, version=1, details=details)
    withdraw_plan(by=head, at=AT, plan=draft)
    edit_objective(by=head, at=AT, objective=objective, version=1, details=details)
    assert draft.reviews.get().outcome == "withdrawn"
    assert Objective.objects.get(pk=objective.pk).title == "Fewer trees"


def test_what_was_signed_off_can_be_sent_back_and_the_sign_off_stays_on_record(draft, head, reviewer):
    submit(draft, head)
    sign_off(draft, reviewer)
    send_back_plan(by=reviewer, at=AT, plan=draft, remarks="The budget fell.")
    outcomes = draft.reviews.order_by("number").values_list("outcome", flat=True)
    assert list(outcomes) == ["signed_off", "sent_back"]
    with pytest.raises(ChangeRefused, match="Enter what has to be repaired"):
        send_back_plan(by=reviewer, at=AT, plan=PlanReviewFactory(plan__level=draft.level).plan, remarks=" ")


def test_who_submitted_is_told_what_came_of_it_and_the_performance_team_that_it_waits(draft, head, reviewer):
    submit(draft, head)
    waiting = Notice.objects.get(to=reviewer.user)
    assert waiting.words == f"“Parks plan” was submitted for review by {head.user.name}."
    assert waiting.because.startswith("review plans as")
    send_back_plan(by=reviewer, at=AT, plan=draft, remarks="No outcome.")
    told = Notice.objects.get(to=head.user)
    assert told.words == f"“Parks plan” was sent back by {reviewer.user.name}: No outcome."
    assert told.because == "submitted this plan"


def test_the_system_itself_may_decide(draft):
    submit(draft, SYSTEM)
    sign_off(draft, SYSTEM)
    draft.refresh_from_db()
    assert draft.state == "signed_off"


# Pages


@pytest.mark.parametrize("role", [Role.APPROVER, Role.DIRECTOR, Role.DATA_OFFICER])
def test_a_service_writes_the_plans_of_its_own_unit_and_of_no_other(role, level):
    parks, roads = UnitFactory(name="Parks"), UnitFactory(name="Roads")
    corporate = LevelFactory(name="Corporate plan", position=1)
    client, _ = sign_in(role, parks)
    text = page(client, address("plan-create"))
    assert f'<option value="{parks.pk}"' in text
    assert f'<option value="{roads.pk}"' not in text
    assert f'<option value="{corporate.pk}"' not in text
    given = {
        "level": level.pk, "ref": "SP-P", "title": "Parks plan", "unit": parks.pk, "owner": PostFactory().pk,
        "starts_on": "1 April 2027", "ends_on": "31 March 2028",
    }  # fmt: skip
    assert client.post(address("plan-create"), given)["Location"] == address("plan-detail", "SP-P")
    answer = client.post(address("plan-create"), given | {"ref": "SP-R", "unit": roads.pk})
    assert "Choose the unit from the list" in answer.content.decode()


def test_a_plan_that_ends_before_it_starts_is_refused_and_keeps_what_was_typed(level):
    unit = UnitFactory()
    client, _ = sign_in(Role.APPROVER, unit)
    given = {
        "level": level.pk, "ref": "SP-P", "title": "Parks plan", "unit": unit.pk, "owner": PostFactory().pk,
        "starts_on": "1 April 2027", "ends_on": "31 March 2026", "purpose": "Green space.",
    }  # fmt: skip
    text = client.post(address("plan-create"), given).content.decode()
    assert "must be on or after the day it starts" in text
    assert "Green space." in text


def test_a_service_changes_its_plan_until_it_is_approved_and_approves_nothing(draft):
    client, _ = sign_in(Role.APPROVER, draft.unit)
    text = page(client, draft.get_absolute_url())
    assert address("plan-submit", draft.ref) in text
    for name in ("plan-approve", "plan-review", "plan-close"):
        assert address(name, draft.ref) not in text
        assert client.get(address(name, draft.ref)).status_code == 403
    draft.state, draft.approved_on = "approved", TODAY
    draft.save()
    assert client.get(address("plan-edit", draft.ref)).status_code == 403
    assert address("plan-edit", draft.ref) not in page(client, draft.get_absolute_url())


def test_a_reviewer_sends_back_with_findings_which_the_authors_read_until_they_submit_again(draft, head):
    submit(draft, head, "The trees are costed.")
    client, _ = sign_in(Role.ADMINISTRATOR)
    text = client.post(address("plan-review", draft.ref), {"outcome": "send_back"}).content.decode()
    assert "Enter what has to be repaired" in text
    client.post(address("plan-review", draft.ref), BACK)
    service, _ = sign_in(Role.APPROVER, draft.unit)
    assert "To repair before it is submitted again" in page(service, draft.get_absolute_url())
    service.post(address("plan-submit", draft.ref), {"note": "Named."})
    text = page(service, draft.get_absolute_url())
    assert "To repair before it is submitted again" not in text
    assert "Say who does it." in text
    assert address("plan-withdraw", draft.ref) in text
    assert address("plan-edit", draft.ref) not in text


def test_the_performance_team_signs_off_and_then_approves(draft, head):
    submit(draft, head)
    client, _ = sign_in(Role.ADMINISTRATOR)
    assert address("plan-approve", draft.ref) not in page(client, draft.get_absolute_url())
    client.post(address("plan-review", draft.ref), {"outcome": "sign_off", "remarks": "Small.", **YES})
    assert address("plan-approve", draft.ref) in page(client, draft.get_absolute_url())
    client.post(address("plan-approve", draft.ref), {"approved_on": "1 October 2026"})
    draft.refresh_from_db()
    assert draft.state == "approved"


def test_a_plan_is_taken_back_on_its_page(draft, head):
    submit(draft, head)
    client, _ = sign_in(Role.DATA_OFFICER, draft.unit)
    client.post(address("plan-withdraw", draft.ref), {"why": "The budget came."})
    draft.refresh_from_db()
    assert draft.state == "draft"
    answer = client.post(address("plan-withdraw", draft.ref), {"why": "Again."})
    assert "This plan is a draft already." in answer.content.decode()


# The checklist


def test_what_the_checklist_says_is_kept_with_the_round(draft, head, reviewer):
    submit(draft, head)
    judged = {"balanced": Judged(is_met=False, reason="Only costs."), "robust": Judged(is_met=True)}
    review = send_back_plan(by=reviewer, at=AT, plan=draft, remarks="Add an outcome.", judged=judged)
    items = {each.key: (each.is_met, each.reason) for each in review.items.all()}
    assert items["balanced"] == (False, "Only costs.")
    assert items["robust"] == (True, "")
    assert items["risk"] == (True, "")
    assert items["outcome"][0] is False
    assert items["outcome"][1].startswith("Parks plan: It tells what the service will do")
    assert "focused" not in items
    client, _ = sign_in(Role.APPROVER, draft.unit)
    text = page(client, draft.get_absolute_url())
    assert "Only costs." in text
    assert "Robust" not in text


def test_a_plan_is_signed_off_when_all_is_judged_and_what_was_found_is_answered(draft, head, reviewer):
    submit(draft, head)
    with pytest.raises(ChangeRefused, match="before you sign off: 6 lines to go"):
        sign_off(draft, reviewer, judged={"robust": Judged(is_met=True)})
    with pytest.raises(ChangeRefused, match="Enter why not: “Robust"):
        sign_off(draft, reviewer, judged=ALL | {"robust": Judged(is_met=False)})
    with pytest.raises(ChangeRefused, match="Enter why the plan can be signed off with them"):
        sign_off(draft, reviewer, remarks=" ")


def test_the_reviewers_form_asks_for_what_is_wanting_and_keeps_the_rest(draft, head):
    submit(draft, head)
    client, _ = sign_in(Role.ADMINISTRATOR)
    assert "It has an outcome: what changes for people" in page(client, address("plan-review", draft.ref))
    given = {"outcome": "sign_off", "robust": "no", "balanced": "yes", "remarks": "Kept words."}
    text = client.post(address("plan-review", draft.ref), given).content.decode()
    assert "Enter why not, of “Robust”" in text
    assert "Judge “Focused” before you sign the plan off" in text
    assert "Kept words." in text


def test_the_checklist_of_a_plan_is_read_by_who_reads_the_plan_and_of_a_private_one_by_nobody(draft):
    QuestionFactory(level=draft.level, question="Where are we now?")
    client, _ = sign_in(Role.COUNCILLOR)
    text = page(client, address("plan-checklist", draft.ref))
    assert "“Where are we now?”" in text
    assert "Nobody holds the post" in text
    private = PlanFactory(level=LevelFactory(name="EDR", is_private=True))
    own, _ = sign_in(Role.EMPLOYEE, private.unit)
    AppointmentFactory(post=private.owner, user_id=int(own.session["_auth_user_id"]))
    assert own.get(private.get_absolute_url()).status_code == 200
    assert own.get(address("plan-checklist", private.ref)).status_code == 404


def test_an_objective_that_serves_nothing_says_why_the_council_does_it(draft):
    objective = draft.objectives.get()
    client, _ = sign_in(Role.APPROVER, draft.unit)
    url = address("objective-edit", objective.ref)
    given = {
        "kind": "objective", "ref": "P1", "title": "More trees", "owner": objective.owner_id, "version": 1,
        "basis": "stopping", "basis_why": "",
    }  # fmt: skip
    assert "Enter why the council does it, or how it will be stopped" in client.post(url, given).content.decode()
    client.post(url, given | {"basis_why": "The nursery closes in March."})
    assert "The nursery closes in March." in page(client, objective.get_absolute_url())
    check = next(each for each in checks_of(draft, today=TODAY) if each.key == "relevant")
    assert check.verdict is Verdict.MET
    details = ObjectiveDetails(kind="task", ref="P8", title="T", owner=draft.owner, basis="usual")
    with pytest.raises(ChangeRefused, match="Enter why the council does it"):
        create_objective(by=SYSTEM, at=AT, plan=draft, details=details)


def test_the_checklist_counts_the_measures_that_serve_an_objective(draft):
    outcome = ObjectiveFactory(plan=draft, kind="outcome", ref="OUT", title="More people walk to school each day")
    check = next(each for each in checks_of(draft, today=TODAY) if each.key == "measurable")
    assert {each.place.name for each in check.remedies} == {"P1 More trees", f"OUT {outcome.title}"}
    IndicatorFactory().contributions.create(objective=outcome, made_on=TODAY)
    MilestoneFactory(objective=draft.objectives.get(ref="P1"))
    check = next(each for each in checks_of(draft, today=TODAY) if each.key == "measurable")
    assert check.verdict is Verdict.MET
