"""The first hour on the embedded default: one command, then the set-up guide to the first quarter reported, by mail."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.demo_site import running_council
from tests.drills.by_workbook import by_workbook
from tests.drills.first_hour import PASSWORD, by_screen, first_hour
from tests.drills.visitor import Visitor
from tests.mail_server import mail_server

pytestmark = [pytest.mark.drill, pytest.mark.real_clock]
EMAIL = "first@example.gov.uk"


@pytest.mark.parametrize("set_up", [by_screen, by_workbook], ids=["by screen", "by workbook"])
def test_one_command_and_the_guide_end_in_a_released_report(tmp_path: Path, set_up: Callable[[Visitor], None]) -> None:
    with mail_server() as server:
        mail = {
            "PMMI_EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "PMMI_EMAIL_HOST": "127.0.0.1",
            "PMMI_EMAIL_PORT": str(server.port),
        }
        with running_council(tmp_path, name="First Administrator", email=EMAIL, **mail) as (site, link):
            team = Visitor()
            team.choose_password(link, PASSWORD)
            assert "0 of 10 steps done" in team.sign_in(site, EMAIL, PASSWORD)
            report = first_hour(team, Visitor, server, set_up=set_up)
    assert "Released by First Administrator" in report
