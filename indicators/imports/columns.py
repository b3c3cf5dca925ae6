"""What each column of an import means, for the page and for ``docs/import.md``."""

from typing import NamedTuple


class ColumnHelp(NamedTuple):
    """A column: its heading, whether a file must have it, and what its cells may hold. ``label`` is what a person
    chooses where they say what a column of their own is ("": the heading). ``also`` are the usual other headings of it,
    in small letters.
    """

    name: str
    is_required: bool
    meaning: str
    label: str = ""
    also: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """As a person chooses it."""
        return self.label or self.name


COLUMN_HELP = (
    ColumnHelp(
        "indicator",
        True,
        "The measure’s name. A measure is found by its reference, else by this name.",
        "Measure: its name",
        (
            *("measure", "performance measure", "kpi", "performance indicator", "key performance indicator", "metric"),
            *(
                "indicator name",
                "measure name",
                "kpi name",
                "indicator title",
                "measure title",
                "indicator description",
            ),
            *("measure description", "kpi description", "pi description", "title", "name", "description"),
            *("performance measure / indicator", "short name", "what we measure", "pi", "performance indicators"),
            *("indicators", "measures", "kpis", "kpi title", "pi title", "pi name", "measure of success"),
            *("what are we measuring", "what are we measuring?", "indicator short name", "measures of success"),
            *("tsm description", "tsm", "mesur", "mesurau", "dangosydd", "dangosyddion", "mesur perfformiad"),
        ),
    ),
    ColumnHelp(
        "period",
        True,
        "2026/27 Q1, 2026/27 H1, April 2026 or 2026/27. Calendar years: 2026 Q1 or 2026. Or its last day: 30/06/2026.",
        "Period",
        (
            *("quarter", "reporting period", "month", "time period", "date", "period ending", "quarter ending"),
            *("period end", "month ending", "qtr", "reported period", "data period", "quarter/year", "period covered"),
            *(
                "reporting quarter",
                "reporting month",
                "as at",
                "as of",
                "period label",
                "period name",
                "date of data",
            ),
            *("reporting date", "data period", "latest period", "period of data", "cyfnod", "chwarter", "mis"),
        ),
    ),
    ColumnHelp(
        "actual",
        True,
        "The figure: 78.5, 78.5%, £1,234, 20:1, Yes. n/a where there is none. Empty changes nothing.",
        "Figure: what was achieved",
        (
            *(
                "outturn",
                "result",
                "results",
                "actuals",
                "performance",
                "value",
                "figure",
                "actual performance",
                "score",
            ),
            *("current performance", "current value", "achieved", "latest", "actual to date", "ytd actual", "ytd"),
            *("this period", "this quarter", "actual value", "actual result", "position", "latest value", "actual ytd"),
            *(
                "current",
                "latest performance",
                "latest result",
                "current position",
                "year to date",
                "cumulative actual",
            ),
            *("actual outturn", "final outturn", "performance actual", "data", "result for period", "current quarter"),
            *("latest data", "current data", "latest available", "latest available data", "current period"),
            *("current outturn", "latest outturn", "outturn performance", "current result", "latest figure"),
            *("ytd performance", "ytd value", "ytd result", "ytd outturn", "year to date performance"),
            *("latest actual", "perfformiad", "canlyniad", "gwerth", "alldro"),
            *("current actual", "reported value", "reported figure", "how are we doing", "how are we doing?", "ffigur"),
        ),
    ),
    ColumnHelp(
        "target",
        False,
        "What the period is to reach: a figure, at least 90%, 10 to 12 for a range, or words.",
        "Target",
        (
            *(
                "annual target",
                "target to date",
                "standard",
                "goal",
                "target value",
                "profiled target",
                "period target",
            ),
            *("quarterly target", "quarter target", "current target", "ytd target", "target ytd", "performance target"),
            *(
                "green",
                "green target",
                "green threshold",
                "target figure",
                "agreed target",
                "target set",
                "target for period",
            ),
            *("monthly target", "month target", "targets", "aim", "year end target", "full year target", "milestone"),
            *("green if", "targed", "period target value", "target (annual)", "targed blynyddol"),
        ),
    ),
    ColumnHelp(
        "indicator_ref",
        False,
        "The measure’s reference, such as HS07.",
        "Measure: its reference",
        (
            *("ref", "ref no", "ref number", "reference", "pi code", "kpi ref", "code", "measure ref", "kpi code"),
            *("kpi no", "kpi number", "no", "id", "pi ref", "indicator code", "measure id", "measure code", "kpi id"),
            *("indicator id", "indicator no", "indicator number", "indicator reference", "measure reference", "pi no"),
            *("reference number", "pi number", "measure no", "measure number", "unique ref", "unique reference", "#"),
            *("kpi reference", "pi reference", "performance indicator ref", "pi id"),
            *("tsm code", "tsm ref", "cyf", "cyfeirnod", "rhif", "cod"),
        ),
    ),
    ColumnHelp(
        "council",
        False,
        "Whose measure it is. Empty means this council.",
        "Council",
        (
            *("authority", "local authority", "council name", "organisation", "organisation label"),
            *("organisation name", "awdurdod", "awdurdod lleol", "cyngor"),
        ),
    ),
    ColumnHelp(
        "theme",
        False,
        "The service. Used for measures that are new.",
        "Service that answers for it",
        (
            *("service", "directorate", "department", "division", "team", "service area", "service name", "dept"),
            *("business unit", "responsible service", "owning service", "function", "section"),
            *("gwasanaeth", "cyfarwyddiaeth", "adran"),
        ),
    ),
    ColumnHelp(
        "polarity",
        False,
        "high, low, in-range, plan or none: which way is good. For new measures.",
        "Which way is good",
        (
            *(
                "good performance is",
                "good is",
                "what is good",
                "what good looks like",
                "good performance",
                "good to be",
                "good",
            ),
            *("aim to maximise / minimise", "aim to maximise/minimise", "aim to maximise or minimise", "aim to"),
            *(
                "what is good?",
                "what is good performance",
                "what does good look like",
                "good performance is?",
                "better",
            ),
            *("maximise/minimise", "maximise / minimise", "maximise or minimise", "bigger or smaller is better"),
            *("desired direction", "polarity of measure", "better is", "high or low", "high/low", "better if"),
            *("higher or lower is better", "good performance means", "bigger/smaller is better", "direction of good"),
            *("min/max", "max/min", "good performance is high or low", "performance direction", "target direction"),
            *("direction of improvement", "bigger or smaller", "polaredd"),
        ),
    ),
    ColumnHelp(
        "unit",
        False,
        "%, £, days and so on. It must be the measure’s own.",
        "Unit",
        (
            *("units", "unit of measure", "unit of measurement", "format", "measured in", "data type", "uom"),
            *("value type", "uned"),
        ),
    ),
    ColumnHelp(
        "frequency",
        False,
        "Monthly, Quarterly, Termly, Half-yearly or Annual. The periods decide.",
        "How often it is collected",
        (
            "freq",
            "reporting frequency",
            "how often",
            "collected",
            "frequency of reporting",
            "collection frequency",
            "reported",
            "amlder",
        ),
    ),
    ColumnHelp(
        "standing",
        False,
        "provisional, final, revised or estimated. Or put [p], [r] or [e] after the figure.",
        "Standing of the figure (provisional, final …)",
        ("data status", "provisional/final", "data standing", "figure status"),
    ),
    ColumnHelp(
        "commentary",
        False,
        "What happened.",
        "Commentary: what happened",
        (
            *("comments", "comment", "narrative", "notes", "explanation", "officer comments", "latest note", "note"),
            *("progress", "update", "performance commentary", "supporting commentary", "performance narrative"),
            *("latest update", "officer commentary", "service commentary", "analysis", "contextual commentary"),
            *("progress update", "commentary/notes", "comments / notes", "remarks", "supporting narrative"),
            *("officer narrative", "actual comment", "measure comment", "what does this mean", "sylwadau", "naratif"),
        ),
    ),
    ColumnHelp(
        "why",
        False,
        "Why it happened.",
        "Commentary: why",
        ("reason", "reasons", "cause", "causes", "reason for variance", "reason for performance"),
    ),
    ColumnHelp(
        "action",
        False,
        "What we are doing about it.",
        "Commentary: what we are doing about it",
        ("actions", "corrective action", "remedial action", "improvement actions", "action taken", "actions taken"),
    ),
    ColumnHelp(
        "outlook",
        False,
        "What we expect next.",
        "Commentary: what we expect next",
        ("forecast commentary", "expected", "next steps", "outlook commentary"),
    ),
    ColumnHelp(
        "threshold",
        False,
        "The worst figure that is not off target yet, or a tolerance such as ±5%. Kept beside the target.",
        "Limit: beyond it the figure is off target",
        (
            *(
                "amber",
                "amber target",
                "amber threshold",
                "floor",
                "intervention level",
                "lower threshold",
            ),
            *("amber limit", "red threshold", "minimum standard", "red limit", "trigger", "trigger level", "amber if"),
        ),
    ),
    ColumnHelp(
        "tolerance",
        False,
        "How far from its target a figure may be and not be off target: 5%, 2 days. Kept beside the target.",
        "Tolerance: how far from the target is not off target yet",
        (
            *("tolerance level", "variance tolerance", "tolerance +/-", "amber tolerance", "permitted variance"),
            "target tolerance",
        ),
    ),
    ColumnHelp(
        "prev_period_actual",
        False,
        "The figure of the period before. Kept as that period’s where it has none.",
        "Figure of the period before",
        (
            *(
                "previous quarter",
                "last quarter",
                "previous period",
                "previous",
                "previous value",
                "prev qtr",
                "last period",
            ),
            *("prior period", "prior quarter", "previous result", "previous actual", "last month", "previous month"),
            *("previous data", "prior data", "last quarter actual", "previous quarter actual", "prior period actual"),
            *("previous performance", "previous outturn", "previous figure"),
        ),
    ),
    ColumnHelp(
        "prev_year_actual",
        False,
        "The figure of the same period a year before. Kept as that period’s where it has none.",
        "Figure of the same period a year before",
        (
            *(
                "last year",
                "same period last year",
                "previous year",
                "same quarter last year",
                "prev year",
                "prior year",
            ),
            *("last year actual", "same period previous year", "this time last year", "previous year actual"),
            *("last years actual", "same quarter previous year", "prev yr", "same month last year"),
        ),
    ),
    ColumnHelp(
        "rule",
        False,
        "The rating rule of the measure, by its name in the file of rating rules. Empty: the council’s.",
        "Rating rule, by its name",
        ("rule id", "rating rule", "rag rule", "rule name", "rating method", "rag method"),
    ),
    ColumnHelp(
        "report",
        False,
        "Which report or system the figure comes from. Kept with the figure.",
        "Report or system it comes from",
        ("source", "data source", "system", "source of data"),
    ),
    ColumnHelp(
        "source_url",
        False,
        "Where that can be seen. Kept with the figure.",
        "Address where that can be seen",
        ("url", "link", "web link", "source link"),
    ),
)
