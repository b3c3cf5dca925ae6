"""What a person says of one figure: typed, read from what is stored, and completed as it will be stored."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from indicators.models import Observation
from indicators.rules.reading import from_parts
from indicators.rules.values import round_to
from indicators.rules.vocabulary import Absence, Standing, ValueKind

WORDS = ("happened", "why", "action", "action_by_id", "action_by_on", "outlook", "promise_kept")
"""The boxes of commentary, with the post and day of an action, and what became of the one promised before."""

FIGURE_FIELDS = (
    "value", "numerator", "denominator", "absence", "absence_reason", "standing",
    "judgement", "judgement_reason", "evidence", "warning_reason",
)  # fmt: skip

_STORED_PLACES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureEntry:
    """What a person says of one figure: a value, or both its parts, or why there is none; and the words beside it.

    Values are in the unit of the measure's kind (``rules.vocabulary.ValueKind``). Where the measure has parts the
    value is worked out from them, whatever ``value`` says. Everything empty means nothing entered.
    """

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    absence: str = ""
    absence_reason: str = ""
    standing: str = Standing.FINAL.value
    judgement: str = ""
    judgement_reason: str = ""
    evidence: str = ""
    warning_reason: str = ""
    happened: str = ""
    why: str = ""
    action: str = ""
    action_by_id: int | None = None
    action_by_on: date | None = None
    outlook: str = ""
    promise_kept: str = ""

    @property
    def has_words(self) -> bool:
        return any(getattr(self, name) for name in WORDS)

    @property
    def has_figure(self) -> bool:
        """True for a value and for a stated absence: something that could be handed in."""
        return self.value is not None or bool(self.absence)


def entry_of(observation: Observation) -> FigureEntry:
    """What is stored, as an entry. ``observation`` is best read with its commentary."""
    words = getattr(observation, "commentary", None)
    return FigureEntry(
        **{name: getattr(observation, name) for name in FIGURE_FIELDS},
        **({name: getattr(words, name) for name in WORDS} if words else {}),
    )


def completed(entry: FigureEntry, *, has_parts: bool, kind: ValueKind) -> FigureEntry:
    """The entry as it is stored: the value worked out from its parts (rules.md 2), rounded as the database keeps it,
    texts trimmed. Raises ValueError, with a message for the person, when the entry contradicts itself.
    """
    value, absence, absence_reason = entry.value, entry.absence, entry.absence_reason.strip()
    numerator, denominator = _kept(entry.numerator), _kept(entry.denominator)
    if has_parts and not absence:
        value = None
        if numerator is not None and denominator is not None:
            result = from_parts(numerator, denominator, kind)
            if isinstance(result, Absence):
                absence, absence_reason = result.value, absence_reason or "Nothing to count: 0 out of 0."
            else:
                value = result
    if value is not None and absence:
        raise ValueError("There is a figure and also a reason for having none. Keep one of them.")
    if absence and not absence_reason:
        raise ValueError("Say why there is no figure.")
    if entry.judgement and not entry.judgement_reason.strip():
        raise ValueError("Say why you judge the status this way.")
    names = ("judgement_reason", "evidence", "warning_reason", "happened", "why", "action", "outlook")
    texts: dict[str, Any] = {name: unified(getattr(entry, name)) for name in names}
    return replace(
        entry,
        value=_kept(value),
        numerator=numerator,
        denominator=denominator,
        absence=absence,
        absence_reason=absence_reason if absence else "",
        **texts,
    )


def about(measure: str, text: str) -> str:
    """ "Homes let: enter a figure.": what is said of one measure, whose own name may end in a full stop."""
    return f"{measure.rstrip(' .')}: {text}"


def unified(text: str) -> str:
    """Text with one kind of line end and no space around it, whatever the browser sent."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _kept(value: Decimal | None) -> Decimal | None:
    return None if value is None else round_to(value, _STORED_PLACES)
