"""Every kind of page on a phone and at a desk: what has the focus is in sight, nothing moves while a page is drawn, and
no words are cut off where letters are larger or stand wider apart.

Each kind of page is opened once, by who sees most of it, and what can have the focus gets it in turn, there and back.
``make sweep`` (PMMI_SWEEP=all) opens every kind for every role; where a role's page is made of other shapes than those
before it, it presses the keys themselves and lets axe look at it too.
"""

import os
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256

import pytest
from playwright.sync_api import Page

from pmmi.demo.council import sign_ins
from tests.browser.conftest import page_faults
from tests.browser.in_the_page import APART, CUT_OFF, DRAWN, OUTLINE, WATCH
from tests.browser.walk import pages_of

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]

SignIn = Callable[..., Page]
IsNew = Callable[[Page, str], bool]
ALL = os.environ.get("PMMI_SWEEP") == "all"
PHONE, DESK = {"width": 390, "height": 780}, {"width": 1280, "height": 900}
# As wide as people make pages of 1280 pixels: at 400 % (WCAG 1.4.10) and at 200 % (1.4.4).
ZOOMED = {"at 400 %": {"width": 320, "height": 256}, "at 200 %": {"width": 640, "height": 450}}
# Nobody first; of the others, each adds to what those before could open.
SOME = ("", "administrator", "approver", "officer", "chair", "partner")
EVERYBODY = ("", *(email.partition("@")[0] for _, email, _ in sign_ins()))
MOST_KEYS = 2000  # pressed on one page, before it is a trap
KEYS_AT_ONCE = 20
MOVED = 0.02  # what a page may move in all while it is drawn


@pytest.fixture(scope="session")
def is_new(tmp_path_factory: pytest.TempPathFactory) -> IsNew:
    """``is_new(page, kind)``: no page of that kind with the same outline was met, in this process or one beside it."""
    folder = tmp_path_factory.getbasetemp()
    folder = (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "outlines"
    folder.mkdir(exist_ok=True)

    def claim(page: Page, kind: str) -> bool:
        name = sha256(f"{kind}\n{page.evaluate(OUTLINE)}".encode()).hexdigest()
        try:
            (folder / name).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    return claim


@pytest.mark.parametrize(
    "people", [(who,) for who in EVERYBODY] if ALL else [SOME], ids=lambda who: "-".join(who) or "nobody"
)
def test_the_focus_is_never_hidden_nothing_moves_and_no_words_are_cut_off(
    sign_in: SignIn, is_new: IsNew, people: tuple[str, ...]
) -> None:
    faults, stops, kinds, looked_through = [], 0, 0, 0
    for page, kind in opened(sign_in, people):
        kinds += 1
        through = ALL and is_new(page, kind)
        looked_through += through
        here = list(moves(page))
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            count, found = in_size(page, through=through)
            stops += count
            here += [f"{size['width']} wide: {fault}" for fault in found]
        here += page.problems  # type: ignore[attr-defined]
        page.problems.clear()  # type: ignore[attr-defined]
        faults += [f"{kind} at {page.url}, {fault}" for fault in [*here, *cut_off(page)]]
    sys.stdout.write(f"{kinds} pages, {looked_through} of them with keys and axe, {stops} stops\n")
    assert faults == [], "\n".join(faults)
    assert kinds > (100 if len(people) > 1 else 3)
    assert stops > 10 * kinds


def in_size(page: Page, *, through: bool) -> tuple[int, list[str]]:
    """How many times something had the focus, and what is wrong; ``through``: by the keys themselves, and with axe."""
    count, faults = page.evaluate("window.hidden_in_turn()")
    if through:
        pressed_count, hidden = pressed(page)
        count += pressed_count
        faults += [f"by keys: {fault}" for fault in hidden]
        page.evaluate("window.at_rest()")
        faults += page_faults(page)
    return count, faults


def moves(page: Page) -> Iterator[str]:
    moved = page.evaluate("window.moved")
    if sum(value for value, _ in moved) > MOVED:
        yield f"moves: {moved}"


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


def opened(sign_in: SignIn, people: tuple[str, ...]) -> Iterator[tuple[Page, str]]:
    """Each kind of page as it has been drawn on a phone, by the first of the people who can open it."""
    met: set[str] = set()
    for who in people:
        page = sign_in(who, **PHONE)
        page.add_init_script(WATCH)
        for kind, address in pages_of(page, "/" if who else "/account/sign-in/"):
            if kind not in met:
                met.add(kind)
                page.set_viewport_size(PHONE)
                page.goto(address)
                page.wait_for_function(DRAWN)
                yield page, kind
        page.context.close()


def pressed(page: Page) -> tuple[int, list[str]]:
    """What is hidden as somebody goes round the page with Tab, and round it the other way."""
    stops, faults = 0, []
    for held in ("", "Shift"):
        page.evaluate("window.go_round()")
        if held:
            page.keyboard.down(held)
        for _ in range(0, MOST_KEYS, KEYS_AT_ONCE):
            for _ in range(KEYS_AT_ONCE):
                page.keyboard.press("Tab")
            if page.evaluate("window.way.edges > 1"):
                break
        else:
            faults.append("the keys do not come round")
        if held:
            page.keyboard.up(held)
        way = page.evaluate("window.way")
        stops += way["stops"]
        faults += filter(None, way["faults"])
    return stops, faults
