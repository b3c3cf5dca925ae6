"""Choosing how objectives are summed up, and weighing their parts: what is stored, refused, shown and kept."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Event
from accounts.roles import Role
from foundation.refusals import ChangeRefused, Conflict
from indicators.changes.summing import WeightDetails, choose_rule, create_weights, edit_weights, remove_weights
from indicators.models import PartWeight, SummingChoice, WeightSet
from indicators.queries.summing import first_summed_up
from plans.models import Link
from tests.factories import (
    IndicatorFactory,
    LevelFactory,
    LinkFactory,
    ObjectiveFactory,
    ObservationFactory,
    PlanFactory,
    UnitFactory,
    acting_as,
    period_target,
    sign_in,
)
from tests.factories.indicators import Q2
from tests.factories.summing import SummingChoiceFactory, weigh

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 1, 9, tzinfo=UTC)
APRIL, MARCH = date(2026, 4, 1), date(2027, 3, 31)


@pytest.fixture
def by():
    return acting_as("administrator")


@pytest.fixture
def objective():
    made = ObjectiveFactory(title="Clean streets")
    for ref, value in (("ENV01", 88), ("ENV02", 60)):
        measure = IndicatorFactory(ref=ref, name=f"Measure {ref}", expected_from=date(2020, 1, 1))
        period_target(measure, Q2, 80)
        ObservationFactory(indicator=measure, value=Decimal(value))
        measure.contributions.create(objective=made, made_on=APRIL)
    LinkFactory(child=ObjectiveFactory(ref="OBX", title="Sweep"), parent=made, made_on=APRIL)
    return made


def _keys(objective):
    measures = objective.contributions.order_by("indicator__ref").values_list("indicator_id", flat=True)
    child = objective.downward.get().child_id
    return [("measure", measures[0]), ("measure", measures[1]), ("objective", child)]


def _details(objective, weights=(3, 1, 0), starts_on=APRIL, ends_on=None):
    given = zip(_keys(objective), map(Decimal, weights), strict=True)
    return WeightDetails(starts_on=starts_on, ends_on=ends_on, weights=dict(given))


def _refused(change, *words):
    before = WeightSet.objects.count(), PartWeight.objects.count(), SummingChoice.objects.count(), Event.objects.count()
    with pytest.raises(ChangeRefused) as refused:
        change()
    for each in words:
        assert each in str(refused.value)
    now = WeightSet.objects.count(), PartWeight.objects.count(), SummingChoice.objects.count(), Event.objects.count()
    assert now == before


def test_weights_are_stored_and_told_in_the_history(by, objective):
    made = create_weights(by=by, at=AT, objective=objective, details=_details(objective))
    assert [each.weight for each in made.weights.order_by("pk")] == [3, 1, 0]
    event = Event.objects.latest("pk")
    assert (event.page_type, event.page_id) == ("plans.objective", str(objective.pk))
    assert event.changes == {"weights": [None, "0 for OBX, 1 for ENV02, 3 for ENV01"]}


def test_weights_are_changed_with_their_days(by, objective):
    made = create_weights(by=by, at=AT, objective=objective, details=_details(objective))
    edit_weights(by=by, at=AT, weights=made, version=1, details=_details(objective, (1, 1, 1), ends_on=MARCH))
    made.refresh_from_db()
    assert (made.ends_on, made.version) == (MARCH, 2)
    assert [each.weight for each in made.weights.all()] == [1, 1, 1]
    with pytest.raises(Conflict):
        edit_weights(by=by, at=AT, weights=made, version=1, details=_details(objective))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"weights": (-1, 2, 0)}, "cannot be below 0"),
        ({"weights": (0, 0, 0)}, "enter a weight above 0"),
        ({"ends_on": date(2026, 3, 31)}, "The last day is before the first"),
    ],
)
def test_bad_weights_are_refused_and_nothing_is_written(by, objective, given, words):
    _refused(lambda: create_weights(by=by, at=AT, objective=objective, details=_details(objective, **given)), words)


@pytest.mark.parametrize(
    ("first", "second", "meet"),
    [
        ((APRIL, None), (MARCH, None), True),
        ((APRIL, None), (date(2025, 4, 1), None), True),
        ((APRIL, None), (date(2025, 4, 1), APRIL), True),
        ((APRIL, MARCH), (MARCH, None), True),
        ((APRIL, MARCH), (date(2027, 4, 1), None), False),
        ((APRIL, None), (date(2025, 4, 1), date(2026, 3, 31)), False),
    ],
)
def test_two_sets_of_weights_never_count_on_one_day(by, objective, first, second, meet):
    create_weights(by=by, at=AT, objective=objective, details=_details(objective, (1, 1, 1), *first))

    def again():
        create_weights(by=by, at=AT, objective=objective, details=_details(objective, (2, 1, 1), *second))

    if meet:
        _refused(again, "There are weights from 1 April 2026", "two cannot count on one day")
    else:
        again()
        assert WeightSet.objects.count() == 2


def test_weights_are_removed_while_no_quarter_rests_on_them(by, objective):
    """A quarter goes by the weights of its last day; the reason is kept, and what they were."""
    counted = create_weights(by=by, at=AT, objective=objective, details=_details(objective, ends_on=MARCH))
    later = _details(objective, starts_on=date(2027, 4, 1))
    coming = create_weights(by=by, at=AT, objective=objective, details=later)
    with pytest.raises(ChangeRefused, match="2026/27 Q1 was summed up by these weights"):
        remove_weights(by=by, at=AT, weights=counted, why="A slip.")
    with pytest.raises(ChangeRefused, match="Enter why"):
        remove_weights(by=by, at=AT, weights=coming, why=" ")
    remove_weights(by=by, at=AT, weights=coming, why="A slip.")
    assert list(WeightSet.objects.all()) == [counted]
    told = Event.objects.latest("pk")
    assert (told.action, told.why, told.page_id) == ("removed", "A slip.", str(objective.pk))
    assert told.changes["weights"] == ["0 for OBX, 1 for ENV02, 3 for ENV01", None]


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "today", "rests"),
    [
        (date(2026, 7, 1), None, date(2026, 9, 30), False),
        (date(2026, 7, 1), None, date(2026, 10, 1), True),
        (date(2026, 7, 1), date(2026, 9, 29), date(2027, 1, 1), False),
        (date(2026, 9, 30), date(2026, 9, 30), date(2027, 1, 1), True),
    ],
)
def test_a_quarter_rests_on_the_weights_of_its_last_day(starts_on, ends_on, today, rests):
    weights = WeightSet(starts_on=starts_on, ends_on=ends_on)
    assert (first_summed_up(weights, today=today) is not None) is rests


def test_weights_that_end_are_taken_over_into_the_year_after(by, objective):
    ended = create_weights(by=by, at=AT, objective=objective, details=_details(objective, ends_on=MARCH))
    Link.objects.all().delete()  # what was weighed and is no part any more is left behind
    admin, _ = sign_in(Role.ADMINISTRATOR)
    address = f"{reverse('indicators:weights-create', args=[objective.ref])}?after={ended.pk}"
    assert address in admin.get(objective.get_absolute_url()).content.decode()
    form = admin.get(address).context["form"]
    assert (form.initial["starts_on"], form.initial["ends_on"]) == (date(2027, 4, 1), date(2028, 3, 31))
    measures = objective.contributions.order_by("indicator__ref").values_list("indicator_id", flat=True)
    typed = {f"measure_{pk}": form[f"measure_{pk}"].initial for pk in measures}
    assert list(typed.values()) == ["3", "1"]
    assert admin.post(address, {"starts_on": "1/4/2027", "ends_on": "31/3/2028", **typed}).status_code == 302
    made = WeightSet.objects.latest("pk")
    assert sorted(made.weights.values_list("weight", flat=True)) == [1, 3]
    removal = reverse("indicators:weights-remove", args=[objective.ref, made.pk])
    assert removal in admin.get(objective.get_absolute_url()).content.decode()
    assert admin.post(removal, {"why": "A slip."}).status_code == 302
    assert list(WeightSet.objects.all()) == [ended]


def test_a_circle_is_named(by, objective):
    child = objective.downward.get().child
    Link.objects.create(child=objective, parent=child, made_on=APRIL)
    _refused(
        lambda: create_weights(by=by, at=AT, objective=objective, details=_details(objective)),
        f"{child.ref} has {objective.ref} among its own parts, so it would go round in a circle",
    )


def test_what_is_no_part_is_not_weighed(by, objective):
    other = WeightDetails(starts_on=APRIL, ends_on=None, weights={("measure", IndicatorFactory().pk): Decimal(1)})
    _refused(lambda: create_weights(by=by, at=AT, objective=objective, details=other), "no part of it any more")
    none = WeightDetails(starts_on=APRIL, ends_on=None, weights={})
    _refused(lambda: create_weights(by=by, at=AT, objective=objective, details=none), "nothing to weigh")


def test_what_was_weighed_and_left_since_stays_in_old_weights(by, objective):
    details = _details(objective)
    made = create_weights(by=by, at=AT, objective=objective, details=details)
    objective.contributions.get(indicator__ref="ENV02").delete()
    edit_weights(by=by, at=AT, weights=made, version=1, details=details)
    assert made.weights.count() == 3


def test_a_closed_plan_and_a_private_one_keep_what_they_have(by, objective):
    objective.plan.state = "closed"
    objective.plan.save()
    _refused(lambda: create_weights(by=by, at=AT, objective=objective, details=_details(objective)), "closed")
    private = ObjectiveFactory(plan__level=LevelFactory(name="EDR", is_private=True))
    given = {"by": by, "at": AT, "rule": "worst", "starts_on": APRIL}
    _refused(lambda: choose_rule(of=private, **given), "private")
    _refused(lambda: choose_rule(of=private.plan.level, **given), "private")
    details = WeightDetails(starts_on=APRIL, ends_on=None, weights={("measure", 1): Decimal(1)})
    _refused(lambda: create_weights(by=by, at=AT, objective=private, details=details), "private")


def test_a_rule_is_chosen_from_a_day_on_and_put_right_on_the_same_day(by, objective):
    choose_rule(by=by, at=AT, of=objective, rule="worst", starts_on=APRIL)
    choose_rule(by=by, at=AT, of=objective, rule="worst", starts_on=APRIL)
    choose_rule(by=by, at=AT, of=objective, rule="basket", starts_on=APRIL)
    choose_rule(by=by, at=AT, of=objective, rule="", starts_on=MARCH)
    choose_rule(by=by, at=AT, of=objective.plan.level, rule="majority", starts_on=APRIL)
    found = SummingChoice.objects.order_by("pk")
    assert [(each.rule, each.starts_on) for each in found] == [("basket", APRIL), ("", MARCH), ("majority", APRIL)]
    assert Event.objects.count() == 4
    _refused(
        lambda: choose_rule(by=by, at=AT, of=objective.plan.level, rule="", starts_on=MARCH), "objectives of this level"
    )


def test_the_objectives_page_shows_the_sum_and_who_may_change_it(client, objective):
    SummingChoiceFactory(objective=objective)
    weigh(objective, {objective.contributions.get(indicator__ref="ENV01").indicator: 3,
                      objective.contributions.get(indicator__ref="ENV02").indicator: 1})  # fmt: skip
    sign_in(Role.ADMINISTRATOR, client=client)
    text = client.get(objective.get_absolute_url()).content.decode()
    assert "by weighted basket. It scores 7.5 of 10; 80% of the weight was scored." in text
    assert "How this was worked out" in text
    assert "Weights from 1 April 2020 on" in text
    assert "Choose how it is summed up" in text

    sign_in(Role.COUNCILLOR, client=client)
    text = client.get(objective.get_absolute_url()).content.decode()
    assert "How this was worked out" in text
    assert "Choose how it is summed up" not in text
    assert "Set weights" not in text


def test_by_counts_the_page_says_so(client, objective):
    sign_in(Role.ADMINISTRATOR, client=client)
    text = client.get(objective.get_absolute_url()).content.decode()
    assert "By counts: how many of its measures are on target." in text
    assert "Set weights" not in text


def _typed(objective, weights, **more):
    fields = {f"{kind}_{pk}": each for (kind, pk), each in zip(_keys(objective), weights, strict=True)}
    return {"starts_on": "1 April 2026", "ends_on": "", **fields, **more}


def test_weights_by_form(client, objective):
    sign_in(Role.ADMINISTRATOR, client=client)
    address = reverse("indicators:weights-create", args=[objective.ref])
    assert "Measure ENV01" in client.get(address).content.decode()
    assert client.post(address, _typed(objective, ["3", "1.5", "0"])).status_code == 302
    made = WeightSet.objects.get()
    change = reverse("indicators:weights-edit", args=[objective.ref, made.pk])
    assert 'value="1.5"' in client.get(change).content.decode()
    typed = _typed(objective, ["3", "1", "1"], ends_on="31 March 2027", version="1")
    assert client.post(change, typed).status_code == 302
    made.refresh_from_db()
    assert made.ends_on == MARCH


@pytest.mark.parametrize(
    ("weights", "more", "words"),
    [
        (["-1", "1", "7.25"], {}, "must be a number from 0 to 99,999.99"),
        (["", "1", "7.25"], {}, "Enter the weight of “ENV01 Measure ENV01”, or 0"),
        (["x", "1", "7.25"], {}, "must be a number from 0"),
        (["1.255", "1", "7.25"], {}, "may have two decimal places"),
        (["1", "1", "7.25"], {"ends_on": "31 March 2026"}, "The last day must be the first or a later one"),
        (["1", "1", "7.25"], {"starts_on": "soon"}, "Enter a date such as 17 July 2026"),
        (["0", "0", "0"], {}, "enter a weight above 0"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, objective, weights, more, words):
    sign_in(Role.ADMINISTRATOR, client=client)
    address = reverse("indicators:weights-create", args=[objective.ref])
    text = client.post(address, _typed(objective, weights, **more)).content.decode()
    assert words in text
    assert f'value="{weights[2]}"' in text
    assert WeightSet.objects.count() == 0


def test_a_rule_by_form_and_the_list_of_all(client, objective):
    sign_in(Role.ADMINISTRATOR, client=client)
    own = reverse("indicators:summing-objective", args=[objective.ref])
    level = reverse("indicators:summing-level", args=[objective.plan.level_id])
    assert "As its level of plans" in client.get(own).content.decode()
    assert "As its level of plans" not in client.get(level).content.decode()
    assert client.post(own, {"rule": "basket", "starts_on": "1 April 2026"}).status_code == 302
    assert client.post(own, {"rule": "level", "starts_on": "1 April 2030"}).status_code == 302
    assert client.post(level, {"rule": "majority", "starts_on": "1 April 2026"}).status_code == 302
    assert "Select how it is summed up" in client.post(level, {"starts_on": "1 April 2026"}).content.decode()
    text = client.get(reverse("indicators:summing-list")).content.decode()
    assert "Majority of parts" in text
    assert "Weighted basket" in text
    assert "From 1 April 2030: As its level of plans" in text


def test_a_reader_of_a_part_is_told_of_that_part(client, objective):
    SummingChoiceFactory(objective=objective, rule="worst")
    SummingChoiceFactory(
        objective=ObjectiveFactory(title="Ours", plan=PlanFactory(unit=(unit := UnitFactory(kind="partner"))))
    )
    sign_in(Role.PARTNER, unit=unit, client=client)
    text = client.get(reverse("indicators:summing-list")).content.decode()
    assert "Ours" in text
    assert "Clean streets" not in text
