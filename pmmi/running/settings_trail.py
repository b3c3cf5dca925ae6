"""The settings with which web and worker start are in the audit trail, where they are others than before."""

import hashlib
import hmac
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from accounts import audit
from accounts.actors import SYSTEM
from accounts.models import Event

# What decides who gets in, from where, and where mail goes. None is a secret.
TOLD = (
    *("PMMI_MODE", "DEBUG", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "PMMI_SITE_URL", "PMMI_COUNCIL_NAME"),
    *("ALLAUTH_TRUSTED_PROXY_COUNT", "ACCOUNT_RATE_LIMITS", "SESSION_COOKIE_AGE", "SECURE_SSL_REDIRECT"),
    *("EMAIL_BACKEND", "EMAIL_HOST", "EMAIL_PORT", "DEFAULT_FROM_EMAIL", "PMMI_AUDIT_HEAD_TO"),
)
_THING = audit.Named("settings", "of this installation", "settings")


def record_settings(*, at: datetime) -> bool:
    """Write which settings are others than when a process started last. False, and nothing is written, if none is."""
    if Event._meta.db_table not in connection.introspection.table_names() or not _changes():
        return False
    with transaction.atomic():
        audit.lock_chain()
        # Another process that starts now may have written them meanwhile.
        changes = _changes()
        if changes:
            audit.record(by=SYSTEM, at=at, action="changed", thing=_THING, changes=changes)
    return bool(changes)


def _changes() -> dict[str, tuple[object, object]]:
    told: dict[str, str | None] = {}
    before = Event.objects.filter(page_type=_THING.kind, page_id=_THING.key).order_by("pk")
    for changes in before.values_list("changes", flat=True):
        told |= {name: new for name, (_, new) in changes.items()}
    return {name: (told.get(name), value) for name, value in _now().items() if told.get(name) != value}


def _now() -> dict[str, str]:
    values = {name: _words(getattr(settings, name)) for name in TOLD}
    # That the key is another one is told; nobody learns the key from this.
    mark = hmac.digest(settings.PMMI_AUDIT_KEY.encode(), settings.SECRET_KEY.encode(), hashlib.sha256).hex()
    return values | {"SECRET_KEY": f"fingerprint {mark[:12]}"}


def _words(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return str(value) or "none"
