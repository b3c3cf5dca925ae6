"""What Celery calls for the installation itself. The clock is read here."""

from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from accounts.audit_head import publish_head
from foundation import outbox
from foundation.heartbeats import MAIL_WORKER, beat
from pmmi.backup.daily import keep_daily_backup
from pmmi.backup.keys import backup_key
from pmmi.retention import remove_what_is_over
from reporting.tasks import SHORT


@shared_task(time_limit=SHORT)
def publish_audit_head() -> None:
    publish_head(at=timezone.now())


@shared_task(time_limit=outbox.TIME_LIMIT)
def deliver_mail() -> None:
    """In the queue ``mail``, which has a worker of its own: a mail server that hangs holds nothing else."""
    beat(MAIL_WORKER, at=timezone.now())
    outbox.deliver(clock=timezone.now)


@shared_task(time_limit=SHORT)
def keep_to_retention() -> None:
    remove_what_is_over(at=timezone.now())


@shared_task
def back_up() -> None:
    """Asked for every hour, so that a day on which it failed at night is not left without."""
    if settings.PMMI_BACKUP_DIR:
        keep_daily_backup(
            Path(settings.PMMI_BACKUP_DIR), key=backup_key(), days=settings.PMMI_BACKUP_DAYS, at=timezone.now()
        )
