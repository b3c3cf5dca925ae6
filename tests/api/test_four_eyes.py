"""What another system sent is approved by somebody who neither made its token nor holds the post that it acts as."""

import pytest
from django.test import Client

from accounts.actors import actor_for
from accounts.models import Event
from accounts.roles import Role
from api.changes.tokens import TokenDetails, make_token
from assurance.queries.hands import handled, no_longer_independent
from indicators.changes.figures import FiguresRefused
from indicators.changes.returns import approve_figures
from indicators.models import Observation
from plans.periods import parse_label
from tests.api.factories import Caller
from tests.conftest import NOW
from tests.factories import (
    AppointmentFactory,
    IndicatorFactory,
    ObservationFactory,
    PostFactory,
    ReturnFactory,
    UserFactory,
)
from tests.factories.assurance import CertificateFactory
from tests.factories.indicators import Q2

pytestmark = pytest.mark.django_db
PLACE = f"/figures/WR01/{Q2.key}"


@pytest.fixture
def figure():
    measure = IndicatorFactory(ref="WR01", has_parts=False)
    return ObservationFactory(
        indicator=measure, in_return=ReturnFactory(service=measure.service), state="due", value=None
    )


@pytest.fixture
def maker(figure):
    """An administrator who also approves for the service."""
    user = UserFactory(name="Mo Both")
    AppointmentFactory(user=user, post__role=Role.ADMINISTRATOR)
    AppointmentFactory(user=user, post__role=Role.APPROVER, post__unit=figure.indicator.service)
    return user


@pytest.fixture
def officers_post(figure):
    return PostFactory(role=Role.DATA_OFFICER, unit=figure.indicator.service)


@pytest.fixture
def system(maker, officers_post):
    return caller_of(maker, officers_post)


def caller_of(maker, post):
    found = Caller(post)
    details = TokenDetails(post=post, scopes=found.token.may, name="Waste", expires_on=found.token.expires_at.date())
    _, secret = make_token(by=actor(maker), at=NOW, details=details)
    found.client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    return found


def actor(user):
    return actor_for(user, today=NOW.date())


def approver(figure, user=None):
    return AppointmentFactory(
        user=user or UserFactory(), post__role=Role.APPROVER, post__unit=figure.indicator.service
    ).user


def sent(system, figure):
    assert system.patch(PLACE, {"value": "57.1"}).status_code == 200
    version = system.get(PLACE).json()["version"]
    assert system.post(f"{PLACE}/submit", {"version": version}).status_code == 200
    return Observation.objects.select_related("in_return").get(pk=figure.pk)


def approve(user, figure):
    return approve_figures(by=actor(user), at=NOW, in_return=figure.in_return, observation_ids=[figure.pk])


def test_who_made_the_token_does_not_approve_what_came_by_it_and_somebody_else_does(system, maker, figure):
    figure = sent(system, figure)
    assert (figure.entered_by, figure.enterer) == (maker, "Another system")
    event = Event.objects.get(action="saved")
    assert (event.by, event.by_name[:16]) == (maker, "Token “Waste” as")
    with pytest.raises(FiguresRefused, match="with a token that you made or as a post that you hold"):
        approve(maker, figure)
    assert approve(approver(figure), figure) == 1


def test_the_page_offers_no_tick_and_says_why(system, maker, figure):
    figure = sent(system, figure)
    client = Client()
    client.force_login(maker)
    page = client.get(f"/indicators/returns/{figure.in_return_id}/approve/").content.decode()
    assert "Your own" in page
    assert "Another system sent this figure, with a token that you made" in page
    assert "All of these are your own" in page
    assert f'id="approve-{figure.pk}"' not in page


@pytest.mark.parametrize("is_deputy", [False, True])
def test_who_holds_the_post_that_it_acts_as_does_not_approve_either(system, officers_post, figure, is_deputy):
    figure = sent(system, figure)
    both = approver(figure)
    AppointmentFactory(user=both, post=officers_post, is_deputy=is_deputy)
    with pytest.raises(FiguresRefused, match="as a post that you hold"):
        approve(both, figure)


def test_what_it_handed_in_stays_its_makers_though_an_officer_typed_or_corrected_it(system, maker, figure):
    figure = sent(system, figure)
    Observation.objects.filter(pk=figure.pk).update(entered_by=UserFactory(), entered_as=None)
    figure.refresh_from_db()
    with pytest.raises(FiguresRefused, match="You entered or submitted this figure yourself"):
        approve(maker, figure)


def test_its_maker_does_not_check_the_data_and_a_certificate_given_before_says_so(system, maker, officers_post, figure):
    held = CertificateFactory(indicator=figure.indicator, checked_by=maker)
    assert no_longer_independent() == {}
    sent(system, figure)
    assert no_longer_independent() == {held.pk: "Mo Both entered its figure for 2026/27 Q2"}
    year = parse_label("2026/27")
    for user in (maker, AppointmentFactory(post=officers_post).user):
        did = handled(actor(user), figure.indicator, year)
        assert did == "made the token, or hold the post, with which another system sent its figure for 2026/27 Q2"
    assert handled(actor(UserFactory()), figure.indicator, year) == ""
