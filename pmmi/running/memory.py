"""How a process that lives long holds its memory."""

import gc


def keep_what_is_loaded() -> None:
    """Leave what was loaded at start out of every collection, and collect seldom: for a process that has just started.

    What is loaded lives as long as the process; without this each full collection walks some hundred thousand objects,
    and a page of 700 measures meets one every time. A page makes some ten thousand objects and drops them at its end,
    and a file that is read a million: a collection meanwhile finds nothing.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
