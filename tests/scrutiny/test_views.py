"""The scrutiny screens without JavaScript: who opens what, what they keep, what they print (E1, E5, G1)."""

import html
import re

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from accounts.models import Event
from accounts.roles import Role
from scrutiny.models import Meeting, MeetingAction, Pack, PackItem, PackQuestion, Remit
from tests.factories import AppointmentFactory, PostFactory, UnitFactory
from tests.factories.indicators import Q2
from tests.factories.scrutiny import MeetingActionFactory, PackItemFactory, PackQuestionFactory
from tests.reporting.pdf_reading import needs_fonts, text_of
from tests.reporting.sample_document import ATTACKS
from tests.scrutiny.conftest import released_report

pytestmark = pytest.mark.django_db
CHAIR, MEMBER, ADMIN = Role.SCRUTINY_CHAIR, Role.SCRUTINY_MEMBER, Role.ADMINISTRATOR
MARKED = {
    "is_exempt": "on",
    "exempt_paragraph": "3",
    "public_interest_test": "It names a firm.",
    "public_title": "A deal",
}


def address(name, *arguments):
    return reverse(f"scrutiny:{name}", args=arguments)


def words(answer):
    """What a person reads: the page's text without the markup."""
    text = re.sub(r"<script.*?</script>", " ", answer.content.decode(), flags=re.DOTALL)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))).strip()


def said(answer):
    """What a redirect tells the person."""
    return " ".join(str(each) for each in get_messages(answer.wsgi_request))


def version(scene):
    return Pack.objects.get(pk=scene.pack.pk).version


@pytest.mark.sweep
class TestWhoMayOpen:
    """The same answer as for what does not exist, where a person may not know of it."""

    def of_the_draft(self, scene):
        item, question = PackItemFactory(pack=scene.pack, exempt=True), PackQuestionFactory(pack=scene.pack)
        pack = scene.pack.pk
        return {
            "read": [address("pack-detail", pack), address("pack-file", pack, "public")],
            "exempt": [address("pack-detail", pack) + "?version=full", address("pack-file", pack, "exempt")],
            "edit": [
                address("pack-edit", pack),
                address("pack-words-edit", pack),
                address("note-create", pack),
                address("question-create", pack),
                address("item-edit", pack, item.pk),
                address("question-edit", pack, question.pk),
                address("pack-take-back", pack),
            ],
            "post": [
                address("pack-add", pack),
                address("pack-start", pack),
                address("pack-suggested-add", pack),
                address("pack-publish", pack),
                *(
                    address(f"part-{verb}", pack, kind, part.pk)
                    for verb in ("move", "remove", "restore")
                    for kind, part in (("items", item), ("questions", question))
                ),
            ],
        }

    @pytest.mark.parametrize("who", ["another chair", "another member", Role.COUNCILLOR, Role.AUDITOR, Role.DIRECTOR])
    def test_a_draft_is_not_there_for_anybody_else(self, scene, who):
        places = self.of_the_draft(scene)
        client, missing = scene.client(who), Client()
        missing.force_login(scene.actor(who).user)
        gone = missing.get(address("pack-detail", 999_999))
        assert gone.status_code == 404
        for url in [*places["read"], *places["exempt"], *places["edit"]]:
            answer = client.get(url)
            assert (answer.status_code, words(answer)) == (404, words(gone)), url
        for url in [*places["edit"][1:], *places["post"]]:
            assert client.post(url, {"to": 1, "why": "x"}).status_code == 404, url
        assert PackItem.objects.get().is_removed is False

    @needs_fonts
    def test_a_member_reads_both_versions_and_changes_nothing(self, scene):
        places, member = self.of_the_draft(scene), scene.client(MEMBER)
        for url in [*places["read"], *places["exempt"]]:
            assert member.get(url).status_code == 200, url
        for url in places["edit"]:
            assert member.get(url).status_code == 403, url
        for url in places["post"]:
            assert member.post(url, {"to": 1}).status_code == 403, url

    @needs_fonts
    @pytest.mark.parametrize("who", [CHAIR, ADMIN])
    def test_the_chair_and_the_performance_team_edit_it(self, scene, who):
        places, client = self.of_the_draft(scene), scene.client(who)
        for url in [*places["read"], *places["exempt"], *places["edit"]]:
            assert client.get(url).status_code == 200, url

    @needs_fonts
    def test_once_published_everybody_in_the_council_reads_the_public_version_alone(self, scene):
        places = self.of_the_draft(scene)
        scene.client(CHAIR).post(address("pack-publish", scene.pack.pk), {"version": version(scene)})
        assert Pack.objects.get().published_at
        for who in ("another chair", "another member", Role.COUNCILLOR, Role.AUDITOR, Role.DIRECTOR):
            client = scene.client(who)
            assert [client.get(url).status_code for url in places["read"]] == [200, 200], who
            assert [client.get(url).status_code for url in places["exempt"]] == [404, 404], who
            assert {client.get(url).status_code for url in places["edit"]} == {403}, who
        for who in (CHAIR, MEMBER, ADMIN):
            assert [scene.client(who).get(url).status_code for url in places["exempt"]] == [200, 200], who
        assert scene.client(Role.PARTNER).get(places["read"][0]).status_code == 404

    def test_a_version_that_there_is_none_of_is_not_found(self, scene):
        PackItemFactory(pack=scene.pack)
        for url in (
            address("pack-detail", scene.pack.pk) + "?version=full",
            address("pack-file", scene.pack.pk, "exempt"),
        ):
            assert scene.client(CHAIR).get(url).status_code == 404

    def test_strangers_sign_in_first_and_partners_have_no_committees(self, scene):
        for url in (
            address("committee-list"),
            address("committee-detail", scene.committee.pk),
            scene.pack.get_absolute_url(),
        ):
            assert Client().get(url).status_code == 302
        assert scene.client(Role.PARTNER).get(address("committee-list")).status_code == 403
        assert scene.client(Role.PARTNER).get(address("committee-detail", scene.committee.pk)).status_code == 404
        assert scene.client(Role.PARTNER).get(scene.meeting.get_absolute_url()).status_code == 404

    def test_another_unit_is_no_committee(self, scene):
        assert scene.client(ADMIN).get(address("committee-detail", scene.service.pk)).status_code == 404

    @pytest.mark.parametrize("who", ["another chair", MEMBER, Role.COUNCILLOR, Role.AUDITOR])
    def test_only_the_chair_and_the_performance_team_change_committees(self, scene, who):
        action = MeetingActionFactory(meeting=scene.meeting)
        client = scene.client(who)
        for url in (
            address("remit-edit", scene.committee.pk),
            address("meeting-create", scene.committee.pk),
            address("meeting-edit", scene.meeting.pk),
            address("action-create", scene.meeting.pk),
            address("action-edit", action.pk),
            address("pack-create", scene.meeting.pk),
        ):
            assert client.get(url).status_code == 403, url
            assert client.post(url, {}).status_code == 403, url

    def test_a_deputy_chair_acts_on_behalf_of_the_chair(self, scene):
        chair = scene.actor(CHAIR).grants[0].post
        deputy = AppointmentFactory(post=chair, is_deputy=True, user__name="Dee Puty").user
        client = Client()
        client.force_login(deputy)
        client.post(address("note-create", scene.pack.pk), {"note": "A note"})
        event = Event.objects.get()
        assert (event.by_name, event.on_behalf_of) == ("Dee Puty", str(chair))

    def test_a_part_of_another_pack_is_not_found(self, scene):
        other = PackItemFactory()
        client = scene.client(CHAIR)
        assert client.get(address("item-edit", scene.pack.pk, other.pk)).status_code == 404
        assert client.post(address("part-remove", scene.pack.pk, "items", other.pk)).status_code == 404
        assert client.get(address("item-edit", other.pack.pk, other.pk)).status_code == 404

    def test_history_is_for_auditors_and_those_who_edit(self, scene):
        scene.client(CHAIR).post(address("note-create", scene.pack.pk), {"note": "One two three"})
        history = scene.pack.get_absolute_url() + "?tab=history"
        shown = words(scene.client(CHAIR).get(history))
        assert "Added pack item “Item 1”" in shown
        assert "3 words" in shown
        assert "One two three" not in shown
        assert scene.client(MEMBER).get(history).status_code == 403


class TestCommittees:
    def test_ones_own_committees_come_first(self, scene):
        shown = words(scene.client(CHAIR).get(address("committee-list")))
        assert shown.index("Your committees Environment Scrutiny Committee") < shown.index("Other committees")
        assert "Meets next on 3 December 2026 , Council Chamber" in shown
        assert "Your committees" not in words(scene.client(Role.COUNCILLOR).get(address("committee-list")))

    def test_a_committee_shows_what_changed_and_leads_to_its_pack(self, scene):
        answer = scene.client(CHAIR).get(address("committee-detail", scene.committee.pk))
        shown = words(answer)
        assert "1 measure of the remit needs attention" in shown
        assert f"{scene.measures[2].name} 50.0% , target 90.0%" in shown
        assert "Continue the pack" in shown
        assert "Continue the pack" not in words(
            scene.client(Role.COUNCILLOR).get(address("committee-detail", scene.committee.pk))
        )

    def test_the_remit_is_chosen_and_kept(self, scene):
        url, client = address("remit-edit", scene.committee.pk), scene.client(ADMIN)
        known = re.search(r'name="known" value="([^"]*)"', client.get(url).content.decode())[1]
        unit = UnitFactory(name="Parks")
        answer = client.post(url, {"services": [unit.pk], "known": known, "why": "Moved."})
        assert answer.status_code == 302
        assert Remit.objects.get().service == unit
        stale = client.post(url, {"services": [scene.service.pk], "known": known})
        assert stale.status_code == 200
        assert "Somebody else changed the remit" in words(stale)
        assert Remit.objects.get().service == unit

    def test_a_meeting_is_set_in_london_time(self, scene):
        url = address("meeting-create", scene.committee.pk)
        for typed, hour in (("6pm", 17), ("18:30", 17), ("9.15am", 8)):
            day = f"{hour + (typed == '18:30')} July 2027"
            answer = scene.client(CHAIR).post(url, {"day": day, "time": typed, "place": "Room 1"})
            assert answer.status_code == 302
            assert Meeting.objects.latest("pk").held_at.hour == hour, "summer time is an hour ahead"

    @pytest.mark.parametrize(
        ("typed", "message"),
        [
            ({"day": "", "time": "6pm"}, "Enter the day of the meeting"),
            ({"day": "1/2/27", "time": "6pm"}, "Enter a date such as 17 July 2026"),
            ({"day": "1 February 2027", "time": "late"}, "Enter a time such as 6pm or 18:00"),
            ({"day": "3 December 2026", "time": "6pm"}, "has a meeting at that date and time already"),
        ],
    )
    def test_what_is_wrong_with_a_meeting_is_said_and_the_rest_kept(self, scene, typed, message):
        answer = scene.client(CHAIR).post(
            address("meeting-create", scene.committee.pk), {**typed, "place": "Room <b>1</b>"}
        )
        assert message in words(answer)
        assert "Room &lt;b&gt;1&lt;/b&gt;" in answer.content.decode()
        assert Meeting.objects.filter(committee=scene.committee).count() == 1

    def test_actions_are_recorded_and_closed(self, scene):
        client, owner = scene.client(CHAIR), PostFactory()
        client.post(address("action-create", scene.meeting.pk), {"text": "Report back", "owner": owner.pk})
        action = MeetingAction.objects.get()
        typed = {"text": action.text, "owner": owner.pk, "state": "done", "progress": "", "version": 1}
        refused = client.post(address("action-edit", action.pk), typed)
        assert "Say what became of it" in words(refused)
        client.post(address("action-edit", action.pk), {**typed, "progress": "They did."})
        shown = words(client.get(scene.meeting.get_absolute_url()))
        assert "Done They did." in shown

    def test_two_people_at_one_action_see_both_texts(self, scene):
        action, client = MeetingActionFactory(meeting=scene.meeting), scene.client(CHAIR)
        typed = {"text": action.text, "owner": action.owner_id, "state": "open", "version": 1}
        client.post(address("action-edit", action.pk), {**typed, "progress": "Theirs was first"})
        answer = client.post(address("action-edit", action.pk), {**typed, "progress": "Mine came second"})
        shown = words(answer)
        assert "Saved by somebody else while you had this open" in shown
        assert "Theirs was first" in shown
        assert "Mine came second" in shown
        again = re.search(r'name="version" value="(\d+)"', answer.content.decode())[1]
        client.post(address("action-edit", action.pk), {**typed, "progress": "Both", "version": again})
        assert MeetingAction.objects.get().progress == "Both"


def test_a_question_for_a_post_that_is_not_offered_is_refused_in_plain_words(scene):
    answer = scene.client(CHAIR).post(address("question-create", scene.pack.pk), {"text": "Why?", "to": "0"})
    assert "Who is asked" in words(answer)
    assert "Choose who is asked from the list" in words(answer)


@needs_fonts
@pytest.mark.sweep
class TestBuilding:
    """From an empty pack to the published file, by forms alone."""

    def post(self, scene, name, *arguments, **typed):
        answer = scene.client(CHAIR).post(address(name, scene.pack.pk, *arguments), typed)
        assert answer.status_code == 302, words(answer)
        return answer

    def test_the_whole_way(self, scene):
        client, report = scene.client(CHAIR), released_report(scene.committee)
        assert "Start from what matters" in words(client.get(address("pack-edit", scene.pack.pk)))
        started = self.post(scene, "pack-start")
        assert said(started) == "2 items are in the pack."
        self.post(scene, "pack-add", report=f"{report.pk}:well")
        self.post(scene, "pack-add", indicator=scene.measures[0].pk)
        self.post(scene, "note-create", heading="Terms", note="For 3 million pounds a year.", **MARKED)
        self.post(scene, "pack-suggested-add", suggestion=scene.measures[2].pk)
        self.post(scene, "question-create", text="Is it worth it?")
        words_of_pack = {"title": "The quarter", "period": Q2.key, "cover_note": "Bins first."}
        self.post(scene, "pack-words-edit", **words_of_pack, version=version(scene))
        terms = PackItem.objects.get(heading="Terms")
        self.post(scene, "part-move", "items", terms.pk, to=1, version=version(scene))
        self.post(scene, "part-remove", "items", PackItem.objects.get(section="well").pk, version=version(scene))
        shown = words(client.get(address("pack-edit", scene.pack.pk)))
        assert "4 items, about" in shown
        assert "1 exempt." in shown
        assert shown.index("Terms Note Exempt, paragraph 3.") < shown.index("Exception report")
        assert "Taken out" in shown
        self.post(scene, "pack-publish", version=version(scene))
        public = scene.client(Role.COUNCILLOR).get(address("pack-file", scene.pack.pk, "public"))
        name = "environment-scrutiny-committee-2026-12-03-PUBLIC.pdf"
        assert public.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        printed = text_of(public.content)
        assert "3 million" not in printed
        for words_printed in (
            "The quarter", "Environment Scrutiny Committee", "Thursday 3 December 2026 at 6pm", "Council Chamber",
            "Bins first.", "1. A deal", "Not for publication: paragraph 3 of Schedule 12A", "2. Exception report",
            "Is it worth it?", "Earlier actions", "What each status means", "Page 2 of", "Published by",
        ):  # fmt: skip
            assert words_printed in printed, words_printed
        full = scene.client(MEMBER).get(address("pack-file", scene.pack.pk, "exempt"))
        assert "-EXEMPT.pdf" in full.headers["Content-Disposition"]
        assert "3 million" in text_of(full.content)
        assert "NOT FOR PUBLICATION" in text_of(full.content)
        read = Event.objects.filter(action="read exempt items of").order_by("-pk").first()
        assert (read.thing_id, read.by_name) == (str(scene.pack.pk), Event.objects.order_by("-pk")[0].by_name)
        assert client.get(address("pack-edit", scene.pack.pk)).status_code == 302, "published packs are read"

    def test_taken_out_and_put_back(self, scene):
        item = PackItemFactory(pack=scene.pack, note="Keep me")
        answer = self.post(scene, "part-remove", "items", item.pk, version=1)
        assert "You can put it back" in said(answer)
        self.post(scene, "part-restore", "items", item.pk)
        assert PackItem.objects.get().is_removed is False

    def test_a_stale_button_changes_nothing_and_says_so(self, scene):
        first, second = PackItemFactory(pack=scene.pack), PackItemFactory(pack=scene.pack)
        self.post(scene, "part-move", "items", second.pk, to=1, version=1)
        answer = self.post(scene, "part-move", "items", second.pk, to=2, version=1)
        assert "Somebody else changed this pack" in said(answer)
        assert "Somebody else" in said(self.post(scene, "part-remove", "items", first.pk, version=1))
        assert "Somebody else" in said(self.post(scene, "pack-publish", version=1))
        assert [each.pk for each in PackItem.objects.order_by("position")] == [second.pk, first.pk]

    def test_two_people_at_one_note_see_both_texts(self, scene):
        item = PackItemFactory(pack=scene.pack, heading="H")
        self.post(scene, "item-edit", item.pk, heading="H", note="Theirs was first", version=1)
        answer = scene.client(CHAIR).post(
            address("item-edit", scene.pack.pk, item.pk), {"heading": "H", "note": "Mine came second", "version": 1}
        )
        shown = words(answer)
        assert "Theirs was first" in shown
        assert "Mine came second" in shown
        assert PackItem.objects.get().note == "Theirs was first"
        again = re.search(r'name="version" value="(\d+)"', answer.content.decode())[1]
        self.post(scene, "item-edit", item.pk, heading="H", note="Both", version=again)
        assert PackItem.objects.get().note == "Both"

    @pytest.mark.parametrize("missing", ["exempt_paragraph", "public_interest_test", "public_title"])
    def test_an_exempt_item_without_its_reasons_is_sent_back_with_what_was_typed(self, scene, missing):
        typed = {"heading": "Terms", "note": "For 3 million.", **MARKED, missing: ""}
        answer = scene.client(CHAIR).post(address("note-create", scene.pack.pk), typed)
        assert answer.status_code == 200
        assert "For 3 million." in words(answer)
        assert "There is a problem" in words(answer)
        assert not PackItem.objects.exists()

    def test_what_is_not_there_cannot_be_added(self, scene):
        draft = released_report(scene.committee)
        type(draft).objects.filter(pk=draft.pk)
        client, url = scene.client(CHAIR), address("pack-add", scene.pack.pk)
        for typed in (
            {}, {"report": "x"}, {"report": "999999"}, {"report": f"{draft.pk}:nowhere"}, {"indicator": "-1"},
            {"indicator": "999999"}, {"report": "9" * 30}, {"indicator": "²"},
        ):  # fmt: skip
            assert client.post(url, typed).status_code == 404, typed
        assert not PackItem.objects.exists()

    def test_a_draft_report_cannot_be_added(self, scene):
        from tests.factories.reporting import ReportFactory

        draft = ReportFactory(committee=scene.committee, audience="scrutiny")
        assert scene.client(CHAIR).post(address("pack-add", scene.pack.pk), {"report": draft.pk}).status_code == 404

    def test_the_search_stays_while_one_adds(self, scene):
        url = address("pack-add", scene.pack.pk) + "?q=Measure&report=7&other=1"
        answer = scene.client(CHAIR).post(url, {"indicator": scene.measures[0].pk})
        assert answer["Location"].startswith(address("pack-edit", scene.pack.pk) + "?q=Measure&report=7#item-")
        again = scene.client(CHAIR).post(url, {"indicator": scene.measures[0].pk})
        assert said(again) == "That is in the pack already."

    def test_a_suggestion_that_is_gone_says_so(self, scene):
        assert "no longer suggested" in said(self.post(scene, "pack-suggested-add", suggestion="999"))
        assert not PackQuestion.objects.exists()

    def test_a_refused_download_leads_back_with_the_reason(self, scene):
        PackItemFactory(pack=scene.pack, exempt=True, note="The firm offers 3 million pounds.")
        scene.pack.cover_note = "The firm offers 3 million pounds."
        scene.pack.save()
        answer = scene.client(CHAIR).get(address("pack-file", scene.pack.pk, "public"))
        assert answer["Location"] == address("pack-edit", scene.pack.pk)
        assert "would hold exempt words: “The firm offers 3 million pounds.”" in said(answer)
        assert "would hold exempt words" in said(self.post(scene, "pack-publish", version=1))

    def test_taken_back_with_a_reason(self, scene):
        PackItemFactory(pack=scene.pack)
        self.post(scene, "pack-publish", version=1)
        assert scene.client(CHAIR).post(address("pack-take-back", scene.pack.pk), {"why": ""}).status_code == 200
        self.post(scene, "pack-take-back", why="A slip.")
        assert scene.client(Role.COUNCILLOR).get(scene.pack.get_absolute_url()).status_code == 404


@needs_fonts
@pytest.mark.sweep
class TestAttackStrings:
    """hardening.md: what people type is shown and printed as they typed it, and is never run."""

    @pytest.mark.parametrize("text", [each for each in ATTACKS if each.strip() and "\ud800" not in each])
    def test_in_notes_and_questions(self, scene, text):
        typed = text.replace("\x00", "")
        client = scene.client(CHAIR)
        client.post(address("note-create", scene.pack.pk), {"heading": typed[:150], "note": typed})
        client.post(address("question-create", scene.pack.pk), {"text": typed})
        client.post(
            address("note-create", scene.pack.pk), {"note": f"{typed} again", **MARKED, "public_title": typed[:150]}
        )
        for url in (address("pack-edit", scene.pack.pk), scene.pack.get_absolute_url()):
            shown = client.get(url)
            assert shown.status_code == 200
            for raw in ("<script>alert(1)", "<img src=x", "<b>bold</b>", "<a href='javascript:"):
                assert raw not in shown.content.decode()
            assert ("{{ 7*7 }}" in typed) == ("{{ 7*7 }}" in words(shown)), "it is shown, not worked out"
        printed = client.get(address("pack-file", scene.pack.pk, "public"))
        assert printed.headers["Content-Type"] == "application/pdf", said(printed)

    def test_typst_and_markup_are_printed_literally(self, scene):
        text = '#read("/etc/passwd") *bold* $x^2$ <label> = Heading {{ 7*7 }} <script>alert(1)</script>'
        PackItemFactory(pack=scene.pack, heading="Words", note=text)
        printed = text_of(scene.client(CHAIR).get(address("pack-file", scene.pack.pk, "public")).content)
        assert text in printed
        assert "root:" not in printed
