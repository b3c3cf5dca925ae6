"""The sheets of what hangs on risks: their scores, controls and actions. Nothing of an exempt risk is on them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from accounts.roles import Permission
from foundation.dates import day_words
from foundation.refusals import ChangeRefused
from plans.changes.actions import ActionDetails, check_action
from pmmi.workbook.cells import WHOLE, YES_NO, Day, OneOf, To, Words
from pmmi.workbook.checks import at_most, in_order, not_to_come, standing
from pmmi.workbook.dated import dated_columns
from pmmi.workbook.names import Named
from pmmi.workbook.sheet import Column, Row, Sheet, apart
from pmmi.workbook.sheets.risks import check_open
from risks.changes.risks import NO_MATRIX
from risks.forms.risks import MOST_LETTERS
from risks.models import Assessment, Control, Mitigation, ScoreKind
from risks.rules.matrix import Place
from risks.rules.scoring import is_higher, score

_RISKS = Permission.RISK_EDIT
_ASSESSED = "an assessment is never changed, so assess the risk anew"


def _matrix(row: Row, named: Named) -> Any:
    """What a row is scored on: its own version, else the last; None where there is none."""
    return row.get("matrix") if row.values.get("matrix") else _last(named)


def _last(named: Named) -> Any:
    return max(named.known("matrices"), key=lambda each: each.number, default=None)


def _scored_within(rows: Sequence[Row], named: Named) -> None:
    """As an assessment on screen has it: on the matrix, of a risk that stands, and not before the last."""
    last: dict[Any, date] = {}
    for each in named.stored("scores"):
        last[each.risk_id] = max(each.assessed_on, last.get(each.risk_id, date.min))
    for row in rows:
        if not row.is_new:
            continue
        matrix, risk, on = _matrix(row, named), row.get("risk"), row.get("assessed_on")
        check_open(risk, row)
        if matrix is None:
            row.refuse("Risk", f"cannot be scored. {NO_MATRIX}")
            continue
        grid = matrix.painted
        for heading, name, steps in (
            ("Likelihood", "likelihood", grid.likelihoods),
            ("Impact", "impact", grid.impacts),
        ):
            if not 1 <= row.get(name) <= len(steps):
                row.refuse(heading, f"is no step of version {matrix.number} of the matrix: it goes to {len(steps)}.")
        if risk.pk in last and on < last[risk.pk]:
            row.refuse(
                "Assessed on", f"is before the last assessment. Enter {day_words(last[risk.pk])}, or a later day."
            )


def _targets_below(rows: Sequence[Row], named: Named) -> None:
    """Refuses an assessment whose target is above the score now. One that the score fell below later is warned of."""
    made: dict[Any, dict[str, Any]] = defaultdict(dict)
    for each in named.stored("scores"):
        made[each.risk_id, each.assessed_on, each.matrix_id][each.kind] = Place(each.likelihood, each.impact)
    of: dict[int, Any] = {}
    for row in rows:
        if row.is_new:
            matrix, risk = _matrix(row, named), row.get("risk")
            of[id(row)] = key = (apart(risk), row.get("assessed_on"), apart(matrix))
            made[key][row.get("kind")] = Place(row.get("likelihood"), row.get("impact"))
    for row in rows:
        found = made[of[id(row)]] if row.is_new else {}
        current, target = found.get(ScoreKind.CURRENT), found.get(ScoreKind.TARGET)
        if row.get("kind") == ScoreKind.TARGET and current and target:
            grid = _matrix(row, named).painted
            if is_higher(score(grid, target), score(grid, current)):
                row.refuse("Likelihood", f"makes the target {score(grid, target).said}, above the score now, "
                           f"{score(grid, current).said}. Set a lower target.")  # fmt: skip


def _on_matrix(row: Row, at: datetime, named: Named) -> dict[str, Any]:  # noqa: ARG001
    return {"matrix": _matrix(row, named)}


SCORES = Sheet(
    key="scores",
    title="Risk scores",
    thing="score",
    purpose="Every assessment of a risk. New ones are added; the last of each kind counts, and the rest is history.",
    model=Assessment,
    needs=_RISKS,
    by=("risk", "kind", "assessed_on"),
    repeats=True,  # a risk may be assessed twice in a day
    stored=lambda: (
        Assessment.objects.filter(risk__is_exempt=False)
        .select_related("risk", "matrix")
        .order_by("risk__ref", "assessed_on", "kind", "pk")
    ),
    name=lambda each: f"{each.risk.ref}, {each.get_kind_display()}",
    page=lambda each: each.risk,
    made=_on_matrix,
    columns=(
        Column("Risk", "risk", To("risks"), "The risk", needed=True, example="R-HOUSING-3"),
        Column("Score", "kind", OneOf(dict(ScoreKind.choices)), "Which of three", needed=True, example="Current"),
        Column("Assessed on", "assessed_on", Day(), "The day", needed=True, example="1 April 2026"),
        Column(
            "Likelihood", "likelihood", WHOLE, "Which step, from 1 for the least likely", needed=True,
            only_new=_ASSESSED, example="3",
        ),
        Column(
            "Impact", "impact", WHOLE, "Which step, from 1 for the mildest", needed=True, only_new=_ASSESSED,
            example="4",
        ),
        Column("Why", "rationale", Words(), "Why it is there", needed=True, only_new=_ASSESSED, example="Two bids."),
        Column("Matrix", "matrix", To("matrices"), "Which version; the last where blank", only_new=_ASSESSED),
    ),
    checks=(not_to_come("assessed_on", "Assessed on"), at_most(MOST_LETTERS, "rationale", "Why")),
    checks_all=(_scored_within, _targets_below),
)  # fmt: skip


def _risk_is_open(row: Row) -> None:
    check_open(row.get("risk"), row)


CONTROLS = Sheet(
    key="controls",
    title="Controls",
    thing="control",
    purpose="What holds each risk down today, and who keeps it.",
    model=Control,
    needs=_RISKS,
    by=("risk", "text"),
    repeats=True,
    stored=lambda: (
        Control.objects.filter(risk__is_exempt=False)
        .select_related("risk", "owner")
        .order_by("risk__ref", "text", "owner__title", "checked_on", "found", "is_in_place", "pk")
    ),
    page=lambda control: control.risk,
    columns=(
        Column("Risk", "risk", To("risks"), "The risk", needed=True, example="R-HOUSING-3"),
        Column("Control", "text", Words(), "What it is", needed=True, example="Accounts are checked each year"),
        Column("Owner", "owner", To("posts"), "The post that keeps it", needed=True, example="Head of Housing"),
        Column("Last checked on", "checked_on", Day(), "When somebody looked whether it works"),
        Column("What the check found", "found", Words(), "In a few words"),
        Column("In place", "is_in_place", YES_NO, "Yes where it holds the risk down, and where blank", blank=True),
    ),
    checks=(
        standing("owner", "Owner"),
        not_to_come("checked_on", "Last checked on"),
        _risk_is_open,
    ),
)


def _action_agrees(row: Row) -> None:
    names = ("title", "owner", "starts_on", "due_on", "state", "percent_complete", "narrative")
    if not 0 <= row.get("percent_complete") <= 100:
        row.refuse("Per cent complete", "is not from 0 to 100. Correct it.")
        return
    try:
        check_action(ActionDetails(**{name: row.get(name) for name in names}))
    except ChangeRefused as refusal:
        row.refuse("State", f"does not agree with the rest. {refusal}")


ACTIONS = Sheet(
    key="risk_actions",
    title="Risk actions",
    thing="action",
    purpose="What will bring each risk towards its target. A due date that moves counts as slip from the first one.",
    model=Mitigation,
    needs=_RISKS,
    by=("risk", "title"),
    repeats=True,
    stored=lambda: (
        Mitigation.objects.filter(risk__is_exempt=False)
        .select_related("risk", "owner")
        .order_by("risk__ref", "title", "owner__title", "starts_on", "due_on", "first_due_on", "pk")
    ),
    page=lambda action: action.risk,
    made=lambda row, at, named: {"first_due_on": row.values.get("first_due_on") or row.values["due_on"]},  # noqa: ARG005
    columns=(
        Column("Risk", "risk", To("risks"), "The risk", needed=True, example="R-HOUSING-3"),
        Column("Action", "title", Words(), "What will be done", needed=True, example="Find a second contractor"),
        *dated_columns(),
        Column("How it is going", "narrative", Words(), "Or why it stopped"),
    ),
    checks=(
        in_order("starts_on", "due_on", "Due on"),
        standing("owner", "Owner"),
        _action_agrees,
        _risk_is_open,
    ),
)  # fmt: skip

SHEETS: Iterable[Sheet] = (SCORES, CONTROLS, ACTIONS)
