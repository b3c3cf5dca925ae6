"""Who may know of a budget line, and say what lines and teams serve."""

from accounts.actors import Actor
from accounts.permissions import check, check_visible
from accounts.roles import Permission
from money.models import BudgetLine


def check_known(actor: Actor, line: BudgetLine) -> None:
    """Raises Http404 where ``BudgetLineQuerySet.visible_to`` would leave the line out."""
    check_visible(actor, line.unit_id)


def check_share(actor: Actor, unit_id: int) -> Actor:
    """The actor to record for what a line of the unit, or its posts, serve. Raises PermissionDenied."""
    return check(actor, Permission.MONEY_LINK, unit_id)
