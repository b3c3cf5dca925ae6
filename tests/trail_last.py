"""Whether a change takes its rows first and the audit trail's chain last, so that it deadlocks with no other."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

_WRITES = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')


@contextmanager
def trail_last() -> Iterator[None]:
    """Fails where the block writes another row after it has written to the trail, or never writes to the trail."""
    with CaptureQueriesContext(connection) as captured:
        yield
    tables = [match[1] for query in captured if (match := _WRITES.match(query["sql"]))]
    assert "accounts_event" in tables
    assert set(tables[tables.index("accounts_event") :]) == {"accounts_event"}, tables
