"""The questions that plans of a level answer, and a plan's answers."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from accounts.actors import Actor
from accounts.permissions import needs, signed_in
from accounts.roles import Permission
from foundation.form_pages import Done, FormPage, form_page
from foundation.request import Request
from plans.changes import sections as changes
from plans.forms.sections import QuestionEditForm, QuestionForm, SectionForm
from plans.models import Level, Plan, SectionTemplate
from plans.permissions import check_ask, check_edit
from plans.queries.sections import Section, answer_before, first_words, section_of
from plans.views.access import visible_plan
from plans.views.navigation import crumbs, level_crumbs


@require_http_methods(["GET", "POST"])
@signed_in
def section_edit(request: Request, ref: str, pk: int) -> HttpResponse:
    """Write a plan's answer to one question, beside what was answered in the plan before."""
    plan = visible_plan(request, ref)
    by, section = check_edit(request.actor, plan), _asked(plan, pk)
    place = f"{plan.get_absolute_url()}#{section.anchor}"
    form = SectionForm(request.POST or None, section=section, first=first_words(plan, section), cancel_url=place)

    def save() -> Done:
        question = SectionTemplate.objects.get(pk=pk)
        changes.answer_question(by=by, at=request.now, plan=plan, question=question, **form.cleaned_data)
        return f"“{section.question}” is saved.", place

    title = f"{section.question} {plan.title}"
    page = FormPage(title, crumbs(plan), section.question, plan.title, template="plans/section_form.html")
    return form_page(request, page, form, save, {"before": answer_before(plan, pk), "follows": plan.follows})


def _asked(plan: Plan, key: int) -> Section:
    section = section_of(plan, key)
    if section is None:
        raise Http404
    return section


@require_http_methods(["GET", "POST"])
@needs(Permission.QUESTION_EDIT, anywhere=True)
def question_create(request: Request, pk: int) -> HttpResponse:
    """Ask something more of the plans of a level: of all of them, or of those of one's own units."""
    level = get_object_or_404(Level, pk=pk)
    given = {"actor": request.actor, "today": request.today, "cancel_url": level.get_absolute_url()}
    form = QuestionForm(request.POST or None, **given)

    def add() -> Done:
        details = form.given(changes.QuestionDetails)
        by = check_ask(request.actor, details.unit.pk if details.unit else None)
        changes.add_question(by=by, at=request.now, level=level, details=details)
        return "The question is added.", level

    page = FormPage(f"Add a question to {level.name}", level_crumbs(level), "Add a question", level.name)
    return form_page(request, page, form, add)


@require_http_methods(["GET", "POST"])
@signed_in
def question_edit(request: Request, pk: int) -> HttpResponse:
    """Reword a question, ask it of another unit, or no more."""
    question, by = _question(request, pk)
    level = question.level
    given = {"actor": request.actor, "today": request.today, "cancel_url": level.get_absolute_url()}
    form = QuestionEditForm(request.POST or None, instance=question, **given)

    def edit() -> Done:
        details = form.edited(changes.QuestionDetails)
        check_ask(request.actor, form.cleaned_data["unit"].pk if form.cleaned_data["unit"] else None)
        changes.edit_question(by=by, at=request.now, question=question, **details)
        return "The question is saved.", level

    page = FormPage(f"Change “{question.question}”", level_crumbs(level), "Change a question", level.name)
    return form_page(request, page, form, edit)


def _question(request: Request, pk: int) -> tuple[SectionTemplate, Actor]:
    """The question and who changes it. Who may not is answered as for one that does not exist."""
    question = SectionTemplate.objects.select_related("level").filter(pk=pk).first()
    by = check_ask(request.actor, question.unit_id if question else None)
    if question is None:
        raise Http404
    return question, by
