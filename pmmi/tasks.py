"""What Celery calls. The clock is read here."""

from celery import shared_task
from django.utils import timezone

from accounts.audit_head import publish_head


@shared_task
def publish_audit_head() -> None:
    publish_head(at=timezone.now())
