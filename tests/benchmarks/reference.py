"""Real published figures, kept beside the project: the Scottish benchmarking framework. Without them tests skip."""

import csv
import os
from decimal import Decimal
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("PMMI_REFERENCE_DATA", ROOT.parent / "shared" / "data" / "reference"))
MEASURES, FIGURES, FAMILIES = "lgbf_indicators.csv", "lgbf_values_real.csv", "lgbf_family_groups.csv"
needs_reference = pytest.mark.skipif(
    not (FOLDER / FIGURES).exists(), reason=f"no reference data in {FOLDER}: set PMMI_REFERENCE_DATA"
)


def rows_of(name: str) -> list[dict[str, str]]:
    """A file of the reference data, row by row."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def latest() -> dict[str, tuple[str, dict[str, Decimal]]]:
    """Of each measure with figures the latest period, as printed, and the figure of each council then. Periods that
    end later are later; of those that end together the one that begins later.
    """
    found: dict[str, tuple[str, dict[str, Decimal]]] = {}
    for row in rows_of(FIGURES):
        code, period = row["indicator_code"], row["period"]
        before = found.get(code)
        if before is None or _order(period) > _order(before[0]):
            found[code] = before = (period, {})
        if period == before[0] and row["value"]:
            before[1][row["council"]] = Decimal(row["value"])
    return found


def _order(period: str) -> tuple[int, int]:
    first, last = period.split("-")
    return int(first[:2] + last), int(first)
