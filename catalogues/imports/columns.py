"""What each column of a catalogue's file means, for the page and for ``docs/import.md``."""

from collections.abc import Sequence

from indicators.imports.columns import ColumnHelp

CATALOGUE, CODE, TITLE, THEME, KIND = "Catalogue", "Code", "Title", "Theme", "Type"
POLARITY, BEST, FREQUENCY = "Good is", "Best value", "How often"
NUMERATOR, DENOMINATOR, STATISTICS = "Numerator", "Denominator", "Whose statistics"
STANDING, CHECKED, ADDRESS, FAMILIES = "Standing", "Title checked", "Source address", "Family groups"

_ALSO = {
    CATALOGUE: ("framework", "set", "indicator set", "national set"),
    CODE: (
        *("indicator code", "ni code", "bvpi code", "pi code", "indicator ref", "reference", "ref", "measure code"),
        "indicator number",
    ),
    TITLE: ("metric", "indicator", "indicator title", "measure", "name", "indicator name", "description"),
    THEME: ("outcome", "category", "priority outcome", "domain", "block"),
    KIND: ("measure type", "kind", "indicator type"),
    POLARITY: ("polarity", "good to be", "direction of good"),
    BEST: ("goldilocks midpoint", "midpoint"),
    FREQUENCY: ("reporting period", "frequency"),
    STATISTICS: ("data source", "source of data"),
    STANDING: ("status",),
    CHECKED: ("title check",),
    ADDRESS: ("source url", "url", "link"),
    FAMILIES: ("family grouping", "grouping"),
}
"""The usual other headings, as publishers print them."""


def _column(name: str, meaning: str, *, is_required: bool = False) -> ColumnHelp:
    return ColumnHelp(name, is_required, meaning, "", _ALSO.get(name, ()))


COLUMNS = (
    _column(CATALOGUE, "The framework or set, by its name. A new name makes a new catalogue.", is_required=True),
    _column(CODE, "Its code there, such as ENV03c: once in a catalogue. Some have none."),
    _column(TITLE, "What it measures, as its publisher says it: once in a catalogue.", is_required=True),
    _column(THEME, "The theme, category or outcome that it stands under."),
    _column(KIND, "Its type in its publisher’s words: Percentage, Cost, outcome."),
    _column(POLARITY, "Which way is good: high, low, in range. Empty where nobody said."),
    _column(BEST, "Of one within a range, the best value: a number."),
    _column(FREQUENCY, "How often it is published: Annual, Quarterly."),
    _column(NUMERATOR, "What its numerator counts."),
    _column(DENOMINATOR, "What its denominator counts."),
    _column(STATISTICS, "Who publishes the statistics that it comes from."),
    _column(STANDING, "available, or placeholder where the framework has not said yet how it is measured."),
    _column(CHECKED, "How its title was checked. “Not checked …” stays with it on every page."),
    _column(ADDRESS, "Where it can be looked up: an address that begins with https:// or http://."),
    _column(FAMILIES, "Which family groups of councils hold for it, in the words of the file of groups."),
)
HEADINGS = tuple(each.name for each in COLUMNS)
REQUIRED = tuple(each.name for each in COLUMNS if each.is_required)
EXAMPLES: tuple[Sequence[str], ...] = (
    (
        *("Benchmarking framework", "ENV03c", "Street cleanliness score (% acceptable)", "Environmental services"),
        *(
            "Percentage",
            "high",
            "",
            "Annual",
            "",
            "",
            "Improvement body",
            "available",
            "",
            "https://example.org/env03c",
            "Environmental indicators",
        ),
    ),
    (
        *("Benchmarking framework", "ENV01a", "Net cost of waste collection per premises", "Environmental services"),
        *(
            "Cost",
            "low",
            "",
            "Annual",
            "Net spending on collection",
            "Premises collected from",
            "",
            "available",
            "",
            "",
            "",
        ),
    ),
)
