"""A measure of which a catalogue names the family groups is compared in ours once it is adopted (C12)."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.actors import SYSTEM
from accounts.roles import Role
from benchmarks.changes.councils import GroupDetails, create_group
from benchmarks.models import ComparedMeasure
from benchmarks.queries.groups import lens_of, lenses, own_council
from catalogues.changes.mappings import map_entry
from tests.factories import IndicatorFactory, sign_in
from tests.factories.benchmarks import ComparedMeasureFactory, CouncilFactory
from tests.factories.catalogues import CatalogueFactory, EntryFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
GROUPING = "Environmental indicators"


@pytest.fixture
def entry():
    catalogue = CatalogueFactory(name="Benchmarking framework", short="LGBF", source="Improvement body")
    return EntryFactory(
        catalogue=catalogue, code="ENV06", title="% of waste recycled", polarity="high", theme="Environment",
        grouping=GROUPING,
    )  # fmt: skip


def mapped(entry, **fields):
    measure = IndicatorFactory(kind="percentage", **fields)
    map_entry(by=SYSTEM, at=AT, entry=entry, measure=measure, note="")
    return measure


def test_its_family_group_can_be_chosen(entry) -> None:
    own, other = CouncilFactory(name="Ours", is_own=True), CouncilFactory()
    for name, grouping, members in (("Family 1", GROUPING, [own, other]), ("Family 2", "Housing", [own])):
        details = GroupDetails(kind="family", name=name, grouping=grouping)
        create_group(by=SYSTEM, at=AT, details=details, members=members)
    measure = mapped(entry)
    made = ComparedMeasure.objects.get()
    assert (made.code, made.indicator, made.grouping, made.polarity, made.unit, made.source) == (
        "ENV06", measure, GROUPING, "high", "%", "Improvement body",
    )  # fmt: skip
    lens = lens_of(lenses(own_council()), "family")
    assert lens.label == "Our family group"
    assert lens.groups[lens.group_for(made.grouping)] == 2
    reader, _ = sign_in(Role.COUNCILLOR)
    page = reader.get(f"{reverse('benchmarks:measure', args=[made.pk])}?group=family")
    assert "Our family group" in page.content.decode()


def test_one_that_is_there_is_taken_and_another_measure_of_ours_stays(entry) -> None:
    stored = ComparedMeasureFactory(code="env06", indicator=None)
    first = mapped(entry)
    mapped(entry)
    stored.refresh_from_db()
    assert (stored.indicator, ComparedMeasure.objects.count()) == (first, 1)


def test_what_is_best_within_a_range_comes_along_and_what_names_no_families_does_not(entry) -> None:
    entry.polarity, entry.best = "range", Decimal("0.5")
    entry.save()
    mapped(entry)
    made = ComparedMeasure.objects.get()
    assert (made.polarity, made.low, made.high) == ("range", Decimal("0.5"), Decimal("0.5"))
    mapped(EntryFactory(code="NI 1", grouping=""))
    assert ComparedMeasure.objects.count() == 1
