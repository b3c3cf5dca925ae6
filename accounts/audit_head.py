"""The last digest of the trail, taken out of the reach of who could write the trail anew, key and all."""

import logging
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage

from accounts.audit_chain import GENESIS
from accounts.models import Event
from accounts.queries.identity import council_name
from foundation.dates import moment_words

logger = logging.getLogger(__name__)


def publish_head(*, at: datetime) -> str:
    """Put the trail's last digest into the log, and send it to those whom the council names. The digest."""
    digest = Event.objects.order_by("-pk").values_list("digest", flat=True).first() or GENESIS
    count = Event.objects.count()
    logger.info("The audit trail holds %s events; its last digest is %s", count, digest)
    if settings.PMMI_AUDIT_HEAD_TO:
        EmailMessage(
            subject=f"{council_name()} performance: the audit trail on {moment_words(at)}",
            body=(
                f"The audit trail holds {count} events. Its last digest is\n\n{digest}\n\n"
                "Keep this message. Whether the trail still holds what it held today is answered by\n\n"
                f"manage.py verify_audit --includes {digest}\n"
            ),
            to=settings.PMMI_AUDIT_HEAD_TO,
        ).send()
    return digest
