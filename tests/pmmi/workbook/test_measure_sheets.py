"""Measures by workbook: their definition sheets, sets, rules and targets made, corrected, refused, taken back."""

import io
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.actors import Actor
from accounts.models import Event
from accounts.roles import Role
from indicators.changes.targets import TargetValues, set_target
from indicators.models import (
    AnnualTarget,
    Contribution,
    ImportState,
    Indicator,
    IndicatorSet,
    PeriodTarget,
    RatingRule,
    Scheme,
    SeriesBreak,
)
from plans.models import Tag, TagGroup
from plans.periods import parse_label
from pmmi.workbook.filling import workbook_zip
from pmmi.workbook.sheets import SHEETS
from tests.factories import (
    AnnualTargetFactory,
    IndicatorFactory,
    LevelFactory,
    ObjectiveFactory,
    ObservationFactory,
    PlanFactory,
    PostFactory,
    RatingRuleFactory,
    ReturnFactory,
    UnitFactory,
    sign_in,
)
from tests.factories.indicators import period_target
from tests.pmmi.workbook.books import AT, applied, planned, problems, row_counts, taken_back

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
MEASURE = {
    "Reference": "HS07", "Name": "Homes let within 25 days", "Type": "Percentage", "Good is": "High",
    "Frequency": "Quarterly", "Counting": "Rate, percentage or average over the period", "Service": "Housing",
    "Owner": "Head of Housing", "Data provider": "Head of Housing", "Approver": "Head of Housing",
}  # fmt: skip
SCHEME = {
    "Name": "Words", "Green: word": "On target", "Green: shape": "Tick ✓", "Green: colour": "Green",
    "Amber: word": "Near", "Amber: shape": "Circle ●", "Amber: colour": "Amber", "Amber: meaning": "Short of it",
    "Red: word": "Off target", "Red: shape": "Triangle ▲", "Red: colour": "Red",
}  # fmt: skip
RULE = {
    "From": "1 April 2026",
    "Basis": "Per cent of target",
    "Green up to": "0",
    "Amber up to": "10",
    "Words": "Words",
}
NOTHING = {"new": 0, "changed": 0, "refused": 0}


@pytest.fixture
def by() -> Actor:
    actor = sign_in(Role.ADMINISTRATOR, UnitFactory(name="Exampleshire", kind="council"))[1]
    PostFactory(title="Head of Housing", unit=UnitFactory(name="Housing", kind="department"))
    return actor


def out() -> bytes:
    """The workbook as it is stored."""
    return workbook_zip(SHEETS, is_filled=True)


def sheet_of(title: str) -> str:
    """One sheet of it, as CSV."""
    return zipfile.ZipFile(io.BytesIO(out())).read(f"{title}.csv").decode()


def only_unchanged() -> bool:
    counts = planned(out()).counts
    return {name: counts[name] for name in NOTHING} == NOTHING and counts["unchanged"] > 0


def measures(**more: str) -> dict[str, Any]:
    return {"Measures": [{**MEASURE, **{name.replace("_", " "): value for name, value in more.items()}}]}


def test_a_measure_is_made_as_on_screen_with_its_sets_and_tags(by: Actor) -> None:
    Tag.objects.create(name="Poverty", group=TagGroup.objects.create(name="Equality"))
    made = {
        "Sets": [{"Name": "Key", "Description": "The few"}, {"Name": "National", "Description": ""}],
        **measures(Sets="National; Key", Tags="Poverty", Grades="  Poor \n\nVery   good", Collected_until="31/03/2028"),
    }
    batch = applied(by, made)
    assert batch.state == ImportState.APPLIED, batch.reason
    measure = Indicator.objects.get()
    assert (measure.ref, measure.kind, measure.polarity, measure.frequency) == ("HS07", "percentage", "high", "Q")
    assert (measure.year_basis, measure.decimals, measure.tells, measure.lag) == ("F", 1, "output", 0)
    assert (measure.grades, measure.ends_on) == ("Poor\nVery good", date(2028, 3, 31))
    assert measure.expected_from == date(2026, 4, 1)  # the year of the quarter that ended last, as none was opened
    assert [str(each) for each in measure.sets.order_by("name")] == ["Key", "National"]
    assert [str(each) for each in measure.tags.all()] == ["Poverty"]
    assert str(measure.owner) == "Head of Housing"
    assert Event.objects.get(thing_type="indicators.indicator").changes["sets"] == [None, "Key; National"]
    assert planned(made).counts == {"new": 0, "changed": 0, "unchanged": 3, "refused": 0}
    assert only_unchanged()


def test_after_a_quarter_was_opened_a_measure_is_expected_from_the_next_period_on(by: Actor) -> None:
    ReturnFactory()
    applied(by, measures())
    assert Indicator.objects.get(ref="HS07").expected_from == date(2026, 10, 15)


def test_a_definition_is_corrected_by_file_and_taken_back(by: Actor) -> None:
    applied(by, {"Sets": [{"Name": "Key"}], **measures(Sets="Key")})
    before, stored = row_counts(), Indicator.objects.values().get()
    batch = applied(by, measures(Good_is="Low", Definition="Let to whoever needs it", Sets=""))
    measure = Indicator.objects.get()
    assert (measure.polarity, measure.definition, measure.version) == ("low", "Let to whoever needs it", 2)
    assert not measure.sets.exists()
    event = Event.objects.get(thing_type="indicators.indicator", action="changed")
    assert event.changes["polarity"] == ["High", "Low"]
    taken_back(by, batch)
    assert row_counts() == before
    assert {**Indicator.objects.values().get(), "version": 1} == stored


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [
        ("Service", "Planning committee", "Planning committee oversees others and has no measures of its own"),
        ("Entered in parts", "Yes", "Enter what the numerator counts"),
        ("Good is", "", "Say which way is good"),
        ("Type", "Grade", "Enter at least two grades"),
        ("Decimals", "7", "is too many. Write 6 or fewer"),
        ("Reference", "HS/07", "Use letters, digits"),
        ("Collected from", "1 April 2029", "This measure was collected until 31 March 2028"),
        ("What takes its place", "HS07", "would make the measure follow itself"),
        ("What takes its place", "HS99", "there is no measure of that name"),
        ("Owner", "Nobody", "there is no post of that name"),
        ("Type", "Sort", "is none of the words for it"),
    ],
)
def test_a_sheet_that_does_not_fit_is_refused(by: Actor, cell: str, value: str, said: str) -> None:
    UnitFactory(name="Planning committee", kind="committee")
    before = row_counts()
    found = problems({"Measures": [{**MEASURE, "Collected until": "31 March 2028", cell: value}]})
    assert any(said in problem and problem.startswith("Measures, ") for problem in found), found
    assert row_counts() == before


def test_successors_that_lead_back_are_refused(by: Actor) -> None:
    ends = {"Collected until": "31 March 2026"}
    rows = [
        {**MEASURE, **ends, "Reference": "A1", "What takes its place": "A2"},
        {**MEASURE, **ends, "Reference": "A2", "What takes its place": "A1"},
    ]
    assert [problem.count("would make the measure follow itself") for problem in problems({"Measures": rows})] == [1, 1]


def test_a_measure_in_use_has_no_successor(by: Actor) -> None:
    rows = [MEASURE, {**MEASURE, "Reference": "A2", "What takes its place": "HS07"}]
    (problem,) = problems({"Measures": rows})
    assert "is given for a measure in use" in problem


def test_what_figures_are_stays_once_there_are_some(by: Actor) -> None:
    applied(by, measures())
    ObservationFactory(indicator=Indicator.objects.get())
    (problem,) = problems(measures(Type="Number"))
    assert "There are figures already, so the type of value cannot change" in problem
    assert problems(measures(Good_is="Low")) == []


def test_a_stored_measure_is_retired_on_its_own_page(by: Actor) -> None:
    applied(by, measures())
    (problem,) = problems(measures(Collected_until="31 March 2027"))
    assert problem.startswith("Measures, cell K2 (Collected until) is “blank” here: ")


def test_what_a_measure_serves_leaves_out_private_plans(by: Actor) -> None:
    measure = IndicatorFactory(ref="HS07")
    private = LevelFactory(name="EDR", is_private=True)
    shown, hidden = ObjectiveFactory(ref="P1"), ObjectiveFactory(ref="X1", plan=PlanFactory(level=private))
    Contribution.objects.create(indicator=measure, objective=hidden, made_on=date(2026, 4, 1))
    sheet = {"Measures’ objectives": [{"Measure": "hs07", "Objective": "P1", "Since": "1 April 2026"}]}
    batch = applied(by, sheet)
    assert batch.state == ImportState.APPLIED, batch.reason
    link = Contribution.objects.get(objective=shown)
    assert (link.indicator, link.made_on) == (measure, date(2026, 4, 1))
    assert sheet_of("Measures’ objectives").endswith("HS07,P1,2026-04-01,Yes\r\n")
    assert "X1" not in sheet_of("Measures’ objectives")
    assert only_unchanged()
    (problem,) = problems({"Measures’ objectives": [{"Measure": "HS07", "Objective": "X1", "Since": "1 April 2026"}]})
    assert "there is no objective of that name" in problem


@pytest.mark.parametrize(
    ("frequency", "basis", "label"),
    [
        ("M", "F", "April 2026"), ("M", "C", "April 2026"), ("M", "A", "September 2026"), ("Q", "F", "2026/27 Q1"),
        ("Q", "C", "2026 Q1"), ("Q", "A", "2026/27 Q1 (academic)"), ("H", "A", "2026/27 H2"), ("Y", "A", "2026/27"),
    ],
)  # fmt: skip
def test_a_break_is_of_the_measures_own_periods(by: Actor, frequency: str, basis: str, label: str) -> None:
    IndicatorFactory(ref="HS07", frequency=frequency, year_basis=basis)
    sheet = {"Breaks": [{"Measure": "HS07", "Period": label, "What changed": "Counted anew"}]}
    applied(by, sheet)
    period = SeriesBreak.objects.get().period
    assert (period.frequency, period.basis) == (frequency, basis)
    assert planned(sheet).counts["unchanged"] == 1
    assert only_unchanged()


def test_a_period_that_the_measure_has_not_is_refused(by: Actor) -> None:
    IndicatorFactory(ref="HS07")
    rows = [
        {"Measure": "HS07", "Period": "2026/27", "What changed": "Anew"},
        {"Measure": "HS07", "Period": "2026 Q1", "What changed": "Anew"},
    ]
    found = problems({"Breaks": rows})
    assert "is a year where a quarter is expected" in found[0]
    assert "where it is to count financial years, from April. Write it like 2026/27 Q2." in found[1]


def test_words_are_a_row_and_a_blank_word_is_no_status(by: Actor) -> None:
    batch = applied(by, {"Status words": [SCHEME]})
    assert batch.state == ImportState.APPLIED, batch.reason
    assert Scheme.objects.get().bands == {
        "green": {"word": "On target", "shape": "tick", "colour": "green"},
        "amber": {"word": "Near", "shape": "circle", "colour": "amber", "meaning": "Short of it"},
        "red": {"word": "Off target", "shape": "triangle", "colour": "red"},
    }
    assert only_unchanged()
    cleared = {name: "" if name.startswith("Amber") else value for name, value in SCHEME.items()}
    changed = applied(by, {"Status words": [cleared]})
    assert set(Scheme.objects.get().bands) == {"green", "red"}
    taken_back(by, changed)
    assert Scheme.objects.get().bands["amber"]["meaning"] == "Short of it"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"Amber: word": ""}, "(Amber: word) is blank. Fill it in, or clear all four cells of the status."),
        ({"Amber: word": "on TARGET"}, "Two statuses have the same word"),
        ({"Green: word": "", "Green: shape": "", "Green: colour": ""}, "at least a word for green"),
        ({"Amber: word": "x" * 31}, "(Amber: word) is too long. Write 30 characters or fewer."),
    ],
)
def test_words_that_do_not_fit_are_refused(by: Actor, more: dict[str, str], said: str) -> None:
    (problem,) = problems({"Status words": [{**SCHEME, **more}]})
    assert said in problem


def test_words_in_which_figures_were_signed_off_stay(by: Actor) -> None:
    applied(by, {"Status words": [SCHEME], "Rules": [RULE]})
    ObservationFactory()
    (problem,) = problems({"Status words": [{**SCHEME, "Amber: word": "Nearly"}]})
    assert problem.startswith("Status words, cell E2 (Amber: word) cannot be kept. Figures were signed off")


def test_rules_govern_a_set_a_measure_a_target_or_the_council(by: Actor) -> None:
    IndicatorFactory(ref="HS07")
    batch = applied(
        by,
        {
            "Sets": [{"Name": "Key"}],
            "Status words": [SCHEME],
            "Annual targets": [{"Measure": "HS07", "Year": "2026/27", "Target": "90"}],
            "Rules": [
                {**RULE, "Amber up to": ""},
                {**RULE, "Set": "Key", "Amber, not red, when": "No worse than the same period last year"},
                {**RULE, "Measure": "HS07", "Basis": "A person's judgement", "Green up to": "", "Amber up to": ""},
                {**RULE, "Target": "HS07 2026/27", "Exceeding beyond": "", "On the green cut": "Not green"},
            ],
        },
    )
    assert batch.state == ImportState.APPLIED, batch.reason
    council, of_set, of_measure, of_target = RatingRule.objects.order_by("pk")
    assert (council.amber_cut, council.measure, council.indicator_set) == (0, None, None)
    assert (str(of_set.indicator_set), of_set.comparison) == ("Key", "no_worse")
    assert (of_measure.indicator.ref, of_measure.basis, of_measure.amber_cut) == ("HS07", "judgement", 0)
    assert (of_target.target.year.label, of_target.green_edge, of_target.amber_cut) == ("2026/27", "worse", 10)
    assert only_unchanged()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"Green up to": "5", "Amber up to": "3"}, "The amber cut point cannot be below the green one."),
        ({"Basis": "A person's judgement", "Green up to": "5", "Amber up to": "3"}, "cannot be below the green one."),
        ({"Green up to": ""}, "(Green up to) is blank"),
        ({"Exceeding beyond": "5"}, "has no word for exceeding"),
        ({"Set": "Key", "Measure": "HS07"}, "(Measure) is filled in beside Set. A rule has one scope"),
        ({"Measure": "HS07", "Basis": "Explicit values beside each target"}, "Explicit values fit only a measure"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(by: Actor, more: dict[str, str], said: str) -> None:
    IndicatorSet.objects.create(name="Key")
    IndicatorFactory(ref="HS07", polarity="range")
    applied(by, {"Status words": [SCHEME]})
    (problem,) = problems({"Rules": [{**RULE, **more}]})
    assert problem.startswith("Rules, cell ")
    assert said in problem


def test_a_rule_twice_for_a_scope_and_day_is_refused(by: Actor) -> None:
    applied(by, {"Status words": [SCHEME]})
    (problem,) = problems({"Rules": [RULE, {**RULE, "Amber up to": "12"}]})
    assert "is the same rule as row 2" in problem


def test_a_rule_that_rated_figures_stays_and_a_new_one_says_why(by: Actor) -> None:
    RatingRuleFactory(starts_on=date(2026, 4, 1), scheme__name="Words")
    ObservationFactory()
    (problem,) = problems({"Rules": [{**RULE, "Amber up to": "12"}]})
    assert "1 signed-off figure is rated by this version, so it stays." in problem
    (unsaid,) = problems({"Rules": [{**RULE, "From": "1 July 2026"}]})
    assert unsaid.startswith("Rules, row 2 (Why this rule) cannot be kept. Enter why.")
    assert problems({"Rules": [{**RULE, "From": "1 July 2026", "Why this rule": "The cabinet decided"}]}) == []


TARGET = {"Measure": "HS07", "Year": "2026/27", "Target": "90"}


@pytest.mark.parametrize(("counting", "profile"), [("rate", "level"), ("flow", "equal")])
def test_a_new_target_is_spread_as_on_screen(by: Actor, counting: str, profile: str) -> None:
    IndicatorFactory(ref="HS07", counting=counting)
    like = IndicatorFactory(ref="HS08", counting=counting)
    values = TargetValues(value=Decimal(90), profile=profile)
    set_target(by=by, at=AT, indicator=like, year=parse_label("2026/27"), version=0, values=values, why="So")
    batch = applied(by, {"Annual targets": [TARGET]})
    assert batch.state == ImportState.APPLIED, batch.reason
    spread = [
        PeriodTarget.objects.filter(indicator__ref=ref)
        .order_by("period")
        .values_list("period", "value", "annual__value")
        for ref in ("HS07", "HS08")
    ]
    assert len(spread[0]) == 4
    assert list(spread[0]) == list(spread[1])
    assert AnnualTarget.objects.get(indicator__ref="HS07").profile == profile
    assert only_unchanged()
    taken_back(by, batch)
    assert not PeriodTarget.objects.filter(indicator__ref="HS07").exists()


def test_the_periods_of_a_new_target_are_as_the_workbook_says(by: Actor) -> None:
    IndicatorFactory(ref="HS07")
    sheet = {
        "Annual targets": [TARGET],
        "Period targets": [
            {"Measure": "HS07", "Period": "2026/27 Q4", "Target": "90", "Green to": "88", "Red beyond": "85"}
        ],
    }  # fmt: skip
    batch = applied(by, sheet)
    assert batch.state == ImportState.APPLIED, batch.reason
    target = PeriodTarget.objects.get()
    assert (target.annual, target.period.label) == (AnnualTarget.objects.get(), "2026/27 Q4")
    assert (target.value, target.green_limit, target.red_limit) == (90, 88, 85)
    assert only_unchanged()


def test_targets_are_changed_by_file(by: Actor) -> None:
    measure = IndicatorFactory(ref="HS07")
    period_target(measure, parse_label("2026/27 Q2"), 88)
    changed = {
        "Annual targets": [{**TARGET, "Target": "92.5", "Why this target": "As others do"}],
        "Period targets": [{"Measure": "HS07", "Period": "2026/27 Q2", "Target": "91"}],
    }
    assert applied(by, changed).state == ImportState.APPLIED
    annual, period = AnnualTarget.objects.get(), PeriodTarget.objects.get()
    assert (annual.value, annual.rationale, annual.version, period.value) == (Decimal("92.5"), "As others do", 2, 91)
    page = Event.objects.get(thing_type="indicators.periodtarget")
    assert (page.changes, page.page_id) == ({"value": ["88", "91"]}, str(measure.pk))


@pytest.mark.parametrize(
    ("sheet", "row", "said"),
    [
        ("Annual targets", {"Lowest good value": "5"}, "Enter both the lowest and the highest good value."),
        ("Annual targets", {"Lowest good value": "5", "Highest good value": "4"}, "cannot be above the highest"),
        ("Annual targets", {"Target": "lots"}, "(Target) is no figure of HS07."),
        ("Annual targets", {"Target": "n/a"}, "(Target) says that there is none."),
        ("Annual targets", {"Year": "2026/27 Q1"}, "is a quarter where a year is expected"),
        ("Period targets", {"Period": "2025/26 Q1"}, "lies in 2025/26, for which there is no target"),
        ("Period targets", {"Red beyond": "95"}, "The red limit is better than the green one."),
    ],
)
def test_a_target_that_does_not_fit_is_refused(by: Actor, sheet: str, row: dict[str, str], said: str) -> None:
    AnnualTargetFactory(indicator=IndicatorFactory(ref="HS07"))
    rows = {"Annual targets": TARGET, "Period targets": {"Measure": "HS07", "Period": "2026/27 Q1", "Target": "90"}}
    (problem,) = problems({sheet: [{**rows[sheet], **row}]})
    assert said in problem


def test_a_profile_that_cannot_be_spread_writes_nothing(by: Actor) -> None:
    IndicatorFactory(ref="HS07")
    before = row_counts()
    batch = applied(by, {"Annual targets": [{**TARGET, "Profile": "Equal shares"}]})
    assert "Annual targets, row 2 (Profile) does not fit." in batch.reason
    assert row_counts() == before


@pytest.mark.parametrize(
    ("kind", "typed", "value", "written"),
    [
        ("yes_no", "Yes", 1, "Yes"),
        ("grade", "Good", 1, "Good"),
        ("date", "17 July 2026", date(2026, 7, 17).toordinal(), "17 July 2026"),
        ("ratio", "20:1", 20, "20:1"),
        ("duration", "1:20:00", 4800, "1:20:00"),
        ("money", "£1.2m", Decimal("1.2"), "1.2"),
        ("percentage", "45.23%", Decimal("45.23"), "45.23"),
    ],
)  # fmt: skip
def test_a_target_is_written_as_a_figure_of_its_measure(
    by: Actor, kind: str, typed: str, value: object, written: str
) -> None:
    IndicatorFactory(ref="HS07", kind=kind, grades="Poor\nGood", unit="£m" if kind == "money" else "", frequency="Y")
    assert applied(by, {"Annual targets": [{**TARGET, "Target": typed}]}).state == ImportState.APPLIED
    assert AnnualTarget.objects.get().value == value
    assert f"HS07,2026/27,{written}," in sheet_of("Annual targets")
    assert only_unchanged()


def test_how_often_it_is_entered_comes_in_and_goes_out(by: Actor) -> None:
    parts = {"Entered in parts": "Yes", "Numerator": "Let in time", "Denominator": "All let"}
    batch = applied(by, {"Measures": [{**MEASURE, **parts, "Entered": "Monthly", "Put together": ""}]})
    assert batch.state == ImportState.APPLIED, batch.reason
    measure = Indicator.objects.get()
    assert (measure.frequency, measure.collected, measure.combining) == ("Q", "M", "parts")
    assert "Monthly" in sheet_of("Measures")
    assert "Numerators added up, over denominators added up" in sheet_of("Measures")
    assert only_unchanged()
    applied(by, {"Measures": [{**MEASURE, **parts, "Entered": "", "Put together": ""}]})
    measure.refresh_from_db()
    assert (measure.collected, measure.combining) == ("", "")


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [
        ("Put together", "All added up", "That would give a wrong figure"),
        ("Entered", "Half-yearly", "does not make up what is reported quarterly"),
    ],
)
def test_what_makes_up_no_longer_period_is_refused(by: Actor, cell: str, value: str, said: str) -> None:
    plan = planned({"Measures": [{**MEASURE, "Entered": "Monthly", cell: value}]})
    assert said in " ".join(problem for row in plan.rows for problem in row.problems)
