"""The accessibility statement: its statutory parts, and what only the council can say."""

from datetime import date

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_it_says_what_the_regulations_ask_for(settings):
    words = Client().get("/accessibility/").text
    for part in ("Accessibility Regulations 2018", "partially compliant", "Equality Advisory and Support Service"):
        assert part in words
    assert "No audit by people who use assistive technology" in words


def test_the_council_says_whom_to_write_to_and_when_it_was_audited(settings):
    settings.PMMI_ACCESSIBILITY_CONTACT = "access@example.gov.uk"
    settings.PMMI_ACCESSIBILITY_REPLY_DAYS = 5
    settings.PMMI_ACCESSIBILITY_AUDIT = "Shaw Trust tested it in May 2026."
    words = Client().get("/accessibility/").text
    assert "access@example.gov.uk" in words
    assert "within 5 days" in words
    assert "Shaw Trust tested it in May 2026." in words
    assert "No audit" not in words


def test_it_says_when_it_was_prepared_and_reviewed(settings):
    assert "has not said yet when it prepared this statement" in Client().get("/accessibility/").text
    settings.PMMI_ACCESSIBILITY_PREPARED = date(2026, 9, 1)
    settings.PMMI_ACCESSIBILITY_REVIEWED = date(2026, 10, 14)
    words = Client().get("/accessibility/").text
    assert "It was prepared on 1 September 2026. It was last reviewed on 14 October 2026." in words
    assert "has not said" not in words
