"""Python's search for things that only hold one another, put off while a long piece of work makes what it keeps."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collections() -> Iterator[None]:
    """Collect nothing meanwhile: of a million rows, changes and texts that are all held until the end, each collection
    walks many and finds none to take away. What nobody holds any more goes at once all the same.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
