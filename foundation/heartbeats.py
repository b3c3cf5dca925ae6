"""Signs of life of what runs beside the web: written by it, read by whoever checks the installation."""

from datetime import datetime

from foundation.models import Heartbeat

WORKER, SCHEDULER, BACKUP, UNDECLARED_PROXY = "worker", "scheduler", "backup", "undeclared proxy"


def beat(name: str, *, at: datetime) -> None:
    """Note that ``name`` lives."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": at})


def heartbeats() -> dict[str, datetime]:
    """When each was last alive; what never lived is not in it."""
    return dict(Heartbeat.objects.values_list("name", "at"))
