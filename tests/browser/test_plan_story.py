"""A service plan in the browser, at two widths: written, commented on, refused, repaired, approved, exported."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import docx
import pikepdf
import pytest
from playwright.sync_api import Page, expect

from plans.quality import JUDGEMENTS

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]

SignIn = Callable[..., Page]
Check = Callable[[Page], None]


@dataclass(frozen=True, slots=True)
class Telling:
    """One telling of the story: a width, and whose plan it is."""

    width: int
    head: str
    unit: str
    ref: str

    @property
    def title(self) -> str:
        return f"Plan to the end, {self.ref}"

    @property
    def address(self) -> str:
        return f"/plans/plan/{self.ref}/"


TELLINGS = [
    Telling(1280, "approver", "Finance, Revenues and Benefits", "STORY-WIDE"),
    Telling(390, "grace.adeyemi", "Housing Services", "STORY-PHONE"),
]


@pytest.mark.parametrize("telling", TELLINGS, ids=lambda telling: f"{telling.width}px")
def test_a_service_plan_from_its_first_word_to_the_paper(telling: Telling, sign_in: SignIn, check_page: Check) -> None:
    head = sign_in(telling.head, width=telling.width)
    _begins(telling, head, check_page)
    _answers(telling, head, check_page, "Why are we here?")
    _adds_an_outcome(telling, head, check_page)
    _is_refused_for_want_of_a_risk_assessment(telling, head, check_page)
    _a_member_comments(telling, sign_in, check_page)
    _looks_at_the_risk(telling, head, check_page)
    _submits(telling, head, check_page)
    team = sign_in("administrator", width=telling.width)
    _is_sent_back(telling, team, check_page)
    _answers(telling, head, check_page, "Where are we now?")
    _submits(telling, head, check_page)
    _is_signed_off_and_approved(telling, team, check_page)
    _is_exported(telling, head, check_page)


def _at(page: Page, heading: str, check_page: Check) -> None:
    """The page with that heading is there, and nothing is wrong with it."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    check_page(page)


def _begins(telling: Telling, page: Page, check_page: Check) -> None:
    page.goto("/plans/")
    page.get_by_role("button", name="Add a plan").click()
    _at(page, "Add a plan", check_page)
    page.get_by_label("Level").select_option("Departmental service plan")
    page.get_by_label("Reference").fill(telling.ref)
    page.get_by_label("Title").fill(telling.title)
    unit = page.get_by_label("Unit").locator("option", has_text=telling.unit)
    page.get_by_label("Unit").select_option(unit.first.get_attribute("value"))
    owner = page.get_by_label("Owner").locator("option", has_text=f"Head of {telling.unit}")
    page.get_by_label("Owner").select_option(owner.first.get_attribute("value"))
    page.get_by_label("Starts on").fill("1 April 2027")
    page.get_by_label("Ends on").fill("31 March 2026")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("must be on or after the day it starts")
    check_page(page)
    expect(page.get_by_label("Title")).to_have_value(telling.title)
    page.get_by_label("Ends on").fill("31 March 2028")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Draft, not yet approved.")
    check_page(page)


def _answers(telling: Telling, page: Page, check_page: Check, question: str) -> None:
    page.goto(telling.address)
    page.get_by_role("link", name=re.compile(rf"^Answer it.*{re.escape(question)}")).click()
    _at(page, question, check_page)
    page.get_by_label("Your answer").fill(f"An answer to {question}")
    page.get_by_role("button", name="Save the answer").click()
    expect(page.locator("main")).to_contain_text(f"An answer to {question}")
    check_page(page)


def _adds_an_outcome(telling: Telling, page: Page, check_page: Check) -> None:
    page.get_by_role("link", name="Add an objective").click()
    _at(page, "Add an objective", check_page)
    page.get_by_label(re.compile("^Outcome:")).check()
    page.get_by_label("Reference").fill(f"{telling.ref}-1")
    page.get_by_label("Title").fill("Fewer people wait more than three weeks for an answer")
    page.get_by_role("button", name="Save").click()
    _at(page, "What does it contribute to?", check_page)
    page.get_by_label("Contributes mainly to").select_option(index=1)
    page.get_by_role("button", name="Save what it contributes to").click()
    _at(page, "Fewer people wait", check_page)


def _is_refused_for_want_of_a_risk_assessment(telling: Telling, page: Page, check_page: Check) -> None:
    page.goto(telling.address)
    page.get_by_role("button", name="Submit for review").click()
    _at(page, "Submit the plan for review", check_page)
    page.get_by_label(re.compile("^Note to the reviewer")).fill("All that we know.")
    page.get_by_role("button", name="Submit the plan").click()
    expect(page.locator("main")).to_contain_text("This has no risk assessment: “Fewer people wait")
    expect(page.get_by_label(re.compile("^Note to the reviewer"))).to_have_value("All that we know.")
    check_page(page)


def _a_member_comments(telling: Telling, sign_in: SignIn, check_page: Check) -> None:
    page = sign_in("councillor", width=telling.width)
    page.goto(telling.address)
    check_page(page)
    page.get_by_role("link", name=re.compile("^Comment on this.*Why are we here")).click()
    _at(page, "Comment on the draft", check_page)
    page.get_by_label("Your comment").fill("Whom do you not reach yet?")
    page.get_by_role("button", name="Send the comment").click()
    expect(page.locator("main")).to_contain_text("1 comment, 1 not answered yet.")
    check_page(page)


def _looks_at_the_risk(telling: Telling, page: Page, check_page: Check) -> None:
    page.goto(telling.address)
    page.get_by_role("link", name=re.compile("^Answer.*the comment of")).click()
    _at(page, "Answer a comment", check_page)
    page.get_by_label("What we did with it").fill("The plan names them now.")
    page.get_by_role("button", name="Save the answer").click()
    expect(page.locator("main")).to_contain_text("The plan names them now.")
    page.goto(f"/plans/objectives/{telling.ref}-1/")
    page.get_by_role("link", name=re.compile("no significant risk", re.IGNORECASE)).first.click()
    expect(page.get_by_label(re.compile("^Why"))).to_be_visible()
    check_page(page)
    page.get_by_label(re.compile("^Why")).fill("Looked at by the whole team.")
    page.locator("main form").get_by_role("button").first.click()
    expect(page.locator("main")).to_contain_text("Looked at by the whole team.")
    check_page(page)


def _submits(telling: Telling, page: Page, check_page: Check) -> None:
    page.goto(telling.address)
    page.get_by_role("button", name="Submit for review").click()
    _at(page, "Submit the plan for review", check_page)
    page.get_by_role("button", name="Submit the plan").click()
    expect(page.locator("main")).to_contain_text("Submitted: it waits for review")
    check_page(page)


def _is_sent_back(telling: Telling, page: Page, check_page: Check) -> None:
    page.goto(telling.address)
    page.get_by_role("button", name="Review", exact=True).click()
    _at(page, "Review the plan", check_page)
    page.get_by_label(re.compile("^Send it back")).check()
    page.get_by_label(re.compile("^What you found")).fill("Say where you are now.")
    page.get_by_role("button", name="Save the review").click()
    expect(page.locator("#to-repair")).to_contain_text("Say where you are now.")
    check_page(page)


def _is_signed_off_and_approved(telling: Telling, page: Page, check_page: Check) -> None:
    page.goto(f"{telling.address}review/")
    for key, _ in JUDGEMENTS:
        page.locator(f"input[name={key}][value=yes]").check()
    page.get_by_label(re.compile("^Sign it off")).check()
    page.get_by_label(re.compile("^What you found")).fill("The other questions are answered by the corporate plan.")
    page.get_by_role("button", name="Save the review").click()
    expect(page.locator("main")).to_contain_text("Signed off by its reviewer")
    check_page(page)
    page.get_by_role("button", name="Approve", exact=True).click()
    _at(page, "Approve the plan", check_page)
    page.get_by_role("button", name="Approve the plan").click()
    expect(page.locator("main")).to_contain_text("Approved on")
    check_page(page)


def _is_exported(telling: Telling, page: Page, check_page: Check) -> None:
    page.goto(telling.address)
    page.get_by_role("link", name="The plan as a paper").click()
    expect(page.get_by_role("link", name=re.compile("^DOCX"))).to_be_visible()
    check_page(page)
    with page.expect_download() as pdf:
        page.get_by_role("link", name=re.compile("^PDF")).click()
    with pikepdf.open(pdf.value.path()) as found:
        assert found.Root.MarkInfo.Marked
    with page.expect_download() as word:
        page.get_by_role("link", name=re.compile("^DOCX")).click()
    texts = {each.text: each.style.name for each in docx.Document(str(word.value.path())).paragraphs}
    assert texts["Why are we here?"] == "Heading 1"
    assert texts[telling.title] == "Title"
    assert not any("DRAFT" in text for text in texts)
