"""The set-up checklist: what a council does to get started, in order, and how far it is."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.models import Appointment, Unit
from indicators.models import AnnualTarget, Indicator, RatingRule
from plans.models import Objective, Plan
from reporting.models import Cycle
from risks.models import Matrix, Register
from scrutiny.models import Remit


@dataclass(frozen=True, slots=True)
class Step:
    title: str
    hint: str
    url: str
    count: int

    @property
    def is_done(self) -> bool:
        return self.count > 0


def checklist() -> list[Step]:
    """Each step with how many there are of what it makes: one statement a step, however large the council."""
    return [
        Step(title, hint, reverse(route), model.objects.count())
        for title, hint, route, model in (
            ("Draw the organisation", "Directorates, services, committees and partners", "accounts:unit-list", Unit),
            (
                "Appoint people to posts",
                "A post carries the role; a person holds it",
                "accounts:person-list",
                Appointment,
            ),
            ("Add the plans", "From community strategy to service plan", "plans:plan-list", Plan),
            ("Add objectives and link them", "Each names what it contributes to", "plans:plan-list", Objective),
            ("Define the measures", "Or import them from a spreadsheet", "indicators:indicator-list", Indicator),
            ("Choose the rating rules", "When is a figure green, amber or red", "indicators:rule-list", RatingRule),
            ("Set the targets", "Annual targets, spread over the year", "indicators:target-list", AnnualTarget),
            ("Choose the risk matrix", "As it comes, or painted by you", "risks:matrix-detail", Matrix),
            ("Add the risk registers", "The council’s own, then those of services", "risks:register-list", Register),
            ("Open a quarter", "The timetable of collection and meetings", "reporting:cycle-list", Cycle),
            ("Give committees their remits", "So that each gets what belongs to it", "scrutiny:committee-list", Remit),
        )
    ]
