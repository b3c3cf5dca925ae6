"""Proposals of targets, at each stage."""

from datetime import UTC, date, datetime
from decimal import Decimal

import factory

from plans.periods import Frequency, parse_label
from target_decisions.models import Consulted, Proposal, ProposedYear, TargetQuestion
from tests.factories.accounts import PostFactory, UserFactory
from tests.factories.indicators import IndicatorFactory

NEXT = parse_label("2027/28", frequency=Frequency.YEAR)
PROPOSED_AT = datetime(2026, 10, 1, 9, tzinfo=UTC)


class ProposalFactory(factory.django.DjangoModelFactory):
    """A proposal that lacks nothing to be agreed; without years."""

    class Meta:
        model = Proposal

    indicator = factory.SubFactory(IndicatorFactory)
    first_year = NEXT
    reasons = "Residents asked for it."
    action_plan = "A second lorry from April."
    responsible = factory.SubFactory(PostFactory, unit=factory.SelfAttribute("..indicator.service"))
    proposed_by = factory.SubFactory(UserFactory)
    proposed_at = PROPOSED_AT


class ProposedYearFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProposedYear

    proposal = factory.SubFactory(ProposalFactory)
    year = factory.SelfAttribute("proposal.first_year")
    value = Decimal(90)


class TargetQuestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TargetQuestion

    proposal = factory.SubFactory(ProposalFactory)
    question = "Why no more?"
    asked_by = factory.SubFactory(UserFactory)
    asked_at = PROPOSED_AT


class ConsultedFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Consulted

    proposal = factory.SubFactory(ProposalFactory)
    group = "residents"
    how = "A survey of 1,200 households."


AGREED = {
    "stage": "agreed", "meeting": "Cabinet", "agreed_by": "The Cabinet", "agreed_on": date(2026, 10, 5),
}  # fmt: skip
