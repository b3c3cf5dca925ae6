"""What comparisons led to."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import needs, signed_in
from accounts.roles import Permission
from benchmarks.changes import measures as changes
from benchmarks.forms.filters import WordsFilterForm
from benchmarks.forms.setup import LessonForm
from benchmarks.models import Lesson
from benchmarks.permissions import check_record
from benchmarks.queries import lessons as queries
from benchmarks.views.access import crumbs, measure_crumbs, visible_measure
from foundation import lists
from foundation.downloads.answers import ListFile, download_links, list_download, wants_download
from foundation.form_pages import Done, FormPage, form_page
from foundation.request import Request


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def lesson_list(request: Request) -> HttpResponse:
    """Whom we asked about which measure, and what changed."""
    form = WordsFilterForm(request.GET)
    found = queries.find_lessons(request.actor, form.query.get("words", ""))
    if wants_download(request):
        rows = lambda: queries.lesson_cells(found)  # noqa: E731 - made only once the file is
        return list_download(request, ListFile("comparisons", "Comparisons", queries.LESSON_COLUMNS, rows))
    whole = queries.find_lessons(request.actor).count()
    context = lists.listing(request, form, found, whole=whole, noun="record")
    context |= {"whole": whole, "crumbs": crumbs(), "downloads": download_links(request)}
    return render(request, "benchmarks/lesson_list.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def lesson_create(request: Request, pk: int) -> HttpResponse:
    """Record what comparing a measure led to."""
    measure = visible_measure(request, pk)
    by, form = (
        check_record(request.actor, measure),
        LessonForm(request.POST or None, cancel_url=measure.get_absolute_url()),
    )

    def record() -> Done:
        details = form.given(changes.LessonDetails)
        return "It is recorded.", changes.record_lesson(by=by, at=request.now, measure=measure, details=details)

    page = FormPage("What the comparison led to", measure_crumbs(measure), caption=measure.title)
    return form_page(request, page, form, record)


@require_http_methods(["GET", "POST"])
@signed_in
def lesson_edit(request: Request, pk: int) -> HttpResponse:
    """Change such a record."""
    lesson = get_object_or_404(Lesson, pk=pk)
    measure = visible_measure(request, lesson.measure_id)
    by, back = check_record(request.actor, measure), measure.get_absolute_url()
    form = LessonForm(request.POST or None, instance=lesson, cancel_url=back)

    def edit() -> Done:
        given = form.edited(changes.LessonDetails)
        return "It is saved.", changes.edit_lesson(by=by, at=request.now, lesson=lesson, **given)

    page = FormPage("Change what the comparison led to", measure_crumbs(measure), caption=measure.title)
    return form_page(request, page, form, edit)
