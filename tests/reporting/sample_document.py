"""A report document with everything in it, and hostile texts to put into it."""

from collections.abc import Callable
from typing import Any

from reporting.document import Mark, Measure, Milestone, Series, section

MARKS: dict[str, tuple[str, str, str]] = {
    "exceeding": ("Exceeding", "star", "blue"),
    "green": ("On target", "tick", "green"),
    "amber": ("Near target", "circle", "amber"),
    "red": ("Off target", "triangle", "red"),
    "unknown": ("No figure yet", "question", "grey"),
    "not_available": ("Not available", "dash", "grey"),
    "data_only": ("Data only", "square", "grey"),
}

ATTACKS = [
    '#read("/etc/passwd") #eval("1+1") $x^2$ *bold* _em_ `raw` @cite <label> = Heading \\ #let x = 1',
    "<script>alert(1)</script><img src=x onerror=alert(2)> &amp; \" ' ]]>",
    "{{ 7*7 }} {% include 'x' %} ${7*7} %{x} <b>bold</b> <a href='javascript:x'>link</a>",
    "turned \u202eetaroproc\u202c round \u2066x\u2069",
    "bell\x07 null\x00 escape\x1b[31m tab\tline\nreturn\r\nvertical\x0bseparator\u2028end",
    "unbroken " + "W" * 400,
    "emoji \N{THUMBS UP SIGN} \N{FAMILY} \U0001f1ec\U0001f1e7 \N{SNOWMAN} 漢字 עברית العربية",
    "lone \ud800 private \ue000 none \uffff",
    "sentence " * 150,
    "",
    "   ",
    "ŵ ŷ £12m – “quoted” … ≤ 5 ½ café cafe\u0301 naïve",
    '=HYPERLINK("http://x")',
]


def mark(key: str) -> Mark:
    word, shape, colour = MARKS[key]
    return {"key": key, "word": word, "shape": shape, "colour": colour}  # type: ignore[typeddict-item]


def series(**changes: Any) -> Series:
    """Eight quarters: a gap, a revised and a provisional figure, a definition change, limits and two signals."""
    quarters = [f"{year}/{year - 1999} Q{quarter}" for year in (2024, 2025) for quarter in (1, 2, 3, 4)]
    whole: Series = {
        "labels": quarters,
        "values": [88.2, 89.5, None, 91.0, 90.4, 92.3, 94.1, 95.1],
        "targets": [90.0, 90.0, 90.0, 90.0, 92.0, 92.0, 92.0, 92.0],
        "lower": 86.5,
        "upper": 96.5,
        "mean": 91.5,
        "provisional": [False] * 7 + [True],
        "revised": [False] * 4 + [True] + [False] * 3,
        "breaks": [3],
        "unit": "%",
        "decimals": 1,
        "signals": ["common_cause"] * 6 + ["special_cause_improvement", "special_cause_concern"],
    }
    return {**whole, **changes}  # type: ignore[typeddict-item]


def measure(ref: str = "ENV 01", **changes: Any) -> Measure:
    whole: Measure = {
        "ref": ref,
        "name": "Household waste recycled",
        "unit": "%",
        "period": "January to March 2026 (Q4)",
        "value": "95.1%",
        "target": "92.0%",
        "marks": "[p]",
        "status": mark("green"),
        "computed": mark("amber"),
        "direction": {"word": "Better", "arrow": "up", "real": False},
        "year_ago": {"word": "Better", "arrow": "up", "real": True},
        "lag": "One quarter in arrears",
        "sentence": f"{ref}: 95.1% in Q4, above the 92.0% target.",
        "owner": "Head of Waste",
        "service": "Environment",
        "rule": "On target at or above the target, near target within 10% of it.",
        "reasons": [{"code": "special_cause", "good": True, "sentence": "Above its usual range."}],
        "commentary": {
            "happened": "New rounds began in July.",
            "why": "Crews now start earlier.",
            "action": "Extend to the north of the borough.",
            "action_by": "Head of Waste, by 30 November 2026",
            "outlook": "On course for the year.",
        },
        "series": series(),
        "value_raw": "95.1",
        "target_raw": "92",
    }
    return {**whole, **changes}  # type: ignore[typeddict-item]


def milestone(ref: str = "M1", **changes: Any) -> Milestone:
    whole: Milestone = {
        "ref": ref,
        "title": "Open the recycling centre",
        "due": "30 September 2026",
        "slipped": "was 30 June 2026",
        "percent": "80%",
        "status": mark("amber"),
        "narrative": "The contractor starts in October.",
        "owner": "Head of Waste",
    }
    return {**whole, **changes}  # type: ignore[typeddict-item]


def tile(ref: str = "ENV 01", key: str = "green", moved: str = "") -> dict[str, Any]:
    word = MARKS[key][0].lower()
    return {"ref": ref, "words": f"Household waste ({ref}): {word}, 95.1%", "status": mark(key), "moved": moved}


def at_a_glance(**changes: Any) -> dict[str, Any]:
    """The first page of the sample: two rows of marks, and one measure off target."""
    off = {
        "ref": "ENV 02",
        "name": "Household waste recycled",
        "stands": "95.1% [p] against 92.0%",
        "status": mark("red"),
        "is_new": True,
        "why": "Crews now start earlier.",
        "action": "Extend to the north of the borough.",
        "action_by": "Head of Waste, by 30 November 2026",
        "owner": "Head of Waste",
    }
    whole = {
        "finding": "Half of the rated measures are on target.",
        "share": "50%",
        "asked": "The meeting is asked to note",
        "noted": [
            {"text": "1 measure newly off target", "section": "detail"},
            {"text": "1 change to what was reported before", "section": "restated"},
            {"text": "1 figure not handed in", "section": ""},
        ],
        "wall": [
            {
                "name": "A clean place",
                "met": "1 of 2",
                "rated": [tile("ENV 02", "red", "worse"), tile(moved="better")],
                "unrated": [tile(f"ENV 1{i}", key) for i, key in enumerate(("unknown", "not_available", "data_only"))],
                "rest": [],
            },
            {
                "name": "A fair place",
                "met": "2 of 2",
                "rated": [],
                "unrated": [],
                "rest": [{**mark("green"), "count": 2}],
            },
        ],
        "off": [off],
        "off_count": 1,
    }
    return {**whole, **changes}


def document(**changes: Any) -> dict[str, Any]:
    """A service report of one scorecard, two cards, milestones, a table, questions and a landscape part."""
    cards = [measure("ENV 01"), measure("ENV 02", status=mark("red"), computed=None)]
    table = {"caption": "Earlier actions", "columns": ["Action", "Progress"], "rows": [["Report back", "Done"]]}
    whole = {
        "schema": 1,
        "kind": "service",
        "title": "Environment: quarterly monitoring report",
        "subtitle": "Against the service plan",
        "council": "Exampleshire Council",
        "audience": "Environment Scrutiny Committee",
        "period": "January to March 2026 (Q4)",
        "as_at": "As at 17 July 2026, 14:05",
        "released": "Released by the Performance Manager on 20 July 2026",
        "headline": "One measure is on target and one is not.",
        "coverage": {"sentence": "2 figures were due and 2 arrived.", "rows": [["Due", "2"], ["On time", "2"]]},
        "counts": [{**mark("green"), "count": 1}, {**mark("red"), "count": 1}],
        "key": [{**mark(key), "meaning": f"What {word} means."} for key, (word, _, _) in MARKS.items()],
        "restatements": [
            {
                "ref": "ENV 02",
                "name": "Missed bins",
                "period": "October to December 2025 (Q3)",
                "old": "28.4",
                "new": "28.9",
                "reason": "Late postings.",
                "by": "Waste Data Officer",
                "effect": "Near target became on target",
            }
        ],
        "at_a_glance": at_a_glance(),
        "notes": ["[p] provisional, [r] revised, [x] not available."],
        "sections": [
            section("summary", "Summary", paragraphs=["A steady quarter."], bullets=["Recycling rose."]),
            section("scorecard", "Scorecard", measures=cards, measures_as="table"),
            section("detail", "Measures", 2, measures=cards),
            section("milestones", "Milestones", milestones=[milestone()], page_break=True),
            section("actions", "Earlier actions", table=table),
            section("questions", "Questions", questions=[{"text": "What next?", "to": "Portfolio Holder"}]),
            section("wide", "Wide table", table=table, landscape=True),
        ],
    }
    return {**whole, **changes}


CHOSEN = {
    "key",
    "shape",
    "colour",
    "arrow",
    "kind",
    "moved",
    "measures_as",
    "signals",
    "value_raw",
    "target_raw",
    "id",
    "code",
}


def with_texts(value: Any, change: Callable[[str], str]) -> Any:
    """A copy of a document with every text that people type changed, its fixed choices left."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: each if key in CHOSEN else with_texts(each, change) for key, each in value.items()}
    if isinstance(value, list):
        return [with_texts(each, change) for each in value]
    return value
