"""Where the pages of links to other systems stand."""

from django.http import HttpRequest
from django.urls import reverse

TABS = (("Tokens", "api:token-list"), ("Webhooks", "api:webhook-list"), ("Interface", "api:reference"))


def crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    """Set-up, then the pages given."""
    steps = (("Set-up", reverse("setup")), *more)
    return [{"label": label, "url": url} for label, url in steps]


def tabs(request: HttpRequest) -> list[dict[str, object]]:
    """The pages about other systems, beside each other."""
    return [{"label": label, "url": (url := reverse(route)), "active": request.path == url} for label, route in TABS]
