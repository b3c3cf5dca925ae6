"""Making a measure: three short steps of one form, each of which sends what was entered in all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.permissions import check, check_visible, needs
from accounts.roles import Permission
from foundation.refusals import ChangeRefused
from foundation.request import Request
from indicators.changes.new_measures import create_measure
from indicators.forms.new_measure import STEPS, NewMeasureForm
from indicators.models import Indicator
from indicators.queries.definitions import find_sheet
from indicators.views.navigation import crumbs, sheet_url

_BUTTONS = ("back", "preview", "next", "save")
_TOO_LITTLE = "To see a status, say what kind of value it is, which way is good, and a figure to try."
_INTROS = (
    "Two people who read this should work out the same figure.",
    "What is asked depends on the kind of value. The target may wait.",
    "These posts are suggested from the service; whoever holds them does the work.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """How a measure comes about: ``make`` makes it of what was entered, as ``create_measure`` does; ``start`` is what
    the form begins with; ``crumbs``, ``cancel_url`` and ``context`` are of the page; ``said`` is what a person is told.
    """

    make: Callable[..., Indicator]
    crumbs: Sequence[Mapping[str, str]]
    cancel_url: str
    said: str = "{ref} is defined. Next, say what it serves."
    start: Mapping[str, Any] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)


@require_http_methods(["GET", "POST"])
@needs(Permission.INDICATOR_EDIT)
def indicator_create(request: Request) -> HttpResponse:
    """A new measure, as a copy of another where the address names one (``like``)."""
    making = Making(make=create_measure, crumbs=crumbs(), cancel_url=reverse("indicators:indicator-list"))
    if request.method == "POST":
        return _posted(request, making)
    ref = request.GET.get("like", "").strip()
    like = _like(request, ref) if ref else None
    form = _form(request, making, like=like)
    return _page(request, form, making, {"copied": like, "not_found": "" if like else ref})


def new_measure(request: Request, making: Making) -> HttpResponse:
    """The three steps of a measure that comes about in another way, for a page of an app above."""
    return _posted(request, making) if request.method == "POST" else _page(request, _form(request, making), making)


def _posted(request: Request, making: Making) -> HttpResponse:
    """Do what the pressed button says; a form that was sent without one is a whole measure."""
    form = _form(request, making)
    pressed = next((name for name in _BUTTONS if name in request.POST), "save")
    number = _number(request)
    if pressed == "back":
        form.keep_errors_of([])
        form.show(max(number - 1, 0))
    elif pressed == "preview":
        form.keep_errors_of(STEPS[number].names)
        form.show(number)
        rating = form.rating()
        shown = {"rating": rating, "unrated": "" if rating else _TOO_LITTLE}
        return _page(request, form, making, shown | {"combined": form.worked_example(today=request.today)})
    elif pressed == "next":
        wrong = form.keep_errors_of(STEPS[number].names)
        form.show(number if wrong else min(number + 1, len(STEPS) - 1))
    elif form.is_valid() and (made := _made(request, form, making)):
        messages.success(request, making.said.format(ref=made.ref))
        return redirect(sheet_url(made))
    else:
        form.show(form.first_wrong())
    return _page(request, form, making)


def _made(request: Request, form: NewMeasureForm, making: Making) -> Indicator | None:
    """The measure that was made; None, with the reason on the form, where it was refused."""
    values, target = form.values, form.target
    if target is not None:
        check(request.actor, Permission.TARGET_EDIT, values["service"].pk)
    try:
        return making.make(
            by=request.by, at=request.now, values=values, sets=form.cleaned_data["sets"], target=target, year=form.year
        )
    except ChangeRefused as refusal:
        form.refuse(refusal)
        return None


def _form(request: Request, making: Making, *, like: Indicator | None = None) -> NewMeasureForm:
    typed = request.POST if request.method == "POST" else None
    begun = {"like": like, "start": making.start}
    return NewMeasureForm(typed, today=request.today, cancel_url=making.cancel_url, **begun)


def _number(request: Request) -> int:
    """The step that was sent, from 0; the last for one that there is not."""
    sent = request.POST.get("step", "")
    return int(sent) - 1 if sent in [str(number) for number in range(1, len(STEPS) + 1)] else len(STEPS) - 1


def _like(request: Request, ref: str) -> Indicator | None:
    """The measure to copy; None where the person may not know of one with that reference."""
    found = find_sheet(ref)
    if found is not None:
        check_visible(request.actor, found.service_id)
    return found


def _page(
    request: Request, form: NewMeasureForm, making: Making, more: Mapping[str, Any] | None = None
) -> HttpResponse:
    step = {"heading": form.step.title, "intro": _INTROS[form.number], "step": form.number + 1, "steps": len(STEPS)}
    context = {"form": form, "crumbs": making.crumbs, **step, **making.context, **(more or {})}
    return render(request, "indicators/measure_new.html", context)
