"""Tokens for tests, and a client that shows one."""

from datetime import date
from typing import Any

from django.test import Client

from accounts.models import Post, Unit
from accounts.roles import Role
from api.changes.tokens import TokenDetails, make_token
from api.models import Token
from api.rules.scopes import Scope
from tests.conftest import NOW
from tests.factories import PostFactory, UnitFactory
from tests.factories.accounts import acting_as

ALL = frozenset(Scope)


def token(post: Post, *, scopes: frozenset[Scope] = ALL, name: str = "", **details: Any) -> tuple[Token, str]:
    """A token that acts as the post, made by an administrator."""
    given = {"name": name or f"System {Token.objects.count()}", "expires_on": date(2027, 3, 31), **details}
    about = TokenDetails(post=post, scopes=scopes, **given)
    return make_token(by=acting_as(Role.ADMINISTRATOR.value), at=NOW, details=about)


class Caller:
    """Another system with its token."""

    def __init__(self, post: Post, **details: Any) -> None:
        self.token, self.secret = token(post, **details)
        self.client = Client(headers={"Authorization": f"Bearer {self.secret}"})

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1{path}", query)

    def send(self, method: str, path: str, body: Any, *, key: str = "") -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        ask = getattr(self.client, method)
        return ask(f"/api/v1{path}", body, content_type="application/json", headers=headers)

    def patch(self, path: str, body: Any, **options: Any) -> Any:
        return self.send("patch", path, body, **options)

    def post(self, path: str, body: Any, **options: Any) -> Any:
        return self.send("post", path, body, **options)


def caller(role: Role, unit: Unit | None = None, **details: Any) -> Caller:
    """A system that acts as a post of that role, in that unit (its own new one by default)."""
    return Caller(PostFactory(role=role.value, unit=unit or UnitFactory()), **details)
