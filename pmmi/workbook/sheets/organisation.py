"""The council itself: its name, units, posts, people, and who holds which post."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password

from accounts.models import Appointment, Identity, Post, Unit, UnitKind, User
from accounts.models.user import ERASED_HOST
from accounts.queries.identity import colour_problems
from accounts.roles import ROLES, Permission, Role
from pmmi.workbook.cells import YES_NO, Day, EMail, OneOf, To, Words
from pmmi.workbook.checks import in_order, no_loops
from pmmi.workbook.names import Named
from pmmi.workbook.sheet import Column, Row, Sheet, apart

_ADMINISTERS = Permission.ORGANISATION_EDIT
_ROLE = OneOf({role.value: each.name for role, each in ROLES.items()})


def _colour(row: Row) -> None:
    colour = row.values.get("colour", "")
    is_colour = len(colour) == 7 and colour[0] == "#" and all(each in "0123456789abcdefABCDEF" for each in colour[1:])
    if colour and not is_colour:
        row.refuse("Colour", "is no colour. Write # and six digits, such as #12305c.")
    elif colour and (problems := colour_problems(colour)):
        row.refuse("Colour", f"cannot be used. {' '.join(problems)}")


COUNCIL = Sheet(
    key="council",
    title="Council",
    thing="council",
    purpose="What the council is called, and its colour. The crest is chosen on screen.",
    model=Identity,
    needs=_ADMINISTERS,
    by=(),
    stored=Identity.objects.all,
    columns=(
        Column(
            "Name",
            "name",
            Words(),
            "As on every page; blank for what the installation says",
            example="Exampleshire County Council",
        ),
        Column("Colour", "colour", Words(), "Of the header: # and six digits, dark enough", example="#12305c"),
    ),
    checks=(_colour,),
)


UNITS = Sheet(
    key="units",
    title="Units",
    thing="unit",
    purpose="The one tree: council, directorates, departments or services, teams, partners, cabinet and committees.",
    model=Unit,
    needs=_ADMINISTERS,
    by=("name", "kind"),
    stored=lambda: Unit.objects.with_tree_fields().order_siblings_by("name", "kind"),
    name=lambda unit: f"{unit.name} ({unit.get_kind_display()})",
    short=lambda unit: unit.name,
    columns=(
        Column("Name", "name", Words(), "Its name", needed=True, example="Waste services"),
        Column(
            "Kind",
            "kind",
            OneOf(dict(UnitKind.choices)),
            "What kind of unit it is",
            needed=True,
            example="Department or service",
        ),
        Column(
            "Lies beneath",
            "parent",
            To("units"),
            "The unit above it; blank at the top",
            example="Exampleshire County Council",
        ),
        Column("Since", "starts_on", Day(), "Blank if it has always been there"),
        Column(
            "Closed after",
            "ends_on",
            Day(),
            "Its last day. A unit that stands is closed by a reorganisation",
            only_new=True,
        ),
    ),
    checks=(in_order("starts_on", "ends_on", "Closed after"),),
    checks_all=(no_loops("parent", "Lies beneath", says="would put the unit beneath itself."),),
)


def _called(post: Any) -> str:
    return f"{post.title} ({post.unit.name})"


def _still_administered(rows: Sequence[Row], named: Named) -> None:
    """Refuses to leave nobody who runs the framework: as ``accounts.changes.organisation`` does on screen."""
    roles = {id(row.thing): row.values["role"] for row in rows if "role" in row.values}
    if not any(row.thing.role == Role.ADMINISTRATOR for row in rows if not row.is_new):
        return
    held = {each.post_id for each in named.stored("appointments") if not each.ends_on}
    kept = [
        post
        for post in named.stored("posts")
        if roles.get(id(post), post.role) == Role.ADMINISTRATOR and post.pk in held
    ]
    if held and not kept:
        for row in rows:
            if not row.is_new and row.thing.role == Role.ADMINISTRATOR and row.get("role") != Role.ADMINISTRATOR:
                row.refuse("Role", "would leave the council without an administrator. Appoint another one first.")


POSTS = Sheet(
    key="posts",
    title="Posts",
    thing="post",
    purpose="The seats in each unit. Posts own measures, plans and risks, so that ownership survives leavers.",
    model=Post,
    needs=_ADMINISTERS,
    by=("title", "unit"),
    stored=lambda: Post.objects.select_related("unit").order_by("unit__name", "unit__kind", "title"),
    name=_called,
    short=lambda post: post.title,
    columns=(
        Column("Post", "title", Words(), "Its title", needed=True, example="Head of Waste"),
        Column("Unit", "unit", To("units"), "The unit it sits in", needed=True, example="Waste services"),
        Column("Role", "role", _ROLE, "What its holder may do", needed=True, example="Head of service"),
        Column(
            "Reports to", "reports_to", To("posts"), "The next post up; blank for none", example="Director of Place"
        ),
        Column("Ends on", "ends_on", Day(), "Its last day. A post that stands ends on its own page", only_new=True),
    ),
    checks_all=(
        no_loops("reports_to", "Reports to", says="would make the post report to itself."),
        _still_administered,
    ),
)


def _cannot_sign_in_yet(row: Row, at: datetime, named: Named) -> dict[str, Any]:  # noqa: ARG001
    """Until they have chosen a password, by an invitation."""
    return {"password": make_password(None)}


PEOPLE = Sheet(
    key="people",
    title="People",
    thing="person",
    purpose="Who can sign in, once they are invited. What they may do comes from their posts.",
    model=User,
    needs=_ADMINISTERS,
    by=("email",),
    stored=lambda: User.objects.exclude(email__endswith=f"@{ERASED_HOST}").order_by("email"),
    name=lambda person: person.email,
    columns=(
        Column(
            "E-mail", "email", EMail(), "By which they sign in", needed=True, example="alex.morgan@exampleshire.example"
        ),
        Column("Name", "name", Words(), "Their name", needed=True, example="Alex Morgan"),
        Column(
            "May sign in",
            "is_active",
            YES_NO,
            "Yes where blank. On their own page it is changed later",
            only_new=True,
            blank=True,
            example="Yes",
        ),
    ),
    made=_cannot_sign_in_yet,
)


def _overlaps(rows: Sequence[Row], named: Named) -> None:
    """Refuses a person in one post twice in the same days."""
    seen = {id(row.thing) for row in rows}
    spans: dict[tuple[Any, Any], list[tuple[Any, Any]]] = {}
    for each in named.stored("appointments"):
        if id(each) not in seen:
            spans.setdefault((each.post_id, each.user_id), []).append((each.starts_on, each.ends_on))
    for row in rows:
        post, user = row.get("post"), row.get("user")
        held = spans.setdefault((apart(post), apart(user)), [])
        days = row.get("starts_on"), row.get("ends_on")
        if any(_meet(days, other) for other in held):
            row.refuse("First day", "is in days in which the person holds the post already. Keep one of the two.")
        held.append(days)


def _meet(one: tuple[Any, Any], other: tuple[Any, Any]) -> bool:
    return (one[1] is None or other[0] <= one[1]) and (other[1] is None or one[0] <= other[1])


def _appointments() -> Iterable[Appointment]:
    known = Appointment.objects.exclude(user__email__endswith=f"@{ERASED_HOST}").select_related("post", "user")
    return known.order_by("post__title", "post__unit__name", "post__unit__kind", "user__email", "starts_on")


APPOINTMENTS = Sheet(
    key="appointments",
    title="Appointments",
    thing="appointment",
    purpose="Who holds which post, from when to when, and who stands in as deputy.",
    model=Appointment,
    needs=_ADMINISTERS,
    by=("post", "user", "starts_on"),
    stored=_appointments,
    name=lambda each: f"{each.user.name}, {each.post.title}",
    page=lambda each: each.user,
    columns=(
        Column("Post", "post", To("posts"), "The post", needed=True, example="Head of Waste"),
        Column(
            "Person",
            "user",
            To("people"),
            "Their e-mail address",
            needed=True,
            example="alex.morgan@exampleshire.example",
        ),
        Column("Deputy", "is_deputy", YES_NO, "Yes for who stands in", blank=False, example="No"),
        Column("First day", "starts_on", Day(), "From when", needed=True, example="1 April 2026"),
        Column(
            "Last day",
            "ends_on",
            Day(),
            "Blank until it is known. It is entered on the appointment’s page later",
            only_new=True,
        ),
    ),
    checks=(in_order("starts_on", "ends_on", "Last day"),),
    checks_all=(_overlaps,),
)

SHEETS: Iterable[Sheet] = (COUNCIL, UNITS, POSTS, PEOPLE, APPOINTMENTS)
