"""What migrations make of the packs that are there."""

from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.apps import apps

from accounts.models import User
from scrutiny.models import Pack
from tests.factories import CycleFactory
from tests.factories.indicators import Q2
from tests.factories.scrutiny import PackFactory
from tests.scrutiny.conftest import RELEASED, released_report

pytestmark = pytest.mark.django_db
keep_quarters = import_module("scrutiny.migrations.0002_pack_period").keep_quarters


def kept(pack):
    keep_quarters(apps, None)
    return Pack.objects.get(pk=pack.pk).period


def test_a_pack_in_work_keeps_the_quarter_it_shows_now(scene):
    Pack.objects.update(period=Q2.previous(9))
    assert kept(scene.pack) == Q2
    released_report(cycle=CycleFactory(period=Q2.previous()))
    assert kept(scene.pack) == Q2.previous()


def test_a_published_pack_keeps_the_quarter_it_was_published_with(scene):
    released_report(cycle=CycleFactory(period=Q2.previous()))
    by, early = User.objects.first(), datetime(2026, 6, 1, tzinfo=UTC)
    before = PackFactory(meeting__held_at=early, published_at=early, published_by=by)
    after = PackFactory(published_at=RELEASED, published_by=by)
    assert kept(before) == Q2.previous(2)
    assert kept(after) == Q2.previous()
