"""The shares of a survey, which are worked out and never typed (docs/rules.md, 26)."""

from decimal import ROUND_HALF_UP, Decimal


def share(part: int, whole: int) -> Decimal | None:
    """``part`` in a hundred of ``whole``, to a whole number, half up; None where nobody is in the whole."""
    return (Decimal(100 * part) / whole).quantize(Decimal(1), ROUND_HALF_UP) if whole else None


def survey_words(*, answer: str, asked: int, answered: int, said_so: int) -> str:
    """ "72% said “Satisfied”: 360 of 500 who answered. 1,000 were asked, and 50% answered." """
    said, came = share(said_so, answered), share(answered, asked)
    if said is None or came is None:
        return f"{asked:,} were asked, and nobody answered."
    who = f"{said_so:,} of {answered:,} who answered"
    return f"{said}% said “{answer}”: {who}. {asked:,} were asked, and {came}% answered."
