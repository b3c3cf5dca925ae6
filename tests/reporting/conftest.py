"""What the tests of dashboards share."""

import pytest

from tests.reporting.small_council import SmallCouncil, small_council


@pytest.fixture
def council() -> SmallCouncil:
    return small_council()
