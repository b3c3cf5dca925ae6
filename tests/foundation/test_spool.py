"""A long row of things comes back in its order, as often as it is asked for."""

from foundation.spool import Spool


def test_many_things_come_back_in_their_order_more_than_once():
    for count in (0, 1, 999, 1000, 1001, 3500):
        spool: Spool[tuple[int, str]] = Spool()
        for number in range(count):
            spool.add((number, f"Number {number}\n"))
        assert len(spool) == count
        for _ in range(2):
            assert list(spool) == [(number, f"Number {number}\n") for number in range(count)]
