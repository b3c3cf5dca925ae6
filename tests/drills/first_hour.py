"""What docs/operations.md calls the first hour: from the set-up guide to the first quarter reported.

Only what the guide and its pages offer is used: set up page by page, or by the set-up workbook (``by_workbook``).
Everybody but the first administrator comes in by the link that their e-mail holds.
"""

import re
import time
from collections.abc import Callable
from email import message_from_bytes

from tests.drills.visitor import Visitor
from tests.mail_server import MailServer
from tests.newcomers import MEASURES, PEOPLE, UNITS

PASSWORD = "otters beside the long lane"
PATIENCE = 120  # seconds for a mail
FIGURES = {"olu": ("84.5", "131"), "pat": ("52.1",)}


def first_hour(
    team: Visitor, newcomer: Callable[[], Visitor], server: MailServer, *, set_up: Callable[[Visitor], None]
) -> str:
    """Do all of it as the administrator who has signed in, with structure to targets as ``set_up`` does them; the words
    of the report that was released.
    """
    set_up(team)
    team.open("/")
    assert "8 of 10 steps done. Next: timetable" in team.words, team.words[:2000]
    team.follow("Add a quarter")
    team.send("Save the timetable")
    quarter = team.at
    server.messages.clear()
    team.open("/")
    team.follow("Invite people")
    team.send("Invite those who are ticked by e-mail")
    team.open("/")
    team.send("Set-up is finished")
    team.open(quarter)
    team.send("Open collection now")
    for name, figures in FIGURES.items():
        _enters(_comes_in(newcomer(), _link_of(server, name), name), figures)
    for name in ("hal", "will"):
        _approves(_comes_in(newcomer(), _link_of(server, name), name))
    return _reports(team, quarter)


def by_screen(team: Visitor) -> None:
    """From structure to targets, each on its own pages."""
    _structure(team)
    _plans(team)
    _measures(team)


def _structure(team: Visitor) -> None:
    for name, kind, parent in UNITS:
        team.open("/")
        team.follow("Add a unit")
        team.send("Save", name=name, kind=kind, **({"parent": parent} if parent else {}))
    team.open("/")
    team.follow("Add people to posts")
    for name, email, title, unit, role, manager in PEOPLE:
        above = {"reports_to": manager} if manager else {}
        team.send("Add them", name=name, email=f"{email}@example.gov.uk", title=title, unit=unit, role=role, **above)


def _plans(team: Visitor) -> None:
    team.open("/")
    team.follow("Choose the levels")
    team.send("Make the usual seven levels")
    team.open("/")
    team.follow("Add a plan")
    team.send("Save", level="Departmental service plan", ref="SP-H", title="Housing service plan", unit="Housing",
              owner="Head of Housing", starts_on="1 April 2020", ends_on="31 March 2099")  # fmt: skip
    team.follow("Add an objective")
    team.send("Save", kind="outcome", ref="H1", title="Fewer homes stand empty")


def _measures(team: Visitor) -> None:
    for name, service, kind, good, target in MEASURES:
        team.open("/")
        team.follow("Add a measure")
        team.send("Continue", name=name, service=service)
        counted = {"counting": "As it stands at the period's end"} if kind == "Number" else {}
        team.send("Continue", kind=kind, polarity=good, target=target, **counted)
        team.send("Add the measure", frequency="Quarterly")
    team.open("/")
    team.follow("Choose the usual rules")
    team.send("Take three bands")


def _link_of(server: MailServer, name: str) -> str:
    """The link in the e-mail to somebody; it may be on its way still."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        for each in map(message_from_bytes, list(server.messages)):
            body = (each.get_payload(decode=True) or b"").decode()
            if name in str(each["To"]) and (found := re.search(r"https?://\S+/password/new/\S+", body)):
                return found[0]
        time.sleep(0.5)
    raise TimeoutError(f"No invitation to {name} reached the mail server within {PATIENCE} seconds")


def _comes_in(person: Visitor, link: str, name: str) -> Visitor:
    person.choose_password(link, PASSWORD)
    person.sign_in(link.split("/account/")[0], f"{name}@example.gov.uk", PASSWORD)
    return person


def _enters(officer: Visitor, figures: tuple[str, ...]) -> None:
    officer.follow("Start")
    found = officer.page.xpath("//main//input[@type='text'][contains(@name, '-value')]")
    boxes = [str(each.get("name")) for each in found]
    officer.send("Continue to check and submit", **dict(zip(boxes, figures, strict=True)))
    officer.send("Submit")


def _approves(head: Visitor) -> None:
    head.follow("Review and approve")
    head.send("Approve")


def _reports(team: Visitor, quarter: str) -> str:
    team.open(quarter)
    team.send("Build the reports")
    team.until_it_says("The drafts are there.")
    team.open(quarter)
    team.follow("Release the drafts")
    team.send("Release")
    team.until_it_says("The reports are released.")
    team.open("/reports/?state=released")
    (report, *_) = [str(each) for each in team.page.xpath("//main//tbody//th//a/@href")]
    team.open(report)
    return team.words
