"""What each committee looks after."""

from collections.abc import Iterable

from accounts.models import UnitKind
from accounts.roles import Permission
from plans.models import ObjectiveKind
from pmmi.workbook.cells import To
from pmmi.workbook.sheet import Column, Row, Sheet, linked
from scrutiny.forms.committees import SERVICES
from scrutiny.models import Remit


def _one_of_two(row: Row) -> None:
    priority, service = row.get("priority"), row.get("service")
    if row.get("committee").kind != UnitKind.COMMITTEE:
        row.refuse("Committee", "is no committee. Name a unit of that kind.")
    if (priority is None) == (service is None):
        row.refuse("Priority", "has to be filled in where Service is blank, and blank where it is not.")
    elif priority is not None and priority.kind != ObjectiveKind.PRIORITY:
        row.refuse("Priority", "is no priority. Name an objective of that kind.")
    elif service is not None and service.kind not in SERVICES:
        row.refuse("Service", "is no service. Name a directorate, department, division or team.")


def _remits() -> Iterable[Remit]:
    known = Remit.objects.exclude(priority__plan__level__is_private=True)
    return known.select_related("committee", "priority", "service").order_by(
        "committee__name", "priority__ref", "service__name", "service__kind"
    )


REMITS = Sheet(
    key="remits",
    title="Committees and remits",
    thing="remit",
    purpose="Which priorities and services each committee looks after. Committees themselves are units.",
    model=Remit,
    needs=Permission.COMMITTEE_EDIT,
    by=("committee", "priority", "service"),
    stored=_remits,
    page=lambda remit: remit.committee,
    columns=(
        Column("Committee", "committee", To("units"), "Its name", needed=True, example="Environment scrutiny"),
        Column("Priority", "priority", To("objectives"), "Its reference, or blank", example="P1"),
        Column("Service", "service", To("units"), "A service, with everything beneath it, or blank"),
        linked(),
    ),
    checks=(_one_of_two,),
)

SHEETS = (REMITS,)
