"""Turns the texts typed for a figure into an entry, and a stored entry back into texts, without loss."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError

from foundation.dates import day_words
from foundation.forms import UKDateField
from indicators.judging.figure_entry import FigureEntry, about, unified
from indicators.rules.checks import Entry, sense_checks
from indicators.rules.reading import Reading, read_figure
from indicators.rules.values import format_value
from indicators.rules.vocabulary import Absence, Counting, Kept, Standing, Status, ValueKind

FIGURE_FIELDS = ("value", "numerator", "denominator")
WORD_FIELDS = (
    "absence", "absence_reason", "standing", "judgement", "judgement_reason", "evidence", "warning_reason",
    "happened", "why", "action", "action_by", "action_by_on", "outlook",
    "promise_kept",
)  # fmt: skip
"""The fields below a figure, which are drawn only when somebody opens them."""
FIELDS = FIGURE_FIELDS + WORD_FIELDS
"""All fields of one figure, in the order of the page."""

FIELD_WORDS = {
    "value": "Figure",
    "numerator": "Numerator",
    "denominator": "Denominator",
    "absence": "No figure because it is",
    "absence_reason": "Why there is none",
    "standing": "Standing",
    "judgement": "Status by judgement",
    "judgement_reason": "Why judged so",
    "evidence": "Where the figure comes from",
    "warning_reason": "Why an unusual figure is right",
    "happened": "What happened",
    "why": "Why",
    "action": "What we are doing about it",
    "action_by": "By whom",
    "action_by_on": "By when",
    "outlook": "What we expect next",
    "promise_kept": "Was what was promised done",
}
"""How each field is called."""
_LONGEST = {
    "absence_reason": ("The reason for having no figure", 250),
    "evidence": ("Where the figure comes from", 250),
    "warning_reason": ("The reason why the figure is right", 250),
    **dict.fromkeys(("happened", "why", "action", "outlook", "judgement_reason"), ("This text", 4000)),
}
_SCALES = {"k": 10**3, "000": 10**3, "000s": 10**3, "m": 10**6, "bn": 10**9}
_TYPED_SCALE = re.compile(r"(k|mn?|bn|thousand|million|billion)\s*$", re.IGNORECASE)

Texts = dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What reading and showing a figure needs from its definition."""

    name: str
    kind: ValueKind
    unit: str
    decimals: int
    grades: tuple[str, ...]
    has_parts: bool
    numerator: str = "Numerator"
    denominator: str = "Denominator"


def texts_of(entry: FigureEntry, sheet: Sheet) -> Texts:
    """The texts that show a stored entry in its fields. ``read_texts`` turns them into the same entry."""
    turned = {
        "value": "" if sheet.has_parts else value_text(entry.value, sheet),
        "numerator": _plain(entry.numerator),
        "denominator": _plain(entry.denominator),
        "action_by": str(entry.action_by_id or ""),
        "action_by_on": day_words(entry.action_by_on),
    }
    return {name: turned[name] if name in turned else getattr(entry, name) for name in FIELDS}


def value_text(value: Decimal | None, sheet: Sheet) -> str:
    """A value as a person would type it: all its digits, without its unit; "" for none."""
    if value is None:
        return ""
    if sheet.kind is ValueKind.RATIO:
        return f"{_plain(value)}:1"
    if sheet.kind in (ValueKind.DATE, ValueKind.GRADE, ValueKind.YES_NO):
        return format_value(value, sheet.kind, sheet.decimals, sheet.unit, sheet.grades)
    if sheet.kind is ValueKind.DURATION:
        whole = format_value(value, sheet.kind, 0).replace("−", "-")
        return whole if value == int(value) else f"{_plain(value)} seconds"
    return _plain(value)


def read_texts(texts: Mapping[str, str], sheet: Sheet, post_ids: frozenset[int]) -> tuple[FigureEntry, dict[str, str]]:
    """The typed entry, and its problems by field as sentences that name the measure. An entry with problems is
    incomplete and must not be saved.
    """
    typed = {name: unified(texts.get(name, "")) for name in FIELDS}
    errors: dict[str, str] = {}
    for name, (noun, limit) in _LONGEST.items():
        if len(typed[name]) > limit:
            errors[name] = f"{noun} must be {limit:,} characters or fewer; it is {len(typed[name]):,}."
        if "\x00" in typed[name]:
            errors[name] = "Remove the invisible character that was pasted into this text."
    figures, absence = _read_figures(typed, sheet, errors)
    if absence and not typed["absence_reason"]:
        errors["absence_reason"] = "Say why there is no figure."
    if typed["judgement"] and not typed["judgement_reason"]:
        errors["judgement_reason"] = "Say why you judge the status this way."
    entry = FigureEntry(
        **figures,
        absence=absence,
        absence_reason=typed["absence_reason"] if absence else "",
        standing=_chosen(typed["standing"], [each.value for each in Standing], Standing.FINAL.value),
        judgement=_chosen(typed["judgement"], [each.value for each in Status if each.is_rated], ""),
        judgement_reason=typed["judgement_reason"] if typed["judgement"] else "",
        promise_kept=_chosen(typed["promise_kept"], [each.value for each in Kept], ""),
        action_by_id=_read_post(typed["action_by"], post_ids, errors),
        action_by_on=_read_day(typed["action_by_on"], errors),
        **{name: typed[name] for name in ("evidence", "warning_reason", "happened", "why", "action", "outlook")},
    )
    return entry, {name: about(sheet.name, _lower_first(text)) for name, text in errors.items()}


def _read_figures(typed: Texts, sheet: Sheet, errors: dict[str, str]) -> tuple[dict[str, Decimal | None], str]:
    """The value or its parts, and the kind of absence: chosen from the list, or typed as "n/a"."""
    names = ("numerator", "denominator") if sheet.has_parts else ("value",)
    absence = _chosen(typed["absence"], [each.value for each in Absence], "")
    figures: dict[str, Decimal | None] = {}
    for name in names:
        reading = read_value(typed[name], sheet, part=sheet.has_parts)
        figures[name] = reading.value
        if reading.problem:
            errors[name] = reading.problem
        elif (odd_unit := _odd_unit(reading, sheet)) and not typed["warning_reason"]:
            errors[name] = f"{odd_unit} If it is right as it stands, say so under “Why an unusual figure is right”."
        elif reading.absence:
            absence = absence or reading.absence.value
    if absence and any(value is not None for value in figures.values()):
        errors[names[0]] = "There is a figure and also a reason for having none. Keep one of them."
    if (
        sheet.has_parts
        and not errors
        and not absence
        and None in figures.values()
        and any(value is not None for value in figures.values())
    ):
        missing = sheet.numerator if figures["numerator"] is None else sheet.denominator
        errors["numerator" if figures["numerator"] is None else "denominator"] = f"Enter the other part: {missing}."
    return figures, absence


def read_value(text: str, sheet: Sheet, *, part: bool = False) -> Reading:
    """Read one figure. A numerator or denominator is a plain number; "£1.2m" in a measure in £m is 1.2."""
    if part:
        return read_figure(text, ValueKind.NUMBER)
    reading = read_figure(text, sheet.kind, sheet.grades)
    scale = _SCALES.get(sheet.unit.removeprefix("£").strip()) if sheet.unit.startswith("£") else None
    if scale and reading.value is not None and _TYPED_SCALE.search(text):
        return Reading(value=reading.value / scale, unit=reading.unit)
    return reading


def _odd_unit(reading: Reading, sheet: Sheet) -> str:
    """A warning about the unit typed with a figure; "" for none. The unit is not stored, so this is the time to ask."""
    if reading.value is None or not reading.unit or sheet.has_parts:
        return ""
    entry = Entry(
        kind=sheet.kind,
        counting=Counting.RATE,
        decimals=sheet.decimals,
        value=reading.value,
        unit=sheet.unit,
        grades=sheet.grades,
        typed_unit=reading.unit,
    )
    return next((check.message for check in sense_checks(entry) if check.code == "unit_change"), "")


def _read_post(text: str, post_ids: frozenset[int], errors: dict[str, str]) -> int | None:
    if not text:
        return None
    if found := next((pk for pk in post_ids if str(pk) == text), None):
        return found
    errors["action_by"] = "Select who will do it from the list."
    return None


def _read_day(text: str, errors: dict[str, str]) -> date | None:
    try:
        return UKDateField(required=False).clean(text)
    except ValidationError as error:
        errors["action_by_on"] = f"By when: {_lower_first(error.messages[0])}."
        return None


def _chosen(text: str, choices: list[str], default: str) -> str:
    return text if text in choices else default


def _plain(value: Decimal | None) -> str:
    return "" if value is None else format(value.normalize(), "f")


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
