"""Who may open or change which return (G1)."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Event
from accounts.roles import Role
from tests.factories import AppointmentFactory, sign_in
from tests.indicators.returns.pages import autosave, edit_url, figures, make_return

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]


def test_autosave_of_somebody_else_in_the_same_browser_is_refused(officer, service):
    in_return = make_return(service, 1)
    (figure,) = figures(in_return)
    data = {"figure": figure.pk, f"f{figure.pk}-version": "1", f"f{figure.pk}-value": "5", "typist": "999999"}
    response = officer.post(reverse("indicators:return-save", args=[in_return.pk]), data)
    assert response.status_code == 422
    assert "Somebody else has signed in" in response.json()["message"]
    assert not Event.objects.exists()


def test_autosave_of_a_lost_session_is_sent_to_sign_in(service):
    in_return = make_return(service, 1)
    response = autosave(Client(), in_return, figures(in_return)[0], value="5")
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def urls_of(in_return):
    one = in_return.figures.first()
    return [
        (edit_url(in_return), {}),
        *(
            (reverse(f"indicators:return-{name}", args=[in_return.pk]), {"figure": str(one.pk)})
            for name in ("save", "assess", "submit", "submitted", "withdraw", "approve", "reopen")
        ),
        (reverse("indicators:return-words", args=[in_return.pk, one.pk]), {}),
        (reverse("indicators:return-figure", args=[in_return.pk, one.indicator.ref, one.period.key]), {}),
    ]


def body(response):
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", response.content)


@pytest.mark.parametrize("role", [Role.DATA_OFFICER, Role.APPROVER, Role.PARTNER, Role.COUNCILLOR, Role.EMPLOYEE])
def test_another_service_s_return_is_answered_like_one_that_does_not_exist(role, service):
    in_return = make_return(service, 1)
    client, _ = sign_in(role)
    for url, data in urls_of(in_return):
        missing = url.replace(f"/{in_return.pk}/", "/987654/", 1)
        for send in (client.get, client.post):
            real, absent = send(url, data), send(missing, data)
            assert (real.status_code, body(real)) == (absent.status_code, body(absent))
            assert real.status_code in (404, 405)
    assert not Event.objects.exists()


def test_an_auditor_reads_and_changes_nothing(service):
    in_return = make_return(service, 1)
    client, _ = sign_in(Role.AUDITOR)
    assert client.get(edit_url(in_return)).status_code == 200
    assert '<form method="post" action="' + edit_url(in_return) not in client.get(edit_url(in_return)).content.decode()
    for url, data in urls_of(in_return)[1:]:
        assert client.post(url, data).status_code in (403, 405)
    assert client.post(edit_url(in_return), {}).status_code == 403


def test_extra_fields_change_nothing_else(officer, service):
    in_return = make_return(service, 1)
    (figure,) = figures(in_return)
    autosave(
        officer, in_return, figure, value="95", state="approved", approved_by="1", is_current="", in_return="",
        indicator="9", period="2020-01-01QF", standing="revised", action_by="987654",
    )  # fmt: skip
    figure.refresh_from_db()
    assert (figure.state, figure.approved_by, figure.value) == ("due", None, None)
    autosave(officer, in_return, figure, value="95", state="approved", standing="superb")
    figure.refresh_from_db()
    assert (figure.state, figure.standing) == ("draft", "final")


def test_a_deputy_s_save_says_on_whose_behalf(service):
    in_return = make_return(service, 1)
    (figure,) = figures(in_return)
    deputy = AppointmentFactory(
        post__role=Role.DATA_OFFICER, post__unit=service, post__title="Data Officer, Waste", is_deputy=True
    )
    client = Client()
    client.force_login(deputy.user)
    autosave(client, in_return, figure, value="95")
    assert Event.objects.get().on_behalf_of == "Data Officer, Waste"
