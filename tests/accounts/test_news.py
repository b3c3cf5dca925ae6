"""What happened is told to whom it concerns, once, with why; and to nobody who may not open it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from django.http import Http404

from accounts.actors import SYSTEM, Actor, actor_for
from accounts.changes.news import KEPT, READ_KEPT, News, have_moved, mark_read, remove_old, tell
from accounts.changes.watching import unwatch, watch
from accounts.models import Notice, NoticeKind, Post, User, Watch
from accounts.queries.inbox import notices_of, unread_count, watched_by
from accounts.roles import Permission, Role
from accounts.watchable import Thing
from foundation.refusals import ChangeRefused
from tests.factories import AppointmentFactory, PostFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
MEASURE = ("measure", 7)


def holder(role: Role = Role.COUNCILLOR, **where: object) -> User:
    return AppointmentFactory(post__role=role.value, **where).user


def post_of(person: User) -> Post:
    return person.appointments.first().post


def actor(person: User) -> Actor:
    return actor_for(person, today=AT.date())


def news(**fields: object) -> News:
    plain = {"kind": NoticeKind.SHEET, "words": "It changed.", "path": "/", "about": MEASURE, "unit_id": None}
    return News(**{**plain, **fields})


def watches(person: User, key: tuple[str, int] = MEASURE) -> User:
    Watch.objects.create(user=person, about=key[0], about_id=key[1], since=AT)
    return person


def because() -> Mapping[str, str]:
    return dict(Notice.objects.values_list("to__name", "because"))


def test_each_is_told_once_for_the_strongest_reason():
    person, owner, other = holder(), holder(Role.APPROVER), holder()
    for each in (person, owner, other):
        watches(watches(each), ("service", 3))
    told = tell(
        by=SYSTEM,
        at=AT,
        news=[
            news(
                people={person.pk: "entered this figure"},
                posts={post_of(owner).pk: "own this measure", post_of(person).pk: "never said"},
                watched={MEASURE: "watch this measure", ("service", 3): "watch its service"},
            )
        ],
    )
    assert told == 3
    assert because() == {
        person.name: "entered this figure",
        owner.name: "own this measure",
        other.name: "watch this measure",
    }
    assert list(Notice.objects.filter(is_watched=True).values_list("to", flat=True)) == [other.pk]


def test_who_did_it_is_not_told():
    person = watches(holder(Role.ADMINISTRATOR))
    assert tell(by=actor(person), at=AT, news=[news(watched={MEASURE: "watch it"})]) == 0


def test_nobody_is_told_who_may_not_open_it():
    partner, other = UnitFactory(kind="partner"), UnitFactory()
    watches(holder(Role.PARTNER, post__unit=partner))
    watches(UserFactory())  # holds no post
    watches(holder(user__is_active=False))
    watches(holder(ends_on=date(2026, 10, 13)))
    assert tell(by=SYSTEM, at=AT, news=[news(unit_id=other.pk, watched={MEASURE: "watch it"})]) == 0
    assert tell(by=SYSTEM, at=AT, news=[news(unit_id=partner.pk, watched={MEASURE: "watch it"})]) == 1


def test_drafts_are_told_to_those_who_may_read_them():
    service = UnitFactory()
    officer, member = holder(Role.DATA_OFFICER, post__unit=service), holder()
    told = news(unit_id=service.pk, needs=Permission.DRAFT_READ, people={officer.pk: "enter", member.pk: "read"})
    assert tell(by=SYSTEM, at=AT, news=[told]) == 1
    assert Notice.objects.get().to == officer


def test_deputies_are_told_where_nobody_holds_the_post():
    held, vacant = PostFactory(), PostFactory()
    AppointmentFactory(post=held)
    deputy = AppointmentFactory(post=held, is_deputy=True).user
    AppointmentFactory(post=vacant, user=deputy, is_deputy=True)
    tell(by=SYSTEM, at=AT, news=[news(posts={held.pk: "own this"}), news(posts={vacant.pk: "deputise"})])
    assert [(each.to_id, each.because) for each in Notice.objects.filter(to=deputy)] == [(deputy.pk, "deputise")]


@pytest.mark.parametrize("size", [1, 40])
def test_telling_takes_the_same_statements_however_much_happened(size, django_assert_max_num_queries):
    unit = UnitFactory()
    people = [holder(Role.PARTNER, post__unit=unit) for _ in range(size)]
    pieces = [
        news(
            unit_id=unit.pk,
            about=("measure", number),
            posts={post_of(person).pk: "own it"},
            watched={("measure", number): "watch it", ("service", number): "watch its service"},
        )
        for number, person in enumerate(people)
    ]
    for number, person in enumerate(people):
        watches(person, ("service", number))
    with django_assert_max_num_queries(6):
        assert tell(by=SYSTEM, at=AT, news=pieces) == size


def test_words_stay_on_one_line():
    person = watches(holder())
    tell(by=SYSTEM, at=AT, news=[news(words="A\nname  that\tforges", watched={MEASURE: "watch"})])
    assert notices_of(actor(person))[0].words == "A name that forges"


class TestInbox:
    def test_what_may_no_longer_be_opened_is_neither_counted_nor_shown(self):
        own, other = UnitFactory(kind="partner"), UnitFactory()
        partner = watches(holder(Role.PARTNER, post__unit=own))
        tell(by=SYSTEM, at=AT, news=[news(unit_id=own.pk, watched={MEASURE: "watch it"})])
        assert unread_count(actor(partner)) == len(notices_of(actor(partner))) == 1
        have_moved("measure", [7], other.pk)
        assert unread_count(actor(partner)) == len(notices_of(actor(partner))) == 0
        have_moved("measure", [7], own.pk)
        partner.appointments.update(ends_on=date(2026, 10, 1))
        assert unread_count(actor(partner)) == len(notices_of(actor(partner))) == 0

    @pytest.mark.parametrize("size", [1, 30])
    def test_counting_takes_no_statement_of_its_own(self, size, django_assert_num_queries):
        person = watches(holder())
        tell(by=SYSTEM, at=AT, news=[news(watched={MEASURE: "watch it"})] * size)
        with django_assert_num_queries(1):
            reader = actor(person)
            assert unread_count(reader) == size
        with django_assert_num_queries(1):
            assert len(notices_of(reader)) == size

    def test_read_and_unread_again(self):
        person, other = watches(holder()), holder()
        tell(by=SYSTEM, at=AT, news=[news(watched={MEASURE: "watch it"})] * 3)
        first = notices_of(actor(person))[0]
        assert mark_read(by=actor(person), at=AT, pk=first.pk) == 1
        assert unread_count(actor(person)) == 2
        assert mark_read(by=actor(person), at=AT) == 2
        assert mark_read(by=actor(person), at=AT, pk=first.pk, unread=True) == 1
        assert unread_count(actor(person)) == 1
        with pytest.raises(Http404):
            mark_read(by=actor(other), at=AT, pk=first.pk)
        assert mark_read(by=actor(other), at=AT) == 0

    def test_what_is_old_goes(self):
        person = watches(holder())
        tell(by=SYSTEM, at=AT, news=[news(watched={MEASURE: "watch it"})] * 2)
        mark_read(by=actor(person), at=AT, pk=notices_of(actor(person))[0].pk)
        assert remove_old(at=AT + READ_KEPT) == 0
        assert remove_old(at=AT + READ_KEPT + timedelta(seconds=1)) == 1
        assert remove_old(at=AT + KEPT + timedelta(seconds=1)) == 1


class TestWatching:
    def test_watching_twice_is_watching_once(self):
        person, unit = holder(), UnitFactory(name="Parks")
        for _ in range(2):
            watch(by=actor(person), at=AT, thing=Thing(("service", unit.pk), "Parks", "/"))
        (group,) = watched_by(actor(person))
        assert (group.kind.name, [each.title for each in group.things]) == ("service", ["Parks"])
        assert unwatch(by=actor(person), name="service", pk=unit.pk)
        assert not unwatch(by=actor(person), name="service", pk=unit.pk)
        assert watched_by(actor(person)) == []

    def test_what_may_not_be_opened_any_more_is_not_named(self):
        person = holder(Role.PARTNER, post__unit=UnitFactory(kind="partner"))
        watches(person, ("service", UnitFactory().pk))
        assert watched_by(actor(person)) == []

    def test_nobody_watches_more_than_anybody_reads(self, monkeypatch):
        monkeypatch.setattr("accounts.changes.watching.MOST", 1)
        person = watches(holder())
        with pytest.raises(ChangeRefused, match="Stop watching"):
            watch(by=actor(person), at=AT, thing=Thing(("measure", 8), "Another", "/"))
