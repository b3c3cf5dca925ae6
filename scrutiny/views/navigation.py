"""Where the scrutiny pages lie."""

from django.urls import reverse

from accounts.models import Unit
from foundation.dates import day_words
from scrutiny.models import Meeting, Pack


def committee_url(committee: Unit) -> str:
    """A committee's own page; its unit's page is the organisation's."""
    return reverse("scrutiny:committee-detail", args=[committee.pk])


def crumbs(*above: tuple[str, str]) -> list[dict[str, str]]:
    """``components/breadcrumbs.html``: Home, Scrutiny, and what lies between as (label, address)."""
    start = (("Home", reverse("home")), ("Scrutiny", reverse("scrutiny:committee-list")))
    return [{"label": label, "url": url} for label, url in (*start, *above)]


def committee_crumbs(committee: Unit) -> list[dict[str, str]]:
    """Down to a committee."""
    return crumbs((committee.name, committee_url(committee)))


def meeting_crumbs(meeting: Meeting) -> list[dict[str, str]]:
    """Down to a meeting."""
    here = {"label": f"Meeting of {day_words(meeting.day)}", "url": meeting.get_absolute_url()}
    return [*committee_crumbs(meeting.committee), here]


def pack_crumbs(pack: Pack) -> list[dict[str, str]]:
    """Down to a pack."""
    return [*meeting_crumbs(pack.meeting), {"label": pack.title, "url": pack.get_absolute_url()}]
