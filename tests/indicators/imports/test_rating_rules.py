"""The council's rule and its words from a file of rating rules."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from accounts.actors import Actor
from accounts.models import Event, Identity
from accounts.roles import Role
from indicators.imports.figures.kind import FIGURES as FIGURES_KIND
from indicators.imports.rating_rules.kind import RATING_RULES
from indicators.imports.rating_rules.plan import FIRST_DAY, PlanOfRules
from indicators.judging.scorecard import measured
from indicators.models import ImportState, Indicator, IndicatorSet, PeriodTarget, RatingRule, Scheme
from indicators.rules.rating import rate
from indicators.rules.rule import Target
from indicators.rules.vocabulary import Polarity
from plans.periods import Frequency, containing
from tests.factories import UnitFactory, sign_in
from tests.indicators.imports.test_undo import applied
from tests.pmmi.workbook.books import taken_back

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_are_read_here"), pytest.mark.sweep]
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
HEAD = "rule_id,basis,green_cut,amber_cut,boundary,last_year_clause,forecast,exceeds,green,amber,red,better,certainty\n"
HART = "HART,percent,0,10,better,,,,On target,Near target,Off target|Red,,inferred\n"


@pytest.fixture
def by() -> Actor:
    UnitFactory(name="Exampleshire", kind="council")
    return sign_in(Role.ADMINISTRATOR)[1]


def planned(rows: str) -> PlanOfRules:
    content = (HEAD + rows).encode()
    plan: PlanOfRules = RATING_RULES.plan(RATING_RULES.read(content, "rules.csv"), "rules.csv", today=AT.date())
    return plan


def test_a_first_rule_is_of_the_whole_council_and_of_all_its_years(by: Actor) -> None:
    batch = applied(by, (HEAD + HART).encode(), "rules")
    rule = RatingRule.objects.get()
    assert (rule.basis, rule.green_cut, rule.amber_cut, rule.exceeding_cut, rule.starts_on) == (
        "percent", 0, 10, None, FIRST_DAY,
    )  # fmt: skip
    assert (rule.indicator, rule.indicator_set, rule.target) == (None, None, None)
    assert {status: band["word"] for status, band in rule.scheme.bands.items()} == {
        "green": "On target", "amber": "Near target", "red": "Off target",
    }  # fmt: skip
    assert Event.objects.filter(action="imported", thing_type="indicators.ratingrule", source="own.csv").count() == 1
    assert planned(HART).counts["unchanged"] == 1
    assert taken_back(by, batch).state == ImportState.UNDONE
    assert not RatingRule.objects.exists()
    assert not Scheme.objects.exists()


def test_another_rule_applies_from_this_year_on(by: Actor) -> None:
    applied(by, (HEAD + HART).encode(), "rules")
    plan = planned("HART,percent,0,5,better,,,,On target,Near target,Off target,,\n")
    assert plan.counts["changed"] == 1
    assert plan.rule is not None
    assert plan.rule.starts_on == date(2026, 4, 1)
    assert plan.rule.scheme.pk == Scheme.objects.get().pk


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("A,points,1,2,worse,no_worse,,Exceeding,G,A,R,,\n", ("points", 1, 2, 1, "worse", "no_worse")),
        ("A,percent,0,0,,,,,Green,,Red,,\n", ("percent", 0, 0, None, "better", "none")),
        ("A,tolerance,,,,,,,,,,,\n", ("values", 0, 0, None, "better", "none")),
        ("A,percent,0,10,,,yes,,,,,,\n", ("judgement", 0, 0, None, "better", "none")),
    ],
)
def test_each_basis_is_one_of_ours(by: Actor, row: str, expected: tuple[object, ...]) -> None:
    rule = planned(row).rule
    assert rule is not None
    assert (
        rule.basis, rule.green_cut, rule.amber_cut, rule.exceeding_cut, rule.green_edge, rule.comparison,
    ) == expected  # fmt: skip


@pytest.mark.parametrize("basis", ["tolerance", "floor", "thresholds"])
def test_limits_beside_targets_with_two_words_are_two_bands(by: Actor, basis: str) -> None:
    applied(by, f"{HEAD}A,{basis},,,,,,,On target,,Off target,,\n".encode(), "rules")
    rule = RatingRule.objects.select_related("scheme").get()
    assert rule.as_rule().is_two_band
    target = Target(Decimal(80), green_limit=Decimal(80), red_limit=Decimal(75))
    statuses = [rate(Decimal(each), target, rule.as_rule(), Polarity.HIGH).status for each in (80, 76, 75, 74)]
    assert statuses == ["green", "green", "green", "red"]
    assert planned(f"A,{basis},,,,,,,On target,,Off target,,\n").rows[0].name == (
        "Green to the red limit, red beyond it, no amber."
    )


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("A,percent,10,5,,,,,,,,,\n", "amber_cut is below green_cut. Correct it."),
        ("A,guess,0,5,,,,,,,,,\n", "basis is “guess”, not one of percent"),
        ("A,percent,0,5,,,,,Green,,Red,,\n", "has no word for amber"),
        (HART + HART, "HART is there twice. Keep one of the two."),
        ("A,tolerance,,,,no_worse,,,Green,,Red,,\n", "has no word for amber"),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_to_do(by: Actor, rows: str, sentence: str) -> None:
    problems = [problem for row in planned(rows).rows for problem in row.problems]
    assert any(sentence in each for each in problems), problems


def test_of_a_file_of_several_councils_the_one_named_like_this_is_taken(by: Actor) -> None:
    Identity.objects.create(name="Mole Valley District Council")
    plan = planned(HART + "MOLEVALLEY-2014,percent,0,5,,,,,Good,Fair,Poor,,\n")
    assert [row.outcome for row in plan.rows] == ["refused", "new"]
    assert plan.rule is not None
    assert plan.rule.amber_cut == 5


TWO = "TWO,percent,0,0,better,,,,On target,,Off target,,\n"


def test_further_rules_are_those_of_sets_of_their_names(by: Actor) -> None:
    batch = applied(by, (HEAD + HART + TWO + "THREE,points,0,1,,,,,,,,,\n").encode(), "rules")
    own, *others = RatingRule.objects.select_related("indicator_set", "scheme").order_by("pk")
    assert own.indicator_set is None
    assert [(str(each.indicator_set), each.basis, len(each.scheme.bands), each.starts_on) for each in others] == [
        ("TWO", "percent", 2, FIRST_DAY), ("THREE", "points", 3, FIRST_DAY),
    ]  # fmt: skip
    assert planned(TWO + HART).counts["unchanged"] == 2
    plan = planned(TWO.replace("0,0", "5,5") + "FOUR,percent,1,2,,,,,,,,,\n")
    assert [(row.ref, row.outcome, row.about) for row in plan.rows] == [
        ("TWO", "changed", "Of the set TWO: the measures that a file of figures names it beside."),
        ("FOUR", "new", "Of the set FOUR: the measures that a file of figures names it beside."),
    ]  # fmt: skip
    assert taken_back(by, batch).state == ImportState.UNDONE
    assert not RatingRule.objects.exists()
    assert not IndicatorSet.objects.exists()


def test_a_council_that_prints_no_status_sets_nothing(by: Actor) -> None:
    plan = planned("WEALDEN,none,,,,,,,,,,,\n")
    assert (plan.rule, plan.counts["unchanged"]) == (None, 1)
    assert plan.rows[0].about == "The council prints no status by it, so it sets nothing."


def test_words_that_are_not_used_are_told(by: Actor) -> None:
    assert "are left out" in planned("A,percent,0,5,,,,,,,,Up,\n").notes[-1]


FIGURES = (
    "indicator_ref,indicator,polarity,unit,period,actual,target,threshold,rule_id\n"
    "A1,Calls,high,%,2026/27 Q1,70,80,,HART\n"
    "A2,Bins,high,%,2026/27 Q1,70,80,,two\n"
    "A3,Homes,high,%,2026/27 Q1,76,80,5,TOLERANT\n"
)


def test_a_measure_joins_the_set_of_the_rule_that_its_file_names(by: Actor) -> None:
    applied(by, (HEAD + HART + TWO + "TOLERANT,tolerance,,,,,,,Green,,Red,,\n").encode(), "rules")
    batch = applied(by, FIGURES.encode())
    joined = {each.name: [m.ref for m in each.indicators.all()] for each in IndicatorSet.objects.all()}
    assert joined == {"TWO": ["A2"], "TOLERANT": ["A3"]}
    limits = PeriodTarget.objects.filter(indicator__ref="A3").values_list("value", "red_limit")
    assert list(limits) == [(80, 75)]
    found = measured(Indicator.objects.order_by("ref"), report_period=containing(date(2026, 6, 30), Frequency.QUARTER))
    assert [each.assessment.status for each in found] == ["red", "red", "green"]
    assert Event.objects.filter(
        action="imported", thing_type="indicators.indicatorset", source__endswith="line 3"
    ).exists()
    again = FIGURES_KIND.plan(FIGURES_KIND.read(FIGURES.encode(), "own.csv"), "own.csv", today=AT.date())
    assert again.summary["counts"]["unchanged"] == 3
    assert taken_back(by, batch).state == ImportState.UNDONE
    assert not Indicator.sets.through.objects.exists()


def test_how_large_a_change_is_the_same_comes_with_the_rule(by: Actor) -> None:
    head = HEAD.replace("certainty", "dot_same_within")
    applied(by, (head + "A,percent,0,10,,,,,,,,,0.5\n").encode(), "rules")
    applied(by, FIGURES.replace("HART", "A").encode())
    assert dict(Indicator.objects.values_list("ref", "no_change_within"))["A1"] == Decimal("0.5")
    assert planned("A,percent,0,10,,,,,,,,,\n").counts["changed"] == 1


def test_rules_that_are_not_known_and_measures_that_stay_with_theirs_are_told(by: Actor) -> None:
    applied(by, (HEAD + HART + TWO).encode(), "rules")
    applied(by, FIGURES.encode())
    moved = FIGURES.replace("HART", "two").replace("two\nA3", "HART\nA3")
    plan = FIGURES_KIND.plan(FIGURES_KIND.read(moved.encode(), "own.csv"), "own.csv", today=AT.date())
    assert [row.outcome for row in plan.rows] == ["changed", "unchanged", "unchanged"]
    assert "Measures that are rated by another rule than the file names: A2 by TWO, not HART." in plan.summary["notes"]
    assert any("No rating rule is called TOLERANT here, so the council's rates A3." in n for n in plan.summary["notes"])
