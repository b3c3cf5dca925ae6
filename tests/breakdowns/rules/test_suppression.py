"""Nobody learns a hidden number: all small tables, and a reader who knows the rule and tries everything."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from itertools import combinations, pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakdowns.rules import suppression
from breakdowns.rules.suppression import THRESHOLD, Cell, hidden, hidden_over_time, hidden_within, is_small, since

pytestmark = pytest.mark.sweep

Table = tuple[tuple[int, int | None], ...]
"""Base and part of each group."""


@cache
def _cell(base: int, part: int | None) -> Cell:
    return Cell(Decimal(base), None if part is None else Decimal(part))


def _layer(table: Table) -> dict[int, Cell]:
    return {key: _cell(*each) for key, each in enumerate(table)}


@cache
def _hidden(table: Table, threshold: int) -> frozenset[int]:
    return suppression.hidden(range(len(table)), [_layer(table)], threshold)


def _published(table: Table, threshold: int) -> tuple:
    """All that is told: the total, which groups are hidden, and the numbers of the others."""
    gone = _hidden(table, threshold)
    shown = tuple((key, each) for key, each in enumerate(table) if key not in gone)
    parts = [part for _, part in table if part is not None]
    return sum(base for base, _ in table), sum(parts) if parts else None, tuple(sorted(gone)), shown


def _sums(total: int, count: int) -> Iterator[tuple[int, ...]]:
    """All ways in which so many numbers from 0 come to the total."""
    if not count:
        yield from [()] * (not total)
        return
    for bars in combinations(range(total + count - 1), count - 1):
        edges = (-1, *bars, total + count - 1)
        yield tuple(after - before - 1 for before, after in pairwise(edges))


def _could_be(published: tuple, threshold: int) -> Iterator[Table]:
    """Every table that would have been published in the very same way: what is left to a reader who tries them all."""
    total, counted, gone, shown = published
    left = total - sum(base for _, (base, _) in shown)
    left_counted = None if counted is None else counted - sum(part for _, (_, part) in shown)
    for bases in _sums(left, len(gone)):
        for parts in [(None,) * len(gone)] if left_counted is None else _sums(left_counted, len(gone)):
            if left_counted is not None and any(part > base for part, base in zip(parts, bases, strict=True)):
                continue
            cells = dict(shown) | dict(zip(gone, zip(bases, parts, strict=True), strict=True))
            table = tuple(cells[key] for key in range(len(cells)))
            if _published(table, threshold) == published:
                yield table


def _values(tables: Iterator[Table], which: int) -> dict[int, set]:
    found = defaultdict(set)
    for table in tables:
        for key, each in enumerate(table):
            found[key].add(each[which])
    return found


def _checked(tables: set[tuple], threshold: int, which: int, least: int) -> int:
    """How many hidden numbers of all those published tables were tried; each must have ``least`` values or more, but
    for what the total gives away by itself.
    """
    tried = 0
    for published in tables:
        gone, total = published[2], published[which]
        if not gone:
            continue
        width = min(least, total + 1)
        if which == 1 and total == published[0]:
            continue  # everybody is counted: the total says so of every group
        values = _values(_could_be(published, threshold), which)
        for key in gone:
            assert len(values[key]) >= width, (published, key, values[key])
            tried += 1
    return tried


@pytest.mark.sweep
@pytest.mark.parametrize(
    ("groups", "largest", "threshold"),
    [(2, 12, 3), (3, 8, 3), (4, 8, 3), (5, 5, 3), (2, 16, 5), (3, 11, 5), (4, 9, 4), (4, 11, 5)],
)
def test_no_hidden_number_can_be_had_from_the_total_and_the_others(groups, largest, threshold):
    every = product(range(largest + 1), repeat=groups)
    tables = {_published(tuple((base, None) for base in bases), threshold) for bases in every}
    assert _checked(tables, threshold, 0, threshold - 1) >= 20


@pytest.mark.sweep
@pytest.mark.parametrize(("groups", "largest", "threshold"), [(2, 6, 3), (3, 4, 3), (4, 3, 3), (2, 7, 4)])
def test_neither_can_a_hidden_share(groups, largest, threshold):
    pairs = [(base, part) for base in range(largest + 1) for part in range(base + 1)]
    tables = {_published(each, threshold) for each in product(pairs, repeat=groups)}
    assert _checked(tables, threshold, 1, 2) >= 20


def _unchanged(first: Table, second: Table, threshold: int) -> Iterator[Table]:
    """Every second table that is left to a reader who saw both, and who takes it that nothing changed in the groups
    that were hidden the first time: as good as certain after a correction of others.
    """
    gone, both = _hidden(first, threshold), _both(first, second, threshold)
    new = sorted(both - gone)
    told = _published(first, threshold)
    left = sum(second[key][0] for key in new)
    for before in _could_be(told, threshold):
        for bases in _sums(left, len(new)) if new else [()]:
            cells = dict(enumerate(second)) | {key: before[key] for key in gone}
            cells |= {key: (base, None) for key, base in zip(new, bases, strict=True)}
            table = tuple(cells[key] for key in range(len(cells)))
            if _both(before, table, threshold) == both:
                yield table


@cache
def _both(first: Table, second: Table, threshold: int) -> frozenset[int]:
    return hidden_over_time(range(len(first)), [[_layer(first)], [_layer(second)]], threshold)


@pytest.mark.parametrize(("groups", "largest"), [(3, 5), (4, 4)])
def test_a_revision_gives_no_hidden_number_away(groups, largest):
    threshold, tried = 3, 0
    for bases in product(range(largest + 1), repeat=groups):
        first = tuple((base, None) for base in bases)
        gone = _hidden(first, threshold)
        for key, now in product(range(groups), range(largest + 1)):
            if key in gone or now == bases[key]:
                continue
            second = (*first[:key], (now, None), *first[key + 1 :])
            both = _both(first, second, threshold)
            assert gone <= both
            values = _values(_unchanged(first, second, threshold), 0)
            for each in both if sum(bases) and both else ():
                assert len(values[each]) >= 2, (first, second, each, values[each])
                tried += 1
    assert tried > 100


def _running(first: Table, second: Table, threshold: int) -> frozenset[int]:
    now, then = _layer(second), _layer(first)
    return hidden_over_time(range(len(first)), [[then], [now, since(now, then)]], threshold)


@pytest.mark.sweep
def test_a_running_total_gives_away_no_small_number_that_came_in_between():
    threshold, tried = 3, 0
    rises = (0, 1, 3, 4)
    for bases, more in product(product((0, 4, 5), repeat=4), product(rises, repeat=4)):
        first = tuple((base, None) for base in bases)
        second = tuple((base + rise, None) for base, rise in zip(bases, more, strict=True))
        gone = _running(first, second, threshold)
        for key, rise in enumerate(more):
            assert key in gone or (rise >= threshold and bases[key] >= threshold)
        # Where nobody at all came in, the totals say so.
        if sum(more) and gone and gone != _hidden(first, threshold) and tried < 4000:
            values = _rises(first, second, gone, threshold)
            for key in gone:
                assert len(values[key]) >= 2, (first, second, key, values)
                tried += 1
    assert tried > 1000


def _rises(first: Table, second: Table, gone: frozenset[int], threshold: int) -> dict[int, set]:
    """What may have come in for each hidden group, to a reader who saw both tables."""
    order, found = sorted(gone), defaultdict(set)
    left = sum(second[key][0] - first[key][0] for key in order)
    for before in _could_be(_published(first, threshold), threshold):
        for rises in _sums(left, len(order)):
            rise = dict(zip(order, rises, strict=True))
            after = tuple((before[key][0] + rise[key], None) if key in gone else second[key] for key in range(4))
            if _running(before, after, threshold) == gone:
                for key in order:
                    found[key].add(rise[key])
        if found and all(len(found[key]) > 1 for key in order):
            break  # more tables can only leave more
    return found


@pytest.mark.sweep
def test_two_ways_to_break_down_one_total_give_nothing_away_of_each_other():
    """The number of a hidden ward, to a reader who has the tenures of the same people too."""
    threshold, tried = 3, 0
    for cross in product((0, 1, 3, 6), repeat=6):  # three wards by two tenures
        wards = tuple((sum(cross[2 * row : 2 * row + 2]), None) for row in range(3))
        tenures = tuple((sum(cross[column::2]), None) for column in range(2))
        total, told = sum(cross), (_published(wards, threshold), _published(tenures, threshold))
        for gone, published, table in zip((told[0][2], told[1][2]), told, (wards, tenures), strict=True):
            values = _values(_could_be(published, threshold), 0)
            # People can be found for any numbers of wards and of tenures with one total: what is left of each by
            # itself is left of both together.
            for key in gone:
                assert len(values[key]) >= min(2, total + 1), (table, key)
                tried += 1
    assert tried > 1000


FAMILIES = {0: (0, 1), 1: (2, 3), 2: (4,)}
WHOLE = {key: whole for whole, members in FAMILIES.items() for key in members}


@cache
def _nested(bases: tuple[int, ...], threshold: int, *, told: bool) -> tuple:
    """What is told of wards within areas: the total, the areas (where they are ``told``) and the wards shown."""
    areas = tuple((sum(bases[key] for key in members), None) for members in FAMILIES.values())
    gone_areas = _hidden(areas, threshold) if told else frozenset()
    shown = tuple(each for key, each in enumerate(areas) if told and key not in gone_areas)
    wards = _layer(tuple((base, None) for base in bases))
    gone = hidden_within(FAMILIES, gone_areas if told else None, [[wards]], threshold)
    return sum(bases), gone_areas, shown, gone, tuple(base for key, base in enumerate(bases) if key not in gone)


@pytest.mark.parametrize("told", [True, False])
def test_groups_within_larger_groups_give_nothing_away(told):
    """Wards within areas: all tables of a total are put together by what is told of them."""
    threshold, tried = 3, 0
    for total in range(1, 15):
        alike: dict[tuple, list[tuple[int, ...]]] = defaultdict(list)
        for bases in _sums(total, 5):
            alike[_nested(bases, threshold, told=told)].append(bases)
        for published, tables in alike.items():
            for key in published[3]:
                whole = {sum(each[other] for other in FAMILIES[WHOLE[key]]) for each in tables}
                given = told and len(whole) == 1 and whole < {0}  # nobody in the whole area, and that is shown
                assert given or len({each[key] for each in tables}) >= 2, (published, key)
                tried += 1
    assert tried > 50


def test_what_is_hidden_along_is_the_last_in_order_whatever_its_number():
    table = {1: Cell(Decimal(3)), 2: Cell(Decimal(900)), 3: Cell(Decimal(40)), 4: Cell(Decimal(700))}
    assert hidden([1, 2, 3, 4], [table], THRESHOLD) == {1, 4}
    assert hidden([1, 4, 2, 3], [table], THRESHOLD) == {1, 3}


def test_of_nobody_few_and_not_known_all_are_small():
    small = {base: is_small(Cell(base), THRESHOLD) for base in (None, Decimal(0), Decimal(4), Decimal(5))}
    assert small == {None: True, Decimal(0): True, Decimal(4): True, Decimal(5): False}


def test_threshold_nought_hides_nothing():
    assert hidden([1, 2], [{1: Cell(None), 2: Cell(Decimal(0))}], 0, frozenset({2})) == frozenset()


def test_a_group_without_a_figure_is_not_there():
    table = {1: Cell(Decimal(30)), 2: Cell(Decimal(40)), 9: Cell(Decimal(1))}
    assert hidden([1, 2, 3], [table], THRESHOLD) == frozenset()


tables_of_parts = st.lists(
    st.integers(0, 60).flatmap(lambda base: st.tuples(st.just(base), st.integers(0, base))), min_size=2, max_size=9
)


@given(tables_of_parts, st.integers(3, 12))
def test_whatever_the_table_the_small_are_hidden_and_none_by_itself(pairs, threshold):
    gone = _hidden(tuple(pairs), threshold)
    assert {key for key, (base, _) in enumerate(pairs) if base < threshold} <= gone
    assert len(gone) != 1
    assert len(pairs) - len(gone) != 1 or not gone


@given(tables_of_parts, st.integers(3, 12), st.randoms(use_true_random=False))
def test_what_is_hidden_stays_hidden(pairs, threshold, chance):
    later = [(base, min(part, base)) for base, part in ((chance.randint(0, 60), part) for _, part in pairs)]
    first, both = _hidden(tuple(pairs), threshold), _both(tuple(pairs), tuple(later), threshold)
    assert first <= both


def test_a_table_that_none_of_the_hidden_are_in_asks_for_nothing():
    """A group that is new this period: of it nothing came in since the last."""
    now = {key: Cell(Decimal(base)) for key, base in {1: 30, 2: 40, 3: 50, 4: 2, 5: 60}.items()}
    then = {key: Cell(Decimal(10)) for key in (1, 2, 3)}
    assert hidden([1, 2, 3, 4, 5], [now, since(now, then)], THRESHOLD) == {4, 5}


@pytest.mark.parametrize("weaker", ["_is_covered", "is_small"])
def test_the_trial_notices_a_rule_that_hides_too_little(monkeypatch, weaker):
    """Without what covers the small, and with one fewer called small, the same trial must fail."""
    if weaker == "_is_covered":
        monkeypatch.setattr(suppression, "_is_covered", lambda found, table, threshold: len(found) > 1)
    else:
        monkeypatch.setattr(suppression, "hidden", lambda order, layers, *_: frozenset(_smallest(layers[0])))
    _hidden.cache_clear()
    every = product(range(9), repeat=4)
    tables = {_published(tuple((base, None) for base in bases), 3) for bases in every}
    with pytest.raises(AssertionError):
        _checked(tables, 3, 0, 2)
    _hidden.cache_clear()


def _smallest(layer):
    return [key for key, cell in layer.items() if cell.base < 3]


def test_an_average_has_no_most_that_its_parts_may_come_to():
    """Days waited by 30 and by 3 cases: more days than cases tell nothing that a share would."""
    table = {1: Cell(Decimal(3), Decimal(60), is_within=False), 2: Cell(Decimal(30), Decimal(400), is_within=False)}
    table |= {key: Cell(Decimal(20), Decimal(100), is_within=False) for key in (3, 4)}
    assert hidden([3, 1, 4, 2], [table], THRESHOLD) == {1, 2}
    share = {key: Cell(cell.base, cell.base) for key, cell in table.items()}
    assert hidden([3, 1, 4, 2], [share], THRESHOLD) == {1, 2, 3, 4}
