from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import needs
from accounts.queries.roles import role_in_words
from accounts.roles import Permission, Role
from accounts.views.navigation import organisation_tabs
from foundation.request import Request


@require_safe
@needs(Permission.COUNCIL_READ, anywhere=True)
def role_list(request: Request) -> HttpResponse:
    """What each role may do."""
    context = {"roles": [role_in_words(role) for role in Role], "tabs": organisation_tabs(request, "role-list")}
    return render(request, "accounts/role_list.html", context)
