"""G2: an audit trail of every change, whose tampering is found."""

from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from accounts import audit
from accounts.actors import SYSTEM, Actor
from accounts.models import Event
from foundation.versions import differences
from tests.factories import AppointmentFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 7, 17, 8, 30, tzinfo=UTC)
COPIED = "at, by_name, on_behalf_of, action, thing_type, thing_id, thing_name, page_type, page_id, changes, why, source"


def three_events() -> list[Event]:
    unit = UnitFactory()
    return [audit.record(by=SYSTEM, at=AT, action=action, thing=unit) for action in ("created", "changed", "closed")]


def raw(statement: str, *arguments: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)


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
    assert audit.broken_links() == []


def test_the_chain_survives_reading_back_text_of_every_kind():
    unit = UnitFactory(name="Tŷ “Newydd” <script> 🙂")
    audit.record(by=SYSTEM, at=AT, action="changed", thing=unit, changes={"note": ("a\nb", "ŵ\t£1")}, why="é\r\n")
    assert audit.broken_links() == []


@pytest.mark.parametrize(
    "column", ["by_name", "on_behalf_of", "action", "thing_type", "thing_id", "thing_name", "page_id", "why", "source"]
)
def test_an_altered_event_is_found(column):
    _, second, third = three_events()
    raw(f"UPDATE accounts_event SET {column} = 'x' WHERE id = %s", second.pk)
    assert audit.broken_links() == [f"Event {second.pk} was altered after it was written."]
    assert third.pk > second.pk


def test_altered_figures_author_and_time_are_found():
    first, second, third = three_events()
    raw('UPDATE accounts_event SET changes = \'{"a": [null, "1"]}\' WHERE id = %s', first.pk)
    raw("UPDATE accounts_event SET by_id = %s WHERE id = %s", UserFactory().pk, second.pk)
    raw("UPDATE accounts_event SET at = '2026-07-17 08:31:00' WHERE id = %s", third.pk)
    assert len(audit.broken_links()) == 3


def test_an_event_altered_with_its_digest_mended_is_found_at_the_next():
    _, second, third = three_events()
    forged = Event.objects.get(pk=second.pk)
    forged.by_name = "Somebody else"
    raw(
        "UPDATE accounts_event SET by_name = %s, digest = %s WHERE id = %s",
        forged.by_name,
        audit._digest(forged),
        second.pk,
    )
    assert audit.broken_links() == [
        f"Event {third.pk} does not follow the event before it: one was removed or inserted."
    ]


def test_a_removed_event_is_found():
    _, second, third = three_events()
    raw("DELETE FROM accounts_event WHERE id = %s", second.pk)
    assert audit.broken_links() == [
        f"Event {third.pk} does not follow the event before it: one was removed or inserted."
    ]


def test_an_inserted_event_is_found():
    first, second, _ = three_events()
    raw("UPDATE accounts_event SET id = id + 100 WHERE id >= %s", second.pk)
    raw(
        f"INSERT INTO accounts_event (id, {COPIED}, previous_digest, digest)"
        f" SELECT id + 1, {COPIED}, 'x', 'y' FROM accounts_event WHERE id = %s",
        first.pk,
    )
    assert any(f"Event {first.pk + 1} does not follow" in problem for problem in audit.broken_links())


def test_a_fork_of_the_chain_is_impossible():
    first, *_ = three_events()
    with pytest.raises(IntegrityError), transaction.atomic():
        raw(
            f"INSERT INTO accounts_event ({COPIED}, previous_digest, digest)"
            f" SELECT {COPIED}, previous_digest, 'y' FROM accounts_event WHERE id = %s",
            first.pk,
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
    assert audit.broken_links() == []


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
