"""Refuses to serve a council with what everybody knows: asked by ``serve``, the web process and the worker."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.db import connection

from accounts.models import User
from foundation.memo import memo
from pmmi.running.mode import DEMO_DOMAIN, DEMO_PASSWORD, Mode, UnsafeStart
from pmmi.running.settings_trail import record_settings


def refuse_unsafe_start() -> None:
    """Raises UnsafeStart where the database does not belong to the mode; the settings have judged themselves."""
    if User._meta.db_table in connection.introspection.table_names() and (problem := database_of_another_mode()):
        raise UnsafeStart(problem)


def start(*, at: datetime) -> None:
    """What web and worker do first: refuse what is unsafe, and keep in the trail with which settings they run."""
    refuse_unsafe_start()
    record_settings(at=at)


def database_of_another_mode() -> str:
    """A sentence where the database's people must not sign in in this mode; "" where they may."""
    return another_council() if settings.PMMI_MODE is Mode.DEMO else demo_sign_ins()


def demo_sign_ins() -> str:
    """A sentence about the people who can sign in with the demo's published password; "" where nobody can."""
    people = User.objects.filter(is_active=True, email__endswith=f"@{DEMO_DOMAIN}")
    hashes = set(people.values_list("password", flat=True))
    count = people.filter(password__in=[each for each in hashes if _is_of_the_demo(each)]).count()
    if not count:
        return ""
    return (
        f"{count} people in this database can sign in with the published password of the demo. Use another database "
        "(DATABASE_URL, or another PMMI_VAR_DIR)."
    )


@memo(64, why="trying a password takes a third of a second, and monitoring asks every minute")
def _is_of_the_demo(password_hash: str) -> bool:
    """Whether this is the demo's password. The demo gives all its people one hash."""
    return check_password(DEMO_PASSWORD, password_hash)


def has_demo_people() -> bool:
    """Whether the demo council was loaded into this database."""
    return User.objects.filter(email=f"administrator@{DEMO_DOMAIN}").exists()


def another_council() -> str:
    """A sentence where the database holds people and the demo's are not among them; "" where the demo may use it."""
    if not User.objects.exists() or has_demo_people():
        return ""
    return (
        "This database holds a council of your own. The demo has a published key and password and must not open "
        "it: use another database (DATABASE_URL, or another PMMI_VAR_DIR), or PMMI_MODE=local or served."
    )
