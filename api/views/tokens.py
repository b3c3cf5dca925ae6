"""Tokens of other systems: which there are, making one, ending one."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import needs
from accounts.roles import Permission
from api.changes.tokens import end_token, make_token
from api.forms.tokens import TokenForm
from api.models import Token
from api.queries.tokens import COLUMNS, TokenRow, token_rows, tokens
from api.views.navigation import crumbs, tabs
from foundation.downloads.answers import ListFile, page_or_file
from foundation.form_pages import FormPage, form_page, pressed
from foundation.lists import paged
from foundation.request import Request
from foundation.words import counted


@require_safe
@needs(Permission.ORGANISATION_EDIT)
def token_list(request: Request) -> HttpResponse:
    """Every token: as which post, to do what, when it was last used."""
    page, pages = paged(request, token_rows(tokens(), at=request.now))
    context = {"rows": page.object_list, "pages": pages, "tabs": tabs(request), "crumbs": crumbs()}
    context["count_text"] = counted(page.paginator.count, "token")
    file = ListFile("tokens", "Tokens", COLUMNS, partial(_file_rows, request))
    return page_or_file(request, "api/token_list.html", context, file)


@never_cache
@require_http_methods(["GET", "POST"])
@needs(Permission.ORGANISATION_EDIT)
def token_create(request: Request) -> HttpResponse:
    """Make a token; its secret is shown once."""
    back = reverse("api:token-list")
    form = TokenForm(request.POST or None, today=request.today, cancel_url=back)

    def make() -> HttpResponse:
        token, secret = make_token(by=request.by, at=request.now, details=form.details())
        context = {"token": token, "secret": secret, "crumbs": crumbs(("Tokens", back))}
        return render(request, "api/token_made.html", context)

    intro = "With a token another system reads and enters figures here, as one post."
    return form_page(request, FormPage("Make a token", crumbs(("Tokens", back)), intro=intro), form, make)


@require_POST
@needs(Permission.ORGANISATION_EDIT)
def token_end(request: Request, pk: int) -> HttpResponse:
    """End a token at once."""
    token = get_object_or_404(Token, pk=pk)
    said = f"{token} is ended. Whatever still shows it is refused from now on."
    pressed(request, lambda: end_token(by=request.by, at=request.now, token=token), said)
    return redirect("api:token-list")


def _file_rows(request: Request) -> list[list[object]]:
    return [_file_row(each) for each in token_rows(tokens(), at=request.now)]


def _file_row(row: TokenRow) -> list[object]:
    may = "; ".join(row.may)
    return [row.name, row.post, row.unit, may, row.last_day, row.made_by, row.made_on, row.used, row.state]
