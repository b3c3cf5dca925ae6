"""Items and questions of a pack: written, changed, moved, taken out and put back."""

from collections.abc import Callable
from typing import NamedTuple

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


class _Kind(NamedTuple):
    """In what the pages of items and of questions differ. ``place`` is where the builder shows one, by its id."""

    model: type[PackItem | PackQuestion]
    form: type[ItemForm | QuestionForm]
    add: Callable[..., PackItem | PackQuestion]
    writing: str
    place: str


_KINDS = {
    "items": _Kind(PackItem, ItemForm, add_item, "Write a note", "item-{}"),
    "questions": _Kind(PackQuestion, QuestionForm, add_question, "Write a question", "questions"),
}


@require_http_methods(["GET", "POST"])
@needs(Permission.COUNCIL_READ, anywhere=True)
def part_create(request: Request, pk: int, kind: str) -> HttpResponse:
    """Write a note or a question into the pack."""
    pack, by = editable_pack(request, pk)
    of = _KINDS[kind]
    form = of.form(request.POST or None, cancel_url=_builder(pack))

    def add() -> Done:
        said = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        part = of.add(by=by, at=request.now, pack=pack, **said)
        return "", builder_address(request, pack, of.place.format(part.pk))

    return form_page(request, FormPage(of.writing, pack_crumbs(pack)), form, add)


@require_http_methods(["GET", "POST"])
@needs(Permission.COUNCIL_READ, anywhere=True)
def part_edit(request: Request, pk: int, kind: str, part: int) -> HttpResponse:
    """Change the words and the marking of an item or a question."""
    of = _KINDS[kind]
    found, by = editable_part(request, of.model, pk, part)
    form = of.form(request.POST or None, part=found, cancel_url=_builder(found.pack))

    def edit() -> Done:
        edit_part(by=by, at=request.now, part=found, **form.cleaned_data)
        return "", builder_address(request, found.pack, of.place.format(part))

    caption = title_of(found) if isinstance(found, PackItem) else ""
    page = FormPage(f"Change the {kind[:-1]}", pack_crumbs(found.pack), caption=caption)
    return form_page(request, page, form, edit)


@require_POST
@needs(Permission.COUNCIL_READ, anywhere=True)
def part_move(request: Request, pk: int, kind: str, part: int) -> HttpResponse:
    """Move an item or a question to the place that the form names, 1 being the first."""
    found, by = editable_part(request, _KINDS[kind].model, pk, part)
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
    found, by = editable_part(request, _KINDS[kind].model, pk, part)
    said = f"The {kind[:-1]} is taken out. You can put it back: see “Taken out” below."
    pressed(request, lambda: remove_part(by=by, at=request.now, part=found, version=version_of(request)), said)
    return back(request, found.pack)


@require_POST
@needs(Permission.COUNCIL_READ, anywhere=True)
def part_restore(request: Request, pk: int, kind: str, part: int) -> HttpResponse:
    """Put back what was taken out."""
    found, by = editable_part(request, _KINDS[kind].model, pk, part)
    pressed(request, lambda: restore_part(by=by, at=request.now, part=found))
    return back(request, found.pack, f"{kind[:-1]}-{part}")


def _builder(pack: Pack) -> str:
    return reverse("scrutiny:pack-edit", args=[pack.pk])
