"""Reorganisations: which there were, choosing what changes, looking at all of it, applying it, taking it back."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.changes import reorganisation as changes
from accounts.forms.reorganisation import (
    OF_ONE_UNIT,
    ApplyForm,
    ReorganisationForm,
    TakeBackForm,
    initial_of,
)
from accounts.models import Post, Reorganisation, ReorganisationKind, ReorganisationState, Unit
from accounts.permissions import needs
from accounts.queries.history import events_of
from accounts.queries.organisation import indented_units
from accounts.queries.orphans import orphans
from accounts.queries.reorganisation import (
    counts_words,
    groups_of,
    obstacles,
    preview_of,
    reorganisation_of,
    reorganisations,
    steps_of,
)
from accounts.roles import Permission
from accounts.views.navigation import crumbs
from foundation import lists
from foundation.form_pages import Done, FormPage, form_page, pressed
from foundation.forms import whole_number
from foundation.request import Request

K, S = ReorganisationKind, ReorganisationState
KINDS = {
    K.MOVE: "Units go beneath another unit, each with everything beneath it. Two councils become one like this.",
    K.MERGE: "Units close, and another unit, or a new one, takes over all that they have.",
    K.SPLIT: "A part of a unit goes to another unit, or to a new one: the posts that you choose, and what they own.",
    K.RENAME: "A unit closes, and a new one with another name takes its place. What was before keeps the old name.",
    K.ABOLISH: "Posts end, and another post takes over what they own.",
    K.HAND_OVER: "Another post takes over everything that posts own, and the posts go on.",
}


@require_safe
@needs(Permission.REORGANISE)
def reorganisation_list(request: Request) -> HttpResponse:
    """What can be reorganised, what was, and what is without somebody who answers for it."""
    page, pages = lists.paged(request, reorganisations())
    context = {
        "kinds": [(kind.label, _new(kind), words) for kind, words in KINDS.items()],
        "rows": [(each, counts_words(each)) for each in page.object_list],
        "pages": pages,
        "orphans": orphans(today=request.today),
        "crumbs": crumbs(),
    }
    return render(request, "accounts/reorganisation_list.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.REORGANISE)
def reorganisation_create(request: Request, kind: str) -> HttpResponse:
    """Choose what is reorganised. Nothing is written but the choice."""
    what, unit = _kind(kind), _unit(request)
    if what in OF_ONE_UNIT and unit is None:
        return _choose_unit(request, what)
    form = _form(request, what, unit, initial=_initial(request))

    def prepare() -> Done:
        return "", changes.prepare(by=request.by, at=request.now, chosen=form.chosen)

    return form_page(request, _page(what, unit if what in OF_ONE_UNIT else None), form, prepare)


@require_http_methods(["GET", "POST"])
@needs(Permission.REORGANISE)
def reorganisation_edit(request: Request, pk: int) -> HttpResponse:
    """Change what was chosen, before it is applied."""
    found = reorganisation_of(pk)
    if found.state != S.PREPARED:
        return redirect(found)
    kind, unit = K(found.kind), _unit_of(found)
    form = _form(request, kind, unit, initial=initial_of(found), address=found.get_absolute_url())

    def choose() -> Done:
        given = {"version": form.cleaned_data["version"], "chosen": form.chosen}
        return "", changes.choose_again(by=request.by, at=request.now, reorganisation=found, **given)

    return form_page(request, _page(kind, unit, "Change what was chosen"), form, choose)


@require_http_methods(["GET", "POST"])
@needs(Permission.REORGANISE)
def reorganisation_detail(request: Request, pk: int) -> HttpResponse:
    """All that it is about to do, with the button; or what it did, and taking all of it back."""
    found = reorganisation_of(pk)
    return _prepared(request, found) if found.state == S.PREPARED else _done(request, found)


@require_POST
@needs(Permission.REORGANISE)
def reorganisation_discard(request: Request, pk: int) -> HttpResponse:
    """Remove one that was never applied."""
    found = get_object_or_404(Reorganisation, pk=pk)
    said = "It is discarded. Nothing of the council was changed."
    done = pressed(request, lambda: changes.discard(by=request.by, at=request.now, reorganisation=found), said)
    return redirect("accounts:reorganisation-list") if done else redirect(found)


def _prepared(request: Request, found: Reorganisation) -> HttpResponse:
    preview = preview_of(found, today=request.today)
    form = ApplyForm(request.POST or None)

    def apply() -> Done:
        given = {"reorganisation": found, "digest": form.cleaned_data["digest"]}
        done = changes.apply(by=request.by, at=request.now, **given)
        return "It is applied. It can be taken back until the end of today.", done

    page = FormPage(str(found), _crumbs(), template="accounts/reorganisation_preview.html")
    return form_page(request, page, form, apply, {"reorganisation": found, "preview": preview})


def _done(request: Request, found: Reorganisation) -> HttpResponse:
    form = TakeBackForm(request.POST or None)

    def take_back() -> Done:
        given = {"reorganisation": found, "why": form.cleaned_data["why"]}
        done = changes.take_back(by=request.by, at=request.now, **given)
        return "It is taken back: everything is as it was before.", done

    is_done = found.state == S.DONE
    context = {
        "reorganisation": found,
        "is_done": is_done,
        "counts": counts_words(found),
        "groups": groups_of(steps_of(found)) if is_done else [],
        "stopped": obstacles(found, today=request.today) if is_done else [],
        "history": events_of(found),
    }
    page = FormPage(str(found), _crumbs(), template="accounts/reorganisation_detail.html")
    return form_page(request, page, form, take_back, context)


def _kind(name: str) -> ReorganisationKind:
    if name not in K.values:
        raise Http404
    return K(name)


def _new(kind: ReorganisationKind) -> str:
    return reverse("accounts:reorganisation-create", args=[kind.value])


def _crumbs() -> list[dict[str, str]]:
    return crumbs(("Reorganisations", reverse("accounts:reorganisation-list")))


def _unit(request: Request) -> Unit | None:
    pk = whole_number(request.GET.get("unit", ""))
    return Unit.objects.on(request.today).filter(pk=pk).first() if pk else None


def _unit_of(found: Reorganisation) -> Unit | None:
    """The unit that was chosen first."""
    if found.kind not in OF_ONE_UNIT:
        return None
    if units := found.chosen["units"]:
        return Unit.objects.filter(pk__in=units).first()
    return Unit.objects.filter(posts__in=Post.objects.filter(pk__in=found.chosen["posts"])).first()


def _choose_unit(request: Request, kind: ReorganisationKind) -> HttpResponse:
    rows = [(f"{_new(kind)}?unit={pk}", label) for pk, label in indented_units(today=request.today)]
    context = {"title": kind.label, "words": KINDS[kind], "rows": rows, "crumbs": _crumbs()}
    return render(request, "accounts/reorganisation_unit.html", context)


def _initial(request: Request) -> dict[str, Any]:
    """What the page that led here knows already."""
    asked = {"posts": whole_number(request.GET.get("post", "")), "units": whole_number(request.GET.get("unit", ""))}
    return {"starts_on": request.today, **{name: [pk] for name, pk in asked.items() if pk}}


def _form(
    request: Request, kind: ReorganisationKind, unit: Unit | None, *, initial: dict[str, Any], address: str = ""
) -> ReorganisationForm:
    cancel = address or reverse("accounts:reorganisation-list")
    given = {"kind": kind, "unit": unit, "today": request.today, "cancel_url": cancel}
    return ReorganisationForm(request.POST or None, initial=initial, **given)


def _page(kind: ReorganisationKind, unit: Unit | None, title: str = "") -> FormPage:
    caption = unit.name if unit else kind.label if title else ""
    return FormPage(title or kind.label, _crumbs(), "", caption, KINDS[kind], "accounts/reorganisation_form.html")
