"""Nothing is collected during long work, and afterwards as before."""

import gc

import pytest

from foundation.collecting import without_collections


@pytest.mark.parametrize("was_on", [True, False])
def test_collections_rest_for_the_work_and_go_on_as_before(was_on):
    (gc.enable if was_on else gc.disable)()
    try:
        with without_collections():
            assert not gc.isenabled()
        assert gc.isenabled() is was_on
    finally:
        gc.enable()


def test_they_go_on_after_work_that_failed():
    with pytest.raises(ZeroDivisionError), without_collections():
        raise ZeroDivisionError
    assert gc.isenabled()
