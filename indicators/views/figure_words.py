"""One figure in words, for every page of a return: its value, its last four values, commentary and addresses."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from urllib.parse import quote

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from foundation.dates import day_words, moment_words
from indicators.judging.figure_entry import FigureEntry
from indicators.judging.figures_in_return import EnteredFigure
from indicators.judging.scorecard import Definition
from indicators.models import Commentary, Indicator, Observation, Return
from indicators.rules.values import format_value
from indicators.rules.vocabulary import KEPT_WORDS, RATED, STATUS_WORDS, Absence, Kept, Standing, ValueKind
from indicators.workflow import FigureState
from plans.periods import Period

_LAST = 4
ABSENCES = (("", "There is a figure"), *((each.value, each.replace("_", " ").capitalize()) for each in Absence))
STANDINGS = (
    (Standing.FINAL.value, "Final"),
    (Standing.PROVISIONAL.value, "Provisional [p]"),
    (Standing.ESTIMATED.value, "Estimated [e]"),
)
JUDGEMENTS = (("", "Not judged yet"), *((status.value, STATUS_WORDS[status].capitalize()) for status in RATED))
KEPT = (("", "Not said yet"), *Commentary._meta.get_field("promise_kept").choices)
NUMBERS = (ValueKind.PERCENTAGE, ValueKind.MONEY, ValueKind.NUMBER)
"""The kinds of value that are typed as a number."""
# The placeholders in a pattern of addresses. No reference or key looks like them.
_REF, _KEY = "-ref-of-the-figure-", "-key-of-the-period-"
_SAFE = "~!*'()@:$&+,;="  # characters that Django does not escape in a path


class Labels:
    """The addresses and period labels of a return's figures. Each address pattern is resolved once, because resolving
    takes longer than reading a figure.
    """

    def __init__(self, in_return: int | None, period: Period) -> None:
        self._period = period
        self._labels: dict[tuple[Period, str], str] = {}
        self._figure = reverse("indicators:return-figure", args=[in_return, _REF, _KEY]) if in_return else ""
        self._history = reverse("indicators:figure-history", args=[_REF, _KEY])

    def figure(self, figure: EnteredFigure) -> str:
        """The address of the figure's own page in the return; "" outside a return."""
        return _filled(self._figure, figure)

    def history(self, figure: EnteredFigure) -> str:
        return _filled(self._history, figure)

    def last_label(self, figure: EnteredFigure) -> str:
        """The periods of the last four values."""
        key = (figure.stored.period, figure.definition.frequency)
        if key not in self._labels:
            periods = [period for period, _, _ in figure.measured.series[-_LAST - 1 : -1]]
            self._labels[key] = f"{periods[0].label} to {periods[-1].label}" if periods else ""
        return self._labels[key]

    def period_of(self, figure: EnteredFigure) -> str:
        """The figure's data period; "" if it is the return's own."""
        period = figure.stored.period
        return "" if period == self._period else period.long_label


def labels_of(in_return: Return) -> Labels:
    """The labels of a return, made once."""
    return _labels(in_return.pk, in_return.period)


_labels = lru_cache(maxsize=256)(Labels)


def _filled(pattern: str, figure: EnteredFigure) -> str:
    return pattern.replace(_REF, quote(figure.definition.ref, safe=_SAFE)).replace(_KEY, figure.stored.period.key)


def figure_words(figure: EnteredFigure) -> str:
    """The figure as printed, with its parts; why there is none; or "not entered"."""
    entry = figure.entry
    has_parts = figure.stored.has_parts and entry.numerator is not None and entry.denominator is not None
    parts = f" ({_plain(entry.numerator)} of {_plain(entry.denominator)})" if has_parts else ""
    return value_words(entry, figure.definition, parts)


def value_words(entry: FigureEntry | Observation, definition: Definition | Indicator, parts: str = "") -> str:
    """A figure as printed, with ``parts`` after its value; why there is none; or "not entered"."""
    if entry.absence:
        return f"{dict(ABSENCES)[entry.absence]}: {entry.absence_reason}"
    if entry.value is None:
        return "not entered"
    kind, grades = ValueKind(definition.kind), definition.grades.splitlines()
    text = format_value(entry.value, kind, definition.decimals, definition.unit, grades)
    return f"{text}{parts} {Standing(entry.standing).mark}".strip()


def last_values(figure: EnteredFigure) -> list[str]:
    """The last four values, oldest first, without their units."""
    definition, facts = figure.definition, figure.measured.facts
    unit = definition.unit if facts.kind is ValueKind.MONEY else ""
    return [
        "–"
        if earlier is None or earlier.value is None or earlier.state != FigureState.APPROVED
        else format_value(earlier.value, facts.kind, definition.decimals, unit, facts.grades)
        for _, earlier, _ in figure.measured.series[-_LAST - 1 : -1]
    ]


def commentary_words(figure: EnteredFigure, titles: Mapping[int, str]) -> dict[str, str] | None:
    """The commentary as its component takes it; None if nothing was written. ``titles``: the titles of posts."""
    entry = figure.entry
    if not entry.has_words:
        return None
    by_when = day_words(entry.action_by_on)
    who_and_when = ", by ".join(text for text in (titles.get(entry.action_by_id or 0), by_when) if text)
    return {
        "happened": entry.happened,
        "why": entry.why,
        "action": entry.action,
        "action_by": who_and_when,
        "outlook": entry.outlook,
        "kept": KEPT_WORDS[Kept(entry.promise_kept)] if entry.promise_kept else "",
    }


def who_and_when(name: str | None, at: datetime | None) -> str:
    return f"{name or 'The system'}, {moment_words(at)}" if at else ""


@lru_cache(maxsize=512)
def choices_of(posts: Iterable[tuple[str, str]]) -> dict[str, tuple[tuple[str, str], ...]]:
    """The choices of each field of a figure that has some, as (stored, words). ``posts``: who may act, likewise."""
    return {
        "absence": ABSENCES,
        "standing": STANDINGS,
        "judgement": JUDGEMENTS,
        "action_by": tuple(posts),
        "promise_kept": KEPT,
    }


def answers_of(kind: ValueKind, grades: Sequence[str]) -> Sequence[str]:
    """The words that a figure is chosen from; none where it is typed."""
    return ("Yes", "No") if kind is ValueKind.YES_NO else grades if kind is ValueKind.GRADE else ()


def options(choices: tuple[tuple[str, str], ...], selected: str) -> SafeString:
    """The options of a select, made once for all rows that show the same."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, " selected" if value == selected else "", label) for value, label in choices),
    )


@lru_cache(maxsize=16)
def shape(name: str) -> SafeString:
    """A status's shape as the component draws it, made once."""
    return render_to_string("components/shape.html", {"shape": name})


def _plain(value: object) -> str:
    return f"{value.normalize():,f}"  # type: ignore[attr-defined]
