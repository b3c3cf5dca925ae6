"""The menu: what each person's posts let them open. A link that would be refused is not shown."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.actors import Actor
from accounts.queries.identity import council_name
from accounts.queries.inbox import unread_count
from accounts.roles import ROLES, Permission
from pmmi.running.mode import Mode
from pmmi.running.safe_start import has_demo_people


@dataclass(frozen=True, slots=True)
class MenuItem:
    label: str
    url: str
    active: bool


# (label, route, the permission it needs, whether having it in one unit is enough); of one label the first that fits.
MENU = (
    ("Council", "reporting:council", Permission.COUNCIL_READ, False),
    ("Returns", "indicators:return-list", Permission.FIGURE_ENTER, True),
    ("Plans", "reporting:thread", Permission.COUNCIL_READ, False),
    ("Plans", "plans:plan-list", Permission.PLAN_WRITE, True),  # a partner, whose thread is its own plans
    ("Measures", "reporting:measure-list", Permission.COUNCIL_READ, True),
    ("Benchmarks", "benchmarks:measure-list", Permission.COUNCIL_READ, True),
    ("Risks", "reporting:risk-register", Permission.COUNCIL_READ, True),
    ("Money", "money:line-list", Permission.COUNCIL_READ, True),
    ("My review", "edr:own", Permission.REVIEW_OWN, True),
    ("Reports", "reporting:report-list", Permission.COUNCIL_READ, False),
    ("Scrutiny", "scrutiny:committee-list", Permission.COUNCIL_READ, False),
    ("Set-up", "setup", Permission.ORGANISATION_EDIT, False),
)


def site(request: HttpRequest) -> dict[str, object]:
    """Context of every page: the council's name, the menu and who is signed in."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.user is None:
        return {
            # A request that was refused before anybody asked who sent it gets no statement.
            "council_name": council_name() if actor else settings.PMMI_COUNCIL_NAME,
            "navigation": [],
            "is_demo": settings.PMMI_MODE is Mode.DEMO,
            "offers_demo_sign_ins": has_demo_people if settings.PMMI_MODE is Mode.DEMO else False,
        }
    return {
        "council_name": council_name() if actor.council is None else actor.council or settings.PMMI_COUNCIL_NAME,
        "navigation": menu(actor, request.path),
        "role_names": ", ".join(sorted(ROLES[role].name for role in actor.roles)),
        "is_demo": settings.PMMI_MODE is Mode.DEMO,
        "idle_minutes": settings.PMMI_IDLE_MINUTES,
        "unread": unread_count(actor),
    }


# Every page needs all of them, and they never change.
_address = cache(reverse)


def menu(actor: Actor, path: str) -> list[MenuItem]:
    """The person's menu. The item with the longest address that begins ``path`` is the one they are in."""
    links = {"Home": _address("home")}
    for label, route, permission, anywhere in MENU:
        if label not in links and (actor.may_anywhere(permission) if anywhere else actor.may(permission)):
            links[label] = _address(route)
    here = max((url for url in links.values() if path.startswith(url)), key=len, default="")
    return [MenuItem(label, url, url == here and (url != "/" or path == "/")) for label, url in links.items()]
