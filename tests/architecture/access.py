"""Who may open what, and who may do what: the one reviewed table of every route.

A new route without a row fails the build. ``ours`` are the objects of the service and the committee in which the
director, the head of service, the data officer, the chair and the member hold their posts; ``theirs`` the like of
another service and committee; ``partners`` those of the partner's own unit.
"""

import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from assurance.rules.grades import Dimension
from tests.architecture.rows import (
    ADMINISTRATOR,
    ANYONE,
    AUDIT,
    AUDITING,
    CHAIR,
    COUNCIL,
    COUNTING,
    DRAFTS,
    EMPLOYEES,
    ENTERING,
    ENTERS,
    HEADS,
    IMPORTING,
    LINE,
    LINKING,
    NOBODY,
    OUR_DRAFTS,
    OUR_PACKS,
    PARTNER,
    PERSONNEL,
    RISK_READERS,
    RISKS,
    SIGNED_IN,
    WRITERS,
    Fill,
    Row,
    button,
    form,
    page,
    people,
    row,
)
from tests.architecture.world import UPLOAD, Side, own_address
from tests.factories.edr import YEAR
from tests.factories.indicators import Q2

LIBRARY: dict[str, Any] = {"is_library": True, "writes": False}
PAGES = [
    page("home", get=SIGNED_IN),
    button("reporting:home-briefed", who=SIGNED_IN),
    page("about", get=ANYONE),
    page("accessibility", get=ANYONE),
    page("help", get=SIGNED_IN),
    page("setup", get=ADMINISTRATOR),
    page("workbook", get=ADMINISTRATOR),
    button("setup-finish", fill={"finished": "no"}),
    page("brand", get=ANYONE),
    page("crest", get=ANYONE),
    page("components", get=ADMINISTRATOR),
    page("health-live", get=ANYONE),
    page("health-ready", get=ANYONE),
    page("health-metrics", get=ADMINISTRATOR),
    page("installation", get=ADMINISTRATOR),
    form("mail", fill={"email": "somebody@exampleshire.example"}),
    row("account_login", get=ANYONE, post=ANYONE, **LIBRARY),
    row("account_logout", get=ANYONE, post=ANYONE, **LIBRARY),
    row("account_change_password", get=SIGNED_IN, post=SIGNED_IN, **LIBRARY),
    row("account_reset_password", get=ANYONE, post=ANYONE, **LIBRARY),
    row("account_reset_password_done", get=ANYONE, **LIBRARY),
    row("account_reset_password_from_key", "uidb36='1 key='none", get=ANYONE, post=ANYONE, **LIBRARY),
    row("account_reset_password_from_key_done", get=ANYONE, **LIBRARY),
    row("account_inactive", get=ANYONE, **LIBRARY),
    row("account_reauthenticate", get=SIGNED_IN, post=SIGNED_IN, **LIBRARY),
    page("own-sign-in", get=SIGNED_IN),
    button("session-end", "pk='1", who=SIGNED_IN, writes=False),  # nobody here is signed in twice
    button("sessions-end-others", who=SIGNED_IN, writes=False),
    button("session-stay", who=SIGNED_IN, writes=False),
    # The second step: nobody in this council has one yet, so some lead to where it is set up or to confirming first.
    row("mfa_index", get=SIGNED_IN, **LIBRARY),
    row("mfa_authenticate", get=SIGNED_IN, post=SIGNED_IN, **LIBRARY),
    row("mfa_reauthenticate", get=SIGNED_IN, post=SIGNED_IN, **LIBRARY),
    row("mfa_activate_totp", get=SIGNED_IN, post=SIGNED_IN, **LIBRARY),
    row("mfa_deactivate_totp", get=NOBODY, post=NOBODY, **LIBRARY),
    row("mfa_view_recovery_codes", get=NOBODY, **LIBRARY),
    row("mfa_generate_recovery_codes", get=SIGNED_IN, post=SIGNED_IN, **LIBRARY),
    row("mfa_download_recovery_codes", get=NOBODY, **LIBRARY),
    row("mfa_list_webauthn", get=SIGNED_IN, **LIBRARY),
    row("mfa_add_webauthn", get=SIGNED_IN, post=SIGNED_IN, **LIBRARY),
    row("mfa_reauthenticate_webauthn", get=SIGNED_IN, post=SIGNED_IN, **LIBRARY),
    row("mfa_edit_webauthn", "pk='1", get=SIGNED_IN, post=SIGNED_IN, **LIBRARY),
    row("mfa_remove_webauthn", "pk='1", get=SIGNED_IN, post=SIGNED_IN, **LIBRARY),
]

# What a page of it is about, and so what whoever may open that may watch.
WATCHED = (
    ("measure", "measure.pk", "POST"), ("service", "service.pk", "POST"), ("plan", "plan.pk", "POST"),
    ("objective", "objective.pk", "POST"), ("report", "released.pk", "POST"), ("meeting", "meeting.pk", ""),
    ("risk", "extras.risk.pk", "POST"),
)  # fmt: skip
INBOX = [
    page("inbox", get=SIGNED_IN),
    page("inbox", get=SIGNED_IN, query="?show=watching&unread=1"),
    button("inbox-read", who=SIGNED_IN),
    # Each person's own: somebody else's is not there.
    button("notice-read", "pk=extras.notice.pk", people("data_officer"), ADMINISTRATOR, knows=NOBODY, partner="POST"),
    page("watching", get=SIGNED_IN),
    form("inbox-mail", who=SIGNED_IN, fill={"mail_pace": "weekly"}),
    *(
        button("watch", f"pk={path} kind='{kind}", COUNCIL, query=f"?{kind}", partner=partner)
        for kind, path, partner in WATCHED
    ),
    button("watch", "pk=extras.private_plan.pk kind='plan", NOBODY, query="?private"),
    button("watch", "pk=extras.exempt_risk.pk kind='risk", NOBODY, query="?exempt"),
    button("unwatch", who=SIGNED_IN, fill={"thing": lambda w, s: f"measure:{s.measures['due'].pk}"}),
]

HISTORY = "?tab=history"
# A private plan is for its owner and the owner's line alone, whatever else a role may do.
PRIVATE: dict[str, Any] = {"get": LINE, "theirs": NOBODY, "knows": NOBODY}
PRIVATE_FORM: dict[str, Any] = {"who": LINE, "theirs": NOBODY, "knows": NOBODY}
# Until it is approved, a service writes its own plan.
# A partner writes the plans of its own organisation too.
WRITTEN: dict[str, Any] = {"who": WRITERS, "theirs": ADMINISTRATOR, "partner": "GET POST"}
HISTORIANS = AUDITING | ENTERING
ACCOUNTS = [
    page("accounts:unit-list", get=SIGNED_IN),
    form("accounts:unit-create", fill={"name": "Parks", "kind": "department"}),
    page("accounts:unit-detail", "pk=service.pk", theirs=COUNCIL, partner="GET"),
    page("accounts:unit-detail", "pk=service.pk", AUDITING, AUDIT, query=HISTORY),
    form("accounts:unit-edit", "pk=service.pk", theirs=ADMINISTRATOR, fill={"name": "Renamed"}),
    page("accounts:post-list", get=SIGNED_IN),
    form("accounts:post-create", fill={"title": "A post", "unit": lambda w, s: s.service.pk, "role": "employee"}),
    page("accounts:post-detail", "pk=head.pk", theirs=COUNCIL, partner="GET"),
    page("accounts:post-detail", "pk=head.pk", AUDITING, AUDIT, query=HISTORY),
    form("accounts:post-edit", "pk=head.pk", theirs=ADMINISTRATOR, fill={"title": "Renamed"}),
    form(
        "accounts:appointment-create",
        fill={"user": lambda w, s: w.person.pk, "post": lambda w, s: s.head.pk, "starts_on": "1 January 2027"},
    ),
    form("accounts:appointment-edit", "pk=world.appointment.pk", fill={"ends_on": "1 January 2027"}),
    page("accounts:person-list", get=SIGNED_IN),
    form(
        "accounts:colleague-create",
        fill={
            "name": "New Person",
            "email": "new@exampleshire.example",
            "title": "A post of theirs",
            "unit": lambda w, s: s.service.pk,
            "role": "employee",
        },
    ),
    form("accounts:invitation-list", fill={"chosen": lambda w, s: [w.person.pk], "way": "links"}),
    form("accounts:person-create", fill={"name": "New Person", "email": "new@exampleshire.example"}),
    page("accounts:person-detail", "pk=extras.person.pk", theirs=COUNCIL, partner="GET"),
    page("accounts:person-detail", "pk=extras.person.pk", AUDIT, AUDIT, query=HISTORY),
    form("accounts:person-edit", "pk=world.person.pk", fill={"name": "Renamed"}),
    button("accounts:person-held", "pk=world.person.pk"),
    button("accounts:person-password-link", "pk=world.person.pk"),
    button("accounts:person-disable", "pk=world.person.pk"),
    button("accounts:person-enable", "pk=world.disabled.pk"),
    button("accounts:person-second-step", "pk=world.person.pk", writes=False),  # there is none to take away
    page("accounts:reorganisation-list", get=ADMINISTRATOR),
    form(
        "accounts:reorganisation-create",
        "kind='hand_over",
        query="?hand",
        fill={"posts": lambda w, s: [w.ours.head.pk], "successor": lambda w, s: w.theirs.head.pk, "why": "Ann left."},
        writes=False,  # the unit is chosen first
    ),
    form(
        "accounts:reorganisation-create",
        "kind='merge",
        fill={"units": lambda w, s: [w.ours.service.pk], "into": lambda w, s: w.theirs.service.pk, "why": "To save."},
    ),
    form("accounts:reorganisation-detail", "pk=world.reorganisation.pk"),
    form("accounts:reorganisation-detail", "pk=world.reorganised.pk", query="?done", fill={"why": "Not agreed."}),
    form("accounts:reorganisation-edit", "pk=world.reorganisation.pk", fill={"why": "Cabinet decided it anew."}),
    button("accounts:reorganisation-discard", "pk=world.reorganisation.pk"),
    page("accounts:role-list", get=SIGNED_IN),
    page("accounts:audit", get=AUDIT),
    page("accounts:audit", get=AUDIT, query="?part=access"),
    page("accounts:audit", get=AUDIT, query="?download=csv"),
    form("accounts:identity", fill={"colour": "#4a1a5a"}),
]

PLANS = [
    page("plans:level-list"),
    page("plans:level-detail", "pk=world.level.pk"),
    page("plans:level-detail", "pk=world.level.pk", AUDIT, query=HISTORY),
    form("plans:level-create", fill={"name": "Team plan"}),
    button("plans:level-defaults", writes=False),  # the levels are there already
    form("plans:level-edit", "pk=world.level.pk", fill={"name": "Renamed"}),
    form(
        "plans:question-create", "pk=world.level.pk", LINKING,
        fill={"question": "What will we stop?", "unit": lambda w, s: w.ours.service.pk},
    ),
    form(
        "plans:question-edit", "pk=extras.question.pk", LINKING, ADMINISTRATOR, fill={"question": "Reworded?"},
        knows=COUNCIL | PARTNER,
    ),
    button("plans:level-move", "pk=world.level.pk", fill={"way": "down"}),
    page("plans:tag-group-list"),
    form("plans:tag-group-create", fill={"name": "Themes", "new_1": "Green: for the climate"}),
    form("plans:tag-shipped", fill={"chosen": "sdg"}),
    page("plans:tag-group-detail", "pk=world.tag.group.pk"),
    page("plans:tag-group-detail", "pk=world.tag.group.pk", AUDIT, query=HISTORY),
    form("plans:tag-group-edit", "pk=world.tag.group.pk", fill={"name": "Renamed"}),
    page("plans:timetable-list"),
    form(
        "plans:timetable-create",
        fill={
            "level": lambda w, s: w.level.pk, "starts_on": "1/4/2030", "draft_on": "1/10/2029",
            "comments_on": "1/11/2029", "submit_on": "1/12/2029", "review_on": "1/1/2030", "approve_on": "1/2/2030",
        },
    ),
    form("plans:timetable-edit", "pk=world.timetable.pk", fill={"approve_on": "1/3/2027"}),
    page("plans:sample-list"),
    page("plans:sample-detail", "pk=world.sampled.pk key='2026-04-01YF"),
    button("plans:sample-draw", "pk=world.sampled.pk key='2026-04-01YF"),
    page("plans:plan-list", get=SIGNED_IN),
    form(
        "plans:plan-create", who=WRITERS | PARTNER, writes=False,  # a partner none of ours
        fill={
            "ref": "SP-NEW", "title": "New plan", "level": lambda w, s: w.level.pk, "unit": lambda w, s: s.service.pk,
            "owner": lambda w, s: s.head.pk, "starts_on": "1/4/2026", "ends_on": "31/3/2027",
        },
    ),
    page("plans:plan-detail", "ref=plan.ref", theirs=COUNCIL, partner="GET"),
    page("plans:plan-detail", "ref=plan.ref", HISTORIANS, AUDIT, query=HISTORY),
    page("plans:plan-detail", "ref=extras.submitted_plan.ref", theirs=COUNCIL, partner="GET", query="?submitted"),
    page("plans:plan-detail", "ref=extras.signed_off_plan.ref", theirs=COUNCIL, partner="GET", query="?signed"),
    page("plans:plan-detail", "ref=extras.draft_plan.ref", theirs=COUNCIL, partner="GET", query="?draft"),
    form(
        "plans:comment-create", "ref=extras.draft_plan.ref", COUNCIL, COUNCIL, fill={"text": "And the paths?"},
        partner="GET POST",
    ),
    form("plans:comment-create", "ref=extras.private_plan.ref", NOBODY, NOBODY, knows=NOBODY, query="?private"),
    form(
        "plans:comment-answer", "ref=extras.draft_plan.ref pk=extras.draft_comment.pk", fill={"answer": "Added."},
        **WRITTEN,
    ),
    # Each person's own: somebody else's is not there.
    button(
        "plans:comment-withdraw", "ref=extras.draft_plan.ref pk=extras.own_comment.pk", people("councillor"), NOBODY,
        knows=NOBODY,
    ),
    page("reporting:plan-paper", "ref=extras.draft_plan.ref", theirs=COUNCIL, partner="GET"),
    page("reporting:plan-timeline", "ref=plan.ref", theirs=COUNCIL, partner="GET"),
    page("reporting:plan-timeline", "ref=extras.private_plan.ref", NOBODY, NOBODY, knows=NOBODY, query="?private"),
    page("reporting:objective-timeline", "ref=objective.ref", theirs=COUNCIL, partner="GET"),
    page(
        "reporting:objective-timeline", "ref=extras.private_objective.ref", NOBODY, NOBODY, knows=NOBODY,
        query="?private",
    ),
    page("reporting:plan-paper", "ref=extras.private_plan.ref", NOBODY, NOBODY, knows=NOBODY, query="?private"),
    *(
        page("reporting:plan-file", f"ref=extras.draft_plan.ref file_format='{name}", theirs=COUNCIL, partner="GET")
        for name in ("pdf", "docx")
    ),
    page("plans:plan-compare", "ref=extras.draft_plan.ref", theirs=COUNCIL, partner="GET"),
    page("plans:plan-checklist", "ref=extras.draft_plan.ref", theirs=COUNCIL, partner="GET"),
    page("plans:plan-checklist", "ref=extras.private_plan.ref", NOBODY, NOBODY, knows=NOBODY, query="?private"),
    form("plans:plan-edit", "ref=plan.ref", theirs=ADMINISTRATOR, fill={"title": "Renamed"}),
    form(
        "plans:plan-approve", "ref=extras.signed_off_plan.ref", theirs=ADMINISTRATOR,
        fill={"approved_on": "1/10/2026"},
    ),
    button("plans:plan-model", "ref=plan.ref", theirs=ADMINISTRATOR, fill={"keep": "yes"}),
    form(
        "plans:plan-reviewer", "ref=extras.submitted_plan.ref", theirs=ADMINISTRATOR,
        fill={"reviewer": lambda w, s: w.users["administrator"].appointments.get().post_id},
    ),
    form("plans:plan-close", "ref=plan.ref", theirs=ADMINISTRATOR),
    form(
        "plans:objective-create", "ref=plan.ref", theirs=ADMINISTRATOR,
        fill={"kind": "task", "ref": "O-NEW", "title": "New", "owner": lambda w, s: s.head.pk},
    ),
    page("plans:objective-detail", "ref=objective.ref", theirs=COUNCIL, partner="GET"),
    page("plans:objective-detail", "ref=priority.ref", theirs=COUNCIL, query="?priority"),
    form(
        "plans:challenge-create", "ref=priority.ref", theirs=ADMINISTRATOR,
        fill={"challenged_by": "Scrutiny", "challenged_on": "1/2/2026", "outcome": "Kept."},
    ),
    form(
        "plans:challenge-edit", "ref=priority.ref pk=extras.challenge.pk", theirs=ADMINISTRATOR,
        fill={"outcome": "Changed."},
    ),
    page("plans:objective-detail", "ref=objective.ref", HISTORIANS, AUDIT, query=HISTORY),
    form("plans:objective-edit", "ref=objective.ref", theirs=ADMINISTRATOR, fill={"title": "Renamed"}),
    form("plans:objective-links", "ref=objective.ref", theirs=ADMINISTRATOR, fill={"primary": ""}),
    form(
        "plans:milestone-create", "ref=objective.ref", theirs=ADMINISTRATOR,
        fill={"ref": "M-NEW", "title": "New", "starts_on": "1/4/2026", "due_on": "1/12/2026"},
    ),
    *(
        form(f"plans:{name}", f"ref=extras.{thing}.ref", fill=fill, query="?draft", **WRITTEN)
        for name, thing, fill in (
            ("plan-edit", "draft_plan", {"title": "Renamed"}),
            ("plan-submit", "draft_plan", {}),
            ("plan-withdraw", "submitted_plan", {}),
            (
                "objective-create", "draft_plan",
                {"kind": "task", "ref": "O-NEW", "title": "New", "owner": lambda w, s: s.head.pk},
            ),
            ("objective-edit", "draft_objective", {"title": "Renamed"}),
            ("objective-links", "draft_objective", {"primary": lambda w, s: s.objective.pk}),
            (
                "milestone-create", "draft_objective",
                {"ref": "M-NEW", "title": "New", "starts_on": "1/4/2026", "due_on": "1/12/2026"},
            ),
        )
    ),
    form(
        "plans:section-edit", "ref=extras.draft_plan.ref pk=extras.draft_question.pk", fill={"answer": "New words."},
        **WRITTEN,
    ),
    form(
        "plans:plan-review", "ref=extras.submitted_plan.ref", theirs=ADMINISTRATOR,
        fill={"outcome": "send_back", "remarks": "Say who does it."},
    ),
    page("plans:milestone-list", get=SIGNED_IN),
    page("plans:plan-detail", "ref=extras.private_plan.ref", **PRIVATE),
    page("plans:plan-detail", "ref=extras.private_plan.ref", query=HISTORY, **PRIVATE),
    page("plans:objective-detail", "ref=extras.private_objective.ref", **PRIVATE),
    page("plans:milestone-detail", "ref=extras.private_milestone.ref", query=HISTORY, **PRIVATE),
    form("plans:plan-edit", "ref=extras.private_plan.ref", fill={"title": "Renamed"}, **PRIVATE_FORM),
    form("plans:plan-close", "ref=extras.private_plan.ref", **PRIVATE_FORM),
    form(
        "plans:objective-create", "ref=extras.private_plan.ref", **PRIVATE_FORM,
        fill={"kind": "task", "ref": "O-NEW", "title": "New", "owner": lambda w, s: s.head.pk},
    ),
    form("plans:objective-edit", "ref=extras.private_objective.ref", fill={"title": "Renamed"}, **PRIVATE_FORM),
    form("plans:objective-links", "ref=extras.private_objective.ref", fill={"primary": ""}, **PRIVATE_FORM),
    form(
        "plans:milestone-create", "ref=extras.private_objective.ref", **PRIVATE_FORM,
        fill={"ref": "M-NEW", "title": "New", "starts_on": "1/4/2026", "due_on": "1/12/2026"},
    ),
    form("plans:milestone-edit", "ref=extras.private_milestone.ref", fill={"title": "Renamed"}, **PRIVATE_FORM),
    form(
        "plans:milestone-update", "ref=extras.private_milestone.ref", **PRIVATE_FORM,
        fill={"state": "in_progress", "percent_complete": 40, "narrative": "On its way."},
    ),
    page("reporting:thread-node", "ref=extras.private_objective.ref", NOBODY, NOBODY, knows=NOBODY),
    page("reporting:priority", "ref=extras.private_objective.ref", NOBODY, NOBODY, knows=NOBODY),
    page("plans:milestone-detail", "ref=milestone.ref", theirs=COUNCIL, partner="GET"),
    page("plans:milestone-detail", "ref=milestone.ref", AUDITING | ENTERING, AUDIT, query=HISTORY, partner="GET"),
    form("plans:milestone-edit", "ref=milestone.ref", theirs=ADMINISTRATOR, fill={"title": "Renamed"}),
    form(
        "plans:support-ask", "ref=milestone.ref", ADMINISTRATOR | ENTERING, ADMINISTRATOR,
        fill={"text": "A second lorry."}, partner="GET POST",
    ),
    form(
        "plans:support-answer", "ref=milestone.ref pk=extras.support.pk", ADMINISTRATOR | people("approver"),
        ADMINISTRATOR, fill={"answer": "From April."},
    ),
    button(
        "plans:support-close", "ref=milestone.ref pk=extras.support.pk", ADMINISTRATOR | ENTERING, ADMINISTRATOR,
        partner="POST",
    ),
    form("plans:milestone-waits", "ref=milestone.ref", theirs=ADMINISTRATOR, fill={"own": [], "others": ""}),
    form(
        "plans:milestone-update", "ref=milestone.ref", ADMINISTRATOR | ENTERING, ADMINISTRATOR,
        fill={"state": "in_progress", "percent_complete": 40, "narrative": "On its way."}, partner="GET POST",
    ),
]  # fmt: skip

_SCORES = {
    f"{kind}_{name}": value
    for kind in ("inherent", "current", "target")
    for name, value in (("likelihood", "2"), ("impact", "2"), ("why", "Because."))
}
_ASSESSED: dict[str, Fill] = {**_SCORES, "assessed_on": "10 October 2026", "review_on": "10 January 2027"}
# A head of service may edit here, and the partner what is its own unit's.
RISKY: dict[str, Any] = {"who": RISKS, "theirs": ADMINISTRATOR, "partner": "GET POST"}
RISKY_PAGES = [
    *(page("reporting:risk-register", get=SIGNED_IN, query=query) for query in ("", "?concern=risen", "?download=csv")),
    page("risks:matrix-detail", get=SIGNED_IN),
    form("risks:matrix-edit", fill={"appetite": "M", "why": "Less is borne."}),
    page("risks:register-list", get=ADMINISTRATOR),
    form(
        "risks:register-create",
        fill={"level": "project", "name": "New register", "unit": lambda w, s: s.service.pk},
    ),
    form("risks:register-edit", "pk=extras.register.pk", theirs=ADMINISTRATOR, fill={"name": "Renamed"}),
    # The partner's register is another: tests/risks/test_views.py.
    form(
        "risks:risk-create", who=RISKS | PARTNER, writes=False,
        fill={
            "register": lambda w, s: s.extras["register"].pk, "ref": "R-NEW", "title": "New", "cause": "A.",
            "event": "B.", "effect": "C.", "owner": lambda w, s: s.head.pk,
            "objective_1": lambda w, s: s.objective.pk, **_ASSESSED,
        },
    ),
    page("risks:risk-detail", "ref=extras.risk.ref", theirs=COUNCIL, partner="GET"),
    page("risks:risk-detail", "ref=extras.risk.ref", RISK_READERS, AUDIT, query=HISTORY, partner="GET"),
    page(
        "risks:risk-detail", "ref=extras.exempt_risk.ref", RISK_READERS, AUDIT, query="?exempt", knows=NOBODY,
        partner="GET",
    ),
    form("risks:risk-edit", "ref=extras.risk.ref", fill={"title": "Renamed"}, **RISKY),
    form("risks:risk-assess", "ref=extras.risk.ref", fill=_ASSESSED, **RISKY),
    form("risks:risk-close", "ref=extras.risk.ref", fill={"why": "Over."}, **RISKY),
    form(
        "risks:control-create", "ref=extras.risk.ref", fill={"text": "New", "owner": lambda w, s: s.head.pk}, **RISKY
    ),
    form("risks:control-edit", "ref=extras.risk.ref pk=extras.control.pk", fill={"text": "Renamed"}, **RISKY),
    form(
        "risks:mitigation-create", "ref=extras.risk.ref", **RISKY,
        fill={
            "title": "New", "owner": lambda w, s: s.head.pk, "starts_on": "1/4/2026", "due_on": "1/12/2026",
            "percent_complete": "0",
        },
    ),
    form("risks:mitigation-edit", "ref=extras.risk.ref pk=extras.mitigation.pk", fill={"title": "Renamed"}, **RISKY),
    page("plans:objective-detail", "ref=extras.calm.ref", query="?calm", theirs=COUNCIL, partner="GET"),
    form("risks:objective-clear", "ref=extras.calm.ref", fill={"why": "Looked at."}, **RISKY),
]  # fmt: skip

_LINKED: dict[str, Fill] = {
    "objective_1": lambda w, s: s.objective.pk, "percent_1": "40", "objective_2": "", "percent_2": "",
    "objective_3": "", "percent_3": "",
}  # fmt: skip
MONEY = [
    *(page("money:line-list", get=SIGNED_IN, query=each) for each in ("", "?state=over&linked=part", "?download=csv")),
    page("money:line-detail", "pk=extras.line.pk", theirs=COUNCIL, partner="GET"),
    page("money:line-detail", "pk=extras.line.pk", AUDIT | HEADS, AUDIT, query=HISTORY),
    form(
        "money:line-create",
        fill={
            "code": "NEW1", "name": "New line", "unit": lambda w, s: s.service.pk, "nature": "revenue",
            "flow": "spending", "planned": "1,200.50",
        },
    ),
    form("money:line-edit", "pk=extras.line.pk", theirs=ADMINISTRATOR, fill={"name": "Renamed"}),
    form("money:line-link", "pk=extras.line.pk", who=LINKING, theirs=ADMINISTRATOR, fill=_LINKED),
    page("money:extract-list"),
    *(page("money:team-list", get=SIGNED_IN, query=each) for each in ("", "?sort=-vacant", "?download=csv")),
    page("money:team-detail", "pk=service.pk", theirs=COUNCIL, partner="GET"),
    form("money:team-link", "pk=service.pk", who=LINKING, theirs=ADMINISTRATOR, fill=_LINKED),
]  # fmt: skip

CATALOGUES = [
    page("catalogues:catalogue-list", get=SIGNED_IN),
    button("catalogues:catalogue-take", "key='local_outcomes_framework"),
    page("catalogues:catalogue-detail", "pk=world.catalogue.pk", SIGNED_IN),
    page("catalogues:catalogue-detail", "pk=world.catalogue.pk", AUDIT, query=HISTORY),
    form("catalogues:catalogue-edit", "pk=world.catalogue.pk", fill={"name": "Renamed"}),
    *(
        page("catalogues:catalogue-gap", "pk=world.catalogue.pk", SIGNED_IN, query=each)
        for each in ("", "?download=csv")
    ),
    *(
        page("catalogues:entry-list", get=SIGNED_IN, query=each)
        for each in ("", "?state=neither&check=unchecked", "?download=csv")
    ),
    page("catalogues:entry-detail", "pk=world.entry.pk", SIGNED_IN),
    form(
        "catalogues:entry-adopt",
        "pk=world.entry.pk",
        fill={
            "ref": "NEW2",
            "name": "Adopted",
            "kind": "number",
            "polarity": "high",
            "frequency": "Q",
            "counting": "flow",
            "service": lambda w, s: s.service.pk,
            "owner": lambda w, s: s.head.pk,
            "data_provider": lambda w, s: s.officer.pk,
            "approver": lambda w, s: s.head.pk,
        },
    ),
    form(
        "catalogues:entry-map",
        "pk=world.entry.pk",
        fill={"measure": lambda w, s: s.measures["missing"].pk, "note": "Ours differs."},
    ),
    form(
        "catalogues:measure-names",
        "ref=measures.missing.ref",
        theirs=ADMINISTRATOR,
        fill={"entry": lambda w, s: w.entry.pk, "note": "Ours differs."},
    ),
    button("catalogues:mapping-remove", "pk=extras.mapping.pk", theirs=ADMINISTRATOR),
]
_LESSON: dict[str, Fill] = {
    "council": lambda w, s: s.extras["council"].pk, "asked_on": "1/7/2026", "asked": "How do they do it?",
    "changed": "",
}  # fmt: skip
_OTHERS: dict[str, Fill] = {"name": "Newtown", "type": "county", "region": "South", "code": "", "country": ""}
BENCHMARKS = [
    *(
        page("benchmarks:measure-list", get=SIGNED_IN, query=each)
        for each in ("", "?quartile=4&callout=any&group=region&sort=gap", "?download=csv")
    ),
    *(
        page("benchmarks:measure", "pk=extras.compared.pk", theirs=COUNCIL, partner="GET", query=each)
        for each in ("", "?group=region&period=2025-04-01YF", "?download=csv")
    ),
    page("benchmarks:measure", "pk=extras.compared.pk", AUDIT | HEADS, AUDIT, query=HISTORY),
    *(page("benchmarks:mapping", query=each) for each in ("", "?mapped=yes&q=cm", "?download=csv")),
    form(
        "benchmarks:measure-create",
        fill={
            "code": "NEW1", "title": "New measure", "polarity": "high", "scale": "1", "decimals": "1",
            "indicator": lambda w, s: s.measure.pk,
        },
    ),
    form("benchmarks:measure-edit", "pk=extras.compared.pk", theirs=ADMINISTRATOR, fill={"title": "Renamed"}),
    form("benchmarks:lesson-create", "pk=extras.compared.pk", who=LINKING, theirs=ADMINISTRATOR, fill=_LESSON),
    form(
        "benchmarks:lesson-edit", "pk=extras.lesson.pk", who=LINKING, theirs=ADMINISTRATOR,
        fill={"changed": "We do it too."},
    ),
    *(page("benchmarks:lesson-list", get=SIGNED_IN, query=each) for each in ("", "?q=words", "?download=csv")),
    *(page("benchmarks:council-list", get=SIGNED_IN, query=each) for each in ("", "?sort=-type", "?download=csv")),
    form("benchmarks:council-create", fill=_OTHERS),
    form("benchmarks:council-edit", "pk=extras.council.pk", fill={"name": "Renamed"}),
    page("benchmarks:group-list", get=SIGNED_IN),
    page("benchmarks:group-detail", "pk=extras.group.pk", get=SIGNED_IN),
    form(
        "benchmarks:group-create",
        fill={"kind": "named", "name": "New", "members": lambda w, s: s.extras["council"].pk, "grouping": "", "of": ""},
    ),
    form("benchmarks:group-edit", "pk=extras.group.pk", fill={"name": "Renamed"}),
]  # fmt: skip

_DIMENSION: dict[str, Fill] = {"name": "Tenure", "noun": "tenure", "nouns": "tenures", "threshold": "5"}
_OF_ALL = "pk=extras.dimension.pk"
_OF_ONE = "ref=measure.ref pk=extras.dimension.pk"
_IN_Q2 = f"{_OF_ONE} key=figures.approved.period.key"
BREAKDOWNS = [
    *(page("breakdowns:dimension-list", get=SIGNED_IN, query=each) for each in ("", "?sort=-groups", "?download=csv")),
    page("breakdowns:dimension-detail", _OF_ALL, get=SIGNED_IN),
    page("breakdowns:dimension-detail", _OF_ALL, AUDIT, query=HISTORY),
    form("breakdowns:dimension-create", fill=_DIMENSION),
    form("breakdowns:dimension-edit", _OF_ALL, fill=_DIMENSION),
    form("breakdowns:group-add", _OF_ALL, fill={"names": "New ward"}),
    form("breakdowns:map-upload", _OF_ALL, fill={"file": lambda w, s: borders()}),
    button("breakdowns:map-remove", _OF_ALL),
    *(page("breakdowns:group-detail", "pk=extras.ward.pk", SIGNED_IN, query=each) for each in ("", "?download=csv")),
    form("breakdowns:group-edit", "pk=extras.ward.pk", fill={"name": "Renamed ward"}),
    button("breakdowns:group-remove", "pk=extras.spare_ward.pk"),
    form(
        "breakdowns:breakdown-create", "ref=figures.draft.indicator.ref", theirs=ADMINISTRATOR,
        fill={"dimension": lambda w, s: s.extras["dimension"].pk, "adds_up": ""},
    ),
    *(
        page("breakdowns:breakdown", _OF_ONE, theirs=COUNCIL, partner="GET", query=each)
        for each in ("", "?sort=-value", "?download=csv")
    ),
    form("breakdowns:breakdown-edit", _OF_ONE, theirs=ADMINISTRATOR, fill={"threshold": "7", "adds_up": ""}),
    form(
        "breakdowns:target-edit", _IN_Q2, ADMINISTRATOR | people("director"), ADMINISTRATOR,
        fill={"g{ward}-value": "55"},
    ),
    row(
        "breakdowns:sheet-edit", _IN_Q2, get=OUR_DRAFTS, post=ENTERS, their_get=DRAFTS, their_post=ADMINISTRATOR,
        knows=DRAFTS, partner="GET POST",
        fill={"g{ward}-value": "77", "g{ward}-denominator": "40", "why": "Counted anew"},
    ),
    button("breakdowns:sheet-approve", _IN_Q2, who=HEADS, theirs=NOBODY, knows=DRAFTS, fill={"version": "1"}),
]  # fmt: skip

_PROPOSED: dict[str, Fill] = {
    "value": "93", "reasons": "Residents wait.", "profile": "level", "responsible": lambda w, s: s.head.pk,
    "action_plan": "Two more planners.", "later_1": "", "later_2": "", "later_3": "", "text": "",
}  # fmt: skip
_STEP: dict[str, Any] = {"theirs": ADMINISTRATOR}
# Whoever answers for a service proposes its targets; members and directors ask about those of all.
_PROPOSING: dict[str, Any] = {"who": ADMINISTRATOR | HEADS, **_STEP}
_ASKING = people("administrator", "director", "cabinet_member", "scrutiny_chair", "scrutiny_member")
_DECIDING: dict[str, Any] = {"who": ADMINISTRATOR | people("director"), **_STEP}
DECISIONS = [
    *(
        page("target_decisions:target-list", get=SIGNED_IN, query=query)
        for query in ("", "?year=2028&stage=missing&doubt=any&lacks=plan&sort=-stage", "?download=csv")
    ),
    page("target_decisions:proposal-detail", "pk=extras.ready.pk", theirs=COUNCIL, partner="GET"),
    page("target_decisions:proposal-detail", "pk=extras.asked.pk", theirs=COUNCIL, partner="GET", query="?asked"),
    page("target_decisions:proposal-detail", "pk=extras.ready.pk", AUDIT | HEADS, AUDIT, query=HISTORY),
    form("target_decisions:proposal-create", "ref=measure.ref", fill=_PROPOSED, **_PROPOSING),
    form("target_decisions:proposal-edit", "pk=extras.ready.pk", fill=_PROPOSED, **_PROPOSING),
    form("target_decisions:proposal-withdraw", "pk=extras.ready.pk", fill={"why": "Not now."}, **_PROPOSING),
    form("target_decisions:question-create", "pk=extras.ready.pk", _ASKING, _ASKING, fill={"question": "Why?"}),
    form(
        "target_decisions:question-answer", "pk=extras.asked.pk question=extras.target_question.pk",
        fill={"answer": "Because."}, **_PROPOSING,
    ),
    form(
        "target_decisions:consulted-create", "pk=extras.ready.pk",
        fill={"group": "staff", "how": "A workshop.", "representative": "yes"}, **_PROPOSING,
    ),
    form(
        "target_decisions:proposal-agree", "pk=extras.ready.pk",
        fill={"name": "Cabinet", "met_on": "12/10/2026", "agreed_by": "The Cabinet"}, **_DECIDING,
    ),
    form(
        "target_decisions:year-review", "pk=extras.agreed.pk year=extras.over.pk",
        fill={"verdict": "keep", "why": "It stretches."}, **_DECIDING,
    ),
]  # fmt: skip

_GRADED = {f"{each}_{what}": value for each in Dimension for what, value in (("grade", "fair"), ("words", "Read."))}
_CERTIFIED: dict[str, Fill] = {
    **_GRADED, "limitations": "Counted by hand.", "uses": "", "sharing_note": "", "year": YEAR.key,
    "checked_on": "1/10/2026", "review_on": "1/10/2027", "replaces": lambda w, s: s.extras["certificate"].pk,
}  # fmt: skip
_TO_AUDIT: dict[str, Any] = {"who": AUDIT, "theirs": AUDIT}
QUALITY = [
    *(page("assurance:list", get=SIGNED_IN, query=each) for each in ("", "?standing=none&kind=key", "?download=csv")),
    page("assurance:measure", "ref=measure.ref", theirs=COUNCIL, partner="GET"),
    form("assurance:certify", "ref=measure.ref", fill=_CERTIFIED, **_TO_AUDIT),
    form(
        "assurance:evidence-create", "ref=measure.ref", **_TO_AUDIT,
        fill={"file": lambda w, s: SimpleUploadedFile("cases.txt", b"20 cases."), "about": "Cases"},
    ),
    page("assurance:evidence", "pk=extras.evidence.pk", AUDITING, AUDIT, knows=NOBODY),
    page("assurance:sample-list", get=AUDIT),
    *(
        page("assurance:sample", "pk=extras.sampled.sample_id", AUDIT, AUDIT, query=each)
        for each in ("", "?download=csv")
    ),
    form("assurance:sample-create", who=AUDIT, fill={"year": YEAR.key, "size": "3", "seed": "7"}),
    form("assurance:finding-edit", "pk=extras.sampled.pk", AUDIT, fill={"finding": "right", "words": "As kept."}),
]  # fmt: skip

_SAID: dict[str, Fill] = {
    "unit": lambda w, s: s.service.pk, "title": "Changed", "first_on": "1/9/2026", "last_on": "30/9/2026",
    "count": "3", "words": "It was said.", "source": "By letter", "themes": lambda w, s: s.extras["theme"].pk,
    "measure_1": lambda w, s: s.measure.pk, "objective_1": lambda w, s: s.objective.pk,
}  # fmt: skip
_SURVEYED: dict[str, Fill] = {
    "question": "Q?", "answer": "A", "asked": "9", "answered": "8", "said_so": "7", "representative": "no",
}  # fmt: skip
_TOOK_PART: dict[str, Fill] = {
    "group": "staff", "how": "A workshop.", "held_on": "1/9/2026", "how_many": "12", "representative": "no",
}  # fmt: skip
# Of ours: who records what people say of it, and reads its concerns of staff.
_RECORDING: dict[str, Any] = {"theirs": ADMINISTRATOR, "partner": "GET POST"}
FEEDBACK = [
    *(
        page("feedback:record-list", get=SIGNED_IN, query=each)
        for each in ("", "?kind=concern&span=8&sort=title", "?q=words&measure=none&objective=none", "?download=csv")
    ),
    # The partner's unit is another: tests/feedback/test_views.py.
    form("feedback:record-create", "kind='complaint", who=ENTERS | PARTNER, fill=_SAID, writes=False),
    form(
        "feedback:record-create", "kind='survey", who=ENTERS | PARTNER, fill=_SAID | _SURVEYED, query="?survey",
        writes=False,
    ),
    page("feedback:record", "pk=extras.story.pk", theirs=COUNCIL, partner="GET"),
    page("feedback:record", "pk=extras.story.pk", AUDITING | ENTERING, AUDIT, query=HISTORY, partner="GET"),
    page(
        "feedback:record", "pk=extras.concern.pk", ENTERS, ADMINISTRATOR, query="?private", knows=NOBODY, partner="GET"
    ),
    form("feedback:record-edit", "pk=extras.story.pk", ENTERS, fill=_SAID, **_RECORDING),
    form(
        "feedback:record-edit", "pk=extras.concern.pk", ENTERS, ADMINISTRATOR, _SAID, query="?private", knows=NOBODY,
        partner="GET POST",
    ),
    button("feedback:record-remove", "pk=extras.concern.pk", ENTERS, ADMINISTRATOR, knows=NOBODY, partner="POST"),
    form(
        "feedback:attachment-create", "pk=extras.story.pk", ENTERS, **_RECORDING,
        fill={"file": lambda w, s: SimpleUploadedFile("cases.txt", b"20 cases."), "about": "Cases"},
    ),
    page("feedback:attachment", "pk=extras.attachment.pk", theirs=COUNCIL, partner="GET"),
    button("feedback:attachment-remove", "pk=extras.attachment.pk", ENTERS, ADMINISTRATOR, partner="POST"),
    *(
        page("feedback:silent-list", get=ENTERS | PARTNER, query=each)
        for each in ("", "?kind=target", "?download=csv")
    ),
    form("feedback:measure-consultation", "ref=measure.ref", ENTERS, fill=_TOOK_PART, **_RECORDING),
    form("feedback:objective-consultation", "ref=objective.ref", ENTERS, fill=_TOOK_PART, **_RECORDING),
    form("feedback:consultation-edit", "pk=extras.consultation.pk", ENTERS, fill=_TOOK_PART, **_RECORDING),
    page("feedback:theme-list", get=ADMINISTRATOR),
    form("feedback:theme-create", fill={"name": "New theme", "about": ""}),
    form("feedback:theme-edit", "pk=extras.theme.pk", fill={"name": "Renamed", "is_archived": "on"}),
]  # fmt: skip

_NEED: dict[str, Fill] = {"need": "To learn", "how": "", "by_on": "", "done_on": ""}
_SET_OUT: dict[str, Fill] = {"title": "Renamed", "measure": "", "due_on": "", "about": ""}
# A review is for its person and the current line of managers alone, whatever else a role may do.
REVIEWS = [
    page("edr:own", get=EMPLOYEES),
    page("edr:own-file", get=EMPLOYEES),
    form("edr:review-begin", who=EMPLOYEES, fill={"year": YEAR.next().key}),
    *(page("edr:team-list", get=EMPLOYEES, query=query) for query in ("", "?reach=all")),
    *(page("edr:count-list", get=COUNTING, query=query) for query in ("", "?download=csv")),
    form(
        "edr:glass-break", who=PERSONNEL,
        fill={"email": own_address("data_officer"), "year": YEAR.key, "reason": "A grievance."},
    ),
    *(page("edr:review-detail", "pk=extras.review.pk", query=query, **PRIVATE) for query in ("", HISTORY)),
    # The administrator's team is in human resources: read for the post, not for the role.
    page("edr:review-detail", "pk=extras.team_review.pk", ADMINISTRATOR | PERSONNEL, query="?team"),
    form(
        "edr:review-reopen", "pk=extras.team_review.pk", ADMINISTRATOR | PERSONNEL, query="?team",
        fill={"stage": "end_year", "why": "x"},
    ),
    button("edr:review-sign", "pk=extras.review.pk", fill={"version": 1}, **PRIVATE_FORM),
    form("edr:review-reopen", "pk=extras.mid_review.pk", fill={"stage": "mid_year", "why": "x"}, **PRIVATE_FORM),
    form("edr:mid-year-write", "pk=extras.agreed_review.pk", fill={"overall": "It goes."}, **PRIVATE_FORM),
    form("edr:end-year-write", "pk=extras.mid_review.pk", fill={"overall": "It went."}, **PRIVATE_FORM),
    form("edr:objective-create", "pk=extras.review.pk", fill=_SET_OUT, **PRIVATE_FORM),
    form(
        "edr:objective-edit", "pk=extras.review.pk part=extras.review_objective.pk", fill=_SET_OUT, **PRIVATE_FORM
    ),
    form(
        "edr:objective-remove", "pk=extras.review.pk part=extras.review_objective.pk", fill={"go": "1"}, **PRIVATE_FORM
    ),
    form("edr:need-create", "pk=extras.review.pk", fill=_NEED, **PRIVATE_FORM),
    form("edr:need-edit", "pk=extras.review.pk part=extras.review_need.pk", fill=_NEED, **PRIVATE_FORM),
    form("edr:need-remove", "pk=extras.review.pk part=extras.review_need.pk", fill={"go": "1"}, **PRIVATE_FORM),
]  # fmt: skip

TABS = ("", "?tab=targets", "?tab=rule", "?tab=serves", "?tab=breaks", "?tab=formula")
BECAUSE: dict[str, Fill] = {"why": "A slip."}


def return_file(side: Side) -> SimpleUploadedFile:
    """The return of a side with its draft's figure."""
    text = f"Reference,Figure\n{side.figures['draft'].indicator.ref},77\n"
    return SimpleUploadedFile("return.csv", text.encode(), content_type="text/csv")


def borders() -> SimpleUploadedFile:
    """A map of the one ward that there is."""
    ring = [[0, 0], [9, 0], [9, 9], [0, 0]]
    area = {"properties": {"name": "Ward"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    text = json.dumps({"type": "FeatureCollection", "features": [area]})
    return SimpleUploadedFile("wards.geojson", text.encode(), content_type="application/geo+json")


def upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("q1.csv", UPLOAD, content_type="text/csv")


INDICATORS = [
    page("indicators:indicator-list", get=SIGNED_IN),
    form(
        "indicators:indicator-create",
        fill={
            "ref": "NEW1", "name": "A new measure", "kind": "number", "polarity": "high", "frequency": "Q",
            "counting": "flow", "service": lambda w, s: s.service.pk, "owner": lambda w, s: s.head.pk,
            "data_provider": lambda w, s: s.officer.pk, "approver": lambda w, s: s.head.pk,
        },
    ),
    *(page("indicators:indicator-detail", "ref=measure.ref", theirs=COUNCIL, partner="GET", query=tab) for tab in TABS),
    page("indicators:indicator-detail", "ref=measure.ref", AUDITING, AUDIT, query=HISTORY),
    form("indicators:indicator-edit", "ref=measure.ref", theirs=ADMINISTRATOR, fill={"name": "Renamed"}),
    form(
        "indicators:indicator-retire", "ref=measure.ref", theirs=ADMINISTRATOR,
        fill={"ends_on": "31 March 2027", "why": "No longer counted."},
    ),
    form("indicators:indicator-objectives", "ref=measure.ref", theirs=ADMINISTRATOR, fill={"objective_1": ""}),
    form(
        "indicators:break-create", "ref=measure.ref", theirs=ADMINISTRATOR,
        fill={"period": lambda w, s: w.earlier.period.key, "note": "Counted anew."},
    ),
    form(
        "indicators:help-ask", "ref=measure.ref", ENTERS, ADMINISTRATOR, fill={"text": "A lorry."}, partner="GET POST",
        writes=False,  # the owner has nobody above; tests/indicators/test_help.py has one that does
    ),
    form(
        "indicators:help-answer", "ref=measure.ref pk=extras.help.pk", ADMINISTRATOR | people("approver"),
        ADMINISTRATOR, fill={"answer": "From April."},
    ),
    button("indicators:help-close", "ref=measure.ref pk=extras.help.pk", ENTERS, ADMINISTRATOR, partner="POST"),
    form(
        "indicators:forecast-create", "ref=measure.ref", ENTERS, ADMINISTRATOR, partner="GET POST",
        fill={"value": "91", "basis": "Two more lorries.", "confidence": "high"},
    ),
    form(
        "indicators:outturn-create", "ref=measure.ref", ENTERS, ADMINISTRATOR, partner="GET POST",
        fill={"value": "91", "reason": "Audited."},
    ),
    form(
        "indicators:recovery-create", "ref=measure.ref", ENTERS, ADMINISTRATOR, partner="GET POST",
        fill={
            "title": "New", "owner": lambda w, s: s.head.pk, "starts_on": "1/10/2026", "due_on": "1/12/2026",
            "percent_complete": "0",
        },
    ),
    form(
        "indicators:recovery-edit", "ref=measure.ref pk=extras.recovery.pk", ENTERS, ADMINISTRATOR,
        fill={"title": "Renamed"}, partner="GET POST",
    ),
    form(
        "indicators:formula-edit", "ref=measure.ref", theirs=ADMINISTRATOR,
        fill={
            "text": lambda w, s: f"[{s.measures['revised'].ref}] * 2", "first": lambda w, s: Q2.next(4).key,
            "blanks": "blank",
        },
    ),
    form(
        "indicators:formula-stop", "ref=measure.ref", theirs=ADMINISTRATOR,
        fill={"first": lambda w, s: Q2.next(4).key, **BECAUSE},
    ),
    form("indicators:break-remove", "ref=measure.ref pk=extras.break.pk", theirs=ADMINISTRATOR, fill=BECAUSE),
    page("indicators:set-list", get=SIGNED_IN),
    form("indicators:set-create", fill={"name": "A new set"}),
    page("indicators:set-detail", "pk=world.measure_set.pk", SIGNED_IN),
    page("indicators:set-detail", "pk=world.measure_set.pk", AUDIT, query=HISTORY),
    form("indicators:set-edit", "pk=world.measure_set.pk", fill={"name": "Renamed"}),
    page("indicators:target-list", get=SIGNED_IN),
    form(
        "indicators:target-edit", "ref=measure.ref key=extras.target.year.key", ADMINISTRATOR | people("director"),
        ADMINISTRATOR, fill={"value": "95", "why": "We can do better."},
    ),
    page("indicators:rule-list", get=SIGNED_IN),
    form(
        "indicators:objective-measures", "ref=objective.ref", theirs=ADMINISTRATOR,
        fill={"chosen": lambda w, s: [w.ours.measure.pk, w.theirs.measure.pk], "do": "on"},
    ),
    form(
        "indicators:measures-change",
        fill={"chosen": lambda w, s: [w.ours.measure.pk], "owner": lambda w, s: w.theirs.measure.owner_id},
    ),
    form("indicators:rule-usual", fill={"bands": "two"}),
    form("indicators:rule-create", fill={"starts_on": "1 April 2031", "scheme": lambda w, s: w.rule.scheme.pk}),
    page("indicators:rule-detail", "pk=world.rule.pk", SIGNED_IN),
    page("indicators:rule-detail", "pk=rule.pk", theirs=COUNCIL, query="?own", partner="GET"),
    form("indicators:rule-remove", "pk=extras.later_rule.pk", theirs=ADMINISTRATOR, fill=BECAUSE),
    page("indicators:scheme-list", get=SIGNED_IN),
    form("indicators:scheme-create", fill={"name": "A new scheme"}),
    page("indicators:scheme-detail", "pk=world.scheme.pk", SIGNED_IN),
    page("indicators:scheme-detail", "pk=world.scheme.pk", AUDIT, query=HISTORY),
    form("indicators:scheme-edit", "pk=world.scheme.pk", fill={"name": "Renamed"}),
    page("indicators:summing-list", get=SIGNED_IN),
    form("indicators:summing-level", "pk=world.level.pk", fill={"rule": "worst", "starts_on": "1 April 2031"}),
    form(
        "indicators:summing-objective", "ref=objective.ref", theirs=ADMINISTRATOR,
        fill={"rule": "majority", "starts_on": "1 April 2031"},
    ),
    form(
        "indicators:summing-objective", "ref=extras.private_objective.ref", NOBODY, NOBODY, query="?own", knows=NOBODY
    ),
    form("indicators:weights-create", "ref=objective.ref", theirs=ADMINISTRATOR, fill={"starts_on": "1 April 2031"}),
    form(
        "indicators:weights-remove", "ref=priority.ref pk=extras.later_weights.pk", theirs=ADMINISTRATOR, fill=BECAUSE,
    ),
    form(
        "indicators:weights-edit", "ref=objective.ref pk=extras.weights.pk", theirs=ADMINISTRATOR,
        fill={"ends_on": "31 March 2030"},
    ),
    page("indicators:import-list", get=IMPORTING),
    form("indicators:import-create", query="?kind=figures", fill={"file": lambda w, s: upload()}),
    form(
        "indicators:import-create", query="?kind=ledger-month", who=IMPORTING, writes=False,
        fill={"file": lambda w, s: upload()},
    ),
    page("indicators:import-detail", "pk=world.batch.pk", ADMINISTRATOR),
    form("indicators:import-match", "pk=world.matching.pk"),
    page("indicators:import-progress", "pk=world.batch.pk", ADMINISTRATOR),
    button("indicators:import-apply", "pk=world.batch.pk"),
    button("indicators:import-discard", "pk=world.batch.pk"),
    button("indicators:import-undo", "pk=world.applied.pk"),
    page("indicators:return-list", get=OUR_DRAFTS | PARTNER),
    row(
        "indicators:return-edit", "pk=in_return.pk", get=OUR_DRAFTS, post=ENTERS, their_get=DRAFTS,
        their_post=ADMINISTRATOR, knows=DRAFTS, partner="GET POST",
        fill={"f{draft}-value": "77", "f{draft}-version": "1", "f{draft}-was": "x"},
    ),
    form(
        "indicators:return-workbook", "pk=in_return.pk", ENTERS, ADMINISTRATOR, knows=DRAFTS, partner="GET POST",
        fill={"file": lambda w, s: return_file(s)},
    ),
    button(
        "indicators:return-save", "pk=in_return.pk", ENTERS, ADMINISTRATOR, knows=DRAFTS, partner="POST",
        fill={"figure": "{draft}", "f{draft}-value": "77", "f{draft}-version": "1", "f{draft}-was": "x"},
    ),
    page(
        "indicators:return-words", "pk=in_return.pk figure=figures.draft.pk", ENTERS, ADMINISTRATOR, knows=DRAFTS,
        partner="GET",
    ),
    page("indicators:return-handed-in", "pk=in_return.pk", OUR_DRAFTS, DRAFTS, knows=DRAFTS, partner="GET"),
    page("indicators:return-milestones", "pk=in_return.pk", OUR_DRAFTS, DRAFTS, knows=DRAFTS, partner="GET"),
    button(
        "indicators:return-assess", "pk=in_return.pk", ENTERS, ADMINISTRATOR, knows=DRAFTS, partner="POST",
        fill={"figure": "{draft}", "f{draft}-value": "77", "f{draft}-version": "1", "f{draft}-was": "x"},
        writes=False,
    ),
    form(
        "indicators:return-submit", "pk=in_return.pk", ENTERS, ADMINISTRATOR, knows=DRAFTS, partner="GET POST",
        fill={"figure": lambda w, s: s.typed("draft")},
    ),
    page("indicators:return-submitted", "pk=in_return.pk", OUR_DRAFTS, DRAFTS, knows=DRAFTS, partner="GET"),
    button(
        "indicators:return-withdraw", "pk=in_return.pk", ENTERS, ADMINISTRATOR, knows=DRAFTS, partner="POST",
        fill={"figure": lambda w, s: s.figures["submitted"].pk},
    ),
    form(
        "indicators:return-approve", "pk=in_return.pk", HEADS, NOBODY, knows=DRAFTS,
        fill={"figure": lambda w, s: s.typed("submitted"), "approve": "1"},
    ),
    form(
        "indicators:return-reopen", "pk=in_return.pk", theirs=ADMINISTRATOR, knows=DRAFTS,
        fill={"until": "1/12/2026", "reason": "A strike."},
    ),
    form(
        "indicators:return-figure", "pk=in_return.pk ref=measures.draft.ref key=in_return.period.key", ENTERS,
        ADMINISTRATOR, knows=DRAFTS, partner="GET POST", fill={"f{draft}-value": "77"},
    ),
    page("indicators:figure-history", "ref=measure.ref key=in_return.period.key", theirs=COUNCIL, partner="GET"),
    page(
        "indicators:figure-history", "ref=measures.draft.ref key=in_return.period.key", OUR_DRAFTS, DRAFTS,
        knows=DRAFTS, query="?draft", partner="GET",
    ),
    form(
        "indicators:figure-revise", "ref=measure.ref key=in_return.period.key", ENTERS, ADMINISTRATOR,
        knows=COUNCIL, partner="GET POST", fill={"f{approved}-value": "93", "reason": "A late batch."},
    ),
]  # fmt: skip

_FINDINGS = "?tab=health&download=csv"
_TABS_OF_THREAD = ("", "?tab=health", _FINDINGS, "?tab=coverage", "?tab=coverage&download=csv")
REPORTING = [
    page("reporting:council"),
    page("reporting:council", query="?download=xlsx"),
    page("reporting:council", query="?download=csv"),
    *(page("reporting:measure-list", get=SIGNED_IN, query=query) for query in ("", "?download=csv")),
    *(page("reporting:at-risk", get=SIGNED_IN, query=query) for query in ("", "?download=csv")),
    *(
        page("reporting:value-list", get=SIGNED_IN, query=query)
        for query in ("", "?quarter=not_placed", "?download=csv")
    ),
    *(
        page("reporting:value", "pk=service.pk", theirs=COUNCIL, partner="GET", query=query)
        for query in ("", "?download=csv")
    ),
    page("reporting:priority", "ref=priority.ref", theirs=COUNCIL),
    *(
        page(*thing, theirs=COUNCIL, query=query, partner="GET")
        for thing, tab in (
            (("reporting:priority", "ref=objective.ref"), "quarters"),
            (("reporting:service", "pk=service.pk"), "quarters"),
            (("reporting:measure", "ref=measure.ref"), "table"),
        )
        for query in ("", f"?tab={tab}", "?download=csv")
    ),
    *(page("reporting:thread", get=SIGNED_IN, query=query) for query in _TABS_OF_THREAD),
    page("reporting:thread-node", "ref=objective.ref", theirs=COUNCIL, partner="GET"),
    page("reporting:own-part", get=SIGNED_IN),
    *(page("reporting:balance", "pk=world.tag.group.pk", query=query) for query in ("", "?download=csv")),
    *(
        row(
            "reporting:tagged-list", "pk=world.tag.group.pk", get=COUNCIL, post=ADMINISTRATOR, query=query,
            fill={"chosen": lambda w, s: f"m{s.measures['due'].pk}", "tag": lambda w, s: w.tag.pk, "do": "on"},
        )
        for query in ("", "?download=csv")
    ),
    row(
        "reporting:duplicate", "kind='objective one=objective.ref other=world.theirs.objective.ref", get=COUNCIL,
        post=ADMINISTRATOR, fill={"do": "apart", "why": "One is for residents."},
    ),
    row(
        "reporting:duplicate", "kind='objective one=extras.merged.ref other=objective.ref", get=COUNCIL,
        post=ADMINISTRATOR, query="?merged", their_get=COUNCIL, their_post=ADMINISTRATOR, fill={"why": "A mistake."},
    ),
    row(
        "reporting:duplicate", "kind='measure one=measure.ref other=world.theirs.measure.ref", get=COUNCIL,
        post=ADMINISTRATOR, query="?measures", fill={"why": "One is for residents."},
    ),
    page("reporting:part", "pk=head.pk", theirs=COUNCIL, partner="GET"),
    page("reporting:cycle-list", get=OUR_DRAFTS | PARTNER),
    form(
        "reporting:cycle-create",
        fill={"period": "2026-10-01QF", "opens_on": "4/1/2027", "due_on": "20/1/2027", "late_after": "22/1/2027",
              "approval_due_on": "27/1/2027", "locks_on": "3/2/2027", "management_team_on": "10/2/2027",
              "cabinet_on": "24/2/2027", "scrutiny_on": "3/3/2027"},
    ),
    page("reporting:cycle-detail", "key=world.cycle.period.key", OUR_DRAFTS | PARTNER),
    page("reporting:cycle-detail", "key=world.cycle.period.key", AUDIT, query=HISTORY),
    form(
        "reporting:cycle-edit", "key=world.cycle.period.key",
        fill={"scrutiny_on": "10/12/2026", "why": "The room was taken."},
    ),
    button("reporting:cycle-open", "key=world.cycle.period.key", writes=False),  # everything due is there
    button("reporting:cycle-build", "key=world.cycle.period.key"),
    form("reporting:cycle-release", "key=world.cycle.period.key", fill={"reports": lambda w, s: s.draft.pk}),
    page("reporting:cycle-reminders", "key=world.cycle.period.key", ADMINISTRATOR),
    page("reporting:shared", get=PARTNER),
    page("reporting:due", get=PARTNER),
    page("reporting:due", get=PARTNER, query="?download=csv"),
    page("reporting:sharing-list", get=ADMINISTRATOR),
    form(
        "reporting:sharing-create",
        fill={"partner": lambda w, s: w.partners.service.pk, "measures": lambda w, s: s.measure.ref},
    ),
    form("reporting:sharing-end", "pk=world.sharing.pk"),
    page("reporting:year-list", get=ADMINISTRATOR),
    button("reporting:year-start", "key='2027-04-01YF", writes=False),  # begun already, so it leads there
    form("reporting:year-detail", "pk=world.started.pk", fill={"why": "Cabinet has not agreed."}),
    form("reporting:year-targets", "pk=world.year.pk", fill={"every": "percent", "every_by": "2"}),
    form("reporting:year-timetable", "pk=world.year.pk", fill={"chosen": "2027-04-01QF"}),
    form("reporting:year-plans", "pk=world.year.pk"),
    form("reporting:year-check", "pk=world.year.pk"),
    page("reporting:run-detail", "pk=world.run.pk", ADMINISTRATOR),
    page("reporting:run-progress", "pk=world.run.pk", ADMINISTRATOR),
    button("reporting:run-retry", "pk=world.failed_run.pk"),
    *(
        page(route, get=SIGNED_IN, query=f"?download={name}")
        for route in (
            "accounts:person-list", "plans:plan-list", "indicators:indicator-list", "indicators:target-list",
            "indicators:rule-list", "indicators:figure-download", "reporting:report-list",
        )
        for name in ("xlsx", "csv")
    ),
    page("indicators:return-list", get=OUR_DRAFTS | PARTNER, query="?download=csv"),
    page("reporting:report-list", get=SIGNED_IN),
    page("reporting:report-detail", "pk=released.pk", theirs=COUNCIL, partner="GET"),
    page("reporting:report-detail", "pk=released.pk", theirs=COUNCIL, query="?now=1", partner="GET"),
    page("reporting:report-detail", "pk=released.pk", AUDITING, AUDIT, query=HISTORY),
    page("reporting:report-detail", "pk=draft.pk", OUR_DRAFTS, DRAFTS, knows=DRAFTS, query="?draft", partner="GET"),
    page("reporting:report-file", "pk=released.pk file_format='pdf", theirs=COUNCIL, partner="GET"),
    page("reporting:report-file", "pk=released.pk file_format='xlsx", theirs=COUNCIL, query="?x", partner="GET"),
    page(
        "reporting:report-file", "pk=draft.pk file_format='pdf", OUR_DRAFTS, DRAFTS, knows=DRAFTS, query="?draft",
        partner="GET",
    ),
    form("reporting:report-release", "pk=draft.pk", theirs=ADMINISTRATOR, knows=DRAFTS),
    page("reporting:report-detail", "pk=withdrawn.pk", theirs=COUNCIL, query="?withdrawn", partner="GET"),
    form(
        "reporting:report-withdraw", "pk=second.pk", theirs=ADMINISTRATOR, knows=COUNCIL,
        fill={"why": "It was the wrong quarter."},
    ),
]  # fmt: skip

HIDDEN: dict[str, Any] = {"theirs": ADMINISTRATOR, "knows": NOBODY}  # a pack in hand is its committee's own
CHAIRED: dict[str, Any] = {"who": CHAIR, "theirs": ADMINISTRATOR}
VERSION = {"version": lambda w, s: s.pack.version}
NOTE = {"heading": "A note", "note": "Words."}
SCRUTINY = [
    page("scrutiny:committee-list"),
    page("scrutiny:committee-detail", "pk=committee.pk", theirs=COUNCIL),
    page("scrutiny:committee-detail", "pk=committee.pk", CHAIR | AUDIT, AUDIT, query=HISTORY),
    form("scrutiny:remit-edit", "pk=committee.pk", theirs=ADMINISTRATOR, fill={"services": [], "why": "Fewer."}),
    form("scrutiny:meeting-create", "pk=committee.pk", **CHAIRED, fill={"day": "1 February 2027", "time": "6pm"}),
    page("scrutiny:meeting-detail", "pk=meeting.pk", theirs=COUNCIL),
    page("scrutiny:meeting-detail", "pk=meeting.pk", CHAIR | AUDIT, AUDIT, query=HISTORY),
    form("scrutiny:meeting-edit", "pk=meeting.pk", **CHAIRED, fill={"place": "Council Chamber"}),
    form("scrutiny:meeting-cancel", "pk=meeting.pk", **CHAIRED, fill={"why": "Snow."}),
    form(
        "scrutiny:action-create", "pk=extras.held.pk", **CHAIRED,
        fill={"text": "Do it.", "owner": lambda w, s: s.head.pk},
    ),
    form(
        "scrutiny:action-edit", "pk=action.pk", CHAIR | people("approver"), ADMINISTRATOR,
        fill={"progress": "Half done."},
    ),
    form("scrutiny:pack-create", "pk=extras.bare.pk", **CHAIRED),
    page("scrutiny:pack-detail", "pk=published.pk", theirs=COUNCIL),
    page("scrutiny:pack-detail", "pk=published.pk", CHAIR | AUDIT, AUDIT, query=HISTORY),
    page("scrutiny:pack-detail", "pk=published.pk", OUR_PACKS, ADMINISTRATOR, query="?version=full", knows=NOBODY),
    page("scrutiny:pack-detail", "pk=pack.pk", OUR_PACKS, **HIDDEN, query="?draft"),
    page("scrutiny:pack-detail", "pk=pack.pk", OUR_PACKS, **HIDDEN, query="?draft&version=full"),
    page("scrutiny:pack-file", "pk=published.pk version='public", theirs=COUNCIL),
    page("scrutiny:pack-file", "pk=published.pk version='exempt", OUR_PACKS, **HIDDEN),
    page("scrutiny:pack-file", "pk=pack.pk version='public", OUR_PACKS, **HIDDEN, query="?draft"),
    form("scrutiny:pack-words-edit", "pk=pack.pk", CHAIR, **HIDDEN, fill={"title": "Renamed"}),
    button("scrutiny:pack-publish", "pk=pack.pk", CHAIR, **HIDDEN, fill=VERSION),
    form("scrutiny:pack-take-back", "pk=published.pk", **CHAIRED, fill={"why": "A slip."}),
    page("scrutiny:pack-edit", "pk=pack.pk", CHAIR, **HIDDEN),
    button(
        "scrutiny:pack-add", "pk=pack.pk", CHAIR, **HIDDEN,
        fill={"indicator": lambda w, s: s.measures["revised"].pk},
    ),
    button("scrutiny:pack-start", "pk=pack.pk", CHAIR, **HIDDEN),
    button(
        "scrutiny:pack-suggested-add", "pk=pack.pk", CHAIR, **HIDDEN,
        fill={"suggestion": lambda w, s: s.measures["missing"].pk},
    ),
    form("scrutiny:note-create", "pk=pack.pk", CHAIR, **HIDDEN, fill=NOTE),
    form("scrutiny:question-create", "pk=pack.pk", CHAIR, **HIDDEN, fill={"text": "And then?"}),
    form("scrutiny:item-edit", "pk=pack.pk part=items.measure.pk", CHAIR, **HIDDEN, fill=NOTE),
    form("scrutiny:question-edit", "pk=pack.pk part=question.pk", CHAIR, **HIDDEN, fill={"text": "Why, really?"}),
    button(
        "scrutiny:part-move", "pk=pack.pk kind='items part=items.measure.pk", CHAIR, **HIDDEN,
        fill={"to": 1, **VERSION},
    ),
    button("scrutiny:part-remove", "pk=pack.pk kind='items part=items.report.pk", CHAIR, **HIDDEN, fill=VERSION),
    button("scrutiny:part-restore", "pk=pack.pk kind='items part=items.removed.pk", CHAIR, **HIDDEN),
]  # fmt: skip

SEARCH = [
    page("search:search", get=SIGNED_IN),
    page("search:search", get=SIGNED_IN, query="?q=service"),
    page("search:synonym-list", get=ADMINISTRATOR),
    form("search:synonym-create", fill={"typed": "bins", "means": "waste"}),
    form("search:synonym-edit", "pk=world.synonym.pk", fill={"means": "waste"}),
    button("search:synonym-remove", "pk=world.synonym.pk"),
]

OTHER_SYSTEMS = [
    *(page("api:token-list", get=ADMINISTRATOR, query=each) for each in ("", "?download=csv")),
    form(
        "api:token-create",
        fill={
            "name": "Finance", "post": lambda w, s: s.head.pk, "scopes": ["measures:read"],
            "expires_on": "31 March 2027",
        },
    ),
    button("api:token-end", "pk=world.token.pk"),
    *(page("api:reference", get=SIGNED_IN, query=each) for each in ("", "?download=json")),
    page("api:webhook-list", get=ADMINISTRATOR),
    form(
        "api:webhook-create",
        fill={"address": "https://hooks.exampleshire.example/new", "kinds": ["report.released"]},
    ),
    page("api:webhook-detail", "pk=world.delivery.webhook.pk", get=ADMINISTRATOR),
    button("api:webhook-end", "pk=world.delivery.webhook.pk"),
    button("api:delivery-again", "pk=world.delivery.pk"),
]  # fmt: skip

TABLE: list[Row] = [
    *PAGES,
    *INBOX,
    *ACCOUNTS,
    *PLANS,
    *RISKY_PAGES,
    *MONEY,
    *CATALOGUES,
    *BENCHMARKS,
    *BREAKDOWNS,
    *DECISIONS,
    *QUALITY,
    *FEEDBACK,
    *REVIEWS,
    *INDICATORS,
    *REPORTING,
    *SCRUTINY,
    *SEARCH,
    *OTHER_SYSTEMS,
]
