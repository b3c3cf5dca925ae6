"""Items and questions of a pack: written, changed, moved, taken out and put back."""

from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import needs
from accounts.roles import Permission
from foundation.form_pages import Done, FormPage, form_page, pressed
from foundation.forms import whole_number
from foundation.request import Request
from scrutiny.changes.pack_items import add_item, add_question, edit_part, move_part, remove_part, restore_part
from scrutiny.forms.packs import ItemForm, QuestionForm
from scrutiny.models import Pack, PackItem, PackQuestion
from scrutiny.queries.packs import title_of
from scrutiny.views.access import editable_pack, editable_part
from scrutiny.views.builder import back, builder_address, version_of
from scrutiny.views.navigation import pack_crumbs

_KINDS = {"items": PackItem, "questions": PackQuestion}


@require_http_methods(["GET", "POST"])
@needs(Permission.COUNCIL_READ, anywhere=True)
def note_create(request: Request, pk: int) -> HttpResponse:
    """Write a note into the pack."""
    pack, by = editable_pack(request, pk)
    form = ItemForm(request.POST or None, cancel_url=_builder(pack))

    def add() -> Done:
        item = add_item(by=by, at=request.now, pack=pack, **_said(form))
        return "", builder_address(request, pack, f"item-{item.pk}")

    return form_page(request, FormPage("Write a note", pack_crumbs(pack)), form, add)


@require_http_methods(["GET", "POST"])
@needs(Permission.COUNCIL_READ, anywhere=True)
def question_create(request: Request, pk: int) -> HttpResponse:
    """Write a question for the meeting."""
    pack, by = editable_pack(request, pk)
    form = QuestionForm(request.POST or None, cancel_url=_builder(pack))

    def add() -> Done:
        add_question(by=by, at=request.now, pack=pack, **_said(form))
        return "", builder_address(request, pack, "questions")

    return form_page(request, FormPage("Write a question", pack_crumbs(pack)), form, add)


@require_http_methods(["GET", "POST"])
@needs(Permission.COUNCIL_READ, anywhere=True)
def item_edit(request: Request, pk: int, part: int) -> HttpResponse:
    """Change an item's heading, note and marking."""
    item, by = editable_part(request, PackItem, pk, part)
    form = ItemForm(request.POST or None, item=item, cancel_url=_builder(item.pack))

    def edit() -> Done:
        edit_part(by=by, at=request.now, part=item, **form.cleaned_data)
        return "", builder_address(request, item.pack, f"item-{item.pk}")

    page = FormPage("Change the item", pack_crumbs(item.pack), caption=title_of(item))
    return form_page(request, page, form, edit)


@require_http_methods(["GET", "POST"])
@needs(Permission.COUNCIL_READ, anywhere=True)
def question_edit(request: Request, pk: int, part: int) -> HttpResponse:
    question, by = editable_part(request, PackQuestion, pk, part)
    form = QuestionForm(request.POST or None, question=question, cancel_url=_builder(question.pack))

    def edit() -> Done:
        edit_part(by=by, at=request.now, part=question, **form.cleaned_data)
        return "", builder_address(request, question.pack, "questions")

    return form_page(request, FormPage("Change the question", pack_crumbs(question.pack)), form, edit)


@require_POST
@needs(Permission.COUNCIL_READ, anywhere=True)
def part_move(request: Request, pk: int, kind: str, part: int) -> HttpResponse:
    """Move an item or a question to the place that the form names, 1 being the first."""
    found, by = editable_part(request, _KINDS[kind], pk, part)
    place = whole_number(request.POST.get("to", ""))
    if place is None:
        raise Http404
    version = version_of(request)
    pressed(request, lambda: move_part(by=by, at=request.now, part=found, to=place, version=version))
    return back(request, found.pack, f"{kind[:-1]}-{part}")


@require_POST
@needs(Permission.COUNCIL_READ, anywhere=True)
def part_remove(request: Request, pk: int, kind: str, part: int) -> HttpResponse:
    """Take an item or a question out; the builder lists it, to be put back."""
    found, by = editable_part(request, _KINDS[kind], pk, part)
    said = f"The {kind[:-1]} is taken out. You can put it back: see “Taken out” below."
    pressed(request, lambda: remove_part(by=by, at=request.now, part=found, version=version_of(request)), said)
    return back(request, found.pack)


@require_POST
@needs(Permission.COUNCIL_READ, anywhere=True)
def part_restore(request: Request, pk: int, kind: str, part: int) -> HttpResponse:
    """Put back what was taken out."""
    found, by = editable_part(request, _KINDS[kind], pk, part)
    pressed(request, lambda: restore_part(by=by, at=request.now, part=found))
    return back(request, found.pack, f"{kind[:-1]}-{part}")


def _said(form: BaseForm) -> dict[str, object]:
    return {name: value for name, value in form.cleaned_data.items() if name != "version"}


def _builder(pack: Pack) -> str:
    return reverse("scrutiny:pack-edit", args=[pack.pk])
