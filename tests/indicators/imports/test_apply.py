"""Writing an import: all or nothing, each change in the history once, nothing of an officer's overwritten (C17)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.actors import SYSTEM
from accounts.audit_check import check_trail
from accounts.models import Event, Post, Unit
from foundation.refusals import ChangeRefused
from indicators.imports.figures.apply import apply_import, prepare_import, write_import
from indicators.imports.planned_changes import batches
from indicators.models import AnnualTarget, Commentary, Indicator, Observation, PeriodTarget
from plans.periods import parse_label
from tests.conftest import NOW
from tests.factories import (
    AnnualTargetFactory,
    IndicatorFactory,
    ObservationFactory,
    PostFactory,
    ReturnFactory,
    UnitFactory,
    period_target,
)
from tests.indicators.imports.import_files import planned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_are_read_here")]
Q1, Q2 = parse_label("2026/27 Q1"), parse_label("2026/27 Q2")


def imported(*rows):
    """Plan and apply; the plan."""
    plan = planned(*rows)
    assert not plan.counts["refused"], plan.rows
    apply_import(by=SYSTEM, at=NOW, filename=plan.filename, changes=plan.changes, as_imported="Reported.")
    assert check_trail().problems == []
    return plan


def standing(indicator, period=Q1):
    return Observation.objects.get(indicator=indicator, period=period, is_current=True)


def test_a_new_measure_comes_with_its_service_its_post_its_figure_and_its_target(council):
    imported({"council": "Exampleshire", "report": "Q1 report", "source_url": "https://example.org/q1"})
    indicator = Indicator.objects.get()
    assert (indicator.service.name, indicator.service.parent) == ("Customer Services", council)
    assert (indicator.owner.title, indicator.owner.role) == ("Head of Customer Services", "approver")
    assert (indicator.kind, indicator.counting, indicator.data_source) == ("percentage", "rate", "Q1 report")
    figure = standing(indicator)
    assert indicator.expected_from == figure.period.start
    assert (figure.value, figure.state, figure.standing) == (Decimal("78.5"), "approved", "final")
    assert figure.evidence == "Q1 report https://example.org/q1"
    target = PeriodTarget.objects.get()
    assert (target.value, target.annual.value, target.annual.profile) == (Decimal(80), Decimal(80), "typed")
    made = {event.thing_type: event.source for event in Event.objects.all()}
    assert set(made) == {
        "accounts.unit", "accounts.post", "indicators.indicator", "indicators.annualtarget", "indicators.observation",
    }  # fmt: skip
    assert set(made.values()) == {"import q1.csv, line 2"}


def test_the_same_file_again_changes_nothing(council):
    imported({}, {"period": "2026/27 Q2", "actual": "n/a", "target": "Top quartile", "commentary": "A late start."})
    events = Event.objects.count()
    again = planned({}, {"period": "2026/27 Q2", "actual": "n/a", "target": "Top quartile"})
    assert again.changes.is_empty
    assert again.counts["unchanged"] == 2
    assert Event.objects.count() == events


def test_a_changed_figure_is_a_new_revision_and_the_old_one_stays(calls):
    old = ObservationFactory(indicator=calls, period=Q1, value=Decimal(70))
    imported({})
    new = standing(calls)
    old.refresh_from_db()
    assert (old.state, old.is_current, old.value) == ("superseded", False, Decimal(70))
    assert (new.revision, new.standing) == (2, "revised")
    assert new.revision_reason == "Imported from q1.csv, line 2"
    superseded, event = Event.objects.filter(thing_type="indicators.observation").order_by("pk")
    assert (superseded.action, superseded.thing_id) == ("superseded", str(old.pk))
    assert event.changes == {"2026/27 Q1": ["70", "78.5"], "approval": [None, "as imported"]}
    assert (event.source, event.page_type) == ("import q1.csv, line 2", "indicators.indicator")


def test_a_revision_follows_the_last_one_even_where_others_were_put_aside(calls):
    ObservationFactory(indicator=calls, period=Q1, value=Decimal(70))
    for revision in (2, 3):
        ObservationFactory(
            indicator=calls, period=Q1, revision=revision, is_current=False, state="superseded", revision_reason="Late"
        )
    imported({})
    assert standing(calls).revision == 4


@pytest.mark.parametrize("state", ["due", "missing"])
def test_an_expected_figure_is_filled_in_its_return(calls, state):
    expected = ObservationFactory(
        indicator=calls, period=Q1, state=state, value=None, in_return=ReturnFactory(period=Q1)
    )
    imported({})
    expected.refresh_from_db()
    assert (expected.value, expected.state, expected.version) == (Decimal("78.5"), "approved", 2)
    assert (expected.submitted_at, expected.approved_at) == (NOW, NOW)


def test_an_imported_revision_came_in_when_the_figure_did_that_it_revises(calls):
    early = NOW - timedelta(days=60)
    ObservationFactory(
        indicator=calls, period=Q1, value=Decimal(70), in_return=ReturnFactory(period=Q1), submitted_at=early
    )
    imported({})
    assert Observation.objects.get(revision=2).submitted_at == early


def test_no_figure_is_kept_with_what_the_file_says(calls):
    imported({"actual": "tbc"})
    figure = standing(calls)
    assert (figure.value, figure.absence, figure.absence_reason) == (None, "not_available", "The file says “tbc”.")


def test_a_provisional_figure_becomes_final_as_a_revision(calls):
    imported({"actual": "78.5 [p]"})
    assert standing(calls).standing == "provisional"
    assert planned({"actual": "78.5"}).changes.is_empty
    imported({"actual": "78.5", "standing": "final"})
    assert (standing(calls).standing, standing(calls).revision) == ("final", 2)


# Words


def test_commentary_fills_its_boxes(calls):
    imported({"commentary": "More calls.", "why": "Snow.", "action": "More staff.", "outlook": "Better by Q3."})
    words = Commentary.objects.get()
    assert (words.happened, words.why, words.action, words.outlook) == (
        "More calls.", "Snow.", "More staff.", "Better by Q3.",
    )  # fmt: skip
    changes = Event.objects.get(thing_type="indicators.observation").changes
    assert changes["Why"] == [None, "Snow."]


def test_other_words_for_the_same_figure_change_only_the_words(calls):
    figure = ObservationFactory(indicator=calls, period=Q1, value=Decimal("78.5"))
    post = PostFactory()
    Commentary.objects.create(observation=figure, happened="Old words", why="Kept", action_by=post)
    imported({"commentary": "New words", "target": ""})
    words = Commentary.objects.get()
    assert (words.observation_id, words.happened, words.why, words.action_by) == (figure.pk, "New words", "Kept", post)
    assert Observation.objects.count() == 1
    assert Event.objects.get().changes == {"What happened": ["Old words", "New words"]}


def test_a_revision_keeps_the_words_that_the_file_does_not_replace(calls):
    figure = ObservationFactory(indicator=calls, period=Q1, value=Decimal(70))
    Commentary.objects.create(observation=figure, happened="Then", why="Because")
    imported({"commentary": "Now"})
    words = standing(calls).commentary
    assert (words.happened, words.why) == ("Now", "Because")
    assert figure.commentary.happened == "Then"


# Targets


def test_targets_of_a_year_are_typed_for_each_period_and_recorded_once(calls):
    imported({"target": "80"}, {"period": "2026/27 Q2", "actual": "", "target": "82"})
    annual = AnnualTarget.objects.get()
    assert (annual.value, annual.profile, annual.periods.count()) == (Decimal(82), "typed", 2)
    event = Event.objects.get(thing_type="indicators.annualtarget")
    assert event.changes == {"2026/27 Q1": [None, "80"], "2026/27 Q2": [None, "82"]}
    assert event.source == "import q1.csv, lines 2, 3"


def test_a_changed_target_moves_the_years_target_with_it(calls):
    annual = AnnualTargetFactory(indicator=calls, year=Q1.year, value=Decimal(75), profile="level", rationale="Agreed")
    for period in Q1.year.parts(Q1.frequency):
        PeriodTarget.objects.create(annual=annual, indicator=calls, period=period, value=75)
    imported({"period": "2026/27 Q4", "actual": "", "target": "85"})
    annual.refresh_from_db()
    assert (annual.value, annual.profile, annual.version, annual.rationale) == (Decimal(85), "typed", 2, "Agreed")
    assert [target.value for target in annual.periods.order_by("period")] == [75, 75, 75, 85]


def test_what_is_counted_in_each_period_adds_up_to_the_year_once_all_are_known(calls):
    Indicator.objects.filter(pk=calls.pk).update(counting="flow", kind="number")
    quarters = [{"period": f"2026/27 Q{n}", "actual": "", "target": "10", "unit": ""} for n in (1, 2, 3, 4)]
    imported(*quarters[:3])
    assert AnnualTarget.objects.get().value is None
    imported(quarters[3])
    assert AnnualTarget.objects.get().value == 40


def test_a_running_total_has_its_years_target_at_the_years_end(calls):
    Indicator.objects.filter(pk=calls.pk).update(counting="cumulative", kind="number")
    imported({"target": "10", "unit": ""})
    assert AnnualTarget.objects.get().value is None


def test_a_range_has_two_ends(calls):
    Indicator.objects.filter(pk=calls.pk).update(polarity="range")
    imported({"target": "70 to 80"})
    target = PeriodTarget.objects.get()
    assert (target.value, target.low, target.high) == (None, Decimal(70), Decimal(80))
    assert Event.objects.get(thing_type="indicators.annualtarget").changes == {"2026/27 Q1": [None, "70 to 80"]}
    assert planned({"target": "70 to 80"}).changes.is_empty


def test_words_take_the_place_of_a_figure_as_a_target(calls):
    period_target(calls, Q1, 75)
    imported({"target": "Top quartile"})
    target = PeriodTarget.objects.get()
    assert (target.value, target.annual.text) == (None, "Top quartile")
    assert planned({"target": "Top quartile"}).changes.is_empty


# Places


def test_a_service_and_its_head_are_found_again(calls):
    head = PostFactory(unit=calls.service, role="approver")
    imported({"indicator_ref": "CS02", "indicator": "Another", "theme": "customer services"})
    assert Indicator.objects.get(ref="CS02").owner == head
    assert Unit.objects.filter(name__iexact="Customer Services").count() == 1


def test_a_second_councils_service_of_the_same_name_is_told_apart(calls):
    row = {"council": "Othershire", "indicator_ref": "B1", "indicator": "Theirs"}
    imported(row)
    other = Indicator.objects.get(ref="B1").service
    assert (other.name, other.parent.name) == ("Customer Services (Othershire)", "Othershire")
    imported({**row, "indicator_ref": "B2", "indicator": "Theirs too"})
    assert Indicator.objects.get(ref="B2").service == other


def test_a_council_of_its_own_is_made_where_there_is_none(settings):
    settings.PMMI_COUNCIL_NAME = "Exampleshire"
    imported({"theme": ""})
    service = Indicator.objects.get().service
    assert (service.name, service.parent.name) == ("Performance measures", "Exampleshire")
    assert Post.objects.get().unit == service


# Nothing in between


def test_figures_that_moved_after_the_preview_stop_the_import(calls):
    figure = ObservationFactory(indicator=calls, period=Q1, value=Decimal(70))
    plan = planned({})
    Observation.objects.filter(pk=figure.pk).update(version=2)
    _refused(plan)


def test_targets_that_moved_after_the_preview_stop_the_import(calls):
    target = period_target(calls, Q1, 70)
    plan = planned({})
    PeriodTarget.objects.filter(pk=target.pk).update(value=71)
    _refused(plan)


def test_a_target_that_appeared_after_the_preview_stops_the_import(calls):
    plan = planned({})
    period_target(calls, Q1, 70)
    _refused(plan)


def test_a_figure_that_appeared_after_the_preview_stops_the_import(calls):
    plan = planned({})
    ObservationFactory(indicator=calls, period=Q1, value=Decimal(70))
    _refused(plan)


def _refused(plan):
    before = Observation.objects.count(), PeriodTarget.objects.count(), Event.objects.count()
    with pytest.raises(ChangeRefused, match="Nothing was written"), transaction.atomic():
        apply_import(by=SYSTEM, at=NOW, filename="q1.csv", changes=plan.changes, as_imported="Reported.")
    assert (Observation.objects.count(), PeriodTarget.objects.count(), Event.objects.count()) == before


def _quarter_opened(calls):
    ReturnFactory(service=calls.service, period=Q1)


def _measure_moved(calls):
    Indicator.objects.filter(pk=calls.pk).update(service=UnitFactory())


def _target_of_another_quarter_changed(calls):
    PeriodTarget.objects.filter(indicator=calls, period=Q2).update(value=71)


def _service_made(calls):
    PostFactory(unit=UnitFactory(name="Parks", kind="department", parent=calls.service.parent))


def _measure_made(calls):
    IndicatorFactory(ref="PK01", service=calls.service)


@pytest.mark.parametrize(
    "moved",
    [_quarter_opened, _measure_moved, _target_of_another_quarter_changed, _service_made, _measure_made],
    ids=lambda moved: moved.__name__.strip("_"),
)
def test_what_moves_while_the_rows_are_made_ready_stops_the_import(calls, moved):
    period_target(calls, Q2, 70)
    plan = planned({}, {"indicator_ref": "PK01", "indicator": "Parks open", "theme": "Parks"})
    prepared = prepare_import(by=SYSTEM, at=NOW, filename="q1.csv", changes=plan.changes, as_imported="Reported.")
    assert len(list(prepared.entries)) == 7
    moved(calls)
    before = Observation.objects.count(), PeriodTarget.objects.count(), Unit.objects.count()
    with pytest.raises(ChangeRefused, match="Nothing was written"), transaction.atomic():
        write_import(prepared)
    assert (Observation.objects.count(), PeriodTarget.objects.count(), Unit.objects.count()) == before


def test_the_number_of_statements_grows_with_batches_not_with_rows(calls):
    def statements(count):
        rows = [
            {"indicator_ref": f"X{count}-{n}", "indicator": f"Measure {count} {n}", "actual": str(n)}
            for n in range(count)
        ]
        plan = planned(*rows)
        with CaptureQueriesContext(connection) as captured:
            apply_import(by=SYSTEM, at=NOW, filename="q1.csv", changes=plan.changes, as_imported="Reported.")
        return len(captured)

    statements(1)
    assert statements(2) == statements(20)


def test_batches_hold_every_change_once():
    assert list(batches(range(5), 2)) == [range(2), range(2, 4), range(4, 5)]
    assert list(batches([])) == []


@pytest.mark.parametrize(
    "evil", ["<script>alert(1)</script>", "=cmd|'/c calc'!A1", "{{ 7*7 }}", "Robert'); DROP TABLE--"]
)
def test_attack_strings_are_stored_as_words(council, evil):
    imported({"indicator": evil, "theme": evil[:60], "commentary": evil, "report": evil})
    indicator = Indicator.objects.get()
    assert indicator.name == evil
    assert Commentary.objects.get().happened == evil
