"""A draw can be made again, does not depend on the order, and takes what has more points more often."""

import hashlib
import math

from hypothesis import given
from hypothesis import strategies as st

from assurance.rules.draw import drawn

POINTS = st.dictionaries(st.text(min_size=1, max_size=8), st.integers(0, 20), max_size=30)


@given(POINTS, st.integers(0, 999_999), st.integers(1, 40))
def test_the_same_seed_draws_the_same_whatever_the_order(points, seed, size):
    found = drawn(points, seed=seed, size=size)
    assert found == drawn(dict(reversed(points.items())), seed=seed, size=size)
    assert len(found) == len(set(found)) == min(size, len(points))
    assert set(found) <= set(points)


@given(POINTS, st.integers(0, 999_999))
def test_a_smaller_sample_is_the_start_of_a_larger_one(points, seed):
    assert drawn(points, seed=seed, size=3) == drawn(points, seed=seed, size=30)[:3]


def test_as_anybody_works_it_out_again():
    def place(ref, points):
        number = (int(hashlib.sha256(f"42:{ref}".encode()).hexdigest()[:16], 16) + 1) / (2**64 + 1)
        return -math.log(number) / (1 + points)

    points = {"A1": 0, "B2": 3, "C3": 9}
    assert drawn(points, seed=42, size=3) == sorted(points, key=lambda ref: place(ref, points[ref]))


def test_a_share_of_four_fifths_of_the_points_is_drawn_first_four_times_of_five():
    first = [drawn({"risky": 7, "calm": 1}, seed=seed, size=1)[0] for seed in range(5000)]
    assert 0.78 < first.count("risky") / 5000 < 0.82
