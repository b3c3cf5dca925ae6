"""The columns of a file of plans, and what the words in its column ``level`` make of a row."""

from indicators.imports.columns import ColumnHelp
from plans.models import ObjectiveKind

PLAN_COLUMNS = (
    ColumnHelp("id", True, "A short code of the row, at most 20 characters, such as CP-P1. It becomes the reference."),
    ColumnHelp(
        "level",
        True,
        "One of your levels of plans, such as corporate plan or service plan; or, within a plan: priority, area of "
        "focus, outcome, objective, task; or action for a milestone, indicator for a measure.",
    ),
    ColumnHelp("title", True, "What it is called."),
    ColumnHelp("parent_id", False, "The id of what it contributes to, here or in the file. Empty at the top."),
    ColumnHelp("period", False, "The years of a plan: 2023-2027, or 2026/27. Empty: as the plan above."),
    ColumnHelp("council", False, "Whose plan it is. Empty means this council."),
    ColumnHelp("directorate", False, "The unit that the plan is of. Empty: as above it, at the top the council."),
    ColumnHelp("ref", False, "The reference of a measure, where it differs from the id."),
    ColumnHelp("stage", False, "Of an action: Not started, In progress, Completed."),
    ColumnHelp("due_date", False, "Of an action, which needs one: 31/03/2027 or 2027-03-31."),
    ColumnHelp("percent_complete", False, "Of an action: 0 to 100."),
    ColumnHelp("status", False, "The status as published. It is kept in words."),
    ColumnHelp("status_period", False, "When that was."),
    ColumnHelp("baseline", False, "Of a measure: where it started. Kept in the words of its definition."),
    ColumnHelp("target_year_1", False, "Of a measure: kept in the words of its definition, as are the next two."),
    ColumnHelp("target_year_2", False, "The second year’s."),
    ColumnHelp("target_year_3", False, "The third year’s."),
    ColumnHelp("note", False, "Anything worth keeping. It becomes the description."),
    ColumnHelp("source", False, "Where it was published."),
)
HEADINGS = tuple(column.name for column in PLAN_COLUMNS)
REQUIRED = tuple(column.name for column in PLAN_COLUMNS if column.is_required)
LEFT_ALONE = ("section_or_owner", "objectives_or_milestones", "indicators")
EXAMPLE_IDS = ("EXAMPLE-CP", "EXAMPLE-P1")

_EXAMPLES = (
    {"id": "EXAMPLE-CP", "level": "Corporate plan", "title": "Corporate Plan 2026 to 2030", "period": "2026-2030"},
    {"id": "EXAMPLE-P1", "level": "Priority", "title": "A healthy place", "parent_id": "EXAMPLE-CP"},
)
EXAMPLES = tuple(tuple(row.get(name, "") for name in HEADINGS) for row in _EXAMPLES)

OBJECTIVES = {
    "priority": ObjectiveKind.PRIORITY,
    "theme": ObjectiveKind.PRIORITY,
    "area of focus": ObjectiveKind.FOCUS,
    "focus": ObjectiveKind.FOCUS,
    "department": ObjectiveKind.FOCUS,
    "outcome": ObjectiveKind.OUTCOME,
    "goal": ObjectiveKind.OUTCOME,
    "key objective": ObjectiveKind.OBJECTIVE,
    "objective": ObjectiveKind.OBJECTIVE,
    "task": ObjectiveKind.TASK,
}
"""Words for what stands in a plan."""

ACTIONS = ("action", "milestone")
MEASURES = ("indicator", "measure", "key result", "key result indicator")
PERSONAL = ("personal plan", "personal development plan", "individual plan", "individual edr plan", "edr")
"""Private to one person, so never taken from a file that others read."""

SAME_LEVEL = {"directorate plan": "departmental service plan", "laa": "partnership agreement"}
"""Other names of the usual levels."""
