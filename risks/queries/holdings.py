"""What of risks hangs from units and posts."""

from accounts.holdings import Holding
from accounts.roles import Permission
from plans.models import ENDED
from risks.models import Control, Mitigation, Register, Risk

_CLOSED = "Closed risks, and what was theirs, stay as they were."

HOLDINGS = (
    Holding(
        model="risks.register",
        field="unit",
        noun="register",
        how="with its risks",
        standing=lambda day: Register.objects.all(),  # noqa: ARG005 - as every holding
    ),
    Holding(
        model="risks.risk",
        field="owner",
        noun="risk",
        how="as owner",
        standing=lambda day: Risk.objects.standing(),  # noqa: ARG005
        stays=_CLOSED,
        needs=Permission.RISK_EDIT,
        unit_path="register__unit",
    ),
    Holding(
        model="risks.control",
        field="owner",
        noun="control",
        how="as owner",
        standing=lambda day: Control.objects.filter(risk__closed_on=None, is_in_place=True),  # noqa: ARG005
        stays=_CLOSED,
    ),
    Holding(
        model="risks.mitigation",
        field="owner",
        noun="action",
        how="against a risk, as owner",
        standing=lambda day: Mitigation.objects.filter(risk__closed_on=None).exclude(state__in=ENDED),  # noqa: ARG005
        stays=_CLOSED,
    ),
)
