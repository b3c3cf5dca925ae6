"""What a row about a measure, a milestone or a group says, wherever it stands."""

import re
from collections.abc import Iterator, Mapping

from lxml.html import HtmlElement

from plans.periods import parse_label
from tests.agreement.claims import Said
from tests.agreement.reading import DAY, DRAFT_MARK, Page, TableRow, first, number_in, period_in, text_of, with_class

STATUSES = (
    "exceeding target", "on target", "near target", "off target", "no figure yet", "not due", "data only", "contextual",
    "awaiting sign-off", "not available", "not applicable", "withheld", "not rated",
)  # fmt: skip
_MARKS = re.compile(r"\[\w+\]")
# Sentences say "for context" where a mark says "contextual": one status.
_SAME_WORD = {"for context": "contextual"}
# What a quarter showed where it showed no status: "no comparison" says as much of it.
_NO_STATUS = ("no figure yet", "not due", "no comparison", "awaiting sign-off", "")
_NO_FIGURE = ("no figure", "not applicable", "not available", "withheld", "not entered", "")
_SENTENCE_STATUS = re.compile(r": (?:judged )?((?:exceeding|on|near|off) target|not rated)\b", re.IGNORECASE)
_MOVED = re.compile(
    r"; (better|worse|higher|lower|the same)\b[\w ]*? the "
    r"(?:(month|quarter|half-year|year) before|same period last year)"
    r"(?:, (within|beyond) normal variation)?"
)
PERIOD_BEFORE, YEAR_AGO = "direction since the period before", "direction since a year ago"


def status_word(word: str) -> str:
    word = " ".join(word.split()).casefold()
    return _SAME_WORD.get(word, word)


def status_facts(ref: str, period: str, quarter: str, word: str) -> Iterator[Said]:
    """A measure's status, of its own period and in the quarter that the page tells of ("" for none)."""
    if period:
        yield "status", f"{ref} in {period}", status_word(word)
    if quarter:
        yield "status in the quarter", f"{ref} in {quarter}", had(word)


def had(word: str) -> str:
    """A status as the quarter after looks back on it."""
    word = status_word(word)
    return "no status" if word in _NO_STATUS else word


def earlier(ref: str, quarter: str) -> str:
    """A measure in the quarter before one."""
    return f"{ref} in {parse_label(quarter).previous().label}"


_WAS = re.compile(r"[Ii]t was ([\w ]+?) the quarter before")


def looked_back(ref: str, quarter: str, text: str) -> Iterator[Said]:
    """What a sentence about a measure says of its quarter before."""
    for was in _WAS.findall(text):
        yield "status in the quarter", earlier(ref, quarter), had(was)
    if "Back on target after being off target" in text:
        yield "status in the quarter", earlier(ref, quarter), "off target"


def late_facts(ref: str, quarter: str, text: str) -> Iterator[Said]:
    """Where a measure stands out because its figure is late."""
    if "The figure is missing, and late" in text:
        yield "missing and late", f"{ref} in {quarter}", "late"


def value_facts(ref: str, period: str, shown: str) -> Iterator[Said]:
    """A figure with its marks. A draft is no figure: what it is, is a fact of its own."""
    value = bare(shown)
    if value in _NO_FIGURE:
        yield "value", f"{ref} in {period}", "no figure"
        return
    is_draft = DRAFT_MARK in shown or "[proposed]" in shown
    yield "value", f"{ref} in {period}", "no figure" if is_draft else value
    if is_draft:
        yield "draft value", f"{ref} in {period}", value
    marks = " ".join(mark for mark in _MARKS.findall(shown) if mark in ("[p]", "[r]", "[e]"))
    if not is_draft:
        yield "standing", f"{ref} in {period}", marks or "final"


def drawn_facts(ref: str, period: str, shown: str) -> Iterator[Said]:
    """A figure in a picture's table, which has no room for marks of standing."""
    value = bare(shown)
    yield "value", f"{ref} in {period}", "no figure" if value in _NO_FIGURE or DRAFT_MARK in shown else value


def bare(shown: str) -> str:
    """A figure without the marks beside it."""
    return " ".join(_MARKS.sub("", shown).split()).casefold()


def target_facts(ref: str, period: str, shown: str) -> Iterator[Said]:
    """A target is printed with as many places as the figure beside it: what counts is the number."""
    yield "target", f"{ref} in {period}", plain(shown) or "no target"


def plain(shown: str) -> str:
    """A number without zeros at its end."""
    return re.sub(r"\.(\d*?)0+(?!\d)", lambda found: f".{found[1]}" if found[1] else "", shown)


def sentence_facts(ref: str, period: str, sentence: str) -> Iterator[Said]:
    """What a sentence about a measure says of its status and its move."""
    if "although it is due" in sentence:
        yield "status", f"{ref} in {period}", "no figure yet"
    elif word := first(_SENTENCE_STATUS, sentence):
        yield "status", f"{ref} in {period}", status_word(word)
    moved = _MOVED.search(sentence)
    if moved:
        yield (PERIOD_BEFORE if moved[2] else YEAR_AGO), f"{ref} in {period}", moved[1].replace("the same", "no change")
        if moved[3]:
            yield "move against normal variation", f"{ref} in {period}", moved[3]


def direction_facts(ref: str, period: str, cell: HtmlElement, fact: str, *, is_draft: bool = False) -> Iterator[Said]:
    """The word beside an arrow, and whether the arrow is drawn as a real change; that of a draft is one of its own."""
    about = f"the draft of {ref} in {period}" if is_draft else f"{ref} in {period}"
    for mark in with_class(cell, "app-direction"):
        words = text_of(mark).casefold()
        word = words.split("(")[0].strip()
        yield fact, about, "no change" if word in ("same", "the same", "no change") else word
        if fact == PERIOD_BEFORE and word not in ("no comparison", "same", "no change"):
            if with_class(mark, "app-direction__arrow--real"):
                yield "move against normal variation", about, "beyond"
            elif "within normal variation" in words:
                yield "move against normal variation", about, "within"


_ENDS = re.compile(r"(\d{4}(?:/\d\d)?) (?:will end on about|ended on) (.+?)(?: against (.+?))?(?:;|\.(?: |$))")
_CHANCE = re.compile(r"Chance of missing the target: (.+?) in 100")
STANDS_OUT_AHEAD = "stands out for what is expected"
_AHEAD = (
    ("on target", "On target, but its target for the year is at risk"),
    ("near target", "Near target, and expected to end the year off target"),
)


def forecast_facts(told: str, word: str, end: str) -> Iterator[Said]:
    """A measure's status and figure at the year's end, as a cell each ("" for none)."""
    if word:
        yield "expected status", told, status_word(word)
    if end:
        yield "expected end", told, plain(end.removeprefix("about "))


def year_end_facts(told: str, text: str) -> Iterator[Said]:
    """The same, its target and the chance of missing it, as a sentence tells them."""
    if found := _ENDS.search(text):
        yield "expected end", told, plain(found[2])
        yield "target of what is expected", told, plain(found[3] or "no target")
    if found := _CHANCE.search(text):
        yield "chance of missing", told, found[1]


def ahead_facts(told: str, reasons: str) -> Iterator[Said]:
    """Whether a measure is an exception for how its year is expected to end, from all that makes it one."""
    words = [word for word, sentence in _AHEAD if sentence in reasons]
    yield STANDS_OUT_AHEAD, told, words[0] if words else "no"


CALLED_OUT = "called out among councils"
_CALLS = ("met here, but in the bottom quartile", "missed here, but in the top quartile")


def callout_facts(told: str, text: str) -> Iterator[Said]:
    """Whether a measure's status contradicts its rank among councils, from all that would say so."""
    yield CALLED_OUT, told, next((call for call in _CALLS if call in text.casefold()), "no")


def measure_facts(page: Page, row: TableRow, *, quarter: str) -> Iterator[Said]:
    """A measure's row in any table of measures."""
    ref, cells = row.measure, row.cells
    sentence = " ".join(
        text_of(each) for each in with_class(row.marks.get("Measure", page.main), "app-measure__sentence")
    )
    period = period_in(row.name.replace(sentence, "") if sentence else row.name)
    marked = row.marks.get("Status", page.main)
    status = with_class(marked, "app-status") or with_class(marked, "app-off__word") if marked is not page.main else []
    if status:
        yield from status_facts(ref, period, quarter, text_of(status[0]))
    if "Result" in cells and period:
        yield from value_facts(ref, period, cells["Result"])
    if "Target" in cells and period:
        yield from target_facts(ref, period, cells["Target"])
    is_draft = DRAFT_MARK in cells.get("Result", "")
    if sentence and not is_draft:
        yield from sentence_facts(ref, period, sentence)
    if "Direction" in cells:
        fact = YEAR_AGO if "than a year before" in cells["Direction"] else PERIOD_BEFORE
        yield from direction_facts(ref, period, row.marks["Direction"], fact, is_draft=is_draft)
    if "Year-end forecast" in cells and quarter:
        marked = row.marks["Year-end forecast"]
        parts = (with_class(marked, name) for name in ("app-status", "app-measure__detail"))
        word, end = (" ".join(map(text_of, part)) for part in parts)
        yield from forecast_facts(f"{ref} in {quarter}", word, end)
    if "Quarter before" in cells:
        yield "status in the quarter", earlier(ref, quarter), had(cells["Quarter before"])
    if "Trend" in row.marks and cells["Result"] != "no figure":
        yield from _picture_facts(f"{ref} in {period}", row.marks["Trend"], cells["Result"])


def _picture_facts(subject: str, cell: HtmlElement, shown: str) -> Iterator[Said]:
    """The last point of a row's picture is hollow where the figure beside it is not final."""
    if with_class(cell, "app-spark__last"):
        is_hollow = bool(with_class(cell, "app-spark__last--hollow"))
        yield "last point drawn", subject, "hollow" if is_hollow else "solid"
        yield "last point drawn", subject, "hollow" if DRAFT_MARK in shown or "[p]" in shown else "solid"


def milestone_facts(row: TableRow) -> Iterator[Said]:
    ref, cells = row.milestone, row.cells
    yield "milestone status", ref, cells["Status"]
    if "Complete" in cells:
        yield "milestone complete", ref, cells["Complete"]
    if "Due" in cells:
        yield "milestone due", ref, first(DAY, cells["Due"])


_NOW = re.compile(r"now (\d+)")
_ENDS = re.compile(r"inherent (\d+|–) .* target (\d+|–)")


UNSCORED = "RK98"
"""The risk that nobody scored: it counts, and has nothing else that two pages could say differently."""


def risk_facts(row: TableRow) -> Iterator[Said]:
    """A row about a risk: of a register or beside an objective, and as a report prints it."""
    ref, cells = row.risk, row.cells
    if not ref or ref == UNSCORED:
        return
    if "Score" in cells and "Since the last" in cells:
        yield "risk score", ref, first(_NOW, cells["Score"])
        if found := _ENDS.search(cells["Score"]):
            yield "risk before controls and target", ref, f"{found[1]} {found[2]}"
        yield "risk band", ref, text_of(with_class(row.marks["Score"], "app-status")[0])
        yield "waits", ref, "yes" if "Waits for a new assessment" in row.name else "no"
    elif "Band now" in cells:
        before, now, target = cells["Scores"].split(" → ")
        yield "risk score", ref, now
        yield "risk before controls and target", ref, f"{before} {target}"
        yield "risk band", ref, cells["Band now"]
        yield from risk_said(ref, row.name)
    else:
        return
    yield "how a risk moved", ref, cells["Since the last"].split(" since ")[0]


def risk_said(ref: str, text: str) -> Iterator[Said]:
    """What the reasons of a risk that stands out say; nothing of one that does not."""
    if found := re.search(r"Above appetite, at (\d+), ([^.]+)\.", text):
        yield "risk above appetite", ref, "yes"
        yield "risk score", ref, found[1]
        yield "risk band", ref, found[2]
    if "Risen since the assessment before." in text:
        yield "how a risk moved", ref, "risen"


def group_facts(scope: str, quarter: str, cells: Mapping[str, str]) -> Iterator[Said]:
    """A line about a group of measures: its share and its counts."""
    subject = f"{scope} in {quarter}"
    share = share_in(cells.get("Share on target", ""))
    if share:
        yield "share on target", subject, share
    for heading, fact in (("On target", "met target"), ("Near target", "near target"), ("Off target", "off target")):
        if heading in cells:
            yield "count", f"{fact} of {subject}", number_in(cells[heading])
    if "Milestones overdue" in cells:
        yield "milestones overdue", scope, cells["Milestones overdue"]


_BY_RULE = re.compile(
    r"((?:on|near|off) target|not rated) by (worst part|majority of parts|weighted basket)"
    r"(?:[.,][^%]*?(\d+)% of the weight)?",
    re.IGNORECASE,
)


def sum_facts(scope: str, quarter: str, text: str, reader: str) -> Iterator[Said]:
    """The status of an objective or a priority by a rule, which rule, and how much of the weight was scored. The
    partner is told of what its own unit has.
    """
    if found := _BY_RULE.search(text):
        whose = f"{scope} in {quarter}{', in part' if reader == 'partner' else ''}"
        yield "status by rule", whose, f"{found[1]} by {found[2]}"
        if found[3]:
            yield "weight scored", whose, found[3]


_OF = re.compile(r"\b(\d+) of (\d+)(?! milestones| risks?)\b")


def share_in(text: str) -> str:
    """ "29 of 39" from "74% 29 of 39", "29 of 39 rated measures are on target (74%)" and the like."""
    found = _OF.search(text)
    return f"{found[1]} of {found[2]}" if found else ""


def count_facts(scope: str, quarter: str, page: Page) -> Iterator[Said]:
    """The bar of statuses with a number each."""
    subject = f"{scope} in {quarter}"
    for bar in page.find("app-counts__list")[:1]:
        counts = {}
        for item in bar:
            number, word = text_of(item).split(" ", 1)
            counts[status_word(word)] = int(number)
        for word, count in counts.items():
            if word in ("exceeding target", "near target", "off target", "no figure yet", "awaiting sign-off"):
                yield "count", f"{word} of {subject}", str(count)
        yield "count", f"met target of {subject}", str(counts.get("exceeding target", 0) + counts.get("on target", 0))
    yield from coverage_facts(scope, quarter, page)


def coverage_facts(scope: str, quarter: str, page: Page) -> Iterator[Said]:
    for row in page.tables.get("How this is counted", []):
        yield "coverage", f"{row.name} of {scope} in {quarter}", row.cells[""]
