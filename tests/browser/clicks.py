"""Somebody's way through the pages, counted in clicks."""

from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page


@dataclass(slots=True)
class Clicks:
    """Counts what is clicked. Typing into a field is no click; choosing, ticking and pressing a button are.

    ``way`` names what was clicked, so that a way which has become longer can be read where the test fails.
    """

    page: Page
    way: list[str] = field(default_factory=list)

    def on(self, target: Locator) -> None:
        """Click it as a person does: it has to be there, in sight and not covered."""
        name = target.get_attribute("aria-label") or target.inner_text() or target.get_attribute("name") or "box"
        self.way.append(" ".join(name.split())[:60])
        target.click()

    @property
    def count(self) -> int:
        return len(self.way)

    def at_most(self, number: int) -> None:
        """Hold the way to so many clicks."""
        assert self.count <= number, f"{self.count} clicks where {number} are enough: {' → '.join(self.way)}"
