"""What the demo council shows its partner of its own: the priority that they both serve, and what surrounds it."""

from datetime import datetime

from accounts.actors import Actor
from indicators.models import Indicator
from plans.models import Objective
from pmmi.demo.organisation import Organisation
from reporting.changes.sharing import share
from risks.models import Risk

PARTNER, PRIORITY = "Safer Exampleshire Partnership", "P5"
MEASURES = ("HS07", "HS16", "CS02a")
WHY = "We answer for a safer Exampleshire together."


def share_with_partner(
    organisation: Organisation,
    indicators: dict[str, Indicator],
    objectives: dict[str, Objective],
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Measures of housing and customer services, the priority, and the risks to it that are not exempt."""
    risks = Risk.objects.told_openly().filter(objectives__upward__parent=objectives[PRIORITY]).distinct()
    things = [*(indicators[ref] for ref in MEASURES), objectives[PRIORITY], *risks.order_by("ref")[:3]]
    share(by=by, at=now, partner=organisation.services[PARTNER], things=things, why=WHY)
