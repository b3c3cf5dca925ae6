"""Pasting from a spreadsheet into the grid: by place or by reference, what is left over, and one way back (C7)."""

from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from indicators.models import Observation
from tests.factories import IndicatorFactory, ObservationFactory, period_target
from tests.factories.indicators import Q2
from tests.indicators.returns.pages import figures, said

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASTE = """text => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text", text);
    document.activeElement.dispatchEvent(
        new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""
LEFT = "Left over from what you pasted"


def paste(grid: Page, figure: Observation, text: str, field: str = "value") -> None:
    grid.locator(f"#f{figure.pk}-{field}").focus()
    grid.evaluate(PASTE, text)


def told(grid: Page, text: str) -> None:
    expect(grid.locator("[data-pasted-said]")).to_have_text(text)


def left_over(grid: Page) -> list[str]:
    return grid.get_by_role("list", name=LEFT).get_by_role("listitem").all_inner_texts()


def started(grid: Page, in_return) -> list:
    """The return's figures, the first of them typed and saved."""
    found = figures(in_return)
    grid.locator(f"#f{found[0].pk}-value").fill("80")
    said(grid, "All changes saved")
    return found


def values(in_return) -> list[Decimal | None]:
    return [figure.value for figure in figures(in_return)]


def test_a_column_fills_downwards_and_an_empty_cell_leaves_what_stands_there(grid, in_return):
    one, two, _ = figures(in_return)
    grid.locator(f"#f{two.pk}-value").fill("80")
    said(grid, "All changes saved")
    paste(grid, one, "91.5\r\n\r\n93\r\n")
    told(grid, "2 filled.")
    said(grid, "All changes saved")
    assert values(in_return) == [Decimal("91.5"), Decimal(80), Decimal(93)]
    expect(grid.get_by_role("list", name=LEFT)).to_be_hidden()


def test_more_values_than_rows_are_said_and_kept_in_sight_until_they_are_typed(grid, in_return):
    one, two, three = figures(in_return)
    paste(grid, two, "92\n93\n94\n95\n")
    told(grid, "2 filled, 2 left over.")
    said(grid, "What was filled is saved")
    assert values(in_return) == [None, Decimal(92), Decimal(93)]
    assert left_over(grid) == ["94: there is no measure further down", "95: there is no measure further down"]
    grid.reload()
    assert len(left_over(grid)) == 2
    grid.locator(f"#f{one.pk}-value").fill("94")
    grid.keyboard.press("Tab")
    told(grid, "1 left over.")
    said(grid, "What was filled is saved")
    grid.locator(f"#f{three.pk}-value").fill("95")
    grid.keyboard.press("Tab")
    told(grid, "Nothing is left over any more.")
    said(grid, "All changes saved")
    assert values(in_return) == [Decimal(94), Decimal(92), Decimal(95)]


def test_nothing_is_said_to_be_all_saved_where_nothing_found_a_place(grid, in_return):
    one, *_ = figures(in_return)
    grid.locator(f"#f{one.pk}-value").fill("91")
    said(grid, "All changes saved")
    paste(grid, one, "XX1\t1\nXX2\t2\n")
    told(grid, "0 filled, 2 left over.")
    said(grid, "What was filled is saved")
    assert left_over(grid)[0] == "XX1, 1: no measure to enter here has the reference XX1"
    assert values(in_return) == [Decimal(91), None, None]


def test_each_figure_goes_to_the_measure_that_its_line_names(grid, in_return):
    one, *_ = figures(in_return)
    paste(grid, one, "Ref\tMeasure\tQ2\nwr2\tMeasure number 2\t93\nWR0\t\t91\nWR9\tAnother\t99\nWR1\t\t\n")
    told(grid, "2 filled, 3 left over.")
    said(grid, "What was filled is saved")
    assert values(in_return) == [Decimal(91), None, Decimal(93)]
    assert left_over(grid) == [
        "Ref, Measure, Q2: no measure to enter here has the reference Ref",
        "WR9, Another, 99: no measure to enter here has the reference WR9",
        "WR1: there is no figure beside it",
    ]


@pytest.mark.parametrize("size", [(1280, 900), (390, 780)], ids=["desk", "phone"])
def test_what_is_left_over_is_in_sight_and_never_before_the_box_with_the_focus(grid, in_return, size):
    grid.set_viewport_size({"width": size[0], "height": size[1]})
    *_, three = figures(in_return)
    paste(grid, three, "93\n" + "\n".join(str(n) for n in range(20)))
    told(grid, "1 filled, 20 left over.")
    said(grid, "What was filled is saved")
    expect(grid.get_by_role("list", name=LEFT)).to_be_in_viewport(ratio=1)
    expect(grid.get_by_role("button", name="Undo paste")).to_be_in_viewport(ratio=1)
    box = grid.locator(f"#f{three.pk}-value")
    expect(box).to_be_focused()
    assert box.evaluate(
        """box => {
            const { left, right, top, bottom } = box.getBoundingClientRect();
            return document.elementFromPoint((left + right) / 2, (top + bottom) / 2) === box;
        }"""
    )


def test_the_reference_may_stand_after_the_figure(grid, in_return):
    _, two, _ = figures(in_return)
    paste(grid, two, "93\tWR2")
    told(grid, "1 filled.")
    said(grid, "All changes saved")
    assert values(in_return) == [None, None, Decimal(93)]


def test_a_reference_that_comes_twice_is_not_guessed_at(grid, in_return):
    one, *_ = figures(in_return)
    paste(grid, one, "WR0\t91\nWR0\t92\nWR1\t93")
    told(grid, "1 filled, 2 left over.")
    assert left_over(grid)[0] == "WR0, 91: WR0 came 2 times"
    said(grid, "What was filled is saved")
    assert values(in_return) == [None, Decimal(93), None]


def test_columns_that_have_no_box_are_left_over_whole(grid, in_return):
    one, *_ = figures(in_return)
    paste(grid, one, "91\t5\n92\t")
    told(grid, "1 filled, 1 left over.")
    assert left_over(grid) == ["91, 5: Measure number 0 has no box for so many figures"]
    said(grid, "What was filled is saved")
    assert values(in_return) == [None, Decimal(92), None]


def test_an_answer_that_is_not_among_the_choices_is_left_over(grid, in_return):
    indicator = IndicatorFactory(service=in_return.service, ref="WR9", name="Done?", kind="yes_no")
    period_target(indicator, Q2, 1)
    ObservationFactory(indicator=indicator, in_return=in_return, state="due", value=None)
    grid.reload()
    paste(grid, figures(in_return)[0], "WR9\tPerhaps\nWR0\t91")
    told(grid, "1 filled, 1 left over.")
    assert left_over(grid) == ["WR9, Perhaps: “Perhaps” is not one of the answers"]
    said(grid, "What was filled is saved")


def test_one_undo_puts_back_what_was_there_and_saves_it(grid, in_return):
    one, _, three = started(grid, in_return)
    paste(grid, one, "91\n92\n93\n94")
    told(grid, "3 filled, 1 left over.")
    said(grid, "What was filled is saved")
    grid.locator(f"#f{three.pk}-value").fill("70")
    grid.get_by_role("button", name="Undo paste").focus()
    grid.keyboard.press("Enter")
    told(grid, "Paste undone: 2 boxes are as before.")
    expect(grid.locator(f"#f{one.pk}-value")).to_be_focused()
    expect(grid.get_by_role("list", name=LEFT)).to_be_hidden()
    expect(grid.get_by_role("button", name="Undo paste")).to_be_hidden()
    said(grid, "All changes saved")
    assert values(in_return) == [Decimal(80), None, Decimal(70)]


def test_the_keys_that_undo_elsewhere_undo_a_paste(grid, in_return):
    one, *_ = figures(in_return)
    paste(grid, one, "91\n92")
    told(grid, "2 filled.")
    said(grid, "All changes saved")
    grid.keyboard.press("Control+z")
    told(grid, "Paste undone: 2 boxes are as before.")
    said(grid, "All changes saved")
    assert values(in_return) == [None, None, None]


def test_what_was_left_over_is_dismissed_by_keyboard(grid, in_return):
    *_, three = figures(in_return)
    paste(grid, three, "93\n94")
    said(grid, "What was filled is saved")
    grid.get_by_role("button", name="Dismiss what was left over").focus()
    grid.keyboard.press("Enter")
    told(grid, "What was left over is dismissed.")
    expect(grid.get_by_role("list", name=LEFT)).to_be_hidden()
    expect(grid.locator(f"#f{three.pk}-value")).to_be_focused()
    said(grid, "All changes saved")
    grid.goto(grid.url.split("/indicators/")[0] + reverse("indicators:return-edit", args=[in_return.pk]))
    expect(grid.get_by_role("list", name=LEFT)).to_be_hidden()
