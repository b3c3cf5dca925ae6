from datetime import UTC, date, datetime

import factory

from assurance.models import Certificate, Evidence, Judged, Sample, Sampled
from assurance.rules.grades import Dimension
from plans.periods import parse_key
from tests.factories.accounts import UserFactory
from tests.factories.indicators import IndicatorFactory

YEAR = parse_key("2026-04-01YF")
AT = datetime(2026, 9, 1, 9, tzinfo=UTC)


class CertificateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Certificate
        skip_postgeneration_save = True

    indicator = factory.SubFactory(IndicatorFactory)
    year = YEAR
    grade = "fair"
    limitations = "Two of the six centres count by hand."
    checked_by = factory.SubFactory(UserFactory)
    checked_at = AT
    checked_on = date(2026, 9, 1)
    review_on = date(2027, 9, 1)

    @factory.post_generation
    def dimensions(self, create: bool, extracted: object, **_: object) -> None:
        Judged.objects.bulk_create(
            Judged(certificate=self, dimension=each.value, grade=self.grade, words=f"Of {each}: looked at.")
            for each in Dimension
        )


class EvidenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Evidence

    certificate = factory.SubFactory(CertificateFactory)
    name = "sample.txt"
    kind = "txt"
    size = 9
    content = b"20 cases."
    about = "The sample of 20 cases"
    added_by = factory.SubFactory(UserFactory)
    added_at = AT


class SampleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Sample

    year = YEAR
    seed = factory.Sequence(lambda n: 1000 + n)
    size = 10
    among = 60
    drawn_by = factory.SubFactory(UserFactory)
    drawn_at = AT


class SampledFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Sampled

    sample = factory.SubFactory(SampleFactory)
    indicator = factory.SubFactory(IndicatorFactory)
    place = 1
    points = 6
    reasons = "key measure, no certificate"
