"""The council's list of themes."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import needs
from accounts.roles import Permission
from feedback.changes import themes as changes
from feedback.forms.themes import EditThemeForm, ThemeForm
from feedback.models import Theme
from feedback.queries.choices import themes_told
from feedback.views.access import crumbs
from foundation.form_pages import Done, FormPage, form_page
from foundation.request import Request


@require_safe
@needs(Permission.FEEDBACK_RECORD)
def theme_list(request: Request) -> HttpResponse:
    """What people speak about: the themes by which records are counted."""
    return render(request, "feedback/theme_list.html", {"themes": themes_told(), "crumbs": crumbs()})


@require_http_methods(["GET", "POST"])
@needs(Permission.FEEDBACK_RECORD)
def theme_create(request: Request) -> HttpResponse:
    """A new theme."""
    address = reverse("feedback:theme-list")
    form = ThemeForm(request.POST or None, cancel_url=address)

    def create() -> Done:
        made = changes.make_theme(by=request.by, at=request.now, details=form.given(changes.ThemeDetails))
        return f"The theme “{made}” is made.", address

    return form_page(request, FormPage("Add a theme", crumbs(("Themes", address))), form, create)


@require_http_methods(["GET", "POST"])
@needs(Permission.FEEDBACK_RECORD)
def theme_edit(request: Request, pk: int) -> HttpResponse:
    """Rename a theme, archive it or take it up again."""
    theme, address = get_object_or_404(Theme, pk=pk), reverse("feedback:theme-list")
    name, form = theme.name, EditThemeForm(request.POST or None, instance=theme, cancel_url=address)

    def edit() -> Done:
        given = form.edited(changes.ThemeDetails)
        changed = changes.edit_theme(by=request.by, at=request.now, theme=theme, **given)
        return f"The theme “{changed}” is saved.", address

    page = FormPage(f"Change {name}", crumbs(("Themes", address)), "Change the theme", name)
    return form_page(request, page, form, edit)
