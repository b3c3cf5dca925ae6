"""Whether a change takes its rows first and the audit trail's chain last, so that it deadlocks with no other."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation import bulk

_WRITES = re.compile(r'(?:\d+ times: )?(?:INSERT INTO|COPY|UPDATE|DELETE FROM) "(\w+)"')


@contextmanager
def trail_last() -> Iterator[None]:
    """Fails where the block writes another row after it has written to the trail, or never writes to the trail."""
    copy = bulk._copy

    def noted(statement: str, *rest: object) -> None:
        connection.queries_log.append({"sql": statement})
        copy(statement, *rest)

    with CaptureQueriesContext(connection) as captured, patch.object(bulk, "_copy", noted):
        yield
    tables = [match[1] for query in captured if (match := _WRITES.match(query["sql"]))]
    assert "accounts_event" in tables
    assert set(tables[tables.index("accounts_event") :]) == {"accounts_event"}, tables
