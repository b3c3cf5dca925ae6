"""A council moves in: from an empty database to its first quarter reported, by screen only, at two widths."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import page_faults
from tests.demo_site import running_council
from tests.newcomers import MEASURES, PEOPLE, UNITS

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]

PASSWORD = "Otters-by-the-long-lane"
BUILD_MILLISECONDS = 150_000
LOOKED_AT: set[str] = set()  # kinds of page, each at its width
FIGURES = {"olu": {"H01": "84.5", "H02": "131"}, "pat": {"W01": "52.1"}}


@dataclass
class Council:
    """A council that moves in: its address, the link of its first administrator, and who signs in from a browser."""

    site: str
    link: str
    browser: Browser
    width: int
    contexts: list[BrowserContext] = field(default_factory=list)

    def visitor(self) -> Page:
        """Somebody with a browser of their own."""
        context = self.browser.new_context(base_url=self.site, viewport={"width": self.width, "height": 900})
        self.contexts.append(context)
        page = context.new_page()
        page.problems = []  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: page.problems.append(str(error)))  # type: ignore[attr-defined]
        return page

    def comes_in(self, link: str, name: str) -> Page:
        """Somebody follows their link, chooses a password and signs in."""
        page = self.visitor()
        page.goto(link)
        for box in page.locator("input[type=password]").all():
            box.fill(PASSWORD)
        page.locator("main button[type=submit]").click()
        page.get_by_role("link", name="Sign in with the new password").click()
        page.get_by_label("Email").fill(f"{name}@hart.example")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/")
        return page


@pytest.fixture(params=[1280, 390], ids=["desk", "phone"])
def council(request: pytest.FixtureRequest, browser: Browser, tmp_path: Path) -> Iterator[Council]:
    with running_council(tmp_path, name="Ann Lee", email="ann@hart.example") as (site, link):
        made = Council(site, link, browser, request.param)
        yield made
        for context in made.contexts:
            context.close()


def test_from_an_empty_machine_to_the_first_quarter_reported(council: Council) -> None:
    team = council.comes_in(council.link, "ann")
    _says(team, "0 of 10 steps done. Next: structure.")
    for step in (_draws_the_structure, _puts_people_into_posts, _chooses_levels, _writes_the_plans, _adds_objectives,
                 _defines_measures, _takes_the_usual_rules, _sets_the_timetable):  # fmt: skip
        team.goto("/")
        step(team)
    links = _invites(team)
    _says(team, "10 of 10 steps done.")
    team.get_by_role("button", name="Set-up is finished: show me my first page").click()
    _says(team, "This is your first page from now on.")
    _approves_the_plans(team)
    _opens_collection(team)
    for name, figures in FIGURES.items():
        _enters(council.comes_in(links[name], name), figures)
    for name in ("hal", "will"):
        _approves(council.comes_in(links[name], name))
    _reports(team)
    director = council.comes_in(links["dee"], "dee")
    director.goto("/council/")
    _says(director, "2 of 3")


def _says(page: Page, words: str) -> None:
    """The page says so, and nothing is wrong with it."""
    expect(page.locator("main")).to_contain_text(words)
    _sound(page)


def _sound(page: Page) -> None:
    """Nothing is wrong with the page; of pages that differ in what they tell of, the first is looked at."""
    kind = f"{re.sub(r'[^/]*[0-9][^/]*', 'n', page.url)} {page.viewport_size}"
    if kind not in LOOKED_AT:
        LOOKED_AT.add(kind)
        assert page_faults(page) == [], page.url


def _step(page: Page, link: str) -> None:
    """Follow the guide's link from its page."""
    page.get_by_role("link", name=link).first.click()
    _sound(page)


def _choose(page: Page, label: str, words: str) -> None:
    """Choose the option of a list whose words end so."""
    box = page.get_by_label(label).and_(page.locator("select"))
    named = box.locator("option").filter(has_text=re.compile(rf"(^|— |\W){re.escape(words)}\s*$"))
    box.select_option(named.first.get_attribute("value"))


def _draws_the_structure(page: Page) -> None:
    for name, kind, parent in UNITS:
        page.goto("/")
        _step(page, "Add a unit")
        page.get_by_label("Name").fill(name)
        _choose(page, "Kind", kind)
        _choose(page, "Lies beneath", parent or "Hart District Council")
        page.get_by_role("button", name="Save").click()
        _says(page, f"{name} is now part of the organisation.")


def _puts_people_into_posts(page: Page) -> None:
    _step(page, "Add people to posts")
    for name, email, title, unit, role, manager in PEOPLE:
        page.get_by_label("Full name").fill(name)
        page.get_by_label("Email").fill(f"{email}@hart.example")
        page.get_by_label("Title of their post").fill(title)
        _choose(page, "Unit", unit)
        if manager:
            value = page.get_by_label("Reports to").locator("option", has_text=manager).get_attribute("value")
            page.get_by_label("Reports to").select_option(value)
        page.locator(f"input[name=role][value={role}]").check()
        page.get_by_role("button", name="Add them").click()
        _says(page, f"{name} is {title} from today.")


def _chooses_levels(page: Page) -> None:
    _step(page, "Choose the levels")
    page.get_by_role("button", name="Make the usual seven levels").click()
    _says(page, "The levels are made.")


def _writes_the_plans(page: Page) -> None:
    for level, ref, title, unit, owner in (
        ("Corporate plan", "CP", "Corporate plan", "Hart District Council", "Performance manager"),
        ("Departmental service plan", "SP-H", "Housing service plan", "Housing", "Head of Housing"),
    ):
        page.goto("/")
        _step(page, "Add a plan")
        _choose(page, "Level", level)
        page.get_by_label("Reference").fill(ref)
        page.get_by_label("Title").fill(title)
        _choose(page, "Unit", unit)
        value = page.get_by_label("Owner").locator("option", has_text=owner).first.get_attribute("value")
        page.get_by_label("Owner").select_option(value)
        page.get_by_label("Starts on").fill("1 April 2020")
        page.get_by_label("Ends on").fill("31 March 2099")
        page.get_by_role("button", name="Save").click()
        _says(page, f"{title} is a draft now.")


def _adds_objectives(page: Page) -> None:
    for plan, kind, ref, title, said in (
        ("Corporate plan", "Priority", "P1", "Homes that are safe and warm", "Nothing stands above it yet"),
        ("Housing service plan", "Outcome", "H1", "Fewer homes stand empty", "Now say what it contributes to"),
    ):
        page.goto("/")
        _step(page, "Open a plan to add its objectives")
        page.get_by_role("link", name=plan).first.click()
        page.get_by_role("link", name="Add an objective").click()
        page.get_by_label(re.compile(f"^{kind}:")).check()
        page.get_by_label("Reference").fill(ref)
        page.get_by_label("Title").fill(title)
        page.get_by_role("button", name="Save").click()
        _says(page, said)
    page.get_by_label("Contributes mainly to").select_option(index=1)
    page.get_by_role("button", name="Save what it contributes to").click()
    _says(page, "What H1 contributes to is saved.")


def _defines_measures(page: Page) -> None:
    for name, service, kind, good, target in MEASURES:
        page.goto("/")
        _step(page, "Add a measure")
        page.get_by_label("Name in plain words").fill(name)
        _choose(page, "Service", service)
        page.get_by_role("button", name="Continue").click()
        page.get_by_label("Type of value").select_option(label=kind)
        if kind == "Number":
            page.get_by_label("How it is counted").select_option(label="As it stands at the period's end")
        page.get_by_label("Good is").select_option(label=good)
        page.get_by_label("Target for the year").fill(target)
        page.get_by_role("button", name="Continue").click()
        page.get_by_label("Reported and judged").select_option(label="Quarterly")
        page.get_by_role("button", name="Add the measure").click()
        _says(page, "is defined.")


def _takes_the_usual_rules(page: Page) -> None:
    _step(page, "Choose the usual rules")
    page.get_by_role("button", name="Take three bands").click()
    _says(page, "The rule for the whole council is saved")


def _sets_the_timetable(page: Page) -> None:
    _step(page, "Add a quarter")
    page.get_by_role("button", name="Save the timetable").click()
    _says(page, "has its timetable.")


def _invites(page: Page) -> dict[str, str]:
    """The link of each, by the first part of their address."""
    page.goto("/")
    _says(page, "Next: invitations.")
    _step(page, "Invite people")
    _says(page, "E-mail does not leave this machine")
    page.get_by_role("button", name="Make links to hand over").click()
    _says(page, "Each works once")
    found = {}
    for row in page.locator("tbody tr").all():
        words = row.inner_text()
        found[re.search(r"(\w+)@hart", words)[1]] = re.search(r"http\S+", words)[0]  # type: ignore[index]
    page.goto("/")
    return found


def _approves_the_plans(page: Page) -> None:
    """The corporate plan: a service plan is reviewed first, which is another story."""
    page.goto("/plans/objectives/P1/")
    page.get_by_role("link", name="Record no significant risk").click()
    page.get_by_role("textbox").last.fill("Looked at by the management team.")
    page.locator("main form button[type=submit]").last.click()
    page.goto("/plans/plan/CP/")
    page.get_by_role("button", name="Approve").first.click()
    page.get_by_role("button", name="Approve the plan").click()
    expect(page.locator("main")).to_contain_text("approved")
    _sound(page)


def _opens_collection(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name=re.compile("^Open ")).first.click()
    page.get_by_role("button", name="Open collection now").click()
    _says(page, "Collection is open for 2 services.")


def _enters(page: Page, figures: dict[str, str]) -> None:
    _says(page, "left, due")
    page.get_by_role("button", name="Start").first.click()
    for ref, figure in figures.items():
        row = page.locator("tbody").filter(has_text=ref).first
        box = row.get_by_role("textbox").first
        box.fill(figure)
        box.press("Tab")
        expect(row).to_contain_text(re.compile("saved", re.IGNORECASE), timeout=10_000)
    page.goto(f"{page.url.rstrip('/')}/submit/")
    page.get_by_role("button", name=re.compile("^Submit")).click()
    expect(page.locator("main")).to_contain_text(re.compile("submitted|handed in", re.IGNORECASE))
    _sound(page)


def _approves(page: Page) -> None:
    page.get_by_role("button", name="Review and approve").click()
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name=re.compile("^Approve")).first.click()
    _says(page, "approved.")


def _reports(page: Page) -> None:
    page.goto("/cycles/")
    page.get_by_role("rowheader").first.get_by_role("link").click()
    address = page.url
    page.get_by_role("button", name=re.compile("Build")).first.click()
    expect(page.locator("main")).to_contain_text("The drafts are there", timeout=BUILD_MILLISECONDS)
    page.goto(address)
    page.get_by_role("button", name="Release the drafts").click()
    _says(page, "Management team")
    page.get_by_role("button", name=re.compile("^Release .* for Management team$")).click()
    expect(page.locator("main")).to_contain_text("The reports are released.", timeout=BUILD_MILLISECONDS)
    page.goto("/reports/?state=released")
    page.get_by_role("rowheader").first.get_by_role("link").first.click()
    _says(page, "Released by Ann Lee")
