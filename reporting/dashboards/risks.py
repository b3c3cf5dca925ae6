"""The register of risks: the finding, the matrix with where each risk stands, and the table that says the same."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from accounts.actors import Actor
from foundation.downloads.cells import Cell
from foundation.words import capitalised, counted
from reporting.charts import matrix_svg
from reporting.charts.matrix import NARROW_MOST, WIDE_MOST
from reporting.dashboards.pictures import Picture
from reporting.standing.board import Numbered, board_of, left_out, numbered, picture_words, pieces_of
from risks.models import Matrix
from risks.queries.risks import RiskRow, counts_of, few_words, finding
from risks.queries.threats import read_threats
from risks.rules.matrix import Grid
from risks.rules.scoring import Counts, Movement, Score

SORTS = {"score": ("score",), "title": ("title",), "moved": ("moved",)}
COLUMNS = (
    "Reference", "Risk", "Register", "Level", "Owner", "Inherent", "Now", "Band now", "Above appetite", "Target",
    "Since the assessment before", "To be reviewed by", "What to put right",
)  # fmt: skip
SHOWN_OUT, SHOWN_HERE = 4, 6
"""How many risks the council's page, and that of a priority or service, shows; the register has all."""

_MOVED = {"risen": 0, "new": 1, "other_matrix": 2, "same": 3, "fallen": 4}


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """What the page shows. ``picture`` and ``narrow`` are the same picture for wide pages and for phones, None where
    the council has no matrix; ``left_out`` says why some risks are not drawn, "" where all are;
    ``waiting`` how many are asked for a new assessment.
    """

    counts: Counts
    finding: str
    lead: str
    waiting: str
    rows: Sequence[Numbered]
    picture: Picture | None
    narrow: Picture | None
    left_out: str
    matrix: str
    appetite: str


def register_page(rows: Sequence[RiskRow], matrix: Matrix | None) -> RegisterPage:
    """The risks found, the highest first, and the matrix that stands."""
    found = counts_of(rows)
    placed = numbered(rows, matrix)
    drawn = [each for each in placed if each.number]
    grid = matrix.painted if matrix else None
    pictures = [_picture(grid, drawn, narrow=narrow) for narrow in (False, True)] if grid and drawn else [None, None]
    return RegisterPage(
        counts=found,
        finding=finding(found),
        lead=_lead(rows),
        waiting=_waiting(found),
        rows=placed,
        picture=pictures[0],
        narrow=pictures[1],
        left_out=left_out(rows, drawn, matrix),
        matrix=str(matrix) if matrix else "",
        appetite=_appetite(grid) if grid else "",
    )


@dataclass(frozen=True, slots=True)
class RisksHere:
    """The risks of a page that is about something else: the first few, how many there are, how they stand, and where
    all are.
    """

    rows: Sequence[RiskRow]
    count: int
    said: str
    url: str


@dataclass(frozen=True, slots=True)
class CouncilRisks:
    """The risks of the whole council that a person may know of: those that stand out, and by the priority's id how
    those that threaten it, or anything beneath it, stand, where any of them stands out.
    """

    standing_out: RisksHere
    by_priority: Mapping[int, str]


def council_risks(beneath: Mapping[int, Collection[int]], *, actor: Actor, today: date) -> CouncilRisks:
    """Read them, in a number of statements that does not grow. ``beneath`` has for each priority its objectives."""
    threats = read_threats(actor, today=today)
    against = {priority: threats.against(objectives) for priority, objectives in beneath.items()}
    out = {priority: rows for priority, rows in against.items() if any(row.reasons for row in rows)}
    words = {priority: few_words(counts_of(rows)) for priority, rows in out.items()}
    picked = [row for row in threats.rows.values() if row.reasons]
    return CouncilRisks(risks_here(picked, most=SHOWN_OUT, query="?concern=exception"), words)


NO_RISKS = CouncilRisks(RisksHere((), 0, "", ""), {})


def risks_here(rows: Sequence[RiskRow], *, most: int, query: str = "") -> RisksHere:
    """The risks found, those that stand out first. ``query`` narrows the register to them."""
    first = sorted(rows, key=lambda row: not row.reasons)
    url = reverse("reporting:risk-register") + query
    return RisksHere(first[:most], len(rows), finding(counts_of(rows)), url)


def sorted_rows(rows: Sequence[Numbered], column: Sequence[str]) -> list[Numbered]:
    """By the column that ``lists.sorting`` gives: "title", or "-title" backwards."""
    name = column[0].removeprefix("-")
    keys = {
        "score": lambda each: _score_key(each.row.scores.current),
        "title": lambda each: each.row.title.casefold(),
        "moved": lambda each: _MOVED.get(each.row.moved or "", len(_MOVED)),
    }
    return sorted(rows, key=keys[name], reverse=column[0].startswith("-"))


def with_concern(rows: Sequence[RiskRow], concern: str) -> list[RiskRow]:
    """Those above appetite, risen, either of them, waiting for a new assessment, or warned of; "" keeps all."""
    match concern:
        case "":
            return list(rows)
        case "exception":
            return [row for row in rows if row.reasons]
        case "above_appetite":
            return [row for row in rows if row.scores.current and row.scores.current.is_above_appetite]
        case "risen":
            return [row for row in rows if row.moved is Movement.RISEN]
        case "waits":
            return [row for row in rows if row.waits]
    return [row for row in rows if any(each.warning == concern for each in row.warned)]


def file_rows(rows: Sequence[RiskRow]) -> list[Sequence[Cell]]:
    """The register as a file, under ``COLUMNS``; what is exempt is in no file, whoever takes it."""
    return [
        [
            row.ref, row.title, row.register, row.level, row.owner, _value(row.scores.inherent),
            _value(row.scores.current), row.scores.current.mark.word if row.scores.current else "",
            row.scores.current.is_above_appetite if row.scores.current else None, _value(row.scores.target),
            row.moved_words, row.review_on, "; ".join(each.label for each in row.warned),
        ]
        for row in rows
        if not row.is_exempt
    ]  # fmt: skip


def _value(found: Score | None) -> int | None:
    return found.value if found else None


def _score_key(found: Score | None) -> tuple[int, int, int]:
    """The highest first, what was not assessed last."""
    return (0, -found.rank, -found.value) if found else (1, 0, 0)


def _picture(grid: Grid, drawn: Sequence[Numbered], *, narrow: bool) -> Picture:
    shown = drawn[: NARROW_MOST if narrow else WIDE_MOST]
    words = picture_words(len(shown))
    return Picture(matrix_svg(board_of(grid), pieces_of(shown, grid), words=words, narrow=narrow), words)


def _waiting(found: Counts) -> str:
    """How many risks wait for a new assessment; "" where none does."""
    if not found.waiting:
        return ""
    waits = "waits" if found.waiting == 1 else "wait"
    return f"{counted(found.waiting, 'risk')} {waits} for a new assessment, because the matrix changed."


def _lead(rows: Sequence[RiskRow]) -> str:
    said = []
    worst = next((row for row in rows if row.scores.current and row.scores.current.is_above_appetite), None)
    if worst and worst.scores.current:
        said.append(f"The highest is “{worst.title}”, at {worst.scores.current.said}.")
    wrong = sum(bool(row.warned) for row in rows)
    if wrong:
        said.append(f"{counted(wrong, 'risk')} {'needs' if wrong == 1 else 'need'} something put right.")
    return " ".join(said)


def _appetite(grid: Grid) -> str:
    above = [band.word.lower() for band in grid.bands if grid.is_above_appetite(band.key)]
    return capitalised(" or ".join(above))
