"""The page of one form: it asks, makes the change, and says what was done. A refusal keeps what was typed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from foundation.forms import PmmiForm, PmmiModelForm
from foundation.refusals import ChangeRefused

Done = tuple[str, Any]
"""What to say of a change that was made ("" for nothing), and where to go: an address or a thing that has one."""


@dataclass(frozen=True, slots=True)
class FormPage:
    """What stands around a form. ``title`` names the tab, and the page where ``heading`` is empty; ``caption`` stands
    small above the heading; ``intro`` is a sentence above the form.
    """

    title: str
    crumbs: Sequence[Mapping[str, str]]
    heading: str = ""
    caption: str = ""
    intro: str = ""
    template: str = "form.html"


def pressed(request: HttpRequest, change: Callable[[], Any], said: str = "") -> bool:
    """Make the change that a button asks for, and say so. A refusal is shown instead: False."""
    try:
        change()
    except ChangeRefused as refusal:
        messages.error(request, str(refusal))
        return False
    if said:
        messages.success(request, said)
    return True


def form_page(
    request: HttpRequest,
    page: FormPage,
    form: PmmiForm | PmmiModelForm,
    change: Callable[[], Done | HttpResponse],
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show the form or, when it is valid, make the change and go where it says; a response of ``change`` is passed on.

    After a refusal the page shows the reason, what was typed, and what somebody else saved meanwhile.
    """
    if form.is_valid():
        try:
            done = change()
        except ChangeRefused as refusal:
            form.refuse(refusal)
        else:
            if isinstance(done, HttpResponse):
                return done
            said, place = done
            if said:
                messages.success(request, said)
            return redirect(place)
    return shown_form(request, page, form, context)


def shown_form(
    request: HttpRequest, page: FormPage, form: PmmiForm | PmmiModelForm, context: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Show the form as it is: for a button that only tries what was entered."""
    return render(request, page.template, {**asdict(page), "form": form, **(context or {})})
