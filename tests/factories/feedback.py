from datetime import UTC, date, datetime
from typing import Any

import factory

from feedback.models import Attachment, Consultation, Kind, Record, Theme
from plans.periods import Frequency, containing
from tests.factories.accounts import UnitFactory, UserFactory
from tests.factories.indicators import IndicatorFactory

AT = datetime(2026, 9, 1, 9, tzinfo=UTC)
DAY = date(2026, 8, 20)
SURVEY = {
    "kind": Kind.SURVEY, "question": "How satisfied are you?", "answer": "Satisfied", "asked": 1000, "answered": 500,
    "said_so": 360, "representative": "partly", "how_known": "Few under 25 answered.",
}  # fmt: skip


class ThemeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Theme

    name = factory.Sequence(lambda n: f"Theme {n}")


class RecordFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Record
        skip_postgeneration_save = True

    kind = Kind.COMPLAINT
    unit = factory.SubFactory(UnitFactory)
    title = "Bins missed"
    first_on = factory.SelfAttribute("last_on")
    last_on = DAY
    quarter = factory.LazyAttribute(lambda each: containing(each.last_on, Frequency.QUARTER))
    words = "Not collected for two weeks."
    recorded_by = factory.SubFactory(UserFactory)
    recorded_at = AT

    @factory.post_generation
    def themes(self, create: bool, extracted: Any, **_: object) -> None:
        self.themes.set(extracted or [])

    @factory.post_generation
    def measures(self, create: bool, extracted: Any, **_: object) -> None:
        self.measures.set(extracted or [])

    @factory.post_generation
    def objectives(self, create: bool, extracted: Any, **_: object) -> None:
        self.objectives.set(extracted or [])


class AttachmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Attachment

    record = factory.SubFactory(RecordFactory)
    name = "survey.txt"
    kind = "txt"
    size = 9
    content = b"All of it"
    about = "The whole survey"
    added_by = factory.SubFactory(UserFactory)
    added_at = AT


class ConsultationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Consultation

    measure = factory.SubFactory(IndicatorFactory)
    group = "residents"
    how = "A survey of 1,200 households."
    held_on = DAY
    recorded_by = factory.SubFactory(UserFactory)
    recorded_at = AT
