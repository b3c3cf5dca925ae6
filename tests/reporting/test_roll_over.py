"""A new year started from the last: chosen, previewed, written once, and taken back as one."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actors import SYSTEM
from accounts.models import Event
from accounts.roles import Role
from foundation.refusals import ChangeRefused, Conflict
from indicators.models import AnnualTarget, Contribution, Indicator, PeriodTarget, SummingChoice, WeightSet
from indicators.queries.new_year import Choice
from indicators.rules.new_year import How
from plans.models import Link, Milestone, Objective, Plan
from plans.periods import Frequency
from plans.queries.new_year import next_ref, years_on
from plans.queries.thread import load_thread
from reporting.changes.cycles import open_cycle
from reporting.changes.roll_over import (
    OTHERWISE,
    choose_plans,
    choose_quarters,
    choose_targets,
    start_year,
    take_back_year,
    write_year,
)
from reporting.models import Cycle, RollOver
from reporting.queries.roll_over import obstacles, offered_years, preview_of, written_words
from tests.factories import (
    AnnualTargetFactory,
    CycleFactory,
    IndicatorFactory,
    LinkFactory,
    MilestoneFactory,
    ObjectiveFactory,
    PlanFactory,
    PostFactory,
    UnitFactory,
    acting_as,
    sign_in,
)
from tests.factories.indicators import Q2, ObservationFactory, period_target
from tests.factories.risks import RiskFactory
from tests.factories.summing import SummingChoiceFactory, weigh

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
NEW = Q2.year.next()
D = Decimal


@pytest.fixture
def by():
    return acting_as(Role.ADMINISTRATOR)


@pytest.fixture
def year(by):
    return start_year(by=by, at=AT, year=NEW)


def measure(value=90, **fields):
    indicator = IndicatorFactory(**fields)
    for period in Q2.year.parts(Frequency.QUARTER):
        period_target(indicator, period, value)
    return indicator


def aim_of(indicator):
    return AnnualTarget.objects.get(indicator=indicator, year=NEW)


def choose(year, how=How.CARRY, by=None, own=None):
    return choose_targets(
        roll_over=year, version=RollOver.objects.get(pk=year.pk).version, every=Choice(how, by), own=own or {}
    )


def write(year, by):
    year.refresh_from_db()
    return write_year(by=by, at=AT, roll_over=year, digest=preview_of(year).digest)


def test_this_year_and_the_next_are_offered_until_they_are_begun(by, year):
    assert [each.year.label for each in offered_years(today=date(2026, 10, 14))] == ["2026/27"]
    assert start_year(by=by, at=AT, year=NEW) == year
    with pytest.raises(ChangeRefused, match="cannot be started now"):
        start_year(by=by, at=AT, year=NEW.next(3))


def test_carries_uplifts_types_and_leaves(by, year):
    carried, high, low, typed, left = (measure(polarity=p) for p in ("high", "high", "low", "high", "high"))
    own = {
        carried.pk: Choice(How.CARRY, None, True),
        typed.pk: Choice(How.TYPED, D(70), True),
        left.pk: Choice(How.LEAVE, None, True),
    }
    choose(year, How.PERCENT, D(10), own)
    done = write(year, by)
    assert [aim_of(each).value for each in (carried, high, low, typed)] == [90, 99, 81, 70]
    assert not AnnualTarget.objects.filter(indicator=left, year=NEW).exists()
    assert [each.value for each in PeriodTarget.objects.filter(indicator=high, annual=aim_of(high))] == [99] * 4
    why = "70% is easier than the 90% of 2026/27, by 20 percentage points."
    assert done.told["softer"] == [[typed.ref, typed.name, "90%", "70%", why]]
    assert written_words(done) == "4 targets and 4 quarters"


def test_says_why_a_target_is_left(by, year):
    none, words, set_already = IndicatorFactory(), IndicatorFactory(), measure()
    decided, small = AnnualTargetFactory(is_not_rated=True).indicator, measure(value=2, decimals=0)
    AnnualTargetFactory(indicator=words, value=None, text="top quartile")
    AnnualTargetFactory(indicator=set_already, year=NEW, value=95)
    found = {each.indicator.pk: each for each in preview_of(choose(year, How.PERCENT, D(2))).targets}
    assert found[small.pk].note == "The same: so little is lost in rounding."
    assert found[none.pk].note == "No target in 2026/27 to carry."
    assert found[decided.pk].note == "Not rated in 2026/27, by decision. Decide anew for 2027/28."
    assert (found[set_already.pk].after, found[set_already.pk].is_left) == ("95%", True)
    assert (found[words.pk].after, found[words.pk].is_left) == ("top quartile", False)


def test_quarters_keep_their_working_days(by, year):
    CycleFactory(period=Q2, due_on=date(2026, 10, 9))
    write(year, by)
    there = Cycle.objects.get(period=Q2.next(4))
    assert (there.opens_on, there.due_on) == (date(2027, 10, 1), date(2027, 10, 11))
    assert Cycle.objects.get(period=Q2.next(5)).opens_on == date(2028, 1, 4)


def test_only_what_is_chosen_is_written(by, year):
    plan = ObjectiveFactory().plan
    choose_quarters(roll_over=year, version=1, quarters=[Q2.next(4).key])
    choose_plans(roll_over=year, version=2, plans=[])
    write(year, by)
    assert Cycle.objects.count() == 1
    assert not plan.followed_by.exists()


def test_a_plan_is_started_again_with_its_links_and_measures(by, year):
    long = ObjectiveFactory(plan__ends_on=date(2030, 3, 31))
    plan = PlanFactory(ref="SP-2026-27", title="Waste plan 2026/27")
    above, below = ObjectiveFactory(plan=plan, ref="W1"), ObjectiveFactory(plan=PlanFactory(), ref="W2")
    LinkFactory(child=above, parent=long)
    LinkFactory(child=below, parent=above)
    MilestoneFactory(objective=above)
    served = IndicatorFactory()
    above.contributions.create(indicator=served, made_on=date(2026, 3, 1))
    write(year, by)
    new = plan.followed_by.get()
    assert (new.ref, new.title, new.state) == ("SP-2027-28", "Waste plan 2027/28", "draft")
    assert (new.starts_on, new.ends_on) == (date(2027, 4, 1), date(2028, 3, 31))
    top, bottom = Objective.objects.get(ref="W1-27"), Objective.objects.get(ref="W2-27")
    assert {(link.child, link.parent) for link in Link.objects.filter(child__in=[top, bottom])} == {
        (top, long),
        (bottom, top),
    }
    assert Contribution.objects.filter(indicator=served, objective=top).exists()
    assert Milestone.objects.count() == 1
    assert "W1-27" not in load_thread().by_ref
    client, _ = sign_in(Role.ADMINISTRATOR)
    assert "Started from" in client.get(new.get_absolute_url()).content.decode()
    assert "when its plan is approved" in client.get(top.get_absolute_url()).content.decode()
    Plan.objects.filter(pk=new.pk).update(state="approved", approved_on=date(2027, 3, 1))
    assert "W1-27" in load_thread().by_ref


def test_what_threatens_an_objective_threatens_its_successor_until_that_is_taken_back(by, year):
    above = ObjectiveFactory(ref="W1")
    standing, closed = (
        RiskFactory(threatens=[above]),
        RiskFactory(threatens=[above], closed_on=AT.date(), closed_why="x"),
    )
    done = write(year, by)
    new = Objective.objects.get(ref="W1-27")
    assert (list(new.risks.all()), list(above.risks.order_by("pk"))) == ([standing], [standing, closed])
    event = Event.objects.get(action="changed", thing_type="risks.risk")
    assert (event.changes["objectives"], event.source) == (["W1", "W1, W1-27"], "start of 2027/28")
    assert obstacles(done) == []
    take_back_year(by=by, at=AT, roll_over=done, why="Not agreed")
    assert list(standing.objectives.all()) == [above]


def test_how_an_objective_is_summed_up_goes_along_until_that_is_taken_back(by, year):
    """The rule and the weights of last; not of an objective that is not started again, which is no part of the new."""
    above, below = ObjectiveFactory(ref="W1"), ObjectiveFactory(ref="W2")
    stays = ObjectiveFactory(ref="P1", plan__ends_on=date(2030, 3, 31))
    served = IndicatorFactory()
    SummingChoiceFactory(objective=above, rule="basket")
    SummingChoiceFactory(objective=below, rule="")
    weigh(above, {served: 1}, ends_on=date(2025, 3, 31))
    weigh(above, {served: 3, below: 2, stays: 5}, starts_on=date(2025, 4, 1))
    done = write(year, by)
    new = Objective.objects.get(ref="W1-27")
    (choice,) = SummingChoice.objects.filter(objective__plan=new.plan)
    assert (choice.objective, choice.rule, choice.starts_on) == (new, "basket", date(2027, 4, 1))
    made = new.weight_sets.get()
    assert (made.starts_on, made.ends_on) == (date(2027, 4, 1), date(2028, 3, 31))
    parts = {each.child or each.measure: each.weight for each in made.weights.all()}
    assert parts == {served: 3, Objective.objects.get(ref="W2-27"): 2}
    assert Event.objects.get(action="created", thing_type="indicators.weightset").source == "start of 2027/28"
    assert obstacles(done) == []
    take_back_year(by=by, at=AT, roll_over=done, why="Not agreed")
    assert above.weight_sets.count() == 2
    assert WeightSet.objects.count() == 2


def test_years_and_references_move_on():
    assert years_on("Corporate Plan 2023 to 2027", 4) == "Corporate Plan 2027 to 2031"
    assert years_on("Plan 2026-27", 1) == "Plan 2027-28"
    taken = {"A-27"}
    assert next_ref("A", NEW, 1, taken, most=20) == "A-27.2"
    assert next_ref("B-26", NEW, 1, taken, most=20) == "B-27"
    assert next_ref("X" * 20, NEW, 1, taken, most=20) == "X" * 17 + "-27"


def test_a_second_click_and_a_second_person_write_nothing(by, year):
    measure()
    digest = preview_of(year).digest
    write_year(by=by, at=AT, roll_over=year, digest=digest)
    with pytest.raises(ChangeRefused, match="started already"):
        write_year(by=acting_as(Role.ADMINISTRATOR), at=AT, roll_over=year, digest=digest)
    assert AnnualTarget.objects.filter(year=NEW).count() == 1


def test_two_people_who_choose_do_not_overwrite_each_other(year):
    choose_quarters(roll_over=year, version=1, quarters=[])
    with pytest.raises(Conflict):
        choose_targets(roll_over=year, version=1, every=Choice(How.LEAVE), own={})


def test_what_was_changed_after_the_preview_is_shown_first(by, year):
    indicator = measure()
    digest = preview_of(year).digest
    AnnualTarget.objects.filter(indicator=indicator).update(value=80)
    PeriodTarget.objects.filter(indicator=indicator).update(value=80)
    with pytest.raises(ChangeRefused, match=OTHERWISE[:40]):
        write_year(by=by, at=AT, roll_over=year, digest=digest)
    assert not AnnualTarget.objects.filter(year=NEW).exists()


def test_everything_is_recorded(by, year):
    indicator = measure()
    write(year, by)
    event = Event.objects.get(action="set", thing_type="indicators.annualtarget")
    assert (event.page_id, event.source) == (str(indicator.pk), "start of 2027/28")
    assert Event.objects.filter(action="created", thing_type="reporting.cycle").count() == 4
    assert Event.objects.get(action="started").changes == {"targets": [None, "1"], "quarters": [None, "4"]}


def test_all_of_it_is_taken_back(by, year):
    indicator = measure()
    above = ObjectiveFactory()
    above.contributions.create(indicator=indicator, made_on=date(2026, 3, 1))
    LinkFactory(child=above, parent__plan__ends_on=date(2030, 3, 31))
    before = [
        model.objects.count() for model in (AnnualTarget, PeriodTarget, Cycle, Plan, Objective, Link, Contribution)
    ]
    done = write(year, by)
    assert obstacles(done) == []
    with pytest.raises(ChangeRefused, match="Enter why"):
        take_back_year(by=by, at=AT, roll_over=done, why=" ")
    take_back_year(by=by, at=AT, roll_over=done, why="Cabinet has not agreed")
    after = [
        model.objects.count() for model in (AnnualTarget, PeriodTarget, Cycle, Plan, Objective, Link, Contribution)
    ]
    assert after == before
    assert Event.objects.get(action="took back").why == "Cabinet has not agreed"
    assert start_year(by=by, at=AT, year=NEW).pk != done.pk


class TestObstacles:
    def refused(self, year, by):
        with pytest.raises(ChangeRefused) as refusal:
            take_back_year(by=by, at=AT, roll_over=year, why="So")
        assert AnnualTarget.objects.filter(year=NEW).exists()
        return str(refusal.value)

    def test_a_figure(self, by, year):
        indicator = measure()
        done = write(year, by)
        ObservationFactory(indicator=indicator, period=NEW.parts(Frequency.QUARTER)[0])
        assert "1 figure entered for 2027/28" in self.refused(done, by)

    def test_a_target_that_was_changed(self, by, year):
        indicator = measure(name="Recycling")
        done = write(year, by)
        AnnualTarget.objects.filter(indicator=indicator, year=NEW).update(version=2)
        assert "1 target changed since: Recycling." in self.refused(done, by)

    def test_collection_that_has_opened_or_dates_that_moved(self, by, year):
        measure()
        done = write(year, by)
        open_cycle(by=SYSTEM, at=AT, cycle=Cycle.objects.get(period=NEW.parts(Frequency.QUARTER)[0]))
        Cycle.objects.filter(period=NEW.parts(Frequency.QUARTER)[1]).update(scrutiny_on=date(2028, 3, 1))
        said = self.refused(done, by)
        assert "Collection of April to June 2027 (Q1) has opened." in said
        assert "The dates of July to September 2027 (Q2) were changed." in said

    def test_a_milestone_or_a_link_to_a_new_objective(self, by, year):
        measure()
        old = ObjectiveFactory()
        done = write(year, by)
        new = Objective.objects.get(plan__follows=old.plan)
        MilestoneFactory(objective=new)
        assert "1 row of “Milestone” came to rest on it." in self.refused(done, by)

    def test_an_approved_plan(self, by, year):
        measure()
        old = ObjectiveFactory(plan__title="Waste plan")
        done = write(year, by)
        old.plan.followed_by.update(state="approved", approved_on=date(2027, 3, 1))
        assert "1 plan changed or approved since: Waste plan." in self.refused(done, by)


def test_statements_do_not_grow_with_the_measures(by, year):
    def statements(count):
        for _ in range(count):
            measure()
        with CaptureQueriesContext(connection) as found:
            preview_of(year)
        return len(found)

    assert statements(2) == statements(20)


class TestPages:
    @pytest.fixture
    def client(self):
        client, _ = sign_in(Role.ADMINISTRATOR)
        return client

    def at(self, name, year):
        return reverse(f"reporting:year-{name}", args=[year.pk])

    def test_from_the_first_page_to_the_last(self, client):
        indicator = measure(name="Recycling rate")
        assert "Start 2027/28" in client.get(reverse("reporting:year-list")).content.decode()
        answer = client.post(reverse("reporting:year-start", args=[NEW.key]))
        year = RollOver.objects.get()
        assert answer.url == self.at("targets", year)
        assert "Recycling rate" in client.get(answer.url).content.decode()
        answer = client.post(answer.url, {"every": "percent", "every_by": "5", "version": "1"})
        assert answer.url == self.at("timetable", year)
        page = client.get(answer.url).content.decode()
        assert page.count("checked") == 4
        answer = client.post(answer.url, {"chosen": [NEW.parts(Frequency.QUARTER)[0].key], "version": "2"})
        answer = client.post(answer.url, {"version": "3"})
        page = client.get(answer.url)
        assert "1 target, 1 quarter and 0 plans are about to be written." in page.content.decode()
        answer = client.post(answer.url, {"digest": page.context["digest"]}, follow=True)
        assert "2027/28 is started: 1 target and 1 quarter are written." in answer.content.decode()
        assert aim_of(indicator).value == D("94.5")
        again = client.post(self.at("check", year), {"digest": page.context["digest"]}, follow=True)
        assert "Nothing was written a second time" in again.content.decode()
        taken = client.post(year.get_absolute_url(), {"why": "Too soon"}, follow=True)
        assert "everything that it wrote is removed" in taken.content.decode()
        assert not AnnualTarget.objects.filter(year=NEW).exists()

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"every": "percent", "every_by": "lots"}, "Enter a percentage such as 2, or 2.5"),
            ({"how": "typed", "by": "often"}, "Recycling rate: "),
            ({"how": "amount", "by": ""}, "Recycling rate: enter the figure"),
            ({"how": "", "by": "4"}, "Recycling rate: choose what 4 is"),
            ({"every": "dance"}, "Choose"),
        ],
    )
    def test_bad_input_is_named_and_kept(self, client, year, typed, said):
        indicator = measure(name="Recycling rate")
        sent = {"every": "carry", "version": "1"}
        sent |= {f"{key}_{indicator.pk}" if key in ("how", "by") else key: value for key, value in typed.items()}
        page = client.post(self.at("targets", year), sent).content.decode()
        assert said in page
        assert all(value in page for name, value in typed.items() if name != "every")
        year.refresh_from_db()
        assert (year.version, year.choices.count()) == (1, 0)

    def test_choices_are_kept_for_who_comes_back(self, client, year):
        indicator = measure()
        sent = {
            "every": "carry",
            "version": "1",
            f"how_{indicator.pk}": "typed",
            f"by_{indicator.pk}": "95%",
            "look": "1",
        }
        page = client.post(self.at("targets", year), sent, follow=True).content.decode()
        assert "<strong>95%</strong>" in page
        assert 'value="95"' in page

    def test_what_stops_taking_back_is_said_instead_of_a_button(self, client, by, year):
        indicator = measure()
        done = write(year, by)
        ObservationFactory(indicator=indicator, period=NEW.parts(Frequency.QUARTER)[0])
        page = client.get(done.get_absolute_url()).content.decode()
        assert "1 figure entered for 2027/28" in page
        assert "Take all of it back" not in page

    @pytest.mark.sweep
    def test_seven_hundred_measures_are_rolled_over_at_once(self, client, year):
        unit, post = UnitFactory(), PostFactory()
        indicators = Indicator.objects.bulk_create(IndicatorFactory.build_batch(700, service=unit, owner=post))
        aims = AnnualTarget.objects.bulk_create(
            AnnualTarget(indicator=each, year=Q2.year, value=90) for each in indicators
        )
        PeriodTarget.objects.bulk_create(
            PeriodTarget(annual=aim, indicator=aim.indicator, period=period, value=90)
            for aim in aims
            for period in Q2.year.parts(Frequency.QUARTER)
        )
        digest = client.get(self.at("check", year)).context["digest"]
        with CaptureQueriesContext(connection) as found:
            client.post(self.at("check", year), {"digest": digest})
        assert AnnualTarget.objects.filter(year=NEW).count() == 700
        assert PeriodTarget.objects.filter(annual__year=NEW).count() == 2800
        assert len(found) < 120
        client.post(year.get_absolute_url(), {"why": "Tried only"})
        assert not AnnualTarget.objects.filter(year=NEW).exists()

    def test_many_measures_in_as_many_statements_as_few(self, client, year):
        def statements(name, count):
            for _ in range(count):
                measure()
            with CaptureQueriesContext(connection) as found:
                client.get(self.at(name, year))
            return len(found)

        for name in ("targets", "check"):
            statements(name, 1)
            assert statements(name, 2) == statements(name, 20)
