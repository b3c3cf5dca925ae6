from datetime import date

import factory

from risks.models import Assessment, Clearance, Control, Matrix, Mitigation, Register, Risk
from risks.rules.matrix import grid_to_json
from risks.rules.shipped import SHIPPED
from tests.factories.accounts import PostFactory, UnitFactory
from tests.factories.plans import ObjectiveFactory


class MatrixFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Matrix
        django_get_or_create = ("number",)

    number = 1
    name = "5 by 5"
    grid = factory.LazyFunction(lambda: grid_to_json(SHIPPED["5x5"][1]))
    adopted_on = date(2026, 4, 1)


class RegisterFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Register

    level = "service"
    name = factory.Sequence(lambda n: f"Register {n}")
    unit = factory.SubFactory(UnitFactory)


class RiskFactory(factory.django.DjangoModelFactory):
    """``scores`` are places (likelihood, impact) of the three kinds; None leaves the risk without an assessment."""

    class Meta:
        model = Risk
        skip_postgeneration_save = True

    register = factory.SubFactory(RegisterFactory)
    ref = factory.Sequence(lambda n: f"RF{n}")  # none that a test gives itself, such as R1
    title = factory.Sequence(lambda n: f"Risk {n}")
    cause = "A cause."
    event = "An event."
    effect = "An effect."
    owner = factory.SubFactory(PostFactory)
    raised_on = date(2026, 7, 1)
    review_on = date(2027, 1, 31)

    @factory.post_generation
    def scores(self, create, extracted, **kwargs):
        places = extracted if extracted is not None else {"inherent": (4, 4), "current": (3, 4), "target": (2, 3)}
        matrix = MatrixFactory() if places else None
        for kind, (likelihood, impact) in places.items():
            assess(self, kind, likelihood, impact, matrix=matrix)

    @factory.post_generation
    def threatens(self, create, extracted, **kwargs):
        self.objectives.set(extracted if extracted is not None else [ObjectiveFactory()])


def assess(risk, kind, likelihood, impact, *, matrix=None, on=date(2026, 7, 1)):
    return Assessment.objects.create(
        risk=risk, matrix=matrix or MatrixFactory(), kind=kind, likelihood=likelihood, impact=impact,
        rationale=f"Why {kind}.", assessed_on=on,
    )  # fmt: skip


class ControlFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Control

    risk = factory.SubFactory(RiskFactory)
    text = factory.Sequence(lambda n: f"Control {n}")
    owner = factory.SubFactory(PostFactory)
    checked_on = date(2026, 9, 1)


class MitigationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Mitigation

    risk = factory.SubFactory(RiskFactory)
    title = factory.Sequence(lambda n: f"Action {n}")
    owner = factory.SubFactory(PostFactory)
    starts_on = date(2026, 4, 1)
    due_on = date(2026, 12, 31)
    first_due_on = factory.SelfAttribute("due_on")


class ClearanceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Clearance

    objective = factory.SubFactory(ObjectiveFactory)
    recorded_on = date(2026, 4, 1)
    why = "Looked at with the service."
