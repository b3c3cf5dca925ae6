"""The finding: the sentence that a page or a paper opens with, as somebody would say it."""

from fractions import Fraction

from indicators.rules.coverage import RollUp
from indicators.rules.vocabulary import Status
from reporting.standing.tally import Tally

_PARTS = (
    (Fraction(1, 10), "One rated measure in ten is"),
    (Fraction(1, 5), "One rated measure in five is"),
    (Fraction(1, 4), "One rated measure in four is"),
    (Fraction(1, 3), "One rated measure in three is"),
    (Fraction(2, 5), "Two rated measures in five are"),
    (Fraction(1, 2), "Half of the rated measures are"),
    (Fraction(3, 5), "Three rated measures in five are"),
    (Fraction(2, 3), "Two rated measures in three are"),
    (Fraction(3, 4), "Three rated measures in four are"),
    (Fraction(4, 5), "Four rated measures in five are"),
    (Fraction(9, 10), "Nine rated measures in ten are"),
)
_NEAR = Fraction(1, 40)  # so much beside a part is still "about" it
_NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def finding(tally: Tally) -> str:
    """How a group stands, as somebody would say it: "About two rated measures in three are on target. Six are off it,
    and three of those are new." The share is named by the nearest simple part; exact figures stand beside it.
    """
    rolled = tally.roll_up()
    if not rolled.rated:
        return "No measure is rated yet." if tally.measures else "No measure is collected."
    if rolled.met == rolled.rated:
        return f"{'The one' if rolled.rated == 1 else 'Every'} rated measure is on target."
    return f"{_part_words(rolled)} on target. {_off_words(tally)}"


def _part_words(rolled: RollUp) -> str:
    if not rolled.met:
        return "No rated measure is"
    share = Fraction(rolled.met, rolled.rated)
    part, words = min(_PARTS, key=lambda each: abs(each[0] - share))
    if share == part:
        return words
    if abs(share - part) <= _NEAR:
        return f"About {words[0].lower()}{words[1:]}"
    if share < Fraction(1, 10):
        return "Fewer than one rated measure in ten is"
    if share > Fraction(9, 10):
        return "More than nine rated measures in ten are"
    return f"{'More' if share > part else 'Fewer'} than {words[0].lower()}{words[1:]}"


def _off_words(tally: Tally) -> str:
    off, new = tally.counts.get(Status.RED, 0), tally.turned
    if not off:
        return "None is off it."
    told = f"{_number(off).capitalize()} {'is' if off == 1 else 'are'} off it"
    if not new:
        return f"{told}, {'and was before' if off == 1 else 'none of them new'}." if tally.still == off else f"{told}."
    if new == off:
        return f"{told}, {'and is new' if off == 1 else 'all of them new'}."
    return f"{told}, and {_number(new)} of those {'is' if new == 1 else 'are'} new."


def _number(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else f"{number:,}"
