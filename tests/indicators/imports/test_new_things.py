"""What an import says that it will make, and that it makes just that (C17)."""

import pytest

from accounts.actors import SYSTEM
from accounts.models import Post, Unit
from indicators.imports.figures.apply import apply_import
from indicators.models import Indicator
from tests.conftest import NOW
from tests.factories import IndicatorFactory, PostFactory, UnitFactory
from tests.indicators.imports.import_files import planned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_are_read_here")]
UNKNOWN = {"theme": "", "polarity": "", "indicator_ref": "NEW01", "indicator": "Potholes"}
COUNTED = (
    "A file does not say how a new measure is counted: it is taken as a rate or average over the period until its "
    "definition sheet says otherwise."
)


@pytest.fixture
def council():
    return UnitFactory(name="Exampleshire", kind="council")


def test_a_service_a_post_and_a_measure_are_named_with_what_is_not_known(council):
    assert planned(UNKNOWN).makes == [
        "Makes the service “Performance measures” and the post “Head of Performance measures”.",
        "Makes 1 measure of “Performance measures”, owned, entered and signed off by “Head of Performance measures”: "
        "NEW01 Potholes.",
        "The file names no service for NEW01, so “Performance measures” has it.",
        "Which way is good is not known of NEW01: it has a target, and is not rated until its definition sheet says "
        "so.",
        COUNTED,
    ]


def test_what_is_there_is_not_made(council):
    service = UnitFactory(name="Customer Services", parent=council, kind="department")
    assert planned({}).makes[0] == "Makes the post “Head of Customer Services” in “Customer Services”."
    PostFactory(unit=service, role="approver", title="Chief of calls")
    assert planned({}).makes == [
        "Makes 1 measure of “Customer Services”, owned, entered and signed off by “Chief of calls”: "
        "CS01 Calls answered in 15 seconds.",
        COUNTED,
    ]
    IndicatorFactory(ref="CS01", service=service)
    assert planned({}).makes == []


def test_refused_rows_make_nothing(council):
    assert planned({**UNKNOWN, "period": "Q9"}).makes == []


def test_a_council_is_made_where_there_is_none_or_none_of_that_name(council):
    assert planned({"council": "Othershire"}).makes[0] == "Makes the council “Othershire”."
    assert not any("council" in words for words in planned({}).makes)


def test_without_target_and_polarity_it_is_data_only(council):
    makes = planned({**UNKNOWN, "target": ""}).makes
    assert "Neither a target nor which way is good is known of NEW01: it is shown as data only." in makes


def test_yes_and_no_need_no_polarity(council):
    words = " ".join(planned({**UNKNOWN, "unit": "Yes/No", "actual": "Yes", "target": "Yes"}).makes)
    assert "Which way is good" not in words


def test_long_lists_are_cut_with_how_many_are_left(council):
    rows = [{**UNKNOWN, "indicator_ref": f"N{n:02}", "indicator": f"Measure {n}"} for n in range(35)]
    words = planned(*rows).makes
    assert "N29 Measure 29 and 5 more." in words[1]
    assert "N09 and 25 more: they have a target, and are not rated until their definition sheets say so." in words[3]


def test_each_row_of_a_new_measure_is_marked(council):
    IndicatorFactory(ref="CS01", service=UnitFactory(name="Customer Services", parent=council))
    rows = planned({}, UNKNOWN, {**UNKNOWN, "period": "2026/27 Q2"}, {**UNKNOWN, "period": "Q9"}).rows
    assert [row.about for row in rows] == ["", "New measure", "New measure", ""]


def test_a_place_that_somebody_else_makes_in_between_makes_another_preview(council):
    before = planned(UNKNOWN).digest
    UnitFactory(name="Performance measures", kind="department", parent=council)
    assert planned(UNKNOWN).digest != before


@pytest.mark.parametrize(
    "rows",
    [
        [UNKNOWN],
        [{}, UNKNOWN],
        [{}, {"indicator_ref": "CS02", "indicator": "Other calls", "theme": "customer  SERVICES"}],
        [{"council": "Othershire"}, {"council": "Thirdshire"}],
        [{"council": "Exampleshire"}, {"council": "Othershire", "indicator_ref": "CS02", "indicator": "Other"}],
    ],
)
def test_what_is_said_is_what_is_made(council, rows):
    before = set(Unit.objects.all()) | set(Post.objects.all())
    plan = planned(*rows)
    said = " ".join(plan.makes)
    apply_import(by=SYSTEM, at=NOW, filename=plan.filename, changes=plan.changes, as_imported="Reported.")
    made = (set(Unit.objects.all()) | set(Post.objects.all())) - before
    assert made
    assert all(f"“{each}”" in said for each in made)
    assert sum(words.count("the service “") + words.count("the post “") + words.count("the council “")
               for words in plan.makes if words.startswith("Makes the ")) == len(made)  # fmt: skip
    assert all(f"{each.ref} {each.name}" in said for each in Indicator.objects.all())
    assert planned(*rows).makes == []
