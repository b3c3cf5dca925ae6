"""What must not be on an answer: words for other eyes, and missing headers. Checked on every answer of the sweeps."""

import re
from collections.abc import Mapping

from tests.architecture.markers import MARKERS
from tests.architecture.rows import (
    ADMINISTRATOR,
    AUDIT,
    COUNCIL,
    DRAFTS,
    ENTERS,
    LINE,
    NOBODY,
    OUR_DRAFTS,
    OUR_PACKS,
    PARTNER,
    RISK_READERS,
    Who,
)
from tests.architecture.sweep import Answer
from tests.architecture.world import own_address

# What stands on a page or in a file, and who may read it there.
SECRETS: dict[str, Who] = {
    r"SECRET of Ours": OUR_PACKS,
    r"SECRET of Theirs": ADMINISTRATOR,
    r"SECRET of Partners": ADMINISTRATOR,
    r"61\.7%|UNAPPROVED WORDS of Ours|Draft of Ours": OUR_DRAFTS,
    r"62\.7%|UNAPPROVED WORDS of Theirs|Draft of Theirs": DRAFTS,
    r"63\.7%|UNAPPROVED WORDS of Partners|Draft of Partners": DRAFTS | PARTNER,
    r"EXEMPT RISK of ours": RISK_READERS,
    r"EXEMPT RISK of theirs": AUDIT,
    r"EXEMPT RISK of partners": AUDIT | PARTNER,
    r"STAFF CONCERN of ours": ENTERS,
    r"STAFF CONCERN of theirs": ADMINISTRATOR,
    r"STAFF CONCERN of partners": ADMINISTRATOR | PARTNER,
    r"PRIVATE WORDS of ours": LINE,
    r"PRIVATE WORDS of (theirs|partners)": NOBODY,
    # A partner organisation's officer is told of nothing but its own unit.
    r"\b(Ours|Theirs) |of (ours|theirs)\b|\b(OU|TH)\d\b": COUNCIL,
    **MARKERS,
    # A person's e-mail address is for those who administer people, and for themselves.
    r"\b(person\d+@exampleshire|\w+@mail)\.example": ADMINISTRATOR,
}  # fmt: skip
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def told(identity: str, answer: Answer) -> list[str]:
    """The secrets on the answer that are not for that person's eyes."""
    words = answer.words.replace(own_address(identity), "")
    return [secret for secret, may in SECRETS.items() if identity not in may and re.search(secret, words)]


def headers_missing(headers: Mapping[str, str], *, is_private: bool) -> list[str]:
    """What the answer should tell the browser and does not."""
    missing = [name for name, value in HEADERS.items() if headers.get(name) != value]
    policy = headers.get("Content-Security-Policy", "")
    strict = "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    if not strict or "unsafe" in policy or "http" in policy:
        missing.append("a strict Content-Security-Policy")
    if "camera=()" not in headers.get("Permissions-Policy", ""):
        missing.append("Permissions-Policy")
    kind = headers.get("Content-Type", "")
    if kind.startswith("text/") and "charset=utf-8" not in kind:
        missing.append("the charset of text")
    if is_private and "no-store" not in headers.get("Cache-Control", ""):
        missing.append("Cache-Control: no-store")
    return missing
