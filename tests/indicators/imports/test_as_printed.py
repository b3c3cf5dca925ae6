"""Figures, targets, periods and titles as councils print them: read without a guess, and what is not used is told."""

from decimal import Decimal

import pytest

from indicators.imports.figures.which_way import polarity_in
from indicators.rules.vocabulary import Polarity
from tests.indicators.imports.import_files import planned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("council", "files_are_read_here"), pytest.mark.sweep]


def figure(**row):
    plan = planned(row)
    assert plan.counts["refused"] == 0, plan.rows
    return plan.figures[0]


def target(**row):
    plan = planned(row)
    return plan.targets[0] if plan.targets else None


def said(words, plan):
    return any(words in note for note in plan.notes)


@pytest.mark.parametrize(
    ("text", "value", "standing"),
    [
        ("1 234", 1234, "final"),
        ("around 45", 45, "estimated"),
        ("approx. 45", 45, "estimated"),
        ("45 (est.)", 45, "estimated"),
        ("45 (provisional)", 45, "provisional"),
        ("45*", 45, "final"),
        ("45 ↑", 45, "final"),
        ("45 (cumulative 98)", 45, "final"),
        ("45 (last year: 40)", 45, "final"),
    ],
)
def test_what_stands_around_a_figure_is_its_standing_or_says_nothing(text, value, standing):
    found = figure(unit="number", actual=text, target="50")
    assert (found.value, found.standing) == (Decimal(value), standing)


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ({"unit": "%", "actual": "5,670 (4.2%)", "target": ""}, "4.2"),
        ({"unit": "number", "actual": "5,670 (4.2%)", "target": ""}, "5670"),
        ({"unit": "", "actual": "5,670 (4.2%)", "target": "4%"}, "4.2"),
        ({"unit": "", "actual": "4.2% (5,670)", "target": "6,000"}, "5670"),
        ({"unit": "", "actual": "90% (45 out of 50)", "target": "85%"}, "90"),
        ({"unit": "", "actual": "45/50 (90%)", "target": "85%"}, "90"),
        ({"unit": "", "actual": "5,670 / 4.2%", "target": "", "indicator": "Number of claimants"}, "5670"),
        ({"unit": "", "actual": "5,670 (4.2%)", "target": "", "indicator": "% of people who claim"}, "4.2"),
        ({"unit": "£", "actual": "£1.2m (98%)", "target": ""}, "1200000"),
        ({"unit": "", "actual": "96% (of 302)", "target": "95%"}, "96"),
    ],
)
def test_of_a_number_and_its_share_the_one_in_the_measures_unit_is_taken(row, value):
    plan = planned(row)
    assert [each.value for each in plan.figures] == [Decimal(value)], plan.rows
    assert said(" is taken, as its unit has it", plan)


@pytest.mark.parametrize(
    ("row", "value", "unit"),
    [
        ({"unit": "", "actual": "19 out of 20", "target": "90%"}, "95", ""),
        ({"unit": "", "actual": "3.4/5", "target": "3.5/5"}, "3.4", "out of 5"),
        ({"unit": "", "actual": "8 out of 10", "target": "8"}, "8", "out of 10"),
        ({"unit": "percentage points", "actual": "24.5 ppts", "target": "22 percentage points"}, "24.5", ""),
    ],
)
def test_parts_of_a_whole_scores_and_points(row, value, unit):
    plan = planned(row)
    assert [(each.value, plan.measures[0].unit) for each in plan.figures] == [(Decimal(value), unit)], plan.rows
    assert len(plan.targets) == 1


def test_parts_of_different_wholes_are_refused():
    plan = planned(
        {"unit": "", "actual": "8 of 10", "target": ""},
        {"unit": "", "actual": "9 of 12", "target": "", "period": "2025/26 Q4"},
    )
    assert plan.counts["refused"] == 2


def test_a_way_in_words_of_the_councils_own_is_taken_as_not_said():
    plan = planned({"polarity": "Representative of the borough", "target": "85%"})
    assert (plan.counts["refused"], plan.measures[0].polarity) == (0, "none")
    assert said("“Representative of the borough” is not one of high, low", plan)


@pytest.mark.parametrize(
    ("text", "polarity"),
    [("Increase to 66%", "high"), ("Maintain 9% or above", "high"), ("Reduce to 5%", "low"), ("reduce", "none")],
)
def test_what_a_target_says_is_to_be_done_is_its_limit(text, polarity):
    plan = planned({"polarity": "", "target": text})
    assert plan.measures[0].polarity == polarity
    assert plan.targets[0].value == (None if polarity == "none" else Decimal(text.split("%")[0].split()[-1]))


@pytest.mark.parametrize(("period", "value"), [("2023/24 Q1", "5.4"), ("2024/25 Q4", "6.3"), ("2025/26 Q1", None)])
def test_of_the_targets_of_several_years_that_of_its_own_is_taken(period, value):
    found = target(period=period, target="5.4% (2023-24), 6.3% (2024-25)")
    assert (found.value if found else None) == (Decimal(value) if value else None)


@pytest.mark.parametrize(("text", "figures"), [("70 (Q4)", 2), ("70 (2025/26 Q4)", 2), ("70 (Q3)", 1)])
def test_an_earlier_figure_may_name_its_own_period(text, figures):
    assert len(planned({"period": "2026/27 Q1", "prev_period_actual": text}).figures) == figures


@pytest.mark.parametrize(
    ("name", "actual", "kind", "unit", "value"),
    [
        ("% of calls answered", "97.1", "percentage", "", "97.1"),
        ("Percentage of calls answered", "0.97", "number", "", "0.97"),
        ("Rent collected (%)", "97.1", "percentage", "", "97.1"),
        ("Income (£000)", "120", "money", "£000", "120"),
        ("Average wait (mm:ss)", "2:30", "duration", "", "150"),
        ("Time to let (days)", "26.5", "number", "days", "26.5"),
        ("Time to let (days)", "45%", "percentage", "", "45"),
    ],
)
def test_a_name_may_say_the_unit_of_figures_without_one(name, actual, kind, unit, value):
    plan = planned({"unit": "", "indicator": name, "actual": actual, "target": ""})
    assert [(each.kind, each.unit) for each in plan.measures] == [(kind, unit)]
    assert plan.figures[0].value == Decimal(value)


def test_a_name_may_say_which_way_is_good():
    assert target(polarity="", indicator="Empty homes (lower is better)", target="40").value == 40
    (new,) = planned({"polarity": "", "indicator": "Empty homes (lower is better)"}).measures
    assert new.polarity == "low"


def test_a_known_scale_says_which_way_is_good():
    plan = planned({"polarity": "", "unit": "", "actual": "Qualified", "target": "Unqualified"})
    assert plan.measures[0].polarity == "high"
    assert said("is taken from its scale: more is good", plan)


def test_a_day_against_a_day_is_a_measure_in_days_of_the_calendar():
    plan = planned({"unit": "", "polarity": "", "actual": "31 March 2026", "target": "31/03/2026"})
    assert plan.measures[0].kind == "date"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2:30", "may be hours and minutes or minutes and seconds. Fill in its unit: hh:mm or mm:ss."),
        ("30/09/2026", "is a date. Fill in its unit, date, if"),
        ("C", "is a word, and no figure or known scale. If it is a grade, make the measure first"),
    ],
)
def test_what_a_unit_or_a_scale_would_explain_says_so(text, words):
    (row,) = planned({"unit": "", "actual": text, "target": ""}).rows
    assert words in row.problems[0]


@pytest.mark.parametrize(
    ("text", "label"),
    [("Jul 2025 to Jun 2026", "2026/27 Q1"), ("April 2025 - March 2026", "2025/26"), ("Aug 2025 to Jun 2026", "")],
)
def test_twelve_months_that_are_no_year_are_of_their_last_day(text, label):
    plan = planned({"period": text})
    assert [each.period.label for each in plan.figures] == [label] * bool(label)


@pytest.mark.parametrize("target", ["", "4,000 (3%)"])
def test_a_number_and_its_share_are_refused_where_nothing_says_which_is_meant(target):
    plan = planned({"unit": "", "actual": "5,670 (4.2%)", "target": target, "indicator": "Claimants"})
    problem = plan.rows[0].problems[0]
    assert problem == (
        "actual: “5,670 (4.2%)” is 5,670 or 4.2%, and nothing says which the measure counts. "
        "Fill in its unit: number or %."
    )


def test_a_figure_left_out_of_brackets_is_told():
    assert said("of “35 (ytd 98)” what stands in brackets is left out", planned({"unit": "", "actual": "35 (ytd 98)"}))


def test_a_limit_that_may_be_meant_as_a_tolerance_is_told():
    assert said(
        "Limits that lie far from their targets: CS01 5% beside 80%", planned({"target": "80%", "threshold": "5%"})
    )
    assert not said("far from their targets", planned({"target": "80%", "threshold": "75%"}))


def test_two_limits_are_a_target_where_there_is_no_other():
    plan = planned({"target": "", "threshold": "60;70", "actual": "65"})
    assert [(each.value, each.green_limit, each.red_limit) for each in plan.targets] == [(None, 70, 60)]
    assert plan.rows[0].target_after == "green to 70%, red beyond 60%"
    assert plan.measures[0].is_data_only is False


def test_a_target_of_a_number_and_its_share_is_the_one_in_the_measures_unit():
    assert target(unit="%", actual="5,670 (4.2%)", target="4,000 (3%)").value == Decimal(3)


@pytest.mark.parametrize(
    ("polarity", "text", "value"),
    [
        ("high", "≥90%", 90),
        ("high", "at least 90%", 90),
        ("high", "a minimum of 90%", 90),
        ("high", "90% or more", 90),
        ("low", "<5%", 5),
        ("low", "max 5%", 5),
        ("low", "5% or less", 5),
    ],
)
def test_a_limit_on_the_good_side_is_the_target(polarity, text, value):
    assert target(polarity=polarity, target=text).value == Decimal(value)


def test_where_no_row_says_which_way_is_good_the_limit_does():
    plan = planned({"polarity": "", "target": "at least 90%"})
    assert plan.measures[0].polarity == Polarity.HIGH
    assert said("Which way is good of CS01 is taken from its targets: more is good.", plan)
    ranged = planned({"polarity": "", "target": "85-90%"})
    assert ranged.measures[0].polarity == Polarity.RANGE
    assert (ranged.targets[0].low, ranged.targets[0].high) == (Decimal(85), Decimal(90))


def test_a_figure_beside_a_target_that_cannot_be_used_is_kept_and_the_target_is_named():
    plan = planned({"target": "<90%"}, {"period": "2026/27 Q2", "target": "£5"})
    assert (plan.counts["new"], plan.targets) == (2, [])
    assert said("“<90%” is a limit on the other side than the good one: more is good", plan)
    assert said("CS01, line 3: “£5”", plan)


def test_targets_in_words_are_listed_as_not_rated():
    assert said("not rated but by judgement: CS01 “Top quartile” (line 2)", planned({"target": "Top quartile"}))


@pytest.mark.parametrize(
    ("words", "polarity"),
    [
        ("Aim to maximise", Polarity.HIGH),
        ("Higher is better", Polarity.HIGH),
        ("Smaller is better", Polarity.LOW),
        ("Minimise", Polarity.LOW),
        ("Within range", Polarity.RANGE),
        ("Plan is to minimise", Polarity.LOW),
        ("Maintain or increase", Polarity.HIGH),
        ("The higher the better", Polarity.HIGH),
        ("Lower = Better", Polarity.LOW),
        ("Good to be high", Polarity.HIGH),
        ("▼", Polarity.LOW),
        ("⬆\ufe0f", Polarity.HIGH),
        ("N/A", Polarity.NONE),
        ("Up", Polarity.HIGH),
        ("Isel / Low", Polarity.LOW),
        ("Uchel / Low", None),
        ("blue", None),
    ],
)
def test_which_way_is_good_in_the_words_of_councils(words, polarity):
    assert polarity_in(words) is polarity


def test_the_side_of_a_limit_says_which_way_is_good():
    floor = planned({"polarity": "", "target": "90%", "threshold": "80%"})
    assert (floor.measures[0].polarity, floor.targets[0].red_limit) == (Polarity.HIGH, 80)
    ceiling = planned({"polarity": "", "target": "20", "threshold": "25", "actual": "22", "unit": "days"})
    assert ceiling.measures[0].polarity == Polarity.LOW
    assert planned({"polarity": "", "target": "80", "threshold": "5"}).measures[0].polarity == Polarity.NONE


def test_what_is_to_be_as_planned_within_a_range_is_to_be_within_it():
    found = planned({"polarity": "Plan is best", "target": "Between 5% and 8%"})
    assert (found.measures[0].polarity, found.targets[0].low, found.targets[0].high) == (Polarity.RANGE, 5, 8)


def test_a_target_says_its_tolerance_in_its_own_cell():
    found = target(target="95% (+/- 2%)")
    assert (found.value, found.green_limit, found.red_limit) == (95, 95, 93)


def test_a_score_may_say_its_scale_in_brackets():
    plan = planned({"actual": "4.5 (out of 5)", "target": "4", "unit": ""})
    assert (plan.figures[0].value, plan.measures[0].unit) == (Decimal("4.5"), "out of 5")


def test_a_name_that_ends_in_per_cent_says_the_unit():
    assert planned({"indicator": "Rent arrears %", "unit": "", "actual": "2.1"}).measures[0].kind == "percentage"


def test_figures_of_less_than_one_per_cent_are_told():
    plan = planned({"actual": "0.953", "target": "95%"}, {"indicator_ref": "V1", "indicator": "Voids", "actual": "0.9"})
    assert said("Figures of less than 1%, taken as they stand: CS01 0.953 (line 2). Where 0.95 is meant for 95%", plan)
    assert not said("Figures of less than 1%", planned({"actual": "0.953"}, {"period": "2026/27 Q2", "actual": "95"}))


@pytest.mark.parametrize(
    ("frequency", "periods", "labels"),
    [
        ("Quarterly", ("Jun-25", "Sep-25"), ["2025/26 Q1", "2025/26 Q2"]),
        ("Annual", ("March 2025",), ["2024/25"]),
        ("Quarterly", ("Apr-25", "Jun-25"), ["April 2025", "June 2025"]),
        ("Monthly", ("Jun-25",), ["June 2025"]),
    ],
)
def test_the_months_that_end_the_quarters_of_a_quarterly_measure_are_these(frequency, periods, labels):
    plan = planned(*({"frequency": frequency, "period": each} for each in periods))
    assert [each.period.label for each in plan.figures] == labels


def test_of_a_measure_kept_beside_another_the_same_way_is_good():
    plan = planned({"polarity": "", "target": "≥90%"}, {"polarity": "", "period": "2025/26 H1", "target": ""})
    assert {each.ref: each.polarity for each in plan.measures} == {"CS01": "high", "CS01-H": "high"}


def test_what_is_taken_from_targets_is_said_once_of_all_measures():
    both = ({"indicator_ref": ref, "indicator": f"Calls {ref}"} for ref in ("A1", "A2"))
    plan = planned(*({**each, "polarity": "", "target": "≥90%"} for each in both))
    assert said("Which way is good of A1, A2 is taken from their targets: more is good.", plan)


@pytest.mark.parametrize(
    "text",
    [
        *("30/06/2025", "As at 30 June 2025", "Quarter ending June 2025", "2025-06-30", "30-Jun-25"),
        *("2025-06-30T00:00:00", "3 months to 30 June 2025", "1st quarter 2025/26", "Quarter ending Jun-25"),
    ],
)
def test_a_day_names_the_period_that_it_ends(text):
    assert figure(period=text).period.label == "2025/26 Q1"


def test_a_years_outturn_beside_quarters_is_what_the_year_came_to():
    plan = planned(
        *({"period": f"2025/26 Q{number}"} for number in (1, 2, 3, 4)), {"period": "2025/26", "frequency": "Annual"}
    )
    assert [(measure.ref, measure.frequency) for measure in plan.measures] == [("CS01", "Q")]
    assert [each.period.label for each in plan.figures][-1] == "2025/26"
    assert said("Figures of whole years of CS01 are kept with it, as those of the years themselves.", plan)


def test_a_title_that_drifts_is_one_measure_under_its_latest_name():
    plan = planned(
        {"indicator": "Household waste recycled", "period": "2026/27 Q1"},
        {"indicator": "Percentage of household waste sent for recycling", "period": "2026/27 Q2"},
    )
    assert [measure.name for measure in plan.measures] == ["Percentage of household waste sent for recycling"]
    assert said("also “Household waste recycled” (line 2)", plan)
    apart = planned(
        {"indicator": "Household waste recycled"}, {"indicator": "Household waste composted", "actual": "3"}
    )
    assert apart.counts["refused"] == 2


def test_figures_that_are_grades_are_read_on_their_scale():
    plan = planned({"unit": "", "actual": "Good", "target": "Outstanding"})
    assert plan.measures[0].grades.splitlines()[-1] == "Outstanding"
    assert (plan.figures[0].value, plan.targets[0].value) == (Decimal(2), Decimal(3))


def test_earlier_figures_are_those_of_their_periods_where_these_have_none():
    plan = planned(
        {"period": "2026/27 Q1", "prev_period_actual": "70", "prev_year_actual": "72"},
        {"period": "2026/27 Q2", "prev_period_actual": "99", "prev_year_actual": "n/a"},
    )
    found = {change.period.label: change.value for change in plan.figures}
    assert found["2025/26 Q4"] == Decimal(70)
    assert found["2025/26 Q1"] == Decimal(72)
    assert found["2026/27 Q1"] == Decimal("78.5")
    assert plan.rows[2].about == "Earlier figure, beside its own"


@pytest.mark.parametrize(
    ("cells", "green", "red"),
    [
        ({"threshold": "70"}, 80, 70),
        ({"threshold": "60;75"}, 75, 60),
        ({"threshold": "±5%"}, 80, 75),
        ({"threshold": "5pp"}, 80, 75),
        ({"tolerance": "5"}, 80, 75),
        ({"polarity": "low", "threshold": "90"}, 80, 90),
    ],
)
def test_a_threshold_is_kept_beside_the_target(cells, green, red):
    found = target(**cells)
    assert (found.green_limit, found.red_limit) == (Decimal(green), Decimal(red))


def test_a_threshold_that_cannot_be_used_is_told_and_refuses_nothing():
    plan = planned({"threshold": "90"}, {"period": "2026/27 Q2", "threshold": "amber"})
    assert plan.counts["refused"] == 0
    assert said("“90” in line 2 lies on the good side of the target; “amber” in line 3 could not be read", plan)
