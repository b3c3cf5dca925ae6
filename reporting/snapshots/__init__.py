"""The only bridge from live to frozen: reads the quarter as it stands and makes documents of it."""

from reporting.snapshots.documents import checksum, make, released
from reporting.snapshots.live import Live, gather
from reporting.snapshots.restatements import known_now

__all__ = ["Live", "checksum", "gather", "known_now", "make", "released"]
