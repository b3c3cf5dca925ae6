"""The columns of a file of rating rules, as ``check_ratings`` reads them too (docs/published-tables.md)."""

from collections.abc import Sequence

from indicators.imports.columns import ColumnHelp
from indicators.imports.council_rules import REQUIRED_OF_RULES

REQUIRED = REQUIRED_OF_RULES
RULE_COLUMNS = (
    ColumnHelp("rule_id", True, "What the rule is called, such as the council’s name."),
    ColumnHelp(
        "basis", True,
        "percent: the gap as per cent of the target; points: the gap in the measure’s own unit; tolerance, floor or "
        "thresholds: by the limits that stand beside each target; none: no status is printed.",
    ),
    ColumnHelp(
        "dot_same_within", False,
        "The largest change, in units, that is still called the same. For new measures whose file names the rule.",
    ),
    ColumnHelp("green_cut", False, "The largest gap that is still green. 0 where it is blank."),
    ColumnHelp("amber_cut", False, "The largest gap that is still amber; as green_cut where there is no amber."),
    ColumnHelp("boundary", False, "better or worse: on which side a figure lies that is exactly on a cut."),
    ColumnHelp(
        "last_year_clause", False,
        "no_worse or better: past the amber cut is amber where the figure is no worse, or better, than a year before.",
    ),
    ColumnHelp("forecast", False, "yes where the colour is a person’s judgement about the year’s end."),
    ColumnHelp("exceeds", False, "The word for well beyond target, where there is one."),
    ColumnHelp("green", False, "The word for on target. Green, Amber and Red where all four words are blank."),
    ColumnHelp("amber", False, "The word for near target; blank where there are two bands."),
    ColumnHelp("red", False, "The word for off target."),
)  # fmt: skip
UNUSED = ("not_rated", "dot_base", "better", "same", "worse")
"""Further columns of published rules: accepted, and said to be left out where they hold something."""
HEADINGS: Sequence[str] = (*(column.name for column in RULE_COLUMNS), *UNUSED, "certainty")
EXAMPLES: Sequence[Sequence[str]] = (
    ("EXAMPLESHIRE", "percent", "0", "10", "better", "", "", "", "On target", "Near target", "Off target"),
)
