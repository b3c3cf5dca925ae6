"""A council's figures of many years as one file of many rows, for drills and benches of the import."""

import csv
from pathlib import Path

from plans.periods import Period

MEASURES, SERVICES = 1000, 20


def write_history(file: Path, *, last: Period, rows: int) -> None:
    """A CSV file of so many thousand rows: figures and targets of 1,000 new measures of 20 services, back from a
    quarter.
    """
    periods = [last.previous(n).label for n in range(rows // MEASURES)]
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(["indicator_ref", "indicator", "theme", "polarity", "unit", "period", "actual", "target"])
        for number in range(MEASURES):
            service = f"Service {number % SERVICES:02}"
            for place, label in enumerate(periods):
                figure = (number * 7 + place * 3) % 100
                writer.writerow([f"H{number:04}", f"History {number}", service, "high", "%", label, figure, 80])
