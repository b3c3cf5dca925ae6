"""Where the organisation's pages lie."""

from django.urls import reverse

from accounts.roles import Permission
from foundation.request import Request

_PARTS = (("Units", "unit-list"), ("Posts", "post-list"), ("People", "person-list"), ("Roles", "role-list"))


def organisation_tabs(request: Request, active: str) -> list[dict[str, object]]:
    """``components/tabs.html``: the parts of the organisation that the person may open; ``active`` is a route name."""
    parts = list(_PARTS)
    if request.actor.may(Permission.AUDIT_READ):
        parts.append(("Audit trail", "audit"))
    return [{"label": label, "url": reverse(f"accounts:{name}"), "active": name == active} for label, name in parts]


def crumbs(*above: tuple[str, str]) -> list[dict[str, str]]:
    """``components/breadcrumbs.html``: Home, Organisation, and what lies between as (label, address)."""
    start = (("Home", reverse("home")), ("Organisation", reverse("accounts:unit-list")))
    return [{"label": label, "url": url} for label, url in (*start, *above)]
