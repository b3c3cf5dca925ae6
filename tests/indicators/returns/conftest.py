"""Who works on the returns of one service, and the grid of one in a browser."""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from accounts.roles import Role
from indicators.models import Return
from tests.factories import IndicatorFactory, ObservationFactory, UnitFactory, period_target, sign_in
from tests.factories.indicators import Q2
from tests.indicators.returns.pages import be, now_open


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


@pytest.fixture
def in_return() -> Return:
    in_return = now_open(service=UnitFactory(name="Waste and Recycling"))
    for n in range(3):
        indicator = IndicatorFactory(service=in_return.service, ref=f"WR{n}", name=f"Measure number {n}")
        period_target(indicator, Q2, 90)
        ObservationFactory(indicator=indicator, in_return=in_return, state="due", value=None)
    return in_return


@pytest.fixture
def grid(page: Page, live_server, in_return: Return) -> Iterator[Page]:
    """The officer's grid, open. Nothing is under way any more when the database is emptied."""
    client, _ = sign_in(Role.DATA_OFFICER, in_return.service)
    be(page, live_server, client)
    page.goto(live_server.url + reverse("indicators:return-edit", args=[in_return.pk]))
    yield page
    page.wait_for_load_state("networkidle")
    page.goto("about:blank")
