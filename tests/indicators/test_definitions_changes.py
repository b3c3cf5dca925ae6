"""Changing definition sheets and sets: what may change, what needs a reason, what the history says (C1, C2, C16)."""

from datetime import date

import pytest

from accounts.actors import SYSTEM
from accounts.models import Event
from foundation.refusals import ChangeRefused, Conflict
from indicators.changes.definitions import (
    FIELDS,
    add_break,
    create_indicator,
    edit_indicator,
    remove_break,
    retire_indicator,
    set_objectives,
)
from indicators.changes.sets import create_set, edit_set
from indicators.models import Contribution, Indicator, IndicatorSet, Observation, SeriesBreak
from tests.conftest import NOW
from tests.factories import IndicatorFactory, ObjectiveFactory, ObservationFactory
from tests.factories.indicators import Q2

pytestmark = pytest.mark.django_db
DOER = {"by": SYSTEM, "at": NOW}


def values_of(indicator, **changes):
    return {**{name: getattr(indicator, name) for name in FIELDS}, **changes}


def edited(indicator, why="", version=1, sets=(), **changes):
    return edit_indicator(
        **DOER, indicator=indicator, version=version, values=values_of(indicator, **changes), sets=sets, why=why
    )


def test_a_sheet_is_made_with_its_sets_and_recorded_field_by_field():
    like, key = IndicatorFactory(), IndicatorSet.objects.create(name="Key")
    made = create_indicator(**DOER, values=values_of(like, ref="NEW1", name="Homes let"), sets=[key])
    assert list(made.sets.all()) == [key]
    event = Event.objects.get()
    assert event.action == "created"
    assert event.changes["ref"] == [None, "NEW1"]
    assert event.changes["sets"] == [None, "Key"]
    assert event.changes["frequency"] == [None, "Quarterly"]


def test_a_reference_is_used_once_whatever_its_capitals():
    like = IndicatorFactory(ref="HS07")
    with pytest.raises(ChangeRefused, match="in use already"):
        create_indicator(**DOER, values=values_of(like, ref="hs07"))


def test_a_change_is_recorded_once_with_from_and_to():
    indicator, key = IndicatorFactory(name="Old"), IndicatorSet.objects.create(name="Key")
    changed = edited(indicator, name="New", sets=[key], why="Clearer")
    event = Event.objects.get()
    assert event.changes == {"name": ["Old", "New"], "sets": [None, "Key"]}
    assert (event.why, changed.version) == ("Clearer", 2)


def test_saving_what_is_stored_records_nothing():
    edited(IndicatorFactory())
    assert not Event.objects.exists()


def test_somebody_elses_change_is_not_overwritten():
    indicator = IndicatorFactory()
    edited(indicator, name="Theirs")
    with pytest.raises(Conflict) as conflict:
        edited(indicator, name="Mine")
    assert conflict.value.stored.name == "Theirs"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [("ref", "XX9", "reference"), ("kind", "number", "type of value"), ("frequency", "M", "frequency"),
     ("year_basis", "C", "year")],
)  # fmt: skip
def test_once_there_are_figures_what_they_are_stays(field, value, words):
    indicator = IndicatorFactory()
    edited(indicator, **{field: value})
    Indicator.objects.filter(pk=indicator.pk).update(**{field: getattr(indicator, field)})
    ObservationFactory(indicator=indicator)
    with pytest.raises(ChangeRefused, match=f"so the {words} cannot change"):
        edited(indicator, version=2, why="Because", **{field: value})


def test_an_expected_figure_is_not_a_figure_yet():
    indicator = IndicatorFactory()
    ObservationFactory(indicator=indicator, state="due", value=None)
    assert edited(indicator, kind="number").kind == "number"


def test_a_change_of_meaning_needs_a_reason_once_there_are_figures():
    indicator = ObservationFactory().indicator
    with pytest.raises(ChangeRefused, match="another entry under good is can change how they read"):
        edited(indicator, polarity="low")
    assert edited(indicator, polarity="low", why="It was always meant so").polarity == "low"


# Retiring


def retired(indicator, **changes):
    values = {"version": indicator.version, "ends_on": date(2026, 9, 30), "successor": None, "why": "Replaced"}
    return retire_indicator(**DOER, indicator=indicator, **{**values, **changes})


def test_a_measure_ends_names_its_successor_and_expects_nothing_more():
    indicator, successor = IndicatorFactory(), IndicatorFactory()
    ObservationFactory(indicator=indicator, period=Q2, state="due", value=None)
    later = ObservationFactory(indicator=indicator, period=Q2.next(), state="due", value=None)
    typed = ObservationFactory(indicator=indicator, period=Q2.next(2), state="draft", value=1)
    done = retired(indicator, successor=successor)
    assert (done.ends_on, done.successor) == (date(2026, 9, 30), successor)
    assert not Observation.objects.filter(pk=later.pk).exists()
    assert Observation.objects.filter(pk=typed.pk).exists()
    event = Event.objects.get()
    assert (event.action, event.why) == ("retired", "Replaced")
    assert event.changes["no longer expected"] == ["2026/27 Q3", None]


def test_a_retired_measure_can_be_taken_into_use_again():
    indicator = IndicatorFactory(ends_on=date(2026, 3, 31))
    assert retired(indicator, ends_on=None, why="Asked for").ends_on is None
    assert Event.objects.get().action == "took into use again"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"why": " "}, "Enter why"),
        ({"ends_on": date(2019, 1, 1)}, "before it began"),
        ({"ends_on": None, "successor": "another"}, "has no successor"),
    ],
)
def test_retiring_is_refused_without_sense(changes, words):
    indicator = IndicatorFactory(starts_on=date(2020, 4, 1))
    if changes.get("successor"):
        changes = {**changes, "successor": IndicatorFactory()}
    with pytest.raises(ChangeRefused, match=words):
        retired(indicator, **changes)


def test_successors_do_not_go_round_in_a_circle():
    first = IndicatorFactory()
    second = IndicatorFactory(successor=first, ends_on=date(2026, 3, 31))
    third = IndicatorFactory(successor=second, ends_on=date(2026, 3, 31))
    with pytest.raises(ChangeRefused, match="succeeded by this one"):
        retired(first, successor=third)


# Breaks and objectives


def test_a_break_is_added_once_and_removed_with_a_reason():
    indicator = IndicatorFactory()
    added = add_break(**DOER, indicator=indicator, period=Q2, note="Homes under repair are left out")
    with pytest.raises(ChangeRefused, match="There is a break"):
        add_break(**DOER, indicator=indicator, period=Q2, note="Again")
    with pytest.raises(ChangeRefused, match="Enter why"):
        remove_break(**DOER, series_break=added, why="")
    remove_break(**DOER, series_break=added, why="It was a misprint")
    assert not SeriesBreak.objects.exists()
    actions = Event.objects.order_by("pk").values_list("action", "page_id", "why")
    assert list(actions) == [
        ("added", str(indicator.pk), ""), ("removed", str(indicator.pk), "It was a misprint"),
    ]  # fmt: skip


def test_a_link_to_an_objective_keeps_the_day_it_was_made():
    indicator, kept, gone, new = IndicatorFactory(), ObjectiveFactory(), ObjectiveFactory(), ObjectiveFactory()
    for objective in (kept, gone):
        Contribution.objects.create(indicator=indicator, objective=objective, made_on=date(2026, 2, 1))
    set_objectives(**DOER, indicator=indicator, objectives=[kept, new], on=date(2026, 10, 14))
    links = {link.objective: link.made_on for link in indicator.contributions.all()}
    assert links == {kept: date(2026, 2, 1), new: date(2026, 10, 14)}
    assert list(Event.objects.order_by("pk").values_list("action", flat=True)) == ["removed", "created"]
    set_objectives(**DOER, indicator=indicator, objectives=[new, kept], on=date(2026, 10, 15))
    assert Event.objects.count() == 2


# Sets


def test_a_set_is_made_renamed_and_given_other_members():
    first, second = IndicatorFactory(ref="A1"), IndicatorFactory(ref="A2")
    made = create_set(**DOER, name="Key", members=[first])
    changed = edit_set(**DOER, indicator_set=made, name="Key indicators", description="The few", members=[second])
    assert list(changed.indicators.all()) == [second]
    assert Event.objects.order_by("-pk").first().changes == {
        "name": ["Key", "Key indicators"],
        "description": ["", "The few"],
        "added": [None, "A2"],
        "removed": ["A1", None],
    }
    edit_set(**DOER, indicator_set=made, name="Key indicators", description="The few", members=[second])
    assert Event.objects.count() == 2


def test_a_sets_name_is_used_once():
    create_set(**DOER, name="Key")
    with pytest.raises(ChangeRefused, match="called key already"):
        create_set(**DOER, name="key")
