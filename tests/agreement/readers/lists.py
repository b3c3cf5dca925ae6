"""Lists and their downloads: figures, targets."""

from collections.abc import Iterator

from plans.periods import parse_label
from tests.agreement.claims import Said
from tests.agreement.council import Council
from tests.agreement.readers.rows import plain
from tests.agreement.reading import Page
from tests.agreement.registry import reads


@reads("indicators:figure-download", at=lambda c: ["/indicators/figures/?download=csv"])
def read_figures(page: Page, council: Council) -> Iterator[Said]:
    """What is signed off, for a machine: values bare of signs, so only what needs no printing is compared."""
    for line in page.lines:
        period = parse_label(line["period"]).label
        words = {"provisional": "[p]", "revised": "[r]", "estimated": "[e]"}
        ref = line["indicator_ref"]
        if not line["actual"].startswith("["):
            yield "standing", f"{ref} in {period}", words.get(line["standing"], "final")


@reads("indicators:target-list", at=lambda c: ["/indicators/targets/?year=2026"])
def read_target_list(page: Page, council: Council) -> Iterator[Said]:
    for row in page.rows:
        if row.measure:
            shown = row.cells.get("Target for 2026/27", "")
            yield "target of the year", f"{row.measure} in 2026/27", plain(shown)


@reads("indicators:target-list", at=lambda c: ["/indicators/targets/?year=2026&download=csv"])
def read_target_csv(page: Page, council: Council) -> Iterator[Said]:
    for line in page.lines:
        if line["Year"] == "2026/27":
            yield "target of the year", f"{line['Reference']} in 2026/27", plain(line["Target"] or "not set yet")
