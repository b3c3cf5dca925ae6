"""A pack's list: added to, ordered, taken out and put back; published as it was seen, and taken back with a reason."""

import json

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import SYSTEM
from accounts.audit_check import check_trail
from accounts.models import Event
from accounts.roles import Role
from foundation.refusals import ChangeRefused, Conflict
from reporting.changes.reports import withdraw_report
from scrutiny.changes.pack_items import (
    add_item,
    add_question,
    add_what_matters,
    edit_part,
    move_part,
    remove_part,
    restore_part,
)
from scrutiny.changes.packs import create_pack, edit_pack, publish_pack, take_back_pack
from scrutiny.models import Pack, PackFile, PackItem
from scrutiny.packs.files import make_pdf
from scrutiny.packs.proof import PackRefused
from tests.factories import PostFactory
from tests.factories.indicators import Q2
from tests.factories.scrutiny import MeetingFactory, PackFactory, PackItemFactory, PackQuestionFactory
from tests.reporting.pdf_reading import needs_fonts
from tests.scrutiny.conftest import AT, released_report

pytestmark = pytest.mark.django_db
MARKED = {
    "is_exempt": True,
    "exempt_paragraph": 3,
    "public_interest_test": "It names a firm.",
    "public_title": "A deal",
}


@pytest.fixture
def by(scene):
    return scene.actor(Role.SCRUTINY_CHAIR)


@pytest.fixture
def notes(scene):
    return [PackItemFactory(pack=scene.pack, note=f"Note {letter}") for letter in "ABCD"]


def now(pack):
    return Pack.objects.get(pk=pack.pk)


def order(pack):
    rows = pack.items.filter(is_removed=False).order_by("position")
    return "".join(each.note[-1] for each in rows), [each.position for each in rows]


def event():
    return Event.objects.order_by("-pk").first()


class TestPack:
    def test_a_meeting_has_one_pack(self, scene, by):
        meeting = MeetingFactory(committee=scene.committee, held_at=AT)
        pack = create_pack(by=by, at=AT, meeting=meeting, title="Quarter 2", period=Q2)
        assert event().changes == {"title": [None, "Quarter 2"], "period": [None, "2026/27 Q2"]}
        with pytest.raises(ChangeRefused, match="has a pack already"):
            create_pack(by=by, at=AT, meeting=meeting, title="Another", period=Q2)
        assert meeting.packs.get() == pack

    def test_title_and_cover_note_change_with_a_trail(self, scene, by):
        words = {"title": "New", "period": Q2.previous(), "cover_note": "Look at the bins."}
        edit_pack(by=by, at=AT, pack=scene.pack, version=1, **words)
        assert now(scene.pack).version == 2
        assert event().changes == {
            "title": ["Performance of the quarter", "New"],
            "period": ["2026/27 Q2", "2026/27 Q1"],
            "cover_note": [None, "4 words"],
        }

    def test_what_somebody_else_saved_is_not_overwritten(self, scene, by):
        edit_pack(by=by, at=AT, pack=scene.pack, version=1, title="Mine", period=Q2, cover_note="")
        with pytest.raises(Conflict) as conflict:
            edit_pack(by=by, at=AT, pack=scene.pack, version=1, title="Theirs", period=Q2, cover_note="")
        assert conflict.value.stored.title == "Mine"
        assert now(scene.pack).title == "Mine"


class TestOrder:
    @pytest.mark.parametrize(
        ("start", "to", "expected"),
        [(1, 2, "BACD"), (4, 1, "DABC"), (1, 4, "BCDA"), (2, 2, "ABCD"), (2, 0, "BACD"), (3, 99, "ABDC")],
    )
    def test_an_item_moves_to_the_place_asked_for(self, scene, by, notes, start, to, expected):
        move_part(by=by, at=AT, part=notes[start - 1], to=to, version=1)
        assert order(scene.pack) == (expected, [1, 2, 3, 4])

    def test_a_move_is_in_the_trail_once(self, scene, by, notes):
        move_part(by=by, at=AT, part=notes[3], to=1, version=1)
        assert (event().action, event().changes) == ("moved", {"position": ["4", "1"]})
        assert Event.objects.count() == 1
        assert event().page_id == str(scene.pack.pk)

    def test_a_stale_list_is_not_ordered(self, scene, by, notes):
        move_part(by=by, at=AT, part=notes[0], to=2, version=1)
        with pytest.raises(Conflict, match="Somebody else changed this pack"):
            move_part(by=by, at=AT, part=notes[0], to=3, version=1)
        assert order(scene.pack)[0] == "BACD"

    def test_what_was_taken_out_does_not_count(self, scene, by, notes):
        remove_part(by=by, at=AT, part=notes[1], version=1)
        assert order(scene.pack) == ("ACD", [1, 2, 3])
        move_part(by=by, at=AT, part=notes[3], to=1, version=2)
        assert order(scene.pack) == ("DAC", [1, 2, 3])

    def test_put_back_it_is_in_its_old_place(self, scene, by, notes):
        remove_part(by=by, at=AT, part=notes[1], version=1)
        restore_part(by=by, at=AT, part=notes[1])
        assert order(scene.pack) == ("ABCD", [1, 2, 3, 4])
        assert [each.action for each in Event.objects.order_by("pk")] == ["took out", "put back"]

    def test_put_back_twice_or_taken_out_twice_changes_nothing_more(self, scene, by, notes):
        remove_part(by=by, at=AT, part=notes[1], version=1)
        remove_part(by=by, at=AT, part=notes[1], version=2)
        restore_part(by=by, at=AT, part=notes[1])
        restore_part(by=by, at=AT, part=notes[1])
        assert Event.objects.count() == 2
        assert order(scene.pack)[0] == "ABCD"

    def test_put_back_after_the_end_it_is_last(self, scene, by, notes):
        for version, each in enumerate((notes[3], notes[0], notes[1]), 1):
            remove_part(by=by, at=AT, part=each, version=version)
        restore_part(by=by, at=AT, part=notes[3])
        assert order(scene.pack) == ("CD", [1, 2])

    def test_questions_are_ordered_alike(self, scene, by):
        first, second = (PackQuestionFactory(pack=scene.pack, text=text) for text in "XY")
        move_part(by=by, at=AT, part=second, to=1, version=1)
        rows = scene.pack.questions.order_by("position")
        assert [(each.text, each.position) for each in rows] == [("Y", 1), ("X", 2)]
        remove_part(by=by, at=AT, part=first, version=2)
        assert event().thing_name == "Question 2"


class TestAdding:
    def test_each_kind_goes_to_the_end(self, scene, by):
        report = released_report(scene.committee)
        add_item(by=by, at=AT, pack=scene.pack, report=report)
        add_item(by=by, at=AT, pack=scene.pack, report=report, section="well", heading="Doing well")
        add_item(by=by, at=AT, pack=scene.pack, indicator=scene.measures[0])
        add_item(by=by, at=AT, pack=scene.pack, note="Words")
        assert [each.position for each in scene.pack.items.order_by("pk")] == [1, 2, 3, 4]
        assert now(scene.pack).version == 5
        assert {each.action for each in Event.objects.all()} == {"added"}

    def test_nothing_is_added_twice(self, scene, by):
        report = released_report(scene.committee)
        for fields in ({"report": report}, {"report": report, "section": "well"}, {"indicator": scene.measures[0]}):
            add_item(by=by, at=AT, pack=scene.pack, **fields)
            with pytest.raises(ChangeRefused, match="in the pack already"):
                add_item(by=by, at=AT, pack=scene.pack, **fields)
        add_question(by=by, at=AT, pack=scene.pack, text="Why?")
        with pytest.raises(ChangeRefused, match="in the pack already"):
            add_question(by=by, at=AT, pack=scene.pack, text="Why?")

    def test_what_was_taken_out_may_be_added_anew_but_then_not_put_back(self, scene, by):
        item = add_item(by=by, at=AT, pack=scene.pack, indicator=scene.measures[0])
        remove_part(by=by, at=AT, part=item, version=2)
        add_item(by=by, at=AT, pack=scene.pack, indicator=scene.measures[0])
        with pytest.raises(ChangeRefused, match="not needed twice"):
            restore_part(by=by, at=AT, part=item)

    def test_an_item_of_nothing_is_refused(self, scene, by):
        with pytest.raises(ChangeRefused, match="Write a heading or a note"):
            add_item(by=by, at=AT, pack=scene.pack, heading="", note="")
        assert now(scene.pack).version == 1

    def test_what_matters_goes_in_once(self, scene, by):
        report = released_report(scene.committee)
        fields = {"by": by, "at": AT, "pack": scene.pack, "report": report}
        assert add_what_matters(indicators=scene.measures[:2], **fields) == 3
        assert add_what_matters(indicators=scene.measures, **fields) == 1
        assert scene.pack.items.count() == 4


class TestMarking:
    """rules.md 17: a paragraph and a recorded public interest test."""

    @pytest.mark.parametrize("missing", ["exempt_paragraph", "public_interest_test", "public_title"])
    def test_an_exempt_item_needs_all_three(self, scene, by, missing):
        fields = {**MARKED, missing: None if missing == "exempt_paragraph" else " "}
        with pytest.raises(ChangeRefused):
            add_item(by=by, at=AT, pack=scene.pack, note="Words", **fields)

    @pytest.mark.parametrize("missing", ["exempt_paragraph", "public_interest_test"])
    def test_an_exempt_question_needs_both(self, scene, by, missing):
        fields = {**MARKED, missing: None if missing == "exempt_paragraph" else ""}
        fields.pop("public_title")
        with pytest.raises(ChangeRefused, match="needs the paragraph"):
            add_question(by=by, at=AT, pack=scene.pack, text="Why?", **fields)

    def test_the_database_refuses_it_too(self, scene):
        for fields in ({"exempt_paragraph": None}, {"public_interest_test": ""}, {"public_title": ""}):
            with pytest.raises(IntegrityError), transaction.atomic():
                PackItem.objects.create(pack=scene.pack, position=1, note="Words", **{**MARKED, **fields})

    def test_made_public_again_it_keeps_no_marking(self, scene, by):
        item = PackItemFactory(pack=scene.pack, exempt=True)
        made = edit_part(by=by, at=AT, part=item, version=1, note="Words", **{**MARKED, "is_exempt": False})
        assert (made.exempt_paragraph, made.public_interest_test, made.public_title) == (None, "", "")
        assert event().changes["is_exempt"] == ["yes", "no"]

    def test_the_trail_tells_what_was_marked_but_no_words(self, scene, by):
        item = PackItemFactory(pack=scene.pack, note="One two three")
        fields = {"heading": "", "note": "Four five six", **MARKED}
        edit_part(by=by, at=AT, part=item, version=1, **fields)
        assert event().thing_name == "Item 1"
        assert event().changes == {
            "note": ["3 words", "3 words, reworded"],
            "is_exempt": ["no", "yes"],
            "exempt_paragraph": [None, "Paragraph 3: the financial or business affairs of any particular person, "
                                 "the council included"],
            "public_interest_test": [None, "4 words"],
            "public_title": ["", "A deal"],
        }  # fmt: skip
        assert check_trail().problems == []

    def test_two_people_on_one_item_do_not_overwrite_one_another(self, scene, by):
        item = PackItemFactory(pack=scene.pack)
        edit_part(by=by, at=AT, part=item, version=1, heading="Mine", note="")
        with pytest.raises(Conflict) as conflict:
            edit_part(by=by, at=AT, part=item, version=1, heading="Theirs", note="")
        assert conflict.value.stored.heading == "Mine"
        assert now(scene.pack).version == 2

    def test_two_people_on_two_items_do_not_disturb_one_another(self, scene, by):
        first, second = PackItemFactory(pack=scene.pack), PackItemFactory(pack=scene.pack)
        edit_part(by=by, at=AT, part=first, version=1, heading="Mine", note="")
        edit_part(by=by, at=AT, part=second, version=1, heading="Theirs", note="")
        assert set(scene.pack.items.values_list("heading", flat=True)) == {"Mine", "Theirs"}

    def test_a_question_changes_with_its_addressee(self, scene, by):
        question = PackQuestionFactory(pack=scene.pack, text="Why?")
        head = PostFactory(title="Head of Waste")
        edit_part(by=by, at=AT, part=question, version=1, text="Why, really?", to=head)
        assert event().changes == {"text": ["1 word", "2 words"], "to": [None, "Head of Waste"]}


@needs_fonts
@pytest.mark.sweep
class TestPublishing:
    def published(self, scene, by):
        return publish_pack(by=by, at=AT, pack=scene.pack, version=now(scene.pack).version)

    def test_everybody_gets_the_file_of_that_moment(self, scene, by):
        PackItemFactory(pack=scene.pack, indicator=scene.measures[0])
        pack = self.published(scene, by)
        stored = PackFile.objects.get()
        assert (pack.published_at, pack.published_by) == (AT, by.user)
        assert stored.is_public
        assert bytes(stored.content).startswith(b"%PDF")
        assert stored.document["released"] == f"Published by {by.name} on 14 October 2026, 10:30"
        assert event().action == "published"

    def test_with_something_exempt_there_are_two(self, scene, by):
        PackItemFactory(pack=scene.pack, exempt=True, note="For 3 million pounds.")
        self.published(scene, by)
        public, full = PackFile.objects.get(is_public=True), PackFile.objects.get(is_public=False)
        assert "3 million" not in json.dumps(public.document)
        assert "3 million" in json.dumps(full.document)

    def test_an_empty_pack_is_not_published(self, scene, by):
        PackItemFactory(pack=scene.pack, is_removed=True)
        with pytest.raises(ChangeRefused, match="Nothing is in this pack yet"):
            self.published(scene, by)

    def test_nobody_publishes_what_they_have_not_seen(self, scene, by, notes):
        seen = scene.pack.version
        add_item(by=by, at=AT, pack=scene.pack, note="One more")
        with pytest.raises(Conflict):
            publish_pack(by=by, at=AT, pack=scene.pack, version=seen)
        assert not PackFile.objects.exists()
        assert now(scene.pack).published_at is None

    def test_a_published_pack_stays_as_it_is(self, scene, by, notes):
        question = PackQuestionFactory(pack=scene.pack)
        self.published(scene, by)
        version = now(scene.pack).version
        for change in (
            lambda: add_item(by=by, at=AT, pack=scene.pack, note="More"),
            lambda: add_question(by=by, at=AT, pack=scene.pack, text="More?"),
            lambda: edit_part(by=by, at=AT, part=notes[0], version=1, heading="x", note="y"),
            lambda: edit_part(by=by, at=AT, part=question, version=1, text="y"),
            lambda: move_part(by=by, at=AT, part=notes[0], to=2, version=version),
            lambda: remove_part(by=by, at=AT, part=notes[0], version=version),
            lambda: restore_part(by=by, at=AT, part=notes[0]),
            lambda: edit_pack(by=by, at=AT, pack=scene.pack, version=version, title="x", period=Q2, cover_note=""),
            lambda: self.published(scene, by),
        ):
            with pytest.raises(ChangeRefused, match="published, so it stays as it is"):
                change()
        assert order(scene.pack)[0] == "ABCD"

    def test_taken_back_it_can_be_changed_and_its_files_are_gone(self, scene, by, notes):
        self.published(scene, by)
        with pytest.raises(ChangeRefused, match="Say why"):
            take_back_pack(by=by, at=AT, pack=scene.pack, why=" ")
        pack = take_back_pack(by=by, at=AT, pack=scene.pack, why="A figure was wrong.")
        assert (pack.published_at, pack.published_by) == (None, None)
        assert not PackFile.objects.exists()
        assert (event().action, event().why) == ("took back", "A figure was wrong.")
        move_part(by=by, at=AT, part=notes[0], to=2, version=pack.version)

    def test_what_is_not_published_cannot_be_taken_back(self, scene, by):
        with pytest.raises(ChangeRefused, match="not published"):
            take_back_pack(by=by, at=AT, pack=PackFactory(), why="Because.")


def test_a_report_in_a_pack_is_not_withdrawn(scene):
    report = released_report(scene.committee)
    item = PackItemFactory(pack=scene.pack, report=report)
    with pytest.raises(ChangeRefused, match="Take it out there first"):
        withdraw_report(by=SYSTEM, at=AT, report=report, why="A mistake.")
    PackItem.objects.filter(pk=item.pk).update(is_removed=True)
    assert withdraw_report(by=SYSTEM, at=AT, report=report, why="A mistake.").state == "withdrawn"
    # Put back at the same moment by somebody else: it is not printed.
    PackItem.objects.filter(pk=item.pk).update(is_removed=False)
    with pytest.raises(PackRefused, match=r"was withdrawn\. Take it out of the pack"):
        make_pdf(scene.pack, is_public=True, at=AT)
