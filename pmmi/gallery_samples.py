"""Sample data for the page of components: every state once, nothing from the database."""

from typing import Any

from indicators.rules.vocabulary import Status
from reporting.charts import describe, line_figure, line_svg, sparkline
from reporting.document import Series

MARKS = {
    Status.EXCEEDING: ("Exceeding", "star", "blue", "Better than target by more than the tolerance"),
    Status.GREEN: ("On target", "tick", "green", "At or better than target"),
    Status.AMBER: ("Near target", "circle", "amber", "Worse than target, by no more than 10%"),
    Status.RED: ("Off target", "triangle", "red", "Worse than target by more than 10%"),
    Status.UNKNOWN: ("No figure", "question", "grey", "Due, and not received"),
    Status.DATA_ONLY: ("Data only", "square", "grey", "Watched without a target, by design"),
    Status.NOT_DUE: ("Not due", "dash", "grey", "Counted later in the year"),
}
DIRECTIONS = (
    ("better", "up", True),
    ("no real change", "down", False),
    ("worse", "down", None),
    ("same", "level", False),
    ("no comparison", "none", None),
)
QUARTERS = [f"Q{i % 4 + 1} {2023 + i // 4}/{24 + i // 4}" for i in range(12)]
VALUES = [91.2, 90.1, 92.4, 91.8, None, 92.9, 93.4, 92.2, 94.0, 93.1, 94.6, 95.1]
MEASURES = (
    ("CS12", "Calls to the contact centre answered within 60 seconds", Status.GREEN, 0, "95.1%", "90%", ""),
    ("WR03", "Household waste sent for reuse, recycling or composting", Status.AMBER, 1, "44.7%", "46%", "[p]"),
    ("HO21", "Days to re-let an empty council home", Status.RED, 2, "38.5 days", "25 days", ""),
    ("FI07", "Invoices paid within 30 days", Status.EXCEEDING, 3, "99.4%", "95%", "[r]"),
    ("PH02", "Adults who walk or cycle at least once a week", Status.UNKNOWN, 4, "Not received", "68%", ""),
)


def mark(status: Status) -> dict[str, str]:
    word, shape, colour, meaning = MARKS[status]
    return {"key": status.value, "word": word, "shape": shape, "colour": colour, "meaning": meaning}


def direction(index: int) -> dict[str, Any]:
    word, arrow, real = DIRECTIONS[index]
    return {"word": word, "arrow": arrow, "real": real}


def series() -> Series:
    return {
        "labels": QUARTERS,
        "values": VALUES,
        "targets": [90.0] * 12,
        "lower": 89.6,
        "upper": 95.4,
        "mean": 92.5,
        "provisional": [False] * 11 + [True],
        "revised": [False] * 9 + [True, False, False],
        "breaks": [],
        "unit": "%",
        "decimals": 1,
        "signals": [],
    }


def measures() -> list[dict[str, Any]]:
    spark = sparkline(series())
    return [
        {
            "url": "#measures",
            "ref": ref,
            "name": name,
            "status": mark(status),
            "value": value,
            "target": target,
            "marks": marks,
            "period": "July to September 2026 (Q2)",
            "lag": "one quarter in arrears" if ref == "PH02" else "",
            "spark": {} if ref == "PH02" else spark,
            "direction": direction(way),
            "forecast": mark(Status.GREEN) if ref in ("CS12", "FI07") else None,
            "owner": "Head of Customer Services",
            "sentence": f"{value} in July to September 2026 against a target of {target}.",
        }
        for ref, name, status, way, value, target, marks in MEASURES
    ]


def chart() -> dict[str, Any]:
    name = "Calls answered within 60 seconds"
    shown = zip(QUARTERS, VALUES, strict=True)
    return {
        "id": "chart-calls",
        "title": "More calls are answered in time than two years ago",
        "subtitle": f"{name}, per cent, by quarter",
        "summary": describe(series(), name=name),
        "svg": line_svg(series(), title=name),
        "figure": line_figure(series(), title=name),
        "columns": ["Quarter", "Result", "Target"],
        "rows": [[quarter, "[x]" if value is None else f"{value}%", "90%"] for quarter, value in shown],
    }


def milestones() -> list[dict[str, Any]]:
    rows = (
        ("M1", "Open the new customer centre in Runcorn", "31 March 2027", "", "60%", Status.GREEN),
        ("M2", "Agree the cycling plan", "30 June 2026", "First set for 31 March 2026", "40%", Status.RED),
    )
    return [
        {
            "url": "#milestones",
            "ref": ref,
            "title": title,
            "due": due,
            "slipped": slipped,
            "percent": percent,
            "status": mark(status),
            "narrative": "Planning permission was given in May.",
            "owner": "Director of Place",
        }
        for ref, title, due, slipped, percent, status in rows
    ]


def history() -> list[dict[str, Any]]:
    changed = {"field": "Target for 2026/27", "old": "88%", "new": "90%"}
    entered = {"field": "Value for July to September 2026 (Q2)", "old": "", "new": "95.1%"}
    return [
        {
            "what": "Target changed",
            "who": "Jo Ahmed, Performance Manager, on behalf of the Head of Policy",
            "at": "3 July 2026, 9:14am",
            "machine_at": "2026-07-03T09:14:00+01:00",
            "changes": [changed],
            "why": "Agreed by cabinet on 2 July 2026",
        },
        {
            "what": "Figure entered",
            "who": "Sam Price, Data Officer",
            "at": "1 July 2026, 4:02pm",
            "machine_at": "2026-07-01T16:02:00+01:00",
            "changes": [entered],
            "why": "",
        },
    ]


def progress() -> dict[str, Any]:
    return {
        "sentence": "Building reports: 12 of 20 service reports made",
        "done": 12,
        "total": 20,
        "ended": True,
        "steps": [
            {"label": "Collect the figures", "state": "done", "time": "2 s", "note": ""},
            {"label": "Make service reports", "state": "running", "time": "14 s", "note": "Waste and Recycling"},
            {"label": "Make the cabinet report", "state": "waiting", "time": "", "note": ""},
            {"label": "Make spreadsheets", "state": "failed", "time": "1 s", "note": "No room on the disk: free some."},
        ],
    }


def filters() -> dict[str, Any]:
    quarters = [{"value": "q2", "label": "July to September 2026 (Q2)", "selected": True}]
    statuses = [{"value": "", "label": "Any", "selected": False}, {"value": "red", "label": "Off target"}]
    applied = [{"label": "Status: off target", "remove_url": "?period=q2"}]
    return {
        "action": "#filters",
        "fields": [
            {"name": "q", "label": "Words in the name", "text": "waste"},
            {"name": "period", "label": "Period", "options": quarters},
            {"name": "status", "label": "Status", "options": statuses},
        ],
        "applied": applied,
        "unknown": "This address asks under “Service” for something that is not there; showing all services.",
        "clear_url": "?",
    }


def everything() -> dict[str, Any]:
    """All that the page shows, by the name its template uses."""
    marks = [mark(status) for status in MARKS]
    numbers = (12, 31, 9, 5, 2, 8, 4)
    return {
        "marks": marks,
        "counts": [{**each, "count": number} for each, number in zip(marks, numbers, strict=True)],
        "directions": [direction(index) for index in range(len(DIRECTIONS))],
        "measures": measures(),
        "milestones": milestones(),
        "chart": chart(),
        "history": history(),
        "progress": progress(),
        "filters": filters(),
        "sort": {"name": {"url": "?sort=name", "direction": "ascending"}, "status": {"url": "?sort=status"}},
        "coverage": {
            "sentence": "71 measures were due: 66 received on time, 3 late, 2 not available with a reason.",
            "rows": [["Received on time", "66"], ["Received late", "3"], ["Not available, with a reason", "2"]],
        },
        "commentary": {
            "happened": "Calls rose by 8% in July after the new bin calendar went out.",
            "why": "Two of twelve posts were vacant until August.",
            "action": "Both posts are filled. The bin calendar page now answers the five commonest questions.",
            "action_by": "30 September 2026",
            "outlook": "We expect to stay above target for the rest of the year.",
        },
        "theirs": [{"label": "Why", "text": "Three of twelve posts were vacant."}],
        "heat_columns": ["Q3", "Q4", "Q1", "Q2"],
        "heat_rows": [
            {"label": "A healthy borough", "url": "#heat", "cells": [*marks[1:4], marks[1]]},
            {"label": "A safer borough", "url": "", "cells": [None, marks[0], marks[4], marks[3]]},
        ],
        "tabs": [{"label": "Chart", "url": "#tabs", "active": True}, {"label": "Table", "url": "#tabs"}],
        "crumbs": [{"label": "Home", "url": "/"}, {"label": "Corporate services", "url": "#"}],
        "pages": {
            "previous_url": "?page=1",
            "next_url": "?page=3",
            "links": [{"number": number, "url": f"?page={number}", "current": number == 2} for number in (1, 2, 3)],
        },
    }
