"""Sample data for the page of components: every state once, nothing from the database."""

from datetime import date
from decimal import Decimal
from typing import Any

from accounts.views.watching import WatchButton
from benchmarks.queries.strip import Strip, band_of, places_along, strokes
from foundation.sparkline import sparkline
from indicators.rules.vocabulary import Status
from money.queries.costs import CostRow, cost_rows
from money.rules.cost import Cost
from money.rules.variance import reported
from reporting.charts import (
    describe,
    flow_svg,
    flow_words,
    line_figure,
    line_svg,
    stack_svg,
    stack_words,
)
from reporting.charts.flow import Stand
from reporting.charts.stack import Column
from reporting.dashboards.pictures import Picture
from reporting.document import Series
from risks.queries.matrices import drawn_matrix
from risks.rules.exceptions import risk_reasons
from risks.rules.matrix import Place
from risks.rules.scoring import Scores, score
from risks.rules.shipped import SHIPPED
from search.queries.find import Hit
from search.words import Part

MARKS = {
    Status.EXCEEDING: ("Exceeding", "star", "blue", "Better than target by more than the tolerance"),
    Status.GREEN: ("On target", "tick", "green", "At or better than target"),
    Status.AMBER: ("Near target", "circle", "amber", "Worse than target, by no more than 10%"),
    Status.RED: ("Off target", "triangle", "red", "Worse than target by more than 10%"),
    Status.UNKNOWN: ("No figure yet", "question", "missing", "Due, and not received"),
    Status.AWAITING: ("Awaiting sign-off", "dots", "awaiting", "Entered, and not yet approved"),
    Status.NOT_AVAILABLE: ("Not available", "dash", "hatched", "The service says why there is none"),
    Status.DATA_ONLY: ("Data only", "bars", "plain", "Watched without a target, by design"),
    Status.NOT_DUE: ("Not due", "dash", "plain", "Counted later in the year"),
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


def tile(status: Status, moved: str = "") -> dict[str, str]:
    word, shape, colour, _ = MARKS[status]
    before = "; it was near target the quarter before" if moved else ""
    words = f"Calls answered within 60 seconds (CS12): {word.lower()}, 95.1% against 90%{before}"
    return {"url": "#wall", "words": words, "shape": shape, "colour": colour, "moved": moved}


def counts() -> list[dict[str, Any]]:
    numbers = (6, 25, 9, 6, 5, 4, 2, 3, 1)
    return [{**mark(status), "count": number} for status, number in zip(MARKS, numbers, strict=True)]


def wall() -> list[dict[str, Any]]:
    rated = [Status.RED, Status.AMBER, Status.GREEN, Status.EXCEEDING]
    unrated = [each for each in MARKS if each not in rated]
    return [
        {
            "group": {"name": "A healthy Exampleshire", "url": "#wall", "of": "3 of 6", "share": ""},
            "rated": [tile(Status.RED, "worse"), *map(tile, rated), tile(Status.GREEN, "better")],
            "unrated": [tile(each) for each in unrated],
            "rest": [],
            "rest_count": 0,
        },
        {
            "group": {"name": "An efficient council", "url": "#wall", "of": "31 of 40", "share": ""},
            "rated": [tile(Status.RED)],
            "unrated": [],
            "rest": counts(),
            "rest_count": 47,
        },
    ]


def hero() -> dict[str, Any]:
    stands = [Stand("on target", "green"), Stand("near target", "amber"), Stand("off target", "red"),
              Stand("not rated", "missing")]  # fmt: skip
    told = (
        {(0, 0): 20, (0, 2): 2, (1, 0): 5, (2, 0): 1, (2, 2): 2, (3, 3): 3, (1, 3): 2},
        stands,
        "Q1 2026/27",
        "Q2 2026/27",
    )
    twelve = [
        Column(
            year=f"{2023 + (n + 2) // 4}/{24 + (n + 2) // 4}",
            label=f"Q{(n + 2) % 4 + 1}",
            counts=(18 + n, 9, 12 - n, 3 + n % 3),
            share=f"{round(100 * (18 + n) / 39)}%",
        )
        for n in range(12)
    ]
    summary = {
        "finding": "About three rated measures in four are on target. Six are off it, and two of those are new.",
        "share": "78%",
        "headline": "78% of rated measures are on target in July to September 2026 (Q2): 31 of 40.",
        "coverage": {"sentence": "44 of 47 measures due are signed off.", "rows": []},
    }
    actions = [{"label": "Continue", "url": "#wall"}, {"label": "In its plan", "url": "#wall", "secondary": True}]
    return {
        "summary": summary,
        "picture": Picture(stack_svg(twelve, stands), stack_words(twelve, stands)),
        "moved": Picture(flow_svg(*told), flow_words(*told)),
        "actions": actions,
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


def risks() -> list[dict[str, Any]]:
    """One above appetite that has risen, and one that waits for a new assessment."""
    grid = SHIPPED["5x5"][1]
    rows = (
        ("Care market cannot meet demand", "Head of Adult Social Care", ((5, 4), (4, 4), (3, 3)), "Risen", [], False),
        ("Flood on the river", "Head of Planning", ((4, 3), (2, 2), (1, 2)), "Same", ["Review overdue"], True),
    )
    return [
        {
            "number": number,
            "row": {
                "url": "#risks",
                "ref": f"R{number}",
                "title": title,
                "owner": owner,
                "register": "Corporate risks",
                "review_on": date(2027, 1, 31),
                "is_open": True,
                "warned": [{"label": label} for label in warned],
                "waits": waits,
                "moved_word": moved,
                "moved_words": f"{moved} since 3 July 2026",
                "since": date(2026, 7, 3),
                "scores": Scores(*(score(grid, Place(*place)) for place in places)),
            },
        }
        for number, (title, owner, places, moved, warned, waits) in enumerate(rows, 1)
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


def commentary() -> dict[str, str]:
    return {
        "kept": "done in part",
        "happened": "Calls rose by 8% in July after the new bin calendar went out.",
        "why": "Two of twelve posts were vacant until August.",
        "action": "Both posts are filled. The bin calendar page now answers the five commonest questions.",
        "action_by": "30 September 2026",
        "outlook": "We expect to stay above target for the rest of the year.",
    }


def hits() -> list[Hit]:
    """Found by its name, by its reference, and by other words."""
    name, nowhere = [Part("Number of ", False), Part("missed collections", True)], [Part("Household waste", False)]
    return [
        Hit("#search", name, [Part("WR01 · Waste and Recycling", False)], []),
        Hit("#search", nowhere, [Part("WR03", True), Part(" · Waste and Recycling", False)], []),
        Hit(
            "#search", nowhere, [], [Part("… what is left when ", False), Part("bins", True), Part(" are full", False)]
        ),
    ]


def watching() -> dict[str, Any]:
    """The button by which a measure is watched, and the one by which it is not any more."""
    told = "each figure that is signed off"
    return {
        name: WatchButton("measure", told, "#inbox", is_watched, "measure:1", "#inbox")
        for name, is_watched in (("unwatched", False), ("watched", True))
    }


def costs() -> list[CostRow]:
    """Over plan, and as planned."""
    over = reported(planned=Decimal(420_000), months=6, actual=Decimal(231_000), forecast=Decimal(452_600))
    built = reported(planned=Decimal(90_000), months=6, actual=Decimal(45_000), forecast=Decimal(90_000))
    return cost_rows(Cost(over, built))


def strip() -> Strip:
    """In the best quarter of fourteen councils."""
    low, high, own = Decimal(31), Decimal(62), Decimal("57.2")
    told = [Decimal(31 + n * n * 2 % 29) for n in range(13)] + [own, high]
    (median, ours), ticks = places_along([Decimal(44), own], low, high), strokes(places_along(told, low, high))
    band, words = band_of(Decimal(55), "high", low, high), "57.2% in 2025/26: rank 3 of 15, top quartile."
    return Strip(
        ticks, ours, median, band, "31%", "62%", words, "57.2%", "44%", "#benchmarks", note="Higher is better."
    )


def risks_here() -> dict[str, Any]:
    rows = [{**each["row"], "reasons": risk_reasons(each["row"]["scores"].current, None)} for each in risks()]
    return {"rows": rows, "count": 3, "said": "1 of 3 risks stands above appetite.", "url": "#risks"}


def everything() -> dict[str, Any]:
    """All that the page shows, by the name its template uses."""
    marks = [mark(status) for status in MARKS]
    return {
        "marks": marks,
        "counts": counts(),
        "hero": hero(),
        "wall": wall(),
        "bars": [{"name": "Waste and Recycling", "url": "#wall", "counts": counts(), "of": "31 of 46", "share": ""}],
        "directions": [direction(index) for index in range(len(DIRECTIONS))],
        "measures": measures(),
        "milestones": milestones(),
        "risks": risks(),
        "risks_here": risks_here(),
        "matrix": drawn_matrix(SHIPPED["5x5-tolerance"][1]),
        "costs": costs(),
        "strip": strip(),
        "chart": chart(),
        "history": history(),
        "hits": hits(),
        "theirs": [{"label": "What happened", "text": "Calls rose by 9% in July."}],
        "progress": progress(),
        "filters": filters(),
        "sort": {"name": {"url": "?sort=name", "direction": "ascending"}, "status": {"url": "?sort=status"}},
        "coverage": {
            "sentence": "71 measures were due: 66 received on time, 3 late, 2 not available with a reason.",
            "rows": [["Received on time", "66"], ["Received late", "3"], ["Not available, with a reason", "2"]],
        },
        "commentary": commentary(),
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
