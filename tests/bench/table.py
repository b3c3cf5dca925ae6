"""What a bench run found, one line a goal; printed together at its end."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A goal's number (P3), what was measured, the figure, what it was measured against, and the limit ("": none)."""

    goal: str
    what: str
    figure: str
    floor: str = ""
    limit: str = ""
    holds: bool | None = None  # None: told, not held

    @property
    def verdict(self) -> str:
        return {None: "", True: "holds", False: "BROKEN"}[self.holds]


LINES: list[Line] = []
HEADS = ("goal", "what", "figure", "floor", "limit", "")


def ratio(goal: str, what: str, found: float, *, floor: str, limit: float | None = None, note: str = "") -> None:
    """A line for so many floors, held where there is a limit. A broken one is an error at the end, not here, so that
    one run tells of all.
    """
    figure = f"{found:.2f}{note}"
    LINES.append(Line(goal, what, figure, floor, f"{limit:g}" if limit else "", found <= limit if limit else None))


def share(goal: str, what: str, found: float, *, floor: str, least: float) -> None:
    """A line for a part of what the floor does, held to be no less than ``least``."""
    LINES.append(Line(goal, what, f"{found:.2f}", floor, f"at least {least:g}", found >= least))


def amount(goal: str, what: str, found: float, unit: str, *, limit: float | None = None, floor: str = "") -> None:
    """A line for a number that does not hang on the machine's speed: bytes, counts; told only where it has no limit."""
    shown = f"{limit:g} {unit}" if limit is not None else ""
    LINES.append(Line(goal, what, f"{found:.4g} {unit}", floor, shown, None if limit is None else found <= limit))


def told(goal: str, what: str, figure: str, *, limit: str = "", floor: str = "") -> None:
    """A line that nobody is held to, such as seconds: the machine decides them."""
    LINES.append(Line(goal, what, figure, floor, limit))


def broken(goal: str) -> list[str]:
    """What of a goal does not hold: the tests assert that it is empty."""
    return [
        f"{line.what}: {line.figure}, limit {line.limit}" for line in LINES if line.goal == goal and not _fine(line)
    ]


def text() -> str:
    """The table, goals in order of their number."""
    ordered = sorted(LINES, key=lambda line: int(line.goal.removeprefix("P")))
    rows: list[Sequence[str]] = [HEADS]
    rows += [(each.goal, each.what, each.figure, each.floor, each.limit, each.verdict) for each in ordered]
    widths = [max(len(row[n]) for row in rows) for n in range(len(HEADS))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def _fine(line: Line) -> bool:
    return line.holds is not False
