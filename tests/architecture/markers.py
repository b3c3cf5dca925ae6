"""Words that stand in one kind of thing of one side only, so that an answer which holds them tells of that thing.

Every kind of thing of the product has them, or says here why it has none: ``test_reach`` holds the list against the
models, ``test_access`` sees to it that somebody can read each.
"""

from tests.architecture.rows import (
    ADMINISTRATOR,
    AUDIT,
    AUDITING,
    CHAIR,
    COUNCIL,
    DRAFTS,
    ENTERING,
    LINE,
    NOBODY,
    OUR_DRAFTS,
    OUR_PACKS,
    PARTNER,
    Who,
    people,
)

SIDES = ("ours", "theirs", "partners")


def words_of(kind: str, side: str) -> str:
    """What stands in a thing of that kind: "The Milestone words of ours". None of these stands within another."""
    return f"The {kind} words of {side}"


# Kinds of thing (models by name) and who may be told of those of ours, of theirs and of the partner's.
_ANYBODY = (COUNCIL, COUNCIL, COUNCIL | PARTNER)
_OWN_PACK = (OUR_PACKS, ADMINISTRATOR, ADMINISTRATOR)
READERS: dict[str, tuple[Who, Who, Who]] = {
    **dict.fromkeys(
        (
            "Unit", "Post", "User", "Plan", "Objective", "Milestone", "Indicator", "IndicatorSet", "SeriesBreak",
            "AnnualTarget", "RatingRule", "Observation", "Commentary", "Report", "ReportFile", "Meeting",
            "MeetingAction", "PackItem", "Register", "Risk", "Assessment", "Control", "Mitigation", "Clearance",
            "BudgetLine", "PlanReview", "PlanSection", "SectionTemplate", "ReviewItem", "PlanComment", "SupportRequest",
            "RecoveryAction", "MeasureHelp", "EntryMapping", "Formula", "OwnForecast",
            "ComparedMeasure", "Lesson",
            "Proposal", "ProposedYear", "TargetQuestion", "Consulted",
            "Certificate", "Judged",
            "Record", "Attachment", "Consultation",
        ),
        _ANYBODY,
    ),
    "Pack": _OWN_PACK,
    "PackQuestion": _OWN_PACK,
    "PackFile": (COUNCIL, COUNCIL, COUNCIL),
    "Merge": (COUNCIL, COUNCIL, COUNCIL),
    "PriorityChallenge": (COUNCIL, COUNCIL, COUNCIL),
    **dict.fromkeys(
        ("Review", "ReviewObjective", "DevelopmentNeed", "Statement", "Signature"), (LINE, NOBODY, NOBODY)
    ),
    # The person reads who opened it, and why.
    "BreakGlass": (people("data_officer"), NOBODY, NOBODY),
    # What a certificate rests on is for who reads the trail of the measure; what was sampled, for audit.
    "Evidence": (AUDITING, AUDIT, AUDIT),
    "Sampled": (AUDIT, AUDIT, AUDIT),
    **dict.fromkeys(("Return", "Sheet"), (OUR_DRAFTS, DRAFTS, DRAFTS | PARTNER)),
    "ImportBatch": (AUDIT, AUDIT, AUDIT),
    "Notice": (ADMINISTRATOR | people("data_officer"), ADMINISTRATOR, ADMINISTRATOR | PARTNER),
    "Event": (AUDITING | ENTERING | CHAIR, AUDIT, AUDIT | PARTNER),
}  # fmt: skip
WORDLESS = {
    "its words are those of the two things that it joins": (
        "Distinct",
        "Breakdown",
        "Appointment",
        "FormulaInput",
        "Calculation",
        "CalculationInput",
        "Contribution",
        "MilestoneWait",
        "PartWeight",
        "SummingChoice",
        "WeightSet",
        "Link",
        "Membership",
        "Share",
        "StaffShare",
        "Remit",
        "Watch",
    ),
    "it holds numbers only, under the words of its year’s target": ("PeriodTarget", "ProposedPeriod"),
    "it holds numbers only, under the words of its compared measure": ("CouncilFigure", "KeptSummary", "Round"),
    "it holds numbers only, under the words of its measure and its group": ("GroupFigure", "GroupTarget"),
    "it holds numbers only, under the words of its budget line or unit": (
        "CoverageCount",
        "MonthFigure",
        "StaffFigure",
    ),
    "it is the whole council’s, whoever reads it": (
        "Catalogue",
        "Council",
        "Cycle",
        "Entry",
        "Dimension",
        "Extract",
        *("Group", "Group"),  # of councils, and of residents
        "StaffExtract",
        "Identity",
        "ImportLayout",
        "Level",
        "Matrix",
        "PlanTimetable",
        "Move",
        "Reorganisation",
        "RollOver",
        "RollOverChoice",
        "Sample",
        "SampleDraw",
        "Sharing",
        "Run",
        "Scheme",
        "Synonym",
        "Tag",
        "TagGroup",
        "Theme",
        "Token",
        "Webhook",
    ),
    "it holds references alone, to things that have words of their own": ("Delivery",),
    "no page shows its words": ("Heartbeat", "OutboxMessage", "Reminder", "SentOnce", "Tries"),
}  # fmt: skip

MARKERS: dict[str, Who] = {
    words_of(kind, side): who for kind, groups in READERS.items() for side, who in zip(SIDES, groups, strict=True)
}
