"""What is found by which words."""

from datetime import UTC, datetime

import pytest

from accounts.actors import Actor, actor_for
from accounts.models import Appointment
from accounts.roles import Role
from scrutiny.models import Meeting
from search.changes import create_synonym
from search.kinds import Reader
from search.queries.find import Found, found_by
from tests.conftest import NOW
from tests.factories import AppointmentFactory, IndicatorFactory, ObjectiveFactory, UnitFactory
from tests.factories.scrutiny import MeetingActionFactory, MeetingFactory, PackFactory

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def acting(appointment: Appointment) -> Actor:
    return actor_for(appointment.user, today=TODAY)


@pytest.fixture
def anybody() -> Actor:
    return acting(
        AppointmentFactory(post__role=Role.COUNCILLOR, user__name="Cllr Brook", post__title="Ward councillor")
    )


def found(text: str, actor: Actor, **options) -> Found:
    return found_by(text, reader=Reader(actor, TODAY), **options)


def names(answer: Found, kind: str = "measure") -> list[str]:
    return ["".join(part.text for part in hit.name) for g in answer.groups if g.kind.name == kind for hit in g.hits]


def test_a_word_finds_what_begins_so_and_the_name_counts_more_than_other_words(anybody: Actor):
    IndicatorFactory(name="Streets cleaned", purpose="So that waste is gone")
    IndicatorFactory(name="Waste recycled")
    IndicatorFactory(name="Wasted journeys by ambulances")
    IndicatorFactory(name="Cabinet papers on time")
    assert names(found("waste", anybody)) == ["Waste recycled", "Wasted journeys by ambulances", "Streets cleaned"]
    assert names(found("bin", anybody)) == []


@pytest.mark.parametrize(
    "typed", ["missed collection", "Missed-Collections", "collections missed", "how many missed collections?"]
)
def test_plural_order_and_common_words_do_not_matter(anybody: Actor, typed: str):
    IndicatorFactory(name="Number of missed collections (all)")
    answer = found(typed, anybody)
    assert names(answer) == ["Number of missed collections (all)"]
    assert not answer.is_some


def test_what_was_asked_for_by_its_reference_comes_first(anybody: Actor):
    IndicatorFactory(ref="A-1", name="WR 12 in the name")
    IndicatorFactory(ref="WR-12", name="Something else")
    for typed in ("WR-12", "wr 12", "wr12 "):
        assert names(found(typed, anybody))[:1] == ["Something else"] or typed == "wr12 "


def test_names_that_fit_alike_come_by_their_letters(anybody: Actor):
    for number in (1, 3, 2):
        IndicatorFactory(name=f"Visits to library {number}")
    assert names(found("library", anybody)) == [f"Visits to library {number}" for number in (1, 2, 3)]


def test_a_thing_is_found_by_the_name_of_its_service(anybody: Actor):
    IndicatorFactory(name="Days to let a home", service=UnitFactory(name="Housing and Neighbourhoods"))
    assert names(found("neighbourhood", anybody)) == ["Days to let a home"]


def test_what_people_call_it_finds_what_the_council_calls_it(anybody: Actor):
    IndicatorFactory(name="Missed collections")
    IndicatorFactory(name="Council tax collected")
    create_synonym(by=anybody, at=NOW, typed="bins", means="missed collections, waste")
    create_synonym(by=anybody, at=NOW, typed="rates bill", means="council tax")
    answer = found("bin", anybody)
    assert names(answer) == ["Missed collections"]
    assert answer.meant == ["missed collections", "waste"]
    assert names(found("rates bills", anybody)) == ["Council tax collected"]
    assert names(found("bnis", anybody)) == ["Missed collections"], "a slip of what people call it"


@pytest.mark.parametrize("typed", ["libary", "librarry", "lirbary", "ilbrary", "librray"])
def test_slips_are_forgiven(anybody: Actor, typed: str):
    IndicatorFactory(name="Library visits")
    answer = found(typed, anybody)
    assert names(answer) == ["Library visits"]
    assert answer.mended == ["library"]


def test_where_nothing_holds_all_of_the_words_some_of_them_do(anybody: Actor):
    IndicatorFactory(name="Library visits")
    IndicatorFactory(name="Visits to parks")
    answer = found("library visits zebra", anybody)
    assert names(answer) == ["Library visits", "Visits to parks"]
    assert answer.is_some


def test_a_word_that_is_mended_is_told_only_where_the_reader_may_open_what_holds_it(anybody: Actor):
    ObjectiveFactory(title="Zoological gardens", plan__level__is_private=True)
    answer = found("zoologicla", anybody)
    assert (answer.groups, answer.mended) == ([], [])


def test_people_are_found_by_name_and_never_by_their_address(anybody: Actor):
    AppointmentFactory(user__name="Grace Adeyemi", user__email="wonderful@mail.example", post__title="Head of Housing")
    assert names(found("adeyemi", anybody), "person") == ["Grace Adeyemi"]
    assert found("wonderful", anybody).groups == []


def test_who_holds_no_post_finds_nothing(anybody: Actor):
    IndicatorFactory(name="Library visits")
    nobody = acting(AppointmentFactory(ends_on=TODAY.replace(year=2020), starts_on=TODAY.replace(year=2019)))
    assert found("library", nobody).groups == []


def test_a_few_of_each_kind_and_all_of_one(anybody: Actor):
    for n in range(30):
        IndicatorFactory(ref=f"L{n:02}", name=f"Library visits {n:02}")
    first = found("library", anybody)
    assert [(group.of, len(group.hits)) for group in first.groups] == [(30, 5)]
    kind = first.groups[0].kind
    rest = found("library", anybody, kinds=[kind], first=26, most=25)
    assert [(group.of, len(group.hits)) for group in rest.groups] == [(30, 5)]


def test_statements_do_not_grow_with_what_is_found(anybody: Actor, django_assert_max_num_queries):
    for n in range(3):
        IndicatorFactory(name=f"Library visits {n}")
    with django_assert_max_num_queries(9):
        found("library", anybody)
    for n in range(30):
        IndicatorFactory(name=f"More library visits {n}")
    with django_assert_max_num_queries(9):
        found("library", anybody)


def test_a_meeting_is_found_by_its_day(anybody: Actor):
    for day in (1, 18):
        MeetingFactory(held_at=datetime(2026, 12, day, 18, 30, tzinfo=UTC), committee__name=f"Committee {day}")
    for typed in ("18 December", "18 December 2026", "18 dec"):
        assert names(found(typed, anybody), "meeting") == ["Committee 18, 18 December 2026"], typed
    assert names(found("1 December", anybody), "meeting")[0] == "Committee 1, 1 December 2026"


def test_a_meeting_that_is_moved_is_found_by_its_new_day(anybody: Actor):
    # Names of their own: those that are counted may hold an 18 too.
    meeting = MeetingFactory(committee__name="Housing Panel", held_at=datetime(2026, 12, 18, 18, 30, tzinfo=UTC))
    Meeting.objects.filter(pk=meeting.pk).update(held_at=datetime(2027, 7, 5, 17, 30, tzinfo=UTC))
    assert names(found("5 July 2027", anybody), "meeting") == [str(Meeting.objects.get())]
    assert names(found("18 December", anybody), "meeting") == []


def test_packs_and_actions_are_found_by_the_name_of_their_committee(anybody: Actor):
    for name in ("Environment Scrutiny Committee", "Housing Panel"):
        meeting = MeetingFactory(committee__name=name)
        PackFactory(meeting=meeting, title=f"Papers for {name[:3]}", published_at=NOW, published_by=anybody.user)
        MeetingActionFactory(meeting=meeting, text=f"Write to them, {name[:3]}")
    answer = found("environment scrutiny", anybody)
    assert names(answer, "pack") == ["Papers for Env"]
    assert names(answer, "action") == ["Write to them, Env"]


def test_packs_found_by_their_committee_are_those_that_open(anybody: Actor):
    PackFactory(meeting__committee__name="Environment Scrutiny Committee", title="A draft")
    assert names(found("environment", anybody), "pack") == []


def test_where_nothing_holds_all_words_those_that_many_things_hold_tell_nothing(anybody: Actor, monkeypatch):
    monkeypatch.setattr("search.queries.holding.MANY_HOLD", 3)
    for n in range(3):
        IndicatorFactory(name=f"Service visits {n}")
    IndicatorFactory(name="Library loans")
    answer = found("service zebra library", anybody)
    assert names(answer) == ["Library loans"]
    assert answer.is_some
    assert "Service visits 0" in names(found("service zebra", anybody)), "there is no other word to go by"
