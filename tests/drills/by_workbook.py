"""The small council of the first hour by the set-up workbook: the empty one, filled in as a performance team does."""

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import openpyxl

from tests.drills.visitor import Visitor
from tests.newcomers import MEASURES, PEOPLE, UNITS

LONDON = ZoneInfo("Europe/London")
ROLES = {"director": "Director", "approver": "Head of service", "data_officer": "Data officer"}
HEADS = {"Housing": "Head of Housing", "Waste": "Head of Waste"}
OFFICERS = {"Housing": "Housing officer", "Waste": "Waste officer"}
COUNTINGS = {"Number": "As it stands at the period's end", "Percentage": "Rate, percentage or average over the period"}
Row = Mapping[str, object]


def by_workbook(team: Visitor) -> None:
    """From the guide to the workbook and back: download it empty, fill it in, upload it, look at the preview, apply it.
    Then the guide says that everything of it is done.
    """
    team.open("/")
    council = team.page.xpath("string(//*[contains(@class, 'app-header')]//a)").strip()
    team.follow("Set up by workbook")
    rows = workbook(council, datetime.now(LONDON).date())
    content = filled(team.download("Download it empty (Excel)"), rows)
    team.follow("Upload a workbook")
    team.upload("Show what it would do", "set-up.xlsx", content)
    new = sum(map(len, rows.values())) - 1
    assert f"{new} new 1 changed 0 unchanged 0 refused" in team.words, team.words[:1000]
    team.send("Apply the import")
    team.until_it_says("Applied on")
    team.open("/")


def filled(empty: bytes, sheets: Mapping[str, Sequence[Row]]) -> bytes:
    """The workbook with these rows by heading beneath what each sheet holds."""
    book = openpyxl.load_workbook(io.BytesIO(empty))
    for title, rows in sheets.items():
        sheet = book[title]
        headings = next(names for line in sheet.iter_rows(values_only=True) if set(rows[0]) <= {*(names := list(line))})
        for row in rows:
            sheet.append([row.get(str(name)) for name in headings])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def workbook(council: str, today: date) -> dict[str, Sequence[Row]]:
    """What a performance team types: {sheet: rows}. Only the council itself is there before."""
    return {**_people(council, today), **_plans(), **_measures(today)}


def _people(council: str, today: date) -> dict[str, Sequence[Row]]:
    return {
        "Council": [{"Name": council, "Colour": "#12305c"}],
        "Units": [{"Name": name, "Kind": kind, "Lies beneath": above or council} for name, kind, above in UNITS],
        "Posts": [
            {"Post": title, "Unit": unit, "Role": ROLES[role], "Reports to": above}
            for _, _, title, unit, role, above in PEOPLE
        ],
        "People": [{"E-mail": f"{email}@example.gov.uk", "Name": name} for name, email, *_ in PEOPLE],
        "Appointments": [
            {"Post": title, "Person": f"{email}@example.gov.uk", "First day": today}
            for _, email, title, *_ in PEOPLE
        ],
    }  # fmt: skip


def _plans() -> dict[str, Sequence[Row]]:
    return {
        "Levels": [
            {"Name": "Corporate plan", "Position": 1, "Reported on each quarter": "No"},
            {"Name": "Departmental service plan", "Position": 2, "Reported on each quarter": "Yes"},
        ],
        "Plans": [
            {"Reference": "SP-H", "Title": "Housing service plan", "Level": "Departmental service plan",
             "Unit": "Housing", "Owner": "Head of Housing", "Starts on": date(2020, 4, 1), "Ends on": date(2099, 3, 31)}
        ],
        "Objectives": [
            {"Reference": "H1", "Plan": "SP-H", "Kind": "Outcome", "Title": "Fewer homes stand empty",
             "Owner": "Head of Housing"}
        ],
    }  # fmt: skip


def _measures(today: date) -> dict[str, Sequence[Row]]:
    refs = [f"{service[:1]}M{number}" for number, (_, service, *_) in enumerate(MEASURES, 1)]
    years = [f"{year}/{(year + 1) % 100:02}" for year in (today.year - 1, today.year)]
    words = {f"{status}: {part}": word for status, word, shape, colour in (
        ("Green", "On target", "Tick ✓", "Green"), ("Amber", "Near target", "Circle ●", "Amber"),
        ("Red", "Off target", "Triangle ▲", "Red"), ("Not rated", "Not rated", "Question mark ?", "Grey"),
        ("Data only", "Data only", "Dash –", "Grey"),
    ) for part, word in (("word", word), ("shape", shape), ("colour", colour))}  # fmt: skip
    return {
        "Sets": [{"Name": "Key measures"}],
        "Measures": [
            {"Reference": ref, "Name": name, "Sets": "Key measures", "Type": kind, "Good is": good,
             "Frequency": "Quarterly", "Counting": COUNTINGS[kind], "Service": service, "Owner": HEADS[service],
             "Data provider": OFFICERS[service], "Approver": HEADS[service]}
            for ref, (name, service, kind, good, _) in zip(refs, MEASURES, strict=True)
        ],
        "Measures’ objectives": [{"Measure": refs[1], "Objective": "H1", "Since": today}],
        "Annual targets": [
            {"Measure": ref, "Year": year, "Target": float(target)}
            for ref, (*_, target) in zip(refs, MEASURES, strict=True) for year in years
        ],
        "Status words": [{"Name": "Red, amber, green", **words}],
        "Rules": [
            {"From": date(2020, 4, 1), "Basis": "Per cent of target", "Green up to": 0, "Amber up to": 10,
             "Words": "Red, amber, green"}
        ],
    }  # fmt: skip
