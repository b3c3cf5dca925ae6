"""What others say of a plan before it is approved."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import needs, signed_in
from accounts.roles import Permission
from foundation.form_pages import Done, FormPage, form_page, pressed
from foundation.request import Request
from plans.changes import comments as changes
from plans.forms.comments import AnswerForm, CommentForm
from plans.models import Plan, PlanComment, SectionTemplate
from plans.permissions import check_edit
from plans.queries.comments import may_withdraw
from plans.queries.sections import sections_of
from plans.views.access import visible_plan
from plans.views.navigation import crumbs

COMMENTING = "The authors of the plan are told, and answer what they did with it. Comments close when it is approved."


@require_http_methods(["GET", "POST"])
@needs(Permission.COUNCIL_READ, anywhere=True)
def comment_create(request: Request, ref: str) -> HttpResponse:
    """Say something about a draft; ``?about=`` names the answer or the objective that it is about."""
    plan = _open_to_comments(request, ref)
    given = {"sections": sections_of(plan), "about": request.GET.get("about", "")}
    form = CommentForm(request.POST or None, plan=plan, cancel_url=plan.get_absolute_url(), **given)

    def comment() -> Done:
        asked = {"question": _question(form.question_key()), "objective": form.objective()}
        text = form.cleaned_data["text"]
        made = changes.comment_on_plan(by=request.actor, at=request.now, plan=plan, text=text, **asked)
        return "Your comment is sent to the authors.", f"{plan.get_absolute_url()}#comment-{made.pk}"

    page = FormPage(f"Comment on {plan.title}", crumbs(plan), "Comment on the draft", plan.title, COMMENTING)
    return form_page(request, page, form, comment)


@require_http_methods(["GET", "POST"])
@signed_in
def comment_answer(request: Request, ref: str, pk: int) -> HttpResponse:
    """Say what was done with a comment."""
    plan = _open_to_comments(request, ref)
    by, comment = check_edit(request.actor, plan), _comment(plan, pk)
    place = f"{plan.get_absolute_url()}#comment-{pk}"
    form = AnswerForm(request.POST or None, comment=comment, cancel_url=place)

    def answer() -> Done:
        changes.answer_comment(by=by, at=request.now, comment=comment, **form.cleaned_data)
        return "The answer is saved.", place

    page = FormPage("Answer a comment", crumbs(plan), caption=plan.title, intro=f"“{comment.text}”")
    return form_page(request, page, form, answer)


@require_POST
@needs(Permission.COUNCIL_READ, anywhere=True)
def comment_withdraw(request: Request, ref: str, pk: int) -> HttpResponse:
    """Take one's own comment back."""
    plan = _open_to_comments(request, ref)
    comment = _comment(plan, pk)
    if not may_withdraw(request.actor, comment):
        raise Http404
    pressed(
        request,
        lambda: changes.withdraw_comment(by=request.actor, at=request.now, comment=comment),
        "Your comment is taken back.",
    )
    return redirect(plan)


def _open_to_comments(request: Request, ref: str) -> Plan:
    """The plan, where it is one that others comment on: no private one."""
    plan = visible_plan(request, ref)
    if plan.level.is_private:
        raise Http404
    return plan


def _comment(plan: Plan, pk: int) -> PlanComment:
    return get_object_or_404(plan.comments.filter(withdrawn_at=None), pk=pk)


def _question(key: int | None) -> SectionTemplate | None:
    return SectionTemplate.objects.get(pk=key) if key else None
