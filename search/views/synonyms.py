"""The words that search knows: what people type, and what the council calls it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import needs
from accounts.roles import Permission
from foundation import lists
from foundation.form_pages import Done, FormPage, form_page, pressed
from foundation.request import Request
from search.changes import create_synonym, edit_synonym, remove_synonym
from search.forms import SynonymForm
from search.models import Synonym

_ADDING = "Whoever types the word also finds what holds the others. It works at once, for everybody."


@require_safe
@needs(Permission.SEARCH_EDIT)
def synonym_list(request: Request) -> HttpResponse:
    """Every word that search knows."""
    page, pages = lists.paged(request, Synonym.objects.order_by("typed"))
    count = page.paginator.count
    context = {"page": page, "pages": pages, "count_text": lists.count_text(count, count, "word"), "crumbs": _crumbs()}
    return render(request, "search/synonym_list.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.SEARCH_EDIT)
def synonym_create(request: Request) -> HttpResponse:
    """A new word; ``?typed=`` fills it in."""
    back, initial = reverse("search:synonym-list"), {"typed": request.GET.get("typed", "")[:60]}
    form = SynonymForm(request.POST or None, initial=initial, cancel_url=back)

    def create() -> Done:
        made = create_synonym(by=request.by, at=request.now, **form.cleaned_data)
        return f"Search knows {made} now.", back

    return form_page(request, FormPage("Add a word", _crumbs(here=back), intro=_ADDING), form, create)


@require_http_methods(["GET", "POST"])
@needs(Permission.SEARCH_EDIT)
def synonym_edit(request: Request, pk: int) -> HttpResponse:
    synonym = get_object_or_404(Synonym, pk=pk)
    back, typed = reverse("search:synonym-list"), str(synonym)
    form = SynonymForm(request.POST or None, instance=synonym, cancel_url=back)

    def edit() -> Done:
        changed = edit_synonym(by=request.by, at=request.now, synonym=synonym, **form.cleaned_data)
        return f"{changed} is saved.", back

    page = FormPage(f"Change what {typed} means", _crumbs(here=back), "Change the word", typed)
    return form_page(request, page, form, edit)


@require_POST
@needs(Permission.SEARCH_EDIT)
def synonym_remove(request: Request, pk: int) -> HttpResponse:
    synonym = get_object_or_404(Synonym, pk=pk)
    said = f"Search knows {synonym} no more: only what holds the word itself is found."
    pressed(request, lambda: remove_synonym(by=request.by, at=request.now, synonym=synonym), said)
    return redirect("search:synonym-list")


def _crumbs(here: str = "") -> list[dict[str, str]]:
    above = [{"label": "Home", "url": reverse("home")}, {"label": "Set-up", "url": reverse("setup")}]
    return [*above, {"label": "Words that search knows", "url": here}] if here else above
