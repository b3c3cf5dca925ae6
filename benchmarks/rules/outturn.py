"""What a year came to by our own figures, where nobody published one for us (rules.md, Benchmarks)."""

from collections.abc import Sequence
from decimal import Decimal

from indicators.rules.vocabulary import Counting
from indicators.rules.whole_year import came_to


def outturn_of(figures: Sequence[Decimal | None], counting: Counting, own: Decimal | None = None) -> Decimal | None:
    """The outturn of a period: its ``own`` figure, where one was entered for the whole of it; else from the approved
    figures of its parts, in time (None: there is none). One part is the outturn itself. Of several, what is counted in
    each adds up once all are there; a running total, or what is counted as it stands at the end, is that of the last
    part. A rate of parts says nothing of the whole.
    """
    if own is None and counting is Counting.RATE and len(figures) > 1:
        return None
    return came_to(own, figures, counting)
