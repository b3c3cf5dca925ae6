"""My returns: what is due, by when and in what state."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from accounts.roles import Role
from indicators.models import Observation, Return
from indicators.queries.returns import in_state, with_progress
from tests.factories import IndicatorFactory, ObservationFactory, ReturnFactory, UnitFactory, UserFactory, sign_in
from tests.factories.indicators import Q2
from tests.indicators.returns.pages import edit_url, make_return, queries_of

pytestmark = pytest.mark.django_db


def test_the_approver_s_page_and_the_list_make_a_constant_number_of_statements(approver, service):
    in_return = make_return(service, 2)
    Observation.objects.filter(in_return=in_return).update(state="submitted", value=95)
    approve, listed = reverse("indicators:return-approve", args=[in_return.pk]), reverse("indicators:return-list")
    team, _ = sign_in(Role.ADMINISTRATOR)
    before = queries_of(approver, approve), queries_of(team, listed)
    for n in range(8):
        indicator = IndicatorFactory(service=service)
        ObservationFactory(indicator=indicator, in_return=in_return, state="submitted", value=Decimal(n))
        ReturnFactory()
    assert (queries_of(approver, approve), queries_of(team, listed)) == before


def test_the_list_filters_by_state_and_period_in_its_address(service):
    at = datetime(2026, 10, 25, tzinfo=UTC)
    late = make_return(service, 1)
    done = ReturnFactory()
    ObservationFactory(in_return=done)
    earlier = ReturnFactory(period=Q2.previous())
    url = reverse("indicators:return-list")
    with time_machine.travel(at, tick=True):
        client, _ = sign_in(Role.ADMINISTRATOR)
        page = client.get(url).content.decode()
        assert "2 of 3 returns" in page
        assert "Late, 1 left" in page
        assert edit_url(earlier) in client.get(url + "?period=all").content.decode()
        late_only = client.get(url + "?state=late").content.decode()
        assert edit_url(late) in late_only
        assert edit_url(done) not in late_only
        assert "No return fits" in client.get(url + "?state=missing").content.decode()
    counted = with_progress(Return.objects.all(), at=at)
    assert list(in_state(counted, "approved")) == [done]


def test_the_list_sorts_by_links(service):
    make_return(service, 2)
    busy = make_return(UnitFactory(name="Aardvarks"), 3, stem="AA")
    client, _ = sign_in(Role.ADMINISTRATOR)
    url = reverse("indicators:return-list")
    for sort, first in (("service", busy), ("-left", busy), ("left", Return.objects.get(service=service))):
        page = client.get(f"{url}?sort={sort}").content.decode()
        assert page.index(edit_url(first)) == min(page.index(edit_url(each)) for each in Return.objects.all())


def test_my_returns_tells_the_approver_what_waits(approver, officer, service):
    in_return = make_return(service, 2)
    Observation.objects.filter(in_return=in_return).update(state="submitted", value=95, entered_by=UserFactory())
    page = approver.get(reverse("indicators:return-list")).content.decode()
    assert "2 figures wait for your approval, by Tuesday 27 October 2026" in page
    assert "Waiting for approval" in officer.get(reverse("indicators:return-list")).content.decode()
