"""Small files to import, as people send them."""

import csv
import io
from datetime import date

from indicators.imports.figures.plan import Plan, plan_import

TODAY = date(2026, 10, 14)
HEADINGS = (
    "council", "indicator_ref", "indicator", "theme", "polarity", "unit", "frequency", "period", "actual", "target",
)  # fmt: skip
RIGHT = {
    "indicator_ref": "CS01",
    "indicator": "Calls answered in 15 seconds",
    "theme": "Customer Services",
    "polarity": "high",
    "unit": "%",
    "frequency": "Quarterly",
    "period": "2026/27 Q1",
    "actual": "78.5",
    "target": "80",
}


def csv_file(*rows: dict[str, str], headings: tuple[str, ...] = HEADINGS) -> bytes:
    """A CSV file; each row is a right one with some cells replaced."""
    out = io.StringIO(newline="")
    names = list(dict.fromkeys([*headings, *(name for row in rows for name in row)]))
    writer = csv.DictWriter(out, names)
    writer.writeheader()
    writer.writerows({name: {**RIGHT, **row}.get(name, "") for name in names} for row in rows)
    return out.getvalue().encode()


def planned(*rows: dict[str, str], today: date = TODAY) -> Plan:
    return plan_import(csv_file(*rows), "q1.csv", today=today)


def problems(*rows: dict[str, str], today: date = TODAY) -> list[str]:
    """Everything that is refused, in the file's order."""
    return [problem for row in planned(*rows, today=today).rows for problem in row.problems]
