"""What the scanners find and people have looked at: each with the reason why it stays, and nothing that is gone."""

OUR_WORDS = "Values are parameters; names and clauses of our own are formatted in."
OUR_COMMAND = "A fixed command without a shell; what comes from data is read by our own program."
OUR_OWN = "What this process wrote itself, to a file without a name, in which nobody else can put anything."
NO_PASSWORD = "Not a password: a name, a look or the empty text."
PLAIN_TEXT = "A message in plain text: escaped, people would read “&amp;”."
WHOEVER_EDITS = "Only who may edit all of these gets here."

# In the code: by reason, the rule, the file, and how often.
IN_CODE: dict[str, list[tuple[str, str, int]]] = {
    OUR_WORDS: [
        ("B608", "accounts/actors.py", 1),
        ("B608", "foundation/aside.py", 2),
        ("B608", "foundation/bulk.py", 2),
        ("B608", "pmmi/backup/restoring.py", 1),
        ("B608", "search/index.py", 2),
        ("B608", "search/queries/holding.py", 5),
        ("B608", "search/queries/matching.py", 3),
        ("B611", "accounts/models/organisation.py", 1),
        ("sql-from-text", "accounts/actors.py", 1),
        ("sql-from-text", "accounts/audit_protection.py", 1),
        ("sql-from-text", "accounts/management/commands/grant_application_role.py", 1),
        ("sql-from-text", "accounts/models/organisation.py", 2),
        ("sql-from-text", "benchmarks/changes/kept.py", 2),
        ("sql-from-text", "benchmarks/queries/standing.py", 3),
        ("sql-from-text", "edr/queries/counts.py", 1),
        ("sql-from-text", "foundation/aside.py", 4),
        ("sql-from-text", "foundation/statements.py", 2),
        ("sql-from-text", "indicators/judging/council_statuses.py", 1),
        ("sql-from-text", "indicators/judging/plain_rows.py", 1),
        ("sql-from-text", "pmmi/backup/restoring.py", 2),
        ("sql-from-text", "reporting/queries/figure_cautions.py", 1),
        ("sql-from-text", "reporting/queries/figure_notes.py", 1),
        ("sql-from-text", "reporting/queries/measures_of_objectives.py", 1),
        ("sql-from-text", "reporting/queries/released.py", 1),
        ("sql-from-text", "risks/queries/plain_facts.py", 1),
        ("sql-from-text", "search/queries/holding.py", 1),
        ("sql-from-text", "search/queries/matching.py", 1),
    ],
    OUR_COMMAND: [
        ("B404", "indicators/imports/workbook/parent.py", 1),
        ("B603", "indicators/imports/workbook/parent.py", 1),
        ("B404", "pmmi/running/supervisor.py", 1),
        ("B603", "pmmi/running/supervisor.py", 1),
        ("B404", "reporting/pdf/compiler.py", 1),
        ("B603", "reporting/pdf/compiler.py", 1),
        ("B404", "static/build.py", 1),
        ("B603", "static/build.py", 2),
    ],
    OUR_OWN: [("B302", "foundation/spool.py", 1)],
    NO_PASSWORD: [
        ("B105", "accounts/management/commands/grant_application_role.py", 1),
        ("B105", "foundation/leases.py", 1),
        ("B105", "foundation/form_fields.py", 1),
        ("B105", "indicators/rules/vocabulary.py", 1),
        ("B105", "pmmi/settings.py", 3),
        ("B106", "accounts/changes/first_administrator.py", 1),
        ("B106", "accounts/queries/invitations.py", 1),
    ],
    "The demo's password is printed at its start; nothing else accepts it.": [("B105", "pmmi/running/mode.py", 1)],
    "Written as the key of what is kept, never read back.": [("B403", "foundation/templatetags/components.py", 1)],
    PLAIN_TEXT: [
        ("template-unescaped", "templates/accounts/invitation.txt", 1),
        ("template-unescaped", "templates/accounts/notice.txt", 1),
        ("template-unescaped", "templates/reporting/reminder.txt", 1),
    ],
    WHOEVER_EDITS: [
        ("typed-into-a-lookup", "indicators/views/ratings.py", 1),
        ("typed-into-a-lookup", "indicators/views/schemes.py", 1),
    ],
    "A chair reads all measures, and puts any into a pack.": [("typed-into-a-lookup", "scrutiny/views/builder.py", 1)],
    "It leads to the run; what was typed are kinds of reports.": [
        ("typed-into-an-address", "reporting/views/cycles.py", 1)
    ],
}

# What wapiti finds on pages: its kind, and how what it says ends.
PLAIN_HTTP = "The demo speaks plain HTTP on loopback; served, all are Secure (tests/architecture/test_headers.py)."
FOR_A_SCRIPT = "returns.js reads it, for a page that outlives a sign-in; it opens nothing by itself."
ON_PAGES = {
    ("Secure Flag cookie", ": sessionid"): PLAIN_HTTP,
    ("Secure Flag cookie", ": csrftoken"): PLAIN_HTTP,
    ("Secure Flag cookie", ": device"): PLAIN_HTTP,
    ("HttpOnly Flag cookie", ": csrftoken"): FOR_A_SCRIPT,
    ("HTTP Methods", ": OPTIONS (405)"): "OPTIONS is refused, and no other method is offered.",
    ("HTTP Methods", ": OPTIONS (200)"): "The sign-in library's pages answer OPTIONS with GET and POST.",
    ("HTTP Methods", ": "): "None beyond those that a page takes.",
}
