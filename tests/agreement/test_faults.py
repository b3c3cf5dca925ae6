"""The agreement test can fail: each fault that was mended is put back into a process of its own, and is noticed.

Pages are read until what the fault makes them tell differently is told.
"""

import json
import os
import traceback

import pytest
from django.db import connection

from foundation.memo import forget_all
from tests.agreement.faults import FAULTS, Fault
from tests.agreement.found import told_differently

pytestmark = [pytest.mark.django_db, pytest.mark.faults]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda each: each.name)
def test_a_fault_put_back_is_noticed(fault, capsys):
    if connection.vendor != "sqlite":
        pytest.skip("a process cannot share a connection to PostgreSQL")
    found, seconds = _in_a_process_of_its_own(fault)
    kinds = ", ".join(f"{kind} ({number})" for kind, number in found.items()) or "MISSED"
    with capsys.disabled():
        print(f"{seconds:4.0f} s  {fault.commit}  {fault.name}: {kinds}")  # noqa: T201 - the report
    assert fault.fact in found


def _in_a_process_of_its_own(fault: Fault) -> tuple[dict[str, int], float]:
    """How often each kind of fact is told differently, and the seconds of a core that it took.

    The process starts with all that is imported, and the test's database; what it does to them ends with it.
    """
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        _tell(fault, writes)
    os.close(writes)
    with os.fdopen(reads) as told:
        found = json.load(told)
    _, _, used = os.wait4(child, 0)
    assert "error" not in found, found["error"]
    return found, used.ru_utime + used.ru_stime


def _tell(fault: Fault, writes: int) -> None:
    """In the child, which never returns to pytest."""
    try:
        forget_all()
        fault.put_back()
        found = {
            kind: len(told) for kind, told in told_differently(fault.stage, until=fault.fact, first=fault.first).items()
        }
    except BaseException:
        found = {"error": traceback.format_exc()}
    with os.fdopen(writes, "w") as pipe:
        json.dump(found, pipe)
    os._exit(0)
