"""The accessibility statement: its statutory parts, and what only the council can say."""

from django.test import Client


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
