from datetime import UTC, datetime

import factory

from scrutiny.models import Meeting, MeetingAction, Pack, PackItem, PackQuestion, Remit
from tests.factories.accounts import PostFactory, UnitFactory
from tests.factories.indicators import Q2


class CommitteeFactory(UnitFactory):
    name = factory.Sequence(lambda n: f"Scrutiny Committee {n}")
    kind = "committee"


class RemitFactory(factory.django.DjangoModelFactory):
    """A service of its own by default; ``service=None, priority=…`` for a priority."""

    class Meta:
        model = Remit

    committee = factory.SubFactory(CommitteeFactory)
    service = factory.SubFactory(UnitFactory)


class MeetingFactory(factory.django.DjangoModelFactory):
    """At 6pm on 3 December 2026; give ``held_at`` for another."""

    class Meta:
        model = Meeting

    committee = factory.SubFactory(CommitteeFactory)
    held_at = datetime(2026, 12, 3, 18, tzinfo=UTC)
    place = "Council Chamber"


class MeetingActionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MeetingAction

    meeting = factory.SubFactory(MeetingFactory, held_at=datetime(2026, 9, 3, 17, tzinfo=UTC))
    text = factory.Sequence(lambda n: f"That officers report back on matter {n}.")
    owner = factory.SubFactory(PostFactory)


class PackFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Pack

    meeting = factory.SubFactory(MeetingFactory)
    title = "Performance of the quarter"
    period = Q2


class PackItemFactory(factory.django.DjangoModelFactory):
    """A public note by default; ``exempt=True`` marks it so."""

    class Meta:
        model = PackItem

    class Params:
        exempt = factory.Trait(
            is_exempt=True,
            exempt_paragraph=3,
            public_interest_test="Disclosure would weaken the council's hand.",
            public_title="A contract",
        )

    pack = factory.SubFactory(PackFactory)
    position = factory.LazyAttribute(lambda item: item.pack.items.count() + 1)
    heading = ""
    note = factory.LazyAttribute(lambda item: "" if item.report or item.indicator else "A note for members.")
    report = None
    indicator = None


class PackQuestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PackQuestion

    class Params:
        exempt = factory.Trait(
            is_exempt=True, exempt_paragraph=5, public_interest_test="It tells what the council's lawyer advised."
        )

    pack = factory.SubFactory(PackFactory)
    position = factory.LazyAttribute(lambda question: question.pack.questions.count() + 1)
    text = factory.Sequence(lambda n: f"Why is matter {n} as it is?")
