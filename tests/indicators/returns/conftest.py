"""Who works on the returns of one service."""

import pytest

from accounts.roles import Role
from tests.factories import UnitFactory, sign_in


@pytest.fixture
def service():
    return UnitFactory(name="Waste and Recycling")


@pytest.fixture
def officer(service):
    client, _ = sign_in(Role.DATA_OFFICER, service)
    return client


@pytest.fixture
def approver(service):
    client, _ = sign_in(Role.APPROVER, service)
    return client
