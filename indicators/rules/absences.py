"""How councils print and type that there is no figure (rules.md 2)."""

import re

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
            "dna", "see comment", "see comments", "see commentary", "see note", "see notes", "see narrative",
            "dim ar gael", "ddim ar gael", "dd/b", "dim data", "i'w gadarnhau",
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

_LONGEST = 100
_TIME = re.compile(r"\bq(?:uarte|t)?r? ?[1-4]\b|\b(?:19|20)\d\d(?: ?[/-] ?\d\d(?:\d\d)?)?|\b\d\d/\d\d\b")
_SENTENCES = (
    (
        Absence.NOT_APPLICABLE,
        r"not (?:yet )?(?:due|measured|applicable)|(?:next )?(?:reported|collected|measured) (?:in|annually|at|every)"
        r"|annual(?:ly)? (?:measure|indicator|figure|data|return|only|in)",
    ),
    (
        Absence.NOT_AVAILABLE,
        r"n/a|tbc|no (?:data|figures?)|not (?:yet )?(?:available|reported|published|collected|recorded|known|received)"
        r"|(?:data|figures?|results?) (?:is |are )?(?:not|unavailable|awaited|pending|delayed|due|lag|to follow"
        r"|available (?:in|from|at|by))|awaiting|available (?:in|from|at|by)|to be (?:confirmed|reported|advised)",
    ),
)
_SAID = tuple((absence, re.compile(rf"(?:{words})\b[^%£]*")) for absence, words in _SENTENCES)


def absence_of(text: str) -> Absence | None:
    """What a text says that stands where there is no figure: “n/a”, “TBC*”, “Not measured for quarters”, “Data not
    available until Q3”; None for any other. One with a number beside it, but for a time, may be a figure with a remark.
    """
    plain = text.casefold().rstrip("*†‡§ .")
    if found := ABSENT.get(text.casefold()) or ABSENT.get(plain):
        return found
    if not plain[:1].isalpha() or len(plain) > _LONGEST:
        return None
    said = next((absence for absence, words in _SAID if words.fullmatch(plain)), None)
    return said if said and not re.search(r"\d", _TIME.sub("", plain)) else None
