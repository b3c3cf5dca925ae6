"""What a measure is worked out from, beneath its figure."""

from collections.abc import Iterator
from decimal import Decimal

from tests.agreement.claims import Said
from tests.agreement.council import Council
from tests.agreement.decided import INPUTS, WORKED_OUT
from tests.agreement.readers.rows import bare, drawn_facts
from tests.agreement.reading import Page, TableRow, period_in
from tests.agreement.registry import reads


@reads("reporting:measure", at=lambda c: [f"/measures/{WORKED_OUT}/"])
def read_inputs(page: Page, council: Council) -> Iterator[Said]:
    """Each input as its own page tells it, and the figure as they come to it."""
    found: dict[str, Decimal] = {}
    period = ""
    for row in page.tables.get("What it is worked out from", []):
        period, value = _figure(row)
        if row.measure:
            yield from drawn_facts(row.measure, period, value)
            if value.endswith("%"):
                found[row.measure] = Decimal(value.removesuffix("%"))
    if found.keys() == set(INPUTS):
        first, last = (found[ref] for ref in INPUTS)
        yield "value", f"{WORKED_OUT} in {period}", f"{first - last:.1f}".replace("-", "−")


def _figure(row: TableRow) -> tuple[str, str]:
    label = next(name for name in row.cells if name != "Measure")
    return period_in(label), bare(row.cells[label])
