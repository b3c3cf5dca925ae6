"""The document of a pack: items under their numbers, frozen and live, questions, earlier actions (E5)."""

from datetime import UTC, date, datetime

import pytest

from indicators.models import Observation
from reporting.document import levelled
from reporting.sections import problems
from scrutiny.models import MeetingAction
from scrutiny.packs.contents import build
from scrutiny.packs.files import file_name
from scrutiny.packs.pack_versions import Figures, read_full, read_public
from tests.factories import PostFactory
from tests.factories.indicators import Q2
from tests.factories.scrutiny import (
    MeetingActionFactory,
    MeetingFactory,
    PackItemFactory,
    PackQuestionFactory,
)
from tests.scrutiny.conftest import AT, released_report

pytestmark = pytest.mark.django_db


def documents(pack, at=AT):
    """The public and the full document; both must be sound."""
    figures = Figures(pack, at)
    made = build(read_public(pack, figures)), build(read_full(pack, figures))
    for document in made:
        assert problems(document) == []
    return made


def headings(document):
    return [(each["level"], each["heading"]) for each in document["sections"]]


def part(document, slug):
    return next(each for each in document["sections"] if each["id"] == slug)


def test_an_empty_pack_says_so(scene):
    public, full = documents(scene.pack)
    assert public == full
    assert headings(public) == [(1, "Earlier actions")]
    assert part(public, "earlier-actions")["paragraphs"] == ["Nothing is open from earlier meetings."]
    assert public["headline"] == "0 items for the meeting; 0 questions; 0 earlier actions."


def test_its_first_page_asks_the_meeting_and_shows_each_item_s_measures_as_marks(scene):
    off = scene.measures[2]
    PackItemFactory(pack=scene.pack, report=released_report(scene.committee))
    PackItemFactory(pack=scene.pack, indicator=off)
    PackQuestionFactory(pack=scene.pack)
    page = documents(scene.pack)[0]["at_a_glance"]
    assert page["asked"] == "The meeting is asked to"
    assert page["noted"][0] == {"text": "put 1 question", "section": "questions"}
    assert [row["name"] for row in page["wall"]][-1].startswith("2. ")
    assert [tile["ref"] for tile in page["wall"][-1]["rated"]] == [off.ref]
    assert off.ref in [each["ref"] for each in page["off"]]


def test_the_public_first_page_knows_nothing_of_an_exempt_item(scene):
    off = scene.measures[2]
    exempt = {"is_exempt": True, "exempt_paragraph": 3, "public_title": "A contract", "public_interest_test": "Prices."}
    PackItemFactory(pack=scene.pack, indicator=off, **exempt)
    public, full = documents(scene.pack)
    assert off.ref not in str(public["at_a_glance"])
    assert public["at_a_glance"]["wall"] == []
    assert public["at_a_glance"]["finding"] == ""
    assert off.ref in str(full["at_a_glance"])


def test_the_cover_tells_committee_date_time_and_place(scene):
    scene.meeting.held_at = datetime(2026, 7, 2, 17, 30, tzinfo=UTC)  # summer time
    scene.meeting.save()
    public, _ = documents(scene.pack)
    assert public["meeting"] == {
        "committee": "Environment Scrutiny Committee",
        "date": "Thursday 2 July 2026 at 6:30pm",
        "place": "Council Chamber",
    }
    assert (public["title"], public["period"]) == ("Performance of the quarter", "2 July 2026")


def test_a_report_comes_under_its_number_as_it_was_frozen(scene):
    report = released_report(scene.committee)
    PackItemFactory(pack=scene.pack, note="Look at the bins first.")
    PackItemFactory(pack=scene.pack, report=report, note="Mind the tip.")
    public, _ = documents(scene.pack)
    assert headings(public)[1:] == [
        (1, "1. Note"),
        (1, "2. Exception report"),
        (2, "Why these"),
        (2, "Needs attention"),
        (3, "Late milestones"),
        (2, "Doing well"),
    ]
    first = part(public, "item-2")
    assert first["paragraphs"][0] == "Mind the tip."
    assert first["paragraphs"][1].startswith("From “Exception report”, July to September 2026 (Q2). Released by Alex")
    assert part(public, "item-2-attention")["measures"] == report.document["sections"][1]["measures"]


def test_public_items_follow_one_another_without_a_new_sheet(scene):
    PackItemFactory(pack=scene.pack, report=released_report(scene.committee))
    PackItemFactory(pack=scene.pack, indicator=scene.measures[0])
    public, _ = documents(scene.pack)
    assert not any(each["page_break"] for each in public["sections"])


def test_headings_never_skip_a_level(scene):
    for _ in range(2):
        PackItemFactory(pack=scene.pack, report=released_report(scene.committee, edition=scene.pack.items.count() + 1))
    PackItemFactory(pack=scene.pack, report=released_report(), section="late", heading="Late milestones")
    public, _ = documents(scene.pack)
    assert [each["level"] for each in levelled(public["sections"])] == [each["level"] for each in public["sections"]]
    ids = [each["id"] for each in public["sections"]]
    assert len(ids) == len(set(ids))


def test_one_section_brings_what_is_nested_in_it_and_nothing_else(scene):
    report = released_report(scene.committee)
    PackItemFactory(pack=scene.pack, report=report, section="attention", heading="Needs attention")
    public, _ = documents(scene.pack)
    assert [each["id"] for each in public["sections"]] == ["earlier-actions", "item-1", "item-1-late"]
    assert part(public, "item-1")["heading"] == "1. Needs attention"
    assert part(public, "item-1")["measures"] == report.document["sections"][1]["measures"]
    assert part(public, "item-1-late")["level"] == 2


def test_a_released_report_stays_as_it_was_and_a_chosen_measure_moves_on(scene):
    """product.md 4: the report's figures are frozen, the measure's are those known at the time of export."""
    measure = scene.measures[0]
    PackItemFactory(pack=scene.pack, report=released_report(scene.committee))
    PackItemFactory(pack=scene.pack, indicator=measure)
    before, _ = documents(scene.pack)
    Observation.objects.filter(indicator=measure, period=Q2).update(value=40)
    after, _ = documents(scene.pack)
    assert part(before, "item-1-attention") == part(after, "item-1-attention")
    values = [part(each, "item-2")["measures"][0]["value"] for each in (before, after)]
    assert values == ["95.0%", "40.0%"]


def test_only_approved_figures_are_shown(scene):
    measure = scene.measures[0]
    Observation.objects.filter(indicator=measure, period=Q2).update(state="submitted")
    PackItemFactory(pack=scene.pack, indicator=measure)
    public, full = documents(scene.pack)
    shown = part(full, "item-1")["measures"][0]
    assert (shown["status"]["word"], shown["value_raw"]) == ("Awaiting sign-off", None)
    assert shown["series"]["values"][-1] is None
    assert public == full


def test_measures_in_a_row_come_together_and_keep_their_numbers(scene):
    on_target, near, off = scene.measures
    PackItemFactory(pack=scene.pack, indicator=on_target)
    PackItemFactory(pack=scene.pack, indicator=near)
    PackItemFactory(pack=scene.pack, note="Between")
    PackItemFactory(pack=scene.pack, indicator=off, heading="Why is this so low?")
    public, _ = documents(scene.pack)
    assert [text for _, text in headings(public)[1:]] == [
        "1 to 2. Measures chosen by the committee",
        "3. Note",
        "4. Why is this so low?",
    ]
    assert [each["ref"] for each in part(public, "item-1")["measures"]] == [on_target.ref, near.ref]


def test_a_measure_that_is_no_longer_collected_says_so(scene):
    measure = scene.measures[0]
    measure.ends_on = Q2.previous(4).end
    measure.save()
    PackItemFactory(pack=scene.pack, indicator=measure)
    public, _ = documents(scene.pack)
    said = f"{measure.ref} {measure.name} is not collected in July to September 2026 (Q2)."
    assert part(public, "item-1")["paragraphs"] == [said]
    assert public["coverage"]["sentence"] == "No measure is shown in this pack."


def test_each_measure_is_counted_once(scene):
    """C15: the counts agree with the coverage sentence."""
    report = released_report(scene.committee)
    PackItemFactory(pack=scene.pack, report=report)
    PackItemFactory(pack=scene.pack, report=report, section="attention")
    PackItemFactory(pack=scene.pack, indicator=scene.measures[2])
    public, _ = documents(scene.pack)
    assert [(each["word"], each["count"]) for each in public["counts"]] == [("On target", 2), ("Off target", 1)]
    said = public["coverage"]["sentence"]
    assert said.startswith("3 measures in this pack: 2 as in released reports and 1 of July to September 2026 (Q2) as")
    assert " as signed off on 14 October 2026" in said


def test_restatements_of_the_shown_measures_are_repeated_once(scene):
    told = {
        "ref": "RP 01", "name": "Bins", "period": "Q1", "old": "Figure: 1", "new": "Figure: 2",
        "reason": "Late postings.", "by": "Ann", "effect": "None",
    }  # fmt: skip
    other = {**told, "ref": "RP 99"}
    report = released_report(scene.committee, restatements=[told, other])
    PackItemFactory(pack=scene.pack, report=report, section="attention")
    PackItemFactory(pack=scene.pack, report=report, section="why")
    public, _ = documents(scene.pack)
    assert public["restatements"] == [told]


def test_questions_say_to_whom_they_are_put(scene):
    head = PostFactory(title="Head of Waste")
    PackQuestionFactory(pack=scene.pack, text="Why so late?", to=head)
    PackQuestionFactory(pack=scene.pack, text="What next?")
    public, _ = documents(scene.pack)
    asked = [{"text": "Why so late?", "to": "Head of Waste"}, {"text": "What next?", "to": ""}]
    assert part(public, "questions")["questions"] == asked


def test_earlier_actions_come_with_what_became_of_them(scene):
    held = MeetingFactory(committee=scene.committee, held_at=datetime(2026, 9, 3, 17, tzinfo=UTC))
    longer_ago = MeetingFactory(committee=scene.committee, held_at=datetime(2026, 6, 3, 17, tzinfo=UTC))
    Done = MeetingAction.State.DONE  # noqa: N806
    old = {"meeting": longer_ago, "state": Done}
    MeetingActionFactory(meeting=held, text="A", due_on=Q2.end, owner__title="Head of Waste")
    MeetingActionFactory(meeting=held, text="B", state=Done, progress="Reported.")
    MeetingActionFactory(meeting=longer_ago, text="C")
    MeetingActionFactory(**old, text="D", progress="Told long ago.", done_on=date(2026, 7, 1))
    MeetingActionFactory(**old, text="E", progress="Just done.", done_on=date(2026, 9, 20))
    MeetingActionFactory(text="Of another committee")
    MeetingActionFactory(meeting=scene.meeting, text="Of this very meeting")
    public, _ = documents(scene.pack)
    rows = part(public, "earlier-actions")["table"]["rows"]
    assert [row[0] for row in rows] == ["C", "E", "A", "B"]
    assert rows[2] == ["A", "3 September 2026", "Head of Waste", "30 September 2026", "Open"]
    assert rows[3][4] == "Done: Reported."


def test_exempt_items_leave_number_public_title_and_paragraph(scene):
    PackItemFactory(pack=scene.pack, note="First")
    PackItemFactory(pack=scene.pack, exempt=True, heading="Secret", note="Words", public_title="Waste contract")
    PackItemFactory(pack=scene.pack, note="Last")
    public, full = documents(scene.pack)
    withheld = part(public, "item-2")
    assert withheld["heading"] == "2. Waste contract"
    assert withheld["paragraphs"] == ["Not for publication: paragraph 3 of Schedule 12A"]
    assert [text for _, text in headings(public)[1:]] == ["1. Note", "2. Waste contract", "3. Note"]
    assert [text for _, text in headings(full)[1:]] == ["1. Note", "2. Secret", "3. Note"]
    assert part(full, "item-2")["exempt"] == "Exempt: paragraph 3 of Schedule 12A"
    assert part(full, "item-2")["page_break"]
    assert part(full, "item-3")["page_break"], "what follows an exempt item does not share its sheet"
    assert public["about"] == [["Version", "Public: exempt items are named, not shown"]]


def test_exempt_questions_are_counted_but_not_asked_in_public(scene):
    PackQuestionFactory(pack=scene.pack, text="Open question?")
    PackQuestionFactory(pack=scene.pack, exempt=True, text="Hidden question?")
    public, full = documents(scene.pack)
    assert part(public, "questions")["paragraphs"] == ["1 question is not for publication: paragraph 5 of Schedule 12A"]
    assert "Hidden question?" not in str(public)
    hidden = part(full, "exempt-questions")
    assert hidden["questions"] == [{"text": "Hidden question?", "to": ""}]
    assert hidden["exempt"] == "Exempt: paragraph 5 of Schedule 12A"


def test_what_was_taken_out_is_in_neither(scene):
    PackItemFactory(pack=scene.pack, note="Gone away", is_removed=True)
    PackQuestionFactory(pack=scene.pack, text="Asked no more?", is_removed=True)
    for document in documents(scene.pack):
        assert "Gone away" not in str(document)
        assert "Asked no more?" not in str(document)


def test_files_are_named_by_committee_day_and_version_alone(scene):
    names = [file_name(scene.pack, is_public=public) for public in (True, False)]
    stem = "environment-scrutiny-committee-2026-12-03"
    assert names == [f"{stem}-PUBLIC.pdf", f"{stem}-EXEMPT.pdf"]
    scene.committee.name = 'Resources & "Assets" / Ofsted; rm -rf\n'
    assert file_name(scene.pack, is_public=True) == "resources-assets-ofsted-rm-rf-2026-12-03-PUBLIC.pdf"
