"""What tests of reorganisations share: preparing, applying, and all that the database holds."""

from datetime import UTC, date, datetime
from typing import Any

from django.apps import apps

from accounts.actors import Actor
from accounts.changes.reorganisation import Chosen, apply, prepare
from accounts.models import Reorganisation, ReorganisationKind
from accounts.queries.reorganisation import preview_of
from tests.ours import OF_A_COUNCIL

K = ReorganisationKind
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
TODAY = AT.date()
DAY = date(2026, 10, 1)
# What tells of a reorganisation is not put back.
TELLS = {"accounts.event", "accounts.notice", "accounts.reorganisation", "accounts.move"}


def chosen(kind: ReorganisationKind, **choice: Any) -> Chosen:
    return Chosen(kind=kind, **{"starts_on": DAY, "why": "Cabinet decided it.", **choice})


def applied(by: Actor, kind: ReorganisationKind, *, at: datetime = AT, **choice: Any) -> Reorganisation:
    """Prepared and applied in one go."""
    prepared = prepare(by=by, at=at, chosen=chosen(kind, **choice))
    digest = preview_of(prepared, today=at.date()).digest
    return apply(by=by, at=at, reorganisation=prepared, digest=digest)


def everything() -> dict[str, dict[int, dict[str, Any]]]:
    """Every row of every table of ours, but of those that tell; versions count on, so they are left out."""
    found = {}
    for app in OF_A_COUNCIL:
        for model in apps.get_app_config(app).get_models(include_auto_created=True):
            if model._meta.label_lower not in TELLS:
                rows = model._base_manager.order_by("pk").values()
                found[model._meta.label_lower] = {
                    row["id"] if "id" in row else row[model._meta.pk.attname]: {
                        name: bytes(value) if isinstance(value, memoryview) else value
                        for name, value in row.items()
                        if name != "version"
                    }
                    for row in rows
                }
    return found
