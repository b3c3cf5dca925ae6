"""A development review at a desk and on a phone: a manager writes and signs, the employee reads and signs."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]

SignIn = Callable[..., Page]
Check = Callable[[Page], None]


@pytest.mark.parametrize(("width", "member"), [(1280, "Sean Tate"), (390, "Tara Upton")])
def test_a_manager_and_an_employee_agree_and_review(
    sign_in: SignIn, check_page: Check, width: int, member: str
) -> None:
    manager = sign_in("approver", width=width)
    manager.goto("/reviews/team/")
    check_page(manager)
    manager.get_by_role("link", name=member).click()
    expect(manager.locator("main")).to_contain_text("It waits for you to sign the objectives")
    check_page(manager)
    manager.get_by_role("link", name="Add an objective").click()
    manager.get_by_label("Which objective of the service’s").select_option(index=1)
    manager.get_by_label("What will be done?").fill("Show the team how claims are checked")
    manager.get_by_label("How will it be measured?").fill("Two sessions, all twelve colleagues")
    check_page(manager)
    manager.get_by_role("button", name="Save the objective").click()
    manager.get_by_role("button", name="Sign the objectives").click()
    employee = sign_in(".".join(member.lower().split()), width=width)
    employee.goto("/reviews/")
    expect(employee.locator("main")).to_contain_text("Show the team how claims are checked")
    expect(employee.locator("main")).to_contain_text("Helen Marsh")
    check_page(employee)
    employee.get_by_role("button", name="Sign the objectives").click()
    manager.reload()
    manager.get_by_role("button", name="Write your part").click()
    check_page(manager)
    manager.get_by_label("The year as a whole").fill("A good half-year.")
    manager.get_by_role("button", name="Save what you wrote").click()
    manager.get_by_role("button", name="Sign the mid-year review").click()
    employee.reload()
    expect(employee.locator("main")).to_contain_text("A good half-year.")
    employee.get_by_role("button", name="Sign the mid-year review").click()
    expect(employee.locator("main")).to_contain_text(re.compile("Mid-year signed"))
    check_page(employee)


@pytest.mark.parametrize("width", [1280, 390])
def test_human_resources_count_and_open_one_with_a_reason(sign_in: SignIn, check_page: Check, width: int) -> None:
    page = sign_in("hr", width=width)
    page.goto("/reviews/counts/")
    expect(page.locator("main")).to_contain_text("Adult Social Care")
    check_page(page)
    page.goto("/reviews/break-glass/")
    check_page(page)
    page.get_by_label("e-mail address").fill("nell.carter@nobody.example")
    page.get_by_label("Why do you need to read it?").fill("A grievance was raised.")
    page.get_by_role("button", name="Open the review").click()
    expect(page.locator("main")).to_contain_text("Nobody with that e-mail address has a review")
    page.get_by_label("e-mail address").fill("employee@exampleshire.example")
    page.get_by_role("button", name="Open the review").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nell Carter")
    check_page(page)
