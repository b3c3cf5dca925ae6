"""Every kind of thing can be found, or was looked at and left out."""

from django.apps import apps

from search.index import ROOM
from search.kinds import KINDS
from tests.architecture.test_reach import APPS

LEFT_OUT = {
    "it is read on the page of the thing that it belongs to": (
        "Appointment", "Contribution", "Link", "Remit", "SeriesBreak", "AnnualTarget", "PeriodTarget", "Observation",
        "Commentary", "ReportFile", "PackItem", "PackQuestion", "PackFile", "Event", "Register",
        "Assessment", "Control", "Mitigation", "Clearance", "Share", "Extract", "MonthFigure",
        "PlanReview", "PlanSection", "ReviewItem", "PlanComment", "Distinct", "Merge", "CoverageCount",
        "PriorityChallenge",
        "StaffExtract", "StaffFigure", "StaffShare", "Move", "MilestoneWait", "WeightSet", "PartWeight",
        "Proposal", "ProposedYear", "ProposedPeriod", "TargetQuestion", "Consulted",
        "SummingChoice", "Sharing", "SupportRequest", "RecoveryAction", "MeasureHelp", "EntryMapping",
        "Membership", "Round", "CouncilFigure", "KeptSummary", "Lesson",
        "Breakdown", "GroupFigure", "GroupTarget", "Sheet",
        "Formula", "FormulaInput", "Calculation", "CalculationInput", "OwnForecast",
        "Attachment", "Consultation", "Certificate", "Judged", "Evidence", "Sample", "Sampled",
    ),
    "people come to it by what waits for them, not by its words": (
        "Return", "Cycle", "Run", "ImportBatch", "ImportLayout",
    ),
    "it is set up once, from the menu": (
        "Catalogue",
        "Identity", "Level", "SectionTemplate", "PlanTimetable", "SampleDraw", "Tag", "TagGroup", "Theme",
        "Dimension",
        "Matrix", "Scheme", "RatingRule", "RollOver", "RollOverChoice", "Synonym", "Reorganisation",
        "Token", "Webhook", "Delivery",
        "Council", "Group",
    ),
    "they are one person's own, in their inbox": ("Notice", "Watch"),
    "it is private to two people": (
        "Review", "ReviewObjective", "DevelopmentNeed", "Statement", "Signature", "BreakGlass",
    ),
    "it has no page": ("Heartbeat", "OutboxMessage", "Reminder", "SentOnce", "Tries"),
}  # fmt: skip


def test_every_kind_of_thing_is_in_the_registry_or_left_out_with_a_reason():
    there = {model.__name__ for app in APPS for model in apps.get_app_config(app).get_models()}
    registered = {kind.model.__name__ for kind in KINDS}
    left_out = {name for names in LEFT_OUT.values() for name in names}
    assert sorted(there - registered - left_out) == [], "neither found nor left out"
    assert sorted((registered | left_out) - there) == [], "no such thing"
    assert sorted(registered & left_out) == [], "found, so it is not left out"


def test_kinds_have_names_of_their_own_and_there_is_room_for_them():
    assert len({kind.name for kind in KINDS}) == len({kind.model for kind in KINDS}) == len(KINDS) < ROOM
