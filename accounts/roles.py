"""What each role may do. Pure: no Django, so that a council's roles can be read on one page.

A permission is NOUN_VERB. A role lists its permissions and says how far they reach: over the whole council, over the
unit of the post that carries the role and everything beneath it, or along the line of managers: over the post itself
and the posts that report to it, directly or further down.
"""

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    COUNCIL_READ = "council_read"  # everything that is not private or exempt
    DRAFT_READ = "draft_read"  # reports and figures before release or sign-off
    EXEMPT_READ = "exempt_read"  # exempt items of the packs of one's own committees
    AUDIT_READ = "audit_read"
    ORGANISATION_EDIT = "organisation_edit"  # people, units, posts, appointments
    REORGANISE = "reorganise"  # move, merge, split and close units and posts, with all that hangs from them
    PLAN_EDIT = "plan_edit"  # levels, plans, objectives, links; review and approve what services write
    PLAN_WRITE = "plan_write"  # draft plans of a unit, with all that belongs to them
    QUESTION_EDIT = "question_edit"  # what the plans of a unit are asked, beside what the council asks of every plan
    MILESTONE_UPDATE = "milestone_update"
    RISK_EDIT = "risk_edit"  # risks, their scores, controls and actions
    EXEMPT_RISK_READ = "exempt_risk_read"
    RISK_MATRIX_EDIT = "risk_matrix_edit"  # the matrix and the registers
    MONEY_EDIT = "money_edit"  # budget lines, by hand
    MONEY_IMPORT = "money_import"  # budgets, the ledger's months and those of the establishment
    MONEY_LINK = "money_link"  # which objectives a budget line serves
    BENCHMARK_EDIT = "benchmark_edit"  # councils, groups and measures that we are compared by, and their figures
    LESSON_RECORD = "lesson_record"  # what comparing a measure with other councils led to
    DATA_CERTIFY = "data_certify"  # certificates of data quality, and what audit samples
    FEEDBACK_RECORD = "feedback_record"  # what people say of a unit; reads its casework and concerns of staff
    INDICATOR_EDIT = "indicator_edit"  # definitions, sets, breaks
    TARGET_EDIT = "target_edit"  # set targets, and record what a meeting agreed
    TARGET_PROPOSE = "target_propose"  # propose a service's targets, and answer questions about them
    TARGET_CHALLENGE = "target_challenge"  # ask why a proposed target is what it is
    RULE_EDIT = "rule_edit"  # rating rules and schemes
    FIGURE_ENTER = "figure_enter"  # draft, submit and propose revisions
    FIGURE_APPROVE = "figure_approve"
    FIGURE_IMPORT = "figure_import"
    RETURN_REOPEN = "return_reopen"  # a named, dated exception to a lock
    CYCLE_EDIT = "cycle_edit"
    YEAR_ROLL = "year_roll"  # a new year's targets, timetable and plans, all at once
    REPORT_BUILD = "report_build"
    REPORT_RELEASE = "report_release"
    PACK_EDIT = "pack_edit"  # meetings and packs of one's own committees
    COMMITTEE_EDIT = "committee_edit"  # committees and remits
    PARTNER_SHARE = "partner_share"  # what of the council's a partner organisation is shown
    SEARCH_EDIT = "search_edit"  # what people call things, so that a search finds them
    PRIVATE_EDIT = "private_edit"  # read and change what is private to a post
    REVIEW_OWN = "review_own"  # have a yearly development review (EDR)
    REVIEW_MONITOR = "review_monitor"  # counts of reviews by service, nobody's review
    BREAK_GLASS = "break_glass"  # open a private review for a day, with a reason that its owner is told


class Reach(StrEnum):
    COUNCIL = "council"
    UNIT = "unit"
    LINE = "line"


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    DIRECTOR = "director"
    APPROVER = "approver"
    DATA_OFFICER = "data_officer"
    CABINET_MEMBER = "cabinet_member"
    SCRUTINY_CHAIR = "scrutiny_chair"
    SCRUTINY_MEMBER = "scrutiny_member"
    COUNCILLOR = "councillor"
    PARTNER = "partner"
    AUDITOR = "auditor"
    HUMAN_RESOURCES = "human_resources"
    FINANCE = "finance"
    EMPLOYEE = "employee"


@dataclass(frozen=True, slots=True)
class RoleDescription:
    """``council`` permissions reach the whole council; ``unit`` ones the post's unit and what lies beneath it; ``line``
    ones the post itself and those that report to it.
    """

    name: str
    purpose: str
    council: frozenset[Permission] = frozenset()
    unit: frozenset[Permission] = frozenset()
    line: frozenset[Permission] = frozenset({Permission.PRIVATE_EDIT, Permission.REVIEW_OWN})

    def reach(self, permission: Permission) -> Reach | None:
        if permission in self.council:
            return Reach.COUNCIL
        if permission in self.unit:
            return Reach.UNIT
        return Reach.LINE if permission in self.line else None


P = Permission
_READ = frozenset({P.COUNCIL_READ})
_CHALLENGES = _READ | {P.TARGET_CHALLENGE}
_NO_EMPLOYEE = frozenset({P.PRIVATE_EDIT})
_RISKS = frozenset({P.RISK_EDIT, P.EXEMPT_RISK_READ})

_ANSWERS = frozenset(
    {
        P.FIGURE_APPROVE,
        P.FIGURE_ENTER,
        P.MILESTONE_UPDATE,
        P.AUDIT_READ,
        P.PLAN_WRITE,
        P.QUESTION_EDIT,
        P.MONEY_LINK,
        P.LESSON_RECORD,
        P.FEEDBACK_RECORD,
        P.TARGET_PROPOSE,
    }
)  # what whoever answers for a unit does there

ROLES: dict[Role, RoleDescription] = {
    Role.ADMINISTRATOR: RoleDescription(
        "Administrator (performance team)",
        "Runs the framework for the whole council: definitions, targets, timetable, imports, reports.",
        council=frozenset(Permission) - {P.FIGURE_APPROVE, P.PRIVATE_EDIT, P.REVIEW_OWN, P.BREAK_GLASS, P.PLAN_WRITE},
    ),
    Role.DIRECTOR: RoleDescription(
        "Director",
        "Answers for a directorate: approves its figures and sees drafts for the whole council.",
        council=_CHALLENGES | {P.DRAFT_READ, P.REVIEW_MONITOR},
        unit=_RISKS | _ANSWERS | {P.TARGET_EDIT},
    ),
    Role.APPROVER: RoleDescription(
        "Head of service",
        "Approves a service's return or sends it back with a note.",
        council=_READ,
        unit=_RISKS | _ANSWERS | {P.DRAFT_READ},
    ),
    Role.DATA_OFFICER: RoleDescription(
        "Data officer",
        "Enters a service's figures, commentary and milestones each quarter.",
        council=_READ,
        unit=frozenset({P.FIGURE_ENTER, P.MILESTONE_UPDATE, P.DRAFT_READ, P.PLAN_WRITE, P.FEEDBACK_RECORD}),
    ),
    Role.CABINET_MEMBER: RoleDescription(
        "Cabinet member", "Holds a portfolio and answers for it in public.", council=_CHALLENGES, line=_NO_EMPLOYEE
    ),
    Role.SCRUTINY_CHAIR: RoleDescription(
        "Scrutiny chair",
        "Leads a committee: sets its packs and questions.",
        council=_CHALLENGES,
        unit=frozenset({P.PACK_EDIT, P.EXEMPT_READ}),
        line=_NO_EMPLOYEE,
    ),
    Role.SCRUTINY_MEMBER: RoleDescription(
        "Scrutiny member",
        "Sits on a committee.",
        council=_CHALLENGES,
        unit=frozenset({P.EXEMPT_READ}),
        line=_NO_EMPLOYEE,
    ),
    Role.COUNCILLOR: RoleDescription("Councillor", "Any elected member.", council=_READ, line=_NO_EMPLOYEE),
    Role.PARTNER: RoleDescription(
        "Partner",
        "A partner organisation's officer: its own measures, plans and risks, and what is shared with it.",
        unit=_RISKS
        | {P.PLAN_WRITE, P.FIGURE_ENTER, P.MILESTONE_UPDATE, P.DRAFT_READ, P.COUNCIL_READ, P.FEEDBACK_RECORD},
        line=_NO_EMPLOYEE,
    ),
    Role.AUDITOR: RoleDescription(
        "Auditor",
        "Reads definitions, evidence and the trail of every change. Says how good the data is; changes nothing else.",
        council=_READ | {P.DATA_CERTIFY, P.AUDIT_READ, P.DRAFT_READ, P.EXEMPT_RISK_READ, P.REVIEW_MONITOR},
    ),
    Role.EMPLOYEE: RoleDescription("Employee", "Sees how their work serves the council.", council=_READ),
    Role.HUMAN_RESOURCES: RoleDescription(
        "Human resources",
        "Counts development reviews; opens one only with a reason, which its owner is told.",
        council=_READ | {P.REVIEW_MONITOR, P.BREAK_GLASS},
    ),
    Role.FINANCE: RoleDescription(
        "Finance",
        "Imports the year’s budget and the months of the ledger and of the establishment; reads all money.",
        council=_READ | {P.MONEY_IMPORT},
    ),
}
