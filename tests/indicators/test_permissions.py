"""Who may see and enter a service's figures: whose figure it is, and what each role adds."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.actors import actor_for
from accounts.roles import ROLES, Permission, Role, RoleDescription
from indicators.permissions import (
    check_drafts_visible,
    check_enter,
    may_read_figure,
    may_read_trail,
    may_see_drafts,
    service_of,
)
from indicators.workflow import FigureState
from tests.factories import AppointmentFactory, ObservationFactory, ReturnFactory, UnitFactory, acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def service():
    return UnitFactory()


@pytest.fixture
def with_only(monkeypatch, service):
    """Somebody whose role gives that permission in the service and no other."""

    def made(permission):
        monkeypatch.setitem(ROLES, Role.EMPLOYEE, RoleDescription("One", "Has one.", unit=frozenset({permission})))
        return acting_as("employee", unit=service)

    return made


def test_drafts_are_for_who_enters_or_reads_drafts_there(service, with_only):
    for role in ("administrator", "director", "auditor"):
        assert may_see_drafts(acting_as(role), service.pk)
    for role in ("approver", "data_officer", "partner"):
        assert may_see_drafts(acting_as(role, unit=service), service.pk)
        assert not may_see_drafts(acting_as(role), service.pk)
    for role in ("cabinet_member", "councillor", "scrutiny_chair", "employee"):
        assert not may_see_drafts(acting_as(role, unit=service), service.pk)
    assert may_see_drafts(with_only(Permission.FIGURE_ENTER), service.pk)
    assert may_see_drafts(with_only(Permission.DRAFT_READ), service.pk)


def test_what_is_signed_off_is_read_by_everybody_and_the_rest_with_the_drafts(service):
    reader, officer = acting_as("councillor"), acting_as("data_officer", unit=service)
    assert {state for state in FigureState if may_read_figure(reader, service.pk, state)} == {
        FigureState.APPROVED,
        FigureState.SUPERSEDED,
    }
    assert all(may_read_figure(officer, service.pk, state) for state in FigureState)


def test_figures_are_entered_by_who_may_and_hidden_from_who_sees_no_drafts(service):
    officer = acting_as("data_officer", unit=service)
    check_drafts_visible(officer, service.pk)
    assert check_enter(officer, service.pk).on_behalf_of is None
    deputy = AppointmentFactory(post__role="data_officer", post__unit=service, is_deputy=True)
    assert check_enter(actor_for(deputy.user, today=date(2026, 10, 14)), service.pk).on_behalf_of == deputy.post
    with pytest.raises(PermissionDenied, match="enter figures for this service"):
        check_enter(acting_as("auditor"), service.pk)
    for stranger in (acting_as("councillor"), acting_as("data_officer")):
        with pytest.raises(Http404):
            check_drafts_visible(stranger, service.pk)
        with pytest.raises(Http404):
            check_enter(stranger, service.pk)


def test_every_change_is_read_with_the_drafts_or_the_trail(service, with_only):
    assert may_read_trail(acting_as("data_officer", unit=service), service.pk)
    assert not may_read_trail(acting_as("data_officer"), service.pk)
    assert not may_read_trail(acting_as("councillor"), service.pk)
    assert may_read_trail(with_only(Permission.AUDIT_READ), service.pk)


def test_a_figure_belongs_to_the_service_of_its_return_and_imported_history_to_its_measures():
    then = ReturnFactory()
    entered = ObservationFactory(in_return=then)
    imported = ObservationFactory()
    assert entered.indicator.service_id != then.service_id
    assert service_of(entered) == then.service_id
    assert service_of(imported) == imported.indicator.service_id
