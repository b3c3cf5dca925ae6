"""Risks as they are watched. Exempt ones are not: they are told to nobody."""

from accounts.watchable import Kind
from risks.models import Risk

RISK = Kind(
    name="risk",
    heading="Risks",
    told="its scores, the register that it stands in, and when it is closed",
    openable=lambda actor: Risk.objects.visible_to(actor).told_openly(),
)
