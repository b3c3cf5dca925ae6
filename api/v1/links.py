"""Addresses of pages, for people who read on where another system showed something."""

from django.conf import settings


def page_link(path: str) -> str:
    """The whole address of a page here; "" for none."""
    return f"{settings.PMMI_SITE_URL.rstrip('/')}{path}" if path else ""
