"""Who approves groups that came later: answered for others as if there were none."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.roles import Role
from breakdowns.permissions import check_approve_sheet
from tests.factories import ObservationFactory, acting_as

pytestmark = pytest.mark.django_db


def test_groups_are_approved_by_who_approves_there_and_hidden_from_who_reads_no_drafts():
    figure = ObservationFactory()
    head, officer = (acting_as(each, unit=figure.indicator.service) for each in (Role.APPROVER, Role.DATA_OFFICER))
    assert check_approve_sheet(head, figure).user == head.user
    with pytest.raises(PermissionDenied):
        check_approve_sheet(officer, figure)
    with pytest.raises(Http404):
        check_approve_sheet(acting_as(Role.COUNCILLOR), figure)
