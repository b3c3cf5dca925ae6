"""Reads formulas as people type them: “[WR01] / [WR02] * 100”. Arithmetic and a few named functions, and nothing else.

The grammar is read by a parser that needs no recursion (``lark``, LALR), into steps that are worked out one after the
other; nothing is ever evaluated as code. What cannot be read is refused with where it stands and what to do instead.
Source: rules.md 7; the language itself is ours.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from fractions import Fraction
from typing import Any, NamedTuple

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedCharacters, UnexpectedToken

LONGEST = 500
"""Characters of a formula."""
MOST_MEASURES = 30
"""Different measures in one formula."""
DEEPEST = 20
"""Brackets, functions and signs inside each other."""
MOST_DIGITS, MOST_PLACES = 14, 10
"""Of a number that is typed: as many before and after the point as a stored figure has."""


class Op(StrEnum):
    """What a step does: puts something on the pile of numbers, or takes some off it and puts one back."""

    NUMBER = "number"
    MEASURE = "measure"
    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"
    NEGATE = "negate"
    SUM = "sum"
    MEAN = "mean"
    MIN = "min"
    MAX = "max"
    ROUND = "round"
    WHOLE = "whole"


FUNCTIONS = {
    "sum": "sum([A], [B]) adds them up",
    "mean": "mean([A], [B]) is their average, each counting the same",
    "min": "min([A], [B]) is the least of them",
    "max": "max([A], [B]) is the greatest of them",
    "round": "round([A], 1) rounds to one decimal place, round([A]) to a whole number",
    "whole": "whole([A], [B]) is the whole of units or areas: counts added up, rates as all numerators over all "
    "denominators. It stands alone",
}
"""The functions, each with what it does."""


class Step(NamedTuple):
    """One step. ``number`` is what it puts there, ``ref`` the measure, ``takes`` how many numbers it takes off (of
    ROUND: to how many places). ``text`` is the divisor of a division, which stood from ``start`` to ``end``; of a WHOLE
    ``start`` tells where it stood itself.
    """

    op: Op
    number: Fraction = Fraction(0)
    ref: str = ""
    takes: int = 2
    text: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Parsed:
    """A formula that was read: what stood there, its steps, and the measures it names, each once and in order."""

    text: str
    steps: tuple[Step, ...]
    refs: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether it adds units or areas up to their whole."""
        return self.steps[-1].op is Op.WHOLE

    def named(self, names: Mapping[str, str]) -> "Parsed":
        """The same with other names of its measures: {"1": "WR01"}."""
        steps = tuple(
            step._replace(ref=names.get(step.ref, step.ref), text=renamed(step.text, names)) for step in self.steps
        )
        return Parsed(renamed(self.text, names), steps, tuple(names.get(ref, ref) for ref in self.refs))


class FormulaProblem(ValueError):  # noqa: N818 - it is no fault of the program
    """A formula that cannot be read, in plain words. ``position``: which character it is about, from 0 on."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


_GRAMMAR = r"""
    start: sum
    ?sum: product | sum "+" product -> add | sum "-" product -> subtract
    ?product: signed | product "*" signed -> multiply | product "/" signed -> divide
    ?signed: atom | MINUS signed -> negate
    ?atom: NUMBER -> number | MEASURE -> measure | LPAR sum RPAR -> grouped
         | NAME LPAR sum ("," sum)* RPAR -> function
    MINUS: "-"
    LPAR: "("
    RPAR: ")"
    NUMBER: /[0-9]+(\.[0-9]+)?|\.[0-9]+/
    MEASURE: /\[[^\[\]]*\]/
    NAME: /[A-Za-z_][A-Za-z0-9_]*/
    %ignore /[ \t\r\n]+/
"""
# Signs that word processors and telephones write in the place of ours, each one character long, so that positions stay.
_TIDY = str.maketrans({"×": "*", "✕": "*", "⋅": "*", "÷": "/", "∕": "/", "−": "-", "–": "-", "—": "-", "\u00a0": " "})
_THOUSANDS = re.compile(r"[0-9],[0-9]{3}(?![0-9])")
_REMEDIES = {
    "%": "Leave the % out: to get a percentage, multiply by 100.",
    "£": "Leave the £ out: numbers are written without a unit.",
    "^": "Powers are not worked out: write [A] * [A] for a square.",
    "=": "Leave the = out: begin with a measure or a number.",
    "[": "This square bracket is not closed: write the measure’s reference and ] after it.",
    "]": "There is no [ before this ]: write the measure’s reference between [ and ].",
    "{": "Use round brackets ( ) to group, and square ones [ ] for measures.",
    "}": "Use round brackets ( ) to group, and square ones [ ] for measures.",
    ".": "Write a number with a digit after its point, such as 0.5.",
    ";": "Put commas between what a function takes.",
    "'": "Leave the quotation marks out.",
    '"': "Leave the quotation marks out.",
}
_IN_PARTS = "Make a measure of a part of it, and use that one here."
_WHOLE = (
    "whole stands alone and takes measures, each once, as in whole([A], [B]). To reckon further, make a measure of it "
    "and use that one."
)
_ALLOWED = (
    "A formula has numbers, + - * / ( ), references in square brackets and the functions sum, mean, min, max, round "
    "and whole."
)


def parse(text: str) -> Parsed:
    """Read a formula. Raises FormulaProblem for whatever is no formula, and for one that is too long or too deep."""
    if len(text) > LONGEST:
        raise FormulaProblem(
            f"The formula is {len(text):,} characters long, and may have {LONGEST}. {_IN_PARTS}", LONGEST
        )
    tidy = text.translate(_TIDY)
    if not tidy.strip():
        raise FormulaProblem("Write a formula, such as [WR01] / [WR02] * 100.", 0)
    if found := _THOUSANDS.search(re.sub(r"\[[^\[\]]*\]", lambda each: "_" * len(each[0]), tidy)):
        raise FormulaProblem(
            f"{_at(found.start())} “{found[0]}” could be one number or two. Write numbers without commas; between two "
            "numbers put a comma and a space.",
            found.start(),
        )
    try:
        parts: Any = _PARSER.parse(tidy)
    except UnexpectedCharacters as error:
        at = error.pos_in_stream or 0
        raise FormulaProblem(f"{_at(at)} {_character(tidy[at])}", at) from None
    except UnexpectedToken as error:
        raise _unread(error, tidy) from None
    refs = tuple(dict.fromkeys(step.ref for step in parts.steps if step.op is Op.MEASURE))
    whole = next((step for step in parts.steps if step.op is Op.WHOLE), None)
    if whole and len(parts.steps) != len(refs) + 1:
        raise FormulaProblem(f"{_at(whole.start)} {_WHOLE}", whole.start)
    if len(refs) > MOST_MEASURES:
        raise FormulaProblem(f"The formula names {len(refs)} measures, and may name {MOST_MEASURES}. {_IN_PARTS}", 0)
    return Parsed(text.strip(), tuple(_with_divisor(step, tidy) for step in parts.steps), refs)


def renamed(text: str, names: Mapping[str, str]) -> str:
    """The formula with other names in its square brackets: {"1": "WR01"} makes “[WR01]” of “[1]”. Others stay."""
    return re.sub(r"\[([^\[\]]*)\]", lambda found: f"[{names.get(found[1].strip(), found[1].strip())}]", text)


def near(word: str, known: Collection[str]) -> list[str]:
    """The known references or names that look most like one that is unknown, whatever the capitals."""
    by_small = {each.casefold(): each for each in known}
    return [by_small[each] for each in get_close_matches(word.casefold()[:40], list(by_small), n=3, cutoff=0.6)]


class _Part(NamedTuple):
    """A part of a formula that was read: its steps, from where to where it stands, how deep it is."""

    steps: tuple[Step, ...]
    start: int
    end: int
    depth: int = 0


class _Builder(Transformer[Token, Any]):
    """Makes steps while the text is read, so that nobody has to walk through a tree however deep."""

    def start(self, parts: list[_Part]) -> _Part:
        return parts[0]

    def number(self, tokens: list[Token]) -> _Part:
        (token,) = tokens
        before, _, after = token.partition(".")
        start, end = _span(token)
        if len(before) > 1 and before[0] == "0":
            raise FormulaProblem(f"{_at(start)} “{token}” begins with a nought. Write numbers without it.", start)
        if len(before) > MOST_DIGITS or len(after) > MOST_PLACES:
            raise FormulaProblem(
                f"{_at(start)} the number is too long: up to {MOST_DIGITS} digits, and {MOST_PLACES} after the point.",
                start,
            )
        return _Part((Step(Op.NUMBER, number=Fraction(token.value)),), start, end)

    def measure(self, tokens: list[Token]) -> _Part:
        (token,) = tokens
        ref, (start, end) = token[1:-1].strip(), _span(token)
        if not ref:
            raise FormulaProblem(f"{_at(start)} the square brackets are empty: write a measure’s reference.", start)
        return _Part((Step(Op.MEASURE, ref=ref),), start, end)

    def add(self, parts: list[_Part]) -> _Part:
        return _joined(Op.ADD, parts)

    def subtract(self, parts: list[_Part]) -> _Part:
        return _joined(Op.SUBTRACT, parts)

    def multiply(self, parts: list[_Part]) -> _Part:
        return _joined(Op.MULTIPLY, parts)

    def divide(self, parts: list[_Part]) -> _Part:
        return _joined(Op.DIVIDE, parts)

    def negate(self, parts: list[Any]) -> _Part:
        sign, part = parts
        return _deeper([part], (*part.steps, Step(Op.NEGATE, takes=1)), _span(sign)[0], part.end)

    def grouped(self, parts: list[Any]) -> _Part:
        left, part, right = parts
        return _deeper([part], part.steps, _span(left)[0], _span(right)[1])

    def function(self, parts: list[Any]) -> _Part:
        name, _, *given, right = parts
        start, end = _span(name)[0], _span(right)[1]
        word = name.lower()
        if word not in FUNCTIONS:
            raise FormulaProblem(_no_function(name, start), start)
        if word == Op.ROUND:
            return _deeper(given, (*given[0].steps, Step(Op.ROUND, takes=_places(given))), start, end)
        steps = [step for part in given for step in part.steps]
        return _deeper(given, (*steps, Step(Op(word), takes=len(given), start=start)), start, end)


_PARSER = Lark(_GRAMMAR, parser="lalr", transformer=_Builder())


def _span(token: Token) -> tuple[int, int]:
    start = token.start_pos or 0
    return start, start + len(token)


def _joined(op: Op, parts: Sequence[_Part]) -> _Part:
    left, right = parts
    step = Step(op, start=right.start, end=right.end)
    return _Part((*left.steps, *right.steps, step), left.start, right.end, max(left.depth, right.depth))


def _with_divisor(step: Step, text: str) -> Step:
    return step._replace(text=text[step.start : step.end]) if step.op is Op.DIVIDE else step


def _deeper(parts: Sequence[_Part], steps: tuple[Step, ...], start: int, end: int) -> _Part:
    depth = max(part.depth for part in parts) + 1
    if depth > DEEPEST:
        raise FormulaProblem(
            f"{_at(start)} more than {DEEPEST} brackets, functions and signs stand inside each other. {_IN_PARTS}",
            start,
        )
    return _Part(steps, start, end, depth)


def _places(given: Sequence[_Part]) -> int:
    """To how many decimal places a number is rounded."""
    if len(given) == 1:
        return 0
    second = given[1]
    number = second.steps[0].number
    is_typed = len(second.steps) == 1 and second.steps[0].op is Op.NUMBER
    if len(given) > 2 or not is_typed or number.denominator != 1 or number > MOST_PLACES:
        raise FormulaProblem(
            f"{_at(second.start)} round takes what is rounded and a whole number of decimal places up to "
            f"{MOST_PLACES}, such as round([WR01], 1).",
            second.start,
        )
    return int(number)


def _no_function(name: str, start: int) -> str:
    meant = near(name, FUNCTIONS)
    return f"{_at(start)} there is no function “{name}”. " + (
        f"Did you mean “{meant[0]}”?" if meant else "There are sum, mean, min, max, round and whole."
    )


def _unread(error: UnexpectedToken, text: str) -> FormulaProblem:
    """What to say of a text that the grammar does not have."""
    token = error.token
    is_end = token.type == "$END"
    position = len(text) if is_end else token.start_pos or 0
    before = text[:position].rstrip()
    if "LPAR" in error.expected and "NUMBER" not in error.expected:
        name = _last_name(before)
        return FormulaProblem(f"{_at(len(before) - len(name))} {_bare(name)}", len(before) - len(name))
    if is_end:
        return FormulaProblem(_ended(before, error.expected), len(before))
    last = before.split()[-1] if before else ""
    return FormulaProblem(f"{_at(position)} {_token(token, last, error.expected)}", position)


def _character(found: str) -> str:
    return _REMEDIES.get(found) or f"“{found}” has no meaning in a formula. {_ALLOWED}"


def _ended(text: str, expected: Collection[str]) -> str:
    """What is missing at the end."""
    if "RPAR" in expected:
        return "At the end a bracket is still open: write ) where it closes."
    return f"At the end, after “{text[-1]}”, something is missing: a measure, a number or a bracket."


def _token(found: str, before: str, expected: Collection[str]) -> str:
    """What is wrong with a word or sign at its place."""
    if found == ",":
        return "A comma stands here: write numbers without commas. Only functions take several, as in sum([A], [B])."
    if found == ")":
        return (
            "This bracket closes nothing: take it out, or write ( where it opens."
            if "NUMBER" not in expected
            else "Before this bracket something is missing: a measure, a number or a function."
        )
    if "NUMBER" in expected:
        return f"“{found}” cannot stand here: a measure, a number or a bracket is missing before it."
    return f"Between “{before}” and “{found}” something is missing: put + - * or / there."


def _last_name(text: str) -> str:
    return re.split(r"[^A-Za-z0-9_]", text)[-1]


def _bare(name: str) -> str:
    if name.lower() in FUNCTIONS:
        return f"What {name} takes stands in brackets: {FUNCTIONS[name.lower()].partition(')')[0]})."
    return f"“{name}” stands alone. Put a measure’s reference in square brackets: [{name}]."


def _at(position: int) -> str:
    return f"At character {position + 1}:"
