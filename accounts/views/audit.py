from functools import partial
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.forms.organisation import AuditFilterForm
from accounts.permissions import needs
from accounts.queries.history import (
    ACCESS,
    CHANGES,
    MOST_ROWS,
    TRAIL_COLUMNS,
    actions_and_kinds,
    audit_trail,
    history_rows,
    trail_rows,
)
from accounts.roles import Permission
from accounts.views.navigation import organisation_tabs
from foundation import lists
from foundation.downloads.answers import ListFile, page_or_file
from foundation.request import Request

PARTS = {CHANGES: "Changes", ACCESS: "Sign-ins, refusals and files"}
_NOTES = (f"The newest {MOST_ROWS:,} entries. Narrow the filters for earlier ones.",)


@require_safe
@needs(Permission.AUDIT_READ)
def audit(request: Request) -> HttpResponse:
    """Every change, newest first: who, when, from what to what, why; and, apart, who came, was refused or took what."""
    part = request.GET.get("part", CHANGES)
    part = part if part in PARTS else CHANGES
    form = _filters(request, part)
    asked = {"thing_type" if name == "kind" else name: value for name, value in form.chosen.items()}
    found = audit_trail(reader=request.actor, part=part, **asked)
    addresses = request.actor.may(Permission.ORGANISATION_EDIT)
    rows = partial(trail_rows, found, addresses=addresses)
    file = ListFile(f"audit-{part}", "Audit trail", TRAIL_COLUMNS, rows, _NOTES)
    context = lists.listing(request, form, found, whole=None, noun="entry", nouns="entries", size=50)
    context["rows"] = history_rows(context["page"], naming=True, addresses=addresses)
    return page_or_file(request, "accounts/audit.html", {**context, **_around(request, form, part)}, file)


def _filters(request: Request, part: str) -> AuditFilterForm:
    actions, kinds = actions_and_kinds(part)
    offered = {
        "action": [("", "Anything"), *((action, action[:1].upper() + action[1:]) for action in actions)],
        "kind": [("", "Any"), *kinds],
    }
    return AuditFilterForm(request.GET, choices=offered)


def _around(request: Request, form: AuditFilterForm, part: str) -> dict[str, Any]:
    """The tabs above the trail, and filters that stay within its part."""
    return {
        "part": PARTS[part],
        "filters": lists.filters(request, form, keep=("part",)),
        "tabs": organisation_tabs(request, "audit"),
        "parts": [{"label": label, "url": f"?part={name}", "active": name == part} for name, label in PARTS.items()],
    }
