"""What the set-up workbook takes out: what stands and is told, of years in which nothing else was told before."""

from datetime import UTC, datetime

import pytest

from breakdowns.queries.taken_out import taken_out
from tests.factories import IndicatorFactory, ObservationFactory
from tests.factories.breakdowns import BreakdownFactory, DimensionFactory, GroupFactory, entry, fill, wards
from tests.factories.indicators import Q2

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.fixture
def made():
    indicator = IndicatorFactory(ref="HO1", has_parts=True, numerator="Let", denominator="Homes")
    return BreakdownFactory(indicator=indicator, dimension__name="Ward")


@pytest.fixture
def groups(made):
    return wards(made.dimension, "Abbey", "Castle", "Mill", "Priory")


def figure(made, period=Q2, numerator=40, denominator=80, **about):
    return ObservationFactory(
        indicator=made.indicator, period=period, value=50, numerator=numerator, denominator=denominator, **about
    )


def parts(groups, *numbers):
    return {group: entry(*each) for group, each in zip(groups, numbers, strict=True)}


LARGE = (10, 20), (10, 20), (10, 20), (10, 20)
SMALL = (1, 2), (13, 26), (13, 26), (13, 26)


def periods():
    return [(sheet.observation.period, sheet.revision) for _, sheet in taken_out()]


def test_what_stands_is_taken_out_with_small_numbers(made, groups):
    fill(figure(made), made, parts(groups, *SMALL))
    fill(figure(made, Q2.previous()), made, parts(groups, *LARGE))
    assert periods() == [(Q2.previous(), 1), (Q2, 1)]


def test_what_waits_and_what_is_told_to_nobody_stays(made, groups):
    fill(figure(made), made, parts(groups, *LARGE), entered_at=LATER)
    fill(figure(made, Q2.previous()), made, parts(groups[:3], *LARGE[:3]))
    fill(figure(made, Q2.last_year(), numerator=41), made, parts(groups, *LARGE))
    fill(figure(made, Q2.next(), state="submitted", approved_at=None), made, parts(groups, *LARGE))
    assert periods() == []


def test_what_the_grid_takes_no_more_stays(made, groups):
    fill(figure(made), made, parts(groups, *LARGE))
    groups[0].ends_on = Q2.previous().end
    groups[0].save()
    assert periods() == []


def test_of_what_was_corrected_the_last_is_taken_out_where_nothing_was_hidden(made, groups):
    stands = figure(made)
    fill(stands, made, parts(groups, (9, 20), (11, 20), *LARGE[2:]))
    fill(stands, made, parts(groups, *LARGE), revision=2, why="A slip", approved_at=LATER)
    assert periods() == [(Q2, 2)]


def test_a_year_stays_where_what_was_corrected_would_show_elsewhere_what_is_hidden_here(made, groups):
    stands, later, year_before = figure(made), figure(made, Q2.next()), figure(made, Q2.last_year())
    fill(stands, made, parts(groups, *SMALL))
    fill(stands, made, parts(groups, *LARGE), revision=2, why="A slip", approved_at=LATER)
    fill(later, made, parts(groups, *LARGE))
    fill(year_before, made, parts(groups, *SMALL))
    assert periods() == [(Q2.last_year(), 1)]


def test_a_year_stays_where_a_revised_figure_had_hidden_groups(made, groups):
    before = figure(made, state="superseded", is_current=False)
    fill(before, made, parts(groups, *SMALL))
    fill(figure(made, revision=2, revision_reason="A slip"), made, parts(groups, *LARGE))
    assert periods() == []


def test_wards_stay_with_the_areas_that_they_lie_in(made, groups):
    area = DimensionFactory(name="Area")
    north, south = (GroupFactory(dimension=area, name=name) for name in ("North", "South"))
    for place, group in enumerate(groups):
        group.part_of = (north, south)[place % 2]
        group.save()
    made.dimension.within = area
    made.dimension.save()
    by_area, stands = BreakdownFactory(indicator=made.indicator, dimension=area), figure(made)
    fill(stands, made, parts(groups, *LARGE))
    fill(stands, by_area, {north: entry(20, 40), south: entry(20, 40)})
    assert [str(each.dimension) for each, _ in taken_out()] == ["Area", "Ward"]
    fill(figure(made, Q2.last_year()), by_area, {north: entry(1, 3), south: entry(39, 77)})
    earlier = {"revision": 2, "why": "A slip", "approved_at": LATER}
    fill(figure(made, Q2.previous()), by_area, {north: entry(1, 3), south: entry(39, 77)})
    assert [str(each.dimension) for each, _ in taken_out()] == ["Area", "Area", "Area", "Ward"]
    fill(stands.indicator.observations.get(period=Q2.previous()), by_area, {north: entry(20, 40), south: entry(20, 40)},
         **earlier)  # fmt: skip
    assert [sheet.observation.period for _, sheet in taken_out()] == [Q2.last_year()]


def test_however_many_there_are_it_takes_as_many_statements(made, groups, django_assert_max_num_queries):
    for back in range(6):
        fill(figure(made, Q2.previous(back)), made, parts(groups, *LARGE))
        BreakdownFactory(indicator=made.indicator, dimension=DimensionFactory())
    with django_assert_max_num_queries(9):
        assert len(taken_out()) == 6
