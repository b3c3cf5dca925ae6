"""The index is true whoever writes, and by whatever way."""

import pytest
from django.db import connection

from accounts.models import Unit
from indicators.models import Indicator
from plans.models import Milestone
from search.index import ENTRIES, NUMBERS, WORDS, let_go, make
from search.kinds import KINDS, MEASURE, Kind
from tests.architecture.world import build_world
from tests.factories import IndicatorFactory, MilestoneFactory, UnitFactory

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]


def asked(statement: str, *params: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else []


def entries(kind: Kind = MEASURE) -> dict[int, str]:
    rows = asked(f"SELECT thing, body FROM {ENTRIES} WHERE kind = %s", NUMBERS[kind.name])
    return {thing: " ".join(body.split()) for thing, body in rows}


def whole_index() -> list[tuple]:
    return asked(f"SELECT number, kind, thing, unit, ref, title, body FROM {ENTRIES} ORDER BY number")


def test_a_new_thing_a_changed_one_and_one_that_is_gone():
    measure = IndicatorFactory(ref="WR-1", name="Missed bins", purpose="Clean streets")
    assert entries()[measure.pk] == "wr 1 missed bins clean streets"
    Indicator.objects.filter(pk=measure.pk).update(name="Children’s (food) waste/recycling")
    assert entries()[measure.pk] == "wr 1 childrens food) waste recycling clean streets"
    measure.delete()
    assert measure.pk not in entries()


def test_many_rows_at_once_and_sql_by_hand():
    like = IndicatorFactory(name="One")
    values = {field.attname: getattr(like, field.attname) for field in Indicator._meta.concrete_fields}
    Indicator.objects.bulk_create(
        Indicator(**{**values, "id": None, "ref": f"B{n}", "name": f"Many {n}"}) for n in range(3)
    )
    assert {f"b{n} many {n}" for n in range(3)} <= set(entries().values())
    asked("UPDATE indicators_indicator SET name = 'By hand' WHERE ref = %s", "B1")
    assert "b1 by hand" in entries().values()
    assert "b1 many 1" not in entries().values()


def test_a_thing_that_moves_to_another_unit_is_found_by_that_ones_name():
    measure, other = IndicatorFactory(), UnitFactory()
    Indicator.objects.filter(pk=measure.pk).update(service=other)
    assert asked(f"SELECT unit FROM {ENTRIES} WHERE kind = %s AND thing = %s", NUMBERS["measure"], measure.pk) == [
        (other.pk,)
    ]


@pytest.mark.parametrize("words", ["W" * 4000, "x" * 130 + " " + "y" * 61, "\t\n'’\\ %s", "  ", "„ẞ” İ ﬃ 👩‍👩‍👧‍👦"])
def test_no_text_keeps_a_thing_from_being_written(words: str):
    milestone = MilestoneFactory(narrative=words * 3, title=words[:300])
    Milestone.objects.filter(pk=milestone.pk).update(reason=words)
    assert milestone.pk in {thing for thing, *_ in asked(f"SELECT thing FROM {ENTRIES}")}


def test_made_anew_it_is_as_the_triggers_left_it():
    let_go()
    make()  # a test that empties tables at once leaves entries behind on PostgreSQL: no trigger hears of that
    build_world()
    Unit.objects.filter(name="Ours committee").update(name="Renamed committee")
    before, words = whole_index(), asked(f"SELECT DISTINCT term FROM {WORDS} ORDER BY term")
    assert len({kind for _, kind, *_ in before}) == len(KINDS), "something of every kind"
    let_go()
    make()
    assert whole_index() == before
    assert asked(f"SELECT DISTINCT term FROM {WORDS} ORDER BY term") == words


def test_while_migrations_run_nothing_hangs_on_the_tables_and_afterwards_nothing_is_missing():
    let_go()
    missed = IndicatorFactory(name="Made meanwhile")
    assert missed.pk not in entries()
    make()
    assert missed.pk in entries()


def test_what_stands_is_left_alone(django_assert_max_num_queries):
    make()
    with django_assert_max_num_queries(3):
        make()
