"""Set-up: measures and which of ours they are, councils, groups."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import needs
from accounts.roles import Permission
from benchmarks.changes import councils as changes
from benchmarks.changes import measures as measure_changes
from benchmarks.forms.filters import MappingFilterForm, WordsFilterForm
from benchmarks.forms.setup import CouncilForm, GroupForm, MeasureForm
from benchmarks.models import FOLLOWING, ComparedMeasure, Council, Group
from benchmarks.queries import lessons as queries
from benchmarks.views.access import crumbs, measure_crumbs, visible_measure
from foundation import lists
from foundation.downloads.answers import ListFile, download_links, list_download, wants_download
from foundation.form_pages import Done, FormPage, form_page
from foundation.request import Request

SCALED = "Figures stay as they were published; here they are shown in the unit of our own measure."


@require_safe
@needs(Permission.COUNCIL_READ)
def mapping(request: Request) -> HttpResponse:
    """Every measure that others publish, and which of ours it is."""
    form = MappingFilterForm(request.GET)
    ordering, sort = lists.sorting(request, queries.SORTS, default="code")
    found = queries.find_measures(request.actor, **form.query).order_by(*ordering)
    if wants_download(request):
        return list_download(request, _measures_file(found))
    whole = ComparedMeasure.objects.visible_to(request.actor).count()
    context = lists.listing(request, form, found, whole=whole, noun="measure")
    context |= {"rows": queries.mapped_rows(context["page"]), "sort": sort, "whole": whole, "crumbs": crumbs()}
    context |= {"may_edit": request.actor.may(Permission.BENCHMARK_EDIT), "downloads": download_links(request)}
    return render(request, "benchmarks/mapping.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.BENCHMARK_EDIT)
def measure_create(request: Request) -> HttpResponse:
    """A measure that others publish."""
    back = reverse("benchmarks:mapping")
    form = MeasureForm(request.POST or None, cancel_url=back)

    def create() -> Done:
        details = form.given(measure_changes.MeasureDetails)
        made = measure_changes.create_measure(by=request.by, at=request.now, details=details)
        return f"{made.code} is there. Its figures can be imported now.", back

    page = FormPage("Add a measure that others publish", crumbs(("Measures", back)), intro=SCALED)
    return form_page(request, page, form, create)


@require_http_methods(["GET", "POST"])
@needs(Permission.BENCHMARK_EDIT)
def measure_edit(request: Request, pk: int) -> HttpResponse:
    """Change a measure, and say which of ours it is."""
    measure = visible_measure(request, pk)
    address = measure.get_absolute_url()
    form = MeasureForm(request.POST or None, instance=measure, cancel_url=address)

    def edit() -> Done:
        given = form.edited(measure_changes.MeasureDetails)
        changed = measure_changes.edit_measure(by=request.by, at=request.now, measure=measure, **given)
        return f"{changed.code} is saved.", address

    page = FormPage("Change a compared measure", measure_crumbs(measure), caption=str(measure), intro=SCALED)
    return form_page(request, page, form, edit)


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def council_list(request: Request) -> HttpResponse:
    """Every council that we are compared with."""
    form = WordsFilterForm(request.GET)
    ordering, sort = lists.sorting(request, queries.COUNCIL_SORTS, default="name")
    found = queries.find_councils(**form.query).order_by(*ordering)
    if wants_download(request):
        rows = lambda: queries.council_cells(found)  # noqa: E731 - made only once the file is
        return list_download(request, ListFile("councils", "Councils", queries.COUNCIL_COLUMNS, rows))
    whole = Council.objects.count()
    context = lists.listing(request, form, found, whole=whole, noun="council")
    context |= {"sort": sort, "whole": whole, "crumbs": crumbs(), "downloads": download_links(request)}
    context["may_edit"] = request.actor.may(Permission.BENCHMARK_EDIT)
    return render(request, "benchmarks/council_list.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.BENCHMARK_EDIT)
def council_create(request: Request) -> HttpResponse:
    """A council to be compared with."""
    back = reverse("benchmarks:council-list")
    form = CouncilForm(request.POST or None, cancel_url=back)

    def create() -> Done:
        details = form.given(changes.CouncilDetails)
        made = changes.create_council(by=request.by, at=request.now, details=details)
        return f"{made} is there.", back

    return form_page(request, FormPage("Add a council", crumbs(("Councils", back))), form, create)


@require_http_methods(["GET", "POST"])
@needs(Permission.BENCHMARK_EDIT)
def council_edit(request: Request, pk: int) -> HttpResponse:
    """Change what is told of a council, or say that it is ours."""
    council, back = get_object_or_404(Council, pk=pk), reverse("benchmarks:council-list")
    form = CouncilForm(request.POST or None, instance=council, cancel_url=back)

    def edit() -> Done:
        given = form.edited(changes.CouncilDetails)
        changed = changes.edit_council(by=request.by, at=request.now, council=council, **given)
        return f"{changed} is saved.", back

    page = FormPage("Change a council", crumbs(("Councils", back)), caption=council.name)
    return form_page(request, page, form, edit)


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def group_list(request: Request) -> HttpResponse:
    """The groups of councils that we are compared in."""
    context = {"groups": queries.all_groups(), "crumbs": crumbs()}
    context["may_edit"] = request.actor.may(Permission.BENCHMARK_EDIT)
    return render(request, "benchmarks/group_list.html", context)


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def group_detail(request: Request, pk: int) -> HttpResponse:
    """The councils of a group."""
    group = get_object_or_404(Group.objects.select_related("of"), pk=pk)
    page, pages = lists.paged(request, queries.find_councils(group=pk).order_by("name"))
    context = {"group": group, "page": page, "pages": pages, "crumbs": _group_crumbs()}
    context["may_edit"] = request.actor.may(Permission.BENCHMARK_EDIT) and group.kind not in FOLLOWING
    return render(request, "benchmarks/group_detail.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.BENCHMARK_EDIT)
def group_create(request: Request) -> HttpResponse:
    """A group of councils."""
    form = GroupForm(request.POST or None, cancel_url=reverse("benchmarks:group-list"))

    def create() -> Done:
        details, members = form.given(changes.GroupDetails), form.cleaned_data["members"]
        made = changes.create_group(by=request.by, at=request.now, details=details, members=members)
        return f"{made} is there.", made

    return form_page(request, FormPage("Make a group of councils", _group_crumbs()), form, create)


@require_http_methods(["GET", "POST"])
@needs(Permission.BENCHMARK_EDIT)
def group_edit(request: Request, pk: int) -> HttpResponse:
    """Change a group and who is in it."""
    group = get_object_or_404(Group, pk=pk)
    form = GroupForm(request.POST or None, instance=group, cancel_url=group.get_absolute_url())

    def edit() -> Done:
        given = form.edited(changes.GroupDetails) | {"members": form.cleaned_data["members"]}
        changed = changes.edit_group(by=request.by, at=request.now, group=group, **given)
        return f"{changed} is saved.", group

    page = FormPage("Change a group of councils", _group_crumbs((group.name, group.get_absolute_url())))
    return form_page(request, page, form, edit)


def _group_crumbs(*further: tuple[str, str]) -> list[dict[str, str]]:
    return crumbs(("Groups", reverse("benchmarks:group-list")), *further)


def _measures_file(found: QuerySet[ComparedMeasure]) -> ListFile:
    return ListFile(
        "compared-measures", "Measures that others publish", queries.MEASURE_COLUMNS,
        lambda: queries.measure_cells(found),
    )  # fmt: skip
