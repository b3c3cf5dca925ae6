"""What each column of an import means, for the page and for ``docs/import.md``."""

from typing import NamedTuple


class ColumnHelp(NamedTuple):
    """A column: its heading, whether a file must have it, and what its cells may hold."""

    name: str
    is_required: bool
    meaning: str


COLUMN_HELP = (
    ColumnHelp("indicator", True, "The measure’s name. A measure is found by its reference, else by this name."),
    ColumnHelp("period", True, "2026/27 Q1, 2026/27 H1, April 2026 or 2026/27. Calendar years: 2026 Q1 or 2026."),
    ColumnHelp(
        "actual", True, "The figure: 78.5, 78.5%, £1,234, 20:1, Yes. n/a where there is none. Empty changes nothing."
    ),
    ColumnHelp("target", False, "What the period is to reach: a figure, 10 to 12 for a range, or words."),
    ColumnHelp("indicator_ref", False, "The measure’s reference, such as HS07."),
    ColumnHelp("council", False, "Whose measure it is. Empty means this council."),
    ColumnHelp("theme", False, "The service. Used for measures that are new."),
    ColumnHelp("polarity", False, "high, low, in-range, plan or none: which way is good. For new measures."),
    ColumnHelp("unit", False, "%, £, days and so on. It must be the measure’s own."),
    ColumnHelp("frequency", False, "Monthly, Quarterly, Half-yearly or Annual. The periods decide."),
    ColumnHelp("standing", False, "provisional, final, revised or estimated. Or put [p], [r] or [e] after the figure."),
    ColumnHelp("commentary", False, "What happened."),
    ColumnHelp("why", False, "Why it happened."),
    ColumnHelp("action", False, "What we are doing about it."),
    ColumnHelp("outlook", False, "What we expect next."),
    ColumnHelp("report", False, "Which report or system the figure comes from. Kept with the figure."),
    ColumnHelp("source_url", False, "Where that can be seen. Kept with the figure."),
)
