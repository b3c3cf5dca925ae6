"""What stands around every view: who is let in, in which transaction, and what a second try begins with."""

from datetime import date

import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection

from accounts.actors import actor_for
from accounts.permissions import needs, signed_in
from accounts.roles import Permission
from tests.factories import AppointmentFactory

pytestmark = pytest.mark.django_db


def as_role(request, role):
    request.user = AppointmentFactory(post__role=role).user
    request.actor = actor_for(request.user, today=date(2026, 10, 14))
    return request


@pytest.mark.parametrize("anywhere", [False, True])
def test_a_page_is_refused_to_who_has_its_permission_nowhere(rf, anywhere):
    view = needs(Permission.CYCLE_EDIT, anywhere=anywhere)(lambda request: "opened")
    assert view.guarded is True
    assert view(as_role(rf.get("/"), "administrator")) == "opened"
    with pytest.raises(PermissionDenied, match="change the reporting timetable"):
        view(as_role(rf.get("/"), "data_officer"))


def test_with_one_unit_a_page_for_the_whole_council_stays_closed(rf):
    entering = as_role(rf.get("/"), "data_officer")
    assert needs(Permission.FIGURE_ENTER, anywhere=True)(lambda request: "opened")(entering) == "opened"
    with pytest.raises(PermissionDenied, match="enter figures"):
        needs(Permission.FIGURE_ENTER)(lambda request: "opened")(entering)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("method", "is_open"), [("get", False), ("head", False), ("post", True)])
def test_only_what_changes_something_takes_a_transaction(rf, method, is_open):
    asked = as_role(getattr(rf, method)("/"), "administrator")
    assert signed_in(lambda request: connection.in_atomic_block)(asked) is is_open


class DeadlockError(Exception):
    pgcode = "40P01"


def test_what_was_said_in_a_try_that_broke_off_is_not_said(rf):
    asked, tries = as_role(rf.post("/"), "administrator"), []
    asked._messages = CookieStorage(asked)

    def view(request):
        tries.append(1)
        messages.success(request, "Saved.")
        if len(tries) == 1:
            raise OperationalError("deadlock detected") from DeadlockError()

    signed_in(view)(asked)
    assert len(tries) == 2
    assert [str(each) for each in messages.get_messages(asked)] == ["Saved."]
