"""Fields that no form offers change nothing, whoever sends them (hardening.md 3 i: field level)."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db.models import Field, ForeignKey, Model

from foundation.models import OutboxMessage
from tests.architecture.access import TABLE
from tests.architecture.rows import Row
from tests.architecture.sweep import address, kept_apart, rewound, typed
from tests.architecture.world import World
from tests.conftest import NOW
from tests.ours import OF_A_COUNCIL

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
# What would be worth slipping in: states, sign-offs, owners, versions, keys.
EXTRA: dict[str, str] = {
    "id": "1", "pk": "1", "is_active": "", "is_superuser": "1", "is_staff": "1", "password": "x", "last_login": "",
    "joined_at": "2020-01-01", "approved_by": "{other}", "approved_at": "2020-01-01", "submitted_at": "2020-01-01",
    "entered_by": "{other}", "entered_at": "2020-01-01", "service": "{service}", "in_return": "1", "revision": "9",
    "is_current": "", "locked_at": "2020-01-01", "extended_to": "2030-01-01", "opened_at": "2020-01-01",
    "released_at": "2020-01-01", "released_by": "{other}", "built_at": "2020-01-01", "edition": "9", "document": "[1]",
    "facts": "[1]", "checksum": "0", "run": "1", "published_at": "2020-01-01", "published_by": "{other}",
    "is_removed": "on", "first_due_on": "2020-01-01", "updated_at": "2020-01-01", "made_on": "2020-01-01",
    "lease_token": "x", "attempts": "0", "created_by": "{other}", "created_at": "2020-01-01",
    "applied_at": "2020-01-01",
    "plan_digest": "x", "digest": "x", "by": "{other}", "at": "2020-01-01", "on_behalf_of": "{post}",
    "requested_by": "{other}", "slug": "x",
}  # fmt: skip
# Sent only where the page has no field of that name.
EXTRA_WHERE_ABSENT = {
    "state": "approved", "owner": "{post}", "unit": "{service}", "version": "99", "position": "99",
    "role": "administrator",
    "approved_on": "2020-01-01", "completed_on": "2020-01-01", "user": "{other}", "post": "{post}", "plan": "1",
    "objective": "1", "cycle": "1", "committee": "{service}", "meeting": "1", "pack": "1",
}  # fmt: skip
POSTED = [row for row in TABLE if row.post and row.writes]


# Differs from one time to the next, or is worked out from what does.
CHANGING = {
    "thing_id", "page_id", "about_id", "path", "written", "told", "digest", "salt", "previous_digest", "password",
}  # fmt: skip
Known = dict[type[Model], set[Any]]
Stored = dict[str, list[str]]


@pytest.fixture(scope="module")
def known(world: World) -> Known:
    """The numbers of all there is; whatever a test adds is rolled back."""
    return {model: set(model._base_manager.values_list("pk", flat=True)) for model in (*models(), OutboxMessage)}


@pytest.fixture(scope="module")
def before(known: Known) -> Stored:
    return stored(known)


@pytest.mark.parametrize("row", POSTED, ids=str)
def test_what_no_form_offers_changes_nothing(world: World, known: Known, before: Stored, row: Row):
    sender = min(row.post or ())
    data, url = typed(world, row, sender), address(world, row)
    plain = after(world, known, sender, url, data)
    assert plain != before
    assert after(world, known, sender, url, {**_extra(world, row, data), **data}) == plain


def after(world: World, known: Known, sender: str, url: str, data: dict[str, Any]) -> Stored:
    """Everything stored, as it is once the form was sent, at a standing clock."""
    with time_machine.travel(NOW, tick=False), kept_apart():
        rewound(data)
        assert world.client(sender).post(url, data).status_code in (200, 302)
        return stored(known)


def stored(known: Known) -> Stored:
    return {model._meta.label: sorted(map(repr, _rows(model, known))) for model in models()}


def models() -> Iterator[type[Model]]:
    return (model for model in apps.get_models() if model._meta.app_label in OF_A_COUNCIL)


def _rows(model: type[Model], known: Known) -> Iterator[list[Any]]:
    """Each row's values. Rows made since have a number that differs from one time to the next, so it is left out."""
    fields = model._meta.concrete_fields
    numbers = [known.get(_numbered(model, field)) for field in fields]
    changing = [field.name in CHANGING for field in fields]
    for values in model._base_manager.values_list(*(field.attname for field in fields)):
        yield [
            "new" if changes or (of is not None and value is not None and value not in of) else _plain(value)
            for value, of, changes in zip(values, numbers, changing, strict=True)
        ]


def _numbered(model: type[Model], field: Field) -> type[Model] | None:
    """The model whose rows' numbers stand in the field."""
    if field.primary_key:
        return model
    return field.related_model if isinstance(field, ForeignKey) else None


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value  # as PostgreSQL gives a file's content


def _extra(world: World, row: Row, data: dict[str, Any]) -> dict[str, str]:
    found = {
        "other": world.users["administrator"].pk, "service": world.theirs.service.pk, "post": world.theirs.head.pk,
    }  # fmt: skip
    own = {name.rpartition("-")[2] for name in data}
    absent = {name: value for name, value in EXTRA_WHERE_ABSENT.items() if name not in own}
    extra = {name: value.format(**found) for name, value in {**EXTRA, **absent}.items() if name not in own}
    prefixes = {name.rpartition("-")[0] for name in data if name[:1] == "f" and "-" in name}
    return extra | {f"{prefix}-{name}": value for prefix in prefixes for name, value in extra.items()}
