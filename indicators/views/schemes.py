"""Schemes: a council's words, shapes and colours for each status."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import needs
from accounts.roles import Permission
from accounts.views.history import with_history
from foundation.form_pages import Done, FormPage, form_page
from foundation.forms import whole_number
from foundation.request import Request
from indicators.changes.ratings import create_scheme, edit_scheme
from indicators.forms.schemes import SchemeForm
from indicators.models import Scheme
from indicators.queries.ratings import is_scheme_used, scheme_bands, schemes_with_counts
from indicators.views.navigation import crumbs, indicator_tabs

_EMPTY_WORDS = (
    "An empty word leaves a status out. Shape and word say the same as the colour, so that it works in black and white."
)


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def scheme_list(request: Request) -> HttpResponse:
    """Every scheme with its key."""
    context = {
        "schemes": [(scheme, scheme_bands(scheme)) for scheme in schemes_with_counts()],
        "default": scheme_bands(None),
        "tabs": indicator_tabs(request, "scheme-list"),
        "may_edit": request.actor.may(Permission.RULE_EDIT),
    }
    return render(request, "indicators/scheme_list.html", context)


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def scheme_detail(request: Request, pk: int) -> HttpResponse:
    """One scheme with its key and its history."""
    scheme = get_object_or_404(schemes_with_counts(), pk=pk)
    context = {
        "scheme": scheme,
        "key": scheme_bands(scheme),
        "is_used": is_scheme_used(scheme),
        "crumbs": crumbs(("Words and colours", reverse("indicators:scheme-list"))),
        "may_edit": request.actor.may(Permission.RULE_EDIT),
        **with_history(request, scheme, unit_id=None, editing=Permission.RULE_EDIT),
    }
    return render(request, "indicators/scheme_detail.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.RULE_EDIT)
def scheme_create(request: Request) -> HttpResponse:
    """A new scheme; ``?from=`` copies another's words."""
    back = reverse("indicators:scheme-list")
    like = Scheme.objects.filter(pk=whole_number(request.GET.get("from", ""))).first()
    form = SchemeForm(request.POST or None, like=like, cancel_url=back)

    def create() -> Done:
        scheme = create_scheme(by=request.by, at=request.now, name=form.cleaned_data["name"], bands=form.bands)
        said = f"{scheme} is saved. A rating rule that uses it shows its words."
        return said, reverse("indicators:scheme-detail", args=[scheme.pk])

    page = FormPage("Add a scheme", crumbs(("Words and colours", back)), "Add words and colours", intro=_EMPTY_WORDS)
    return form_page(request, page, form, create)


@require_http_methods(["GET", "POST"])
@needs(Permission.RULE_EDIT)
def scheme_edit(request: Request, pk: int) -> HttpResponse:
    """Change a scheme; only its name once it has shown a signed-off figure."""
    scheme = get_object_or_404(Scheme, pk=pk)
    back, shown = reverse("indicators:scheme-detail", args=[pk]), scheme.name
    form = SchemeForm(request.POST or None, scheme=scheme, cancel_url=back)

    def edit() -> Done:
        name, why = form.cleaned_data["name"], form.cleaned_data["why"]
        edit_scheme(by=request.by, at=request.now, scheme=scheme, name=name, bands=form.bands, why=why)
        return f"{name} is saved.", back

    above = crumbs(("Words and colours", reverse("indicators:scheme-list")), (shown, back))
    return form_page(request, FormPage(f"Change {shown}", above, "Change words and colours", shown), form, edit)
