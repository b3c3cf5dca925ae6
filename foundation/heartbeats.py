"""Signs of life of what runs beside the web: written by it, read by whoever checks the installation."""

from datetime import datetime, timedelta

from foundation.models import Heartbeat

WORKER, MAIL_WORKER, SCHEDULER = "worker", "mail worker", "scheduler"
BACKUP, UNDECLARED_PROXY = "backup", "undeclared proxy"
# After any write at all PostgreSQL's pages are read anew (docs/adr/0006), so signs of life are not noted more often.
EVERY = timedelta(seconds=30)


def beat(name: str, *, at: datetime) -> None:
    """Note that ``name`` lives, unless that was noted less than half a minute before."""
    if not Heartbeat.objects.filter(name=name, at__gt=at - EVERY, at__lte=at).exists():
        Heartbeat.objects.update_or_create(name=name, defaults={"at": at})


def heartbeats() -> dict[str, datetime]:
    """When each was last alive; what never lived is not in it."""
    return dict(Heartbeat.objects.values_list("name", "at"))
