"""The council that files are imported into."""

import json
from typing import IO

import pytest

from indicators.imports.workbook import parent
from indicators.imports.workbook.child import answer
from tests.factories import IndicatorFactory, UnitFactory


@pytest.fixture
def council():
    return UnitFactory(name="Exampleshire", kind="council")


@pytest.fixture
def calls(council):
    """The measure of the right row, as the council has it."""
    service = UnitFactory(name="Customer Services", parent=council)
    return IndicatorFactory(ref="CS01", name="Calls answered in 15 seconds", service=service)


@pytest.fixture
def files_are_read_here(monkeypatch):
    """By what the limited child process runs, and with its answer, in this process: for tests of what comes after the
    reading, since starting a process takes longer than they do. Tests of reading, of pages and of commands start it.
    """

    def ask(file: IO[bytes], request: str) -> parent._Building:
        building = parent._Building()
        answer(file.read(), json.loads(request), lambda message: building.take(json.dumps(message).encode()))
        return building

    monkeypatch.setattr(parent, "_ask", ask)
