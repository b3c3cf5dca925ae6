"""Every kind of page on a phone and at a desk: what has the focus is in sight, nothing moves while a page is drawn, and
no words are cut off where letters are larger or stand wider apart.

Each kind of page is opened once, by who sees most of it, and what can have the focus gets it in turn, there and back.
PMMI_SWEEP=all opens every kind for every role, presses the keys themselves and lets axe look at each page.
"""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from pmmi.demo.council import sign_ins
from tests.browser.walk import pages_of

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]

SignIn = Callable[..., Page]
Check = Callable[[Page], None]
ALL = os.environ.get("PMMI_SWEEP") == "all"
PHONE, DESK = {"width": 390, "height": 780}, {"width": 1280, "height": 900}
# As wide as people make pages of 1280 pixels: at 400 % (WCAG 1.4.10) and at 200 % (1.4.4).
ZOOMED = {"at 400 %": {"width": 320, "height": 256}, "at 200 %": {"width": 640, "height": 450}}
# Nobody first; of the others, each adds to what those before could open.
SOME = ("", "administrator", "approver", "officer", "chair", "partner")
EVERYBODY = ("", *(email.partition("@")[0] for _, email, _ in sign_ins()))
MOST_KEYS = 400  # pressed on one page
MOVED = 0.02  # what a page may move in all while it is drawn

WATCH = """
window.moved = [];
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) {
    if (!each.hadRecentInput) window.moved.push([each.value, each.sources.map(({ node }) => node?.className ?? "")]);
  }
}).observe({ type: "layout-shift", buffered: true });

// What stands before the element with the focus; "" for nothing.
window.behind = () => {
  const element = document.activeElement;
  const over = new Set();
  let inside = 0;
  for (const box of element.getClientRects()) {
    if (!box.width || !box.height) continue;
    // The boxes of lines overlap where a face is taller than its lines; the letters stand within their size.
    const style = getComputedStyle(element);
    const spare = style.display === "inline" ? Math.max(2, (box.height - parseFloat(style.fontSize)) / 2) : 2;
    const [left, right, top, bottom] = [box.left + 2, box.right - 2, box.top + spare, box.bottom - spare];
    const middle = [(left + right) / 2, (top + bottom) / 2];
    for (const [x, y] of [[left, top], [right, top], [left, bottom], [right, bottom], middle]) {
      if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) continue;
      const there = document.elementFromPoint(x, y);
      if (!there) continue; // a part of a pixel beyond the edge
      inside += 1;
      const own = element.contains(there) || there.contains(element) || there.closest("label")?.control === element;
      if (!own) over.add(`${there.tagName} ${there.className}`);
    }
  }
  const name = () => `${element.tagName} ${element.className} “${element.textContent.trim().slice(0, 40)}”`;
  if (!inside) return `${name()} is out of sight`;
  return over.size ? `${name()} is behind ${[...over].join(", ")}` : "";
};

window.hidden_in_turn = () => {
  const can = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const all = [...document.querySelectorAll(can)].filter((each) => each.tabIndex >= 0 && each.checkVisibility());
  const faults = [];
  for (const element of [...all, ...all.reverse()]) {
    element.focus();
    if (document.activeElement === element) faults.push(window.behind());
  }
  return [all.length, faults.filter(Boolean)];
};
"""
# Letters, words and lines as far apart as a reader may set them (WCAG 1.4.12). A constructed sheet, as a reader's own,
# is not the page's to refuse, so the security policy stays on.
APART = """
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  p { margin-bottom: 2em !important; }
`);
document.adoptedStyleSheets = [sheet];
"""
# Words that cannot be read to their end. What is hidden from the eye is one pixel; of pictures the words stand beside.
CUT_OFF = """() => {
  const hides = (overflow) => ["hidden", "clip"].includes(overflow);
  const faults = [];
  for (const each of document.body.querySelectorAll("*")) {
    if (each.clientWidth <= 1 || each.clientHeight <= 1 || each.closest("svg") || !each.textContent.trim()) continue;
    const style = getComputedStyle(each);
    const over = [];
    if (hides(style.overflowX) && each.scrollWidth > each.clientWidth + 1) over.push("wide");
    if (hides(style.overflowY) && each.scrollHeight > each.clientHeight + 1) over.push("high");
    if (over.length && each.checkVisibility({ visibilityProperty: true })) {
      const words = each.textContent.trim().slice(0, 40);
      faults.push(`${each.tagName} ${each.className} “${words}” is too ${over.join(", ")}`);
    }
  }
  const room = document.documentElement;
  if (room.scrollWidth > innerWidth) faults.push(`scrolls sideways: ${room.scrollWidth} of ${innerWidth}`);
  return faults;
}"""
# Drawn to the end: GOV.UK Frontend has folded the menu.
DRAWN = """() => {
    const menu = document.querySelector(".govuk-js-service-navigation-toggle");
    return !menu || menu.hasAttribute("aria-expanded") || getComputedStyle(menu).display === "none";
}"""


def test_the_focus_is_never_hidden_nothing_moves_and_no_words_are_cut_off(sign_in: SignIn, check_page: Check) -> None:
    faults, stops, kinds = [], 0, 0
    for page, kind in opened(sign_in):
        kinds += 1
        moved = page.evaluate("window.moved")
        if sum(value for value, _ in moved) > MOVED:
            faults.append(f"{kind} at {page.url} moves: {moved}")
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            count, hidden = pressed(page) if ALL else page.evaluate("window.hidden_in_turn()")
            stops += count
            faults += [f"{kind} at {page.url}, {size['width']} wide: {fault}" for fault in hidden]
            if ALL:
                check_page(page)
        faults += [f"{kind} at {page.url}, {fault}" for fault in cut_off(page)]
    assert faults == [], "\n".join(faults)
    assert kinds > 100
    assert stops > 20 * kinds


def cut_off(page: Page) -> list[str]:
    """The words that are cut off where the page is made larger, and where its letters are set apart."""
    faults = []
    for name, size in ZOOMED.items():
        page.set_viewport_size(size)
        faults += [f"{name}: {fault}" for fault in page.evaluate(CUT_OFF)]
    page.evaluate(APART)
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        faults += [f"letters apart, {size['width']} wide: {fault}" for fault in page.evaluate(CUT_OFF)]
    return faults


def opened(sign_in: SignIn) -> Iterator[tuple[Page, str]]:
    """Each kind of page as it has been drawn on a phone."""
    met: set[str] = set()
    for who in EVERYBODY if ALL else SOME:
        page = sign_in(who, **PHONE)
        page.add_init_script(WATCH)
        for kind, address in pages_of(page, "/" if who else "/account/sign-in/"):
            if ALL or kind not in met:
                met.add(kind)
                page.set_viewport_size(PHONE)
                page.goto(address)
                page.wait_for_function(DRAWN)
                yield page, kind
        page.context.close()


def pressed(page: Page) -> tuple[int, list[str]]:
    """What is hidden as somebody goes through the page with Tab, and back from its end."""
    faults, stops = [], 0
    for key in ("Tab", "Shift+Tab"):
        page.evaluate("document.activeElement.blur()")
        page.reload()
        for _ in range(MOST_KEYS):
            page.keyboard.press(key)
            if page.evaluate("document.activeElement === document.body"):
                break
            stops += 1
            faults.append(page.evaluate("window.behind()"))
    return stops, [fault for fault in faults if fault]
