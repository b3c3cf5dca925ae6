"""Other systems that the demo council is linked with: what an administrator sees of their tokens. No secret is kept."""

from datetime import datetime, timedelta

from accounts.actors import Actor
from accounts.models import Post
from accounts.roles import Role
from api.changes.tokens import TokenDetails, make_token
from api.rules.scopes import Scope
from foundation.dates import london_day

READS = frozenset({Scope.MEASURES_READ})
SENDS = frozenset({Scope.MEASURES_READ, Scope.FIGURES_WRITE})


def link_other_systems(*, by: Actor, now: datetime) -> None:
    """A casework system that sends figures of one service, and an intranet that shows statuses."""
    for name, role, scopes in (("Casework", Role.DATA_OFFICER, SENDS), ("Intranet", Role.EMPLOYEE, READS)):
        post = Post.objects.filter(role=role.value, ends_on=None).order_by("pk").first()
        if post is not None:
            last = london_day(now) + timedelta(days=300)
            make_token(by=by, at=now, details=TokenDetails(name=name, post=post, scopes=scopes, expires_on=last))
