"""May this person do this? A ``check`` raises with the reason; a ``may`` answers yes or no.

A thing that a person may not know of is answered like one that does not exist: "page not found".
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import DEFAULT_DB_ALIAS, transaction
from django.http import Http404, HttpResponse

from accounts.actors import Actor
from accounts.models import Post
from accounts.roles import Permission
from foundation.locks import once_more
from foundation.request import Request

WORDS = {
    Permission.COUNCIL_READ: "read the council's performance",
    Permission.DRAFT_READ: "read drafts",
    Permission.EXEMPT_READ: "read exempt items",
    Permission.AUDIT_READ: "read the audit trail",
    Permission.ORGANISATION_EDIT: "change people, units and posts",
    Permission.REORGANISE: "reorganise the council",
    Permission.PLAN_EDIT: "change plans and objectives",
    Permission.PLAN_WRITE: "write the plans of this unit",
    Permission.QUESTION_EDIT: "change what the plans of this unit are asked",
    Permission.MILESTONE_UPDATE: "update this milestone",
    Permission.RISK_EDIT: "change the risks of this unit",
    Permission.EXEMPT_RISK_READ: "read exempt risks",
    Permission.RISK_MATRIX_EDIT: "change the risk matrix and the registers",
    Permission.MONEY_EDIT: "change budget lines",
    Permission.MONEY_IMPORT: "import money and staff",
    Permission.MONEY_LINK: "say what this budget line serves",
    Permission.BENCHMARK_EDIT: "change what the council is compared by",
    Permission.LESSON_RECORD: "record what comparing this measure led to",
    Permission.DATA_CERTIFY: "say how good the data is",
    Permission.FEEDBACK_RECORD: "record what people say of this service",
    Permission.INDICATOR_EDIT: "change definitions of measures",
    Permission.TARGET_EDIT: "change targets",
    Permission.TARGET_PROPOSE: "propose targets for this service",
    Permission.TARGET_CHALLENGE: "ask about proposed targets",
    Permission.RULE_EDIT: "change rating rules",
    Permission.FIGURE_ENTER: "enter figures for this service",
    Permission.FIGURE_APPROVE: "approve figures for this service",
    Permission.FIGURE_IMPORT: "import figures",
    Permission.RETURN_REOPEN: "reopen a locked return",
    Permission.CYCLE_EDIT: "change the reporting timetable",
    Permission.YEAR_ROLL: "start a new year",
    Permission.REPORT_BUILD: "build reports",
    Permission.REPORT_RELEASE: "release reports",
    Permission.PACK_EDIT: "edit this committee's packs",
    Permission.COMMITTEE_EDIT: "change committees and remits",
    Permission.PARTNER_SHARE: "say what partners are shown",
    Permission.SEARCH_EDIT: "change the words that search knows",
    Permission.PRIVATE_EDIT: "read and change what is private to a post",
    Permission.REVIEW_OWN: "have a development review",
    Permission.REVIEW_MONITOR: "read counts of development reviews",
    Permission.BREAK_GLASS: "open somebody’s private review",
}


def check(actor: Actor, permission: Permission, unit_id: int | None = None) -> Actor:
    """The actor to record for the change ("on behalf of" where a deputy acts).

    Raises PermissionDenied, with the reason and who to ask, when no post gives the permission for the unit.
    """
    if not actor.may(permission, unit_id):
        raise _refusal(permission)
    return actor.using(permission, unit_id)


def check_visible(actor: Actor, unit_id: int | None) -> None:
    """Raises Http404 where the person may not read that unit: the same answer as for what does not exist."""
    if not actor.may(Permission.COUNCIL_READ, unit_id):
        raise Http404


def may_read_history(actor: Actor, unit_id: int | None, editing: Permission) -> bool:
    """Who changes a thing may read what was done to it, as may whoever reads the audit trail of its unit."""
    return actor.may(Permission.AUDIT_READ, unit_id) or actor.may(editing, unit_id)


def post_address(actor: Actor, post: Post) -> str:
    """The address of a post's page; "" for who may not open it: a post of another unit may own what a partner reads."""
    return post.get_absolute_url() if actor.may(Permission.COUNCIL_READ, post.unit_id) else ""


SAFE_METHODS = ("GET", "HEAD", "OPTIONS")

View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """For pages that any signed-in person may open; a stranger is sent to sign in."""
    return _guard(view, lambda _: None)


def needs(permission: Permission, *, anywhere: bool = False) -> Callable[[View], View]:
    """For pages that need a permission: for the whole council, or with ``anywhere`` for at least one unit.

    For the whole council, ``request.by`` is the actor to record. With ``anywhere`` the view itself checks the unit.
    A post is one transaction, unless ``transaction.non_atomic_requests`` stands right above the view: for one that
    reads a file or makes a PDF first, while nobody should have to wait for it.
    """

    def admit(request: Request) -> None:
        if not anywhere:
            request.by = check(request.actor, permission)
        elif not request.actor.may_anywhere(permission):
            raise _refusal(permission)

    return lambda view: _guard(view, admit)


def _refusal(permission: Permission) -> PermissionDenied:
    return PermissionDenied(
        f"None of your posts lets you {WORDS[permission]}. Ask the performance team if you need to."
    )


def _way_back(request: Request) -> str:
    """Where signing in leads: to the page asked for or, after a button, to the page with the button. What was typed is
    lost, and the addresses of many buttons have no page.
    """
    if request.method in SAFE_METHODS:
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc != request.get_host():
        return "/"
    return came_from._replace(scheme="", netloc="", fragment="").geturl() or "/"


def _guard(view: View, admit: Callable[[Request], None]) -> View:
    is_atomic = DEFAULT_DB_ALIAS not in getattr(view, "_non_atomic_requests", ())

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(_way_back(request))
        admit(request)
        if request.method in SAFE_METHODS or not is_atomic:
            return view(request, *args, **kwargs)
        # Half a submission is never kept. Reading takes no transaction: SQLite would let one page be read at a time.
        return once_more(lambda: transaction.atomic(view)(request, *args, **kwargs), before=lambda: _rewind(request))

    guarded.guarded = True  # type: ignore[attr-defined]  # the sweep test looks for it
    return guarded


def _rewind(request: Request) -> None:
    """Have the request as it came, for the second try: its files unread, and nothing said that was not done."""
    for file in request.FILES.values():
        file.seek(0)
    if (said := getattr(request, "_messages", None)) is not None:
        said._queued_messages.clear()
