"""Changed settings are in the trail, once, and no secret with them."""

import pytest

from accounts.models import Event
from pmmi.running.settings_trail import TOLD, record_settings
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def test_the_first_start_tells_all_and_the_next_only_what_is_other(settings):
    assert record_settings(at=NOW)
    assert set(Event.objects.get().changes) == {*TOLD, "SECRET_KEY"}
    assert not record_settings(at=NOW)
    settings.ALLOWED_HOSTS = ["performance.example.gov.uk", "localhost"]
    assert record_settings(at=NOW)
    assert not record_settings(at=NOW)
    event = Event.objects.order_by("-pk").first()
    assert event.changes["ALLOWED_HOSTS"][1] == "performance.example.gov.uk, localhost"
    assert (event.by_name, event.action, Event.objects.count()) == ("The system", "changed", 2)


def test_another_secret_key_is_told_and_no_key_is(settings):
    record_settings(at=NOW)
    settings.SECRET_KEY = "quite-another-key-for-signing-sessions"
    assert record_settings(at=NOW)
    event = Event.objects.order_by("-pk").first()
    assert set(event.changes) == {"SECRET_KEY"}
    stored = str(list(Event.objects.values_list("changes", flat=True)))
    assert settings.SECRET_KEY not in stored
    assert settings.PMMI_AUDIT_KEY not in stored
