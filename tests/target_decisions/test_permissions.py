"""Which steps a page offers: those that the stage allows, to who may take them."""

import pytest

from accounts.roles import Role
from target_decisions.permissions import steps_open
from target_decisions.workflow import Stage, Step
from tests.factories import acting_as
from tests.factories.target_decisions import ProposalFactory

pytestmark = pytest.mark.django_db


def test_a_step_is_open_where_the_stage_and_the_role_allow_it():
    proposal = ProposalFactory()
    everything = steps_open(acting_as(Role.ADMINISTRATOR), proposal)
    assert everything[Step.WITHDRAW.value]
    assert not any(steps_open(acting_as(Role.EMPLOYEE), proposal).values())
    proposal.stage = Stage.WITHDRAWN.value
    assert not any(steps_open(acting_as(Role.ADMINISTRATOR), proposal).values())
