"""The sheets of risks: registers, the versions of the matrix, what was found to be without risk, and the risks.

No exempt risk is on them. The matrix is told in words, so that a council's own one moves with its
scores; in an installation that has none yet the first version is the one that the file brings.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.changes.news import have_moved
from accounts.roles import Permission
from foundation.dates import day_words, london_day
from foundation.downloads import Cell
from indicators.imports import workbook
from indicators.imports.rows import text_of
from plans.forms.plans import REF_RULE
from pmmi.workbook.cells import WHOLE, CellRefused, Day, Names, OneOf, To, ToMany, Words
from pmmi.workbook.checks import at_most, follows, in_order, not_taken, not_to_come, standing
from pmmi.workbook.names import Named
from pmmi.workbook.sheet import Along, Column, Row, Sheet
from risks.forms.matrices import MatrixForm, typed
from risks.forms.risks import MOST_LETTERS
from risks.models import Clearance, Matrix, Register, RegisterLevel, Risk
from risks.rules.matrix import grid_from_json, grid_to_json
from risks.rules.shipped import SHIPPED

_RISKS, _MATRIX = Permission.RISK_EDIT, Permission.RISK_MATRIX_EDIT
_ADOPTED = "a matrix is never changed, so give a new one the next number"

REGISTERS = Sheet(
    key="registers",
    title="Risk registers",
    thing="register",
    purpose="The lists of risks, each kept by a unit. Who may read the unit may read it.",
    model=Register,
    needs=_MATRIX,
    by=("name",),
    stored=lambda: Register.objects.select_related("unit").order_by("name"),
    columns=(
        Column("Register", "name", Words(), "Its name", needed=True, example="Housing risks"),
        Column("Level", "level", OneOf(dict(RegisterLevel.choices)), "At which level", needed=True, example="Service"),
        Column("Unit", "unit", To("units"), "Who keeps it", needed=True, example="Housing"),
    ),
    checks=(standing("unit", "Unit"),),
)


@dataclass(frozen=True, slots=True)
class _Painted:
    """A matrix in words: what its form takes, each part beneath its name."""

    choices: Sequence[str] = ()

    def written(self, value: Any, names: Names) -> Cell:  # noqa: ARG002
        parts = typed(grid_from_json(value))
        return "\n".join(f"{_labels()[name]}\n{parts[name]}" for name in _PARTS)

    def read(self, cell: workbook.Cell, names: Names) -> Any:  # noqa: ARG002
        names_by_label = {label.casefold(): name for name, label in _labels().items()}
        parts: dict[str, list[str]] = {"": []}
        part = ""
        for line in text_of(cell).splitlines():
            part = names_by_label.get(line.strip().casefold(), part)
            parts.setdefault(part, []).append(line)
        if not text_of(cell):
            return None
        data = {name: "\n".join(parts.get(name, [""])[1:]) for name in _PARTS}
        form = MatrixForm({"name": "read", **data}, name="", start=SHIPPED["5x5"][1])
        if not form.is_valid() or form.grid is None:
            said = " ".join(f"{message.rstrip('.')}." for each in form.errors.values() for message in each)
            raise CellRefused(f"is no matrix. {said} Write it as on the page Risk matrix, each part beneath its name")
        return grid_to_json(form.grid)


_PARTS = ("likelihoods", "impacts", "bands", "paint", "appetite")


def _labels() -> Mapping[str, str]:
    return {name: str(MatrixForm.base_fields[name].label) for name in _PARTS}


def _matrix_follows(rows: Sequence[Row], named: Named) -> None:
    """As ``risks.changes.matrices`` has it: a new version differs from the one before it, and says why."""
    versions = sorted(named.known("matrices"), key=lambda each: each.number)
    for row in rows:
        before = next((each for each in reversed(versions) if each.number < row.get("number")), None)
        if not row.is_new or before is None:
            continue
        if before.grid == row.get("grid"):
            row.refuse("Matrix", f"is that of version {before.number}. Change something, or leave the row out.")
        if not row.get("why"):
            row.refuse("Why it changed", "is blank, and there is a version before it. Say why the matrix changed.")


MATRICES = Sheet(
    key="matrices",
    title="Risk matrices",
    thing="matrix",
    purpose="The versions of the risk matrix. The last one counts, and the others stay for what was scored on them.",
    model=Matrix,
    needs=_MATRIX,
    by=("number",),
    stored=lambda: Matrix.objects.order_by("number"),
    name=lambda matrix: str(matrix.number),
    made=lambda row, at, named: {"adopted_on": row.values.get("adopted_on") or london_day(at)},  # noqa: ARG005
    columns=(
        Column("Version", "number", WHOLE, "Which version it is, from 1", needed=True, example="1"),
        Column("Name", "name", Words(), "What it is called", needed=True, only_new=_ADOPTED, example="5 by 5"),
        Column(
            "Matrix", "grid", _Painted(), "Its scales, bands and cells, as on the page of the matrix", needed=True,
            only_new=_ADOPTED, example=_Painted().written(grid_to_json(SHIPPED["5x5"][1]), None),  # type: ignore[arg-type]
        ),
        Column("Adopted on", "adopted_on", Day(), "Today where blank", only_new=_ADOPTED),
        Column("Why it changed", "why", Words(), "Of every version but the first", only_new=_ADOPTED),
    ),
    checks=(not_to_come("adopted_on", "Adopted on"),),
    checks_all=(_matrix_follows,),
)  # fmt: skip


def _without_risk(rows: Sequence[Row], named: Named) -> None:  # noqa: ARG001
    """Refuses to say of an objective that stored risks threaten that nothing does."""
    new = [row for row in rows if row.is_new]
    if not new:
        return
    held = set(Risk.objects.standing().values_list("objectives", flat=True))
    for row in new:
        if row.get("objective").pk in held:
            row.refuse("Objective", "has a risk recorded against it. Close that first, or leave the row out.")


CLEARANCES = Sheet(
    key="clearances",
    title="No significant risk",
    thing="objective without risk",
    purpose="Objectives that were looked at and have no significant risk.",
    model=Clearance,
    needs=_RISKS,
    by=("objective",),
    stored=lambda: (
        Clearance.objects.filter(objective__plan__level__is_private=False)
        .select_related("objective")
        .order_by("objective__ref")
    ),
    name=lambda clearance: clearance.objective.ref,
    page=lambda clearance: clearance.objective,
    columns=(
        Column("Objective", "objective", To("objectives"), "What was looked at", needed=True, example="WR1"),
        Column("Recorded on", "recorded_on", Day(), "When", needed=True, example="1 April 2026"),
        Column("Why", "why", Words(), "Why there is none", needed=True, example="Looked at with the service."),
    ),
    checks=(not_to_come("recorded_on", "Recorded on"), at_most(MOST_LETTERS, "why", "Why")),
    checks_all=(_without_risk,),
)


def check_open(risk: Any, row: Row) -> None:
    """Refuses to change a stored risk that is closed, or what is its own."""
    if risk.pk and risk.closed_on:
        row.refuse(row.first, f"is of a risk that was closed on {day_words(risk.closed_on)}. Reopen it first.")


def _risk_stands(row: Row) -> None:
    raised, review, closed, why = (row.get(name) for name in ("raised_on", "review_on", "closed_on", "closed_why"))
    if not row.is_new:
        check_open(row.thing, row)
    if review <= (raised or row.today) and not closed:
        row.refuse("To be reviewed by", "is not after the day on which it was raised. Check both dates.")
    if row.is_new and closed and not why:
        row.refuse("Why it was closed", "is blank, and the risk is closed. Enter why.")
    if row.is_new and why and not closed:
        row.refuse("Closed on", "is blank, and why it was closed is not. Enter the day, or clear the other.")


def _not_cleared(rows: Sequence[Row], named: Named) -> None:
    """Refuses a risk to what the same file says has none."""
    new = {id(each.objective) for each in named.known("clearances") if each.pk is None}
    for row in rows:
        for each in (
            row.values.get("objectives", ()) if "objectives" in row.changed and not row.get("closed_on") else ()
        ):
            if id(each) in new:
                row.refuse("Objectives", f"name {each.ref}, and another sheet says that it has no significant risk.")


def _cleared_no_more(row: Row, at: datetime, named: Named) -> Along:  # noqa: ARG001
    """What is threatened is no longer said to be without risk, as ``risks.changes.risks`` has it."""
    if "objectives" not in row.changed:
        return Along()
    keys = [each.pk for each in row.values["objectives"]]
    return Along(gone=Clearance.objects.filter(objective__in=keys))


def _risk_moved(row: Row) -> None:
    """What was told of it stays within the reach of those who may open it."""
    if "register" in row.changed and not row.is_new:
        have_moved("risk", [row.thing.pk], row.values["register"].unit_id)


RISKS = Sheet(
    key="risks",
    title="Risks",
    thing="risk",
    purpose="Every risk that is not exempt. Exempt ones are kept on screen only.",
    model=Risk,
    needs=_RISKS,
    by=("ref",),
    stored=lambda: (
        Risk.objects.told_openly()
        .select_related("register", "owner")
        .prefetch_related("objectives")
        .order_by("register__name", "ref")
    ),
    name=lambda risk: risk.ref,
    made=lambda row, at, named: {"raised_on": row.values.get("raised_on") or london_day(at)},  # noqa: ARG005
    columns=(
        Column("Register", "register", To("registers"), "The register", needed=True, example="Housing risks"),
        Column("Reference", "ref", Words(), "Short and lasting", needed=True, example="R-HOUSING-3"),
        Column("Title", "title", Words(), "In a few words", needed=True, example="A contractor fails"),
        Column("What may cause it", "cause", Words(), "The cause", needed=True, example="One firm does all repairs."),
        Column("What may happen", "event", Words(), "The event", needed=True, example="It stops trading."),
        Column("What would follow", "effect", Words(), "The effect", needed=True, example="Repairs wait for months."),
        Column(
            "Owner", "owner", To("posts"), "The post that answers for it", needed=True, example="Head of Housing"
        ),
        Column(
            "Objectives", "objectives", ToMany("objectives"), "What it threatens, one at least", needed=True,
            example="CP2.1; WR1",
        ),
        Column(
            "Raised on", "raised_on", Day(), "Today where blank", only_new="the day on which it was raised stays",
        ),
        Column("To be reviewed by", "review_on", Day(), "By when", needed=True, example="31 December 2026"),
        Column("Closed on", "closed_on", Day(), "Of one that is closed", only_new=True),
        Column("Why it was closed", "closed_why", Words(), "Of one that is closed", only_new=True),
    ),
    checks=(
        follows(REF_RULE, "ref", "Reference"),
        at_most(MOST_LETTERS, "cause", "What may cause it"),
        at_most(MOST_LETTERS, "event", "What may happen"),
        at_most(MOST_LETTERS, "effect", "What would follow"),
        standing("owner", "Owner"),
        not_to_come("raised_on", "Raised on"),
        not_to_come("closed_on", "Closed on"),
        in_order("raised_on", "closed_on", "Closed on"),
        _risk_stands,
    ),
    checks_all=(not_taken("ref", "Reference"), _not_cleared),
    along=_cleared_no_more,
    wrote=_risk_moved,
)  # fmt: skip

SHEETS: Iterable[Sheet] = (REGISTERS, MATRICES, CLEARANCES, RISKS)
