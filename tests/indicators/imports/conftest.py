"""The council that files are imported into."""

import pytest

from tests.factories import IndicatorFactory, UnitFactory


@pytest.fixture
def council():
    return UnitFactory(name="Exampleshire", kind="council")


@pytest.fixture
def calls(council):
    """The measure of the right row, as the council has it."""
    service = UnitFactory(name="Customer Services", parent=council)
    return IndicatorFactory(ref="CS01", name="Calls answered in 15 seconds", service=service)
