"""Generated formulas, each as text and as what ``fractions`` alone makes of it: an oracle of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

MEASURES = ("WR01", "WR02", "HS.1-a", "net cost")
Numbers = dict[str, Fraction]


@dataclass(frozen=True)
class Made:
    """A formula as typed; what it comes to. Raises ZeroDivisionError where something is divided by nought."""

    text: str
    value: Callable[[Numbers], Fraction]


def _number(text: str) -> Made:
    return Made(text, lambda _: Fraction(text))


def _measure(ref: str) -> Made:
    return Made(f"[{ref}]", lambda numbers: numbers[ref])


def _half_up(number: Fraction, places: int) -> Fraction:
    scaled = abs(number) * 10**places + Fraction(1, 2)
    found = Fraction(scaled.numerator // scaled.denominator, 10**places)
    return found if number > 0 else -found


def _minus(part: Made) -> Made:
    return Made(f"-({part.text})", lambda numbers: -part.value(numbers))


def _two(pair: tuple[Made, str, Made]) -> Made:
    one, sign, other = pair
    do = {
        "+": lambda a, b: a + b,
        "-": lambda a, b: a - b,
        "*": lambda a, b: a * b,
        "/": lambda a, b: a / b,
    }[sign]
    return Made(f"({one.text}) {sign} ({other.text})", lambda numbers: do(one.value(numbers), other.value(numbers)))


def _several(chosen: tuple[str, list[Made]]) -> Made:
    name, parts = chosen
    do = {
        "sum": lambda each: sum(each, Fraction(0)),
        "mean": lambda each: sum(each, Fraction(0)) / len(each),
        "min": min,
        "max": max,
    }[name.lower()]
    text = f"{name}({', '.join(part.text for part in parts)})"
    return Made(text, lambda numbers: do([part.value(numbers) for part in parts]))


def _round(chosen: tuple[Made, int]) -> Made:
    part, places = chosen
    return Made(f"round({part.text}, {places})", lambda numbers: _half_up(part.value(numbers), places))


def _larger(smaller: st.SearchStrategy[Made]) -> st.SearchStrategy[Made]:
    return st.one_of(
        st.tuples(smaller, st.sampled_from("+-*/"), smaller).map(_two),
        smaller.map(_minus),
        st.tuples(st.sampled_from(["sum", "mean", "MIN", "max"]), st.lists(smaller, min_size=1, max_size=3)).map(
            _several
        ),
        st.tuples(smaller, st.integers(0, 4)).map(_round),
    )


typed_numbers = st.one_of(
    st.integers(0, 120).map(str), st.decimals(0, 10**6, places=3).map(lambda each: f"{each:f}"), st.just("0")
)
made = st.recursive(
    st.one_of(typed_numbers.map(_number), st.sampled_from(MEASURES).map(_measure)), _larger, max_leaves=12
).filter(lambda each: len(each.text) <= 400)
figures = st.one_of(
    st.integers(-12, 12).map(Decimal), st.decimals(-(10**9), 10**9, places=4, allow_nan=False, allow_infinity=False)
)
all_figures = st.fixed_dictionaries(dict.fromkeys(MEASURES, figures))
