"""One decorator keeps answers, says why, and forgets them all at once."""

from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

from foundation import memo as memo_module
from foundation.memo import forget_all, memo


def test_an_answer_is_worked_out_once_until_all_is_forgotten(monkeypatch) -> None:
    monkeypatch.setattr(memo_module, "memos", [])
    asked = []

    @memo(1, why="for the test")
    def double(number: int) -> int:
        """Twice as much."""
        asked.append(number)
        return 2 * number

    assert [double(2), double(2), double(3), double(2)] == [4, 4, 6, 4]
    assert asked == [2, 3, 2]  # it keeps one
    forget_all()
    assert (double(2), asked) == (4, [2, 3, 2, 2])
    assert double.__doc__ == "Twice as much."
    (kept,) = memo_module.memos
    assert (kept.name.split(".")[-1], kept.why) == ("double", "for the test")


def test_arguments_that_are_equal_but_not_the_same_have_answers_of_their_own(monkeypatch) -> None:
    monkeypatch.setattr(memo_module, "memos", [])
    escaped = memo(None, why="for the test")(conditional_escape)
    assert [escaped("<b>"), escaped(mark_safe("<b>"))] == ["&lt;b&gt;", "<b>"]
    shown = memo(None, why="for the test")(str)
    assert [shown(1), shown(True)] == ["1", "True"]
