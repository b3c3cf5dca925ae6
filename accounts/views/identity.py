"""How the council looks: its colour and its crest."""

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.changes.identity import set_look
from accounts.crests import MOST_BYTES
from accounts.forms.identity import LookForm
from accounts.models import Identity
from accounts.permissions import needs
from accounts.queries.identity import look
from accounts.roles import Permission
from foundation.form_pages import Done, FormPage, form_page
from foundation.request import Request
from foundation.uploads import takes_file


@takes_file(MOST_BYTES)
@require_http_methods(["GET", "POST"])
@needs(Permission.ORGANISATION_EDIT)
def identity_edit(request: Request) -> HttpResponse:
    """The colour and the crest; the name is the installation's, because mail and sign-in say it too."""
    stored = Identity.objects.defer("crest").first()
    initial = {"colour": look().colour, "version": stored.version if stored else 0}
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = LookForm(*data, initial=initial, cancel_url=reverse("setup"))

    def save() -> Done:
        version, colour = form.cleaned_data["version"], form.cleaned_data["colour"]
        set_look(by=request.by, at=request.now, version=version, colour=colour, crest=form.chosen_crest)
        return "The look is saved. Everybody sees it within a minute.", reverse("accounts:identity")

    return form_page(request, _page(), form, save)


def _page() -> FormPage:
    crumbs = [{"label": "Home", "url": reverse("home")}, {"label": "Set-up", "url": reverse("setup")}]
    intro = (
        f"The name, {settings.PMMI_COUNCIL_NAME}, is set where the product is installed (PMMI_COUNCIL_NAME): e-mails "
        "and sign-in carry it too."
    )
    return FormPage("The council’s look", crumbs, intro=intro)
