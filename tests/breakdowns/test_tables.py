"""What may be told of a breakdown: nothing before it stands, and of small groups nothing at all."""

from datetime import UTC, datetime, timedelta

import pytest

from breakdowns.models import Breakdown
from breakdowns.queries.standing import breakdowns_read, groups_in
from breakdowns.queries.tables import tables_of
from indicators.workflow import FigureState
from tests.factories import IndicatorFactory, ObservationFactory
from tests.factories.breakdowns import ENTERED, BreakdownFactory, DimensionFactory, GroupFactory, entry, fill, wards
from tests.factories.indicators import Q2

pytestmark = pytest.mark.django_db
APPROVED = datetime(2026, 10, 10, tzinfo=UTC)
NAMES = ("Abbey", "Castle", "Mill", "Priory")


def figure(made, numerator, denominator, period=Q2, **about):
    value = 100 * numerator / denominator
    return ObservationFactory(
        indicator=made.indicator, period=period, value=value, numerator=numerator, denominator=denominator, **about
    )


@pytest.fixture
def made():
    return BreakdownFactory()


@pytest.fixture
def groups(made):
    return wards(made.dimension, *NAMES)


def tables(made, since=Q2.year.start):
    return tables_of(list(breakdowns_read().filter(pk=made.pk)), since)[made.pk]


def told(made, period=Q2, since=Q2.year.start):
    """By the name of the group: its numerator and denominator, "hidden" or its absence."""
    found = tables(made, since)
    names = {group.pk: group.name for group in found.groups}
    table = found.by_period.get(period)
    if table is None or table.why_not:
        return table and table.why_not
    return {
        names[key]: "hidden" if cell.is_hidden else cell.absence or (cell.numerator, cell.denominator)
        for key, cell in table.cells.items()
    }


def test_all_is_told_where_nobody_is_few(made, groups):
    fill(figure(made, 40, 80), made, {group: entry(10, 20) for group in groups})
    assert told(made) == dict.fromkeys(NAMES, (10, 20))


def test_a_small_group_is_hidden_with_the_last_in_order(made, groups):
    fill(
        figure(made, 31, 63),
        made,
        {group: entry(*pair) for group, pair in zip(groups, [(1, 3), (10, 20), (10, 20), (10, 20)], strict=True)},
    )
    assert told(made) == {"Abbey": "hidden", "Castle": (10, 20), "Mill": (10, 20), "Priory": "hidden"}
    assert set(tables(made).by_period[Q2].values) == {groups[1].pk, groups[2].pk}


def test_a_council_may_say_that_nothing_is_hidden(made, groups):
    Breakdown.objects.update(threshold=0)
    fill(
        figure(made, 31, 63),
        made,
        {group: entry(*pair) for group, pair in zip(groups, [(1, 3), (10, 20), (10, 20), (10, 20)], strict=True)},
    )
    assert told(made)["Abbey"] == (1, 3)


@pytest.mark.parametrize("state", [each for each in FigureState if each is not FigureState.APPROVED])
def test_nothing_is_told_before_the_measures_own_figure_stands(made, groups, state):
    fill(
        figure(made, 40, 80, state=state.value, is_current=state is not FigureState.SUPERSEDED),
        made,
        {group: entry(10, 20) for group in groups},
    )
    assert told(made) is None


def test_what_came_after_approval_is_told_once_it_is_approved(made, groups):
    sheet = fill(
        figure(made, 40, 80), made, {group: entry(10, 20) for group in groups}, entered_at=APPROVED + timedelta(days=1)
    )
    assert told(made) is None
    sheet.approved_at = APPROVED + timedelta(days=2)
    sheet.save()
    assert told(made)["Abbey"] == (10, 20)


def test_a_revised_figure_has_no_groups_until_they_are_entered_anew(made, groups):
    fill(figure(made, 40, 80, state="superseded", is_current=False), made, {group: entry(10, 20) for group in groups})
    now = figure(made, 41, 80, revision=2, revision_reason="Miscounted")
    assert told(made) is None
    fill(now, made, {group: entry(10 + (group == groups[0]), 20) for group in groups})
    assert told(made)["Abbey"] == (11, 20)


def test_groups_that_are_missing_or_do_not_add_up_are_not_told(made, groups):
    sheet = fill(figure(made, 40, 80), made, {group: entry(10, 20) for group in groups[:3]})
    assert told(made).startswith("Not all wards are entered")
    sheet.figures.all().delete()
    sheet.delete()
    fill(made.indicator.observations.get(), made, {group: entry(11, 20) for group in groups})
    assert told(made).startswith("The wards do not add up")
    Breakdown.objects.update(adds_up=False)
    assert told(made)["Abbey"] == (11, 20)


def test_a_group_that_was_not_there_excuses_no_number_that_is_missing(made, groups):
    groups[3].starts_on = Q2.next().start
    groups[3].save()
    fill(figure(made, 40, 80), made, {group: entry(10, 20) for group in groups[:3]})
    assert told(made).startswith("The wards do not add up")


def test_what_is_hidden_stays_hidden_for_the_year(made, groups):
    """In the first quarter Abbey was small, so that Priory was hidden too; in the second nobody is."""
    first = Q2.previous()
    fill(
        figure(made, 31, 63, first, approved_at=datetime(2026, 7, 10, tzinfo=UTC)),
        made,
        {group: entry(*pair) for group, pair in zip(groups, [(1, 3), (10, 20), (10, 20), (10, 20)], strict=True)},
        entered_at=datetime(2026, 7, 1, tzinfo=UTC),
    )
    fill(figure(made, 40, 80), made, {group: entry(10, 20) for group in groups})
    assert told(made) == {"Abbey": "hidden", "Castle": (10, 20), "Mill": (10, 20), "Priory": "hidden"}
    later = Q2.next(3)
    fill(figure(made, 40, 80, later), made, {group: entry(10, 20) for group in groups})
    assert told(made, later, later.year.start)["Abbey"] == (10, 20)


def test_a_correction_hides_what_its_difference_would_tell(made, groups):
    """Mill turns out to be small after all was shown: it is hidden with another."""
    pairs = [(10, 20), (10, 20), (10, 20), (10, 20)]
    observed = figure(made, 40, 80)
    fill(observed, made, {group: entry(*pair) for group, pair in zip(groups, pairs, strict=True)})
    pairs[2], pairs[1] = (1, 3), (19, 37)
    fill(
        observed, made, {group: entry(*pair) for group, pair in zip(groups, pairs, strict=True)}, revision=2,
        why="Miscounted", entered_at=APPROVED + timedelta(days=3), approved_at=APPROVED + timedelta(days=4),
    )  # fmt: skip
    assert told(made) == {"Abbey": (10, 20), "Castle": (19, 37), "Mill": "hidden", "Priory": "hidden"}


def test_of_a_running_total_what_came_in_since_is_never_small():
    counted = BreakdownFactory(indicator=IndicatorFactory(kind="number", counting="cumulative", decimals=0))
    groups = wards(counted.dimension, *NAMES)
    first = ObservationFactory(indicator=counted.indicator, period=Q2.previous(), value=80, approved_at=ENTERED)
    fill(first, counted, {group: entry(20) for group in groups})
    second = ObservationFactory(indicator=counted.indicator, value=142)
    fill(second, counted, {group: entry(value) for group, value in zip(groups, (22, 40, 40, 40), strict=True)})
    assert told(counted) == {"Abbey": "hidden", "Castle": (None, None), "Mill": (None, None), "Priory": "hidden"}


def test_a_rate_without_parts_is_hidden_until_somebody_says_how_many_stand_behind_it():
    rate = BreakdownFactory(indicator=IndicatorFactory(), adds_up=False)
    groups = wards(rate.dimension, *NAMES)
    observed = ObservationFactory(indicator=rate.indicator, value=70)
    sheet = fill(observed, rate, {group: entry(70) for group in groups})
    assert set(told(rate).values()) == {"hidden"}
    sheet.figures.update(denominator=25)
    assert set(told(rate).values()) == {(None, 25)}


def test_a_group_without_a_figure_says_so_and_counts_as_few(made, groups):
    pairs = dict(
        zip(groups, [entry(absence="not_available"), entry(10, 20), entry(10, 20), entry(10, 20)], strict=True)
    )
    fill(figure(made, 33, 64), made, pairs)
    assert told(made) == {"Abbey": "not_available", "Castle": (10, 20), "Mill": (10, 20), "Priory": "hidden"}


def test_a_group_that_is_not_there_is_told_and_hides_nobody(made, groups):
    pairs = dict(
        zip(groups, [entry(absence="not_applicable"), entry(10, 20), entry(10, 20), entry(10, 20)], strict=True)
    )
    fill(figure(made, 30, 60), made, pairs)
    assert told(made)["Abbey"] == "not_applicable"
    assert "hidden" not in told(made).values()


def test_nobody_of_nobody_is_hidden_like_any_small_group(made, groups):
    pairs = dict(zip(groups, [entry(0, 0), entry(10, 20), entry(10, 20), entry(10, 20)], strict=True))
    fill(figure(made, 30, 60), made, pairs)
    assert told(made) == {"Abbey": "hidden", "Castle": (10, 20), "Mill": (10, 20), "Priory": "hidden"}


def test_wards_are_hidden_within_their_area(made, groups):
    """Castle covers Abbey, in whose area it lies: Priory, in the other, would not."""
    area = DimensionFactory(name="Area", noun="area", nouns="areas")
    north, south = GroupFactory(dimension=area, position=1), GroupFactory(dimension=area, position=2)
    made.dimension.within = area
    made.dimension.save()
    for group, whole in zip(groups, (north, north, south, south), strict=True):
        group.part_of = whole
        group.save()
    observed = figure(made, 31, 63)
    fill(
        observed,
        made,
        {group: entry(*pair) for group, pair in zip(groups, [(1, 3), (10, 20), (10, 20), (10, 20)], strict=True)},
    )
    within = told(made)
    whole = BreakdownFactory(indicator=made.indicator, dimension=area)
    fill(observed, whole, {north: entry(11, 23), south: entry(20, 40)})
    assert told(made) == {"Abbey": "hidden", "Castle": "hidden", "Mill": (10, 20), "Priory": (10, 20)}
    assert within == told(made), "areas that are told later show nothing that was hidden"


def test_tables_take_as_many_statements_for_many_groups_and_periods(made, groups, django_assert_max_num_queries):
    for n in range(4):
        period = Q2.previous().next(n)
        fill(figure(made, 40, 80, period), made, {group: entry(10, 20) for group in groups})
    with django_assert_max_num_queries(4):
        assert len(tables(made).by_period) == 4


def test_a_year_that_is_read_in_part_is_not_told(made, groups):
    """What is hidden hangs on the whole of it."""
    fill(figure(made, 40, 80), made, {group: entry(10, 20) for group in groups})
    assert tables(made, Q2.start).by_period == {}


def test_another_order_on_the_page_hides_the_same(made, groups):
    pairs = [(1, 3), (10, 20), (10, 20), (10, 20)]
    fill(figure(made, 31, 63), made, {group: entry(*pair) for group, pair in zip(groups, pairs, strict=True)})
    before = told(made)
    for place, group in enumerate(reversed(groups)):
        group.position = place
        group.save()
    assert told(made) == before
    assert list(told(made)) == ["Priory", "Mill", "Castle", "Abbey"]


def test_wards_end_and_begin(made, groups):
    groups[0].ends_on, groups[1].starts_on = Q2.previous().end, Q2.next().start
    assert groups_in(groups, Q2) == groups[2:]
