"""A block of forty lines from a spreadsheet, pasted at once, while the line to the server breaks off in the middle."""

import json
from decimal import Decimal

import pytest
from playwright.sync_api import Page, Route, expect

from indicators.models import Return
from tests.factories import IndicatorFactory, ObservationFactory, UnitFactory, period_target
from tests.factories.indicators import Q2
from tests.indicators.returns.pages import figures, now_open
from tests.indicators.returns.test_browser import KEPT
from tests.indicators.returns.test_browser_paste import paste, told

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LINES, REACHED = 40, 12


@pytest.fixture
def in_return() -> Return:
    """Forty measures, each worked out from what was done of what there was."""
    found = now_open(service=UnitFactory(name="Waste and Recycling"))
    for n in range(LINES):
        parts = {"has_parts": True, "numerator": "Done", "denominator": "All", "kind": "percentage"}
        indicator = IndicatorFactory(service=found.service, ref=f"WR{n:02}", name=f"Measure number {n}", **parts)
        period_target(indicator, Q2, 90)
        ObservationFactory(indicator=indicator, in_return=found, state="due", value=None)
    return found


@pytest.fixture
def block(in_return: Return) -> str:
    """A line for each, the last first: its reference, its name, and both parts."""
    lines = [f"WR{n:02}\tMeasure number {n}\t{n}\t{LINES + n}" for n in range(LINES)]
    return "\r\n".join(reversed(lines))


def parts(in_return: Return) -> list[tuple[Decimal | None, Decimal | None]]:
    return [(figure.numerator, figure.denominator) for figure in figures(in_return)]


def says(grid: Page, text: str) -> None:
    """Forty rows are saved one after the other, which takes a while on a busy machine."""
    expect(grid.locator("[data-save-state]")).to_contain_text(text, timeout=60_000)


WHOLE = [(Decimal(n), Decimal(LINES + n)) for n in range(LINES)]


def test_each_line_goes_to_its_measure(grid: Page, in_return: Return, block: str) -> None:
    paste(grid, figures(in_return)[0], block, "numerator")
    told(grid, f"{LINES} filled.")
    says(grid, "All changes saved")
    assert parts(in_return) == WHOLE


def test_a_line_that_breaks_off_in_the_middle_loses_nothing_and_says_so(
    grid: Page, in_return: Return, block: str
) -> None:
    heard = []

    def answered(route: Route) -> None:
        heard.append(route.request.url)
        if REACHED < len(heard) <= REACHED + LINES:
            route.abort("internetdisconnected")
        else:
            route.continue_()

    grid.route("**/save/", answered)
    paste(grid, figures(in_return)[0], block, "numerator")
    says(grid, "Not saved: the server cannot be reached")
    kept = json.loads(grid.evaluate(KEPT)[0])
    stored = parts(in_return)
    assert sum(each != (None, None) for each in stored) + len(kept) >= LINES
    grid.unroute("**/save/")
    grid.evaluate("dispatchEvent(new Event('online'))")
    says(grid, "All changes saved")
    assert parts(in_return) == WHOLE
    assert grid.evaluate(KEPT) == []
