"""Who may know of a risk and change it: by their role in the unit of its register, or as its owner."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.actors import actor_for
from accounts.roles import Role
from risks.permissions import check_clear, check_edit, check_known, may_edit, may_read_exempt
from tests.conftest import NOW
from tests.factories import AppointmentFactory, PlanFactory, acting_as
from tests.factories.risks import RiskFactory

pytestmark = pytest.mark.django_db


def holder(post, *, is_deputy=False):
    return actor_for(AppointmentFactory(post=post, is_deputy=is_deputy).user, today=NOW.date())


@pytest.fixture
def risk():
    """One whose owner's post, an employee's, gives nothing else."""
    risk = RiskFactory()
    risk.owner.role = Role.EMPLOYEE.value
    risk.owner.save()
    return risk


def test_a_risk_of_a_unit_out_of_reach_is_not_there(risk):
    assert check_known(acting_as(Role.COUNCILLOR), risk) is None
    with pytest.raises(Http404):
        check_known(acting_as(Role.PARTNER), risk)


def test_an_exempt_one_is_told_to_who_reads_such_of_the_unit_and_to_its_owner(risk):
    risk.is_exempt = True
    for reader in (acting_as(Role.AUDITOR), holder(risk.owner)):
        assert may_read_exempt(reader, risk)
        assert check_known(reader, risk) is None
    assert not may_read_exempt(acting_as(Role.COUNCILLOR), risk)
    with pytest.raises(Http404):
        check_known(acting_as(Role.COUNCILLOR), risk)


def test_it_is_changed_by_who_may_in_the_unit_and_by_its_owner(risk):
    head, owner, deputy = (
        acting_as(Role.APPROVER, unit=risk.register.unit), holder(risk.owner), holder(risk.owner, is_deputy=True),
    )  # fmt: skip
    for person, behalf in ((head, None), (owner, None), (deputy, risk.owner)):
        assert may_edit(person, risk)
        assert check_edit(person, risk).on_behalf_of == behalf
    both = AppointmentFactory(post=risk.owner, is_deputy=True).user
    AppointmentFactory(user=both, post__role=Role.APPROVER, post__unit=risk.register.unit)
    assert check_edit(actor_for(both, today=NOW.date()), risk).on_behalf_of is None
    assert not may_edit(acting_as(Role.APPROVER), risk)
    with pytest.raises(PermissionDenied):
        check_edit(acting_as(Role.APPROVER), risk)


def test_the_objectives_of_a_private_plan_stand_in_no_register():
    plan = PlanFactory()
    assert check_clear(acting_as(Role.APPROVER, unit=plan.unit), plan)
    plan.level.is_private = True
    with pytest.raises(Http404):
        check_clear(acting_as(Role.ADMINISTRATOR), plan)
