"""The figures of a return as rows of texts for its pages. Python makes the texts, so the templates stay simple."""

from collections.abc import Container, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from foundation.dates import day_words, moment_words, weekday_words
from foundation.refusals import ChangeRefused
from foundation.sparkline import sparkline
from foundation.words import excerpt
from indicators.changes.figures import FiguresRefused
from indicators.forms.figure_text import FIELD_WORDS, FIELDS, FIGURE_FIELDS, WORD_FIELDS
from indicators.forms.return_grid import GridRow, ReturnGrid
from indicators.judging.building_up import built_up, part_words
from indicators.judging.figure_entry import FigureEntry, about, unified
from indicators.judging.figures_in_return import EnteredFigure
from indicators.judging.measure_row import direction_words, series, status_words, target_words
from indicators.models import Observation, Return
from indicators.queries.deadlines import is_late
from indicators.queries.figures import approver_of
from indicators.queries.readiness import BOXES, Readiness, concerns_of, readiness, repeated_words
from indicators.queries.returns import post_titles
from indicators.rules.sentences import reason_for
from indicators.rules.vocabulary import STATUS_WORDS, Basis, Standing, ValueKind
from indicators.views.figure_words import (
    ABSENCES,
    JUDGEMENTS,
    KEPT,
    NUMBERS,
    STANDINGS,
    Labels,
    answers_of,
    choices_of,
    commentary_words,
    figure_words,
    labels_of,
    last_values,
    options,
    shape,
    value_words,
    who_and_when,
)
from indicators.workflow import STATES, FigureState

_TYPED_AS = {
    ValueKind.DATE: "For example 17 July 2026",
    ValueKind.DURATION: "hours:minutes:seconds",
    ValueKind.RATIO: "For example 20:1",
}
_NARROW, _WIDE = "govuk-input", "govuk-input app-return__wide"


def entry_rows(
    grid: ReturnGrid, in_return: Return, *, today: date, opened: Container[int] = ()
) -> list[dict[str, Any]]:
    """The rows of the form and of the page for one figure. ``opened``: the figures whose commentary is open."""
    labels = labels_of(in_return)
    posts = (("", "Nobody yet"), *((str(pk), title) for pk, title in grid.posts.items()))
    repeats = repeated_words(in_return, [row.judged for row in grid.changed])
    built = built_up(row.figure for row in grid.rows)
    rows = [
        _stored_row(row.figure, labels, today, repeats.get(row.figure.pk, ""))
        if row.is_as_stored and row.figure.pk not in opened
        else {
            **entry_row(row, labels, posts, today=today, repeats=repeats.get(row.figure.pk, "")),
            **_drawer(row, posts, is_asked=row.figure.pk in opened),
        }
        for row in grid.rows
    ]
    return [{**row, "built": built[int(row["pk"])]} if int(row["pk"]) in built else row for row in rows]


def _drawer(row: GridRow, posts: tuple[tuple[str, str], ...], *, is_asked: bool) -> dict[str, Any]:
    is_open = is_asked or row.shows_words or row.has_word_errors or row.theirs is not None
    return {**(word_fields(row, posts) if is_open else {}), "is_open": is_open}


@lru_cache(maxsize=1024)
def _stored_row(figure: EnteredFigure, labels: Labels, today: date, repeats: str) -> dict[str, Any]:
    """The row of a figure as stored, made once for all who look at it."""
    row = GridRow(figure, None, frozenset())
    return {**entry_row(row, labels, (), today=today, repeats=repeats), "is_open": False}


def word_fields(row: GridRow, posts: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """The fields below a figure, their choices, and what was promised last time."""
    texts, figure = row.texts, row.figure
    return {
        "texts": texts,
        "boxes": [
            {
                "name": name,
                "label": FIELD_WORDS[name],
                "text": texts[name],
                "before": excerpt(getattr(figure.earlier, name)),
                "is_wrong": name in row.errors,
            }
            for name in BOXES
        ],
        "was_words": row.was_words,
        "wrong": {name: name in row.errors for name in (*WORD_FIELDS, "keep")},
        "errors": row.errors,
        "absences": options(ABSENCES, texts["absence"]),
        "standings": options(STANDINGS, texts["standing"]),
        "judgements": options(JUDGEMENTS, texts["judgement"]) if _is_judged(figure) else "",
        "posts": options(posts, texts["action_by"]),
        "promised": _promise(figure.earlier, dict(posts)),
        "kept": options(KEPT, texts["promise_kept"]),
    }


def _promise(earlier: FigureEntry, posts: Mapping[str, str]) -> str:
    """ "Hire a lorry, by Fleet Manager, by 1 December 2026.": what was promised last time; "" for nothing."""
    if not earlier.action:
        return ""
    parts = [earlier.action, posts.get(str(earlier.action_by_id), ""), day_words(earlier.action_by_on)]
    said = ", by ".join(part.rstrip(" .") for part in parts if part)
    return said if said.endswith(("!", "?")) else f"{said}."


def entry_row(
    row: GridRow, labels: Labels, posts: tuple[tuple[str, str], ...], *, today: date, repeats: str = ""
) -> dict[str, Any]:
    figure = row.judged
    judgement = judged_row(figure, today=today, repeats=repeats)
    del judgement["readiness"]  # nothing prints it
    if row.errors:
        # The stored figure's status would stand next to the typed figure.
        judgement["has_status"] = False
    return {
        **_shown(figure, labels),
        **judgement,
        **typed_row(row, figure),
        "id": row.prefix,
        "is_absent": bool(figure.entry.absence) or "absence_reason" in row.errors,
        "error_lines": [text for name, text in row.errors.items() if name != "keep"],
        "conflict": _conflict(row, posts) if row.theirs is not None else None,
        "state_word": STATES[FigureState(row.state)].word,
    }


def typed_row(row: GridRow, figure: EnteredFigure) -> dict[str, Any]:
    """The input or inputs of a figure, and the hidden fields that go with them."""
    texts, sheet = row.texts, row.sheet
    answers = answers_of(sheet.kind, sheet.grades)
    is_wrong = any(name in row.errors for name in FIGURE_FIELDS)
    look = _WIDE if sheet.kind in _TYPED_AS else _NARROW
    return {
        "text": texts["value"],
        "has_parts": sheet.has_parts,
        "numerator": sheet.numerator,
        "denominator": sheet.denominator,
        "numerator_text": texts["numerator"],
        "denominator_text": texts["denominator"],
        "has_choices": bool(answers),
        "choices": options((("", ""), *((each, each) for each in answers)), texts["value"]) if answers else "",
        "after": _TYPED_AS.get(sheet.kind) or ("%" if sheet.kind is ValueKind.PERCENTAGE else figure.definition.unit),
        "mode": "decimal" if sheet.kind in NUMBERS else "text",
        "look": f"{look} govuk-input--error" if is_wrong else look,
        "is_wrong": is_wrong,
        "version": str(row.version),
        "was": row.was,
    }


def judged_row(figure: EnteredFigure, *, today: date, to_check: bool = True, repeats: str = "") -> dict[str, Any]:
    """The status that a figure will have once approved, its reason, and what is still to be done."""
    measured, found = figure.measured, readiness(figure, today=today, repeats=repeats)
    if not found.has_figure:
        return {"has_status": False, "readiness": found, "commentary_mark": _commentary_mark(figure, found)}
    assessment = measured.assessment
    words = {status: band["word"].lower() for status, band in measured.bands.items()}
    status = status_words(assessment.outcome, measured.bands)
    return {
        "has_status": True,
        "status_word": status["word"],
        "status_shape": shape(status["shape"]),
        "status_colour": status["colour"],
        "reason": part_words(figure) or reason_for(measured.facts, assessment, words={**STATUS_WORDS, **words}),
        "notes": _notes(found) if to_check else "",
        "readiness": found,
        "commentary_mark": _commentary_mark(figure, found),
    }


def _notes(found: Readiness) -> SafeString:
    """What is still to be done about a figure, a line each."""
    notes = [("block", "Put right:", text) for text in found.blocks]
    notes += [("warning", "Check:", text) for text in found.warnings]
    if found.unexplained:
        notes.append(("warning", "", "If it is right, say why it is unusual."))
    if found.empty_boxes:
        notes.append(("warning", "Commentary needed:", found.needs_words))
    notes += [("warning", "Look at:", text) for text in found.flags]
    if found.praise and not found.empty_boxes:
        notes.append(("reason", "", found.praise))
    return format_html_join("", '<span class="app-return__{}"><strong>{}</strong> {}</span>', notes)


def read_rows(
    figures: Sequence[EnteredFigure], in_return: Return, *, today: date, to_check: bool = True
) -> list[dict[str, Any]]:
    """The figures and their commentary as texts: to check before submitting, to approve, or only to read."""
    labels, titles = labels_of(in_return), post_titles(figure.entry.action_by_id for figure in figures)
    repeats = repeated_words(in_return) if to_check else {}
    built = built_up(figures)
    return [
        {
            **_shown(figure, labels),
            **judgement,
            "history_url": labels.history(figure),
            "value": figure_words(figure),
            "built": built.get(figure.pk, ""),
            "previous": last_values(figure)[-1],
            "direction": direction_words(assessment.short, figure.measured, real=assessment.is_real_change),
            "evidence": figure.entry.evidence,
            "warning_reason": figure.entry.warning_reason,
            "words": commentary_words(figure, titles),
            "standing": "" if figure.entry.standing == Standing.FINAL else figure.entry.standing,
            "version": str(figure.stored.version),
            "is_late": late,
            "concerns": concerns_of(figure, judgement["readiness"], is_late=late),
            "revision_reason": figure.stored.revision_reason,
            "has_below": bool(figure.entry.has_words or figure.stored.note_back or figure.entry.warning_reason),
        }
        for figure in figures
        for assessment, late in ((figure.measured.assessment, _came_late(figure, in_return)),)
        for judgement in (judged_row(figure, today=today, to_check=to_check, repeats=repeats.get(figure.pk, "")),)
    ]


def _came_late(figure: EnteredFigure, in_return: Return) -> bool:
    came, back_by = figure.stored.submitted_at, figure.stored.back_by
    return came is not None and is_late(in_return, at=came, back_by=back_by)


def revision_rows(revisions: Sequence[Observation]) -> list[dict[str, Any]]:
    """Each revision of a figure as it was reported, newest first."""
    return [
        {
            "revision": each.revision,
            "value": value_words(each, each.indicator),
            "state_word": STATES[FigureState(each.state)].word,
            "is_current": each.is_current,
            "entered": who_and_when(each.enterer, each.entered_at),
            "approved": who_and_when(approver_of(each), each.approved_at),
            "reason": each.revision_reason,
            "commentary": getattr(each, "commentary", None),
        }
        for each in revisions
    ]


def problem_lines(refusal: ChangeRefused | None, rows: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    """The problem of each figure, with the measure's name; a refusal of the whole as one line with ``pk`` ""."""
    problems = refusal.problems if isinstance(refusal, FiguresRefused) else {}
    if refusal is not None and not problems:
        return [{"pk": "", "text": str(refusal), "problem": str(refusal)}]
    names = {int(row["pk"]): row["name"] for row in rows}
    return [
        {"pk": str(pk), "text": about(names.get(pk, "A figure"), line), "problem": line}
        for pk, lines in problems.items()
        for line in lines
    ]


def _shown(figure: EnteredFigure, labels: Labels) -> dict[str, Any]:
    """What every page shows of a figure."""
    stored, definition = figure.stored, figure.definition
    measured, state, period = figure.measured, FigureState(stored.state), labels.period_of(figure)
    return {
        "pk": str(stored.pk),
        "ref": definition.ref,
        "name": definition.name,
        "period": period,
        "detail": f"{definition.ref} · {period}" if period else definition.ref,
        "url": labels.figure(figure),
        "last": " · ".join(last_values(figure)),
        "last_label": labels.last_label(figure),
        "spark": sparkline(series(figure.measured)),
        "target": "" if part_words(figure) else target_words(measured.facts.now.target, measured),
        "state": state.value,
        "state_word": STATES[state].word,
        "note_back": _note_back(figure),
    }


def _note_back(figure: EnteredFigure) -> str:
    """The approver's note, with the day by which to hand in the figure again."""
    note, back_by = figure.stored.note_back, figure.stored.back_by
    return f"{note} (Hand it in again by {weekday_words(back_by)}.)" if note and back_by else note


def _is_judged(figure: EnteredFigure) -> bool:
    """Whether a person gives this measure its status: by its rule, or because its target is in words."""
    target = figure.measured.facts.now.target
    in_words = target is not None and bool(target.text) and target.value is None and target.low is None
    return figure.measured.rule.basis is Basis.JUDGEMENT or in_words or bool(figure.entry.judgement)


def _commentary_mark(figure: EnteredFigure, found: Readiness) -> str:
    if found.needs_words and found.empty_boxes:
        return "needed"
    return "written" if figure.entry.has_words else ""


def _conflict(row: GridRow, posts: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """Both persons' texts of the fields that differ."""
    stored: Observation = row.theirs  # type: ignore[assignment]
    in_words = {name: dict(each) for name, each in choices_of(posts).items()}

    def read(name: str, text: str) -> str:
        return in_words.get(name, {}).get(text, text) if text else ""

    return {
        "who": stored.enterer or "The system",
        "at": moment_words(stored.entered_at),
        "lines": [
            {
                "label": FIELD_WORDS[name],
                "mine": read(name, row.texts[name]),
                "theirs": read(name, row.stored_texts[name]),
            }
            for name in FIELDS
            if unified(row.texts[name]) != row.stored_texts[name]
        ],
    }
