"""Remits, meetings and what was agreed: kept once, audited, nobody's work overwritten."""

from datetime import UTC, date, datetime

import pytest

from accounts.models import Event
from accounts.roles import Role
from foundation.refusals import ChangeRefused, Conflict
from reporting.audiences import orders, remits
from scrutiny.changes.committees import (
    agree_action,
    cancel_meeting,
    create_meeting,
    edit_action,
    edit_meeting,
    set_remit,
)
from scrutiny.changes.packs import create_pack, publish_pack
from scrutiny.models import Meeting, MeetingAction, Pack, Remit
from tests.factories import ObjectiveFactory, PostFactory, UnitFactory
from tests.factories.indicators import Q2
from tests.factories.scrutiny import MeetingActionFactory, MeetingFactory, PackFactory, PackItemFactory
from tests.scrutiny.conftest import AT

pytestmark = pytest.mark.django_db
WHEN = datetime(2027, 2, 1, 18, tzinfo=UTC)


@pytest.fixture
def by(scene):
    return scene.actor(Role.ADMINISTRATOR)


def known(committee):
    return list(Remit.objects.filter(committee=committee).values_list("pk", flat=True))


def event():
    return Event.objects.order_by("-pk").first()


class TestRemit:
    def test_what_is_chosen_is_the_remit_and_the_trail_names_it(self, scene, by):
        priority, unit = ObjectiveFactory(kind="priority", title="A cleaner place"), UnitFactory(name="Parks")
        set_remit(
            by=by, at=AT, committee=scene.committee, priorities=[priority], services=[scene.service, unit],
            known=known(scene.committee), why="Council decided so.",
        )  # fmt: skip
        rows = Remit.objects.filter(committee=scene.committee)
        assert {(row.priority, row.service) for row in rows} == {(priority, None), (None, scene.service), (None, unit)}
        assert event().changes == {
            "priorities": ["", "A cleaner place"],
            "services": ["Waste and Recycling", "Parks; Waste and Recycling"],
        }
        assert (event().why, event().page_id) == ("Council decided so.", str(scene.committee.pk))

    def test_what_stays_is_not_touched_and_the_same_again_is_no_change(self, scene, by):
        before = known(scene.committee)
        set_remit(by=by, at=AT, committee=scene.committee, priorities=[], services=[scene.service], known=before)
        assert known(scene.committee) == before
        assert not Event.objects.exists()

    def test_a_remit_that_changed_meanwhile_is_not_overwritten(self, scene, by):
        seen = known(scene.committee)
        Remit.objects.create(committee=scene.committee, service=UnitFactory())
        with pytest.raises(Conflict, match="Somebody else changed the remit"):
            set_remit(by=by, at=AT, committee=scene.committee, priorities=[], services=[], known=seen)
        assert Remit.objects.count() == 2

    def test_reports_are_built_for_what_belongs_to_it(self, scene):
        """The remit reaches the builds through what scrutiny tells reporting when it is ready."""
        assert [(each.committee, each.service_ids) for each in remits()] == [
            ("Environment Scrutiny Committee", frozenset({scene.service.pk}))
        ]
        titles = [order.title for order in orders(Q2) if order.audience == "scrutiny"]
        assert titles == [
            "Waste and Recycling: quarterly monitoring report",
            "Environment Scrutiny Committee: exception report",
        ]


class TestMeetings:
    def test_a_meeting_is_set_once_for_a_moment(self, scene, by):
        meeting = create_meeting(by=by, at=AT, committee=scene.committee, held_at=WHEN, place="Room 1")
        assert event().action == "created"
        with pytest.raises(ChangeRefused, match="has a meeting at that date and time already"):
            create_meeting(by=by, at=AT, committee=scene.committee, held_at=WHEN, place="Room 2")
        assert Meeting.objects.filter(held_at=WHEN).get() == meeting

    def test_a_meeting_moves_with_a_trail(self, scene, by):
        edit_meeting(by=by, at=AT, meeting=scene.meeting, version=1, held_at=WHEN, place="Room 1", why="Snow.")
        scene.meeting.refresh_from_db()
        assert (scene.meeting.held_at, scene.meeting.version) == (WHEN, 2)
        assert event().changes["place"] == ["Council Chamber", "Room 1"]
        assert event().why == "Snow."

    def test_two_people_moving_it_at_once_do_not_overwrite_one_another(self, scene, by):
        edit_meeting(by=by, at=AT, meeting=scene.meeting, version=1, held_at=WHEN, place="Room 1")
        with pytest.raises(Conflict) as conflict:
            edit_meeting(by=by, at=AT, meeting=scene.meeting, version=1, held_at=WHEN, place="Room 2")
        assert conflict.value.stored.place == "Room 1"

    def test_it_cannot_move_onto_another(self, scene, by):
        MeetingFactory(committee=scene.committee, held_at=WHEN)
        with pytest.raises(ChangeRefused, match="already"):
            edit_meeting(by=by, at=AT, meeting=scene.meeting, version=1, held_at=WHEN, place="")
        scene.meeting.refresh_from_db()
        assert scene.meeting.held_at != WHEN

    def test_it_stays_while_its_pack_is_published(self, scene, by):
        scene.pack.published_at, scene.pack.published_by = AT, by.user
        scene.pack.save()
        with pytest.raises(ChangeRefused, match="Take the pack back first"):
            edit_meeting(by=by, at=AT, meeting=scene.meeting, version=1, held_at=WHEN, place="")

    def test_a_cancelled_meeting_stays_with_a_trail_and_leaves_its_moment_free(self, scene, by):
        cancel = {"by": by, "at": AT, "meeting": scene.meeting, "version": 1}
        with pytest.raises(ChangeRefused, match="Say why"):
            cancel_meeting(**cancel, why=" ")
        cancel_meeting(**cancel, why="Snow.")
        assert (event().action, event().why, event().page_id) == ("cancelled", "Snow.", str(scene.meeting.pk))
        with pytest.raises(ChangeRefused, match="is cancelled"):
            cancel_meeting(**cancel, why="Again.")
        with pytest.raises(ChangeRefused, match="is cancelled"):
            edit_meeting(by=by, at=AT, meeting=scene.meeting, version=2, held_at=WHEN, place="")
        same = {"held_at": scene.meeting.held_at, "place": ""}
        create_meeting(by=by, at=AT, committee=scene.committee, **same)
        assert Meeting.objects.filter(held_at=scene.meeting.held_at).count() == 2

    def test_a_meeting_with_a_published_pack_is_not_cancelled_and_a_cancelled_one_gets_none(self, scene, by):
        Pack.objects.filter(pk=scene.pack.pk).update(published_at=AT, published_by=by.user)
        with pytest.raises(ChangeRefused, match="Take the pack back first"):
            cancel_meeting(by=by, at=AT, meeting=scene.meeting, version=1, why="Snow.")
        bare = MeetingFactory(committee=scene.committee, held_at=WHEN)
        cancel_meeting(by=by, at=AT, meeting=bare, version=1, why="Snow.")
        with pytest.raises(ChangeRefused, match="no use for a pack"):
            create_pack(by=by, at=AT, meeting=bare, title="The quarter", period=Q2)
        drafted = PackFactory(meeting=Meeting.objects.get(pk=bare.pk))
        PackItemFactory(pack=drafted)
        with pytest.raises(ChangeRefused, match="no use for a pack"):
            publish_pack(by=by, at=AT, pack=drafted, version=1)


class TestActions:
    TODAY = date(2026, 10, 14)

    def changed(self, by, action, **fields):
        values = {name: getattr(action, name) for name in ("text", "owner", "due_on", "state", "progress")}
        return edit_action(
            by=by, at=AT, action=action, version=action.version, today=self.TODAY, **{**values, **fields}
        )

    def test_what_was_agreed_is_recorded_on_the_meeting(self, scene, by):
        owner = PostFactory(title="Head of Waste")
        due = date(2026, 12, 1)
        action = agree_action(by=by, at=AT, meeting=scene.meeting, text="That it be done.", owner=owner, due_on=due)
        assert (action.state, action.progress, action.done_on) == ("open", "", None)
        assert event().page_id == str(scene.meeting.pk)
        assert event().changes["owner"] == [None, "Head of Waste"]

    def test_done_needs_a_word_on_what_became_of_it(self, scene, by):
        action = MeetingActionFactory()
        with pytest.raises(ChangeRefused, match="Say what became of it"):
            self.changed(by, action, state="done", progress=" ")
        done = self.changed(by, action, state="done", progress="It was built.")
        assert (done.state, done.done_on) == ("done", self.TODAY)
        assert event().changes["state"] == ["Open", "Done"]

    def test_opened_again_it_has_no_day_of_completion(self, scene, by):
        action = MeetingActionFactory(state="done", progress="Done", done_on=date(2026, 9, 9))
        assert self.changed(by, action, state="open").done_on is None

    def test_a_day_of_completion_stays_when_words_change(self, scene, by):
        action = MeetingActionFactory(state="done", progress="Done", done_on=date(2026, 9, 9))
        assert self.changed(by, action, progress="Done well").done_on == date(2026, 9, 9)

    def test_two_people_at_once_do_not_overwrite_one_another(self, scene, by):
        action = MeetingActionFactory()
        self.changed(by, action, progress="Mine")
        with pytest.raises(Conflict):
            self.changed(by, action, progress="Theirs")
        assert MeetingAction.objects.get().progress == "Mine"
