"""Somebody's way through the pages, counted in clicks, its seconds beside them."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

WAYS: list[str] = []
"""A line for each way that was gone, told at the end of the run."""


@dataclass(slots=True)
class Clicks:
    """Counts what is clicked. Typing into a field is no click; choosing, ticking and pressing a button are.

    ``way`` names what was clicked, so that a way which has become longer can be read where the test fails. ``began`` is
    when it started, by a clock that stands still while a check looks at the page.
    """

    page: Page
    way: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def on(self, target: Locator) -> None:
        """Click it as a person does: it has to be there, in sight and not covered."""
        name = target.get_attribute("aria-label") or target.inner_text() or target.get_attribute("name") or "box"
        self.way.append(" ".join(name.split())[:60])
        target.click()

    def stop_to(self, check: Callable[[Page], None]) -> None:
        """Look at the page, which is no part of the way."""
        stopped = time.monotonic()
        check(self.page)
        self.began += time.monotonic() - stopped

    @property
    def count(self) -> int:
        return len(self.way)

    def at_most(self, number: int) -> None:
        """Hold the way to so many clicks. Its seconds are told only: the machine decides them."""
        seconds = time.monotonic() - self.began
        WAYS.append(f"{self.count:2} of at most {number:2}  {seconds:5.1f} s  {' → '.join(self.way)}")
        assert self.count <= number, f"{self.count} clicks where {number} are enough: {' → '.join(self.way)}"
