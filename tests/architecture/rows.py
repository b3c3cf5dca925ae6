"""A row of the table of routes: who may open it, who may send it, and the people it speaks of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Who = frozenset[str]
Fill = Callable[[Any, Any], Any] | str | int | list[str]


def people(*names: str) -> Who:
    return frozenset(names)


NOBODY = people()
ADMINISTRATOR = people("administrator")
COUNCIL = people(
    "administrator", "director", "approver", "data_officer", "cabinet_member", "scrutiny_chair", "scrutiny_member",
    "councillor", "auditor", "employee", "human_resources", "finance",
)  # fmt: skip
PARTNER = people("partner")
SIGNED_IN = COUNCIL | PARTNER
ANYONE = SIGNED_IN | people("stranger")
HEADS = people("director", "approver")
ENTERING = HEADS | people("data_officer")
# Those who see drafts of the whole council, and those who see their own service's besides.
DRAFTS = people("administrator", "director", "auditor")
OUR_DRAFTS = DRAFTS | ENTERING
AUDIT = people("administrator", "auditor")
MEMBERS = people("scrutiny_chair", "scrutiny_member")
# The owner of our private plan and the post that the owner reports to.
LINE = people("approver", "data_officer")
# Who has a development review, and who counts them.
EMPLOYEES = people(
    "administrator", "director", "approver", "data_officer", "auditor", "employee", "human_resources", "finance",
)  # fmt: skip
COUNTING = people("administrator", "director", "auditor", "human_resources")
PERSONNEL = people("human_resources")
IMPORTING = people("administrator", "finance")
CHAIR = people("administrator", "scrutiny_chair")
OUR_PACKS = ADMINISTRATOR | MEMBERS
AUDITING = AUDIT | HEADS
ENTERS = ADMINISTRATOR | ENTERING
RISKS = ADMINISTRATOR | HEADS
LINKING = ADMINISTRATOR | HEADS
# Of ours: who may write its plans.
WRITERS = ENTERS
# Of ours: who may read what is exempt.
RISK_READERS = RISKS | people("auditor")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Row:
    """One route. ``get`` and ``post`` None: it does not answer that method.

    ``their_get`` and ``their_post`` say it for another service's objects, None where the route has no service's
    object. ``knows``: who may know that the other service's object exists, and is told "not you" rather than "not
    there". ``partner``: the methods by which the partner gets at its own unit's. ``fill`` is what a person types.
    ``writes``: a filled-in form changes something.
    """

    route: str
    args: tuple[tuple[str, str], ...] = ()
    query: str = ""
    get: Who | None = None
    post: Who | None = None
    their_get: Who | None = None
    their_post: Who | None = None
    knows: Who = COUNCIL
    partner: str = ""
    fill: tuple[tuple[str, Fill], ...] = ()
    writes: bool = True
    is_library: bool = False

    @property
    def has_sides(self) -> bool:
        return self.their_get is not None or self.their_post is not None

    def __str__(self) -> str:
        return self.route + self.query


def row(route: str, args: str = "", fill: dict[str, Fill] | None = None, **fields: Any) -> Row:
    """``args`` as ``"pk=in_return.pk ref=measure.ref"``."""
    pairs = tuple(tuple(part.split("=", 1)) for part in args.split())
    return Row(route=route, args=pairs, fill=tuple((fill or {}).items()), **fields)


def page(route: str, args: str = "", get: Who = COUNCIL, theirs: Who | None = None, **fields: Any) -> Row:
    """A page that is only read."""
    return row(route, args, get=get, their_get=theirs, **fields)


def form(
    route: str, args: str = "", who: Who = ADMINISTRATOR, theirs: Who | None = None, fill: Any = None, **fields: Any
) -> Row:
    """A page with a form: who may open it may send it."""
    return row(route, args, fill, get=who, post=who, their_get=theirs, their_post=theirs, **fields)


def button(
    route: str, args: str = "", who: Who = ADMINISTRATOR, theirs: Who | None = None, fill: Any = None, **fields: Any
) -> Row:
    """A button without a page of its own."""
    return row(route, args, fill, post=who, their_post=theirs, **fields)
