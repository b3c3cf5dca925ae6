"""Whether a target is too easy: softer than last year's, always met, below what came last, below the peers (C4).

One rule for a new year's targets, for what is proposed and for what is typed; each finding says its arithmetic.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from indicators.rules.reading import EXACT, QUOTIENT
from indicators.rules.rule import Target
from indicators.rules.values import format_trimmed, own_places, round_to
from indicators.rules.vocabulary import AMOUNTS, Polarity, ValueKind

ALWAYS = 3
"""Met in so many years, one after the other, is always met (ours)."""
_SHOWN_PLACES = 4
_ONE_SIDED = (Polarity.HIGH, Polarity.LOW)


class Doubt(StrEnum):
    """Why a target looks too easy."""

    SOFTER = "softer"
    ALWAYS_MET = "always_met"
    BELOW_NOW = "below_now"
    BELOW_PEERS = "below_peers"


DOUBT_WORDS = {
    Doubt.SOFTER: "Softened",
    Doubt.ALWAYS_MET: "Always met",
    Doubt.BELOW_NOW: "Below what came last",
    Doubt.BELOW_PEERS: "Below its peers",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A doubt with its arithmetic in a sentence."""

    doubt: Doubt
    words: str

    @property
    def label(self) -> str:
        return DOUBT_WORDS[self.doubt]


@dataclass(frozen=True, slots=True)
class Came:
    """What a year that is over came to. ``is_met`` is None where it was not rated."""

    label: str
    value: Decimal
    aim: Target
    is_met: bool | None


@dataclass(frozen=True, slots=True)
class Peers:
    """What others reached: the middle of a named group. ``standing`` says where we stood among them, such as "third
    quartile, 41st of 152"; "" where nobody says.
    """

    group: str
    label: str
    median: Decimal
    standing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A target with what it is held against. ``before`` is last year's, ``before_label`` that year, and ``parts`` the
    targets of each period now and then; ``came`` are the years before the target's that are over and count by today's
    definition, oldest first, without gaps: the latest is the year that ended last.
    """

    polarity: Polarity
    kind: ValueKind
    decimals: int
    now: Target
    unit: str = ""
    grades: tuple[str, ...] = ()
    before: Target | None = None
    before_label: str = ""
    parts: tuple[tuple[Target, Target], ...] = ()
    came: tuple[Came, ...] = ()
    peers: Peers | None = None

    def shown(self, value: Decimal) -> str:
        places = max(self.decimals, min(_SHOWN_PLACES, own_places(value)))
        return format_trimmed(value, self.kind, places, self.unit, self.grades)

    def aim_shown(self, aim: Target) -> str:
        """A target in words: its figure, or its range."""
        if aim.low is not None and aim.high is not None:
            return f"{self.shown(aim.low)} to {self.shown(aim.high)}"
        return "" if aim.value is None else self.shown(aim.value)


def doubts(asked: Asked) -> tuple[Finding, ...]:
    """Why the target looks too easy, most telling first; empty where nothing says so."""
    found = (_softer(asked), _below_now(asked), _always_met(asked), _below_peers(asked))
    return tuple(each for each in found if each is not None)


def stretch(asked: Asked) -> Decimal | None:
    """By how many per cent of what came last the target is more demanding, to one place; below nought where it asks for
    less. None where there is nothing to hold it against, of a last figure of nought, and where no way is good.
    """
    value, last = asked.now.value, asked.came[-1].value if asked.came else None
    if value is None or not last or asked.kind not in AMOUNTS or asked.polarity not in _ONE_SIDED:
        return None
    way = EXACT.subtract(value, last) if asked.polarity is Polarity.HIGH else EXACT.subtract(last, value)
    return round_to(QUOTIENT.divide(EXACT.multiply(way, Decimal(100)), abs(last)), 1)


def _softer(asked: Asked) -> Finding | None:
    if asked.before is None:
        return None
    if not is_softer(asked.now, asked.before, asked.polarity, asked.kind):
        if not any(is_softer(now, before, asked.polarity, asked.kind) for now, before in asked.parts):
            return None
        words = f"In a period of the year it asks for less than in the same period of {asked.before_label}."
        return Finding(Doubt.SOFTER, words)
    now, before = asked.aim_shown(asked.now), asked.aim_shown(asked.before)
    by = _by(asked, asked.now.value, asked.before.value)
    return Finding(Doubt.SOFTER, f"{now} is easier than the {before} of {asked.before_label}{by}.")


def _below_now(asked: Asked) -> Finding | None:
    if not asked.came or not _is_less(asked, asked.came[-1].value):
        return None
    last = asked.came[-1]
    by = _by(asked, asked.now.value, last.value)
    words = f"{asked.aim_shown(asked.now)} asks for less than the {asked.shown(last.value)} of {last.label}{by}."
    return Finding(Doubt.BELOW_NOW, words)


def _always_met(asked: Asked) -> Finding | None:
    """Met three years running, and no more is asked than the best of them reached, although more could be."""
    years = asked.came[-ALWAYS:]
    if len(years) < ALWAYS or not all(each.is_met for each in years) or _is_utmost(asked):
        return None
    if not _is_ordered(asked) or all(_is_more(asked, each.value) for each in years):
        return None
    told = "; ".join(f"{each.label}: {asked.shown(each.value)}{_against(asked, each)}" for each in years)
    now = asked.aim_shown(asked.now)
    return Finding(
        Doubt.ALWAYS_MET,
        f"Met in each of the last three years ({told}), and {now} is no more than the best of them reached.",
    )


def _below_peers(asked: Asked) -> Finding | None:
    peers = asked.peers
    if peers is None or not _is_less(asked, peers.median):
        return None
    by = _by(asked, asked.now.value, peers.median)
    words = f"{asked.aim_shown(asked.now)} asks for less than the middle of {peers.group}, {asked.shown(peers.median)}"
    return Finding(Doubt.BELOW_PEERS, f"{words} in {peers.label}{by}.")


def _is_less(asked: Asked, value: Decimal) -> bool:
    """Whether the target asks for less than that figure: of an amount or a grade of which more, or less, is good."""
    return _is_ordered(asked) and is_softer(asked.now, Target(value), asked.polarity, asked.kind)


def _is_ordered(asked: Asked) -> bool:
    """Whether one year's figure can be held against another's target: a day or an answer cannot, nor can a figure
    without one way that is good; and there has to be a figure to hold it against.
    """
    is_answer = asked.kind in (ValueKind.YES_NO, ValueKind.DATE)
    return asked.polarity in _ONE_SIDED and not is_answer and asked.now.value is not None


def _is_utmost(asked: Asked) -> bool:
    """Whether nothing more can be asked for: all of a percentage, or none of it; the best grade."""
    best = {ValueKind.PERCENTAGE: Decimal(100), ValueKind.GRADE: Decimal(len(asked.grades) - 1)}.get(asked.kind)
    if asked.now.value is None or best is None:
        return False
    return asked.now.value >= best if asked.polarity is Polarity.HIGH else asked.now.value <= 0


def _is_more(asked: Asked, value: Decimal) -> bool:
    return is_softer(Target(value), asked.now, asked.polarity, asked.kind)


def _against(asked: Asked, came: Came) -> str:
    aim = asked.aim_shown(came.aim)
    return f" against {aim}" if aim else ""


def _by(asked: Asked, now: Decimal | None, other: Decimal | None) -> str:
    """How much lies between, of what can be subtracted."""
    if now is None or other is None or asked.kind not in AMOUNTS:
        return ""
    gap = abs(EXACT.subtract(now, other))
    if asked.kind is ValueKind.PERCENTAGE:
        shown = format_trimmed(gap, ValueKind.NUMBER, max(asked.decimals, min(_SHOWN_PLACES, own_places(gap))))
        return f", by {shown} percentage point{'' if gap == 1 else 's'}"
    return f", by {asked.shown(gap)}"


def is_softer(now: Target, before: Target, polarity: Polarity, kind: ValueKind) -> bool:
    """Whether ``now`` asks for less than ``before``; both are of the same period of their years.

    Lower where high is good, higher where low is good; a range that lets in what the old one left out. A wanted answer
    is not softer or harder, and neither is a figure that is to be exactly as planned or is neither good nor bad. A
    target in words cannot be compared. Dates are compared as they are: ``new_year.next_year`` moves the old one first.
    """
    if polarity is Polarity.RANGE:
        lows, highs = (before.low, now.low), (before.high, now.high)
        return _fell(lows) or _fell(highs[::-1])
    if kind is ValueKind.YES_NO:
        return False
    if kind is ValueKind.DATE:
        return _fell((now.value, before.value))  # later is easier, whatever is said to be good
    if polarity is Polarity.HIGH:
        return _fell((before.value, now.value))
    return polarity is Polarity.LOW and _fell((now.value, before.value))


def _fell(values: Sequence[Decimal | None]) -> bool:
    first, second = values
    return first is not None and second is not None and second < first
