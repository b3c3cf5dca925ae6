"""Calculated measures: saved, refused, worked out on approval, kept as reported, taken back (rules.md 23)."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actors import Actor
from accounts.models import Event, Notice, Watch
from accounts.roles import Role
from foundation.refusals import ChangeRefused, Conflict
from foundation.undoing import Done, put_back
from indicators.changes.approval import follow
from indicators.changes.definitions import edit_indicator
from indicators.changes.figures import FiguresRefused, propose_revision
from indicators.changes.formulas import FormulaDetails, set_formula, stop_calculating
from indicators.changes.returns import approve_figures, lock_return, open_return
from indicators.judging.figure_entry import FigureEntry
from indicators.models import Calculation, CalculationInput, Formula, Indicator, Observation
from indicators.queries.formula_checks import checked, effect_of, gap_words
from indicators.queries.formulas import Formulas
from indicators.rules.formula import Blanks
from plans.periods import Frequency, parse_label
from reporting.queries.cycles import reporting_services
from tests.factories import (
    IndicatorFactory,
    ObservationFactory,
    ReturnFactory,
    UnitFactory,
    UserFactory,
    sign_in,
)
from tests.factories.indicators import Q2
from tests.indicators.returns.test_changes import DATES

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
Q1 = Q2.previous()


@pytest.fixture
def by():
    return Actor(user=UserFactory())


@pytest.fixture
def cost():
    return IndicatorFactory(ref="WR01", name="Net cost of waste", kind="money")


@pytest.fixture
def homes(cost):
    return IndicatorFactory(ref="WR02", name="Households", kind="number", service=cost.service)


@pytest.fixture
def each(cost):
    return IndicatorFactory(ref="WR03", name="Cost per household", kind="money", service=cost.service)


def formula_of(by, indicator, text, first=Q1, **details):
    indicator.refresh_from_db()
    given = FormulaDetails(first=first, text=text, **details)
    return set_formula(by=by, at=AT, indicator=indicator, version=indicator.version, details=given)


def waiting(indicator, value, period=Q2, **fields):
    """A figure that waits for approval in a return of its service."""
    owed = ReturnFactory._meta.model.objects.filter(service=indicator.service, period=Q2).first()
    owed = owed or ReturnFactory(service=indicator.service, period=Q2)
    return ObservationFactory(
        indicator=indicator, period=period, value=value, state="submitted", in_return=owed, **fields
    )


def approved(by, *figures):
    return approve_figures(by=by, at=AT, in_return=figures[0].in_return, observation_ids=[each.pk for each in figures])


def stands(indicator, period=Q2):
    return Observation.objects.standing().filter(indicator=indicator, period=period).first()


class TestSaving:
    def test_a_formula_is_kept_with_its_inputs_as_rows_and_told(self, by, cost, homes, each):
        formula = formula_of(by, each, "[wr01] / [WR02]", why="Typed by hand until now.")
        assert (formula.text, formula.shown) == ("[1] / [2]", "[WR01] / [WR02]")
        assert [row.indicator for row in formula.inputs.order_by("number")] == [cost, homes]
        event = Event.objects.get(action="set")
        assert event.changes["formula"] == [None, "[WR01] / [WR02]"]
        assert (event.changes["from"], event.why) == ([None, Q1.label], "Typed by hand until now.")

    def test_a_measure_given_another_reference_stays_in_the_formula(self, by, cost, homes, each):
        formula_of(by, each, "[WR01] / [WR02]")
        Indicator.objects.filter(pk=cost.pk).update(ref="NEW1")
        (dated,) = Formulas.load().of_measure[each.pk]
        assert dated.shown == "[NEW1] / [WR02]"
        assert Formula.objects.get().shown == "[NEW1] / [WR02]"

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("[WR01] /", "something is missing"),
            ("1 + 2", "The formula names no measure."),
            ("[WR01] / [WR2]", "No measure has the reference WR2. Did you mean WR02"),
            ("[ZZZ9]", "No measure has the reference ZZZ9. Choose it from the list of measures below."),
            ("[WR03] + 1", "WR03 would be worked out from itself: WR03 needs WR03."),
            ("[MON] + 1", "MON is monthly and WR03 quarterly: a formula takes figures of the same period."),
            ("[CAL] + 1", "The year of CAL is “Calendar”"),
            ("[YES] + 1", "YES is yes or no, which cannot be reckoned with"),
            ("whole([WR02], [WR01])", "WR02 is in another unit than WR03"),
            ("whole([FLOW], [WR01])", "FLOW is counted otherwise than WR03"),
            ("whole([WR01])", "Figures of WR01 cannot be added up"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_its_formula_is_refused_and_nothing_is_written(self, by, cost, homes, each, text, says):
        IndicatorFactory(ref="MON", frequency="M")
        IndicatorFactory(ref="FLOW", kind="money", counting="flow")
        IndicatorFactory(ref="CAL", year_basis="C")
        IndicatorFactory(ref="YES", kind="yes_no")
        with pytest.raises(ChangeRefused) as refused:
            formula_of(by, each, text)
        assert says in str(refused.value)
        assert not Formula.objects.exists()
        assert not Event.objects.exists()

    def test_a_loop_through_others_is_refused_with_its_way(self, by, cost, homes, each):
        formula_of(by, each, "[WR01] / [WR02]")
        with pytest.raises(
            ChangeRefused, match="WR01 would be worked out from itself: WR01 needs WR03, WR03 needs WR01"
        ):
            formula_of(by, cost, "[WR03] * [WR02]")
        # Not where the other formula has ended by then.
        each.refresh_from_db()
        stop_calculating(by=by, at=AT, indicator=each, version=each.version, first=Q2, why="Typed")
        formula_of(by, cost, "[WR03] * [WR02]", first=Q2)
        with pytest.raises(ChangeRefused, match="worked out from itself"):
            formula_of(by, cost, "[WR03] * [WR02]", first=Q1)

    def test_only_amounts_are_calculated(self, by, cost):
        graded = IndicatorFactory(ref="GR", kind="grade", grades="a\nb")
        with pytest.raises(
            ChangeRefused, match=r"This measure is a grade, which cannot .* Only amounts are calculated\."
        ):
            formula_of(by, graded, "[WR01]")

    def test_a_period_of_another_kind_and_an_old_version_are_refused(self, by, cost, homes, each):
        with pytest.raises(ChangeRefused, match="July 2026 is no period of WR03"):
            formula_of(by, each, "[WR01]", first=parse_label("July 2026"))
        with pytest.raises(Conflict):
            set_formula(by=by, at=AT, indicator=each, version=0, details=FormulaDetails(first=Q1, text="[WR01]"))
        assert not Formula.objects.exists()

    def test_what_is_entered_and_not_approved_comes_first(self, by, cost, homes, each):
        waiting(each, 3)
        with pytest.raises(ChangeRefused, match=r"entered and not approved: 2026/27 Q2 \(waiting for approval\)"):
            formula_of(by, each, "[WR01] / [WR02]")
        formula_of(by, each, "[WR01] / [WR02]", first=Q2.next())

    def test_what_was_expected_is_expected_no_longer(self, by, cost, homes, each):
        owed = ReturnFactory(service=each.service)
        for state in ("due", "missing"):
            period = Q2 if state == "due" else Q1
            ObservationFactory(indicator=each, period=period, state=state, value=None, in_return=owed)
        formula_of(by, each, "[WR01] / [WR02]", first=Q2)
        assert [row.period for row in Observation.objects.filter(indicator=each)] == [Q1]
        assert Event.objects.get(action="set").changes["no longer expected"] == [Q2.label, None]

    def test_kind_and_frequency_of_what_is_reckoned_with_stay(self, by, cost, homes, each):
        formula_of(by, each, "[WR01] / [WR02]")
        for measure in (homes, each):
            measure.refresh_from_db()
            with pytest.raises(ChangeRefused, match="The formula of WR03 rests on its frequency, which cannot change"):
                edit_indicator(
                    by=by, at=AT, indicator=measure, version=measure.version, values={"frequency": "M"}, sets=[]
                )


class TestWorkingOut:
    def test_saving_works_out_what_is_there_and_says_what_waits(self, by, cost, homes, each):
        ObservationFactory(indicator=cost, period=Q1, value=1000)
        ObservationFactory(indicator=homes, period=Q1, value=3)
        ObservationFactory(indicator=cost, period=Q2, value=1000)
        formulas = Formulas.load()
        effect = effect_of(checked(each, "[WR01] / [WR02]", Q1, Blanks.BLANK, formulas), formulas)
        assert ([row.period for row in effect.calculated], [row.period for row in effect.waiting]) == ([Q1], [Q2])
        assert gap_words(effect.waiting) == f"[WR02] has no figure for {Q2.label}"
        assert effect.last.worked.value == Decimal("333.3333333333")
        assert not Observation.objects.filter(indicator=each).exists()

        formula_of(by, each, "[WR01] / [WR02]")
        figure = Observation.objects.get(indicator=each)
        assert (figure.period, figure.value) == (Q1, Decimal("333.3333333333"))
        assert (figure.state, figure.is_current, figure.approved_by, figure.approved_at) == ("approved", True, None, AT)
        assert figure.evidence == "Calculated from other measures"
        inputs = CalculationInput.objects.filter(calculation__observation=figure).order_by("indicator__ref")
        assert [row.observation.value for row in inputs] == [1000, 3]

    def test_approval_of_the_last_input_works_it_out(self, by, cost, homes, each):
        formula_of(by, each, "[WR01] / [WR02]")
        approved(by, waiting(cost, 900))
        assert stands(each) is None
        approved(by, waiting(homes, 3))
        assert stands(each).value == 300
        event = Event.objects.get(action="calculated")
        assert event.by == by.user
        assert event.changes["formula"] == [None, f"that from {Q1.label}"]

    def test_a_revised_input_makes_a_revision_and_the_old_one_is_kept(self, by, cost, homes, each):
        formula_of(by, each, "[WR01] / [WR02]")
        approved(by, waiting(cost, 900), waiting(homes, 3))
        other = Actor(user=UserFactory())
        proposal = propose_revision(
            by=other, at=AT, observation=stands(cost), entry=FigureEntry(value=Decimal(600)), reason="A bill came late."
        )
        approved(by, proposal)
        old, new = Observation.objects.filter(indicator=each).order_by("revision")
        assert (old.value, old.state, old.is_current) == (300, "superseded", False)
        assert (new.value, new.revision, new.standing) == (200, 2, "revised")
        assert new.revision_reason == "Calculated anew from its inputs."
        assert old.calculation.inputs.get(indicator=cost).observation.value == 900

    def test_a_result_that_is_the_same_again_is_no_revision(self, by, cost, homes, each):
        formula_of(by, each, "min([WR01], [WR02])")
        approved(by, waiting(cost, 900), waiting(homes, 3))
        proposal = propose_revision(
            by=Actor(user=UserFactory()), at=AT, observation=stands(cost), entry=FigureEntry(value=Decimal(800)),
            reason="Again",
        )  # fmt: skip
        approved(by, proposal)
        assert Observation.objects.filter(indicator=each).count() == 1

    def test_a_calculated_input_is_worked_out_first_and_once(self, by, cost, homes, each):
        share = IndicatorFactory(ref="WR04", kind="number", service=cost.service)
        formula_of(by, share, "[WR03] / [WR01] + [WR03]")
        formula_of(by, each, "[WR01] / [WR02]")
        approved(by, waiting(cost, 900), waiting(homes, 3))
        assert Observation.objects.get(indicator=share).value == Decimal("300.3333333333")
        inputs = CalculationInput.objects.filter(calculation__observation__indicator=share)
        assert {row.observation for row in inputs} == {stands(each), stands(cost)}

    def test_division_by_nought_is_not_applicable_with_its_reason(self, by, cost, homes, each):
        formula_of(by, each, "[WR01] / [WR02]")
        approved(by, waiting(cost, 900), waiting(homes, 0))
        figure = stands(each)
        assert (figure.value, figure.absence) == (None, "not_applicable")
        assert figure.absence_reason == "[WR02] is nought: nothing is divided by it."

    def test_gaps_count_as_nought_by_choice_once_nothing_is_awaited(self, by, cost, homes, each):
        formula_of(by, each, "[WR01] + [WR02]", blanks=Blanks.NOUGHT)
        figure = waiting(cost, 900)
        expected = ObservationFactory(indicator=homes, state="due", value=None, in_return=figure.in_return)
        approved(by, figure)
        assert stands(each) is None
        lock_return(by=by, at=AT, in_return=figure.in_return)
        assert stands(each).value == 900
        expected.refresh_from_db()
        assert expected.state == "missing"

    def test_a_typed_figure_that_differs_is_kept_beneath(self, by, cost, homes, each):
        for indicator, value in ((cost, 900), (homes, 3), (each, 299)):
            ObservationFactory(indicator=indicator, value=value)
        formula_of(by, each, "[WR01] / [WR02]")
        old, new = Observation.objects.filter(indicator=each).order_by("revision")
        assert (old.value, old.state) == (299, "superseded")
        assert (new.value, new.revision_reason) == (300, "Worked out from its formula from now on.")

    def test_history_before_its_period_stays_as_reported(self, by, cost, homes, each):
        for indicator, value in ((cost, 900), (homes, 3), (each, 299)):
            ObservationFactory(indicator=indicator, value=value, period=Q1)
        formula_of(by, each, "[WR01] / [WR02]", first=Q2)
        assert Observation.objects.get(indicator=each).value == 299

    def test_a_later_formula_leaves_what_an_earlier_one_gave(self, by, cost, homes, each):
        for period in (Q1, Q2):
            for indicator, value in ((cost, 900), (homes, 3)):
                ObservationFactory(indicator=indicator, value=value, period=period)
        formula_of(by, each, "[WR01] / [WR02]", first=Q1)
        formula_of(by, each, "[WR01] / [WR02] / 3", first=Q2, why="A month")
        assert [stands(each, period).value for period in (Q1, Q2)] == [300, 100]
        assert [row.formula.number for row in Calculation.objects.order_by("pk")] == [1, 1, 2]

    def test_watchers_are_told(self, by, cost, homes, each):
        formula_of(by, each, "[WR01] / [WR02]")
        person = sign_in(Role.AUDITOR)[1].user
        Watch.objects.create(user=person, about="measure", about_id=each.pk, since=AT)
        approved(by, waiting(cost, 900), waiting(homes, 3))
        assert [row.words for row in Notice.objects.filter(to=person)] == [
            f"“Cost per household”: the figure for {Q2.label} was calculated."
        ]

    def test_statements_do_not_grow_with_measures_and_periods(self, by, cost, homes, each):
        counts = []
        for number in (1, 4):
            for n in range(number):
                made = IndicatorFactory(ref=f"X{number}{n}", kind="number", service=cost.service)
                formula_of(by, made, "[WR01] / [WR02]")
            periods = [Q2.next(n + number) for n in range(number)]
            changed = []
            for period in periods:
                for indicator in (cost, homes):
                    ObservationFactory(indicator=indicator, value=900, period=period)
                    changed.append((indicator.pk, period))
            with CaptureQueriesContext(connection) as captured:
                follow(by=by, at=AT, changed=changed)
            counts.append(len(captured))
        assert counts[0] == counts[1]

    def test_where_nothing_is_made_of_any_figure_it_is_two_statements(self, by, cost, django_assert_num_queries):
        with django_assert_num_queries(2):
            assert follow(by=by, at=AT, changed=[(cost.pk, Q2)]) == []

    def test_a_quarter_that_is_made_of_its_months_is_an_input(self, by, cost, homes, each):
        formula_of(by, each, "[WR01] / [WR02]")
        Indicator.objects.filter(pk=cost.pk).update(counting="flow", collected="M", combining="sum")
        ObservationFactory(indicator=homes, value=3, period=Q2)
        months = [
            waiting(cost, value, period)
            for value, period in zip((300, 400, 200), Q2.parts(Frequency.MONTH), strict=True)
        ]
        approved(by, *months)
        assert (stands(cost, Q2).value, stands(each, Q2).value) == (900, 300)

    def test_what_was_calculated_is_taken_back_as_one(self, by, cost, homes, each):
        formula_of(by, each, "[WR01] / [WR02]")
        for indicator, value in ((cost, 900), (homes, 3)):
            ObservationFactory(indicator=indicator, value=value, period=Q1)
            ObservationFactory(indicator=indicator, value=value, period=Q2)
        follow(by=by, at=AT, changed=[(cost.pk, Q1)])
        Observation.objects.filter(indicator=homes).update(value=9)
        done = Done()
        follow(by=by, at=AT, changed=[(homes.pk, Q1), (homes.pk, Q2)], done=done)
        assert [stands(each, period).value for period in (Q1, Q2)] == [100, 100]
        put_back(Done.kept(done.stored()))
        (row,) = Observation.objects.filter(indicator=each)
        assert (row.period, row.value, row.state, row.is_current) == (Q1, 300, "approved", True)
        assert Calculation.objects.count() == 1


class TestNotTyped:
    def test_it_leaves_the_return_from_its_period_on(self, by, cost, homes, each):
        formula_of(by, each, "[WR01] / [WR02]", first=Q2)
        in_return = open_return(by=by, at=AT, service=each.service, period=Q2, dates=DATES)
        assert sorted(row.indicator.ref for row in in_return.figures.all()) == ["WR01", "WR02"]
        earlier = open_return(by=by, at=AT, service=each.service, period=Q1, dates=DATES)
        assert earlier.figures.count() == 3

    def test_a_service_with_nothing_but_calculated_measures_owes_nothing(self, by, cost, homes):
        alone = IndicatorFactory(ref="AL1", kind="number", service=UnitFactory())
        assert alone.service in reporting_services(Q2)
        formula_of(by, alone, "[WR01] / [WR02]")
        assert alone.service not in reporting_services(Q2)
        assert cost.service in reporting_services(Q2)

    def test_it_cannot_be_revised_by_hand(self, by, cost, homes, each):
        formula_of(by, each, "[WR01] / [WR02]")
        approved(by, waiting(cost, 900), waiting(homes, 3))
        with pytest.raises(ChangeRefused, match=r"This figure is calculated, not typed\. Leave it as it is"):
            propose_revision(by=by, at=AT, observation=stands(each), entry=FigureEntry(value=Decimal(1)), reason="No")

    def test_words_beside_it_are_proposed_and_approved_and_go_along(self, by, cost, homes, each):
        formula_of(by, each, "[WR01] / [WR02]")
        approved(by, waiting(cost, 900), waiting(homes, 3))
        first, other = stands(each), Actor(user=UserFactory())
        worded = FigureEntry(value=first.value, happened="Fuel cost more.")
        propose = {"by": other, "at": AT, "entry": worded, "reason": "It is off target."}
        proposal = propose_revision(observation=first, **propose)
        approved(by, proposal)
        assert stands(each).commentary.happened == "Fuel cost more."
        assert stands(each).calculation.inputs.count() == 2
        # Calculated anew, the words stay beside it; words beside an older figure are not approved any more.
        late = propose_revision(observation=stands(each), **{**propose, "entry": replace(worded, why="The price.")})
        revised = FigureEntry(value=Decimal(600))
        approved(by, propose_revision(by=other, at=AT, observation=stands(cost), entry=revised, reason="A bill."))
        assert (stands(each).value, stands(each).commentary.happened) == (200, "Fuel cost more.")
        with pytest.raises(FiguresRefused, match="It was calculated anew since"):
            approved(by, late)
        assert stands(each).value == 200

    def test_it_is_typed_again_from_a_period_on(self, by, cost, homes, each):
        formula_of(by, each, "[WR01] / [WR02]")
        each.refresh_from_db()
        with pytest.raises(ChangeRefused, match="Enter why"):
            stop_calculating(by=by, at=AT, indicator=each, version=each.version, first=Q2, why=" ")
        stop_calculating(by=by, at=AT, indicator=each, version=each.version, first=Q2, why="Counted by the contractor.")
        approved(by, waiting(cost, 900), waiting(homes, 3))
        assert stands(each) is None
        in_return = open_return(by=by, at=AT, service=each.service, period=Q2, dates=DATES)
        assert "WR03" in {row.indicator.ref for row in in_return.figures.all()}
        each.refresh_from_db()
        with pytest.raises(ChangeRefused, match="WR03 is not calculated in"):
            stop_calculating(by=by, at=AT, indicator=each, version=each.version, first=Q2, why="Again")
