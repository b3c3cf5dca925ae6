"""Members, colleagues and partners comment on a draft, and its authors answer (A7)."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from accounts.actors import SYSTEM, actor_for
from accounts.models import Event, Notice
from accounts.roles import Role
from foundation.refusals import ChangeRefused, Conflict
from plans.changes.comments import answer_comment, comment_on_plan, withdraw_comment
from plans.models import PlanComment
from plans.queries.authors import authors_of
from plans.queries.comments import talk_about
from tests.factories import (
    AppointmentFactory,
    LevelFactory,
    ObjectiveFactory,
    PlanCommentFactory,
    PlanFactory,
    PlanSectionFactory,
    PostFactory,
    UnitFactory,
    sign_in,
)
from tests.pages import page

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)


def address(name, *arguments):
    return reverse(f"plans:{name}", args=arguments)


def holder(role, unit=None):
    post = PostFactory(role=role, **({"unit": unit} if unit else {}))
    return actor_for(AppointmentFactory(post=post).user, today=date(2026, 10, 14))


@pytest.fixture
def draft():
    return PlanFactory(title="Parks plan", state="draft", approved_on=None)


def test_a_comment_is_told_to_the_owner_and_its_answer_to_who_made_it(draft):
    head = AppointmentFactory(post=draft.owner).user
    member = holder("councillor")
    comment = comment_on_plan(by=member, at=AT, plan=draft, text=" And the paths? ")
    told = Notice.objects.get(to=head)
    assert told.words == f"“Parks plan” has a comment by {member.user.name}: “And the paths?”."
    assert told.path == f"{draft.get_absolute_url()}#comment-{comment.pk}"
    author = holder("approver", draft.unit)
    answer_comment(by=author, at=AT, comment=comment, version=1, answer="Two are added.")
    told = Notice.objects.get(to=member.user)
    assert told.words == "“Parks plan” answers your comment: “Two are added.”."
    assert told.because == "commented on this plan"


def test_who_comments_is_no_author(draft):
    member = holder("administrator")
    comment = comment_on_plan(by=member, at=AT, plan=draft, text="And the paths?")
    withdraw_comment(by=member, at=AT, comment=comment)
    assert authors_of(draft) == frozenset()
    actions = Event.objects.order_by("pk").values_list("action", "page_id")
    assert list(actions) == [("commented on", str(draft.pk)), ("took back a comment on", str(draft.pk))]


def test_two_who_answer_at_once_lose_no_word(draft):
    comment = PlanCommentFactory(plan=draft)
    answer_comment(by=SYSTEM, at=AT, comment=comment, version=1, answer="Added.")
    with pytest.raises(Conflict) as refused:
        answer_comment(by=SYSTEM, at=AT, comment=comment, version=1, answer="Left out.")
    assert refused.value.stored.answer == "Added."


def test_comments_close_with_approval_and_are_kept(draft):
    comment = PlanCommentFactory(plan=draft)
    draft.state, draft.approved_on = "approved", date(2026, 10, 1)
    draft.save()
    for change in (
        lambda: comment_on_plan(by=SYSTEM, at=AT, plan=draft, text="Late."),
        lambda: answer_comment(by=SYSTEM, at=AT, comment=comment, version=1, answer="Late."),
        lambda: withdraw_comment(by=SYSTEM, at=AT, comment=comment),
    ):
        with pytest.raises(ChangeRefused, match="its comments are closed"):
            change()
    client, _ = sign_in(Role.COUNCILLOR)
    text = page(client, draft.get_absolute_url())
    assert "And the paths?" in text
    assert address("comment-create", draft.ref) not in text


def test_what_cannot_be_said_is_refused_in_words(draft):
    with pytest.raises(ChangeRefused, match="Enter what you want to say"):
        comment_on_plan(by=SYSTEM, at=AT, plan=draft, text=" ")
    with pytest.raises(ChangeRefused, match="belongs to another plan"):
        comment_on_plan(by=SYSTEM, at=AT, plan=draft, text="Hm.", objective=ObjectiveFactory())
    with pytest.raises(ChangeRefused, match="Enter what you did"):
        answer_comment(by=SYSTEM, at=AT, comment=PlanCommentFactory(plan=draft), version=1, answer=" ")
    gone = PlanCommentFactory(plan=draft, withdrawn_at=AT)
    with pytest.raises(ChangeRefused, match="taken back by who made it"):
        answer_comment(by=SYSTEM, at=AT, comment=gone, version=1, answer="Added.")
    private = PlanFactory(level=LevelFactory(name="EDR", is_private=True), state="draft", approved_on=None)
    with pytest.raises(ChangeRefused, match="A private plan"):
        comment_on_plan(by=SYSTEM, at=AT, plan=private, text="Hm.")
    assert talk_about(private).count == 0


# Pages


def test_a_member_comments_beside_an_answer_and_takes_it_back(draft):
    section = PlanSectionFactory(plan=draft, question="Why are we here?")
    key = section.template_id
    client, _ = sign_in(Role.COUNCILLOR)
    assert f"?about=question-{key}" in page(client, draft.get_absolute_url())
    form = page(client, address("comment-create", draft.ref), about=f"question-{key}")
    assert f'value="question-{key}" selected' in form
    assert "Enter your comment" not in form
    text = client.post(address("comment-create", draft.ref), {"about": "", "text": ""}).content.decode()
    assert "Enter what you want to say" in text
    client.post(address("comment-create", draft.ref), {"about": f"question-{key}", "text": "And the paths?"})
    comment = PlanComment.objects.get()
    assert comment.question_id == key
    shown = page(client, draft.get_absolute_url())
    assert "1 comment, 1 not answered yet." in shown
    assert "And the paths?" in shown
    other, _ = sign_in(Role.COUNCILLOR)
    assert other.post(address("comment-withdraw", draft.ref, comment.pk)).status_code == 404
    client.post(address("comment-withdraw", draft.ref, comment.pk))
    assert "And the paths?" not in page(client, draft.get_absolute_url())


def test_the_authors_answer_and_nobody_else_does(draft):
    objective = ObjectiveFactory(plan=draft, ref="P1", title="More trees")
    comment = PlanCommentFactory(plan=draft, objective=objective)
    member, _ = sign_in(Role.COUNCILLOR)
    url = address("comment-answer", draft.ref, comment.pk)
    assert member.get(url).status_code == 403
    author, _ = sign_in(Role.APPROVER, draft.unit)
    assert url in page(author, draft.get_absolute_url())
    author.post(url, {"version": 1, "answer": "Two paths are added."})
    shown = page(member, draft.get_absolute_url())
    assert "Two paths are added." in shown
    assert "P1 More trees" in shown


def test_a_partner_comments_on_the_plans_of_its_own_unit_alone(draft):
    client, _ = sign_in(Role.PARTNER, draft.unit)
    client.post(address("comment-create", draft.ref), {"text": "We can help."})
    assert PlanComment.objects.get().text == "We can help."
    other, _ = sign_in(Role.PARTNER, UnitFactory())
    assert other.get(address("comment-create", draft.ref)).status_code == 404
