"""How councils print and type that there is no figure (rules.md 2)."""

from indicators.rules.vocabulary import Absence

ABSENT = {
    **dict.fromkeys(
        # People write "n/a" for "not applicable" too; read as "not available" the gap stays in sight.
        (
            "-", "--", "n/a", "na", "n.a.", "n.a", "no data", "no figure", "not available",
            "not yet available", "unavailable", "not known", "unknown", "not reported", "not provided", "tbc", "tba",
            "t.b.c.", "to be confirmed", "to be reported", "to follow", "awaiting data", "data awaited", "awaited",
            "pending", "[x]", "..", "data not available", "data not yet available", "no data available",
            "no data yet", "data unavailable", "data pending", "data to follow", "data tbc", "not yet known",
            "not yet reported", "not yet published", "not published", "not recorded", "not collected", "not measured",
            "awaiting", "awaiting figures", "awaiting figure", "figure awaited", "unable to report", "n/k", "tbd",
        ),
        Absence.NOT_AVAILABLE,
    ),
    **dict.fromkeys(
        # A measure that has no figure in this period by design.
        (
            "not applicable", "[z]", "annual", "annual measure", "annual indicator", "annual figure", "annual only",
            "annual data", "reported annually", "not due", "not due yet", "not yet due", "not reported this quarter",
        ),
        Absence.NOT_APPLICABLE,
    ),
    **dict.fromkeys(("withheld", "suppressed", "confidential", "[c]"), Absence.WITHHELD),
}  # fmt: skip
"""What each text says, in small letters."""
