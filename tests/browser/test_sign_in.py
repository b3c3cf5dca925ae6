"""Signing in, in the browser: with a passkey as the second step, and the warning before a session ends."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from pmmi.running.mode import DEMO_DOMAIN, DEMO_PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]

SignIn = Callable[..., Page]
Check = Callable[[Page], None]
WHO = "employee"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page_with_authenticator(site: str, browser: Browser) -> Iterator[Page]:
    """A browser that can hold passkeys; they belong to a host with a name, never to a bare address."""
    context = browser.new_context(base_url=site.replace("127.0.0.1", "localhost"))
    page = context.new_page()
    page.problems = []  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.problems.append(str(error)))  # type: ignore[attr-defined]
    page.on("console", lambda line: page.problems.append(line.text) if line.type == "error" else None)  # type: ignore[attr-defined]
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    yield page
    context.close()


def password_step(page: Page) -> None:
    page.goto("/account/sign-in/")
    page.get_by_label("Email").fill(f"{WHO}@{DEMO_DOMAIN}")
    page.get_by_label("Password", exact=True).fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def test_a_passkey_is_added_used_and_removed(page_with_authenticator: Page, check_page: Check) -> None:
    page = page_with_authenticator
    password_step(page)
    page.locator(".app-user__name").click()
    check_page(page)
    page.get_by_role("link", name="Set up").click()
    check_page(page)
    page.get_by_role("link", name="Add a passkey").click()
    check_page(page)
    page.get_by_label("Password", exact=True).fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Continue").click()
    check_page(page)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    check_page(page)

    page.get_by_role("button", name="Sign out").click()
    password_step(page)
    expect(page.get_by_role("heading", name="Second step of signing in")).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/")
    expect(page.locator(".app-user__name")).to_be_visible()

    page.goto("/account/second-step/passkeys/")
    check_page(page)
    page.get_by_role("link", name="Remove").click()
    if page.get_by_role("button", name="Use a passkey").is_visible():
        page.get_by_role("button", name="Use a passkey").click()
    elif page.get_by_label("Password", exact=True).is_visible():
        page.get_by_label("Password", exact=True).fill(DEMO_PASSWORD)
        page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Remove the passkey").click()
    expect(page.get_by_text("You have none.")).to_be_visible()


def test_a_session_is_kept_by_typing_warned_of_and_over(sign_in: SignIn, check_page: Check) -> None:
    page = sign_in("officer")
    page.clock.install()
    page.goto("/account/password/")
    dialog = page.locator("dialog")
    page.clock.run_for("20:00")
    expect(dialog).to_be_hidden()
    page.get_by_label("Current password", exact=False).first.fill("typing")
    with page.expect_response("**/account/stay/") as kept:
        page.clock.run_for("00:30")
    assert kept.value.ok
    page.clock.run_for("20:00")
    expect(dialog).to_be_hidden()
    page.clock.run_for("06:00")
    expect(dialog.get_by_role("heading", name="Are you still there?")).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="Stay signed in").click()
    expect(dialog).to_be_hidden()
    page.clock.run_for("31:00")
    expect(dialog.get_by_role("heading", name="You have been signed out")).to_be_visible()
    check_page(page)
