"""What an import would do to what is stored, before anything is written (C17)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.imports.figures.directory import candidates, clean_ref
from indicators.imports.figures.plan import plan_import, plan_table
from indicators.imports.preview import Outcome
from indicators.imports.workbook import Table
from indicators.models import Indicator, Observation
from plans.periods import parse_label
from tests.factories import AnnualTargetFactory, IndicatorFactory, ObservationFactory, UnitFactory, period_target
from tests.indicators.imports.import_files import TODAY, csv_file, planned, problems

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_are_read_here")]
Q1 = parse_label("2026/27 Q1")


def outcomes(plan):
    return [row.outcome for row in plan.rows]


def test_a_measure_that_is_not_there_yet_is_new_with_its_figure_and_target(council):
    plan = planned({})
    (row,) = plan.rows
    assert (row.line, row.ref, row.period, row.outcome) == (2, "CS01", "2026/27 Q1", Outcome.NEW)
    assert (row.before, row.after, row.target_before, row.target_after) == ("", "78.5%", "", "80.0%")
    (measure,) = plan.measures
    assert (measure.kind, measure.polarity, measure.frequency, measure.service) == (
        "percentage", "high", "Q", "Customer Services",
    )  # fmt: skip
    assert plan.counts == {"new": 1, "changed": 0, "unchanged": 0, "refused": 0}
    assert plan.makes[0] == "Makes the service “Customer Services” and the post “Head of Customer Services”."


@pytest.mark.parametrize(
    ("targets", "is_data_only"),
    [(("80", ""), False), (("", "80"), False), (("Top quartile", ""), False), (("", ""), True)],
)
def test_a_new_measure_with_a_target_is_never_without_one_by_design(council, targets, is_data_only):
    rows = [{"polarity": "", "period": f"2026/27 Q{n}", "target": text} for n, text in enumerate(targets, 1)]
    (measure,) = planned(*rows).measures
    assert (measure.polarity, measure.is_data_only) == ("none", is_data_only)


def test_a_stored_figure_is_unchanged_changed_or_new(calls):
    ObservationFactory(indicator=calls, period=Q1, value=Decimal("78.5"))
    period_target(calls, Q1, 80)
    assert outcomes(planned({})) == [Outcome.UNCHANGED]
    (row,) = planned({"actual": "79"}).rows
    assert (row.outcome, row.before, row.after) == (Outcome.CHANGED, "78.5%", "79.0%")
    (row,) = planned({"target": "85"}).rows
    assert (row.outcome, row.target_before, row.target_after) == (Outcome.CHANGED, "80.0%", "85.0%")
    assert outcomes(planned({"period": "2026/27 Q2"})) == [Outcome.NEW]


def test_a_changed_figure_beside_a_new_target_counts_as_changed(calls):
    ObservationFactory(indicator=calls, period=Q1, value=Decimal("70"))
    assert outcomes(planned({})) == [Outcome.CHANGED]


def test_a_blank_cell_erases_nothing(calls):
    ObservationFactory(indicator=calls, period=Q1, value=Decimal("78.5"))
    period_target(calls, Q1, 80)
    plan = planned({"actual": "", "target": ""})
    assert outcomes(plan) == [Outcome.UNCHANGED]
    assert plan.changes.is_empty


def test_the_measures_own_kind_decides_how_its_cells_are_read(calls):
    Indicator.objects.filter(pk=calls.pk).update(kind="number", unit="days")
    assert "is in %, and CS01 is in days" in problems({"actual": "12.5%", "unit": ""})[0]
    assert problems({"unit": "%"})[0] == "unit: “%”, and CS01 is in days. Correct one."


@pytest.mark.parametrize("state", ["draft", "submitted", "sent_back"])
def test_what_an_officer_is_working_on_is_not_overwritten(calls, state):
    ObservationFactory(indicator=calls, period=Q1, state=state, value=Decimal(70))
    (problem,) = problems({})
    assert problem.startswith("actual: an officer's figure for this period stands at “")


def test_a_revision_in_hand_is_not_overtaken(calls):
    ObservationFactory(indicator=calls, period=Q1, value=Decimal(70))
    ObservationFactory(
        indicator=calls, period=Q1, revision=2, is_current=False, state="submitted", revision_reason="Late data"
    )
    assert "a revision of this figure is in hand" in problems({})[0]


def test_an_expected_figure_is_filled(calls):
    ObservationFactory(indicator=calls, period=Q1, state="due", value=None)
    plan = planned({})
    assert outcomes(plan) == [Outcome.NEW]
    assert (plan.figures[0].replaces.state, plan.figures[0].revision) == ("due", 0)


# Which measure


def test_a_row_without_a_reference_is_found_by_its_name(calls):
    found = planned({"indicator_ref": "", "indicator": "calls  answered in 15 SECONDS"})
    assert [row.ref for row in found.rows] == ["CS01"]
    assert not found.measures


def test_a_name_that_two_measures_have_asks_for_the_reference(calls):
    IndicatorFactory(ref="CS02", name=calls.name, service=calls.service)
    assert "CS01, CS02 have this name" in problems({"indicator_ref": ""})[0]


def test_a_retired_measure_gives_way_to_the_one_in_use(calls):
    Indicator.objects.filter(pk=calls.pk).update(ends_on=date(2020, 3, 31))
    IndicatorFactory(ref="CS02", name=calls.name, service=calls.service)
    assert [row.ref for row in planned({"indicator_ref": ""}).rows] == ["CS02"]


def test_a_measure_of_a_partner_outside_the_council_is_found(council):
    IndicatorFactory(ref="CS01", name="Calls", service=UnitFactory(name="Partner", kind="partner"))
    assert not planned({}).measures


def test_new_measures_without_references_get_one_and_keep_it(council):
    rows = [{"indicator_ref": "", "indicator": name} for name in ("First", "Second")]
    assert [row.ref for row in planned(*rows).rows] == ["EXAM001", "EXAM002"]
    IndicatorFactory(ref="EXAM001", name="First", service=UnitFactory(parent=council))
    assert [row.ref for row in planned(*rows).rows] == ["EXAM001", "EXAM002"]


def test_rows_with_and_without_the_reference_are_about_one_measure(council):
    plan = planned({}, {"indicator_ref": "", "period": "2026/27 Q2"})
    assert [row.ref for row in plan.rows] == ["CS01", "CS01"]
    assert len(plan.measures) == 1


def test_a_row_without_the_reference_belongs_to_it_wherever_it_stands(council):
    named = {"indicator_ref": "", "indicator": "calls answered, in 15 seconds", "period": "2026/27 Q2"}
    for rows in ([{}, named], [named, {}], [named, {"period": "2026/27 Q3"}, {}]):
        plan = planned(*rows)
        assert {row.ref for row in plan.rows} == {"CS01"}
        assert [measure.ref for measure in plan.measures] == ["CS01"]


def test_a_row_without_a_reference_that_two_new_measures_could_own_is_refused(council):
    rows = [{"indicator_ref": "", "period": "2026/27 Q2"}, {}, {"indicator_ref": "CS02"}]
    for order in (rows, rows[::-1]):
        plan = planned(*order)
        assert sorted(measure.ref for measure in plan.measures) == ["CS01", "CS02"]
        (refused,) = [row for row in plan.rows if row.problems]
        assert refused.period == "2026/27 Q2"
        assert "have this name. Fill in the reference of the one that is meant." in refused.problems[0]
        assert "CS01" in refused.problems[0]
        assert "CS02" in refused.problems[0]


@pytest.mark.parametrize(
    "other",
    ["Calls < 15 seconds", "Calls > 15 seconds", "Calls 1.5 seconds", "Calls in 1,5 seconds", "Calls (£)", "Calls (%)"],
)
def test_signs_that_tell_measures_apart_make_another_name(council, other):
    plan = planned({"indicator": "Calls 15 seconds"}, {"indicator_ref": "", "indicator": other})
    assert len(plan.measures) == 2


def test_a_name_with_other_punctuation_is_still_the_stored_measure(council):
    rows = [{"indicator_ref": ""}, {"indicator_ref": "", "indicator": "Calls, answered in 15 seconds"}]
    assert len({row.ref for row in planned(*rows).rows}) == 1
    IndicatorFactory(ref="EXAM001", name="Calls answered in 15 seconds", service=UnitFactory(parent=council))
    assert not planned(*rows).measures


def test_the_very_name_counts_before_one_of_other_punctuation(calls):
    IndicatorFactory(ref="CS02", name="Calls answered: in 15 seconds", service=calls.service)
    assert [row.ref for row in planned({"indicator_ref": ""}).rows] == ["CS01"]
    for ref, name in (("CS03", "Calls"), ("CS04", "Calls.")):
        IndicatorFactory(ref=ref, name=name, service=calls.service)
    assert [row.ref for row in planned({"indicator_ref": "", "indicator": "calls"}).rows] == ["CS03"]
    other = {"indicator_ref": "", "indicator": "Calls answered - in 15 seconds"}
    assert "CS01, CS02 have this name" in problems(other)[0]


def test_a_stored_and_a_new_measure_of_one_name_ask_for_the_reference(calls):
    for rows in (
        [{"indicator_ref": "CS02"}, {"indicator_ref": ""}],
        [{"indicator_ref": ""}, {"indicator_ref": "CS02"}],
    ):
        assert [words.partition(".")[0] for words in problems(*rows)] == ["indicator_ref: CS01, CS02 have this name"]


def test_two_councils_may_have_the_same_references(calls):
    other = planned({"council": "Othershire"})
    assert [row.ref for row in other.rows] == ["OTHE-CS01"]
    own = planned({"council": "EXAMPLESHIRE "})
    assert [row.ref for row in own.rows] == ["CS01"]


def test_with_two_councils_an_empty_council_is_asked_for_only_where_it_matters(calls):
    UnitFactory(name="Othershire", kind="council")
    assert not problems({})
    assert "Say in the column council whose measure it is" in problems({"indicator_ref": "CS99"})[0]
    other = UnitFactory(name="Other service", parent=UnitFactory(name="Thirdshire", kind="council"))
    IndicatorFactory(ref="THIR-CS01", name="Calls", service=other)
    assert "2 councils have this measure" in problems({})[0]


@pytest.mark.parametrize(
    ("ref", "clean"),
    [("NI 117/a", "NI 117-a"), ("  A\n1 ", "A 1"), ("../x", "x"), ("///", ""), ("<b>", "b"), ("Ä1", "1")],
)
def test_a_reference_can_always_stand_in_an_address(ref, clean):
    assert clean_ref(ref) == clean


def test_a_reference_that_is_too_long_is_shortened_the_same_way_every_time(council):
    long = "Corporate-indicator-number-17"
    (row,) = planned({"indicator_ref": long}).rows
    assert len(row.ref) == 20
    assert row.ref == candidates(long, "exampleshire")[0]
    IndicatorFactory(ref=row.ref, name="Calls", service=UnitFactory(parent=council))
    assert not planned({"indicator_ref": long}).measures


def test_a_name_that_is_too_long_stands_whole_in_the_definition(council):
    name = "Percentage of residents who " + "very " * 60 + "agree"
    (measure,) = planned({"indicator": name}).measures
    assert len(measure.name) == 250
    assert measure.name.endswith("…")
    assert measure.definition == name


# Rows that repeat or contradict


def test_a_measures_period_may_stand_in_one_row_only(council):
    assert problems({}, {"indicator_ref": "cs01"}, {"indicator_ref": ""}) == [
        "period: line 2 gives the same measure and period already. Keep one.",
        "period: line 2 gives the same measure and period already. Keep one.",
    ]


def test_rows_of_a_new_reference_with_different_names_are_refused_with_both(council):
    plan = planned(
        {"indicator_ref": "1", "indicator": "Missed bins"},
        {"indicator_ref": "CS02", "indicator": "Calls answered"},
        {"indicator_ref": "1", "indicator": "Potholes filled", "period": "2026/27 Q2"},
        {"indicator_ref": "", "indicator": "Potholes filled", "period": "2026/27 Q3"},
    )
    assert outcomes(plan) == [Outcome.REFUSED, Outcome.NEW, Outcome.REFUSED, Outcome.REFUSED]
    said = (
        "indicator: 1 is “Missed bins” in line 2 and “Potholes filled” in line 4. "
        "Give each measure a reference of its own, or one name to all its rows."
    )
    assert [row.problems for row in plan.rows] == [(said,), (), (said,), (said,)]
    assert [measure.ref for measure in plan.measures] == ["CS02"]


def test_references_that_can_only_be_stored_alike_are_told_apart_by_their_names(council):
    rows = (
        {"indicator_ref": "NI 1/a", "indicator": "Missed bins"},
        {"indicator_ref": "NI 1-a", "indicator": "Potholes"},
    )
    assert ["NI 1/a is “Missed bins” in line 2" in problem for problem in problems(*rows)] == [True, True]


def test_names_of_a_new_reference_are_one_whatever_their_capitals_spaces_and_punctuation(council):
    plan = planned(
        {"indicator": "Children's services: calls (%)"},
        {"indicator": "childrens services  calls, %", "period": "2026/27 Q2"},
    )
    assert outcomes(plan) == [Outcome.NEW, Outcome.NEW]
    assert [measure.name for measure in plan.measures] == ["Children's services: calls (%)"]
    assert problems({"indicator": "Calls (£)"}, {"indicator": "Calls (%)", "period": "2026/27 Q2"})


def test_a_stored_measure_is_found_by_its_reference_whatever_the_name(calls):
    assert not problems({"indicator": "Calls"}, {"indicator": "Answered calls", "period": "2026/27 Q2"})


def test_another_frequency_of_the_same_measure_is_refused(calls):
    assert "is a year where a quarter is expected" in problems({"period": "2026/27"})[0]


def test_problems_of_cells_come_first_and_those_beyond_the_list_are_counted(council):
    plan = plan_import(csv_file({"actual": "#DIV/0!"}, {"period": "2026/27 Q2"}), "q1.csv", today=TODAY)
    assert outcomes(plan) == [Outcome.REFUSED, Outcome.NEW]
    (problem,) = plan.rows[0].problems
    assert problem.startswith("actual (cell I2): ")
    table = Table(("indicator", "period", "actual"), [], [], 12, (), None, 1)
    (row,) = plan_table(table, "q1.csv", today=TODAY).rows
    assert row.problems == ("There are 12 more cells that cannot be read. Correct these first.",)


def test_attack_strings_are_only_ever_words(council):
    evil = "<script>alert(1)</script>'\"; DROP TABLE x;--"
    plan = planned({"indicator": evil, "theme": evil, "target": evil})
    assert plan.measures[0].name == evil
    assert plan.targets[0].text == evil


# Targets of what has none by design


def test_a_target_for_a_data_only_measure_is_told_not_to_be_used(calls):
    assert not planned({}).notes
    Indicator.objects.filter(pk=calls.pk).update(is_data_only=True)
    said = "Data only by the definition sheet, so these targets are kept and not used until it says otherwise: CS01."
    assert planned({}, {"period": "2026/27 Q2"}).notes == [said]
    assert not planned({"target": ""}).notes


# Targets in words


def test_words_that_are_stored_already_are_unchanged_and_others_changed(calls):
    ObservationFactory(indicator=calls, period=Q1, value=Decimal("78.5"))
    AnnualTargetFactory(indicator=calls, year=Q1.year, value=None, text="Top quartile")
    period_target(calls, Q1, None)
    assert outcomes(planned({"target": "Top quartile"})) == [Outcome.UNCHANGED]
    (row,) = planned({"target": "Best in the county"}).rows
    assert (row.outcome, row.target_before, row.target_after) == (
        Outcome.CHANGED, "Top quartile", "Best in the county",
    )  # fmt: skip


# The preview as a whole


def test_the_digest_tells_when_what_is_stored_moved_in_between(calls):
    figure = ObservationFactory(indicator=calls, period=Q1, value=Decimal(70))
    target = period_target(calls, Q1, 75)
    digests = [planned({}).digest, planned({}).digest]
    Observation.objects.filter(pk=figure.pk).update(version=2)
    digests.append(planned({}).digest)
    target.value = Decimal(76)
    target.save()
    digests.append(planned({}).digest)
    assert digests[0] == digests[1]
    assert len(set(digests)) == 3


def test_planning_reads_the_database_in_a_fixed_number_of_statements(council):
    def statements(count):
        rows = [
            {"indicator_ref": f"X{n}", "indicator": f"Measure {n}", "theme": f"S{n}", "period": f"{2000 + n % 20} Q1"}
            for n in range(count)
        ]
        with CaptureQueriesContext(
            connection,
        ) as captured:
            planned(*rows)
        return len(captured)

    assert statements(3) == statements(60) == 10
