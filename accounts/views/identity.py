"""What the council is called and how it looks: its name, its colour and its crest."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.changes.identity import set_look
from accounts.crests import MOST_BYTES
from accounts.forms.identity import LookForm
from accounts.models import Identity
from accounts.permissions import needs
from accounts.queries.identity import council_name, look
from accounts.roles import Permission
from foundation.form_pages import Done, FormPage, form_page
from foundation.request import Request
from foundation.uploads import takes_file


@takes_file(MOST_BYTES)
@require_http_methods(["GET", "POST"])
@needs(Permission.ORGANISATION_EDIT)
def identity_edit(request: Request) -> HttpResponse:
    """The name, the colour and the crest."""
    stored = Identity.objects.defer("crest").first()
    initial = {"name": council_name(), "colour": look().colour, "version": stored.version if stored else 0}
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = LookForm(*data, initial=initial, cancel_url=reverse("setup"))

    def save() -> Done:
        set_look(by=request.by, at=request.now, version=form.cleaned_data["version"], look=form.look)
        return "Name and look are saved. Everybody sees them within a minute.", reverse("accounts:identity")

    return form_page(request, _page(), form, save)


def _page() -> FormPage:
    crumbs = [{"label": "Home", "url": reverse("home")}, {"label": "Set-up", "url": reverse("setup")}]
    intro = (
        "Every page, e-mail and paper carries the name. The unit of the council is renamed with it; released reports "
        "keep the name that they were released under."
    )
    return FormPage("The council’s name and look", crumbs, intro=intro)
