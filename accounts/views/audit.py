from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.forms.organisation import AuditFilterForm
from accounts.permissions import needs
from accounts.queries.history import ACCESS, CHANGES, actions_and_kinds, audit_trail, history_rows
from accounts.roles import Permission
from accounts.views.navigation import organisation_tabs
from foundation import lists
from foundation.request import Request

GROUPS = [(CHANGES, "All changes"), (ACCESS, "All sign-ins, refusals, files taken and exempt items read")]


@require_safe
@needs(Permission.AUDIT_READ)
def audit(request: Request) -> HttpResponse:
    """Every change and every access, newest first: who, when, from what to what, why."""
    actions, kinds = actions_and_kinds()
    offered = {
        "action": [("", "Anything"), *GROUPS, *((action, action[:1].upper() + action[1:]) for action in actions)],
        "kind": [("", "Any"), *kinds],
    }
    form = AuditFilterForm(request.GET, choices=offered)
    asked = {"thing_type" if name == "kind" else name: value for name, value in form.chosen.items()}
    found = audit_trail(reader=request.actor, **asked)
    context = lists.listing(request, form, found, whole=None, noun="entry", nouns="entries", size=50)
    addresses = request.actor.may(Permission.ORGANISATION_EDIT)
    rows = history_rows(context["page"], naming=True, addresses=addresses)
    tabs = organisation_tabs(request, "audit")
    return render(request, "accounts/audit.html", {**context, "rows": rows, "tabs": tabs})
