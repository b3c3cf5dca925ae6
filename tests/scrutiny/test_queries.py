"""What the scrutiny pages read: remits, meetings, lines of enquiry, the builder (E1, E2, E5)."""

from datetime import UTC, datetime

import pytest

from indicators.models import AnnualTarget, Observation
from reporting.document import section
from scrutiny.models import Meeting
from scrutiny.packs.contents import build
from scrutiny.packs.files import make_pdf
from scrutiny.packs.pack_versions import Figures, read_full
from scrutiny.queries.builder import builder_page, pages_about, suggested_questions, what_matters
from scrutiny.queries.committee_page import committee_page
from scrutiny.queries.committees import committee_rows, diary, earlier_actions, offered_quarters, quarter_for
from scrutiny.queries.enquiry import notable
from scrutiny.queries.packs import items_of, measure_choices, sections_within, title_of
from scrutiny.queries.remits import measures_of, reach_of, read_remits, remit_rows
from tests.factories import (
    CycleFactory,
    IndicatorFactory,
    LinkFactory,
    ObjectiveFactory,
    ObservationFactory,
    UnitFactory,
    period_target,
)
from tests.factories.benchmarks import ComparedMeasureFactory, CouncilFactory, published
from tests.factories.indicators import Q2
from tests.factories.reporting import measured_service
from tests.factories.scrutiny import (
    CommitteeFactory,
    MeetingActionFactory,
    MeetingFactory,
    PackFactory,
    PackItemFactory,
    PackQuestionFactory,
    RemitFactory,
)
from tests.reporting.pdf_reading import needs_fonts, opened
from tests.reporting.sample_document import measure, series
from tests.scrutiny.conftest import AT, RELEASED, released_report

pytestmark = pytest.mark.django_db
TODAY = AT.date()


def page_of(scene):
    """What its committee's page says, to somebody who may read drafts."""
    return committee_page(scene.committee, diary(scene.committee, at=AT, drafts=True), at=AT)


class TestRemits:
    def test_a_priority_brings_all_that_serves_it_from_below(self):
        top, middle, leaf = (ObjectiveFactory(kind=kind) for kind in ("priority", "objective", "objective"))
        LinkFactory(child=middle, parent=top)
        LinkFactory(child=leaf, parent=middle)
        served, other = IndicatorFactory(), IndicatorFactory()
        leaf.contributions.create(indicator=served, made_on=TODAY)
        committee = RemitFactory(priority=top, service=None).committee
        reach = reach_of(committee)
        assert reach.objective_ids == {top.pk, middle.pk, leaf.pk}
        assert list(measures_of(reach, Q2)) == [served]
        assert other not in measures_of(reach, Q2)

    def test_a_service_brings_the_units_beneath_it_and_each_measure_once(self):
        above = UnitFactory(kind="directorate")
        team = UnitFactory(kind="team", parent=above)
        priority = ObjectiveFactory(kind="priority")
        measure = IndicatorFactory(service=team)
        priority.contributions.create(indicator=measure, made_on=TODAY)
        committee = RemitFactory(service=above).committee
        RemitFactory(committee=committee, priority=priority, service=None)
        assert list(measures_of(reach_of(committee), Q2)) == [measure]

    def test_reporting_is_told_of_each_committee_with_a_remit(self, scene):
        committee = RemitFactory(committee__name="B").committee
        RemitFactory(committee=committee, priority=ObjectiveFactory(kind="priority"), service=None)
        RemitFactory(committee__name="A")
        CommitteeFactory(name="Without a remit")
        told = read_remits()
        assert [each.committee for each in told] == ["A", "B", scene.committee.name]
        assert (len(told[1].priority_ids), len(told[1].service_ids)) == (1, 1)
        assert {name: len(rows) for name, rows in remit_rows(committee).items()} == {"priorities": 1, "services": 1}


class TestCommittees:
    def test_the_list_tells_the_next_meeting_and_what_waits(self, scene):
        MeetingFactory(committee=scene.committee, held_at=datetime(2027, 3, 3, tzinfo=UTC))
        past = MeetingFactory(committee=scene.committee, held_at=datetime(2026, 9, 3, tzinfo=UTC))
        MeetingActionFactory(meeting=past)
        MeetingActionFactory(meeting=past, state="done")
        CommitteeFactory(name="Zoned out", ends_on=Q2.start)
        rows = {row.committee.name: row for row in committee_rows(today=TODAY, at=AT)}
        assert "Zoned out" not in rows
        row = rows["Environment Scrutiny Committee"]
        assert row.next_meeting == scene.meeting
        assert (row.priorities, row.services, row.open_actions) == (0, 1, 1)

    def test_a_cancelled_meeting_is_listed_but_neither_next_nor_last(self, scene):
        held_at = [datetime(2026, month, 3, 18, tzinfo=UTC) for month in (8, 9, 11)]
        held, *_ = [MeetingFactory(committee=scene.committee, held_at=each, cancelled_at=AT) for each in held_at]
        Meeting.objects.filter(pk=held.pk).update(cancelled_at=None)
        found = diary(scene.committee, at=AT, drafts=True)
        assert (found.next, found.last) == (scene.meeting, held)
        assert (len(found.later), len(found.earlier)) == (1, 2)
        rows = {row.committee: row for row in committee_rows(today=TODAY, at=AT)}
        assert rows[scene.committee].next_meeting == scene.meeting
        MeetingActionFactory(meeting=held, state="done")
        assert [each.meeting for each in earlier_actions(scene.meeting)] == [held]

    def test_packs_that_are_not_published_are_for_some(self, scene):
        assert diary(scene.committee, at=AT, drafts=True).next.shown_packs == [scene.pack]
        assert diary(scene.committee, at=AT, drafts=False).next.shown_packs == []

    def test_the_quarter_is_the_latest_the_committee_has_reports_of(self, scene):
        later = datetime(2027, 2, 1, tzinfo=UTC).date()
        assert quarter_for(scene.committee, TODAY) == Q2
        assert quarter_for(scene.committee, later) == Q2.previous(-1)
        released_report(scene.committee, edition=3)
        assert quarter_for(scene.committee, later) == Q2

    def test_a_committee_without_reports_looks_at_the_quarter_of_the_others(self, scene):
        released_report(CommitteeFactory(), cycle=CycleFactory(period=Q2.previous()))
        assert quarter_for(scene.committee, TODAY) == Q2.previous()
        released_report(scene.committee, cycle=CycleFactory(period=Q2.previous(2)))
        assert quarter_for(scene.committee, TODAY) == Q2.previous(2)

    def test_a_report_for_the_management_team_or_cabinet_moves_no_committee_on(self, scene):
        released_report(scene.committee, cycle=CycleFactory(period=Q2.previous()))
        released_report()
        MeetingFactory(committee=scene.committee, held_at=datetime(2026, 10, 13, 18, tzinfo=UTC))
        page = page_of(scene)
        assert page["period"] == Q2.previous()
        assert page["since"].startswith("No new quarter has been reported since the last meeting on 13 October 2026.")
        assert page["coming_in"] == Q2
        released_report(scene.committee)
        assert page_of(scene)["coming_in"] is None

    def test_what_changed_names_the_worst_first_and_good_news_too(self, scene):
        on_target, near, off = scene.measures
        Observation.objects.filter(indicator=on_target, period=Q2.previous()).update(value=50)
        page = page_of(scene)
        assert [each.row["ref"] for each in page["bad"]] == [off.ref]
        assert [each.row["ref"] for each in page["good"]] == [on_target.ref]
        assert near.ref not in [each.row["ref"] for each in page["bad"]]
        assert page["good"][0].was == "Off target"
        assert page["since"] == (
            "In July to September 2026 (Q2), 1 measure of the remit needs attention and 1 measure does better than "
            "expected."
        )

    @pytest.mark.parametrize(
        ("held_at", "opening"),
        [
            (datetime(2026, 9, 3, 17, tzinfo=UTC), "Since the last meeting on 3 September 2026, the figures for July"),
            (datetime(2026, 10, 13, 18, tzinfo=UTC), "No new quarter has been reported since the last meeting on 13"),
        ],
    )
    def test_it_says_whether_a_new_quarter_has_come(self, scene, held_at, opening):
        assert held_at.date() != RELEASED.date() or held_at > RELEASED
        released_report(scene.committee)
        MeetingFactory(committee=scene.committee, held_at=held_at)
        assert page_of(scene)["since"].startswith(opening)

    def test_only_the_latest_edition_of_its_own_reports_is_listed(self, scene):
        released_report(scene.committee)
        latest = released_report(scene.committee, edition=2)
        released_report(CommitteeFactory())
        released_report()
        assert page_of(scene)["reports"] == [latest]


class TestEnquiry:
    def test_unapproved_figures_are_nobodys_yet(self, scene):
        Observation.objects.filter(indicator=scene.measures[2], period=Q2).update(state="submitted")
        assert notable(reach_of(scene.committee), Q2, at=AT) == []

    def test_a_committee_without_a_remit_has_no_lines(self, django_assert_num_queries):
        reach = reach_of(CommitteeFactory())
        with django_assert_num_queries(0):
            assert notable(reach, Q2, at=AT) == []

    def test_a_question_is_suggested_for_what_is_off_target(self, scene):
        off = scene.measures[2]
        (suggested,) = suggested_questions(scene.pack, at=AT)
        assert suggested.text == (
            f"Why was “{off.name}” 50.0% in July to September 2026 (Q2) against a target of 90.0%, "
            "what is being done about it, and when will it be back on target?"
        )
        assert (suggested.to, suggested.to_id) == (off.owner.title, off.owner_id)
        assert suggested.why == "Off target. No recovery action is on record."

    def test_a_question_that_is_there_is_not_suggested_again(self, scene):
        (suggested,) = suggested_questions(scene.pack, at=AT)
        PackQuestionFactory(pack=scene.pack, text=suggested.text)
        assert suggested_questions(scene.pack, at=AT) == []

    def test_worsening_and_other_concerns_have_questions_of_their_own(self, scene):
        near = scene.measures[1]
        for steps, value in ((2, 89), (1, 87)):
            Observation.objects.filter(indicator=near, period=Q2.previous(steps)).update(value=value)
        found = {each.key: each.text for each in suggested_questions(scene.pack, at=AT)}
        assert found[str(near.pk)].startswith(f"Why has “{near.name}” got worse, at 85.0% in July")

    def test_what_is_on_target_is_asked_about_its_year_and_its_place_among_councils(self, scene):
        on_target = scene.measures[0]
        councils = [CouncilFactory(is_own=not n) for n in range(4)]
        published(ComparedMeasureFactory(indicator=on_target), dict(zip(councils, "1234", strict=True)))

        def asked():
            return {each.key: each.text for each in suggested_questions(scene.pack, at=AT)}[str(on_target.pk)]

        assert asked() == (
            f"Does the target of “{on_target.name}” ask enough, when it is met in the bottom quartile of councils?"
        )
        period_target(on_target, Q2.next(2), 200)
        AnnualTarget.objects.filter(indicator=on_target).update(value=200)
        assert asked() == (
            f"What would keep “{on_target.name}” from missing its target for the year, and is that being done?"
        )


class TestBuilder:
    def test_a_pack_stays_with_its_quarter_and_says_that_a_newer_one_is_there(self, scene):
        scene.pack.period = Q2.previous()
        released_report(scene.committee, cycle=CycleFactory(period=Q2.previous()))
        assert builder_page(scene.pack, at=AT, words="", opened=None)["newer"] is None
        released_report(scene.committee)
        page = builder_page(scene.pack, at=AT, words="", opened=None)
        assert (page["period"], page["newer"]) == (Q2.previous(), Q2)
        assert what_matters(scene.pack, at=AT).period == Q2.previous()
        offered = offered_quarters(scene.committee, today=TODAY, chosen=Q2.previous(2))
        assert offered == [Q2.previous(n) for n in range(3)]

    def test_what_matters_is_the_exception_report_and_the_gravest(self, scene):
        report = released_report(scene.committee)
        released_report(scene.committee, kind="service")
        found = what_matters(scene.pack, at=AT)
        assert found.report == report
        assert [each.pk for each in found.measures] == [scene.measures[2].pk]
        assert (found.of, found.period) == (1, Q2)

    def test_measures_of_the_remit_come_first_and_any_by_search(self, scene):
        elsewhere = IndicatorFactory(name="Library visits", ref="LIB 01")
        ObservationFactory(indicator=elsewhere)
        reach = reach_of(scene.committee)
        listed, found = measure_choices(reach, Q2, words="", taken=[scene.measures[0].pk])
        assert [each.pk for each in listed] == [scene.measures[n].pk for n in (2, 1, 0)]
        assert [each.in_pack for each in listed] == [False, False, True]
        assert found == 3
        for words in ("library", "lib 01"):
            listed, found = measure_choices(reach, Q2, words=words, taken=[])
            assert [each.name for each in listed] == ["Library visits"]

    def test_one_report_opens_to_its_sections(self, scene):
        report = released_report(scene.committee)
        PackItemFactory(pack=scene.pack, report=report, section="well", heading="Doing well")
        (opened,) = builder_page(scene.pack, at=AT, words="", opened=report.pk)["reports"]
        assert [(each["id"], each["in_pack"]) for each in opened.sections] == [
            ("why", False), ("attention", False), ("late", False), ("well", True)
        ]  # fmt: skip
        for unknown in (None, 999999):
            (closed,) = builder_page(scene.pack, at=AT, words="", opened=unknown)["reports"]
            assert closed.sections is None

    def test_items_go_by_their_own_heading_first(self, scene):
        report = released_report(scene.committee)
        PackItemFactory(pack=scene.pack, report=report)
        PackItemFactory(pack=scene.pack, report=report, section="well", heading="Doing well")
        PackItemFactory(pack=scene.pack, indicator=scene.measures[0])
        PackItemFactory(pack=scene.pack)
        titles = [title_of(item) for item in items_of(scene.pack)]
        assert titles == ["Exception report", "Doing well", scene.measures[0].name, "Note"]

    def test_a_section_ends_where_the_next_of_its_level_begins(self):
        document = {
            "sections": [{"id": name, "level": level} for name, level in zip("abcde", (1, 2, 3, 2, 1), strict=True)]
        }
        assert [each["id"] for each in sections_within(document, "a")] == ["a", "b", "c", "d"]
        assert [each["id"] for each in sections_within(document, "b")] == ["b", "c"]
        assert [each["id"] for each in sections_within(document, "e")] == ["e"]

    @needs_fonts
    def test_the_page_count_is_about_right(self, scene):
        report = released_report(scene.committee)
        PackItemFactory(pack=scene.pack, report=report)
        for name in ("Housing", "Planning"):
            for each in measured_service(name, periods=8)[3]:
                PackItemFactory(pack=scene.pack, indicator=each)
        PackItemFactory(pack=scene.pack, note="Long words. " * 800)
        with opened(make_pdf(scene.pack, is_public=True, at=AT).content) as pdf:
            pages = len(pdf.pages)
        assert abs(pages_about(items_of(scene.pack)) - pages) <= 0.25 * pages

    def test_a_measure_without_a_figure_takes_no_page_of_its_own(self, scene):
        told = [measure(f"N {n}", series=series(values=[None] * 8, targets=[None] * 8)) for n in range(2)]
        report = released_report(scene.committee, sections=[section("all", "All", measures=told)])
        PackItemFactory(pack=scene.pack, report=report)
        assert pages_about(items_of(scene.pack)) == 4


class TestStatements:
    """The number of statements does not grow with what the page shows."""

    def test_of_the_list_of_committees(self, scene, statements):
        few = statements(lambda: committee_rows(today=TODAY, at=AT))
        for _ in range(5):
            RemitFactory(committee=MeetingActionFactory(meeting=MeetingFactory()).meeting.committee)
        assert statements(lambda: committee_rows(today=TODAY, at=AT)) == few

    def test_of_a_committee(self, scene, statements):
        released_report(scene.committee)
        past = MeetingFactory(committee=scene.committee, held_at=datetime(2026, 9, 3, tzinfo=UTC))
        MeetingActionFactory(meeting=past)
        few = statements(lambda: page_of(scene))
        for n in range(4):
            unit, *_ = measured_service(f"Service of {n}")
            RemitFactory(committee=scene.committee, service=unit)
            earlier = MeetingFactory(committee=scene.committee, held_at=datetime(2026, 5, 1 + n, tzinfo=UTC))
            PackFactory(meeting=earlier)
            MeetingActionFactory(meeting=earlier)
            released_report(scene.committee, edition=n + 2)
        assert statements(lambda: page_of(scene)) == few

    def test_of_the_builder(self, scene, statements):
        report = released_report(scene.committee)

        def fill(number):
            PackItemFactory(pack=scene.pack, report=released_report(scene.committee, edition=number + 2))
            PackItemFactory(
                pack=scene.pack, report=report, section="well", heading=f"{number}", is_removed=bool(number)
            )
            PackItemFactory(pack=scene.pack, indicator=IndicatorFactory(service=scene.service))
            PackItemFactory(pack=scene.pack, exempt=True)
            PackQuestionFactory(pack=scene.pack, to=report.committee.posts.first())
            PackQuestionFactory(pack=scene.pack, is_removed=True)
            MeetingActionFactory(
                meeting__committee=scene.committee, meeting__held_at=datetime(2026, 8, 1 + number, tzinfo=UTC)
            )

        fill(0)
        few = statements(lambda: builder_page(scene.pack, at=AT, words="", opened=report.pk))
        for number in range(1, 6):
            fill(number)
        assert statements(lambda: builder_page(scene.pack, at=AT, words="", opened=report.pk)) == few

    def test_of_a_pack_s_document(self, scene, statements):
        def fill(number):
            PackItemFactory(pack=scene.pack, report=released_report(scene.committee, edition=number + 1))
            PackItemFactory(pack=scene.pack, indicator=IndicatorFactory(service=scene.service))
            PackItemFactory(pack=scene.pack, exempt=True)
            PackQuestionFactory(pack=scene.pack, to=scene.measures[0].owner)

        fill(0)
        few = statements(lambda: build(read_full(scene.pack, Figures(scene.pack, AT))))
        for number in range(1, 6):
            fill(number)
        assert statements(lambda: build(read_full(scene.pack, Figures(scene.pack, AT)))) == few
