"""G2: an audit trail of every change, whose tampering is found."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from importlib import import_module
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import IntegrityError, connection, transaction

from accounts import audit
from accounts.actors import SYSTEM, Actor
from accounts.audit_chain import DIGESTED, ERASED, GENESIS, content_of, plain_digest, sealed_digest
from accounts.audit_check import check_trail
from accounts.audit_protection import is_protected
from accounts.changes.erasure import erase_words
from accounts.models import Event
from foundation.refusals import ChangeRefused
from foundation.versions import differences
from tests.factories import AppointmentFactory, UnitFactory, UserFactory
from tests.trail import forging, take_protection_away

pytestmark = pytest.mark.django_db
seal = import_module("accounts.migrations.0003_the_trail_sealed").seal
AT = datetime(2026, 7, 17, 8, 30, tzinfo=UTC)
COPIED = "at, by_name, on_behalf_of, action, thing_type, thing_id, thing_name, page_type, page_id, changes, why, source"


def three_events() -> list[Event]:
    unit = UnitFactory()
    return [audit.record(by=SYSTEM, at=AT, action=action, thing=unit) for action in ("created", "changed", "closed")]


def raw(statement: str, *arguments: object) -> None:
    """What somebody does who owns the database."""
    with forging(), connection.cursor() as cursor:
        cursor.execute(statement, arguments)


def problems() -> list[str]:
    return check_trail().problems


def chained_anew(make: Callable[[bytes], str]) -> None:
    """Write all digests of the trail anew, so that each follows the one before."""
    events = list(Event.objects.order_by("pk"))
    previous = GENESIS
    # Nothing may follow the same event twice, so the old digests go first.
    raw("UPDATE accounts_event SET previous_digest = 'p' || id, digest = 'd' || id")
    for event in events:
        event.previous_digest = previous
        previous = make(content_of(event))
        raw(
            "UPDATE accounts_event SET previous_digest = %s, digest = %s WHERE id = %s",
            *(event.previous_digest, previous, event.pk),
        )


def test_an_event_says_who_when_what_and_why():
    post_holder = AppointmentFactory(user__name="Ann Lee", post__title="Head of Housing")
    unit, page = UnitFactory(name="Housing"), UnitFactory()
    by = Actor(user=post_holder.user, on_behalf_of=post_holder.post)
    changes = {"name": ("Homes", "Housing"), "is_key": (True, False), "value": (None, Decimal("1.50"))}
    event = audit.record(by=by, at=AT, action="changed", thing=unit, page=page, changes=changes, why="New name")
    event.refresh_from_db()
    assert (event.by, event.by_name, event.on_behalf_of) == (post_holder.user, "Ann Lee", "Head of Housing")
    assert (event.at, event.action, event.thing_name, event.why) == (AT, "changed", "Housing", "New name")
    assert (event.thing_type, event.thing_id, event.page_id) == ("accounts.unit", str(unit.pk), str(page.pk))
    assert event.changes == {"name": ["Homes", "Housing"], "is_key": ["yes", "no"], "value": [None, "1.5"]}


def test_a_line_break_in_a_name_forges_no_second_line():
    event = audit.record(by=SYSTEM, at=AT, action="created", thing=UnitFactory(name="One\nAnn deleted everything"))
    assert event.thing_name == "One Ann deleted everything"


def test_the_chain_is_whole_when_nobody_touched_it():
    three_events()
    assert problems() == []


def test_the_chain_survives_reading_back_text_of_every_kind():
    unit = UnitFactory(name="Tŷ “Newydd” <script> 🙂")
    audit.record(by=SYSTEM, at=AT, action="changed", thing=unit, changes={"note": ("a\nb", "ŵ\t£1")}, why="é\r\n")
    assert problems() == []


@pytest.mark.parametrize(
    "column", ["by_name", "on_behalf_of", "action", "thing_type", "thing_id", "thing_name", "page_id", "why", "source"]
)
def test_an_altered_event_is_found(column):
    _, second, third = three_events()
    raw(f"UPDATE accounts_event SET {column} = 'x' WHERE id = %s", second.pk)
    assert problems() == [f"Event {second.pk} was altered after it was written."]
    assert third.pk > second.pk


def test_altered_figures_author_and_time_are_found():
    first, second, third = three_events()
    raw('UPDATE accounts_event SET changes = \'{"a": [null, "1"]}\' WHERE id = %s', first.pk)
    raw("UPDATE accounts_event SET by_id = %s WHERE id = %s", UserFactory().pk, second.pk)
    raw("UPDATE accounts_event SET at = '2026-07-17 08:31:00' WHERE id = %s", third.pk)
    audit.record(by=SYSTEM, at=AT, action="changed", thing=UnitFactory())
    assert len(problems()) == 3


def test_an_event_altered_with_its_digest_mended_is_found_at_the_next():
    _, second, third = three_events()
    forged = Event.objects.get(pk=second.pk)
    forged.by_name = "Somebody else"
    raw(
        "UPDATE accounts_event SET by_name = %s, digest = %s WHERE id = %s",
        forged.by_name,
        sealed_digest(content_of(forged)),
        second.pk,
    )
    assert problems() == [f"Event {third.pk} does not follow the event before it: one was removed or inserted."]


def test_a_removed_event_is_found():
    _, second, third = three_events()
    raw("DELETE FROM accounts_event WHERE id = %s", second.pk)
    assert problems() == [f"Event {third.pk} does not follow the event before it: one was removed or inserted."]


def test_an_inserted_event_is_found():
    first, second, _ = three_events()
    raw("UPDATE accounts_event SET id = id + 100 WHERE id >= %s", second.pk)
    raw(
        f"INSERT INTO accounts_event (id, {COPIED}, previous_digest, digest)"
        f" SELECT id + 1, {COPIED}, 'x', 'y' FROM accounts_event WHERE id = %s",
        first.pk,
    )
    assert any(f"Event {first.pk + 1} does not follow" in problem for problem in problems())


def test_events_in_another_order_are_found():
    first, second, third = three_events()
    for old, new in ((first.pk, 10_001), (third.pk, first.pk), (10_001, third.pk)):
        raw("UPDATE accounts_event SET id = %s WHERE id = %s", new, old)
    assert problems() == [
        f"Event {pk} does not follow the event before it: one was removed or inserted."
        for pk in (first.pk, second.pk, third.pk)
    ]


def test_a_trail_written_anew_without_the_key_is_found():
    events = three_events()
    raw("UPDATE accounts_event SET by_name = 'Somebody else' WHERE id = %s", events[1].pk)
    chained_anew(plain_digest)
    (problem,) = problems()
    assert problem.startswith("No event has a digest made with PMMI_AUDIT_KEY")
    # The product goes on writing, and the forger hopes that this seals the forged part.
    audit.record(by=SYSTEM, at=AT, action="changed", thing=UnitFactory())
    with pytest.raises(CommandError, match="broken"):
        call_command("verify_audit", includes=events[-1].digest, stdout=StringIO())


def test_an_end_written_anew_without_the_key_is_found():
    first, second, third = three_events()
    raw("UPDATE accounts_event SET by_name = 'Somebody else' WHERE id = %s", second.pk)
    for event in Event.objects.filter(pk__in=[second.pk, third.pk]).order_by("pk"):
        digest = plain_digest(content_of(event))
        raw("UPDATE accounts_event SET digest = %s WHERE id = %s", digest, event.pk)
        raw("UPDATE accounts_event SET previous_digest = %s WHERE id = %s", digest, event.pk + 1)
    third = Event.objects.get(pk=third.pk)
    raw("UPDATE accounts_event SET digest = %s WHERE id = %s", plain_digest(content_of(third)), third.pk)
    assert first.pk < second.pk
    assert problems() == [
        f"Event {pk} was written without the key, after the trail was sealed." for pk in (second.pk, third.pk)
    ]


def test_with_another_key_nothing_is_whole_and_it_says_so(settings):
    three_events()
    settings.PMMI_AUDIT_KEY = "another-key"
    checked = check_trail()
    assert checked.faults == 4
    assert "the key is not the one that it was sealed with" in checked.problems[-1]


def test_who_has_the_key_and_writes_the_trail_anew_is_found_by_the_digest_kept_elsewhere():
    *_, last = three_events()
    raw("UPDATE accounts_event SET by_name = 'Somebody else' WHERE id = %s", last.pk)
    chained_anew(sealed_digest)
    call_command("verify_audit", stdout=StringIO())
    with pytest.raises(CommandError, match="broken"):
        call_command("verify_audit", includes=last.digest, stdout=StringIO())


class TestSeal:
    """The trail from before there was a key."""

    @pytest.fixture
    def before(self) -> list[Event]:
        events = three_events()
        chained_anew(plain_digest)
        return events

    def test_the_upgrade_seals_it(self, before: list[Event]):
        seal(apps, None)
        checked = check_trail()
        sealing = Event.objects.order_by("-pk").first()
        assert (checked.problems, checked.events, checked.sealed_from) == ([], 4, (sealing.pk, sealing.at))
        assert sealing.thing_name == f"number {before[-1].pk} and all before it"
        audit.record(by=SYSTEM, at=AT, action="changed", thing=UnitFactory())
        assert problems() == []

    def test_an_empty_trail_needs_none(self):
        seal(apps, None)
        assert not Event.objects.exists()

    def test_what_it_sealed_cannot_be_written_anew(self, before: list[Event]):
        seal(apps, None)
        sealing = Event.objects.order_by("-pk").first()
        raw("UPDATE accounts_event SET by_name = 'Somebody else' WHERE id = %s", before[0].pk)
        assert problems() == [f"Event {before[0].pk} was altered after it was written."]
        chained_anew(plain_digest)
        assert [problem[:42] for problem in problems()] == ["No event has a digest made with PMMI_AUDIT"]
        raw("UPDATE accounts_event SET digest = %s WHERE id = %s", sealing.digest, sealing.pk)
        assert f"Event {sealing.pk} was altered after it was written." in problems()


class TestErasure:
    """Words that a law takes out leave a mark, and nothing else is let through."""

    @pytest.fixture
    def event(self) -> Event:
        unit = UnitFactory(name="Ann Lee’s team")
        changes = {"note": ("Ann is ill", "Ann is back"), "name": (None, "Ann")}
        audit.record(by=SYSTEM, at=AT, action="created", thing=unit)
        event = audit.record(by=SYSTEM, at=AT, action="changed", thing=unit, changes=changes, why="Ann asked")
        audit.record(by=SYSTEM, at=AT, action="changed", thing=unit)
        return event

    def test_the_words_are_gone_and_the_trail_is_whole(self, event: Event):
        out = StringIO()
        call_command("erase_words", event.pk, reason="Asked for under Article 17", stdout=out)
        event.refresh_from_db()
        assert (event.thing_name, event.why, event.source, event.changes) == (ERASED, ERASED, "", {})
        assert (event.action, event.by_name, event.at) == ("changed", "The system", AT)
        told = Event.objects.order_by("-pk").first()
        assert (told.action, told.thing_id, told.page_id) == ("erased words of", str(event.pk), event.page_id)
        assert (told.changes["fields"], told.why) == ([None, "name, note"], "Asked for under Article 17")
        assert not Event.objects.filter(changes__icontains="Ann").exists()
        call_command("verify_audit", stdout=out)
        assert "Events whose words were erased by law: 1." in out.getvalue()

    def test_an_erasure_that_nobody_recorded_is_found(self, event: Event):
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE accounts_event SET thing_name = %s, changes = '{}', why = %s WHERE id = %s",
                [ERASED, ERASED, event.pk],
            )
        assert problems() == [f"Event {event.pk} was altered after it was written."]

    def test_what_is_left_cannot_be_altered(self, event: Event):
        erase_words(by=SYSTEM, at=AT, event=event, why="The law")
        raw("UPDATE accounts_event SET by_name = 'Somebody else' WHERE id = %s", event.pk)
        assert problems() == [f"Event {event.pk} was altered after it was written."]

    def test_a_forged_erasure_vouches_for_nothing(self, event: Event):
        raw("UPDATE accounts_event SET thing_name = %s WHERE id = %s", ERASED, event.pk)
        last = Event.objects.order_by("-pk").first()
        raw(
            "UPDATE accounts_event SET thing_type = 'accounts.event', action = 'erased words of', changes = '[]'"
            " WHERE id = %s",
            last.pk,
        )
        assert problems() == [f"Event {pk} was altered after it was written." for pk in (event.pk, last.pk)]

    def test_it_needs_a_reason_and_happens_once(self, event: Event):
        with pytest.raises(ChangeRefused, match="Say why"):
            erase_words(by=SYSTEM, at=AT, event=event, why=" ")
        erase_words(by=SYSTEM, at=AT, event=event, why="The law")
        with pytest.raises(CommandError, match="erased already"):
            call_command("erase_words", event.pk, reason="Again")
        with pytest.raises(CommandError, match="no event 999999"):
            call_command("erase_words", 999999, reason="The law")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_event SET why = 'x'",
        "UPDATE accounts_event SET digest = 'x' WHERE id = (SELECT min(id) FROM accounts_event)",
        "UPDATE accounts_event SET by_name = 'x', thing_name = '(erased by law)', changes = '{}'",
        "DELETE FROM accounts_event",
    ],
)
def test_the_database_itself_changes_nothing_of_the_trail(statement: str):
    three_events()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert problems() == []


def test_the_protection_is_put_back_when_the_database_is_migrated():
    take_protection_away()
    assert not is_protected()
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert is_protected()


def test_a_fork_of_the_chain_is_impossible():
    first, *_ = three_events()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO accounts_event ({COPIED}, previous_digest, digest)"
            f" SELECT {COPIED}, previous_digest, 'y' FROM accounts_event WHERE id = %s",
            [first.pk],
        )


def test_the_trail_is_append_only_through_the_product():
    three_events()
    with pytest.raises(TypeError, match="append-only"):
        Event.objects.update(why="never")
    with pytest.raises(TypeError, match="append-only"):
        Event.objects.all().delete()


def test_an_event_vanishes_with_the_change_it_tells_of():
    with transaction.atomic():
        audit.record(by=SYSTEM, at=AT, action="created", thing=UnitFactory())
        transaction.set_rollback(True)
    assert not Event.objects.exists()


def test_many_events_are_written_in_a_statement_each_way(django_assert_max_num_queries):
    units = UnitFactory.create_batch(40)
    entries = [audit.Entry(action="created", thing=unit) for unit in units]
    with django_assert_max_num_queries(5):
        audit.record_many(by=SYSTEM, at=AT, entries=entries)
    assert problems() == []


def test_drafted_events_follow_what_came_meanwhile_and_say_what_others_say():
    unit, changes = UnitFactory(name="Housing"), {"name": ("Homes", 'Zoë "and\tsons" \\')}
    entries = [audit.Entry(action="changed", thing=unit, changes=changes, why="Why", source="s")] * 2
    draft = audit.drafted(by=SYSTEM, at=AT, entries=entries)
    audit.record_many(by=SYSTEM, at=AT, entries=entries)
    with transaction.atomic():
        audit.record_draft(draft)
    assert problems() == []
    said = Event.objects.order_by("pk").values_list("at", "by_name", "thing_id", "page_id", "changes", "why", "source")
    assert (len(said), len({repr(each) for each in said})) == (4, 1)


def test_what_is_digested_stays_as_it_was_when_trails_began():
    event = three_events()[1]
    content = {name: getattr(event, name) for name in DIGESTED}
    content |= {"previous": event.previous_digest, "at": AT.isoformat(timespec="microseconds"), "by": None}
    assert content_of(event) == json.dumps(content, sort_keys=True, ensure_ascii=False).encode()


def test_differences_are_only_what_differs():
    assert differences({"a": 1, "b": 2}, {"a": 1, "b": 3, "c": None}) == {"b": (2, 3)}


def test_verify_audit_says_whole_or_broken():
    events = three_events()
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert f"whole: 3 events, last digest {events[-1].digest}" in out.getvalue()
    raw("DELETE FROM accounts_event WHERE id = %s", events[1].pk)
    with pytest.raises(CommandError, match="broken: 1 findings"):
        call_command("verify_audit", stdout=out)


def test_verify_audit_finds_a_cut_off_end_by_a_digest_kept_elsewhere():
    *_, last = three_events()
    call_command("verify_audit", includes=last.digest, stdout=StringIO())
    raw("DELETE FROM accounts_event WHERE id = %s", last.pk)
    call_command("verify_audit", stdout=StringIO())
    with pytest.raises(CommandError, match="broken"):
        call_command("verify_audit", includes=last.digest, stdout=StringIO())
