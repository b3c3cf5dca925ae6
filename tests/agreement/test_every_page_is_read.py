"""No page that states a fact is forgotten: each has a reader, or was looked at and states none."""

from tests.agreement import readers
from tests.agreement.registry import READERS
from tests.architecture.access import TABLE
from tests.architecture.sweep import machine_routes

# Looked at: none of these tells of a status, a value, a target, a direction, a count, a share or a deadline that
# another page tells as well.
STATES_NONE = {
    "about the product": (
        "about", "accessibility", "help", "setup", "workbook", "mail", "brand", "crest", "components", "health-live",
        "health-ready", "health-metrics", "installation",
    ),
    "signing in": (
        "account_login", "account_logout", "account_change_password", "account_reset_password",
        "account_reset_password_done", "account_reset_password_from_key", "account_reset_password_from_key_done",
        "account_inactive", "account_reauthenticate", "own-sign-in", "mfa_index", "mfa_authenticate",
        "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_activate_totp", "mfa_deactivate_totp",
        "mfa_list_webauthn", "mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn",
        "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
    ),
    "one person's own choices": ("watching", "inbox-mail"),
    "people, units and what they did": (
        "accounts:unit-list", "accounts:unit-detail", "accounts:post-list", "accounts:post-detail",
        "accounts:person-list", "accounts:person-detail", "accounts:role-list", "accounts:audit",
        "accounts:invitation-list",

    ),
    "definitions, rules and words": (
        "plans:level-list", "plans:timetable-list", "plans:level-detail", "plans:plan-list", "plans:plan-checklist",
        "plans:plan-compare", "plans:sample-list", "plans:sample-detail",
        "plans:tag-group-list", "plans:tag-group-detail",
        "indicators:indicator-list", "indicators:set-list", "indicators:set-detail",
        "indicators:rule-usual", "indicators:objective-measures", "indicators:measures-change",
        "indicators:rule-list", "indicators:rule-detail",
        "indicators:summing-list", "indicators:scheme-list",
        "indicators:scheme-detail", "indicators:import-list", "indicators:import-detail",
        "indicators:import-progress", "search:synonym-list", "api:token-list",
        "api:webhook-list", "api:webhook-detail", "api:reference",
    ),
    "private to two people, who alone read it; counts by service are held against the reviews by tests/edr": (
        "edr:own", "edr:own-file", "edr:team-list", "edr:review-detail", "edr:count-list",
    ),
    "two things side by side, as their own pages say them": ("reporting:duplicate",),
    "which registers there are": ("risks:register-list",),
    "what carries which tag: its table is held against its list by tests/reporting": (
        "reporting:balance", "reporting:tagged-list",
    ),
    "which months were read in": ("money:extract-list",),
    "what others publish, and which of ours answer to it: counted by hand in tests/catalogues": (
        "catalogues:catalogue-list", "catalogues:catalogue-detail", "catalogues:catalogue-gap",
        "catalogues:entry-list", "catalogues:entry-detail",
    ),
    "what audit drew, by its risk, and what it found": ("assurance:sample-list", "assurance:sample"),
    "a file, as it was uploaded": ("assurance:evidence",),
    "which councils and measures are compared, and what that led to": (
        "benchmarks:mapping", "benchmarks:council-list", "benchmarks:group-list", "benchmarks:group-detail",
        "benchmarks:lesson-list",
    ),
    "what somebody said, and what has nobody taking part: how many said so is read from the list": (
        "feedback:record", "feedback:attachment", "feedback:theme-list", "feedback:silent-list",
    ),
    "which things partners are shown": ("reporting:sharing-list",),
    "what was reorganised, and all that went along": (
        "accounts:reorganisation-list", "accounts:reorganisation-detail",
    ),
    "which years were started from the last": ("reporting:year-list", "reporting:year-detail"),
    "what is found, by name: the things' own pages say how they stand": ("search:search",),
    "forms, which ask": (
        "edr:review-begin", "edr:review-reopen", "edr:mid-year-write", "edr:end-year-write", "edr:glass-break",
        "edr:objective-create", "edr:objective-edit", "edr:objective-remove", "edr:need-create", "edr:need-edit",
        "edr:need-remove", "accounts:identity",
        "risks:risk-create", "risks:risk-edit", "risks:risk-assess", "risks:risk-close",
        "risks:control-create", "risks:control-edit", "risks:mitigation-create", "risks:mitigation-edit",
        "catalogues:catalogue-edit", "catalogues:entry-adopt", "catalogues:entry-map", "catalogues:measure-names",
        "api:token-create", "api:webhook-create",
        "breakdowns:dimension-create", "breakdowns:dimension-edit", "breakdowns:group-add", "breakdowns:map-upload",
        "breakdowns:group-edit", "breakdowns:breakdown-create", "breakdowns:breakdown-edit", "breakdowns:target-edit",
        "breakdowns:sheet-edit",
        "benchmarks:measure-create", "benchmarks:measure-edit", "benchmarks:council-create", "benchmarks:council-edit",
        "benchmarks:group-create", "benchmarks:group-edit", "benchmarks:lesson-create", "benchmarks:lesson-edit",
        "money:line-create", "money:line-edit", "money:line-link", "money:team-link",
        "feedback:record-create", "feedback:record-edit", "feedback:attachment-create", "feedback:theme-create",
        "feedback:theme-edit", "feedback:measure-consultation", "feedback:objective-consultation",
        "feedback:consultation-edit",
        "assurance:certify", "assurance:evidence-create", "assurance:sample-create", "assurance:finding-edit",
        "risks:objective-clear", "risks:matrix-edit", "risks:register-create", "risks:register-edit",
        "accounts:reorganisation-create", "accounts:reorganisation-edit",
        "accounts:unit-create", "accounts:unit-edit", "accounts:post-create", "accounts:post-edit",
        "accounts:colleague-create", "accounts:appointment-create",
        "accounts:appointment-edit", "accounts:person-create", "accounts:person-edit",
        "plans:tag-group-create", "plans:tag-group-edit", "plans:tag-shipped",
        "plans:level-create", "plans:level-edit", "plans:plan-create", "plans:plan-edit", "plans:plan-approve",
        "plans:plan-close", "plans:plan-submit", "plans:plan-withdraw", "plans:plan-review", "plans:plan-reviewer",
        "plans:section-edit", "plans:comment-create", "plans:comment-answer",
        "plans:timetable-create", "plans:timetable-edit",
        "plans:question-create", "plans:question-edit", "plans:challenge-create", "plans:challenge-edit",
        "plans:objective-create", "plans:objective-edit", "plans:objective-links",
        "plans:milestone-waits", "plans:support-ask", "plans:support-answer",
        "plans:milestone-create", "plans:milestone-edit", "plans:milestone-update", "indicators:indicator-create",
        "indicators:indicator-edit", "indicators:indicator-retire", "indicators:indicator-objectives",
        "indicators:help-ask", "indicators:help-answer", "indicators:recovery-create", "indicators:recovery-edit",
        "indicators:forecast-create", "indicators:outturn-create", "indicators:formula-edit", "indicators:formula-stop",
        "indicators:break-create", "indicators:break-remove", "indicators:set-create", "indicators:set-edit",
        "indicators:summing-level", "indicators:summing-objective", "indicators:weights-create",
        "indicators:weights-edit", "indicators:weights-remove",
        "indicators:target-edit", "target_decisions:proposal-create", "target_decisions:proposal-edit",
        "target_decisions:proposal-withdraw", "target_decisions:question-create", "target_decisions:question-answer",
        "target_decisions:consulted-create", "target_decisions:proposal-agree", "target_decisions:year-review",
        "indicators:rule-create", "indicators:rule-remove", "indicators:scheme-create",
        "indicators:scheme-edit", "indicators:import-create", "indicators:import-match", "indicators:return-words",
        "indicators:return-reopen",
        "indicators:figure-revise", "reporting:year-targets", "reporting:year-timetable", "reporting:year-plans",
        "reporting:year-check", "reporting:cycle-create", "reporting:cycle-edit", "reporting:cycle-release",
        "reporting:report-release", "reporting:sharing-create", "reporting:sharing-end",
        "reporting:report-withdraw", "scrutiny:remit-edit", "scrutiny:meeting-create", "scrutiny:meeting-edit",
        "scrutiny:meeting-cancel", "scrutiny:action-create", "scrutiny:action-edit", "scrutiny:pack-create",
        "scrutiny:pack-words-edit", "scrutiny:pack-take-back", "scrutiny:note-create", "scrutiny:question-create",
        "scrutiny:item-edit", "scrutiny:question-edit", "search:synonym-create", "search:synonym-edit",
    ),
    "what other systems are told that says no more than names and words; what they send": (
        "api:api-v1:api-root", "api:api-v1:read_token", "api:api-v1:read_description", "api:api-v1:list_units",
        "api:api-v1:list_measures", "api:api-v1:read_measure", "api:api-v1:list_plans", "api:api-v1:read_plan",
        "api:api-v1:list_objectives", "api:api-v1:enter_figure", "api:api-v1:submit_figure",
    ),
    "one of the list of figures, which is read": ("api:api-v1:read_figure",),
    "one return on its way: what its own page says": (
        "indicators:return-submit", "indicators:return-submitted", "indicators:return-figure",
        "indicators:figure-history",
    ),
    "which reports and meetings there are": (
        "reporting:cycle-list", "reporting:run-detail", "reporting:run-progress", "reporting:report-list",
        "scrutiny:meeting-detail",
    ),
    "the same document as its page, held together by its own proof": ("scrutiny:pack-file", "reporting:plan-file"),
}  # fmt: skip


def test_every_page_has_a_reader_or_states_no_fact():
    assert readers.__all__  # importing them registers them
    pages = {row.route for row in TABLE if row.get is not None} | set(machine_routes())
    read = {route for reader in READERS for route in reader.routes}
    none = {route for routes in STATES_NONE.values() for route in routes}
    assert sorted(pages - read - none) == [], "neither read nor looked at"
    assert sorted((read | none) - pages) == [], "no such page"
    assert sorted(read & none) == [], "read, so it states something"
