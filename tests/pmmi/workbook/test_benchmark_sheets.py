"""Benchmarks by workbook: councils, the groups that they are compared in, and by what."""

from datetime import date

import pytest

from accounts.actors import Actor
from accounts.models import Event
from benchmarks.models import ComparedMeasure, Council, Group, KeptSummary, Lesson
from indicators.models import ImportState
from tests.factories import IndicatorFactory, UserFactory
from tests.factories.benchmarks import ComparedMeasureFactory, CouncilFactory, published
from tests.pmmi.workbook.books import AT, applied, kept, planned, problems, row_counts, taken_back, taken_otherwise

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]

OURS = {"Name": "Exampleshire", "Official code": "E1", "Type": "Unitary", "Region": "North", "Ours": "Yes"}
NORTHMERE = {**OURS, "Name": "Northmere", "Official code": "E2", "Ours": ""}
WESTFELL = {**NORTHMERE, "Name": "Westfell", "Official code": "", "Type": "", "Region": ""}
NEAR = {"Kind": "Nearest neighbours", "Name": "Near us", "Neighbours of": "Exampleshire", "Councils": "Northmere"}
MEASURE = {"Code": "ENV06", "Title": "Recycling", "Our measure": "WR03", "Good is": "High", "Unit": "%", "Times": "100"}
LESSON = {"Compared measure": "ENV06", "Asked on": "1 July 2026", "Council asked": "Northmere",
          "What was asked": "How they do it", "What changed here": ""}  # fmt: skip
WHOLE = {
    "Councils": [OURS, NORTHMERE, WESTFELL],
    "Comparator groups": [NEAR, {**NEAR, "Kind": "Group of our own", "Name": "Coast", "Neighbours of": ""}],
    "Compared measures": [MEASURE],
    "Comparisons": [LESSON, {**LESSON, "What was asked": "What it costs", "Council asked": ""}],
}


def members(name: str) -> list[str]:
    return list(Group.objects.get(name=name).members.order_by("name").values_list("name", flat=True))


def test_all_of_it_comes_in_at_once_and_is_taken_back(by: Actor) -> None:
    measure = IndicatorFactory(ref="WR03")
    before = row_counts()
    batch = applied(by, WHOLE)
    assert batch.state == ImportState.APPLIED, batch.reason
    assert members("All councils") == ["Exampleshire", "Northmere", "Westfell"]
    assert members("Unitary") == members("North") == members("Near us") == ["Exampleshire", "Northmere"]
    assert members("Coast") == ["Northmere"]
    assert Council.objects.get(is_own=True).name == "Exampleshire"
    found = ComparedMeasure.objects.get()
    assert (found.indicator, found.polarity, found.scale, found.decimals) == (measure, "high", 100, 1)
    told, no_council = Lesson.objects.order_by("pk")
    assert (told.measure, told.council.name, told.asked_on) == (found, "Northmere", date(2026, 7, 1))
    assert (told.asked, told.changed, told.recorded_at, told.recorded_by) == ("How they do it", "", AT, None)
    assert (no_council.council, no_council.asked) == (None, "What it costs")
    again = planned({**WHOLE, "Comparator groups": [{**NEAR, "Councils": "Northmere; Exampleshire"}]}).counts
    assert (again["new"], again["changed"], again["refused"]) == (0, 0, 0)
    assert taken_back(by, batch).state == ImportState.UNDONE
    assert row_counts() == before


def test_a_new_group_has_its_median_and_goes_with_it(by: Actor) -> None:
    kept(by, {"Councils": [OURS]})
    measure = ComparedMeasureFactory()
    figures = {CouncilFactory(name=name, region="North"): value for name, value in (("A", "10"), ("B", "30"))}
    published(measure, figures)
    before = row_counts()
    batch = applied(by, {"Comparator groups": [{**NEAR, "Councils": "A; B"}]})
    assert batch.state == ImportState.APPLIED, batch.reason
    assert KeptSummary.objects.get(group__name="Near us").median == 20
    assert taken_back(by, batch).state == ImportState.UNDONE, batch.reason
    assert row_counts() == before


def test_a_council_joins_groups_that_are_there(by: Actor) -> None:
    kept(by, {"Councils": [OURS]})
    kept(by, {"Councils": [NORTHMERE]})
    assert members("North") == ["Exampleshire", "Northmere"]
    assert Group.objects.filter(name="North").count() == 1


def test_what_is_stored_is_changed_where_no_rank_follows_from_it(by: Actor) -> None:
    IndicatorFactory(ref="WR03")
    kept(by, WHOLE)
    kept(by, {"Compared measures": [{**MEASURE, "Our measure": "", "Title": "Waste recycled"}],
              "Councils": [{**NORTHMERE, "Official code": "E9"}]})  # fmt: skip
    found = ComparedMeasure.objects.get()
    assert (found.indicator, found.title, Council.objects.get(name="Northmere").code) == (None, "Waste recycled", "E9")
    refused = problems({
        "Councils": [{**NORTHMERE, "Region": "South"}, {**WESTFELL, "Ours": "Yes"}],
        "Comparator groups": [{**NEAR, "Councils": "Westfell"}],
        "Compared measures": [{**MEASURE, "Good is": "Low"}],
    })  # fmt: skip
    assert [each.partition(" is ")[0] for each in refused] == [
        "Councils, cell D2 (Region)", "Councils, cell E3 (Ours)", "Comparator groups, cell D2 (Councils)",
        "Compared measures, cell D2 (Good is)",
    ]  # fmt: skip


def test_what_no_screen_takes_is_refused_with_its_cell(by: Actor) -> None:
    IndicatorFactory(ref="WR03")
    group, measure = "Comparator groups", "Compared measures"
    bad = {
        "one code": ({"Councils": [OURS, {**NORTHMERE, "Official code": "e1"}]}, "Councils, cell B2 (Official code)"),
        "two are ours": ({"Councils": [OURS, {**NORTHMERE, "Ours": "Yes"}]}, "Councils, cell E3 (Ours) is Yes, and E"),
        "a council twice": ({"Councils": [OURS, {**OURS, "Name": "exampleshire"}]}, "Councils, cell A3 (Name) is the"),
        "an unknown council": ({**WHOLE, group: [{**NEAR, "Councils": "Eastlow"}]}, f"{group}, cell D2 (Councils)"),
        "a group that follows": ({**WHOLE, group: [{**NEAR, "Kind": "All councils"}]}, f"{group}, cell A2 (Kind)"),
        "nobody’s neighbours": ({**WHOLE, group: [{**NEAR, "Neighbours of": ""}]}, f"{group}, cell C2 (Neighbours of)"),
        "a family of one": ({**WHOLE, group: [{**NEAR, "Kind": "Family group"}]}, f"{group}, cell C2 (Neighbours of)"),
        "nobody in it": ({group: [{"Kind": "Group of our own", "Name": "Coast"}]}, f"{group}, row 2 (Councils) is"),
        "no ends": ({measure: [{**MEASURE, "Good is": "Within a range"}]}, f"{measure}, row 2 (Range to)"),
        "a range": ({measure: [{**MEASURE, "Range from": "1"}]}, f"{measure}, cell G2 (Range from) is filled in"),
        "nothing times": ({measure: [{**MEASURE, "Times": "0"}]}, f"{measure}, cell F2 (Times) is not more than 0"),
        "an unknown measure": ({"Comparisons": [LESSON]}, "Comparisons, cell A2 (Compared measure) says “ENV06”"),
        "another unknown council": (
            {**WHOLE, "Comparisons": [{**LESSON, "Council asked": "Eastlow"}]}, "Comparisons, cell C2 (Council asked) s"
        ),
        "ourselves": ({**WHOLE, "Comparisons": [{**LESSON, "Council asked": "Exampleshire"}]},
                      "Comparisons, cell C2 (Council asked) is our own. Name the one that was asked"),
        "a day to come": ({**WHOLE, "Comparisons": [{**LESSON, "Asked on": "1 December 2026"}]},
                          "Comparisons, cell B2 (Asked on) is still to come."),
        "nothing asked": ({**WHOLE, "Comparisons": [{**LESSON, "What was asked": ""}]},
                          "Comparisons, cell D2 (What was asked) is blank."),
        "a long story": ({**WHOLE, "Comparisons": [{**LESSON, "What changed here": "x" * 4001}]},
                         "Comparisons, cell E2 (What changed here) has 4,001 characters. Write at most 4,000."),
        "decimals": ({measure: [{**MEASURE, "Decimals": "7"}]}, f"{measure}, cell G2 (Decimals) is not from 0 to 6"),
    }  # fmt: skip
    assert taken_otherwise(bad) == {}
    assert not Council.objects.exists()


def test_what_a_comparison_led_to_is_said_later(by: Actor) -> None:
    IndicatorFactory(ref="WR03")
    twice = [{**LESSON, "Recorded by": by.user.email}, {**LESSON, "What was asked": "Once more"}]
    kept(by, {**WHOLE, "Comparisons": twice})
    batch = applied(by, {"Comparisons": [{**twice[0], "What changed here": "Two rounds are one"}, twice[1]]})
    assert batch.state == ImportState.APPLIED, batch.reason
    assert list(Lesson.objects.order_by("pk").values_list("asked", "changed", "recorded_by", "version")) == [
        ("How they do it", "Two rounds are one", by.user.pk, 2), ("Once more", "", None, 1)
    ]  # fmt: skip
    (event,) = Event.objects.filter(thing_type="benchmarks.lesson", action="changed")
    assert (event.page_type, event.changes) == ("benchmarks.comparedmeasure", {"changed": [None, "Two rounds are one"]})
    assert taken_back(by, batch).state == ImportState.UNDONE
    assert not Lesson.objects.exclude(changed="").exists()
    other = UserFactory()
    (refused,) = problems({"Comparisons": [{**twice[0], "Recorded by": other.email}]})
    assert refused.startswith("Comparisons, cell F2 (Recorded by) is ")
